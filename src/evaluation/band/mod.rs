//! 成績区分: how people stand to each other in a group, for pay. A layer of its own beside the
//! confirmed grade, which it never changes (evaluation.md 3.6, requirement F-062). 職員課 sets the
//! bands of a year, sees where the order puts everybody, decides over equals with reasons, and
//! decides a group as an act of its own. The people and their evaluators see none of it.

mod access;
mod decision;
mod forms;
mod pages;
mod placing;
mod rotation;
mod rules;
mod scheme;
mod show;
mod standing;
mod store;
mod year;

pub use rules::{Band, Lot, Ranked, places, seats, standard};
pub use scheme::{Scheme, insert as insert_scheme, usual};
pub use store::read;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/cycles/{id}/bands", year::show)
        .get("/hr/cycles/{id}/bands/scheme", scheme::pages::show)
        .post("/hr/cycles/{id}/bands/scheme", scheme::pages::save)
        .get("/hr/bands/{id}", pages::show)
        .post("/hr/bands/{id}/placements", placing::place)
        .post("/hr/bands/{id}/ties", placing::decide_tie)
        .get("/hr/bands/{id}/decision", decision::ask)
        .post("/hr/bands/{id}/decision", decision::decide)
        .post("/hr/bands/{id}/reopening", decision::reopen)
}
