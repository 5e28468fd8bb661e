//! What the worker itself notes about a run: that it began, how far it is, how it ended. Not
//! business, like touching a session, so without an entry in the audit book.

use time::OffsetDateTime;

use super::{State, store::RunId};
use crate::kit::{App, Result};

/// A run that has been taken up.
pub struct Begun {
    pub payload: serde_json::Value,
    pub tries: i16,
}

/// Takes a run up. None: it was stopped, or is done.
pub async fn begin(app: &App, run: RunId) -> Result<Option<Begun>> {
    Ok(sqlx::query_as!(
        Begun,
        r#"select payload as "payload!", tries as "tries!" from begin_job_run($1, $2)"#,
        run.0,
        app.now()
    )
    .fetch_optional(app.writer())
    .await?)
}

/// Notes how far it is. False: somebody stopped it.
pub async fn note(app: &App, run: RunId, done: i64, total: i64) -> Result<bool> {
    let noted =
        sqlx::query_scalar!(r#"select note_job_run($1, $2, $3) as "noted!""#, run.0, done, total);
    Ok(noted.fetch_one(app.writer()).await?)
}

/// Notes how it ended, and when it is tried again.
pub async fn end(
    app: &App,
    run: RunId,
    state: State,
    error: Option<&str>,
    next: Option<OffsetDateTime>,
) -> Result<()> {
    sqlx::query!(
        "select end_job_run($1, $2, $3, $4, $5)",
        run.0,
        state.code(),
        error,
        app.now(),
        next
    )
    .execute(app.writer())
    .await?;
    Ok(())
}

/// Forgets what ended well before a moment; how many runs.
pub async fn tidy(app: &App, before: OffsetDateTime) -> Result<i64> {
    let gone = sqlx::query_scalar!(r#"select tidy_job_runs($1) as "gone!""#, before);
    Ok(gone.fetch_one(app.writer()).await?)
}
