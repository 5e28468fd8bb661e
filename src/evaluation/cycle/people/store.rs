//! The people of a year in the database.

use sqlx::PgExecutor;
use time::Date;

use super::forms::Excluding;
use crate::{
    audit::Change,
    kit::{AppError, Result},
};

/// Somebody who is left out when the year opens.
#[derive(Clone, Debug)]
pub struct Excluded {
    pub staff: i64,
    pub number: String,
    pub name: String,
    pub code: String,
    pub reason: String,
}

/// Everybody left out of a year that has not opened, by ふりがな.
pub async fn excluded(db: impl PgExecutor<'_>, cycle: i64) -> Result<Vec<Excluded>> {
    Ok(sqlx::query_as!(
        Excluded,
        r#"select p.id as staff, p.number, p.family_name || ' ' || p.given_name as "name!",
                  x.code, x.reason
           from cycle_exclusion x join staff p on p.id = x.staff_id where x.cycle_id = $1
           order by p.family_kana collate "C", p.given_kana collate "C", p.id"#,
        cycle
    )
    .fetch_all(db)
    .await?)
}

/// A year whose sheets are made from the routes.
pub struct Year {
    pub id: i64,
    pub name: String,
    pub open: bool,
}

/// One year; short sheets and those of a probation are made elsewhere.
pub async fn year(db: impl PgExecutor<'_>, id: i64) -> Result<Year> {
    let row = sqlx::query_as!(
        Year,
        r#"select c.id, c.name, c.opened_at is not null as "open!"
           from cycle c where c.id = $1 and c.kind in ('ability', 'performance')"#,
        id
    );
    row.fetch_optional(db).await?.ok_or(AppError::NotFound)
}

/// The people of those numbers who work here on a day.
pub async fn known(
    db: impl PgExecutor<'_>,
    numbers: &[String],
    day: Date,
) -> Result<Vec<(i64, String)>> {
    let rows = sqlx::query!(
        "select id, number from staff
         where number = any($1) and (left_on is null or left_on >= $2)",
        numbers,
        day
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.id, row.number)).collect())
}

/// Leaves people out. A person who was left out already gets the new reason.
pub async fn exclude(
    change: &mut Change,
    cycle: i64,
    people: &[i64],
    what: &Excluding,
) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    include(change, cycle, people).await?;
    sqlx::query!(
        "insert into cycle_exclusion (cycle_id, staff_id, code, reason, by_id, at)
         select $1, p, $3, $4, $5, $6 from unnest($2::bigint[]) p",
        cycle,
        people,
        what.code,
        what.reason,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Takes people in again. How many.
pub async fn include(change: &mut Change, cycle: i64, people: &[i64]) -> Result<u64> {
    let gone = sqlx::query!(
        "delete from cycle_exclusion where cycle_id = $1 and staff_id = any($2)",
        cycle,
        people
    );
    Ok(gone.execute(change.conn()).await?.rows_affected())
}
