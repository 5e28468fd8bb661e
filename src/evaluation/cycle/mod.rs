//! 年度: one year of an evaluation. HR sets its dates, sees who is concerned and what is missing,
//! opens it, confirms the results and discloses them.

mod basis;
mod changes;
mod dates;
mod extra;
mod forms;
mod interviews;
mod list;
mod opening;
mod pages;
mod people;
mod presets;
mod readiness;
mod rehearsal;
mod results;
mod store;

pub use forms::{SCOPES, closed, dated};
pub use readiness::{Problem, Ready, readiness};
pub use results::{moment, stamp};

pub use store::{Cycle as Year, find as year};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/cycles", list::list)
        .get("/hr/cycles/new", pages::new)
        .post("/hr/cycles/new", pages::create)
        .get("/hr/cycles/{id}", pages::show)
        .post("/hr/cycles/{id}/dates", dates::change)
        .get("/hr/cycles/{id}/opening", opening::ask)
        .post("/hr/cycles/{id}/opening", opening::open)
        .merge(basis::routes())
        .merge(changes::routes())
        .merge(presets::routes())
        .merge(rehearsal::routes())
        .merge(extra::routes())
        .merge(people::routes())
        .merge(results::routes())
}
