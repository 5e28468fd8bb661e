//! 様式: the items of each kind of work and the scale, as dated editions that 職員課 edits. An edition
//! never changes once a year uses it; a new one begins on a day.

mod defaults;
mod forms;
mod pages;
mod store;

use time::Date;

use crate::{
    audit::Change,
    kit::{AppError, Result, Routes},
};

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/short-sheets/forms", pages::show)
        .get("/hr/short-sheets/forms/new", pages::edit)
        .post("/hr/short-sheets/forms/new", pages::publish)
}

/// Enters the usual forms from a day on.
pub async fn install(change: &mut Change, from: Date) -> Result<i64> {
    let edition = forms::edition(&defaults::answers(from)).map_err(|mistakes| {
        let words: Vec<&str> = mistakes.iter().map(|(_, sentence)| sentence).collect();
        AppError::Internal(words.join(" "))
    })?;
    store::insert(change, &edition).await
}
