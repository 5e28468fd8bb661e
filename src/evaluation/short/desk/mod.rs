//! 職員課's desk for 会計年度任用職員: who is appointed in a year and how far their sheets are, taking
//! new appointments down, opening sheets for those who have none yet, and the city's rule.

mod employing;
mod forms;
mod importing;
mod importing_forms;
mod opening;
mod pages;
mod planning;
mod setting;
mod store;

pub use opening::open_on;
pub use store::{Employed, insert_employment};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/short-sheets", pages::list)
        .get("/hr/short-sheets/opinions.csv", pages::csv)
        .get("/hr/short-sheets/opening", opening::ask)
        .post("/hr/short-sheets/opening", opening::carry_out)
        .get("/hr/short-sheets/employment", employing::form)
        .post("/hr/short-sheets/employment", employing::enter)
        .get("/hr/short-sheets/employment/import", importing::form)
        .post("/hr/short-sheets/employment/import/check", importing::check)
        .post("/hr/short-sheets/employment/import", importing::enter)
        .get("/hr/short-sheets/rules", setting::show)
        .post("/hr/short-sheets/rules", setting::save)
}
