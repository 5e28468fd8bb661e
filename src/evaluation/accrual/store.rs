//! Rules and people's years in the database.

use serde::Deserialize;
use sqlx::PgExecutor;
use time::OffsetDateTime;

use super::{
    forms::Ground,
    rules::{Counts, Outcome, Rule},
};
use crate::{
    audit::Change,
    evaluation::band::read,
    kit::{Result, StaffId},
};

/// One edition with who made it.
#[derive(Clone, Debug, Deserialize)]
pub struct Edition {
    #[serde(flatten)]
    pub rule: Rule,
    pub reason: String,
    pub by: Option<String>,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
}

/// Everything but the people.
pub struct Desk {
    /// The newest first.
    pub editions: Vec<Edition>,
    pub ground: Ground,
    /// Years with an evaluation that was opened, the newest first, and whether everybody is confirmed.
    pub years: Vec<(i16, bool)>,
    /// Departments with sheets, of any of these years.
    pub departments: Vec<(i64, String)>,
}

impl Desk {
    /// The rules alone, the newest first.
    pub fn rules(&self) -> Vec<Rule> {
        self.editions.iter().map(|own| own.rule.clone()).collect()
    }
}

/// Rules, scale, bands, positions and years.
pub async fn desk(db: impl PgExecutor<'_>) -> Result<Desk> {
    let row = sqlx::query_file!("src/evaluation/accrual/desk.sql").fetch_one(db).await?;
    Ok(Desk {
        editions: read(row.editions)?,
        ground: Ground {
            grades: read(row.grades)?,
            bands: read(row.bands)?,
            positions: read(row.positions)?,
        },
        years: read(row.years)?,
        departments: read(row.departments)?,
    })
}

/// Somebody with their years.
pub struct Person {
    pub number: String,
    pub name: String,
    pub section: String,
    pub position: String,
    /// The oldest first.
    pub years: Vec<Outcome>,
}

/// Everybody with a sheet that counts in a year, in a department or in the city, but never the one who
/// looks.
pub async fn people(
    db: impl PgExecutor<'_>,
    fiscal_year: i16,
    counts: Counts,
    department: Option<i64>,
    reader: StaffId,
) -> Result<Vec<Person>> {
    let rows = sqlx::query_file!(
        "src/evaluation/accrual/people.sql",
        fiscal_year,
        department,
        reader.0,
        counts.code()
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Person {
                number: row.number,
                name: row.name,
                section: row.section,
                position: row.position,
                years: read(row.years)?,
            })
        })
        .collect()
}

/// Adds an edition.
pub async fn insert(change: &mut Change, rule: &Rule, reason: &str) -> Result<i64> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let id = sqlx::query_scalar!(
        "insert into accrual_rule (first_year, basis, on_reach, steps, reason, made_by, made_at,
                                   counts)
         values ($1, $2, $3, $4, $5, $6, $7, $8) returning id",
        rule.first_year,
        rule.basis.code(),
        rule.on_reach.code(),
        rule.steps,
        reason,
        by,
        now,
        rule.counts.code()
    )
    .fetch_one(change.conn())
    .await?;
    let small = |number: &i64| i32::try_from(*number).unwrap_or(i32::MAX);
    sqlx::query!(
        "insert into accrual_point (rule_id, key, points)
         select $1, p.key, p.points / 100.0 from unnest($2::text[], $3::int[]) as p (key, points)",
        id,
        &rule.points.keys().cloned().collect::<Vec<_>>(),
        &rule.points.values().map(small).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "insert into accrual_threshold (rule_id, position_code, threshold)
         select $1, t.code, t.threshold / 100.0
         from unnest($2::text[], $3::int[]) as t (code, threshold)",
        id,
        &rule.thresholds.keys().cloned().collect::<Vec<_>>(),
        &rule.thresholds.values().map(small).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(id)
}
