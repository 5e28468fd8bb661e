//! The rows in the database: one statement to read them, one to submit those that are complete.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value as Json;
use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use crate::{
    audit::Change,
    evaluation::{
        sheet::Grade,
        short::rules::{Complete, Item, Renewal, complete},
        workflow::{Action, Hat, Moment, Plan, Refusal, State, next},
    },
    kit::{AppError, Result, StaffId, date::local},
};

/// The form of one kind of work.
#[derive(Clone, Debug, Deserialize)]
pub struct Form {
    pub framework: i64,
    pub code: String,
    pub name: String,
    pub items: Vec<Item>,
    /// The highest first.
    pub scale: Vec<Grade>,
}

impl Form {
    pub fn points(&self) -> Vec<i16> {
        self.scale.iter().map(|grade| grade.points).collect()
    }

    /// The word of a grade.
    pub fn word(&self, points: i16) -> &str {
        self.scale.iter().find(|g| g.points == points).map_or("", |g| g.word.as_str())
    }
}

/// One field as it stands in a draft.
#[derive(Clone, Debug, Deserialize)]
pub struct Kept {
    pub field: String,
    pub value: String,
    pub version: i32,
}

/// What was submitted at a step.
#[derive(Clone, Debug, Deserialize)]
pub struct Given {
    pub step: String,
    pub overall: i16,
    pub renewal: Option<Renewal>,
    pub reason: Option<String>,
    pub remark: Option<String>,
    pub points: Vec<(i64, i16)>,
}

/// One person's row.
#[expect(clippy::struct_excessive_bools, reason = "as the database says them")]
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub sheet: i64,
    /// The reader's own: `first` or `second`.
    pub step: String,
    pub state: State,
    pub returned: bool,
    pub opened: bool,
    pub version: i32,
    pub has_first: bool,
    pub has_second: bool,
    pub framework: i64,
    pub code: String,
    pub number: String,
    pub name: String,
    pub unit: String,
    pub from: Date,
    pub until: Date,
    pub weekly_minutes: Option<i16>,
    pub opens_on: Option<Date>,
    pub due_on: Option<Date>,
    /// Why it came back.
    pub back: Option<String>,
    pub drafts: Vec<Kept>,
    pub given: Vec<Given>,
}

impl Row {
    /// Whether it is the reader's turn.
    pub fn waits(&self) -> bool {
        self.state.code().strip_suffix("_review") == Some(self.step.as_str())
    }

    pub fn draft(&self, field: &str) -> &str {
        self.drafts.iter().find(|d| d.field == field).map_or("", |d| d.value.as_str())
    }

    pub fn version_of(&self, field: &str) -> i32 {
        self.drafts.iter().find(|d| d.field == field).map_or(0, |d| d.version)
    }

    /// Changes with every save.
    pub fn stamp(&self) -> i32 {
        self.drafts.iter().map(|d| d.version).sum()
    }

    /// Whether anything stands in it.
    pub fn begun(&self) -> bool {
        self.drafts.iter().any(|d| !d.value.is_empty())
    }

    pub fn given(&self, step: &str) -> Option<&Given> {
        self.given.iter().find(|given| given.step == step)
    }

    fn plan(&self) -> Plan {
        Plan { direct: true, first: self.has_first, second: self.has_second, ..Plan::default() }
    }

    fn hat(&self) -> Hat {
        if self.step == "first" { Hat::FirstEvaluator } else { Hat::SecondEvaluator }
    }

    /// Where the workflow leads, if the reader does this now.
    pub fn next(&self, action: Action) -> Result<State, Refusal> {
        let now = Moment { state: self.state, opened: self.opened };
        next(self.plan(), now, action, self.hat())
    }

    /// The row as it would be submitted, or what is missing.
    pub fn complete(&self, form: &Form) -> Result<Complete, Vec<(String, String)>> {
        complete(&form.items, &form.points(), |field| self.draft(field))
    }
}

/// Everybody of one evaluator.
pub struct Rows {
    pub forms: Vec<Form>,
    pub rows: Vec<Row>,
}

impl Rows {
    pub fn form(&self, row: &Row) -> Option<&Form> {
        self.forms.iter().find(|f| f.framework == row.framework && f.code == row.code)
    }

    /// The rows of a step with their forms.
    pub fn of<'a>(&'a self, step: &'a str) -> impl Iterator<Item = (&'a Row, &'a Form)> {
        let rows = self.rows.iter().filter(move |row| row.step == step);
        rows.filter_map(|row| Some((row, self.form(row)?)))
    }

    /// Those of a step that wait for the reader.
    pub fn waiting(&self, step: &str) -> Vec<(&Row, &Form)> {
        self.rows
            .iter()
            .filter(|row| row.step == step && row.waits())
            .filter_map(|row| Some((row, self.form(row)?)))
            .collect()
    }

    /// Every sheet something of which is shown.
    pub fn sheets(&self) -> Vec<i64> {
        self.rows.iter().map(|row| row.sheet).collect()
    }
}

fn read<T: DeserializeOwned>(json: Json) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// Everybody with a short sheet whom this evaluator evaluates, for themselves or for their deputy, by
/// ふりがな.
pub async fn rows(
    db: impl PgExecutor<'_>,
    (evaluator, reader): (StaffId, StaffId),
    since: OffsetDateTime,
    today: Date,
) -> Result<Rows> {
    let row = sqlx::query_file!(
        "src/evaluation/short/bulk/rows.sql",
        evaluator.0,
        since,
        reader.0,
        today
    )
    .fetch_one(db)
    .await?;
    Ok(Rows { forms: read(row.forms)?, rows: read(row.rows)? })
}

/// Submits rows of one step. How many of them were still where they had been seen.
pub async fn submit(change: &mut Change, step: &str, rows: Json) -> Result<i64> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    Ok(sqlx::query_file_scalar!(
        "src/evaluation/short/bulk/submit.sql",
        rows,
        step,
        by,
        now,
        local(now).date()
    )
    .fetch_one(change.conn())
    .await?)
}
