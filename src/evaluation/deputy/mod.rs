//! 代理: an evaluator is ill or away for a time, and somebody does in their seat what lies with it
//! (requirements F-027). 職員課 names the deputy, as the rules of cities have it: 評価者に事故あるとき
//! the one who appoints evaluators appoints another; an evaluator who named their own would choose
//! who judges their people; they may propose one. Goals, midterm, first and second review, the
//! interviews of the sheet, 情報提供, 調整 and 確定 can be done by a deputy, on short sheets and those
//! on probation too.
//!
//! A draft belongs to a person and a seat: the evaluator and the deputy each write their own and
//! neither reads the other's. What is submitted is the seat's.
//!
//! What may be done is decided by the database's `stands_in` alone, so that guards, lists, tasks and
//! the refusal of a second opinion never differ.

mod access;
mod desk;
mod forms;
mod inbox;
mod proposal;
mod proposal_store;
mod rules;
mod store;

pub use access::Seated;
pub use rules::{Around, period};
pub use store::{Keeper, ManySeat, around, sits};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/deputies", desk::show)
        .post("/hr/deputies", desk::name)
        .post("/hr/deputies/{id}/end", desk::end)
        .get("/hr/deputies/proposals/{id}", proposal::show)
        .post("/hr/deputies/proposals/{id}", proposal::decide)
        .get("/reviews/deputy", inbox::show)
        .get("/reviews/deputy/proposal", proposal::form)
        .post("/reviews/deputy/proposal", proposal::propose)
        .post("/reviews/deputy/proposal/withdrawal", proposal::withdraw)
}
