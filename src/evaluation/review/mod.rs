//! 部下の評価: the first and the second evaluator's pages. The queue says who waits for them; a sheet
//! is scored side by side with the self-assessment and last year's result, or one ability across
//! all people of the same position; then it is checked, submitted, taken back or sent back.

mod bars;
mod forms;
mod grid;
mod queue;
mod rules;
mod scores;
mod sending_back;
mod store;
mod submission;
mod table;

pub use bars::{Bar, bar};
pub use forms::{EXTRA as FIELDS, review};
/// Saving drafts of several sheets at once.
pub use grid::{Kept, automatic, gathered, keep, name as field_of, page as fields_of};
pub use rules::{Distribution, hundredths};
pub use scores::{judged, rehearsed as rehearsed_review};
pub use store::viewed;
pub use submission::{Proposal, proposal};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .merge(queue::routes())
        .merge(scores::routes())
        .merge(submission::routes())
        .merge(sending_back::routes())
        .merge(grid::routes())
        .merge(table::routes())
}
