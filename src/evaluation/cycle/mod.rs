//! 年度: one year of an evaluation. HR sets its dates, sees who is concerned and what is missing,
//! opens it, confirms the results and discloses them.

mod extra;
mod forms;
mod interviews;
mod opening;
mod pages;
mod readiness;
mod results;
mod store;

pub use readiness::{Problem, Ready, readiness};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/cycles", pages::list)
        .get("/hr/cycles/new", pages::new)
        .post("/hr/cycles/new", pages::create)
        .get("/hr/cycles/{id}", pages::show)
        .post("/hr/cycles/{id}/dates", pages::change_dates)
        .get("/hr/cycles/{id}/opening", opening::ask)
        .post("/hr/cycles/{id}/opening", opening::open)
        .merge(extra::routes())
        .merge(results::routes())
}
