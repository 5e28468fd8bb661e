//! What happened to a sheet beside its submissions: moves, the calibration, what an assistant told.

use serde::Deserialize;
use time::OffsetDateTime;

use crate::evaluation::workflow::State;

/// One move of the sheet.
#[derive(Clone, Debug, Deserialize)]
pub struct Passage {
    pub place: i16,
    pub action: String,
    pub from_state: Option<State>,
    pub to_state: State,
    pub by: Option<String>,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
    pub reason: Option<String>,
}

/// One move of the overall grade in the calibration.
#[derive(Clone, Debug, Deserialize)]
pub struct Calibrated {
    /// The round of the last evaluator it moved.
    pub round: i16,
    pub from: i16,
    pub to: i16,
    pub reason: String,
    pub by: String,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
    /// Who took it back, and when.
    pub undone_by: Option<String>,
    #[serde(with = "time::serde::iso8601::option")]
    pub undone_at: Option<OffsetDateTime>,
}

/// What the 評価補助者 told the evaluators, as it stands.
#[derive(Clone, Debug, Deserialize)]
pub struct Assistance {
    pub round: i16,
    pub by: String,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
    pub body: String,
    /// Item and what was seen.
    items: Vec<(i64, String)>,
}

impl Assistance {
    /// What was told about one item.
    pub fn about(&self, item: i64) -> Option<String> {
        self.items.iter().find(|(own, _)| *own == item).map(|(_, body)| body.clone())
    }
}
