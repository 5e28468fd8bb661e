//! From groups of equal people to old and new grades, counts and sentences. Pure.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::evaluation::scoring::rules::{Exact, Rules, Score, Sums};

/// Everybody of one position with the same grade and the same sums.
#[derive(Clone, Debug, Deserialize)]
pub struct Class {
    pub position: String,
    /// The confirmed overall grade, or the one the points of the year led to.
    pub overall: i16,
    /// Points and weight of abilities, then of work over the year, its first and its second half;
    /// what was not evaluated is zero or missing.
    pub sums: Vec<i64>,
    /// The same by the set it was copied from.
    pub before_sums: Vec<i64>,
    pub people: i64,
}

/// One of the parts of a class.
fn part(sums: &[i64], place: usize) -> Sums {
    let at = |place: usize| sums.get(place).copied().unwrap_or(0);
    Sums { points: at(2 * place), weight: at(2 * place + 1) }
}

/// What the rules make of the sums: of one evaluation, or of all that make up a year.
fn score(rules: &Rules, position: &str, sums: &[i64]) -> Option<Score> {
    let ability = rules.score(position, part(sums, 0), &[]).and_then(|score| score.ability);
    let work = |place| {
        let part = rules.work_part(part(sums, place));
        rules.combined(position, None, part).and_then(|score| score.performance)
    };
    let halves = || {
        let halves: Vec<Exact> = [work(2), work(3)].into_iter().flatten().collect();
        let sum = halves.iter().fold(Exact::ZERO, |sum, half| sum + *half);
        sum.over(Exact::from(i64::try_from(halves.len()).ok()?))
    };
    rules.combined(position, ability, work(1).or_else(halves))
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
        let score_by = |rules: &Rules, sums: &[i64]| score(rules, &class.position, sums);
        let score = score_by(rules, &class.sums);
        let old = match (against, before) {
            (Against::Before, Some(before)) => {
                score_by(before, &class.before_sums).map(|score| score.grade)
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
    use crate::evaluation::scoring::defaults::{self, Ground, Position, ScaleStep};

    fn usual() -> Rules {
        let grades = (1..=5).map(|grade| ScaleStep { grade, ..ScaleStep::default() }).collect();
        let abilities = vec![defaults::Ability { id: 1, name: "責任感".into() }];
        let positions =
            vec![Position { code: "shuji".into(), name: "主事職".into(), abilities }];
        defaults::rules(&Ground { framework_id: 1, grades, positions, ..Ground::default() })
    }

    fn class(overall: i16, points: i64, people: i64) -> Class {
        let position = "shuji".to_owned();
        let sums = vec![points, 2];
        Class { position, overall, before_sums: sums.clone(), sums, people }
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
    #[test]
    fn results_of_work_and_the_whole_year_are_tried_too() {
        let mut rules = usual();
        rules.cap = Some(Exact::from(100));
        let told = |sums: &[i64]| {
            score(&rules, "shuji", sums).map(|score| format!("{} {}", score.tested, score.grade))
        };
        // a goal of 60 reached at 4 and one of 40 at 3, in ten-thousandths: 72 of 100
        let goals = [60 * 40_000 + 40 * 30_000, 100];
        let all = |ability: [i64; 2], year: [i64; 2], first: [i64; 2], second: [i64; 2]| {
            told(&[ability, year, first, second].concat())
        };
        let none = [0, 0];
        let table = [
            told(&[0, 0, goals[0], goals[1]]),
            // abilities of 60, by the shares of the position
            all([600, 2], goals, none, none),
            all([600, 2], none, goals, none),
            // the mean of both halves: 72 and 100
            all([600, 2], none, goals, [100 * 50_000, 100]),
            // the whole year counts before its halves
            all(none, goals, none, [100 * 50_000, 100]),
            // more than can be reached is cut
            all(none, [100 * 70_000, 100], none, none),
            all(none, none, none, none),
        ];
        let said = table.iter().map(|one| one.as_deref().unwrap_or("―")).collect::<Vec<_>>();
        insta::assert_snapshot!(said.join("\n"), @"
        72 3
        64.8 3
        64.8 3
        70.4 3
        72 3
        100 5
        ―
        ");
    }
}
