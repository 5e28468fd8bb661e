//! Who has a sheet in a year, who evaluates it, and how far it has come: in a past year to its
//! end, in the running one to every state there is, some late and some sent back.

use std::collections::BTreeMap;

use super::{
    calendar::Year,
    cast,
    city::City,
    random::Random,
    sheets::{Chain, Scene, Subject},
};
use crate::{
    evaluation::{
        route::{DEFAULT, Levels, Map, Person, Rule, Seat},
        workflow::State,
    },
    organisation::{Level, Tree, Unit},
};

/// Everybody who has a sheet in this year.
pub fn subjects(city: &City, year: &Year) -> Vec<Subject> {
    let map = route_map(city, &city.leaders_on(year.base_date));
    let mut subjects = Vec::new();
    for (person, row) in city.people.iter().enumerate() {
        let Some(seat) = row.main_on(year.base_date).map(|stint| stint.seat) else { continue };
        let enclosing = |level| city.upwards(seat.unit).find(|(_, u)| u.level == level);
        let Some((department, _)) = enclosing("department") else { continue };
        if seat.position.is_empty() {
            continue;
        }
        subjects.push(Subject {
            person,
            position: seat.position,
            unit: seat.unit,
            section: enclosing("section").map(|(at, _)| at),
            department,
            chain: chain(&map, person, seat.unit, seat.position),
        });
    }
    subjects
}

/// The city's organisation on a day and the rules of its routes, for the resolver every year uses.
fn route_map(city: &City, leaders: &BTreeMap<usize, usize>) -> Map {
    let id = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
    let units = city.units.iter().enumerate().filter_map(|(at, unit)| {
        Some(Unit {
            id: id(at),
            code: unit.code.clone(),
            name: unit.name.clone(),
            level: Level::from_code(unit.level)?,
            parent: unit.parent.map(id),
        })
    });
    let rules = DEFAULT.iter().zip(1..).map(|((position, first, second), id)| Rule {
        id,
        priority: 0,
        unit: None,
        position: Some((*position).to_owned()),
        employment: None,
        levels: Levels { first: Some(*first), second: *second, ..Levels::default() },
    });
    Map {
        tree: Tree::new(units.collect()),
        leaders: leaders.iter().map(|(unit, person)| (id(*unit), id(*person))).collect(),
        rules: rules.collect(),
        ..Map::default()
    }
}

fn chain(map: &Map, person: usize, unit: usize, position: &str) -> Chain {
    let id = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
    let route =
        map.route(&Person { staff: id(person), unit: id(unit), position: position.to_owned() });
    let place = |seat: &Seat| seat.staff().and_then(|staff| usize::try_from(staff).ok());
    let note = |seat: &Seat| seat.note().map(str::to_owned);
    Chain {
        first: place(&route.first),
        second: place(&route.second),
        first_note: note(&route.first),
        second_note: note(&route.second),
    }
}

/// How far each of them has come, in the same order.
pub fn scenes(city: &City, year: &Year, subjects: &[Subject]) -> Vec<Scene> {
    if !year.open {
        return vec![Scene::Done; subjects.len()];
    }
    let draw = |things: &[u64]| Random::of(city.seed, things);
    let mut scenes = vec![Scene::Done; subjects.len()];
    // how far each section is, and each person in it
    let mut order: Vec<(usize, usize)> = Vec::new();
    for (at, subject) in subjects.iter().enumerate() {
        let place = subject.section.unwrap_or(subject.department) as u64;
        let mut own = draw(&[41, subject.person as u64]);
        if own.chance(4) {
            put(&mut scenes, at, late(&mut own));
            continue;
        }
        let level = draw(&[40, place]).below(60) + own.below(40);
        order.push((level, at));
    }
    order.sort_unstable();
    let count = order.len().max(1);
    for (rank, (_, at)) in order.into_iter().enumerate() {
        let person = subjects.get(at).map_or(0, |s| s.person as u64);
        put(&mut scenes, at, by_rank(rank * 100 / count, &mut draw(&[42, person])));
    }
    cast_scenes(city, subjects, &mut scenes);
    scenes
}

fn put(scenes: &mut [Scene], at: usize, scene: Scene) {
    if let Some(place) = scenes.get_mut(at) {
        *place = scene;
    }
}

/// Still with the person after the due day.
fn late(random: &mut Random) -> Scene {
    match random.below(10) {
        0..=3 => Scene::With(State::SelfAssessment, false),
        4..=7 => Scene::With(State::SelfAssessment, true),
        _ => Scene::BackTo(State::SelfAssessment),
    }
}

fn by_rank(percent: usize, random: &mut Random) -> Scene {
    match percent {
        0..=44 if random.chance(4) => Scene::BackTo(State::FirstReview),
        0..=44 => Scene::With(State::FirstReview, random.chance(35)),
        45..=71 => Scene::With(State::SecondReview, random.chance(30)),
        72..=79 => Scene::With(State::Calibration, false),
        80..=86 => Scene::With(State::Confirmation, false),
        _ => Scene::Done,
    }
}

/// The people of the demo sign-ins find something of everything to do.
fn cast_scenes(city: &City, subjects: &[Subject], scenes: &mut [Scene]) {
    use State::{Confirmation, FirstReview, SecondReview, SelfAssessment};
    const SECTION: [Scene; 10] = [
        Scene::With(FirstReview, false),
        Scene::With(FirstReview, true),
        Scene::With(SecondReview, false),
        Scene::With(FirstReview, false),
        Scene::BackTo(FirstReview),
        Scene::With(SecondReview, true),
        Scene::BackTo(SelfAssessment),
        Scene::With(Confirmation, false),
        Scene::With(FirstReview, false),
        Scene::With(SelfAssessment, false),
    ];
    let own = subjects.iter().find(|s| number(city, s) == Some(cast::STAFF));
    let section = own.and_then(|s| s.section);
    let mut next = SECTION.iter().cycle();
    for (at, subject) in subjects.iter().enumerate() {
        let number = number(city, subject).unwrap_or_default();
        if number == cast::STAFF {
            put(scenes, at, Scene::With(SelfAssessment, true));
        } else if subject.position == "bucho" || number == cast::MANAGER {
            put(scenes, at, Scene::With(FirstReview, false));
        } else if section.is_some() && subject.section == section {
            put(scenes, at, next.next().copied().unwrap_or(Scene::Done));
        }
    }
}

fn number<'a>(city: &'a City, subject: &Subject) -> Option<&'a str> {
    city.people.get(subject.person).map(|p| p.number.as_str())
}
