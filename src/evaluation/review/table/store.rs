//! The table in the database: one statement.

use serde::{Deserialize, de::DeserializeOwned};
use sqlx::PgExecutor;
use time::Date;

use crate::{
    evaluation::{sheet::Grade, workflow::Step},
    kit::{AppError, Result, StaffId},
};

/// What was submitted before the reader's step. It waits for the reader, so all of it is theirs to
/// read.
#[derive(Clone, Debug, Deserialize)]
pub struct Before {
    pub step: String,
    pub ability: i64,
    pub points: i16,
    pub comment: String,
}

/// What the reader has written so far.
#[derive(Clone, Debug, Deserialize)]
pub struct Written {
    pub field: String,
    pub value: String,
    pub version: i32,
}

/// Somebody who waits.
#[derive(Clone, Debug, Deserialize)]
pub struct Person {
    pub sheet: i64,
    pub name: String,
    pub opinions: Vec<Before>,
    pub drafts: Vec<Written>,
}

/// Everybody of one position who waits at one step.
pub struct Table {
    pub cycle_name: String,
    pub step: Step,
    pub position_code: String,
    pub position_name: String,
    /// Abilities: key and name, in the order of the policy.
    pub items: Vec<(i64, String)>,
    pub scale: Vec<Grade>,
    /// Step, position, its name, how many wait.
    pub cohorts: Vec<(String, String, String, i64)>,
    pub people: Vec<Person>,
}

fn read<T: DeserializeOwned>(json: serde_json::Value) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// Reads the table of an evaluator for themselves or for their deputy; empty words leave the choice to where most wait. None: nobody waits there.
pub async fn table(
    db: impl PgExecutor<'_>,
    (evaluator, reader): (StaffId, StaffId),
    today: Date,
    (step, position): (&str, &str),
) -> Result<Option<Table>> {
    let row = sqlx::query_file!(
        "src/evaluation/review/table/table.sql",
        evaluator.0,
        step,
        position,
        reader.0,
        today
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Table {
        cycle_name: row.cycle_name,
        step: row.step,
        position_code: row.position_code,
        position_name: row.position_name,
        items: read(row.items)?,
        scale: read(row.scale)?,
        cohorts: read(row.cohorts)?,
        people: read(row.people)?,
    }))
}
