//! How far an evaluation is, from one look at the sheets.

use std::collections::BTreeMap;

use serde::Deserialize;
use sqlx::PgExecutor;
use time::Date;

use crate::{
    evaluation::workflow::State,
    kit::{AppError, Result},
};

/// An evaluation of a year that can be looked at.
#[derive(Clone, Debug, Deserialize)]
pub struct CycleName {
    pub id: i64,
    pub name: String,
}

/// A unit with its sheets by state; those who are not evaluated are not counted.
#[derive(Clone, Debug, Deserialize)]
pub struct UnitCount {
    pub id: Option<i64>,
    pub name: String,
    pub counts: BTreeMap<State, i64>,
    pub overdue: i64,
    pub returned: i64,
}

/// Sheets that passed a step for the first time on a day.
#[derive(Clone, Debug, Deserialize)]
pub struct DayCount {
    pub step: String,
    pub day: Date,
    pub count: i64,
}

/// When a step opens and is due.
#[derive(Clone, Debug, Deserialize)]
pub struct StepDates {
    pub step: String,
    pub opens_on: Date,
    pub due_on: Date,
}

/// How many of a step there are at all: some sheets have no second evaluator.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Totals {
    pub own: i64,
    pub first: i64,
    pub second: i64,
}

/// One look.
#[derive(Clone, Debug)]
pub struct Progress {
    pub cycles: Vec<CycleName>,
    pub cycle: i64,
    /// Whether its dates hold for everybody: those of a term are each person's.
    pub dated: bool,
    /// Departments, or the sections of one.
    pub units: Vec<UnitCount>,
    pub department: Option<String>,
    pub days: Vec<DayCount>,
    pub steps: Vec<StepDates>,
    pub totals: Totals,
}

fn read<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// One snapshot of an evaluation: the one that is running unless another is named; by department,
/// or by section within one.
pub async fn progress(
    db: impl PgExecutor<'_>,
    cycle: Option<i64>,
    department: Option<i64>,
    today: Date,
) -> Result<Option<Progress>> {
    let row = sqlx::query_file!("src/dashboard/progress/progress.sql", cycle, department, today)
        .fetch_optional(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Progress {
        cycles: read(row.cycles)?,
        cycle: row.id,
        dated: row.dated,
        units: read(row.units)?,
        department: row.department,
        days: read(row.days)?,
        steps: read(row.steps)?,
        totals: read(row.totals)?,
    }))
}

/// A sheet past its due date, and who holds it.
#[derive(Clone, Debug)]
pub struct Overdue {
    pub sheet: i64,
    pub number: String,
    pub name: String,
    pub place: String,
    pub state: String,
    pub returned: bool,
    /// Who holds it; None: 職員課.
    pub holder: Option<String>,
    pub holder_id: Option<i64>,
    pub holder_number: Option<String>,
    pub due_on: Date,
    pub total: i64,
}

/// Which of them, in which order, which page.
#[derive(Clone, Debug)]
pub struct Which {
    pub cycle: i64,
    pub department: Option<i64>,
    /// Part of a name, a kana name or a number, folded; taken literally.
    pub search: String,
    pub by_name: bool,
    pub page: i64,
    pub size: i64,
}

/// Everybody past a due date, the longest first or by ふりがな.
pub async fn overdue(db: impl PgExecutor<'_>, which: &Which, today: Date) -> Result<Vec<Overdue>> {
    Ok(sqlx::query_as!(
        Overdue,
        r#"
        select v.sheet_id as "sheet!", p.number, p.family_name || ' ' || p.given_name as "name!",
               concat_ws(' ', d.name, nullif(t.name, d.name)) as "place!", v.state as "state!",
               v.returned as "returned!",
               h.family_name || ' ' || h.given_name as holder, h.id as "holder_id?",
               h.number as "holder_number?",
               v.due_on as "due_on!", count(*) over () as "total!"
        from evaluation_progress_view v
        join cycle c on c.id = v.cycle_id
        join staff p on p.id = v.subject_id
        left join staff h on h.id = v.holder_id
        left join unit_version d on d.unit_id = v.department_id and d.valid @> c.base_date
        left join unit_version t on t.unit_id = v.section_id and t.valid @> c.base_date
        where v.cycle_id = $1 and v.due_on < $2
          and ($3::bigint is null or v.department_id = $3)
          and ($4 = '' or strpos(p.search, $4) > 0 or strpos(h.search, $4) > 0)
        order by case when $5 then p.family_kana || p.given_kana else '' end collate "C",
                 v.due_on, v.state_since, p.family_kana collate "C", v.sheet_id
        limit $6 offset $7
        "#,
        which.cycle,
        today,
        which.department,
        which.search,
        which.by_name,
        which.size,
        which.page.saturating_sub(1).saturating_mul(which.size)
    )
    .fetch_all(db)
    .await?)
}
