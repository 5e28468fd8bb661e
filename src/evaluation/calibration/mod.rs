//! 評価の調整: the overall grades of one department and position side by side, before they are
//! confirmed (evaluation.md 1.2, screens.md 4.7). 職員課 keeps the board in the meeting,
//! or the 調整者 of a route for those it names them for. Moving a
//! grade needs a reason; what the evaluators gave stays and is shown; every move can be taken back.

mod access;
mod averages;
mod closing;
mod dossier;
mod forms;
mod made_up;
mod pages;
mod participants;
mod points;
mod rules;
mod show;
mod store;
mod waiting;

pub use made_up::rehearsed;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/cycles/{id}/calibration", pages::board)
        .get("/hr/cycles/{id}/calibration/people/{sheet}", dossier::show)
        .get("/hr/cycles/{id}/calibration/newest", pages::newest)
        .get("/hr/cycles/{id}/calibration/changes.csv", pages::csv)
        .post("/hr/cycles/{id}/calibration/moves", pages::move_card)
        .post("/hr/cycles/{id}/calibration/moves/undo", pages::undo)
        .post("/hr/cycles/{id}/calibration/sessions", pages::record)
        .get("/hr/cycles/{id}/calibration/closing", closing::ask)
        .post("/hr/cycles/{id}/calibration/closing", closing::close)
}
