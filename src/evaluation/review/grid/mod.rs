//! 項目ごとの評価: one ability across everybody of the same position, so that all are measured with
//! the same ruler. Always in ふりがな order, never by grade. It saves drafts only.

mod forms;
mod keeping;
mod pages;
mod show;
mod store;

pub use forms::{automatic, name, names, page};
pub use keeping::{Kept, clashes, gathered, keep};
pub use show::{Again, field};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/reviews/grid", pages::show)
        .post("/reviews/grid", pages::save)
        .post("/reviews/grid/draft", pages::autosave)
}
