//! Paper forms in the database.

use serde::Deserialize;
use sqlx::PgExecutor;
use time::Date;

use super::bulk::Form;
use crate::kit::{AppError, Result, StaffId};

/// Whose form is printed.
#[derive(Clone, Debug, Deserialize)]
pub struct OnPaper {
    pub sheet: i64,
    pub framework: i64,
    pub code: String,
    pub number: String,
    pub name: String,
    pub unit: String,
    pub from: Date,
    pub until: Date,
    pub due_on: Option<Date>,
    pub first: Option<String>,
    pub second: Option<String>,
}

/// Which forms.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// Those of an evaluator at a step.
    Evaluator(StaffId, &'a str),
    /// All of a fiscal year.
    Year(i16),
}

/// The people whose sheets are still with their evaluators, and their forms.
pub async fn on_paper(
    db: impl PgExecutor<'_>,
    whose: Whose<'_>,
) -> Result<(Vec<Form>, Vec<OnPaper>)> {
    let (evaluator, step, year) = match whose {
        Whose::Evaluator(id, step) => (Some(id.0), step, 0),
        Whose::Year(year) => (None, "", year),
    };
    let row = sqlx::query_file!("src/evaluation/short/paper.sql", evaluator, step, year)
        .fetch_one(db)
        .await?;
    let wrong = |error: serde_json::Error| AppError::Internal(error.to_string());
    Ok((
        serde_json::from_value(row.forms).map_err(wrong)?,
        serde_json::from_value(row.people).map_err(wrong)?,
    ))
}
