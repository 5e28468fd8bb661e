//! 枠組みの編集: a coming version is copied from the one in force, written, held against it, and
//! published with the day from which it holds. A version that is in use is never edited; sheets
//! keep the version they were opened with (needs.md 1, screens.md 4.12 A).

mod access;
mod column;
mod difference;
mod file;
mod forms;
mod list;
mod pages;
mod publish;
pub(super) mod rules;
mod store;
mod words;

pub(super) use forms::lines;

use crate::kit::{Routes, UPLOADS};

pub fn routes() -> Routes {
    let [_, upload, _] = UPLOADS;
    Routes::new()
        .get("/hr/framework", list::show)
        .post("/hr/framework", list::begin)
        .get("/hr/framework/drafts/{id}", pages::show)
        .post("/hr/framework/drafts/{id}", pages::save)
        .get("/hr/framework/drafts/{id}/table.csv", pages::csv)
        .get("/hr/framework/drafts/{id}/print", pages::print)
        .upload(upload, file::receive)
        .get("/hr/framework/drafts/{id}/file", file::show)
        .post("/hr/framework/drafts/{id}/file", file::take_over)
        .get("/hr/framework/drafts/{id}/positions/{code}", column::show)
        .post("/hr/framework/drafts/{id}/positions/{code}", column::save)
        .get("/hr/framework/drafts/{id}/words", words::show)
        .post("/hr/framework/drafts/{id}/words", words::save)
        .get("/hr/framework/drafts/{id}/publication", publish::show)
        .post("/hr/framework/drafts/{id}/publication", publish::publish)
        .post("/hr/framework/drafts/{id}/discarding", publish::discard)
}
