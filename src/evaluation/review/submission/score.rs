//! What the points say beside the overall grade an evaluator chose, and what is asked for where the
//! two differ (evaluation.md 3.5, screens.md 4.5 foot).

use crate::{
    evaluation::{
        scoring::{Deviating, Deviation, Working, deviation_reason, working},
        sheet::{Content, Submitting},
    },
    kit::Mistakes,
};

/// The points of what is about to be submitted.
pub struct Proposal {
    pub working: Working,
    pub differs: bool,
    /// Whether the evaluator may choose otherwise, with a reason.
    pub may_differ: bool,
    /// The reason as typed, and what is wrong with it.
    pub reason: String,
    pub error: Option<String>,
    set: i64,
    given: i16,
}

/// What the points of these grades say; nothing in a year that computes nothing.
pub fn proposal(content: &Content, position: &str, whole: &Submitting) -> Option<Proposal> {
    let set = content.scoring.as_ref()?;
    let items: Vec<(i64, i16)> = whole.opinions.iter().map(|o| (o.ability, o.points)).collect();
    let (abilities, goals) = content.counted(&items);
    let working = working(&set.rules, position, &abilities, &goals)?;
    let given = whole.overall?;
    Some(Proposal {
        differs: working.grade != given,
        may_differ: set.rules.deviation == Deviation::Reason,
        reason: String::new(),
        error: None,
        set: set.id,
        given,
        working,
    })
}

const MUST_MATCH: &str = "この年度は、点から決まる評価と違う全体の評価を選べません。全体の評価か、項目ごとの評価を直してください";

impl Proposal {
    /// The reason to keep, where one is asked for; a missing one is a mistake, and what was typed
    /// is shown again.
    pub fn reasoned(&mut self, typed: &str, mistakes: &mut Mistakes) -> Option<Deviating> {
        if !self.differs {
            return None;
        }
        typed.clone_into(&mut self.reason);
        let read =
            if self.may_differ { deviation_reason(typed) } else { Err(MUST_MATCH.to_owned()) };
        match read {
            Ok(reason) => Some(Deviating {
                set: self.set,
                proposed: self.working.grade,
                given: self.given,
                reason,
            }),
            Err(sentence) => {
                // where the summary of the page leads to
                let field = if self.may_differ { "deviation" } else { "points-h" };
                mistakes.add(field, sentence.clone());
                self.error = Some(sentence);
                None
            }
        }
    }
}
