//! A 任用 that was entered ahead begins by itself: somebody is what it says from its first day on.

use std::time::Duration;

use super::store;
use crate::{
    audit::{Author, Change, Entry, Event, Subject},
    kit::{App, Result},
};

/// How often it is looked whether a day has come.
const EVERY: Duration = Duration::from_mins(30);

/// Looks again and again, for as long as the portal runs.
pub async fn keep_current(app: App) {
    let mut often = tokio::time::interval(EVERY);
    loop {
        often.tick().await;
        if let Err(error) = renew(&app).await {
            tracing::warn!(%error, "employments whose day has come were not taken over");
        }
    }
}

/// Makes everybody what their 任用 of today says; how many were something else.
pub async fn renew(app: &App) -> Result<u64> {
    let author = Author { id: None, origin: "clock".to_owned() };
    let mut change = Change::begin(app, author).await?;
    let people = store::renew_employments(&mut change, app.today()).await?;
    if people > 0 {
        let detail = serde_json::json!({ "rows": people });
        let entry = Entry::new(Event::EmploymentRenewed, Subject::HOUSE).detail(detail);
        change.commit(entry).await?;
    }
    Ok(people)
}
