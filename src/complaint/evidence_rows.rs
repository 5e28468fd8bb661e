//! What of a sheet may bear on a complaint, and what is left of it for those who judge.

use serde::Deserialize;
use time::{Date, OffsetDateTime};

use crate::evaluation::{
    goal::{Difficulty, Midterm},
    view::{Reader, Scope, Value, may_see},
    workflow::{State, Step},
};

/// What was graded: an ability, or a goal as it was agreed on, with a negative number.
#[derive(Clone, Debug, Deserialize)]
pub struct ItemRow {
    pub id: i64,
    pub name: String,
    /// Of a goal: to which level, its weight, the difficulty that was decided; how; until when.
    pub level: Option<String>,
    pub weight: Option<i16>,
    pub difficulty: Option<Difficulty>,
    pub how: Option<String>,
    pub due_on: Option<Date>,
}

impl ItemRow {
    /// 「審査を1日早くする（ウエイト40・困難度 ◎ 高い）」, of a goal.
    pub fn level(&self) -> Option<String> {
        let level = self.level.as_deref()?;
        let (Some(weight), Some(difficulty)) = (self.weight, self.difficulty) else {
            return Some(level.to_owned());
        };
        let (mark, label) = (difficulty.mark(), difficulty.label());
        Some(format!("{level}（ウエイト{weight}・困難度 {mark} {label}）"))
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct OpinionRow {
    pub step: String,
    pub item: i64,
    pub points: i16,
    pub comment: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct RemarkRow {
    pub step: String,
    pub kind: String,
    pub body: String,
}

/// What was done beside the goals, as one step says it.
#[derive(Clone, Debug, Deserialize)]
pub struct ExtraRow {
    pub step: String,
    pub body: String,
    pub points: Option<i16>,
}

/// Why an overall grade is not what the points say.
#[derive(Clone, Debug, Deserialize)]
pub struct DeviationRow {
    pub step: String,
    pub reason: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct SubmissionRow {
    pub step: String,
    pub round: i16,
    pub overall: Option<i16>,
    pub by: String,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
}

#[derive(Clone, Debug, Deserialize)]
pub struct PassageRow {
    pub action: String,
    pub by: Option<String>,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ResultRow {
    pub version: i16,
    pub overall: i16,
    #[serde(with = "time::serde::iso8601")]
    pub confirmed_at: OffsetDateTime,
    #[serde(with = "time::serde::iso8601::option")]
    pub disclosed_at: Option<OffsetDateTime>,
    /// Item and its confirmed grade.
    pub items: Vec<(i64, i16)>,
}

/// Everything of a sheet that may bear on a complaint.
#[derive(Clone, Debug)]
pub struct Evidence {
    pub state: State,
    /// What is graded are the goals agreed on.
    pub of_goals: bool,
    pub items: Vec<ItemRow>,
    /// Grade and its word.
    pub scale: Vec<(i16, String)>,
    pub opinions: Vec<OpinionRow>,
    pub remarks: Vec<RemarkRow>,
    pub extras: Vec<ExtraRow>,
    pub deviations: Vec<DeviationRow>,
    pub midterm: Midterm,
    pub submissions: Vec<SubmissionRow>,
    pub passages: Vec<PassageRow>,
    pub results: Vec<ResultRow>,
}

impl Evidence {
    /// Cuts away what 職員課 may not see of the sheet in its state.
    #[must_use]
    pub fn cut(mut self) -> Self {
        let state = self.state;
        let may = |value| may_see(Reader::Hr, value, state, Scope::ItemsAndComments);
        let sees = |code: &str| {
            let step = Step::ALL.into_iter().find(|step| step.code() == code);
            step.is_some_and(|step| may(Value::Submitted(step)))
        };
        self.opinions.retain(|row| sees(&row.step));
        self.remarks.retain(|row| sees(&row.step));
        self.extras.retain(|row| sees(&row.step));
        self.deviations.retain(|row| sees(&row.step));
        self.submissions.retain(|row| sees(&row.step));
        self.midterm = self.midterm.cut(may);
        if !may(Value::ResultOverall) {
            self.results.clear();
        }
        self
    }

    /// 「4 期待以上」
    pub fn grade(&self, points: i16) -> String {
        let word = self.scale.iter().find(|(own, _)| *own == points).map(|(_, word)| word.as_str());
        format!("{points} {}", word.unwrap_or_default()).trim_end().to_owned()
    }
}
