//! 代理: an evaluator is ill or away for a time, and somebody does in their seat what lies with it
//! (requirements F-027). 職員課 names the deputy, as the rules of cities have it: 評価者に事故あるとき
//! the one who appoints evaluators appoints another; an evaluator who named their own would choose
//! who judges their people. Goals, midterm, first and second review, the interviews of the sheet and
//! 情報提供 can be done by a deputy; 調整 and 確定 cannot, they are of a part of the city and 職員課
//! has them where the seat is empty.
//!
//! What may be done is decided by the database's `stands_in` alone, so that guards, lists, tasks and
//! the refusal of a second opinion never differ.

mod desk;
mod forms;
mod inbox;
mod rules;
mod store;

pub use rules::Around;
pub use store::around;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/deputies", desk::show)
        .post("/hr/deputies", desk::name)
        .post("/hr/deputies/{id}/end", desk::end)
        .get("/reviews/deputy", inbox::show)
}
