//! 提出: what will be submitted and how it stands beside the city, the submission itself, and
//! taking it back while the next holder has not opened it.

mod pages;
mod score;

pub use pages::may_withdraw;
pub use score::{Proposal, proposal};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/sheets/{id}/review/check", pages::check)
        .post("/sheets/{id}/review/submission", pages::submit)
        .post("/sheets/{id}/review/withdrawal", pages::withdraw)
}
