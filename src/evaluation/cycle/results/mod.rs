//! 確定 and 開示: over a list in which people are ticked, each asked once more, each carried out once,
//! and only for the sheets that were there when it was asked.

mod access;
mod confirmation;
mod disclosure;
mod doubts;
mod doubts_store;
mod forms;
mod listing;
mod store;
mod told;

pub use forms::{moment, stamp};

use crate::{
    evaluation::workflow::{Action, Hat, Moment, Plan, State, next},
    identity::Actor,
    kit::{App, Result, Routes, Shell},
};

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/cycles/{id}/confirmation", confirmation::list)
        .get("/hr/cycles/{id}/confirmation/list.csv", confirmation::csv)
        .post("/hr/cycles/{id}/confirmation/check", confirmation::check)
        .post("/hr/cycles/{id}/confirmation", confirmation::confirm)
        .get("/hr/cycles/{id}/disclosure", disclosure::list)
        .post("/hr/cycles/{id}/disclosure/check", disclosure::check)
        .post("/hr/cycles/{id}/disclosure", disclosure::disclose)
}

fn shell(app: &App, actor: &Actor, (id, name): (i64, &str), title: &str) -> Shell {
    actor
        .shell(app, title)
        .at("/hr/cycles")
        .under("/hr/cycles", "年度と日程")
        .under(format!("/hr/cycles/{id}"), name)
}

/// The workflow's own word on an act of HR over many sheets.
fn lawful(state: State, action: Action) -> Result<State> {
    let plan = Plan { first: true, second: true, ..Plan::default() };
    Ok(next(plan, Moment { state, opened: true }, action, Hat::Hr)?)
}
