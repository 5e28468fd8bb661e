//! The open sheets of an evaluator, and giving them to another, in the database.

use sqlx::PgExecutor;
use time::Date;

use super::seat::Seat;
use crate::{
    audit::Change,
    evaluation::workflow::State,
    kit::{Result, StaffId},
};

/// Somebody a number names.
pub struct Known {
    pub id: StaffId,
    pub number: String,
    pub name: String,
    /// Works for the city today.
    pub works: bool,
}

/// The people of these numbers.
pub async fn known(db: impl PgExecutor<'_>, numbers: &[String], today: Date) -> Result<Vec<Known>> {
    Ok(sqlx::query_as!(
        Known,
        r#"select id as "id: StaffId", number, family_name || ' ' || given_name as "name!",
                  (left_on is null or left_on >= $2) as "works!"
           from staff where number = any($1)"#,
        numbers,
        today
    )
    .fetch_all(db)
    .await?)
}

/// An open sheet on which somebody evaluates or assists.
#[derive(Debug)]
pub struct Row {
    pub id: i64,
    pub version: i32,
    /// The word of the seat.
    pub seat: String,
    pub subject: StaffId,
    pub number: String,
    pub name: String,
    pub unit: String,
    pub cycle: String,
    pub state: State,
    /// Who sits on which other seats.
    pub first: Option<StaffId>,
    pub second: Option<StaffId>,
    pub assistant: Option<StaffId>,
    pub calibrator: Option<StaffId>,
    pub confirmer: Option<StaffId>,
    /// Fields the evaluator has begun and not submitted.
    pub drafts: i64,
    /// The officer has a part in the sheet.
    pub involved: bool,
    /// The one who is to come evaluated the other step as a deputy.
    pub evaluated: bool,
}

/// The open sheets of an evaluator, by year and ふりがな; `to` is who is to come.
pub async fn sheets(
    db: impl PgExecutor<'_>,
    evaluator: StaffId,
    officer: StaffId,
    to: Option<StaffId>,
    today: Date,
) -> Result<Vec<Row>> {
    Ok(sqlx::query_file_as!(
        Row,
        "src/evaluation/office/evaluators.sql",
        evaluator.0,
        officer.0,
        to.map(|id| id.0),
        today
    )
    .fetch_all(db)
    .await?)
}

/// A sheet whose seat is given away, as the reader saw it.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub sheet: i64,
    pub version: i32,
    pub seat: Seat,
}

/// Gives the seats of these sheets to somebody else, or to nobody. What the one before had submitted
/// stays; what they were still writing was theirs alone and goes with them. How many sheets, of
/// those that are still as they were seen, and how many fields of drafts that were.
pub async fn hand_over(
    change: &mut Change,
    asked: &[Asked],
    to: Option<i64>,
    reason: &str,
) -> Result<(i64, i64)> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let ids: Vec<i64> = asked.iter().map(|one| one.sheet).collect();
    let versions: Vec<i32> = asked.iter().map(|one| one.version).collect();
    let seats: Vec<String> = asked.iter().map(|one| one.seat.code().to_owned()).collect();
    let row = sqlx::query!(
        r#"
        with asked as (
            select * from unnest($1::bigint[], $2::int[], $3::text[]) as a (id, version, seat)),
        moved as (
            update sheet s set version = s.version + 1,
                -- a new holder has opened nothing; another seat changes nothing about that
                holder_opened_at = case when a.seat = case
                    when s.state in ('goal_review', 'midterm_review')
                        then case when s.first_evaluator_id is null then 'second' else 'first' end
                    when s.state = 'first_review' then 'first'
                    when s.state = 'second_review' then 'second'
                    when s.state = 'calibration' then 'calibrator'
                    when s.state = 'confirmation' then 'confirmer' end
                    then null else s.holder_opened_at end,
                first_evaluator_id =
                    case a.seat when 'first' then $4 else s.first_evaluator_id end,
                second_evaluator_id =
                    case a.seat when 'second' then $4 else s.second_evaluator_id end,
                assistant_id = case a.seat when 'assistant' then $4 else s.assistant_id end,
                calibrator_id = case a.seat when 'calibrator' then $4 else s.calibrator_id end,
                confirmer_id = case a.seat when 'confirmer' then $4 else s.confirmer_id end
            from asked a where s.id = a.id and s.version = a.version
            returning s.id, s.state, a.seat),
        gone as (
            delete from draft d using moved m
            where d.sheet_id = m.id and d.step = m.seat and m.seat in ('first', 'second')
            returning 1),
        passes as (
            insert into passage (sheet_id, place, action, from_state, to_state, by_id, at, reason)
            select m.id, (select coalesce(max(place), 0) + 1 from passage where sheet_id = m.id),
                   'hand_over', m.state, m.state, $5, $6, $7
            from moved m)
        select (select count(*) from moved) as "moved!", (select count(*) from gone) as "gone!"
        "#,
        &ids,
        &versions,
        &seats,
        to,
        by,
        now,
        reason
    )
    .fetch_one(change.conn())
    .await?;
    Ok((row.moved, row.gone))
}
