//! What the rows of a file come to, and what may be done with an import when. Pure.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use crate::kit::table::Problem;

/// How long an import can be taken back.
pub const UNDO: Duration = Duration::hours(24);
/// How long the rows of a file stand here when nobody goes on with them.
pub const KEPT: Duration = Duration::days(7);

/// What a row comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It must be put right first.
    Wrong,
    /// It changes something that is stored.
    Changed,
    /// It is not stored yet.
    New,
    /// It says what is stored.
    Same,
}

impl Outcome {
    /// Every outcome, what needs the reader first.
    pub const ALL: [Self; 4] = [Self::Wrong, Self::Changed, Self::New, Self::Same];

    /// The word in the database and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Changed => "changed",
            Self::New => "new",
            Self::Same => "same",
        }
    }

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Wrong => "直す必要がある行",
            Self::Changed => "変わる行",
            Self::New => "新しく入る行",
            Self::Same => "変わらない行",
        }
    }

    /// Reads the word of an address.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// Something that must be put right in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// the target; empty: the whole row
    pub column: String,
    pub value: String,
    /// what is wrong and what to do
    pub advice: String,
}

/// Something that becomes different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    pub label: String,
    pub before: String,
    pub after: String,
}

impl Difference {
    /// One, if the two are different.
    pub fn between(label: &str, before: &str, after: &str) -> Option<Self> {
        (before != after).then(|| Self {
            label: label.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
        })
    }
}

/// What is known of a row after the check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub row: usize,
    pub outcome: Outcome,
    /// the owner in words
    pub whom: String,
    pub problems: Vec<Finding>,
    pub changes: Vec<Difference>,
}

impl Verdict {
    /// A row that is stored or new, and what it changes.
    pub fn right(row: usize, whom: String, known: bool, changes: Vec<Difference>) -> Self {
        let outcome = match (known, changes.is_empty()) {
            (false, _) => Outcome::New,
            (true, false) => Outcome::Changed,
            (true, true) => Outcome::Same,
        };
        Self { row, outcome, whom, problems: Vec::new(), changes }
    }
}

/// Adds the problems of rows to what is known of them, as verdicts of their own.
pub fn wrong(problems: Vec<Problem>, whom: impl Fn(usize) -> String) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = Vec::new();
    for problem in problems {
        let (row, column) = (problem.row, problem.column.to_owned());
        let finding = Finding { column, value: problem.value, advice: problem.advice };
        match verdicts.iter_mut().find(|verdict| verdict.row == row) {
            Some(verdict) if verdict.problems.contains(&finding) => {}
            Some(verdict) => verdict.problems.push(finding),
            None => verdicts.push(Verdict {
                row,
                outcome: Outcome::Wrong,
                whom: whom(row),
                problems: vec![finding],
                changes: Vec::new(),
            }),
        }
    }
    verdicts
}

/// Plans without the rows that stand against it, until nothing does: taking a row out may leave
/// another one without its parent. Answers the plan and all problems.
pub fn settle<P: Default>(
    mut plan: impl FnMut(&BTreeSet<usize>) -> Result<P, Vec<Problem>>,
) -> (P, Vec<Problem>) {
    let mut out = BTreeSet::new();
    let mut problems = Vec::new();
    loop {
        match plan(&out) {
            Ok(plan) => return (plan, problems),
            Err(more) => {
                let before = out.len();
                out.extend(more.iter().map(|problem| problem.row));
                problems.extend(more);
                if out.len() == before {
                    return (P::default(), problems);
                }
            }
        }
    }
}

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The columns are not told yet.
    Columns,
    /// Being checked.
    Checking,
    Checked,
    /// Being stored.
    Storing,
    Stored,
    Undone,
    /// Thrown away before it was stored.
    Discarded,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Columns,
        Self::Checking,
        Self::Checked,
        Self::Storing,
        Self::Stored,
        Self::Undone,
        Self::Discarded,
    ];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Columns => "columns",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Storing => "storing",
            Self::Stored => "stored",
            Self::Undone => "undone",
            Self::Discarded => "discarded",
        }
    }

    /// The words on the page, and the class of their tag.
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Columns => ("列の対応の途中", "do"),
            Self::Checking => ("確かめています", "now"),
            Self::Checked => ("確認の途中", "do"),
            Self::Storing => ("取り込んでいます", "now"),
            Self::Stored => ("取り込み済み", "ok"),
            Self::Undone => ("元に戻した", "now"),
            Self::Discarded => ("取りやめ", "now"),
        }
    }

    /// The page of the state.
    pub fn page(self) -> &'static str {
        match self {
            Self::Columns => "columns",
            Self::Checking | Self::Checked => "check",
            Self::Storing | Self::Stored | Self::Undone | Self::Discarded => "result",
        }
    }

    /// Reads the word of the database.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// Until when an import can be taken back; None: no more, or not yet.
pub fn undo_until(
    state: State,
    stored_at: Option<OffsetDateTime>,
    now: OffsetDateTime,
) -> Option<OffsetDateTime> {
    let until = stored_at? + UNDO;
    (state == State::Stored && now <= until).then_some(until)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn problem(row: usize) -> Problem {
        Problem { row, column: "a", value: String::new(), advice: format!("{row}。") }
    }

    #[test]
    fn what_is_wrong_takes_along_what_leaned_on_it() {
        // 2 is wrong; 3 needs 2; 4 needs 3; 5 is right
        let plan = |out: &BTreeSet<usize>| {
            let mut problems = Vec::new();
            if !out.contains(&2) {
                problems.push(problem(2));
            }
            for row in [3, 4] {
                if out.contains(&(row - 1)) && !out.contains(&row) {
                    problems.push(problem(row));
                }
            }
            let right = (2..=5).filter(|row| !out.contains(row)).collect::<Vec<_>>();
            if problems.is_empty() { Ok(right) } else { Err(problems) }
        };
        let (right, problems) = settle(plan);
        assert_eq!(right, [5]);
        assert_eq!(problems.iter().map(|p| p.row).collect::<Vec<_>>(), [2, 3, 4]);
        let never = |_: &BTreeSet<usize>| Err::<Vec<usize>, _>(vec![problem(7)]);
        assert_eq!(settle(never).0, Vec::<usize>::new(), "it ends");
    }

    #[test]
    fn problems_of_one_row_become_one_verdict() {
        let verdicts = wrong(vec![problem(3), problem(2), problem(3)], |row| format!("{row}番"));
        let said: Vec<_> = verdicts.iter().map(|v| (v.row, v.problems.len())).collect();
        assert_eq!(said, [(3, 1), (2, 1)]);
        assert_eq!(verdicts[0].whom, "3番");
    }

    #[test]
    fn an_import_is_taken_back_for_a_day_and_only_once_it_is_stored() {
        let stored = datetime!(2026-11-24 1:00 UTC);
        let until = |state, now| undo_until(state, Some(stored), now).is_some();
        assert!(until(State::Stored, datetime!(2026-11-25 1:00 UTC)));
        assert!(!until(State::Stored, datetime!(2026-11-25 1:01 UTC)));
        assert!(!until(State::Undone, stored));
        assert_eq!(undo_until(State::Checked, None, stored), None);
        for state in State::ALL {
            assert_eq!(State::from_code(state.code()), Some(state));
        }
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_code(outcome.code()), Some(outcome));
        }
    }

    #[test]
    fn a_row_is_new_changed_or_the_same() {
        let change = || Difference::between("姓", "佐藤", "大野").into_iter().collect::<Vec<_>>();
        let outcome = |known, changes| Verdict::right(2, String::new(), known, changes).outcome;
        assert_eq!(outcome(false, Vec::new()), Outcome::New);
        assert_eq!(outcome(true, change()), Outcome::Changed);
        assert_eq!(outcome(true, Vec::new()), Outcome::Same);
        assert_eq!(Difference::between("姓", "佐藤", "佐藤"), None);
    }
}
