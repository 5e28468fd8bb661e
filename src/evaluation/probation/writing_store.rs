//! Probations as they are written. What was said and decided is only ever added.

use serde_json::{Value, json};
use time::Date;

use super::{
    kinds::{Absence, Appointment, Decision, Verdict},
    rules::{Due, Rule},
    store::{Case, Hired},
};
use crate::{
    audit::Change,
    evaluation::{view::Scope, workflow::Refusal},
    kit::{AppError, Result, date::fiscal_label},
};

/// Marks that something has changed, and where the clock ends now. Refused if the case is no longer
/// as the reader saw it.
pub async fn touch(change: &mut Change, case: &Case, ends_on: Date) -> Result<()> {
    let moved = sqlx::query!(
        "update probation set version = version + 1, ends_on = $3 where id = $1 and version = $2",
        case.id,
        case.version,
        ends_on
    )
    .execute(change.conn())
    .await?;
    if moved.rows_affected() == 1 { Ok(()) } else { Err(Refusal::WrongState.into()) }
}

/// Enters a probation with its tasks. None: there is one from this day already.
pub async fn insert(
    change: &mut Change,
    who: &Hired,
    kind: Appointment,
    starts_on: Date,
    rule: &Rule,
    evaluators: (Option<i64>, Option<i64>),
) -> Result<Option<i64>> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let tasks: Vec<Value> = rule
        .tasks(starts_on)
        .into_iter()
        .zip(1..)
        .map(|((what, name, due), place): (_, i16)| {
            json!({ "place": place, "what": what.code(), "name": name, "due_on": due })
        })
        .collect();
    Ok(sqlx::query_scalar!(
        r#"
        with made as (
            insert into probation (staff_id, kind, starts_on, planned_on, ends_on, limit_on,
                                   least_days, warn_days, first_evaluator_id,
                                   second_evaluator_id, entered_by, at)
            values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, $11)
            on conflict (staff_id, starts_on) do nothing returning id),
        tasks as (
            insert into probation_task (probation_id, place, what, name, due_on)
            select m.id, t.place, t.what, t.name, t.due_on
            from made m cross join jsonb_to_recordset($12)
                 as t (place smallint, what text, name text, due_on date))
        select id from made
        "#,
        who.staff.0,
        kind.code(),
        starts_on,
        rule.planned(starts_on),
        rule.limit(starts_on),
        rule.least_days,
        rule.warn_days,
        evaluators.0,
        evaluators.1,
        by,
        now,
        Value::Array(tasks)
    )
    .fetch_optional(change.conn())
    .await?)
}

/// What the sheet of a probation needs to know.
pub struct NewSheet<'a> {
    pub probation: i64,
    pub who: &'a Hired,
    pub unit: i64,
    pub section: Option<i64>,
    pub department: i64,
    pub evaluators: (Option<i64>, Option<i64>),
    pub notes: (Option<&'static str>, Option<&'static str>),
    pub starts_on: Date,
    pub ends_on: Date,
    pub fiscal_year: i16,
    /// Step, first day, due day.
    pub windows: Vec<Value>,
    /// Of the year's cycle, if this is its first sheet.
    pub scope: Scope,
}

/// Opens the sheet of the evaluation in a probation, in the year's cycle of such sheets.
pub async fn open_sheet(change: &mut Change, new: &NewSheet<'_>) -> Result<()> {
    let now = change.now();
    let name = format!("{} 条件付採用の特別評価", fiscal_label(new.fiscal_year));
    let opened = sqlx::query_file!(
        "src/evaluation/probation/open_sheet.sql",
        new.fiscal_year,
        name,
        now,
        new.who.staff.0,
        new.who.position,
        new.unit,
        new.section,
        new.department,
        new.evaluators.0,
        new.evaluators.1,
        new.notes.0,
        new.notes.1,
        new.starts_on,
        new.ends_on,
        Value::Array(new.windows.clone()),
        new.probation,
        new.scope.code()
    )
    .execute(change.conn())
    .await?;
    if opened.rows_affected() == 1 {
        Ok(())
    } else {
        Err(AppError::Refused(
            "この職位の特別評価を開始できません。枠組みを確かめてください。".to_owned(),
        ))
    }
}

/// Leaves somebody out of the annual evaluation that runs: they have one of their own.
pub async fn leave_out(change: &mut Change, staff: i64) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "with gone as (
             update sheet s set state = 'excluded', exclusion = 'conditional', returned = false,
                    version = s.version + 1, state_since = $2, holder_opened_at = null
             from sheet o join cycle c on c.id = o.cycle_id and c.kind = 'ability'
             where o.id = s.id and s.subject_id = $1
               and s.state not in ('excluded', 'confirmed', 'disclosed')
             returning s.id, o.state)
         insert into passage (sheet_id, place, action, from_state, to_state, by_id, at, reason)
         select g.id, (select coalesce(max(p.place), 0) + 1 from passage p where p.sheet_id = g.id),
                'exclude', g.state, 'excluded', $3, $2,
                '条件付採用の期間中のため、特別評価を行います。'
         from gone g",
        staff,
        now,
        by
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Keeps what was talked about. False: it was kept before.
pub async fn insert_talk(
    change: &mut Change,
    case: i64,
    place: i16,
    held_on: Date,
    body: &str,
) -> Result<bool> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let kept = sqlx::query!(
        "insert into probation_talk (probation_id, place, held_on, body, by_id, at)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        case,
        place,
        held_on,
        body,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// Keeps an evaluator's opinion as the next round.
pub async fn insert_opinion(
    change: &mut Change,
    case: i64,
    step: &str,
    verdict: Verdict,
    reason: &str,
) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "insert into probation_opinion (probation_id, step, round, verdict, reason, by_id, at)
         select $1, $2, coalesce(max(round), 0) + 1, $3, $4, $5, $6 from probation_opinion
         where probation_id = $1 and step = $2",
        case,
        step,
        verdict.code(),
        reason,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Enters days that were not worked.
pub async fn insert_absence(
    change: &mut Change,
    case: i64,
    kind: Absence,
    first_on: Date,
    last_on: Date,
) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "insert into probation_absence (probation_id, kind, first_on, last_on, by_id, at)
         values ($1, $2, $3, $4, $5, $6)",
        case,
        kind.code(),
        first_on,
        last_on,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Strikes days that were entered wrongly.
pub async fn strike_absence(change: &mut Change, absence: i64) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "insert into probation_absence_struck (absence_id, by_id, at) values ($1, $2, $3)
         on conflict do nothing",
        absence,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Extends a probation.
pub async fn insert_extension(
    change: &mut Change,
    case: i64,
    until_on: Date,
    reason: &str,
) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "insert into probation_extension (probation_id, until_on, reason, by_id, at)
         values ($1, $2, $3, $4, $5)",
        case,
        until_on,
        reason,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Keeps what the city decided.
pub async fn insert_decision(
    change: &mut Change,
    case: i64,
    verdict: Decision,
    decided_on: Date,
    reason: &str,
) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "insert into probation_decision (probation_id, verdict, decided_on, reason, by_id, at)
         values ($1, $2, $3, $4, $5, $6)",
        case,
        verdict.code(),
        decided_on,
        reason,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Sets the rule of a kind of appointment from a day on; the one before ends there.
pub async fn set_rule(
    change: &mut Change,
    kind: Appointment,
    rule: &Rule,
    from: Date,
) -> Result<()> {
    let by = change.author().map(|id| id.0);
    sqlx::query!(
        "delete from probation_rule where kind = $1 and lower(valid) >= $2",
        kind.code(),
        from
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "update probation_rule set valid = daterange(lower(valid), $2)
         where kind = $1 and valid @> $2::date",
        kind.code(),
        from
    )
    .execute(change.conn())
    .await?;
    let tasks: Vec<Value> = (1_i16..)
        .zip(&rule.tasks)
        .map(|(place, task)| {
            let (months, before) = match task.due {
                Due::After(months) => (Some(months), None),
                Due::Before(days) => (None, Some(days)),
            };
            json!({ "place": place, "what": task.what.code(), "name": task.name,
                    "months": months, "before": before })
        })
        .collect();
    sqlx::query!(
        "with made as (
             insert into probation_rule (kind, months, least_days, most_months, warn_days, set_by,
                                         valid, disclosure_scope)
             values ($1, $2, $3, $4, $5, $6, daterange($7, null), $9) returning id)
         insert into probation_rule_task (rule_id, place, what, name, months, before_days)
         select m.id, t.place, t.what, t.name, t.months, t.before
         from made m cross join jsonb_to_recordset($8)
              as t (place smallint, what text, name text, months smallint, before smallint)",
        kind.code(),
        i16::from(rule.months),
        rule.least_days,
        i16::from(rule.most_months),
        rule.warn_days,
        by,
        from,
        Value::Array(tasks),
        rule.scope.code()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
