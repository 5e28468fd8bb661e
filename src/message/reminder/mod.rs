//! 期限の予告と催促: people are told what is still open before, on and after its due day, once a day
//! at most, on open days; 職員課 sets the days and the words, and asks single people or many.

mod forms;
mod job;
mod pages;
mod request;
mod rules;
mod store;

pub use job::SendReminders;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/reminders", pages::show)
        .post("/hr/reminders/days", pages::save_days)
        .post("/hr/reminders/texts/{kind}", pages::save_text)
        .get("/hr/reminders/request", request::show)
        .post("/hr/reminders/request", request::send)
}
