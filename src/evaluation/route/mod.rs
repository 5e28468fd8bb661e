//! 評価ルート: who evaluates whom. Rules by organisation and position, personal choices with a
//! reason and dates, and what a day's organisation makes of them.

mod choices;
mod ending;
mod findings;
mod forms;
mod pages;
mod rules;
mod show;
mod store;
#[cfg(test)]
mod tests;

pub use rules::{DEFAULT, HIGHER, Levels, Map, NO_SECOND, Override, Person, Route, Rule, Seat};
pub use store::{Candidate, candidates, map};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/routes", pages::show)
        .post("/hr/routes/rules", pages::add_rule)
        .post("/hr/routes/rules/{id}", pages::change_rule)
        .get("/hr/routes/rules/{id}/end", ending::ask)
        .post("/hr/routes/rules/{id}/end", ending::end)
        .get("/hr/routes/choices.csv", choices::csv)
        .post("/hr/routes/choices", choices::choose)
        .post("/hr/routes/choices/{id}/end", choices::end_choice)
}
