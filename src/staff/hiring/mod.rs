//! 職員を登録する: somebody who is appointed, with the first post. Every later post is a 発令.

mod forms;
mod pages;
mod store;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/hr/staff/new", pages::form).post("/hr/staff/new", pages::add)
}
