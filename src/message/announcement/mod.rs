//! お知らせ: 職員課 writes for a group of people, for a time, with a preview of how many it reaches;
//! everybody reads it with the messages to themselves, and marks what they have read.

mod desk;
mod forms;
mod job;
mod pages;
mod rules;
mod store;

pub use job::MailAnnouncements;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/announcements", pages::show)
        .post("/announcements/read", pages::read)
        .get("/hr/announcements", desk::show)
        .get("/hr/announcements/list.csv", desk::csv)
        .get("/hr/announcements/new", desk::new)
        .post("/hr/announcements", desk::add)
        .get("/hr/announcements/{id}/edit", desk::edit)
        .post("/hr/announcements/{id}", desk::change)
        .post("/hr/announcements/{id}/end", desk::end)
}
