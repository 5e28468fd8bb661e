//! The audit book (操作の記録): who did what, when, from where, to whose record, with old and new
//! values, and who looked at somebody else's evaluation. Only ever appended to, each entry chained
//! to the one before. A change cannot be committed without its entry.

mod change;
mod event;

pub use change::{Author, Change, viewed};
pub use event::{Entry, Event, Subject};
