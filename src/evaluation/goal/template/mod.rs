//! ひな形: what a goal may begin with, and what everybody of a position must have among theirs. 職員課
//! keeps the list, with dates (evaluation.md 3.2, 目標区分).

mod forms;
mod pages;
mod rules;
mod store;

pub use rules::{Template, slot};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/goal-templates", pages::list)
        .post("/hr/goal-templates", pages::add)
        .post("/hr/goal-templates/{id}/end", pages::end)
}
