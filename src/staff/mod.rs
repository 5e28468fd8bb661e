//! 職員: the people of the city, their names and their dated posts (requirements 6.2).

mod fold;
mod forms;
mod import;
mod rules;
mod store;

pub use fold::fold;
pub use forms::COLUMNS;
pub use import::import;
pub use store::{Found, patterns, search};

/// What somebody is found by: the number and each name, and names written together.
pub fn search_text(number: &str, names: &[&str]) -> String {
    fold(&format!("{number}\u{1f}{}", names.join("")))
}
