//! 部下の評価: everybody whose sheets name the reader as evaluator, by what is to be done with each.

mod list;
mod pages;
mod show;
mod store;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/reviews", pages::queue).get("/reviews/list.csv", list::csv)
}
