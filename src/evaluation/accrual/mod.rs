//! 積み上げ: points for grades or bands that add up over years to a step in pay, with thresholds
//! by position: accumulate, reach, and subtract or begin again. For 職員課 only.

mod forms;
mod list;
mod pages;
mod rules;
mod store;

pub use rules::{Basis, Counts, OnReach, Rule};
pub use store::insert;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/accrual", list::show)
        .get("/hr/accrual/points.csv", list::csv)
        .get("/hr/accrual/rule", pages::ask)
        .post("/hr/accrual/rule", pages::save)
}
