//! まとめて評価: every ability of everybody of one position who waits, on one page. It saves drafts
//! only; what is submitted is written on each person's own page.

mod pages;
mod show;
mod store;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/reviews/table", pages::show)
        .post("/reviews/table", pages::save)
        .post("/reviews/table/draft", pages::autosave)
}
