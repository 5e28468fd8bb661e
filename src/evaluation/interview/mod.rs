//! 面談: the talks of a year. An interview belongs to a sheet and has a kind; the day may be set
//! first, then both add to the agenda, the leader records and sends, and the person says that they
//! have read it. Each text says on the page who reads it (`view`).

mod access;
mod agenda;
mod arranging;
mod forms;
mod lists;
mod made_up;
mod overview_store;
mod pages;
mod rules;
mod sending;
mod show;
mod store;
mod taking_part;
mod view;

pub use access::LedSheet;
pub use lists::{Asked, Next, Upcoming, upcoming};
pub use made_up::rehearsed;
pub use overview_store::{Overview, PlannedAction, overview};
pub use rules::{Kind, Standing, deadlines, interview_missing};
pub use view::{Role, role};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .merge(lists::routes())
        .get("/interviews/{id}", pages::show)
        .post("/interviews/{id}", pages::save)
        .post("/interviews/{id}/points", taking_part::add_point)
        .post("/interviews/{id}/outcomes", taking_part::say_outcomes)
        .post("/interviews/{id}/note", taking_part::save_note)
        .post("/interviews/{id}/confirmation", taking_part::confirm)
        .get("/interviews/{id}/check", sending::check)
        .post("/interviews/{id}/sending", sending::send)
        .post("/interviews/{id}/addenda", sending::add)
        .get("/interviews/{id}/paper", pages::paper)
        .get("/sheets/{id}/interviews", arranging::show)
        .post("/sheets/{id}/interviews", arranging::arrange)
}
