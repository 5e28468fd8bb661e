//! 職員: the people of the city, their names and their dated posts (requirements 6.2).

mod current;
mod directory;
mod field;
mod fold;
mod forms;
mod hiring;
mod import;
mod kinds;
mod leaving;
mod record;
mod refold;
mod register;
mod rules;
mod store;
mod week;

pub use current::{keep_current, renew};
pub use fold::fold;
pub use forms::COLUMNS;
pub use import::import;
pub use kinds::{EMPLOYMENT, employment, grounds, weekly_days};
pub use leaving::{Term, begin_employments, leave_office, return_to_office};
pub use refold::refold;
pub use store::{Found, grams, patterns, renew_search, search};
pub use week::{hours, minutes};

use crate::{
    identity::Actor,
    kit::{App, Routes, Shell},
};

pub fn routes() -> Routes {
    Routes::new()
        .merge(directory::routes())
        .merge(register::routes())
        .merge(hiring::routes())
        .merge(field::routes())
        .merge(record::routes())
}

/// The frame of a page of 職員課. Whoever keeps a part of the city has no page of all desks.
fn hr_shell(app: &App, actor: &Actor, title: impl Into<String>) -> Shell {
    let shell = actor.shell(app, title);
    if actor.hats.hr {
        shell.at("/hr").under("/hr", "職員課の仕事")
    } else {
        shell.at("/hr/staff")
    }
}

/// Between names that are not written together.
pub const GAP: &str = "\u{1f}";

/// What a file says of people and posts, for those who read files piece by piece.
pub mod files {
    pub use super::{
        forms::{Person, PersonRow, Post, PostRow, Said, employment_word, number, person, post},
        rules::{Known, Plan, Stored, plan},
        store::{carry_out, dated_employments, known, positions},
    };
}

/// What somebody is found by: the number and each name, and names written together up to a
/// [`GAP`].
pub fn search_text(number: &str, names: &[&str]) -> String {
    fold(&format!("{number}{GAP}{}", names.join("")))
}
