//! From groups of equal people to old and new grades, counts and sentences. Pure.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::evaluation::scoring::rules::{Exact, Rules, Sums};

/// Everybody of one position with the same overall grade and the same sums.
#[derive(Clone, Debug, Deserialize)]
pub struct Class {
    pub position: String,
    /// The confirmed overall grade.
    pub overall: i16,
    pub points: i64,
    pub weight: i64,
    /// The same by the set it was copied from.
    pub before_points: i64,
    pub before_weight: i64,
    pub people: i64,
}

/// What a class had and would have.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub class: Class,
    pub old: Option<i16>,
    pub new: Option<i16>,
    pub total: Option<Exact>,
}

/// What the new grades are held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// The confirmed overall grades.
    Result,
    /// The grades by the set it was copied from.
    Before,
}

impl Outcome {
    pub fn changes(&self) -> bool {
        self.old != self.new
    }

    /// How many steps up, or down.
    pub fn by(&self) -> i16 {
        self.old.zip(self.new).map_or(0, |(old, new)| new - old)
    }
}

/// Applies the rules to every class.
pub fn outcomes(
    classes: Vec<Class>,
    rules: &Rules,
    before: Option<&Rules>,
    against: Against,
) -> Vec<Outcome> {
    let outcome = |class: Class| {
        let sums = Sums { points: class.points, weight: class.weight };
        let score = rules.score(&class.position, sums, &[]);
        let old = match (against, before) {
            (Against::Before, Some(before)) => {
                let sums = Sums { points: class.before_points, weight: class.before_weight };
                before.score(&class.position, sums, &[]).map(|score| score.grade)
            }
            _ => Some(class.overall),
        };
        let new = score.map(|score| score.grade);
        Outcome { old, new, total: score.map(|score| score.tested), class }
    };
    classes.into_iter().map(outcome).collect()
}

/// How many go from which grade to which, and the sums of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub cells: BTreeMap<(Option<i16>, Option<i16>), i64>,
    pub people: i64,
    pub up: i64,
    pub down: i64,
    /// Without points: the rules say nothing about them.
    pub without: i64,
}

impl Counts {
    pub fn cell(&self, old: i16, new: i16) -> i64 {
        self.cells.get(&(Some(old), Some(new))).copied().unwrap_or(0)
    }

    /// How many had this grade, and would have it.
    pub fn sums(&self, grade: i16) -> (i64, i64) {
        let (mut had, mut would) = (0, 0);
        for ((old, new), people) in &self.cells {
            had += if *old == Some(grade) { *people } else { 0 };
            would += if *new == Some(grade) { *people } else { 0 };
        }
        (had, would)
    }

    /// 「612名のうち48名の評価が変わります（上がる人31名、下がる人17名）。」
    pub fn sentence(&self) -> String {
        let changed = self.up + self.down;
        let without = match self.without {
            0 => String::new(),
            people => format!("このほかに、点を計算できない人が{people}名います。"),
        };
        if changed == 0 {
            return format!("{}名のうち、評価が変わる人はいません。{without}", self.people);
        }
        format!(
            "{}名のうち{changed}名の評価が変わります（上がる人{}名、下がる人{}名）。{without}",
            self.people, self.up, self.down
        )
    }
}

/// Adds up the outcomes.
pub fn counts(outcomes: &[Outcome]) -> Counts {
    let mut counts = Counts::default();
    for outcome in outcomes {
        let people = outcome.class.people;
        *counts.cells.entry((outcome.old, outcome.new)).or_default() += people;
        counts.people += people;
        match (outcome.old.zip(outcome.new), outcome.by()) {
            (None, _) => counts.without += people,
            (_, by) if by > 0 => counts.up += people,
            (_, by) if by < 0 => counts.down += people,
            _ => {}
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::scoring::defaults::{self, Ground, Position, Word};

    fn usual() -> Rules {
        let grades = (1..=5).map(|grade| Word { grade, word: String::new() }).collect();
        let abilities = vec![defaults::Ability { id: 1, name: "責任感".into() }];
        let positions =
            vec![Position { code: "shuji".into(), name: "主事職".into(), abilities }];
        defaults::rules(&Ground { framework_id: 1, grades, positions })
    }

    fn class(overall: i16, points: i64, people: i64) -> Class {
        let position = "shuji".to_owned();
        let (before_points, before_weight) = (points, 2);
        Class { position, overall, points, weight: 2, before_points, before_weight, people }
    }

    #[test]
    fn who_changes_is_counted_by_old_and_new_grade() {
        // means of 3, 4 and 4.5 are 60, 80 and 90
        let classes = vec![class(3, 600, 40), class(3, 800, 7), class(5, 800, 2), class(4, 900, 1)];
        let mut rules = usual();
        let told = |rules: &Rules, against| {
            let outcomes = outcomes(classes.clone(), rules, Some(&usual()), against);
            counts(&outcomes).sentence()
        };
        assert_eq!(
            told(&rules, Against::Result),
            "50名のうち10名の評価が変わります（上がる人8名、下がる人2名）。"
        );
        assert_eq!(told(&rules, Against::Before), "50名のうち、評価が変わる人はいません。");
        rules.steps[3].low = rules.steps[3].low.map(|mut end| {
            end.at = Exact::from(85);
            end
        });
        rules.steps[2].high = rules.steps[3].low.map(|mut end| {
            end.included = false;
            end
        });
        assert_eq!(
            told(&rules, Against::Before),
            "50名のうち9名の評価が変わります（上がる人0名、下がる人9名）。"
        );
        let all = outcomes(classes.clone(), &rules, Some(&usual()), Against::Before);
        let all = counts(&all);
        assert_eq!((all.cell(4, 3), all.cell(3, 3), all.sums(4)), (9, 40, (9, 0)));
        rules.shares[0].ability = 0;
        assert!(told(&rules, Against::Result).contains("点を計算できない人が50名"));
    }
}
