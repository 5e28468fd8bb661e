//! 経過: every pass of a sheet, by whom, when, why, and what changed between its rounds.

mod pages;
mod rules;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/sheets/{id}/history", pages::show)
}
