//! 評価の進捗 for 職員課, of every kind of evaluation: what needs action, totals, departments, the line against the plan, and
//! who holds what is overdue. All numbers of a page come from one look, with its time.

mod pages;
mod phase;
mod rules;
mod store;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/progress", pages::show)
        .get("/hr/progress/departments.csv", pages::departments_csv)
        .get("/hr/progress/overdue.csv", pages::overdue_csv)
}
