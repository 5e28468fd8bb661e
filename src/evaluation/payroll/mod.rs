//! 給与への受け渡し: what each decided band is worth in pay, and the list for the payroll system
//! (evaluation.md 3.6, requirement F-067). 給与担当 and 職員課 keep the codes and take the list;
//! sheets, grades and comments are not theirs to see here.

mod access;
mod codes;
mod forms;
mod pages;
mod rules;
mod store;

pub use store::{Code, Position, insert};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/payroll", pages::show)
        .get("/payroll/codes", codes::ask)
        .post("/payroll/codes", codes::save)
        .get("/payroll/cycles/{id}", pages::year)
        .post("/payroll/cycles/{id}/file", pages::file)
}
