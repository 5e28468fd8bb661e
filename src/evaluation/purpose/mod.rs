//! 評価はこう使われます: what a year's results are used for, who sees what and when, and where to go
//! when one does not agree. For everybody; 職員課 writes the words (needs.md, F-060s).

mod forms;
mod pages;
mod rules;
mod store;
mod writing;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/cycles/{id}/purpose", pages::show)
        .get("/hr/cycles/{id}/purpose", writing::edit)
        .post("/hr/cycles/{id}/purpose", writing::save)
}
