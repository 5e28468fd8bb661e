//! 基本の設定: name, base date, period and scale of a year that has not opened, and taking such a year
//! away. From the opening on the database refuses both.

mod deletion;
mod forms;
mod pages;
mod store;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/cycles/{id}/basis", pages::edit)
        .post("/hr/cycles/{id}/basis", pages::save)
        .get("/hr/cycles/{id}/deletion", deletion::ask)
        .post("/hr/cycles/{id}/deletion", deletion::delete)
}
