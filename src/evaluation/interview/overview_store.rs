//! All interviews of a sheet and the plan they lead to, in one statement.

use serde::Deserialize;
use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::{
    rules::{Kind, Sent, Standing, Way},
    store::read,
};
use crate::{
    evaluation::{
        plan::{How, Outcome},
        sheet::SheetId,
    },
    kit::Result,
};

/// An interview as lists show it: nobody's text.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    pub id: i64,
    pub kind: Kind,
    pub held_on: Date,
    pub hours: Option<String>,
    pub place: String,
    pub way: Way,
    pub written: bool,
    pub confirm_by: Option<Date>,
    pub closes_on: Option<Date>,
    pub confirmed_on: Option<Date>,
}

impl Line {
    /// The newest sending, by its days.
    pub fn sent(&self) -> Option<Sent> {
        let (confirm_by, closes_on) = (self.confirm_by?, self.closes_on?);
        Some(Sent { confirm_by, closes_on, confirmed_on: self.confirmed_on })
    }

    /// How far it has come.
    pub fn standing(&self, today: Date) -> Standing {
        Standing::of(self.held_on, self.written, self.sent(), today)
    }
}

/// An action of this year's plan or the last.
#[derive(Clone, Debug, Deserialize)]
pub struct PlannedAction {
    pub sheet_id: i64,
    pub place: i16,
    pub fiscal_year: i16,
    pub ability: String,
    pub ability_id: i64,
    pub ways: Vec<How>,
    pub body: String,
    pub look_on: Date,
    pub outcome: Option<Outcome>,
}

/// Who wrote the plan, and which writing of it this is.
#[derive(Clone, Debug, Deserialize)]
pub struct PlanHead {
    pub version: i32,
    pub by: String,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
}

/// Another sheet of the same person that the same talk and the same plan count for.
#[derive(Clone, Debug, Deserialize)]
pub struct Beside {
    pub sheet: i64,
    pub cycle: String,
    pub planned: bool,
    /// The talks arranged there that count here as well, and their days.
    pub talks: Vec<(Kind, Date)>,
    /// The feedback was sent there since this sheet was disclosed.
    pub fed_back: bool,
}

/// Everything around a sheet's interviews.
#[derive(Clone, Debug)]
pub struct Overview {
    pub interviews: Vec<Line>,
    pub plan: Option<PlanHead>,
    pub actions: Vec<PlannedAction>,
    pub beside: Vec<Beside>,
    /// Those of the person's position, to choose from.
    pub abilities: Vec<(i64, String)>,
}

impl Overview {
    /// The interview of a kind.
    pub fn of(&self, kind: Kind) -> Option<&Line> {
        self.interviews.iter().find(|line| line.kind == kind)
    }

    /// Where a talk that counts for this sheet as well is arranged, and its day.
    pub fn elsewhere(&self, kind: Kind) -> Option<(&Beside, Date)> {
        self.beside.iter().find_map(|sheet| {
            let (_, day) = sheet.talks.iter().find(|(own, _)| *own == kind)?;
            Some((sheet, *day))
        })
    }

    /// Whether the record of the feedback has been sent, here or beside it.
    pub fn fed_back(&self) -> bool {
        self.of(Kind::Feedback).is_some_and(|line| line.confirm_by.is_some())
            || self.beside.iter().any(|sheet| sheet.fed_back)
    }

    /// Whether there is a plan, here or beside it.
    pub fn planned(&self) -> bool {
        self.plan.is_some() || self.beside.iter().any(|sheet| sheet.planned)
    }
}

/// All interviews of a sheet, its plan and the one before.
pub async fn overview(db: impl PgExecutor<'_>, sheet: SheetId) -> Result<Overview> {
    let row =
        sqlx::query_file!("src/evaluation/interview/overview.sql", sheet.0).fetch_one(db).await?;
    Ok(Overview {
        interviews: read(row.interviews)?,
        plan: row.plan.map(read).transpose()?,
        actions: read(row.actions)?,
        beside: read(row.beside)?,
        abilities: read(row.abilities)?,
    })
}
