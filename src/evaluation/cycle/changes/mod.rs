//! 開始した後の変更: what of a running year may change, for whom, and what may not and why
//! (screens.md 4.12 D). Whatever could give a grade another meaning is either a version of its own
//! for the sheets that nobody has evaluated, or stays as it is until the next year.

mod list;
mod rules;
mod store;
mod version;

pub use rules::DISCLOSED;

use crate::kit::Routes;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/hr/cycles/{id}/changes", list::show)
        .get("/hr/cycles/{id}/changes/scoring", version::ask)
        .post("/hr/cycles/{id}/changes/scoring", version::change)
}
