//! Groups and bands in the database. What was decided is only ever added to.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value as Json;
use sqlx::PgExecutor;
use time::OffsetDateTime;

use super::{rotation::Turn, rules::Band};
use crate::{
    audit::Change,
    kit::{AppError, Result, StaffId},
};

/// Reads a JSON column; a shape the program does not know is a fault of ours.
pub fn read<T: DeserializeOwned>(json: Json) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// One decision of a group, and its reopening.
#[derive(Clone, Debug, Deserialize)]
pub struct Decision {
    pub id: i64,
    pub version: i16,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
    pub by: Option<String>,
    #[serde(default, with = "time::serde::iso8601::option")]
    pub reopened_at: Option<OffsetDateTime>,
    pub reopened_by: Option<String>,
    pub reason: Option<String>,
}

/// A group of a year: one over the whole city, or one department's.
#[derive(Clone, Debug)]
pub struct Group {
    pub id: i64,
    pub department: Option<i64>,
    pub name: String,
    pub department_name: Option<String>,
    pub cycle: i64,
    pub cycle_name: String,
    pub fiscal_year: i16,
    /// Codes and names of its positions.
    pub positions: Vec<String>,
    pub position_names: Vec<String>,
    /// The top one first.
    pub bands: Vec<Band>,
    /// Points and words of the scale, the highest first.
    pub grades: Vec<(i16, String)>,
    /// The newest first.
    pub decisions: Vec<Decision>,
    /// Who had the top band in the years before, the oldest year first.
    pub years: Vec<Turn>,
    /// Whether the reader is one of its people.
    pub own: bool,
}

impl Group {
    /// The decision that stands.
    pub fn decided(&self) -> Option<&Decision> {
        self.decisions.iter().find(|decision| decision.reopened_at.is_none())
    }

    /// 「保健福祉部 係長級以下」
    pub fn title(&self) -> String {
        match &self.department_name {
            Some(department) => format!("{department} {}", self.name),
            None => format!("全庁 {}", self.name),
        }
    }
}

/// One group, as this reader may know it. None: there is no such group, or not any more.
pub async fn group(
    db: impl PgExecutor<'_>,
    id: i64,
    department: Option<i64>,
    reader: StaffId,
) -> Result<Option<Group>> {
    let row = sqlx::query_file!("src/evaluation/band/group.sql", id, department, reader.0)
        .fetch_optional(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Group {
        id: row.id,
        department,
        name: row.name,
        department_name: row.department,
        cycle: row.cycle_id,
        cycle_name: row.cycle,
        fiscal_year: row.fiscal_year,
        positions: row.positions,
        position_names: row.position_names.unwrap_or_default(),
        bands: read(row.bands)?,
        grades: read(row.grades)?,
        decisions: read(row.decisions)?,
        years: read(row.years)?,
        own: row.own,
    }))
}

/// A band that people gave.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Placement {
    pub mark: String,
    /// `tie` or `move`
    pub kind: String,
    pub reason: String,
    pub by: String,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
}

/// A band of a year before.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Past {
    pub fiscal_year: i16,
    pub mark: String,
    pub label: String,
    /// 1 is the top.
    pub place: usize,
}

/// Somebody in a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub sheet: i64,
    pub subject: i64,
    pub number: String,
    pub name: String,
    pub section: String,
    pub position: String,
    pub excluded: bool,
    /// The reason code of the exclusion.
    pub exclusion: Option<String>,
    /// The confirmed overall grade.
    pub overall: Option<i16>,
    /// Points in thousandths, where the year's rules give some.
    pub score: Option<i64>,
    /// The mean of the confirmed abilities, in hundredths.
    pub mean: Option<i64>,
    /// The newest first.
    pub placements: Vec<Placement>,
    /// The oldest first; of the same kind of evaluation.
    pub past: Vec<Past>,
    /// The key of the newest placement; 0 for none.
    pub newest: i64,
    /// Mark of the decided band, and how it came about.
    pub decided: Option<(String, String)>,
}

/// Everybody in a group, the best first.
pub async fn people(db: impl PgExecutor<'_>, group: &Group) -> Result<Vec<Person>> {
    let rows = sqlx::query_file!(
        "src/evaluation/band/people.sql",
        group.cycle,
        &group.positions,
        group.department
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Person {
                sheet: row.sheet,
                subject: row.subject,
                number: row.number,
                name: row.name,
                section: row.section,
                position: row.position,
                excluded: row.excluded,
                exclusion: row.exclusion,
                overall: row.overall,
                score: row.score,
                mean: row.mean,
                placements: read(row.placements)?,
                past: read(row.past)?,
                newest: row.newest,
                decided: row.decided.zip(row.decided_how),
            })
        })
        .collect()
}

/// One line of a year's groups.
pub struct Line {
    pub id: i64,
    pub name: String,
    pub department_id: Option<i64>,
    pub department: Option<String>,
    pub people: i64,
    pub excluded: i64,
    pub confirmed: i64,
    /// The reader is one of them.
    pub own: bool,
    pub version: Option<i16>,
    pub decided_at: Option<OffsetDateTime>,
}

/// Every group of a year that has people.
pub async fn groups(db: impl PgExecutor<'_>, cycle: i64, reader: StaffId) -> Result<Vec<Line>> {
    Ok(sqlx::query_file_as!(Line, "src/evaluation/band/overview.sql", cycle, reader.0)
        .fetch_all(db)
        .await?)
}

/// Makes everybody who changes bands of this year wait for each other.
pub async fn hold(change: &mut Change, cycle: i64) -> Result<()> {
    sqlx::query!("select id from cycle where id = $1 for no key update", cycle)
        .fetch_optional(change.conn())
        .await?
        .ok_or(AppError::NotFound)?;
    Ok(())
}

/// Gives people bands, for one reason.
pub async fn insert_placements(
    change: &mut Change,
    kind: &str,
    placed: &[(i64, String)],
    reason: &str,
) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let sheets: Vec<i64> = placed.iter().map(|(sheet, _)| *sheet).collect();
    let marks: Vec<String> = placed.iter().map(|(_, mark)| mark.clone()).collect();
    sqlx::query!(
        "insert into band_placement (sheet_id, mark, kind, reason, by_id, at)
         select p.sheet, p.mark, $3, $4, $5, $6
         from unnest($1::bigint[], $2::text[]) as p (sheet, mark)",
        &sheets,
        &marks,
        kind,
        reason,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// One line of a decision.
pub struct Record {
    pub sheet: i64,
    pub subject: i64,
    /// 1 is the top.
    pub place: i16,
    pub mark: String,
    pub label: String,
    pub how: &'static str,
}

/// Decides a group. Which version it is.
pub async fn insert_decision(
    change: &mut Change,
    group: &Group,
    records: &[Record],
) -> Result<i16> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let made = sqlx::query!(
        "insert into band_decision (group_id, department_id, version, by_id, at)
         select $1, $2, coalesce(max(d.version), 0) + 1, $3, $4
         from band_decision d
         where d.group_id = $1 and d.department_id is not distinct from $2::bigint
         returning id, version",
        group.id,
        group.department,
        by,
        now
    )
    .fetch_one(change.conn())
    .await?;
    sqlx::query!(
        "insert into band_record (decision_id, sheet_id, subject_id, place, mark, label, how)
         select $1, * from unnest($2::bigint[], $3::bigint[], $4::smallint[], $5::text[],
                                  $6::text[], $7::text[])",
        made.id,
        &records.iter().map(|r| r.sheet).collect::<Vec<_>>(),
        &records.iter().map(|r| r.subject).collect::<Vec<_>>(),
        &records.iter().map(|r| r.place).collect::<Vec<_>>(),
        &records.iter().map(|r| r.mark.clone()).collect::<Vec<_>>(),
        &records.iter().map(|r| r.label.clone()).collect::<Vec<_>>(),
        &records.iter().map(|r| r.how.to_owned()).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(made.version)
}

/// Opens a decided group again. False: it was open already.
pub async fn reopen(change: &mut Change, decision: i64, reason: &str) -> Result<bool> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let made = sqlx::query!(
        "insert into band_reopening (decision_id, reason, by_id, at) values ($1, $2, $3, $4)
         on conflict (decision_id) do nothing",
        decision,
        reason,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(made.rows_affected() == 1)
}
