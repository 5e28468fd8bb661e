//! 職員課が動かす: no sheet is left by silence (evaluation.md 1.2). HR gives more time, hands a
//! sheet to another evaluator, sends it on without the person's words, leaves somebody out of the
//! evaluation, takes them in again, or has a confirmed result evaluated anew. Each with a reason,
//! each in the sheet's history.

mod access;
mod behalf;
mod behalf_change;
mod behalf_goals;
mod behalf_show;
mod doubts;
mod evaluators;
mod evaluators_forms;
mod evaluators_store;
mod extensions;
mod forms;
mod pages;
mod seat;
mod store;
mod subjects_page;

pub use forms::{EXCLUSIONS, exclusion_label};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/sheets/{id}/office", pages::show)
        .post("/sheets/{id}/office/extension", pages::extend)
        .post("/sheets/{id}/office/evaluator", pages::hand_over)
        .post("/sheets/{id}/office/move", pages::carry_out)
        .get("/sheets/{id}/office/behalf", behalf::edit)
        .post("/sheets/{id}/office/behalf", behalf::enter)
        .get("/sheets/{id}/office/goal-change", behalf_change::edit)
        .post("/sheets/{id}/office/goal-change", behalf_change::enter)
        .get("/sheets/{id}/preview", subjects_page::show)
        .get("/hr/evaluators", evaluators::show)
        .post("/hr/evaluators/check", evaluators::check)
        .post("/hr/evaluators", evaluators::hand_over)
        .get("/hr/cycles/{id}/extensions", extensions::show)
        .post("/hr/cycles/{id}/extensions/check", extensions::check)
        .post("/hr/cycles/{id}/extensions", extensions::extend)
}
