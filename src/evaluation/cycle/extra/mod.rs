//! Whether the evaluators of a 業績評価 grade what was done beside the goals: HR decides while nobody
//! has been reviewed.

mod pages;
mod store;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/cycles/{id}/extra-work", pages::ask)
        .post("/hr/cycles/{id}/extra-work", pages::save)
}
