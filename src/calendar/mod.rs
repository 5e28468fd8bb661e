//! 暦: on which days the city hall works, and what follows for deadlines. Holidays come from the
//! Cabinet Office's file once a year, on the page or by command; 年末年始 and the city's own closed days are edited by 職員課.

mod difference;
mod forms;
mod holidays;
mod import;
mod month;
mod pages;
mod rules;
mod store;

pub use import::import;
pub use month::{Cell, weeks};
pub use rules::{Calendar, Start, Term, Unit, working_days_left};
pub use store::from_day;

use crate::kit::{Routes, UPLOADS};

pub fn routes() -> Routes {
    let [.., file] = UPLOADS;
    Routes::new()
        .get("/hr/calendar", pages::show)
        .get("/hr/calendar/list.csv", pages::csv)
        .upload(file, holidays::receive)
        .post("/hr/calendar/holidays", holidays::take_up)
        .post("/hr/calendar", pages::add)
        .post("/hr/calendar/removal", pages::remove)
}
