//! GET /people

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};

use super::store::{self, Entry};
use crate::{
    identity::SignedIn,
    kit::{App, Filters, Page, Result, Shell, text},
};

const HERE: &str = "/people";
/// People a page: more means that more should be typed.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "staff/directory.html")]
struct DirectoryPage {
    shell: Shell,
    words: String,
    rows: Vec<Entry>,
    more: bool,
    keeper: bool,
}

/// GET /people
pub async fn show(SignedIn(actor): SignedIn, Shared(app): Shared<App>, filters: Filters) -> Result {
    let words: String = text::normalise(filters.get("words")).chars().take(60).collect();
    let mut rows = if words.is_empty() {
        Vec::new()
    } else {
        let most = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
        store::entries(&app.reader, &words, app.today(), most).await?
    };
    let more = rows.len() > MOST;
    rows.truncate(MOST);
    let shell = actor.shell(&app, "職員を探す").at(HERE);
    let keeper = !actor.scope.is_empty();
    Ok(Page(DirectoryPage { shell, words, rows, more, keeper }).into_response())
}
