//! 目標の確認: the evaluator answers each goal, decides its difficulty, and agrees or asks for more.

mod forms;
mod pages;
pub mod paper;
mod submission;

pub use forms::{Answer, answer};
pub use pages::{kept, rehearsed};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/sheets/{id}/goal-review", pages::edit)
        .post("/sheets/{id}/goal-review", pages::save)
        .post("/sheets/{id}/goal-review/draft", pages::autosave)
        .get("/sheets/{id}/goal-review/check", submission::check)
        .post("/sheets/{id}/goal-review/submission", submission::submit)
}
