//! The rules held against everybody: whom each hits, who falls through, which rules say two things
//! about one person, and which are never used. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    rules::{Map, Person},
    store::Candidate,
};

/// What the rules of a day make of the people of that day.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// The people a rule decides about, by rule, as places in the list of people.
    pub hits: BTreeMap<i64, Vec<usize>>,
    /// People without an evaluator, and why.
    pub holes: Vec<(usize, &'static str)>,
    /// Rules of equal rank, and the people they all hit.
    pub conflicts: BTreeMap<Vec<i64>, Vec<usize>>,
    /// Rules that meet somebody and decide about nobody, and the rules that always come before.
    pub shadowed: BTreeMap<i64, BTreeSet<i64>>,
}

/// Holds the rules against everybody who has a post and a position.
pub fn findings(map: &Map, people: &[Candidate]) -> Findings {
    let mut found = Findings::default();
    let mut met: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for (at, candidate) in people.iter().enumerate().filter(|(_, one)| !one.executive) {
        let Some(person) = person(candidate) else { continue };
        let route = map.route(&person);
        if let Some(rule) = route.rule {
            found.hits.entry(rule).or_default().push(at);
            for other in map.all_hitting(&person) {
                met.entry(other).or_default().insert(rule);
            }
        }
        if let Some(why) = route.problem() {
            found.holes.push((at, why));
        }
        let tied = map.tied(&person);
        if !tied.is_empty() {
            found.conflicts.entry(tied).or_default().push(at);
        }
    }
    // who ties is no shadow: nobody said which of the two is meant
    let tied: BTreeSet<i64> = found.conflicts.keys().flatten().copied().collect();
    met.retain(|rule, _| !found.hits.contains_key(rule) && !tied.contains(rule));
    found.shadowed = met;
    found
}

/// The person a rule is held against; None without a post or a position.
pub fn person(candidate: &Candidate) -> Option<Person> {
    let (unit, position) = (candidate.unit?, candidate.position.clone()?);
    Some(Person { staff: candidate.staff, unit, position })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::{
        evaluation::route::{Levels, Rule},
        organisation::{Level, Tree, Unit},
    };

    fn unit(id: i64, level: Level, parent: Option<i64>) -> Unit {
        Unit { id, code: id.to_string(), name: format!("組織{id}"), level, parent }
    }

    /// 1 市長部局 > 2 部 > 3 課, 4 課; the heads of 1 to 3 are there.
    fn map(rules: Vec<Rule>) -> Map {
        Map {
            tree: Tree::new(vec![
                unit(1, Level::Executive, None),
                unit(2, Level::Department, Some(1)),
                unit(3, Level::Section, Some(2)),
                unit(4, Level::Section, Some(2)),
            ]),
            leaders: [(1, 10), (2, 20), (3, 30)].into(),
            employments: [(92, "reappointed".to_owned())].into(),
            rules,
            ..Map::default()
        }
    }

    fn rule(id: i64, unit: Option<i64>, position: Option<&str>, employment: Option<&str>) -> Rule {
        Rule {
            id,
            priority: 0,
            unit,
            position: position.map(str::to_owned),
            employment: employment.map(str::to_owned),
            levels: Levels {
                first: Some(Level::Section),
                second: Some(Level::Department),
                ..Levels::default()
            },
        }
    }

    /// 91 and the 再任用 92 are 主事 in 課 3, 93 is 主事 in 課 4, 94 主任 there.
    fn people() -> Vec<Candidate> {
        [(91, 3, "shuji"), (92, 3, "shuji"), (93, 4, "shuji"), (94, 4, "shunin")]
            .map(|(staff, unit, position)| Candidate {
                staff,
                number: staff.to_string(),
                name: staff.to_string(),
                unit: Some(unit),
                position: Some(position.to_owned()),
                executive: false,
            })
            .to_vec()
    }

    fn told(rules: Vec<Rule>) -> String {
        let (people, map) = (people(), map(rules));
        let found = findings(&map, &people);
        let names =
            |at: &[usize]| -> Vec<&str> { at.iter().map(|at| &*people[*at].name).collect() };
        let hits = found.hits.iter().map(|(rule, at)| format!("{rule} decides {:?}", names(at)));
        let conflicts =
            found.conflicts.iter().map(|(rules, at)| format!("{rules:?} over {:?}", names(at)));
        let shadowed =
            found.shadowed.iter().map(|(rule, before)| format!("{rule} never after {before:?}"));
        let holes = found.holes.iter().map(|(at, why)| format!("{} {why}", people[*at].name));
        hits.chain(conflicts).chain(shadowed).chain(holes).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn hits_conflicts_shadows_and_holes() {
        let all = || rule(1, None, None, None);
        let higher = |priority, rule: Rule| Rule { priority, ..rule };
        let cases = [
            ("one for all", vec![all()]),
            ("a position beside it", vec![all(), rule(2, None, Some("shuji"), None)]),
            ("the same twice", vec![all(), rule(2, None, None, None)]),
            (
                "a position and an employment",
                vec![
                    all(),
                    rule(2, None, Some("shuji"), None),
                    rule(3, None, None, Some("reappointed")),
                ],
            ),
            (
                "both named before either",
                vec![
                    rule(2, None, Some("shuji"), None),
                    rule(3, None, None, Some("reappointed")),
                    rule(4, None, Some("shuji"), Some("reappointed")),
                    rule(5, None, Some("shunin"), None),
                ],
            ),
            (
                "a priority settles it",
                vec![
                    all(),
                    rule(2, None, Some("shuji"), None),
                    higher(1, rule(3, None, None, Some("reappointed"))),
                ],
            ),
            ("shadowed wholly", vec![higher(1, all()), rule(2, Some(3), Some("shuji"), None)]),
            (
                "shadowed by two",
                vec![
                    rule(2, Some(3), None, None),
                    rule(3, Some(4), None, None),
                    rule(4, Some(2), Some("shuji"), None),
                ],
            ),
            ("meets nobody", vec![all(), rule(2, None, Some("bucho"), None)]),
            ("a hole", vec![rule(2, Some(3), None, None)]),
        ];
        let mut table = String::new();
        for (case, rules) in cases {
            writeln!(table, "{case}: {}", told(rules)).unwrap();
        }
        insta::assert_snapshot!(table, @r#"
        one for all: 1 decides ["91", "92", "93", "94"]
        a position beside it: 1 decides ["94"]; 2 decides ["91", "92", "93"]
        the same twice: 1 decides ["91", "92", "93", "94"]; [1, 2] over ["91", "92", "93", "94"]
        a position and an employment: 1 decides ["94"]; 2 decides ["91", "92", "93"]; [2, 3] over ["92"]
        both named before either: 2 decides ["91", "93"]; 4 decides ["92"]; 5 decides ["94"]; 3 never after {4}
        a priority settles it: 1 decides ["94"]; 2 decides ["91", "93"]; 3 decides ["92"]
        shadowed wholly: 1 decides ["91", "92", "93", "94"]; 2 never after {1}
        shadowed by two: 2 decides ["91", "92"]; 3 decides ["93", "94"]; 4 never after {2, 3}
        meets nobody: 1 decides ["91", "92", "93", "94"]
        a hole: 2 decides ["91", "92"]; 93 評価者の決め方がありません。; 94 評価者の決め方がありません。
        "#);
    }
}
