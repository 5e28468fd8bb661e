//! What HR's acts leave in the database.

use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::{
    evaluators_store::{self, Asked},
    forms::{Extending, HandingOver, Moving},
};
use crate::{
    audit::Change,
    evaluation::{
        sheet::{Head, move_as},
        workflow::{Action, Refusal, State, Step},
    },
    kit::{AppError, Result, StaffId},
};

/// What HR should know before it acts.
pub struct Standing {
    /// Fields the evaluators have begun to write and not submitted.
    pub first_drafts: i64,
    pub second_drafts: i64,
    pub exclusion: Option<String>,
    /// A change of agreed goals waits for its answer.
    pub change_waits: bool,
}

/// What lies unfinished on a sheet.
pub async fn standing(db: impl PgExecutor<'_>, head: &Head) -> Result<Standing> {
    Ok(sqlx::query_as!(
        Standing,
        r#"
        select count(distinct d.field) filter (where d.step = 'first' and d.value <> '') as "first_drafts!",
               count(distinct d.field) filter (where d.step = 'second' and d.value <> '')
                   as "second_drafts!",
               s.exclusion,
               exists (select from goal_change h where h.sheet_id = s.id
                         and h.round > agreed_goals(s.id)
                         and not exists (select from goal_refusal f
                                         where f.sheet_id = h.sheet_id and f.round = h.round))
                   as "change_waits!"
        from sheet s left join draft d on d.sheet_id = s.id
        where s.id = $1 group by s.id
        "#,
        head.id.0
    )
    .fetch_one(db)
    .await?)
}

/// Somebody by staff number, as long as they work here.
pub async fn by_number(
    db: impl PgExecutor<'_>,
    number: &str,
    today: Date,
) -> Result<Option<StaffId>> {
    Ok(sqlx::query_scalar!(
        r#"select id as "id: StaffId" from staff
           where number = $1 and (left_on is null or left_on >= $2)"#,
        number,
        today
    )
    .fetch_optional(db)
    .await?)
}

/// Gives one sheet more time for a step.
pub async fn extend(change: &mut Change, head: &Head, what: &Extending) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "insert into extension (sheet_id, step, due_on, reason, by_id, at)
         values ($1, $2, $3, $4, $5, $6)",
        head.id.0,
        what.step,
        what.due_on,
        what.reason,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    note(change, head, "extend", &what.reason).await
}

/// What the page of a year's extensions needs.
pub struct Year {
    pub name: String,
    /// Step and its date.
    pub steps: Vec<(String, Date)>,
    /// Departments and sections of the base date, by their full names.
    pub units: Vec<(i64, String)>,
    pub given: Vec<Given>,
}

/// Extensions given in one act.
#[derive(serde::Deserialize)]
pub struct Given {
    pub step: String,
    pub due_on: Date,
    pub reason: String,
    pub by: String,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
    pub sheets: i64,
}

/// A year with its dates, its units and what was extended, newest first.
pub async fn year(db: impl PgExecutor<'_>, cycle: i64) -> Result<Year> {
    let row = sqlx::query_file!("src/evaluation/office/year.sql", cycle)
        .fetch_optional(db)
        .await?
        .ok_or(AppError::NotFound)?;
    let wrong = |error: serde_json::Error| AppError::Internal(error.to_string());
    Ok(Year {
        name: row.name,
        steps: serde_json::from_value(row.steps).map_err(wrong)?,
        units: serde_json::from_value(row.units).map_err(wrong)?,
        given: serde_json::from_value(row.given).map_err(wrong)?,
    })
}

/// How many sheets of a unit, and of the units below it, have not passed a step and get more time:
/// whoever has a later day already keeps it.
pub async fn before(
    db: impl PgExecutor<'_>,
    cycle: i64,
    unit: Option<i64>,
    what: &Extending,
    states: &[String],
) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from sheet
           where cycle_id = $1 and state = any($3)
             and ($2::bigint is null or $2 in (department_id, section_id, unit_id))
             and due_on(id, cycle_id, $4) < $5"#,
        cycle,
        unit,
        states,
        what.step,
        what.due_on
    )
    .fetch_one(db)
    .await?)
}

/// Gives those sheets more time for the step. How many they were.
pub async fn extend_unit(
    change: &mut Change,
    cycle: i64,
    unit: Option<i64>,
    what: &Extending,
    states: &[String],
) -> Result<i64> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    Ok(sqlx::query_scalar!(
        r#"
        with chosen as (
            select id, state from sheet
            where cycle_id = $1 and state = any($7)
              and ($2::bigint is null or $2 in (department_id, section_id, unit_id))
              and due_on(id, cycle_id, $3) < $4
            for update),
        given as (
            insert into extension (sheet_id, step, due_on, reason, by_id, at)
            select id, $3, $4, $5, $6, $8 from chosen),
        passes as (
            insert into passage (sheet_id, place, action, from_state, to_state, by_id, at, reason)
            select c.id, (select coalesce(max(place), 0) + 1 from passage where sheet_id = c.id),
                   'extend', c.state, c.state, $6, $8, $5
            from chosen c)
        select count(*) as "count!" from chosen
        "#,
        cycle,
        unit,
        what.step,
        what.due_on,
        what.reason,
        by,
        states,
        now
    )
    .fetch_one(change.conn())
    .await?)
}

/// Whether somebody evaluated the other step of a sheet as a deputy: nobody does both.
pub async fn evaluated_for_another(
    change: &mut Change,
    head: &Head,
    step: Option<Step>,
    who: StaffId,
) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from submission where sheet_id = $1 and by_id = $2
                          and step in ('first', 'second') and step <> $3
                          and for_id is not null) as "yes!""#,
        head.id.0,
        who.0,
        step.map(Step::code)
    )
    .fetch_one(change.conn())
    .await?)
}

/// Gives a seat to somebody else, or to nobody. What the one before had submitted stays; what they
/// were still writing was theirs alone and goes with them. How many fields that were.
pub async fn hand_over(
    change: &mut Change,
    head: &Head,
    what: &HandingOver,
    evaluator: Option<StaffId>,
) -> Result<i64> {
    let asked = Asked { sheet: head.id.0, version: head.version, seat: what.seat };
    let to = evaluator.map(|id| id.0);
    let (moved, gone) = evaluators_store::hand_over(change, &[asked], to, &what.reason).await?;
    if moved == 0 { Err(Refusal::WrongState.into()) } else { Ok(gone) }
}

/// Lets the writer's own fields of a step read as what was handed in for them, so that a sheet that
/// comes back begins from there; what lay unfinished in them gives way.
pub async fn lay(
    change: &mut Change,
    head: &Head,
    step: Step,
    fields: &[(String, String)],
) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let (names, values): (Vec<String>, Vec<String>) =
        fields.iter().filter(|(_, value)| !value.is_empty()).cloned().unzip();
    sqlx::query!(
        "with gone as (
             delete from draft where sheet_id = $1 and step = $2
               and (field <> all($3) or writer_id <> $7))
         insert into draft as d (sheet_id, step, field, value, updated_by, updated_at, writer_id)
         select $1, $2, s.field, s.value, $5, $6, $7
         from unnest($3::text[], $4::text[]) as s (field, value)
         on conflict (sheet_id, step, writer_id, field) do update
         set value = excluded.value, version = d.version + 1,
             updated_by = excluded.updated_by, updated_at = excluded.updated_at
         where d.value <> excluded.value",
        head.id.0,
        step.code(),
        &names,
        &values,
        by,
        now,
        head.holder_of(step).map(|id| id.0)
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Moves the sheet as the workflow says, and keeps why it is left out.
pub async fn carry_out(change: &mut Change, head: &Head, to: State, what: &Moving) -> Result<()> {
    let exclusion = what.exclusion.as_deref().filter(|_| what.action == Action::Exclude);
    move_as(change, head, to, what.action, Some(&what.reason), exclusion).await
}

/// Notes an act that leaves the sheet in its state.
pub async fn note(change: &mut Change, head: &Head, action: &str, reason: &str) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "insert into passage (sheet_id, place, action, from_state, to_state, by_id, at, reason)
         select $1, coalesce(max(place), 0) + 1, $2, $3, $3, $4, $5, $6
         from passage where sheet_id = $1",
        head.id.0,
        action,
        head.state.code(),
        by,
        now,
        reason
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
