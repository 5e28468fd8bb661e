//! Holidays and closed days in the database.

use sqlx::PgExecutor;
use time::Date;

use super::{
    difference::{Dated, Open},
    rules::{Calendar, Closed},
};
use crate::{
    audit::Change,
    kit::{AppError, Result},
};

/// The calendar from a day on.
pub async fn from_day(db: impl PgExecutor<'_>, day: Date) -> Result<Calendar> {
    let json = sqlx::query_scalar!(r#"select working_calendar($1) as "calendar!""#, day)
        .fetch_one(db)
        .await?;
    Calendar::read(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// Closed days with their key.
#[derive(Clone, Debug)]
pub struct Kept {
    pub id: i64,
    pub name: String,
    pub first_on: Date,
    pub last_on: Date,
    pub yearly: bool,
}

/// All closed days of the city, the yearly ones first.
pub async fn closed_days(db: impl PgExecutor<'_>) -> Result<Vec<Kept>> {
    Ok(sqlx::query_as!(
        Kept,
        "select id, name, first_on, last_on, yearly from closed_day
         order by not yearly, first_on desc, id"
    )
    .fetch_all(db)
    .await?)
}

/// A holiday with where it is known from.
#[derive(Clone, Debug)]
pub struct Holiday {
    pub day: Date,
    pub name: String,
    pub source: String,
}

/// All holidays there are: those of this year and the years to come first, then the past ones, the
/// latest year first.
pub async fn holidays(db: impl PgExecutor<'_>, today: Date) -> Result<Vec<Holiday>> {
    Ok(sqlx::query_as!(
        Holiday,
        "select day, name, source from holiday
         order by day < date_trunc('year', $1::date),
                  case when day < date_trunc('year', $1::date) then -extract(year from day) end, day",
        today
    )
    .fetch_all(db)
    .await?)
}

/// Adds closed days. None: there are such already.
pub async fn add(change: &mut Change, closed: &Closed) -> Result<Option<i64>> {
    Ok(sqlx::query_scalar!(
        "insert into closed_day (name, first_on, last_on, yearly) values ($1, $2, $3, $4)
         on conflict do nothing returning id",
        closed.name,
        closed.first_on,
        closed.last_on,
        closed.yearly
    )
    .fetch_optional(change.conn())
    .await?)
}

/// Removes closed days; what they were.
pub async fn remove(change: &mut Change, id: i64) -> Result<Option<Kept>> {
    Ok(sqlx::query_as!(
        Kept,
        "delete from closed_day where id = $1 returning id, name, first_on, last_on, yearly",
        id
    )
    .fetch_optional(change.conn())
    .await?)
}

/// What a change of the holidays touches.
pub struct Affected {
    /// The holidays from this year on.
    pub holidays: Vec<(Date, String)>,
    pub calendar: Calendar,
    /// What may still be complained of, by the day its time began.
    pub open: Vec<Open>,
    /// The dates of the years to come.
    pub dates: Vec<Dated>,
}

/// Everything that is needed to say what a file of holidays changes, in one statement.
pub async fn affected(db: impl PgExecutor<'_>, today: Date) -> Result<Affected> {
    let row = sqlx::query_file!("src/calendar/affected.sql", today).fetch_one(db).await?;
    let wrong = |error: serde_json::Error| AppError::Internal(error.to_string());
    Ok(Affected {
        holidays: serde_json::from_value(row.holidays).map_err(wrong)?,
        calendar: Calendar::read(row.calendar).map_err(wrong)?,
        open: serde_json::from_value(row.open).map_err(wrong)?,
        dates: serde_json::from_value(row.dates).map_err(wrong)?,
    })
}

/// Makes the holidays of a file true: within the years it tells of, exactly its days are holidays.
/// How many were added or renamed, and how many removed.
pub async fn replace_holidays(
    change: &mut Change,
    holidays: &[(Date, String)],
    source: &str,
) -> Result<(i64, i64)> {
    let days: Vec<Date> = holidays.iter().map(|(day, _)| *day).collect();
    let names: Vec<String> = holidays.iter().map(|(_, name)| name.clone()).collect();
    let row = sqlx::query!(
        r#"
        with file as (select * from unnest($1::date[], $2::text[]) as f (day, name)),
        gone as (
            delete from holiday h
            where extract(year from h.day) in (select extract(year from day) from file)
              and h.day not in (select day from file) returning 1),
        put as (
            insert into holiday (day, name, source)
            select f.day, f.name, $3 from file f
            where not exists (select from holiday h where h.day = f.day and h.name = f.name)
            on conflict (day) do update set name = excluded.name, source = excluded.source
            returning 1)
        select (select count(*) from put) as "put!", (select count(*) from gone) as "gone!"
        "#,
        &days,
        &names,
        source
    )
    .fetch_one(change.conn())
    .await?;
    Ok((row.put, row.gone))
}
