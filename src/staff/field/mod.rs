//! 追加の項目: what a city keeps of its people beside what every city does: at most twenty, each
//! looked for, counted and taken out like any other (requirements F-012).

mod forms;
mod pages;
mod store;

pub use forms::{day, hint, value};

use crate::kit::Routes;

/// As many as there may be.
pub const MOST: usize = 20;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/staff/fields", pages::show)
        .post("/hr/staff/fields", pages::add)
        .post("/hr/staff/fields/{id}/end", pages::end)
        .post("/hr/staff/fields/{id}/again", pages::again)
}
