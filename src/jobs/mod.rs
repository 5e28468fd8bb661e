//! 裏で動く処理: work that goes on behind the pages, on PostgreSQL. It is queued in the caller's own
//! [`crate::audit::Change`], so what was rolled back is never done, and what was committed is done
//! at least once. 職員課 and administrators see how far it is, let it try again, or give it up.
//!
//! A room that has such work writes a type that says what and how ([`Job`]), names it in
//! `crate::handlers`, and queues it with [`enqueue`]:
//!
//! ```text
//! #[derive(Serialize, Deserialize)]
//! struct TakeOver { file: i64 }
//!
//! impl Job for TakeOver {
//!     const KIND: &'static str = "take_over";
//!     fn title(&self) -> String { "職員の取り込み".to_owned() }
//!     async fn run(self, app: App, progress: Progress) -> Result<(), Failure> { … }
//! }
//!
//! let run = jobs::enqueue(&mut change, &TakeOver { file }, &file.to_string()).await?;
//! ```

mod daily;
mod job;
mod ledger;
mod pages;
mod progress;
mod rules;
mod store;
mod worker;

pub use daily::Tidy;
pub use job::{Failure, Job};
pub use progress::{Progress, Standing, standing};
pub use rules::State;
pub use store::{RunId, enqueue};
pub use worker::{Handlers, Worker, migrate, work};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/jobs", pages::show)
        .post("/jobs/{run}/retry", pages::retry)
        .post("/jobs/{run}/stop", pages::stop)
}
