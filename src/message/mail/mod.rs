//! The outbox: mails are written with the change they tell of and handed to the city's mail server
//! by a job each, at least once, always under the same Message-ID. What the server refuses for
//! good is shown to 職員課.

mod delivery;
mod job;
mod pages;
mod store;

pub use job::SendMail;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/mails", pages::show)
        .get("/hr/mails/refused.csv", pages::csv)
        .post("/hr/mails/{mail}/again", pages::again)
        .post("/hr/mails/{mail}/drop", pages::drop_one)
}
