//! What must be true of the demo city, whoever builds it.

use std::collections::{BTreeMap, BTreeSet};

use time::{Date, Month, macros::date};

use super::{
    calendar::{Hours, Year},
    cast,
    city::{City, april},
    facts::{Fact, Notebook},
    minds::Minds,
    scenes,
    sheets::{Abilities, Ability, Desk, Sheet},
};
use crate::evaluation::workflow::{State, Step};

const DAY: Date = date!(2026 - 11 - 25);

fn positions(city: &City) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for stint in city.people.iter().filter_map(|p| p.main_on(city.date)) {
        *counts.entry(stint.seat.position).or_default() += 1;
    }
    counts
}

#[test]
fn the_same_seed_and_day_are_the_same_city_and_others_are_not() {
    assert_eq!(City::build(1, DAY, 640), City::build(1, DAY, 640));
    assert_ne!(City::build(1, DAY, 640).people, City::build(2, DAY, 640).people);
}

#[test]
fn the_usual_city_has_every_position_in_believable_proportions() {
    let positions = positions(&City::build(1, DAY, 640));
    let expected = [
        ("", 2),
        ("bucho", 12),
        ("ginocho", 10),
        ("kacho", 43),
        ("kakaricho", 112),
        ("shuji", 254),
        ("shunin", 209),
    ];
    assert_eq!(positions, expected.into());
}

#[test]
fn a_city_of_any_size_has_as_many_people_as_asked_for() {
    for size in [100, 150, 250, 400, 640, 1_000, 5_000] {
        let city = City::build(3, DAY, size);
        let working: usize =
            positions(&city).iter().filter(|(p, _)| !p.is_empty()).map(|(_, n)| n).sum();
        assert_eq!(working, size);
    }
}

#[test]
fn careers_hold_together() {
    let city = City::build(1, DAY, 640);
    let mut numbers = BTreeSet::new();
    for person in &city.people {
        assert!(numbers.insert(&person.number), "{}", person.number);
        let main: Vec<_> = person.stints.iter().filter(|s| !s.additional).collect();
        assert!(main.first().is_some_and(|s| s.from >= person.hired_on));
        for pair in main.windows(2) {
            assert_eq!(pair[0].until, Some(pair[1].from), "{person:?}");
        }
        let end = person.left_on.and_then(Date::next_day);
        assert_eq!(main.last().unwrap().until, end, "{person:?}");
        let rank = |position: &str| {
            ["shuji", "shunin", "ginocho", "kakaricho", "kacho", "bucho"]
                .iter()
                .position(|p| *p == position)
        };
        if person.employment == "regular" {
            assert!(main.is_sorted_by_key(|s| rank(s.seat.position)), "{person:?}");
        }
    }
    assert!(city.people.iter().any(|p| p.employment == "reappointed"));
    assert!(city.people.iter().any(|p| p.former_family.is_some()));
    assert!(city.people.iter().any(|p| p.stints.iter().any(|s| s.additional)));
}

#[test]
fn one_section_has_no_head_and_no_unit_has_two() {
    let city = City::build(1, DAY, 640);
    let day = |year| Date::from_calendar_date(year, Month::November, 1).unwrap();
    for year in 2021..=2026 {
        let mut leaders = BTreeMap::new();
        for person in &city.people {
            if let Some(stint) = person.main_on(day(year)).filter(|s| s.seat.leads) {
                assert!(leaders.insert(stint.seat.unit, &person.number).is_none());
            }
        }
        let headless: Vec<&str> = (0..city.units.len())
            .filter(|unit| !leaders.contains_key(unit))
            .map(|unit| city.units[unit].name.as_str())
            .collect();
        assert_eq!(headless, if year == 2026 { vec!["交通対策課"] } else { vec![] });
    }
}

#[test]
fn everybody_of_the_cast_is_there_with_a_past() {
    for size in [100, 640, 1_000] {
        let city = City::build(1, DAY, size);
        for role in &cast::CAST {
            let person = city.people.iter().find(|p| p.number == role.number);
            assert!(size < 640 || person.is_some(), "{} in {size}", role.number);
        }
        let hats: BTreeSet<_> = city.people.iter().flat_map(|p| &p.hats).collect();
        assert_eq!(hats.len(), 5, "{size}");
    }
    let city = City::build(1, DAY, 640);
    let sato = city.people.iter().find(|p| p.number == "010234").unwrap();
    assert_eq!((sato.hired_on, sato.stints.len()), (april(2022), 2));
    assert!(city.people.iter().any(|p| p.family.0.contains('𠮷')));
    assert!(city.people.iter().any(|p| p.family.0.contains('髙')));
    assert!(city.people.iter().any(|p| p.family.0.contains('﨑')));
}

fn abilities() -> Abilities {
    let names: [(&str, &[&str]); 6] = [
        ("shuji", &["業務知識", "説明応対", "役割意識", "企画実行力"]),
        ("shunin", &["課題対応力", "指導・助言", "役割意識"]),
        ("ginocho", &["段取り・柔軟性", "チームワーク", "判断力"]),
        ("kakaricho", &["判断力", "業務配分", "指導・監督"]),
        ("kacho", &["先見性", "進捗管理", "能力開発"]),
        ("bucho", &["先見性", "進捗管理", "折衝・調整"]),
    ];
    let list = |names: &[&str]| {
        let abilities = names.iter().zip(1..);
        abilities.map(|(name, id)| Ability { id, name: (*name).to_owned() }).collect()
    };
    names.into_iter().map(|(position, names)| (position.to_owned(), list(names))).collect()
}

fn year(back: i32) -> (Year, Vec<Sheet>) {
    let city = City::build(1, date!(2026 - 11 - 25), 640);
    let (year, abilities) = (Year::new(city.date, back), abilities());
    let subjects = scenes::subjects(&city, &year);
    let scenes = scenes::scenes(&city, &year, &subjects);
    let (hours, minds) = (Hours::of(&year), Minds { seed: 1 });
    let desk =
        Desk { year: &year, hours, abilities: &abilities, minds, scored: back == 1, officer: 0 };
    let sheets = subjects.into_iter().zip(scenes).map(|(s, scene)| desk.write(s, scene));
    let sheets = sheets.collect();
    (year, sheets)
}

#[test]
fn the_open_year_has_sheets_in_every_state_some_late_and_some_sent_back() {
    let (_, sheets) = year(0);
    let count = |test: &dyn Fn(&Sheet) -> bool| sheets.iter().filter(|s| test(s)).count();
    assert_eq!(sheets.len(), 640);
    let (own, first) = (State::SelfAssessment, State::FirstReview);
    // the day on which these were due is over
    let late = count(&|s| s.state == own);
    assert!((10..50).contains(&late), "{late}");
    assert!(count(&|s| s.state == own && s.drafts.is_empty()) > 0);
    assert!(count(&|s| s.state == own && !s.drafts.is_empty() && !s.returned) > 0);
    for state in [own, first] {
        assert!(count(&|s| s.state == state && s.returned) >= 3, "{state:?}");
    }
    for state in
        [first, State::SecondReview, State::Calibration, State::Confirmation, State::Confirmed]
    {
        assert!(count(&|s| s.state == state) >= 25, "{state:?}");
    }
    assert!(count(&|s| s.state == State::SecondReview && s.opened.is_none()) > 0);
    assert!(count(&|s| s.state == State::SecondReview && s.opened.is_some()) > 0);
}

#[test]
fn everything_has_happened_in_order_and_before_today() {
    for back in [0, 1] {
        let (year, sheets) = year(back);
        for sheet in sheets {
            assert!(sheet.passages.is_sorted_by(|a, b| a.at < b.at), "{sheet:?}");
            assert!(sheet.passages.iter().all(|p| p.at.date() <= year.until));
            assert!(sheet.drafts.iter().all(|d| d.at.date() <= year.until));
            assert_eq!(sheet.passages.last().map(|p| p.to), Some(sheet.state));
            for pair in sheet.passages.windows(2) {
                assert_eq!(pair[1].from, Some(pair[0].to));
            }
        }
    }
}

#[test]
fn a_past_year_is_confirmed_and_disclosed_for_everybody() {
    let (_, sheets) = year(1);
    for sheet in &sheets {
        assert_eq!(sheet.state, State::Disclosed);
        assert!(sheet.confirmed_at < sheet.disclosed_at);
        assert!(sheet.last_review().is_some_and(|r| r.overall.is_some()));
    }
    assert!(sheets.iter().any(|s| s.submissions.iter().any(|s| s.round == 2)));
}

#[test]
fn grades_have_the_reasons_the_forms_ask_for() {
    let (_, sheets) = year(1);
    for sheet in &sheets {
        let mut first = &[][..];
        for submission in &sheet.submissions {
            for (ability, points, words) in &submission.opinions {
                let before = first.iter().find(|o: &&(i64, i16, String)| o.0 == *ability);
                let differs = before.is_some_and(|before| before.1 != *points);
                let extreme = submission.step == Step::First && *points != 3;
                assert!(!(differs || extreme) || words.chars().count() >= 10, "{words}");
                assert!(submission.step != Step::Own || !words.is_empty());
            }
            if submission.step == Step::First {
                first = &submission.opinions;
            }
        }
    }
}

#[test]
fn the_running_year_has_notes_of_every_kind_and_months_without() {
    let city = City::build(1, DAY, 640);
    let (year, abilities) = (Year::new(city.date, 0), abilities());
    let subjects = scenes::subjects(&city, &year);
    let star = city.people.iter().position(|p| p.number == cast::STAFF);
    let notebook = Notebook { seed: 1, year: &year, abilities: &abilities, star, one_in: 1 };
    let facts = notebook.facts(&subjects);
    assert_eq!(facts, notebook.facts(&subjects), "the same seed, the same notes");
    let people: BTreeSet<_> = facts.iter().map(|fact| fact.subject).collect();
    assert!(people.len() > 500 && people.len() < 640, "{}", people.len());
    for fact in &facts {
        let place = subjects.iter().find(|s| s.person == fact.subject).unwrap();
        let writers = [Some(place.person), place.chain.first, place.chain.second];
        assert!(writers.contains(&Some(fact.author)), "{fact:?}");
        assert!(fact.on >= april(2026) && fact.on <= year.until && fact.at.date() == fact.on);
        assert!(fact.body.chars().count() <= 200, "{}", fact.body);
    }
    let count = |test: &dyn Fn(&Fact) -> bool| facts.iter().filter(|f| test(f)).count();
    for kind in ["good", "improve"] {
        for shared in [true, false] {
            for own in [true, false] {
                let some =
                    |f: &Fact| (f.kind, f.shared, f.author == f.subject) == (kind, shared, own);
                assert!(count(&some) > 40, "{kind} {shared} {own}");
            }
        }
    }
    let months: BTreeSet<u8> =
        facts.iter().filter(|f| Some(f.subject) == star).map(|f| f.on.month() as u8).collect();
    assert_eq!(months, [4, 5, 7, 9, 10, 11].into());
}

#[test]
fn nobody_evaluates_himself_or_the_same_sheet_twice() {
    for back in 0..=5 {
        for sheet in year(back).1 {
            let chain = &sheet.subject.chain;
            let all = [Some(sheet.subject.person), chain.first, chain.second];
            let people: BTreeSet<_> = all.into_iter().flatten().collect();
            assert_eq!(people.len(), all.into_iter().flatten().count());
            assert!(chain.first.is_some());
        }
    }
}
