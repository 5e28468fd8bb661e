//! What is said in the middle of the period, and what is left of it for one reader. Pure.

use serde::Deserialize;

use crate::evaluation::{goal::rules::words, view::Value, workflow::Step};

words! {
    /// How a goal stands against what was planned.
    Standing {
        Ahead "ahead" "予定より進んでいる"
        OnTrack "on_track" "予定どおり"
        Behind "behind" "予定より遅れている"
    }
}

/// How one goal stands.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Report {
    pub slot: i16,
    pub standing: Standing,
    /// What was done so far.
    pub progress: String,
    /// What is in the way and what comes next.
    pub note: String,
}

/// What the evaluator says to it: on one goal, or on the whole.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Advice {
    pub slot: Option<i16>,
    pub body: String,
}

/// What was said last on both sides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Midterm {
    pub reports: Vec<Report>,
    pub advice: Vec<Advice>,
}

impl Midterm {
    /// Cuts away what a reader may not see (evaluation.md 1.4).
    #[must_use]
    pub fn cut(mut self, sees: impl Fn(Value) -> bool) -> Self {
        if !sees(Value::Submitted(Step::Midterm)) {
            self.reports.clear();
        }
        if !sees(Value::Submitted(Step::MidtermReview)) {
            self.advice.clear();
        }
        self
    }

    /// How a goal stands.
    pub fn report(&self, slot: i16) -> Option<&Report> {
        self.reports.iter().find(|report| report.slot == slot)
    }

    /// What the evaluator says: on one goal, or on the whole.
    pub fn advice(&self, slot: Option<i16>) -> Option<&str> {
        let advice = self.advice.iter().find(|advice| advice.slot == slot)?;
        Some(advice.body.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::{
        view::{Reader, Scope, may_see},
        workflow::State,
    };

    fn both() -> Midterm {
        Midterm {
            reports: vec![Report {
                slot: 1,
                standing: Standing::Behind,
                progress: "3件".to_owned(),
                note: "人が足りない".to_owned(),
            }],
            advice: vec![Advice { slot: None, body: "応援を頼みます".to_owned() }],
        }
    }

    #[test]
    fn advice_reaches_the_person_when_it_is_submitted() {
        let left = |reader, state| {
            let cut = both().cut(|value| may_see(reader, value, state, Scope::Items));
            (cut.report(1).is_some(), cut.advice(None).is_some())
        };
        assert_eq!(left(Reader::First, State::MidtermReport), (false, false));
        assert_eq!(left(Reader::First, State::MidtermReview), (true, false));
        assert_eq!(left(Reader::Subject, State::MidtermReview), (true, false));
        assert_eq!(left(Reader::Subject, State::WorkingOn), (true, true));
        assert_eq!(left(Reader::Hr, State::Disclosed), (true, true));
        assert_eq!(left(Reader::Stranger, State::Disclosed), (false, false));
    }
}
