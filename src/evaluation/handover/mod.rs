//! 異動 in the middle of a period (evaluation.md 2.3, F-056): what a move makes of the sheets, what a
//! leaving evaluator hands over, what those say for whom somebody also works, and the rules of a
//! year about it. Which people move is `transfer`'s business.

mod access;
mod desk;
mod desk_store;
mod forms;
mod opinions;
mod pages;
mod parts;
mod policy;
mod rules;
mod setting;
mod store;
#[cfg(test)]
mod tests;
mod worked;

pub use desk_store::ask_leaves;
pub use parts::{Segments, SegmentsView, view};
pub use policy::Policy;
pub use rules::{Outcome, Place, Running, Turn, Year, outcome};
pub use store::{Moving, ask_handovers, ask_opinions, ask_outside, carry_out, take_back};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/handovers", pages::list)
        .get("/sheets/{id}/handover", pages::edit)
        .post("/sheets/{id}/handover", pages::submit)
        .get("/outside-opinions", opinions::list)
        .get("/outside-opinions/list.csv", opinions::csv)
        .get("/outside-opinions/{id}", opinions::edit)
        .post("/outside-opinions/{id}", opinions::tell)
        .get("/hr/handovers", desk::show)
        .get("/hr/handovers/list.csv", desk::csv)
        .get("/hr/handovers/{id}/waiver", desk::ask)
        .post("/hr/handovers/{id}/waiver", desk::waive)
        .get("/hr/cycles/{id}/transfers", setting::show)
        .post("/hr/cycles/{id}/transfers", setting::save)
}
