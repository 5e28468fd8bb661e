//! 取り込みと書き出し: files from other systems into the portal, with care (ui.md 7.17). A file is
//! read in four pages: the file, its columns, the check, the result. Nothing changes before the
//! third page is agreed to, everything is said in words there, and for a day it can be taken back.

mod check;
mod columns;
mod export;
mod export_store;
mod forms;
mod intake;
mod jobs;
mod judge;
mod kinds;
mod list;
mod parts;
mod result;
mod rules;
mod store;
mod undo_store;
mod upload;
mod waiting;
mod work;
mod work_store;

pub use jobs::{CheckImport, PurgeImports, StoreImport};
pub use kinds::Kind;
pub use work::{stage, take_over};

use crate::kit::{Routes, UPLOADS};

pub fn routes() -> Routes {
    let [file, ..] = UPLOADS;
    Routes::new()
        .get("/hr/imports", list::show)
        .get("/hr/imports/list.csv", list::csv)
        .get("/hr/imports/new", upload::ask)
        .upload(file, upload::receive)
        .get("/hr/imports/{id}/columns", columns::ask)
        .post("/hr/imports/{id}/columns", columns::save)
        .get("/hr/imports/{id}/check", check::show)
        .post("/hr/imports/{id}/mending", check::mend)
        .get("/hr/imports/{id}/faults", check::faults)
        .post("/hr/imports/{id}/discarding", check::discard)
        .post("/hr/imports/{id}/storing", result::store)
        .get("/hr/imports/{id}/result", result::show)
        .get("/hr/imports/{id}/undoing", result::ask_undo)
        .post("/hr/imports/{id}/undoing", result::undo)
        .post("/hr/imports/{id}/halting", waiting::halt)
        .get("/hr/exports", export::ask)
        .post("/hr/exports/file", export::file)
}
