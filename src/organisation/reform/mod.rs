//! 機構改革: changes of the organisation, prepared ahead under a name and a day: new units, other
//! names, places and authorities, and units that end with what goes on of them. It is looked at,
//! made true, and can be undone until its day (requirements F-020).

mod forms;
mod pages;
mod rules;
#[cfg(test)]
mod rules_tests;
mod show;
mod step;
mod store;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/reforms", pages::list)
        .get("/hr/reforms/list.csv", pages::csv)
        .post("/hr/reforms", pages::create)
        .get("/hr/reforms/{id}", pages::show)
        .post("/hr/reforms/{id}", pages::save)
        .post("/hr/reforms/{id}/application", pages::apply)
        .post("/hr/reforms/{id}/undoing", pages::undo)
        .get("/hr/reforms/{id}/changes/{kind}", step::form)
        .post("/hr/reforms/{id}/changes/{kind}", step::add)
        .post("/hr/reforms/{id}/changes/{kind}/removal", step::remove)
        .post("/hr/reforms/{id}/removal", pages::remove)
}
