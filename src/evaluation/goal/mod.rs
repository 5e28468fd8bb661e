//! 目標: what is to be reached in a year (evaluation.md 3.2, F-041 to F-043, F-052). The organisation
//! publishes its goals first; a person writes up to eight, taking those up; the first evaluator
//! answers each, with the difficulties of the whole team in view. Goals that were agreed are
//! changed by a round of their own, with its reason, and are agreed again.

mod access;
mod behalf;
mod clock;
mod desk;
mod forms;
mod hints;
mod made_up;
mod midterm;
pub mod organisation;
mod reading;
mod review;
mod rows;
mod rules;
mod setting;
mod show;
mod store;
mod team;
mod template;
mod written;

/// Entering a step from paper.
pub use behalf::{CHANGE_REASON, Entered, Paper, PaperCard, PaperField, keep as keep_entered};
pub use clock::{keep_time, tick};
pub use made_up::{Ground, SAMPLES, rehearsed};
pub use midterm::{Midterm, MidtermView, midterm_view};
pub use rules::{Difficulty, may_answer, may_change};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .merge(organisation::routes())
        .merge(setting::routes())
        .merge(review::routes())
        .merge(midterm::routes())
        .merge(team::routes())
        .merge(template::routes())
        .get("/sheets/{id}/goals", reading::show)
}
