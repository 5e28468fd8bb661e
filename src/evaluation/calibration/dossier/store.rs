//! One person of the board in the database: one statement.

use serde::{Deserialize, de::DeserializeOwned};
use sqlx::PgExecutor;
use time::OffsetDateTime;

use crate::{
    evaluation::{
        deputy::Keeper, review::Distribution, scoring::RuleSet, sheet::Worth, workflow::State,
    },
    kit::{AppError, Result, StaffId},
};

/// One grade of an item, as its step handed it in last.
#[derive(Clone, Debug, Deserialize)]
pub struct Grade {
    /// `self`, `first` or `second`.
    pub step: String,
    pub points: i16,
    pub comment: String,
}

/// An ability, or a goal that was agreed on.
#[derive(Clone, Debug, Deserialize)]
pub struct Item {
    /// Of a goal negative.
    pub id: i64,
    pub name: String,
    pub detail: String,
    /// None for an ability.
    pub worth: Option<Worth>,
    pub grades: Vec<Grade>,
}

/// Goals of another evaluation of the same fiscal year.
#[derive(Clone, Debug, Deserialize)]
pub struct Beside {
    pub name: String,
    pub goals: Vec<Item>,
}

/// What an evaluator wrote about the whole.
#[derive(Clone, Debug, Deserialize)]
pub struct Words {
    pub step: String,
    pub body: String,
}

/// A confirmed overall grade of a year before.
#[derive(Clone, Debug, Deserialize)]
pub struct Past {
    pub year: i16,
    pub points: i16,
    pub word: Option<String>,
}

/// What the board did to the sheet.
#[derive(Clone, Debug, Deserialize)]
pub struct Moved {
    pub from: i16,
    pub to: i16,
    pub reason: String,
    pub agreed: String,
    pub by: String,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
    pub undone: bool,
}

/// Everything the board may know of one sheet.
pub struct Dossier {
    pub subject: StaffId,
    pub name: String,
    pub cycle_name: String,
    pub fiscal_year: i16,
    pub position_code: String,
    pub position: String,
    pub department: String,
    pub section: String,
    pub state: State,
    /// Whose grades count: `first` or `second`.
    pub last_step: String,
    pub given: i16,
    pub overall: i16,
    pub first: Option<String>,
    pub second: Option<String>,
    /// Points and words, the highest first.
    pub grades: Vec<(i16, String)>,
    pub items: Vec<Item>,
    pub beside: Vec<Beside>,
    pub remarks: Vec<Words>,
    /// Why an evaluator's overall grade is not what the points say.
    pub reasons: Vec<Words>,
    /// Facts noted in the fiscal year that are shared: good, and to improve.
    pub facts: (i64, i64),
    /// The oldest first.
    pub years: Vec<Past>,
    /// Of years before the portal: year and letter.
    pub past: Vec<(i16, String)>,
    /// What the same evaluator gave to everybody of the year: overall, and to every item.
    pub peers: (Distribution, Distribution),
    pub moves: Vec<Moved>,
    pub scoring: Option<RuleSet>,
}

fn read<T: DeserializeOwned>(json: serde_json::Value) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

fn distribution(json: serde_json::Value) -> Result<Distribution> {
    Ok(read::<Vec<(i16, i64)>>(json)?.into_iter().collect())
}

/// What the board may know of a sheet of a year. None: it is not on the board of the one who looks.
pub async fn dossier(
    db: impl PgExecutor<'_>,
    (cycle, sheet): (i64, i64),
    looker: StaffId,
    only: Option<Keeper>,
) -> Result<Option<Dossier>> {
    let row = sqlx::query_file!(
        "src/evaluation/calibration/dossier/person.sql",
        cycle,
        sheet,
        looker.0,
        only.map(|one| one.id.0),
        only.map(|one| one.today)
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Dossier {
        subject: StaffId(row.subject_id),
        name: row.name,
        cycle_name: row.cycle_name,
        fiscal_year: row.fiscal_year,
        position_code: row.position_code,
        position: row.position,
        department: row.department,
        section: row.section,
        state: row.state,
        last_step: row.last_step,
        given: row.given,
        overall: row.overall,
        first: row.first,
        second: row.second,
        grades: read(row.grades)?,
        items: read(row.items)?,
        beside: read(row.beside)?,
        remarks: read(row.remarks)?,
        reasons: read(row.reasons)?,
        facts: (row.good, row.improve),
        years: read(row.years)?,
        past: read(row.past)?,
        peers: (distribution(row.peers_overall)?, distribution(row.peers_items)?),
        moves: read(row.moves)?,
        scoring: row.scoring.map(read).transpose()?,
    }))
}
