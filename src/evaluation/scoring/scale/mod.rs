//! 評価の段階 beside the framework's: the list, a new one from scratch or as a copy, and taking away
//! one that nothing uses (evaluation.md 3.4).

mod forms;
mod pages;
mod store;

pub use store::{Scale, ground_on, scales};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/scales", pages::list)
        .get("/hr/scales/new", pages::blank)
        .post("/hr/scales/new", pages::make)
        .post("/hr/scales/removal", pages::remove)
}
