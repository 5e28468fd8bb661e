//! 目標の設定: the person writes goals, checks, submits, takes back; and changes what was agreed.

mod pages;
mod show;
mod submission;

pub use pages::rehearsed;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/sheets/{id}/goals/edit", pages::edit)
        .post("/sheets/{id}/goals/edit", pages::save)
        .post("/sheets/{id}/goals/draft", pages::autosave)
        .get("/sheets/{id}/goals/check", submission::check)
        .post("/sheets/{id}/goals/submission", submission::submit)
        .post("/sheets/{id}/goals/withdrawal", submission::withdraw)
}
