//! Runs in the database.

use serde::Serialize;
use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::{Job, State};
use crate::{
    audit::Change,
    kit::{AppError, Result},
};

/// The key of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct RunId(pub i64);

/// Queues work with this change: it begins when the change is committed, and never if it is not.
/// While a run of the same kind waits under the same key, no second one is queued; that one will
/// see what this change wrote. Do it last, just before the commit.
pub async fn enqueue<J: Job>(change: &mut Change, job: &J, key: &str) -> Result<RunId> {
    let payload =
        serde_json::to_value(job).map_err(|error| AppError::Internal(error.to_string()))?;
    put(change, Work { kind: J::KIND, title: job.title(), payload, tries: J::TRIES }, key).await
}

/// Work whose type is known by its word only.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub kind: &'static str,
    pub title: String,
    pub payload: serde_json::Value,
    pub tries: i16,
}

/// The same as [`enqueue`].
pub(super) async fn put(change: &mut Change, work: Work, key: &str) -> Result<RunId> {
    let (now, author) = (change.now(), change.author().map(|id| id.0));
    let run = sqlx::query_scalar!(
        r#"select enqueue_job($1, $2, $3, $4, $5, $6, null, $7) as "run!""#,
        work.kind,
        key,
        work.title,
        work.payload,
        author,
        now,
        i32::from(work.tries)
    )
    .fetch_one(change.conn())
    .await?;
    Ok(RunId(run))
}

/// Whether today's work of a kind is to be queued with this change: true once a day.
pub async fn claim_daily(
    change: &mut Change,
    kind: &str,
    hour: u8,
    today: Date,
    now_hour: u8,
) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select claim_daily_job($1, $2, $3, $4) as "claimed!""#,
        kind,
        i32::from(hour),
        today,
        i32::from(now_hour)
    )
    .fetch_one(change.conn())
    .await?)
}

/// One line of the list.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: i64,
    pub title: String,
    pub state: State,
    pub queued_at: OffsetDateTime,
    pub finished_at: Option<OffsetDateTime>,
    pub next_try_at: Option<OffsetDateTime>,
    pub tries: i16,
    pub done: i64,
    pub total: Option<i64>,
    pub error: Option<String>,
    /// How many of its group there are in all: failed, open or finished.
    pub all: i64,
}

/// The newest runs of each group that have every pattern in their title or error: failed ones, open
/// ones, and those that ended well lately.
pub async fn lines(db: impl PgExecutor<'_>, words: &[String], most: i64) -> Result<Vec<Line>> {
    Ok(sqlx::query_as!(
        Line,
        r#"
        with grouped as (
            select r.*, case when r.state in ('done', 'stopped') then 3
                             when r.state = 'failed' then 1 else 2 end as part
            from job_run r
            where r.title || ' ' || coalesce(r.error, '') ilike all ($2::text[])),
        placed as (
            select g.*, count(*) over (partition by g.part) as whole,
                   row_number() over (partition by g.part order by g.id desc) as place
            from grouped g)
        select id, title, state as "state: State", queued_at, finished_at, next_try_at, tries, done,
               total, error, whole as "all!"
        from placed where place <= $1 order by part, id desc
        "#,
        most,
        words
    )
    .fetch_all(db)
    .await?)
}

/// Lets a failed run try again. False: it is not failed any more.
pub async fn retry(change: &mut Change, run: RunId) -> Result<bool> {
    let now = change.now();
    let retried = sqlx::query_scalar!(r#"select retry_job_run($1, $2) as "retried!""#, run.0, now);
    Ok(retried.fetch_one(change.conn()).await?)
}

/// Gives a run up. False: it has ended already.
pub async fn stop(change: &mut Change, run: RunId) -> Result<bool> {
    let now = change.now();
    let stopped = sqlx::query_scalar!(r#"select stop_job_run($1, $2) as "stopped!""#, run.0, now);
    Ok(stopped.fetch_one(change.conn()).await?)
}
