//! 育成方針: with what a year ends and the next begins. One or two abilities of the person's
//! position, how each is grown, and when it is looked at. Written by the one who leads the
//! interviews, with the person; the next opening interview says what became of it.

mod forms;
mod pages;
mod rules;
mod store;

pub use rules::{How, Outcome, Progress, progress, ways_words};
pub use store::finish;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/sheets/{id}/plan", pages::edit).post("/sheets/{id}/plan", pages::save)
}
