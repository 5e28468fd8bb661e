//! 職員: the people of the city, their names and their dated posts (requirements 6.2).

mod fold;
mod forms;
mod import;
mod refold;
mod rules;
mod store;

pub use fold::fold;
pub use forms::COLUMNS;
pub use import::import;
pub use refold::refold;
pub use store::{Found, grams, patterns, renew_search, search};

/// Between names that are not written together.
pub const GAP: &str = "\u{1f}";

/// What somebody is found by: the number and each name, and names written together up to a
/// [`GAP`].
pub fn search_text(number: &str, names: &[&str]) -> String {
    fold(&format!("{number}{GAP}{}", names.join("")))
}
