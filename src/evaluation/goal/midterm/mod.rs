//! 中間申告と中間面談: in the middle of the period the person says how each goal stands, and the
//! evaluator answers with advice (evaluation.md 1.2, states 5 and 6). Both stand beside the goals
//! until the result is assessed.

mod forms;
mod pages;
pub mod paper;
mod review;
mod rules;
mod show;
mod store;
mod submission;

pub use pages::rehearsed as rehearsed_report;
pub use review::rehearsed as rehearsed_answer;
pub use rules::{Advice, Midterm, Report, Standing};
pub use show::{MidtermView, midterm_view};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/sheets/{id}/midterm", pages::edit)
        .post("/sheets/{id}/midterm", pages::save)
        .post("/sheets/{id}/midterm/draft", pages::autosave)
        .get("/sheets/{id}/midterm/check", submission::check)
        .post("/sheets/{id}/midterm/submission", submission::submit)
        .post("/sheets/{id}/midterm/withdrawal", submission::withdraw)
        .merge(review::routes())
}
