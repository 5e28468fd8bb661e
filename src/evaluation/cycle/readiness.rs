//! What must be in order before a cycle opens (screens.md 4.12): everybody has a position and
//! evaluators, and no two rules say different things about them. Pure.

use std::collections::BTreeMap;

use crate::{
    evaluation::route::{Candidate, Map, Person, Route, Seat},
    organisation::Level,
};

/// Something that keeps the cycle from opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub number: String,
    pub name: String,
    pub place: String,
    /// What is missing, and what to do.
    pub what: &'static str,
    /// Where that is done.
    pub href: String,
}

/// One person whose sheet will be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    pub person: Person,
    pub department: i64,
    pub section: Option<i64>,
    pub route: Route,
}

/// The cycle as it would open now.
#[derive(Clone, Debug, Default)]
pub struct Ready {
    pub planned: Vec<Planned>,
    pub problems: Vec<Problem>,
    /// People by department and position, in the order of the organisation.
    pub counts: BTreeMap<(usize, String), BTreeMap<String, usize>>,
    /// Steps taken over by the next higher, and second steps skipped because it would be the same
    /// person: no problem, but HR should know.
    pub higher: usize,
    pub skipped: usize,
}

const NO_POSITION: &str = "職位が登録されていません。職員の情報に職位を加えてください。";
const NO_POST: &str = "この日の所属が登録されていません。職員の情報に所属を加えてください。";
const NO_DEPARTMENT: &str = "所属が、どの部にも入っていません。組織の情報を直してください。";
const TIED: &str = "同じ順位の決め方が2つ以上当てはまります。「評価者の決め方」で優先順位を変えるか、片方を終えてください。";
const UNKNOWN: &str = "枠組みにない職位です。職員の情報か枠組みを直してください。";

/// Holds everybody against the rules.
pub fn readiness(map: &Map, people: &[Candidate]) -> Ready {
    let mut ready = Ready::default();
    for candidate in people.iter().filter(|candidate| !candidate.executive) {
        match planned(map, candidate) {
            Ok(planned) => count(map, &mut ready, planned),
            Err(what) => ready.problems.push(Problem {
                number: candidate.number.clone(),
                name: candidate.name.clone(),
                place: candidate.unit.map(|unit| map.tree.path(unit)).unwrap_or_default(),
                what,
                href: mended_at(what, candidate.staff),
            }),
        }
    }
    ready
}

/// The page on which something missing is mended.
fn mended_at(what: &str, staff: i64) -> String {
    match what {
        NO_POSITION | NO_POST | UNKNOWN => format!("/people/{staff}"),
        NO_DEPARTMENT => "/hr/units".to_owned(),
        _ => "/hr/routes".to_owned(),
    }
}

/// One person's sheet as it would be made, or what is missing.
pub fn planned(map: &Map, candidate: &Candidate) -> Result<Planned, &'static str> {
    let unit = candidate.unit.ok_or(NO_POST)?;
    let position = candidate.position.clone().ok_or(NO_POSITION)?;
    if !map.positions.iter().any(|(code, _)| *code == position) {
        return Err(UNKNOWN);
    }
    let department = map.tree.enclosing(unit, Level::Department).ok_or(NO_DEPARTMENT)?.id;
    let section = map.tree.enclosing(unit, Level::Section).map(|unit| unit.id);
    let person = Person { staff: candidate.staff, unit, position };
    if !map.tied(&person).is_empty() {
        return Err(TIED);
    }
    let route = map.route(&person);
    match route.problem() {
        Some(what) => Err(what),
        None => Ok(Planned { person, department, section, route }),
    }
}

fn count(map: &Map, ready: &mut Ready, planned: Planned) {
    let place = map.tree.units().iter().position(|unit| unit.id == planned.department);
    let name = map.tree.get(planned.department).map(|unit| unit.name.clone());
    *ready
        .counts
        .entry((place.unwrap_or(usize::MAX), name.unwrap_or_default()))
        .or_default()
        .entry(planned.person.position.clone())
        .or_default() += 1;
    let noted = |seat: &Seat| matches!(seat, Seat::Holder { note: Some(_), .. });
    ready.higher += usize::from(noted(&planned.route.first) || noted(&planned.route.second));
    let doubled = matches!(planned.route.second, Seat::Absent(note) if note != crate::evaluation::route::NO_SECOND);
    ready.skipped += usize::from(doubled);
    ready.planned.push(planned);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        evaluation::route::{Levels, Rule},
        organisation::{Tree, Unit},
    };

    fn map() -> Map {
        let unit = |id, level, parent| Unit {
            id,
            code: id.to_string(),
            name: format!("組織{id}"),
            level,
            parent,
        };
        Map {
            tree: Tree::new(vec![
                unit(1, Level::Executive, None),
                unit(2, Level::Department, Some(1)),
                unit(3, Level::Section, Some(2)),
            ]),
            leaders: [(1, 10), (2, 20), (3, 30)].into(),
            rules: vec![Rule {
                id: 1,
                priority: 0,
                unit: None,
                position: Some("shuji".to_owned()),
                employment: None,
                levels: Levels {
                    first: Some(Level::Section),
                    second: Some(Level::Department),
                    ..Levels::default()
                },
            }],
            overrides: Vec::new(),
            employments: [].into(),
            positions: vec![
                ("shuji".to_owned(), "主事職".to_owned()),
                ("kacho".to_owned(), "課長職".to_owned()),
            ],
        }
    }

    fn candidate(staff: i64, unit: Option<i64>, position: Option<&str>) -> Candidate {
        Candidate {
            staff,
            number: staff.to_string(),
            name: "佐藤".to_owned(),
            unit,
            position: position.map(str::to_owned),
            executive: staff == 10,
        }
    }

    #[test]
    fn every_hole_is_listed_with_what_to_do() {
        let people = [
            candidate(1, Some(3), Some("shuji")),
            candidate(2, Some(3), None),
            candidate(3, None, None),
            candidate(4, Some(3), Some("mayor")),
            candidate(5, Some(1), Some("shuji")),
            candidate(30, Some(3), Some("kacho")),
            candidate(10, Some(1), None),
        ];
        let ready = readiness(&map(), &people);
        assert_eq!(ready.planned.len(), 1);
        let what: Vec<_> = ready.problems.iter().map(|p| p.what).collect();
        assert_eq!(what[..4], [NO_POSITION, NO_POST, UNKNOWN, NO_DEPARTMENT]);
        assert_eq!(what[4], "評価者の決め方がありません。");
        assert_eq!(what.len(), 5, "the head of the executive part is nobody's to evaluate");
    }

    #[test]
    fn a_vacant_post_is_no_hole_but_is_told() {
        let mut map = map();
        map.leaders.remove(&3);
        let ready = readiness(&map, &[candidate(1, Some(3), Some("shuji"))]);
        assert!(ready.problems.is_empty());
        assert_eq!((ready.higher, ready.skipped), (1, 1), "the head of department does both");
    }
}
