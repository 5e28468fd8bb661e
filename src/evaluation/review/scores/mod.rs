//! 見比べ: one sheet, every ability with last year, the self-assessment, the first and the second
//! evaluation beside each other, and the reader's own to fill in.

mod insights;
mod pages;
mod rules;
mod show;

pub use pages::{incomplete_page, judged, rehearsed, whole};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/sheets/{id}/review", pages::edit)
        .post("/sheets/{id}/review", pages::save)
        .post("/sheets/{id}/review/draft", pages::autosave)
}
