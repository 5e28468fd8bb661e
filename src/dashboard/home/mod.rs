//! ホーム: what must I do, until when. If the system waits for you it is here, and nothing else is.

mod complaints;
mod deputies;
mod goals;
mod pages;
mod probations;
mod rules;
mod seats;
mod store;
mod transfers;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/", pages::show)
}
