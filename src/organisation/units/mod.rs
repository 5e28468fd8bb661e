//! 組織の一覧: the tree of any day, with who leads each unit and how many work there, and the page
//! of one unit through the years.

mod pages;
mod show;
mod store;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/units", pages::show)
        .get("/hr/units/list.csv", pages::csv)
        .get("/hr/units/{id}", pages::one)
}
