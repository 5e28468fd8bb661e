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
use crate::evaluation::workflow::State;

/// The rules of evaluation.md 2.2: position, level of the first and of the second evaluator.
pub const RULES: [(&str, &str, Option<&str>); 6] = [
    ("shuji", "section", Some("department")),
    ("shunin", "section", Some("department")),
    ("ginocho", "section", Some("department")),
    ("kakaricho", "section", Some("department")),
    ("kacho", "department", Some("executive")),
    ("bucho", "executive", None),
];

/// Everybody who has a sheet in this year.
pub fn subjects(city: &City, year: &Year) -> Vec<Subject> {
    let leaders = city.leaders_on(year.base_date);
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
            chain: chain(city, &leaders, person, seat.unit, seat.position),
        });
    }
    subjects
}

const DEPTH: [&str; 4] = ["team", "section", "department", "executive"];

fn depth(level: &str) -> usize {
    DEPTH.iter().position(|l| *l == level).unwrap_or(DEPTH.len())
}

fn chain(
    city: &City,
    leaders: &BTreeMap<usize, usize>,
    person: usize,
    unit: usize,
    position: &str,
) -> Chain {
    let Some((_, first, second)) = RULES.iter().find(|rule| rule.0 == position) else {
        return Chain::default();
    };
    // the head of the unit of this level, or the next higher who is there and somebody else
    let find = |level: &str| {
        let above = city.upwards(unit).filter(|(_, u)| depth(u.level) >= depth(level));
        above
            .filter_map(|(at, u)| Some((u.level, leaders.get(&at).copied()?)))
            .find(|(_, leader)| *leader != person)
    };
    let first_found = find(first);
    let second_found = second.and_then(find);
    let doubled = second_found.is_some() && first_found.map(|f| f.1) == second_found.map(|s| s.1);
    let higher = first_found.is_some_and(|(level, _)| level != *first);
    Chain {
        first: first_found.map(|(_, leader)| leader),
        second: second_found.map(|(_, leader)| leader).filter(|_| !doubled),
        first_note: higher.then(|| {
            "一次評価者の職が空席か、置かれていないため、上位の評価者が行います。".to_owned()
        }),
        second_note: if doubled {
            Some("一次評価者と同じ人になるため、二次評価は行いません。".to_owned())
        } else if second.is_none() {
            Some("この職位には二次評価がありません。".to_owned())
        } else {
            None
        },
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
        72..=85 => Scene::With(State::Confirmation, false),
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
