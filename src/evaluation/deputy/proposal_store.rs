//! Proposed deputies in the database.

use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::store::New;
use crate::{
    audit::Change,
    kit::{Result, StaffId},
};

/// A proposal, open or answered.
#[derive(Clone, Debug)]
pub struct Proposal {
    pub id: i64,
    pub evaluator_id: i64,
    pub evaluator: String,
    pub deputy_id: i64,
    pub deputy: String,
    pub from: Date,
    /// The last day.
    pub until: Date,
    pub reason: String,
    pub at: OffsetDateTime,
    /// `named`, `declined` or `withdrawn`; None while it is open.
    pub outcome: Option<String>,
    /// Why it was declined.
    pub answer: String,
}

/// The newest proposal of an evaluator.
pub async fn newest(db: impl PgExecutor<'_>, evaluator: StaffId) -> Result<Option<Proposal>> {
    Ok(sqlx::query_file_as!(
        Proposal,
        "src/evaluation/deputy/proposals.sql",
        Some(evaluator.0),
        None::<i64>
    )
    .fetch_optional(db)
    .await?)
}

/// A proposal that is open.
pub async fn open(db: impl PgExecutor<'_>, id: i64) -> Result<Option<Proposal>> {
    let found = sqlx::query_file_as!(
        Proposal,
        "src/evaluation/deputy/proposals.sql",
        None::<i64>,
        Some(id)
    )
    .fetch_optional(db)
    .await?;
    Ok(found.filter(|one| one.outcome.is_none()))
}

/// Every proposal that waits for 職員課, the oldest first.
pub async fn waiting(db: impl PgExecutor<'_>) -> Result<Vec<Proposal>> {
    let all = sqlx::query_file_as!(
        Proposal,
        "src/evaluation/deputy/proposals.sql",
        None::<i64>,
        None::<i64>
    );
    Ok(all.fetch_all(db).await?)
}

/// Keeps a proposal. None: the evaluator has another one open.
pub async fn insert(change: &mut Change, new: &New) -> Result<Option<i64>> {
    let now = change.now();
    Ok(sqlx::query_scalar!(
        "insert into deputy_proposal (evaluator_id, deputy_id, valid, reason, at)
         values ($1, $2, daterange($3, $4, '[]'), $5, $6)
         on conflict (evaluator_id) where outcome is null do nothing returning id",
        new.evaluator,
        new.deputy,
        new.from,
        new.until,
        new.reason,
        now
    )
    .fetch_optional(change.conn())
    .await?)
}

/// Answers an open proposal. Whether it was still open.
pub async fn answer(
    change: &mut Change,
    id: i64,
    outcome: &str,
    why: &str,
    named: Option<i64>,
) -> Result<bool> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let done = sqlx::query!(
        "update deputy_proposal
         set outcome = $2, answer = $3, named_id = $4, answered_by = $5, answered_at = $6
         where id = $1 and outcome is null",
        id,
        outcome,
        why,
        named,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
