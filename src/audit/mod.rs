//! The audit book (操作の記録): who did what, when, from where, to whose record, with old and new
//! values, and who looked at somebody else's evaluation. Only ever appended to, each entry chained
//! to the one before. A change cannot be committed without its entry.

mod anchors;
mod change;
mod command;
mod event;
mod pages;
mod rules;
mod store;
mod subjects;
mod switches;
mod verify;

pub use anchors::{Anchor, Anchoring, anchors};
pub use change::{Author, Change, Writer, noted, viewed};
pub use command::Command;
pub use event::{Entry, Event, Subject};
pub use verify::{Fault, Report, verify};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/audit", pages::show)
        .get("/audit/entries.csv", pages::entries_csv)
        .get("/account/views", pages::show_views)
}
