//! Nobody ends the time of work by a button: on the day the midterm report or the self-assessment
//! opens, sheets go on by themselves, with their pass and an entry in the audit book (evaluation.md
//! 1.2, states 4 and 7).

use std::time::Duration;

use serde_json::json;

use super::store;
use crate::{
    audit::{Author, Change, Entry, Event, Subject},
    kit::{App, Result},
};

/// How often it is looked whether a day has come.
const EVERY: Duration = Duration::from_mins(5);

/// Moves on what is due. How many sheets.
pub async fn tick(app: &App) -> Result<usize> {
    let author = Author { id: None, origin: "clock".to_owned() };
    let mut change = Change::begin(app, author).await?;
    let sheets = store::advance(&mut change, app.today()).await?;
    if !sheets.is_empty() {
        let moved: Vec<_> = sheets.iter().map(|one| json!([one.sheet, one.to.code()])).collect();
        let closed: Vec<i64> = sheets.iter().filter(|s| s.closed).map(|s| s.sheet).collect();
        let detail = json!({ "sheets": moved, "changes_closed": closed });
        let entry = Entry::new(Event::SheetsAdvanced, Subject::HOUSE).detail(detail);
        change.commit(entry).await?;
    }
    Ok(sheets.len())
}

/// Looks again and again, for as long as the portal runs.
pub async fn keep_time(app: App) {
    let mut often = tokio::time::interval(EVERY);
    loop {
        often.tick().await;
        if let Err(error) = tick(&app).await {
            tracing::warn!(%error, "sheets whose day has come were not moved on");
        }
    }
}
