//! 職員を探す: who works here, where and as what, for everybody. What more there is to see of a
//! person stands on the person's page, for those who may.

mod pages;
mod store;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/people", pages::show)
}
