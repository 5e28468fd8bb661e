//! アカウントと権限: who can sign in, first passwords as letters, rights beyond the post and the look
//! through them, and what everybody may see (requirements F-025, F-029, N-13). The system
//! administrator works here and sees no contents.

mod access;
mod areas;
mod forms;
mod inspection;
mod letters;
mod list;
mod person;
mod places;
mod rules;
mod store;
mod table;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/accounts", list::show)
        .get("/accounts/list.csv", list::csv)
        .get("/accounts/letters", letters::ask)
        .post("/accounts/letters", letters::print)
        .get("/accounts/review", inspection::show)
        .get("/accounts/review.csv", inspection::csv)
        .post("/accounts/review", inspection::confirm)
        .get("/accounts/{id}", person::show)
        .post("/accounts/{id}/code", letters::print_one)
        .post("/accounts/{id}/stop", person::stop)
        .post("/accounts/{id}/resumption", person::resume)
        .post("/accounts/{id}/sessions/end", person::end_sessions)
        .post("/accounts/{id}/hats", person::give)
        .post("/accounts/{id}/hats/{hat}/end", person::take)
        .get("/rights", table::show)
}
