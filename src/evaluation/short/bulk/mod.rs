//! Everybody of one evaluator on one page, a row each: thirty people are evaluated by keyboard
//! alone. Drafts are kept; rows that are complete are looked at once more and submitted together.

mod forms;
mod pages;
mod show;
mod store;
mod submission;

pub use store::Form;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/reviews/short", pages::show)
        .post("/reviews/short", pages::save)
        .post("/reviews/short/draft", pages::autosave)
        .get("/reviews/short/check", submission::check)
        .post("/reviews/short/submission", submission::submit)
        .post("/reviews/short/{id}/withdrawal", submission::withdraw)
}
