//! 暦: on which days the city hall works, and what follows for deadlines. Holidays come from the
//! Cabinet Office's file once a year; 年末年始 and the city's own closed days are edited by 職員課.

mod forms;
mod import;
mod month;
mod pages;
mod rules;
mod store;

pub use import::import;
pub use month::{Cell, weeks};
pub use rules::{Calendar, Start, Term, Unit, working_days_left};
pub use store::from_day;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/calendar", pages::show)
        .post("/hr/calendar", pages::add)
        .post("/hr/calendar/removal", pages::remove)
}
