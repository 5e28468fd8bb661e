//! 部下の目標: everybody whose goals one evaluator answers, with their difficulties side by side.

mod pages;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/goals/team", pages::show)
}
