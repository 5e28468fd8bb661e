//! The numbers of a department and of the whole city, from the counts of confirmed results.

use serde::Deserialize;
use sqlx::PgExecutor;
use time::Date;

use crate::kit::{AppError, Result};

/// A year with results.
#[derive(Clone, Debug, Deserialize)]
pub struct Year {
    /// The cycle.
    pub id: i64,
    pub kind: String,
    pub name: String,
}

impl Year {
    /// What the mean of a position is a mean of.
    pub fn means(&self) -> &'static str {
        match self.kind.as_str() {
            "performance" => "全体の評価の平均（職位ごと）",
            "short" => "項目の平均（職種ごと）",
            _ => "能力の平均（職位ごと）",
        }
    }
}

/// How many people got an overall grade, here and in the city.
#[derive(Clone, Debug, Deserialize)]
pub struct GradeCount {
    pub points: i16,
    pub word: String,
    pub own: i64,
    /// None: it may not be shown.
    pub city: Option<i64>,
}

/// A position: people here, the mean of their abilities, and the city's. Of 業績評価, whose goals
/// are each person's own, it is the mean of the overall grades.
#[derive(Clone, Debug, Deserialize)]
pub struct PositionMean {
    pub code: String,
    pub name: String,
    pub people: i64,
    pub city_people: i64,
    pub mean: Option<f64>,
    pub city: Option<f64>,
}

/// An ability of a position: its mean here and in the city.
#[derive(Clone, Debug, Deserialize)]
pub struct AbilityMean {
    pub position: String,
    pub name: String,
    pub own: Option<f64>,
    pub city: Option<f64>,
}

/// The mean overall grade of one year.
#[derive(Clone, Debug, Deserialize)]
pub struct YearMean {
    pub fiscal_year: i16,
    pub people: i64,
    pub city_people: i64,
    pub own: Option<f64>,
    pub city: Option<f64>,
}

/// Everything of one report.
#[derive(Clone, Debug)]
pub struct Numbers {
    pub name: String,
    pub years: Vec<Year>,
    pub year: Year,
    pub grades: Vec<GradeCount>,
    pub positions: Vec<PositionMean>,
    pub abilities: Vec<AbilityMean>,
    pub over_years: Vec<YearMean>,
    /// Sheets of the year that are not confirmed yet.
    pub open: i64,
    /// Units whose figures go on in this one and are counted with it.
    pub inherited: Vec<String>,
}

fn read<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// A department's numbers for an evaluation, the newest disclosed one unless another is named. None: no
/// such department, or no results at all.
pub async fn numbers(
    db: impl PgExecutor<'_>,
    department: i64,
    cycle: Option<i64>,
    today: Date,
) -> Result<Option<Numbers>> {
    let row = sqlx::query_file!("src/dashboard/report/numbers.sql", department, cycle, today)
        .fetch_optional(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Numbers {
        name: row.name,
        years: read(row.years)?,
        year: read(row.year)?,
        grades: read(row.grades)?,
        positions: read(row.positions)?,
        abilities: read(row.abilities)?,
        over_years: read(row.over_years)?,
        open: row.open,
        inherited: row.inherited,
    }))
}

/// A department one may read about.
#[derive(Clone, Debug)]
pub struct Department {
    pub id: i64,
    pub name: String,
    pub above: Option<String>,
}

/// The departments of today, or one of them.
pub async fn departments(
    db: impl PgExecutor<'_>,
    only: Option<i64>,
    today: Date,
) -> Result<Vec<Department>> {
    Ok(sqlx::query_as!(
        Department,
        r#"
        select v.unit_id as id, v.name, a.name as "above?"
        from unit_version v
        left join unit_version a on a.unit_id = v.parent_id and a.valid @> $2::date
        where v.level = 'department' and v.valid @> $2::date
          and ($1::bigint is null or v.unit_id = $1)
        order by v.place
        "#,
        only,
        today
    )
    .fetch_all(db)
    .await?)
}
