//! 期中メモ (職務行動記録): what happened, noted in three fields while it is remembered, by the
//! person about their own work or by an evaluator about theirs. It stands beside the ability when
//! somebody assesses, and shows the months without any. Nobody but its writer reads it until it is
//! shared; 職員課 never does (evaluation.md 1.4, screens.md 4.1, requirements F-051).

mod access;
mod deletion;
mod forms;
mod list;
mod rules;
mod show;
mod store;
mod writing;

pub use rules::{Author, Strip, is_open, may_read, strip};
pub use show::{FactLine, beside, elsewhere};
pub use store::{Fact, FactDay};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/facts", list::own)
        .get("/facts/new", writing::begin)
        .post("/facts", writing::note)
        .get("/facts/{id}/edit", writing::edit)
        .post("/facts/{id}", writing::change)
        .get("/facts/{id}/deletion", deletion::ask)
        .post("/facts/{id}/deletion", deletion::delete)
        .get("/sheets/{id}/facts", list::of_person)
}
