//! Handovers, opinions and the rules of a year in the database.

use serde::Deserialize;
use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::{
    forms::{Handed, Setting},
    policy::Policy,
};
use crate::{
    audit::Change,
    evaluation::workflow::State,
    kit::{AppError, Result, StaffId},
};

/// A sheet somebody hands over.
pub struct Owed {
    pub sheet: i64,
    pub name: String,
    pub position: String,
    pub cycle: String,
    pub from: Date,
    pub until: Date,
    pub due_on: Date,
}

/// What somebody has to hand over, by due day.
pub async fn owed(db: impl PgExecutor<'_>, author: StaffId) -> Result<Vec<Owed>> {
    Ok(sqlx::query_as!(
        Owed,
        r#"select s.id as sheet, p.family_name || ' ' || p.given_name as "name!",
                  o.name as position, c.name as cycle, lower(h.valid) as "from!",
                  upper(h.valid) as "until!", h.due_on
           from handover h join sheet s on s.id = h.sheet_id join cycle c on c.id = s.cycle_id
           join staff p on p.id = s.subject_id
           join position o on o.framework_id = s.framework_id and o.code = s.position_code
           where h.author_id = $1 and h.done_at is null and h.waived_at is null
             and s.state not in ('excluded', 'confirmed', 'disclosed')
           order by h.due_on, p.family_kana collate "C", p.given_kana collate "C", h.id"#,
        author.0
    )
    .fetch_all(db)
    .await?)
}

/// Hands over: a round of its own, and the task is done. False: it was done or let off meanwhile.
pub async fn hand_over(change: &mut Change, id: i64, handed: &Handed) -> Result<bool> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let done = sqlx::query!(
        "with done as (
             update handover set done_at = $2 where id = $1 and author_id = $3
                and done_at is null and waived_at is null
                and exists (select from sheet s where s.id = handover.sheet_id
                            and s.state not in ('excluded', 'confirmed', 'disclosed'))
             returning id)
         insert into handover_text (handover_id, round, results, observations, overall, by_id, at)
         select id, 1, $4, $5, $6, $3, $2 from done",
        id,
        now,
        by,
        handed.results,
        handed.observations,
        handed.overall
    )
    .execute(change.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// 職員課 goes on without a handover. Whose it was, about which sheet.
pub async fn waive(change: &mut Change, id: i64, reason: &str) -> Result<Option<(i64, i64)>> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let row = sqlx::query!(
        "update handover set waived_at = $2, waived_by = $3, waived_reason = $4
         where id = $1 and done_at is null and waived_at is null
         returning sheet_id, author_id",
        id,
        now,
        by,
        reason
    )
    .fetch_optional(change.conn())
    .await?;
    Ok(row.map(|row| (row.sheet_id, row.author_id)))
}

/// An opinion that is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub id: i64,
    pub sheet: i64,
    pub subject: StaffId,
    pub name: String,
    pub number: String,
    pub position: String,
    pub cycle: String,
    /// The unit or the place outside.
    pub place: String,
    pub outside: bool,
    /// Who leads the unit today.
    pub head: Option<StaffId>,
    pub due_on: Date,
    pub state: State,
    pub body: Option<String>,
    pub at: Option<OffsetDateTime>,
}

/// One opinion with what was said last.
pub async fn asked(db: impl PgExecutor<'_>, id: i64, today: Date) -> Result<Option<Asked>> {
    Ok(sqlx::query_as!(
        Asked,
        r#"select o.id, s.id as sheet, s.subject_id as "subject: StaffId", p.number,
                  p.family_name || ' ' || p.given_name as "name!", n.name as position,
                  c.name as cycle, coalesce(o.destination, v.name, '') as "place!",
                  o.destination is not null as "outside!",
                  leads_on(o.unit_id, $2) as "head: StaffId", o.due_on, s.state as "state: State",
                  t.body as "body?", t.at as "at?"
           from outside_opinion o join sheet s on s.id = o.sheet_id
           join cycle c on c.id = s.cycle_id join staff p on p.id = s.subject_id
           join position n on n.framework_id = s.framework_id and n.code = s.position_code
           left join unit_version v on v.unit_id = o.unit_id and v.valid @> $2::date
           left join lateral (select x.body, x.at from outside_opinion_text x
                              where x.opinion_id = o.id order by x.round desc limit 1) t on true
           where o.id = $1"#,
        id,
        today
    )
    .fetch_optional(db)
    .await?)
}

/// An opinion in a list.
pub struct AskedLine {
    pub id: i64,
    pub name: String,
    pub cycle: String,
    pub place: String,
    pub due_on: Date,
    pub told: bool,
}

/// Opinions the head of a unit is asked for about sheets under way, those without words first.
pub async fn asked_of(
    db: impl PgExecutor<'_>,
    head: StaffId,
    today: Date,
) -> Result<Vec<AskedLine>> {
    Ok(sqlx::query_as!(
        AskedLine,
        r#"select o.id, p.family_name || ' ' || p.given_name as "name!", c.name as cycle,
                  coalesce(v.name, '') as "place!", o.due_on,
                  exists (select from outside_opinion_text t where t.opinion_id = o.id) as "told!"
           from assignment g join outside_opinion o on o.unit_id = g.unit_id
           join sheet s on s.id = o.sheet_id join cycle c on c.id = s.cycle_id
           join staff p on p.id = s.subject_id
           left join unit_version v on v.unit_id = o.unit_id and v.valid @> $2::date
           where g.staff_id = $1 and g.leads and g.valid @> $2::date and s.subject_id <> $1
             and s.state not in ('excluded', 'confirmed', 'disclosed')
           order by 6, o.due_on, p.family_kana collate "C", o.id"#,
        head.0,
        today
    )
    .fetch_all(db)
    .await?)
}

/// Gives an opinion as the next round.
pub async fn tell(change: &mut Change, id: i64, body: &str) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "insert into outside_opinion_text (opinion_id, round, body, by_id, at)
         select $1, coalesce(max(round), 0) + 1, $2, $3, $4
         from outside_opinion_text where opinion_id = $1",
        id,
        body,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// The rules of a year as they stand, and whether they may still be chosen.
pub struct Standing {
    pub name: String,
    pub version: i32,
    pub setting: Setting,
}

/// The rules of a year about moves.
pub async fn setting(db: impl PgExecutor<'_>, cycle: i64) -> Result<Standing> {
    let row = sqlx::query!(
        r#"select name, version, transfer_policy as "policy: Policy", handover_days,
                  handover_by_second, renewal_months, outside_due_on
           from cycle where id = $1"#,
        cycle
    )
    .fetch_optional(db)
    .await?
    .ok_or(AppError::NotFound)?;
    Ok(Standing {
        name: row.name,
        version: row.version,
        setting: Setting {
            policy: row.policy,
            handover_days: row.handover_days,
            by_second: row.handover_by_second,
            renewal_months: row.renewal_months,
            outside_due_on: row.outside_due_on,
        },
    })
}

/// Sets the rules of a year, if nobody else changed it since it was read.
pub async fn set(change: &mut Change, cycle: i64, version: i32, to: &Setting) -> Result<bool> {
    let done = sqlx::query!(
        "update cycle set transfer_policy = $3, handover_days = $4, handover_by_second = $5,
                renewal_months = $6, outside_due_on = $7, version = version + 1
         where id = $1 and version = $2",
        cycle,
        version,
        to.policy as Policy,
        to.handover_days,
        to.by_second,
        to.renewal_months,
        to.outside_due_on
    )
    .execute(change.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Asks evaluators who go on leave within two weeks, for a month or longer, to hand over before.
/// They stay the evaluators until 職員課 names others. How many handovers.
pub async fn ask_leaves(change: &mut Change, day: Date) -> Result<u64> {
    let now = change.now();
    let asked = sqlx::query_file!("src/evaluation/handover/ask_leaves.sql", day, now)
        .execute(change.conn())
        .await?;
    Ok(asked.rows_affected())
}

/// A handover on the desk of 職員課.
#[derive(Clone, Debug, Deserialize)]
pub struct OpenHandover {
    pub id: i64,
    pub sheet: i64,
    pub author: String,
    pub cause: String,
    pub name: String,
    pub cycle: String,
    pub due_on: Date,
    /// The author works for the city no more and cannot write.
    pub gone: bool,
}

/// An opinion on the desk.
#[derive(Clone, Debug, Deserialize)]
pub struct OpenOpinion {
    pub id: i64,
    pub name: String,
    pub cycle: String,
    pub place: String,
    pub due_on: Date,
    pub head: Option<String>,
    /// 職員課 enters it.
    pub ours: bool,
}

/// Goals to be set anew.
#[derive(Clone, Debug, Deserialize)]
pub struct OpenRenewal {
    pub sheet: i64,
    pub name: String,
    pub cycle: String,
    pub due_on: Date,
}

/// Somebody of a year under way who was away for long: from, until, and the times away.
#[derive(Clone, Debug, Deserialize)]
pub struct Absent {
    pub sheet: i64,
    pub name: String,
    pub cycle: String,
    pub state: State,
    pub from: Date,
    pub until: Date,
    pub leaves: Vec<(Date, Option<Date>)>,
}

/// A sheet whose person has left.
#[expect(clippy::struct_field_names, reason = "as the column is called")]
#[derive(Clone, Debug, Deserialize)]
pub struct Left {
    pub sheet: i64,
    pub name: String,
    pub cycle: String,
    pub state: State,
    pub left_on: Date,
}

/// Everything that is open because people move, leave or are away.
#[derive(Clone, Debug)]
pub struct Desk {
    pub handovers: Vec<OpenHandover>,
    pub opinions: Vec<OpenOpinion>,
    pub renewals: Vec<OpenRenewal>,
    pub absent: Vec<Absent>,
    pub left: Vec<Left>,
}

/// The desk of 職員課 about moves.
pub async fn desk(db: impl PgExecutor<'_>, today: Date) -> Result<Desk> {
    let row = sqlx::query_file!("src/evaluation/handover/desk.sql", today).fetch_one(db).await?;
    let wrong = |error: serde_json::Error| AppError::Internal(error.to_string());
    Ok(Desk {
        handovers: serde_json::from_value(row.handovers).map_err(wrong)?,
        opinions: serde_json::from_value(row.opinions).map_err(wrong)?,
        renewals: serde_json::from_value(row.renewals).map_err(wrong)?,
        absent: serde_json::from_value(row.absent).map_err(wrong)?,
        left: serde_json::from_value(row.left).map_err(wrong)?,
    })
}
