//! 職員の一覧: everybody 職員課 keeps the record of, as of any day: looked for, sorted, narrowed,
//! counted and taken out as a file (requirements F-010 to F-012, F-015). Each officer sees the part
//! of the city their hat is for (F-025, F-028).

mod pages;
mod rules;
mod show;
mod store;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/hr/staff", pages::show).get("/hr/staff/list.csv", pages::csv)
}
