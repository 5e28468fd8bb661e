//! Years in the database: dates, opening, confirming, disclosing; always the whole set at once.

use serde::Deserialize;
use serde_json::json;
use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::{
    forms::{NewCycle, StepDates},
    people::Excluded,
    readiness::Planned,
};
use crate::{
    audit::Change,
    calendar::Calendar,
    evaluation::workflow::{Plan, State},
    kit::{AppError, Result, date},
};

/// One step's dates as stored.
#[derive(Clone, Debug, Deserialize)]
pub struct StepRow {
    pub step: String,
    pub opens_on: Date,
    pub due_on: Date,
}

/// One year with how far its sheets are.
#[derive(Clone, Debug)]
pub struct Cycle {
    pub id: i64,
    pub fiscal_year: i16,
    pub kind: String,
    pub term: String,
    pub name: String,
    pub base_date: Date,
    pub opened_at: Option<OffsetDateTime>,
    pub scope: String,
    /// Whether the closing interview comes before the first review.
    pub interview_required: bool,
    /// The set of rules for its points: key and name.
    pub scoring: (i64, String),
    /// Whether those rules compute anything.
    pub scored: bool,
    pub version: i32,
    pub steps: Vec<StepRow>,
    /// The working days around the year; empty where all years were asked for.
    pub calendar: Calendar,
    /// Sheets by state.
    pub counts: Vec<(String, i64)>,
}

impl Cycle {
    pub fn count(&self, state: &str) -> i64 {
        self.counts.iter().filter(|(own, _)| own == state).map(|(_, n)| n).sum()
    }

    /// The steps of the year, for a route with both evaluators.
    pub fn plan(&self) -> Plan {
        let has = |step| self.steps.iter().any(|own| own.step == step);
        Plan {
            goals: has("goals"),
            midterm: has("midterm"),
            direct: !has("self"),
            first: true,
            second: true,
            calibration: has("calibration"),
        }
    }

    /// Where 職員課 looks after it instead: the dates of short sheets are each person's.
    pub fn desk(&self) -> Option<String> {
        (self.kind == "short").then(|| format!("/hr/short-sheets?year={}", self.fiscal_year))
    }

    /// Refused where the dates are each person's.
    pub fn dated_here(&self) -> Result<()> {
        if matches!(self.kind.as_str(), "short" | "probation") {
            return Err(AppError::NotFound);
        }
        Ok(())
    }

    /// Whether somebody has been reviewed already: the rule about interviews then stays as it is.
    pub fn reviewed(&self) -> bool {
        let later = State::ALL.into_iter().filter(|state| *state > State::FirstReview);
        later.map(|state| self.count(state.code())).sum::<i64>() > 0
    }

    /// Everybody who is evaluated.
    pub fn total(&self) -> i64 {
        self.counts.iter().map(|(_, n)| n).sum::<i64>() - self.count("excluded")
    }
}

/// All years, newest first, or one.
pub async fn cycles(db: impl PgExecutor<'_>, only: Option<i64>) -> Result<Vec<Cycle>> {
    let rows = sqlx::query!(
        r#"
        select c.id, c.fiscal_year, c.kind, c.term, c.name, c.base_date, c.opened_at,
               c.disclosure_scope, c.version, c.interview_required, c.scoring_rule_set_id,
               (select u.name from scoring_rule_set u where u.id = c.scoring_rule_set_id)
                   as "scoring!",
               (select u.family = 'scored' from scoring_rule_set u
                where u.id = c.scoring_rule_set_id) as "scored!",
               (select coalesce(json_agg(json_build_object('step', s.step, 'opens_on', s.opens_on,
                       'due_on', s.due_on) order by s.opens_on, s.due_on), '[]')
                from cycle_step s where s.cycle_id = c.id) as "steps!",
               case when $1::bigint is not null then working_calendar(c.base_date - 366)
               end as calendar,
               (select coalesce(json_agg(json_build_array(n.state, n.count)), '[]')
                from (select s.state, count(*) from sheet s where s.cycle_id = c.id
                      group by s.state) n) as "counts!"
        from cycle c where $1::bigint is null or c.id = $1
        order by c.fiscal_year desc, c.id desc
        "#,
        only
    )
    .fetch_all(db)
    .await?;
    let wrong = |error: serde_json::Error| AppError::Internal(error.to_string());
    rows.into_iter()
        .map(|row| {
            Ok(Cycle {
                id: row.id,
                fiscal_year: row.fiscal_year,
                kind: row.kind,
                term: row.term,
                name: row.name,
                base_date: row.base_date,
                opened_at: row.opened_at,
                scope: row.disclosure_scope,
                interview_required: row.interview_required,
                scoring: (row.scoring_rule_set_id, row.scoring),
                scored: row.scored,
                version: row.version,
                steps: serde_json::from_value(row.steps).map_err(wrong)?,
                calendar: row
                    .calendar
                    .map(Calendar::read)
                    .transpose()
                    .map_err(wrong)?
                    .unwrap_or_default(),
                counts: serde_json::from_value(row.counts).map_err(wrong)?,
            })
        })
        .collect()
}

/// One year.
pub async fn find(db: impl PgExecutor<'_>, id: i64) -> Result<Cycle> {
    cycles(db, Some(id)).await?.into_iter().next().ok_or(AppError::NotFound)
}

/// One year, held so that its dates and its scope stay as they are until the change is done.
pub async fn hold(change: &mut Change, id: i64) -> Result<Cycle> {
    sqlx::query!("select id from cycle where id = $1 for update", id)
        .fetch_optional(change.conn())
        .await?
        .ok_or(AppError::NotFound)?;
    find(change.conn(), id).await
}

/// Enters a new year on the framework that holds on its base date. What its form does not ask is
/// taken over from the last year of its kind: the scale, the rules for points as far as they hold
/// then, the rules for moves, and what is done beside goals. None: there is no framework, or the
/// year exists.
pub async fn insert(change: &mut Change, new: &NewCycle) -> Result<Option<i64>> {
    let (half, first, months) = match new.term {
        "first_half" => ("上半期", 4, 6),
        "second_half" => ("下半期", 10, 6),
        _ => ("", 4, 12),
    };
    let kind = if new.kind == "performance" { "業績評価" } else { "能力評価" };
    let name = format!("{}{half} {kind}", date::fiscal_label(new.fiscal_year));
    let year = i32::from(new.fiscal_year);
    let id = sqlx::query_scalar!(
        "insert into cycle (fiscal_year, kind, term, name, framework_id, period, base_date,
                            disclosure_scope, interview_required, scale_id, scoring_rule_set_id,
                            extra_work_graded, transfer_policy, handover_days, handover_by_second,
                            renewal_months)
         select $1, $6, $7, $2, f.id,
                daterange(make_date($5, $8, 1),
                          (make_date($5, $8, 1) + make_interval(months => $9))::date), $3, $4, $10,
                l.scale_id, coalesce(u.id, 1), coalesce(l.extra_work_graded, false),
                coalesce(l.transfer_policy, 'base_date'), coalesce(l.handover_days, 14),
                coalesce(l.handover_by_second, false), coalesce(l.renewal_months, 1)
         from framework f
         left join lateral (
             select o.* from cycle o
             where o.kind = $6 and o.term = $7 and o.fiscal_year < $1
             order by o.fiscal_year desc limit 1) l on true
         left join scoring_rule_set u on u.id = l.scoring_rule_set_id
              and u.published_at is not null and u.valid_from <= $3
              and (u.framework_id is null or u.framework_id = f.id)
              and (u.family <> 'scored' or u.scale_id is not distinct from l.scale_id)
         where f.valid @> $3::date and f.kind = 'ability'
         on conflict (fiscal_year, kind, term) do nothing returning id",
        new.fiscal_year,
        name,
        new.base_date,
        new.scope,
        year,
        new.kind,
        new.term,
        first,
        months,
        new.interview_required
    )
    .fetch_optional(change.conn())
    .await?;
    if let Some(id) = id {
        set_dates(change, id, &new.steps).await?;
    }
    Ok(id)
}

/// Sets the dates of every step.
async fn set_dates(change: &mut Change, id: i64, steps: &[StepDates]) -> Result<()> {
    let names: Vec<String> = steps.iter().map(|s| s.step.to_owned()).collect();
    let opens: Vec<Date> = steps.iter().map(|s| s.opens_on).collect();
    let due: Vec<Date> = steps.iter().map(|s| s.due_on).collect();
    sqlx::query!(
        "insert into cycle_step (cycle_id, step, opens_on, due_on)
         select $1, * from unnest($2::text[], $3::date[], $4::date[])
         on conflict (cycle_id, step) do update
         set opens_on = excluded.opens_on, due_on = excluded.due_on",
        id,
        &names,
        &opens,
        &due
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Changes dates, scope and the rule about interviews, if nobody else did since the page was read.
pub async fn update(
    change: &mut Change,
    id: i64,
    version: i32,
    scope: &str,
    interview_required: bool,
    steps: &[StepDates],
) -> Result<bool> {
    let moved = sqlx::query!(
        "update cycle set version = version + 1, disclosure_scope = $3,
                interview_required = $4
         where id = $1 and version = $2",
        id,
        version,
        scope,
        interview_required
    )
    .execute(change.conn())
    .await?;
    if moved.rows_affected() == 0 {
        return Ok(false);
    }
    let kept: Vec<String> = steps.iter().map(|s| s.step.to_owned()).collect();
    sqlx::query!("delete from cycle_step where cycle_id = $1 and step <> all($2)", id, &kept)
        .execute(change.conn())
        .await?;
    set_dates(change, id, steps).await?;
    Ok(true)
}

/// One person's sheet as it will be made; whoever is left out gets one as 対象外.
pub fn seated(one: &Planned, out: Option<&Excluded>) -> serde_json::Value {
    let route = &one.route;
    json!({
        "staff": one.person.staff, "position": one.person.position, "unit": one.person.unit,
        "section": one.section, "department": one.department,
        "first": route.first.staff(), "second": route.second.staff(),
        "first_note": route.first.note(), "second_note": route.second.note(),
        "assistant": route.assistant.staff(), "calibrator": route.calibrator.staff(),
        "confirmer": route.confirmer.staff(), "without": route.without_calibration(),
        "calibration_note": route.calibration_note(),
        "exclusion": out.map(|out| &out.code), "reason": out.map(|out| &out.reason),
    })
}

/// Opens a year: marks it, and makes all sheets with their first pass, in one statement. None:
/// it is open already. Else how many sheets.
pub async fn open(
    change: &mut Change,
    cycle: &Cycle,
    planned: &[Planned],
    excluded: &[Excluded],
) -> Result<Option<i64>> {
    make_sheets(change, cycle, planned, excluded, true).await
}

/// Sheets for people who have none, in a year that is open. How many.
pub async fn add_sheets(change: &mut Change, cycle: &Cycle, planned: &[Planned]) -> Result<i64> {
    Ok(make_sheets(change, cycle, planned, &[], false).await?.unwrap_or(0))
}

async fn make_sheets(
    change: &mut Change,
    cycle: &Cycle,
    planned: &[Planned],
    excluded: &[Excluded],
    opening: bool,
) -> Result<Option<i64>> {
    let now = change.now();
    let out = |one: &Planned| excluded.iter().find(|out| out.staff == one.person.staff);
    let seated = planned.iter().map(|one| seated(one, out(one))).collect();
    sqlx::query_file_scalar!(
        "src/evaluation/cycle/open.sql",
        cycle.id,
        now,
        cycle.plan().start().code(),
        serde_json::Value::Array(seated),
        opening
    )
    .fetch_one(change.conn())
    .await
    .map_err(Into::into)
}
