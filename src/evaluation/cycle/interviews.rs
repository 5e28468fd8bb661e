//! 一次評価の前の期末面談: whether a year asks for it (needs.md 11). HR decides while nobody has been
//! reviewed; from then on all of the year are held to the same rule.

use super::store::Cycle;
use crate::kit::Answers;

const FIELD: &str = "interview_required";

/// The rule as the page of a year shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InterviewRule {
    pub required: bool,
    /// Somebody has been reviewed.
    pub fixed: bool,
}

impl InterviewRule {
    /// As it stands, or as it was typed where it can still change.
    pub fn of(cycle: &Cycle, typed: Option<&Answers>) -> Self {
        let fixed = cycle.reviewed();
        let typed = typed.filter(|_| !fixed).map(|typed| typed.has(FIELD));
        Self { required: typed.unwrap_or(cycle.interview_required), fixed }
    }

    /// A new year begins with the rule of the last; the first of all asks for the interview.
    pub fn begin(answers: &mut Answers, last: Option<&Cycle>) {
        if last.is_none_or(|last| last.interview_required) {
            answers.put(FIELD, "yes");
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn cycle(required: bool, state: &str) -> Cycle {
        Cycle {
            id: 1,
            fiscal_year: 2026,
            kind: "ability".to_owned(),
            term: "year".to_owned(),
            name: String::new(),
            base_date: date!(2026 - 10 - 01),
            opened_at: None,
            scope: "items".to_owned(),
            interview_required: required,
            scoring: (1, "評語付与".to_owned()),
            scored: false,
            calendar: crate::calendar::Calendar::default(),
            version: 1,
            steps: Vec::new(),
            counts: vec![("self_assessment".to_owned(), 3), (state.to_owned(), 1)],
        }
    }

    #[test]
    fn the_rule_changes_until_somebody_has_been_reviewed() {
        let (on, off) = (Answers::from([(FIELD, "yes")]), Answers::default());
        let early = cycle(false, "first_review");
        assert!(InterviewRule::of(&early, Some(&on)).required);
        assert!(!InterviewRule::of(&early, Some(&off)).required);
        let late = cycle(true, "second_review");
        let kept = InterviewRule::of(&late, Some(&off));
        assert_eq!(kept, InterviewRule { required: true, fixed: true });
    }

    #[test]
    fn a_new_year_takes_over_the_rule_of_the_last() {
        let begun = |last: Option<&Cycle>| {
            let mut answers = Answers::default();
            InterviewRule::begin(&mut answers, last);
            answers.has(FIELD)
        };
        assert!(begun(None) && begun(Some(&cycle(true, "disclosed"))));
        assert!(!begun(Some(&cycle(false, "disclosed"))));
    }
}
