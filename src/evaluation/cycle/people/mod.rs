//! 対象者: who is left out of a year before it opens, and who gets a sheet after it has opened:
//! somebody hired or come back in the middle of the year, or forgotten (evaluation.md 1.2, 2.3).

mod forms;
mod pages;
mod store;

pub use store::{Excluded, excluded};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/cycles/{id}/people", pages::show)
        .get("/hr/cycles/{id}/people/list.csv", pages::csv)
        .post("/hr/cycles/{id}/people/exclusions", pages::exclude)
        .post("/hr/cycles/{id}/people/exclusions/remove", pages::include)
        .post("/hr/cycles/{id}/people/sheets", pages::add)
}
