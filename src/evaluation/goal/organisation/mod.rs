//! 組織の目標: 市, 部, 課 and 係 publish what they want to reach in a fiscal year; everybody reads it
//! as a line from the city down to their own team (F-042, screens.md 4.2).

mod access;
mod forms;
mod pages;
mod publishing;
mod rules;
mod show;
mod store;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/goals/organisation", pages::show)
        .get("/goals/organisation/{unit}/edit", publishing::edit)
        .post("/goals/organisation/{unit}/check", publishing::check)
        .post("/goals/organisation/{unit}/publication", publishing::publish)
}
