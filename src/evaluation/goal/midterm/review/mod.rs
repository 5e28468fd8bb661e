//! 中間面談: the evaluator reads how the goals stand and answers with advice.

mod pages;
mod submission;

pub use pages::rehearsed;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/sheets/{id}/midterm-review", pages::edit)
        .post("/sheets/{id}/midterm-review", pages::save)
        .post("/sheets/{id}/midterm-review/draft", pages::autosave)
        .get("/sheets/{id}/midterm-review/check", submission::check)
        .post("/sheets/{id}/midterm-review/submission", submission::submit)
}
