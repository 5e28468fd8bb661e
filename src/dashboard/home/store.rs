//! Everything that waits for one person, in one statement.

use serde::Deserialize;
use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::{
    complaints::Complaints, deputies::Deputies, goals::GoalTask, probations::Probations,
    transfers::Transfers,
};
use crate::{
    evaluation::{
        sheet::{Passage, Submission},
        workflow::State,
    },
    kit::{AppError, Result, StaffId},
};

/// A sheet of one's own that is under way, or was disclosed a short while ago.
#[derive(Clone, Debug, Deserialize)]
pub struct Own {
    pub id: i64,
    pub name: String,
    pub state: State,
    pub returned: bool,
    /// It is this person's turn, and the step has opened.
    pub asked: bool,
    pub abilities: i64,
    /// Abilities with a grade in the draft.
    pub written: i64,
    pub due_on: Option<Date>,
    pub reason: Option<String>,
    pub overall: Option<i16>,
    pub word: Option<String>,
    pub submissions: Vec<Submission>,
    pub passages: Vec<Passage>,
}

/// One step of one year in which this person evaluates.
#[derive(Clone, Debug, Deserialize)]
pub struct Reviewing {
    /// The year.
    #[serde(default)]
    pub name: String,
    /// What is graded are goals.
    #[serde(default)]
    pub goals: bool,
    pub step: String,
    pub waiting: i64,
    pub done: i64,
    pub total: i64,
    pub due_on: Option<Date>,
    #[serde(with = "time::serde::iso8601::option")]
    pub oldest: Option<OffsetDateTime>,
}

/// Somebody whose sheet waits for this person.
#[derive(Clone, Debug, Deserialize)]
pub struct WaitingPerson {
    pub id: i64,
    pub name: String,
    pub position: String,
    pub step: String,
    #[serde(with = "time::serde::iso8601")]
    pub since: OffsetDateTime,
    pub written: i64,
    pub abilities: i64,
    pub returned: bool,
}

/// A year as 職員課 sees it on their home.
#[derive(Clone, Debug, Deserialize)]
pub struct Year {
    pub id: i64,
    pub name: String,
    pub opened: bool,
    /// Of one that is not open yet: the first day of its first step.
    pub begins_on: Option<Date>,
    pub calibration: i64,
    pub calibrate_by: Option<Date>,
    pub confirmation: i64,
    pub confirmed: i64,
    pub overdue: i64,
    pub confirm_by: Option<Date>,
    pub disclose_by: Option<Date>,
}

/// What waits for somebody in the other seats of a year's routes.
#[derive(Clone, Debug, Deserialize)]
pub struct Seats {
    pub id: i64,
    pub name: String,
    pub calibration: i64,
    pub confirmation: i64,
    /// People the evaluators have been told nothing about yet.
    pub assistance: i64,
    pub calibrate_by: Option<Date>,
    pub confirm_by: Option<Date>,
    pub assist_by: Option<Date>,
}

/// Short sheets that wait for an evaluator of 会計年度任用職員.
#[derive(Clone, Debug, Deserialize)]
pub struct Short {
    pub step: String,
    pub waiting: i64,
    pub total: i64,
    pub due_on: Option<Date>,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub own: Vec<Own>,
    pub reviewing: Vec<Reviewing>,
    pub people: Vec<WaitingPerson>,
    /// Empty for anybody but 職員課.
    pub years: Vec<Year>,
    /// As 評価補助者, 調整者 or 確認者, by year.
    pub seats: Vec<Seats>,
    /// 職員課 has not taken up the holidays of the next year, and they are published.
    pub holidays_missing: bool,
    /// The next step that opens in a running year: its word in the database and the day.
    pub next_step: Option<(String, Date)>,
    /// What waits because somebody complained.
    pub complaints: Complaints,
    pub short: Vec<Short>,
    pub probations: Probations,
    pub goals: Vec<GoalTask>,
    /// Announcements and messages not read yet.
    pub unread: i64,
    /// What waits because people move.
    pub transfers: Transfers,
    pub deputies: Deputies,
}

fn read<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// What waits for this person today.
pub async fn waiting(
    db: impl PgExecutor<'_>,
    person: StaffId,
    hr: bool,
    now: OffsetDateTime,
    today: Date,
) -> Result<Waiting> {
    let row = sqlx::query_file!("src/dashboard/home/waiting.sql", person.0, now, today, hr)
        .fetch_one(db)
        .await?;
    Ok(Waiting {
        own: read(row.own)?,
        reviewing: read(row.reviewing)?,
        people: read(row.people)?,
        years: read(row.years)?,
        seats: read(row.seats)?,
        holidays_missing: row.holidays_missing,
        next_step: row.next_step.map(read).transpose()?,
        complaints: Complaints { questions: read(row.questions)?, ..read(row.complaints)? },
        short: read(row.short)?,
        probations: Probations { tasks: read(row.on_probation)?, ..read(row.probations)? },
        goals: read(row.goals)?,
        unread: row.unread,
        transfers: Transfers { asked: read(row.moves)?, ..read(row.transfers)? },
        deputies: read(row.deputies)?,
    })
}
