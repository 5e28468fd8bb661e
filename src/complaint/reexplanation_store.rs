//! 再説明 in the database.

use sqlx::PgExecutor;
use time::Date;

use crate::{
    audit::Change,
    kit::{AppError, Result, StaffId},
};

/// A request as its evaluator reads it.
#[derive(Clone, Debug)]
pub struct Request {
    pub id: i64,
    pub subject: StaffId,
    pub subject_name: String,
    pub cycle_name: String,
    pub words: String,
    pub asked_on: Date,
    pub due_on: Date,
    pub held_on: Option<Date>,
}

/// A request that this person explains: the sheet's first evaluator, else the second.
pub async fn find(db: impl PgExecutor<'_>, id: i64, evaluator: StaffId) -> Result<Option<Request>> {
    Ok(sqlx::query_as!(
        Request,
        r#"select r.id, s.subject_id as "subject: StaffId",
                  p.family_name || ' ' || p.given_name as "subject_name!", c.name as cycle_name,
                  r.words, (r.asked_at at time zone 'Asia/Tokyo')::date as "asked_on!", r.due_on,
                  r.held_on
           from reexplanation r join sheet s on s.id = r.sheet_id join cycle c on c.id = s.cycle_id
           join staff p on p.id = s.subject_id
           where r.id = $1 and coalesce(s.first_evaluator_id, s.second_evaluator_id) = $2"#,
        id,
        evaluator.0
    )
    .fetch_optional(db)
    .await?)
}

/// Asks for it. None: it was asked for before, or nobody evaluated the sheet.
pub async fn ask(
    change: &mut Change,
    (sheet, version): (i64, i16),
    words: &str,
    due_on: Date,
) -> Result<Option<i64>> {
    let now = change.now();
    Ok(sqlx::query_scalar!(
        "insert into reexplanation (sheet_id, result_version, words, asked_at, due_on)
         select $1, $2, $3, $4, $5 from sheet s
         where s.id = $1 and coalesce(s.first_evaluator_id, s.second_evaluator_id) is not null
         on conflict (sheet_id, result_version) do nothing
         returning id",
        sheet,
        version,
        words,
        now,
        due_on
    )
    .fetch_optional(change.conn())
    .await?)
}

/// Records the day. False: it is recorded already.
pub async fn record(change: &mut Change, id: i64, held_on: Date) -> Result<bool> {
    let now = change.now();
    let by = change.author().ok_or(AppError::NotFound)?;
    let done = sqlx::query!(
        "update reexplanation set held_on = $2, held_by = $3, held_at = $4
         where id = $1 and held_on is null",
        id,
        held_on,
        by.0,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
