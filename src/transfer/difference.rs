//! 発令の差分: everything an order changes, and what is missing before it can be decided. What takes
//! effect is computed here as well: nothing can happen that the page did not list. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    picture::Picture,
    rules::{After, Finding, Line, Mend, Person, applied, employed, leaders, places},
    upcoming::{second_heads, upcoming},
};
use crate::evaluation::{
    handover::{Outcome, Place, Running, Turn, Year, outcome},
    route::{Map, Person as Evaluated, Route},
    workflow::State,
};

/// Somebody the order is about.
#[derive(Clone, Debug)]
pub struct Move<'a> {
    pub person: &'a Person,
    pub lines: Vec<&'a Line>,
    pub after: After,
}

/// Somebody whose evaluators are others afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluators {
    pub staff: i64,
    pub unit: i64,
    /// First and second, before and after.
    pub before: [Option<i64>; 2],
    pub after: [Option<i64>; 2],
}

/// A sheet and what becomes of it.
#[derive(Clone, Debug)]
pub struct Touched<'a> {
    pub year: &'a Year,
    pub sheet: &'a Running,
    pub outcome: Outcome,
}

/// Everything.
#[derive(Clone, Debug)]
pub struct Difference<'a> {
    pub moves: Vec<Move<'a>>,
    pub evaluators: Vec<Evaluators>,
    pub sheets: Vec<Touched<'a>>,
    pub findings: Vec<Finding>,
    /// The organisation of the day with the order.
    pub map: Map,
}

impl Difference<'_> {
    /// What must be mended first.
    pub fn blocking(&self) -> usize {
        self.findings.iter().filter(|finding| finding.blocks).count()
    }
}

const EMPTY: &str = "発令の行がありません。だれに何を発令するかを加えてください。";
const LEAVES: &str = "退職するため、本人はもう記入できません。対象外にするか、記入なしで次へ進めるかを決めてください。";
const HOLE: &str = "評価者が決まりません";
const OTHER_POSITION: &str = "職位が変わります。途中のシートは、これまでの職位のまま評価します。変えるときは、職員課がシートを対象外にして、あらためて評価してください。";

/// What the order changes.
pub fn difference(picture: &Picture) -> Difference<'_> {
    let order = &picture.order;
    let (after, mut findings) = applied(&order.people, &order.lines);
    let own: BTreeSet<i64> = order.lines.iter().map(|line| line.staff).collect();
    findings.retain(|finding| finding.staff.is_none_or(|staff| own.contains(&staff)));
    let there = order.people.iter().filter(|person| own.contains(&person.staff));
    findings.extend(there.filter_map(|p| employed(p, &order.lines, order.effective_on)));
    findings.extend(
        upcoming(&order.people, &after)
            .into_iter()
            .filter(|finding| finding.staff.is_some_and(|staff| own.contains(&staff))),
    );
    findings.extend(second_heads(&order.lines, &order.heads));
    let (heads, head_findings) = leaders(&picture.without.leaders, &order.people, &after);
    findings.extend(head_findings);
    let left: Vec<i64> = order.stranded.iter().map(|stranded| stranded.staff).collect();
    findings.extend(places(&picture.without.tree, &order.lines, &after, &left));
    if order.lines.is_empty() {
        findings.push(Finding {
            blocks: true,
            staff: None,
            unit: None,
            what: EMPTY.to_owned(),
            mend: Mend::Order,
        });
    }
    let map = Map { leaders: heads, ..picture.without.clone() };
    let evaluators = evaluators(picture, &map, &after, &mut findings);
    let sheets = touched(picture, &map, &after, &mut findings);
    let moves = moves(picture, &after);
    findings.sort_by_key(|finding| !finding.blocks);
    Difference { moves, evaluators, sheets, findings, map }
}

fn moves<'a>(picture: &'a Picture, after: &BTreeMap<i64, After>) -> Vec<Move<'a>> {
    let mut lines = picture.lines_of();
    let people = picture.order.people.iter().filter_map(|person| {
        let lines = lines.remove(&person.staff)?;
        Some(Move { person, lines, after: after.get(&person.staff)?.clone() })
    });
    people.collect()
}

/// Where somebody stands before and after: unit and position.
type Standing = (i64, Option<String>);

fn evaluators(
    picture: &Picture,
    map: &Map,
    after: &BTreeMap<i64, After>,
    findings: &mut Vec<Finding>,
) -> Vec<Evaluators> {
    let mut people: BTreeMap<i64, (Option<Standing>, Option<Standing>)> = BTreeMap::new();
    for resident in &picture.residents {
        let standing = Some((resident.unit, resident.position.clone()));
        people.insert(resident.staff, (standing.clone(), standing));
    }
    for person in &picture.order.people {
        let main = person.posts.iter().find(|post| post.main);
        let was = main.map(|post| (post.unit, post.position.clone()));
        let is = after.get(&person.staff).and_then(After::main);
        people.insert(person.staff, (was, is.map(|post| (post.unit, post.position.clone()))));
    }
    let mut changed = Vec::new();
    for (staff, (was, is)) in people {
        let routed = |map: &Map, standing: &Option<Standing>| {
            let (unit, position) = standing.clone()?;
            Some((unit, map.route(&Evaluated { staff, unit, position: position? })))
        };
        let (old, new) = (routed(&picture.before, &was), routed(map, &is));
        if let Some((unit, route)) = &new
            && let Some(finding) = hole(staff, *unit, route, old.as_ref().map(|(_, r)| r))
        {
            findings.push(finding);
        }
        let seats = |route: &Option<(i64, Route)>| {
            route.as_ref().map_or([None, None], |(_, r)| [r.first.staff(), r.second.staff()])
        };
        let (before, after) = (seats(&old), seats(&new));
        let unit = new.as_ref().or(old.as_ref()).map(|(unit, _)| *unit);
        if let Some(unit) = unit.filter(|_| before != after) {
            changed.push(Evaluators { staff, unit, before, after });
        }
    }
    changed
}

/// Whose evaluators cannot be found. A hole that was there before is not this order's.
fn hole(staff: i64, unit: i64, new: &Route, old: Option<&Route>) -> Option<Finding> {
    let why = new.problem()?;
    Some(Finding {
        blocks: old.is_none_or(|old| old.problem().is_none()),
        staff: Some(staff),
        unit: Some(unit),
        what: format!("{HOLE}：{why}"),
        mend: Mend::Routes,
    })
}

fn touched<'a>(
    picture: &'a Picture,
    map: &Map,
    after: &BTreeMap<i64, After>,
    findings: &mut Vec<Finding>,
) -> Vec<Touched<'a>> {
    let left: BTreeSet<i64> =
        after.iter().filter(|(_, held)| held.gone).map(|(staff, _)| *staff).collect();
    let gone = |staff: i64| left.contains(&staff);
    let turn =
        Turn { on: picture.order.effective_on, before: &picture.before, after: map, gone: &gone };
    let mut touched = Vec::new();
    for sheet in &picture.sheets {
        let Some(year) = picture.year(sheet) else { continue };
        if gone(sheet.subject) && sheet.state > State::Excluded {
            findings.push(Finding {
                blocks: false,
                staff: Some(sheet.subject),
                unit: None,
                what: format!("{}：{LEAVES}", year.name),
                mend: Mend::Sheet(sheet.id),
            });
        }
        let moved = place(picture, after, sheet);
        let Some(outcome) = outcome(&turn, year, sheet, moved.as_ref()) else { continue };
        if let Some(hole) = outcome.hole {
            findings.push(Finding {
                blocks: true,
                staff: Some(sheet.subject),
                unit: None,
                what: format!("{}：{hole}", year.name),
                mend: Mend::Routes,
            });
        }
        let other = moved.and_then(|place| place.position).filter(|p| *p != sheet.position);
        if other.is_some() && year.kind != "short" && sheet.state > State::Excluded {
            findings.push(Finding {
                blocks: false,
                staff: Some(sheet.subject),
                unit: None,
                what: format!("{}：{OTHER_POSITION}", year.name),
                mend: Mend::Sheet(sheet.id),
            });
        }
        touched.push(Touched { year, sheet, outcome });
    }
    touched
}

/// Where the person of a sheet works afterwards, if the order gives them another main post.
fn place(picture: &Picture, after: &BTreeMap<i64, After>, sheet: &Running) -> Option<Place> {
    let moved = |line: &&Line| line.staff == sheet.subject && line.kind.moves();
    picture.order.lines.iter().find(moved)?;
    let main = after.get(&sheet.subject)?.main()?;
    Some(Place { unit: main.unit, position: main.position.clone() })
}
