//! 情報提供: a 評価補助者 works beside the person and tells the evaluators what they saw. No grade, no
//! reading of other people's grades (evaluation.md 2.3).

mod access;
mod forms;
mod pages;
mod store;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/assistance", pages::list)
        .get("/sheets/{id}/assistance", pages::edit)
        .post("/sheets/{id}/assistance", pages::save)
}
