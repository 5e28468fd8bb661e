//! The tables of a move.

use std::{collections::HashMap, fmt::Write};

use time::macros::date;

use super::{policy::Policy, rules::*};
use crate::{
    evaluation::{
        route::{Levels, Map, Rule},
        workflow::State,
    },
    organisation::{Level, Tree, Unit},
};

/// 1 市長部局 > 2 部 > 3 課, 5 課; 1 > 4 部 > 6 課. The head of unit n is person 10 n.
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
            unit(5, Level::Section, Some(2)),
            unit(4, Level::Department, Some(1)),
            unit(6, Level::Section, Some(4)),
        ]),
        leaders: (1..=6).map(|unit| (unit, unit * 10)).collect(),
        rules: vec![Rule {
            id: 1,
            priority: 0,
            unit: None,
            position: None,
            employment: None,
            levels: Levels {
                first: Some(Level::Section),
                second: Some(Level::Department),
                ..Levels::default()
            },
        }],
        overrides: Vec::new(),
        positions: Vec::new(),
        employments: [].into(),
    }
}

fn year(policy: Policy) -> Year {
    Year {
        id: 1,
        name: "令和8年度 能力評価".to_owned(),
        kind: "ability".to_owned(),
        policy,
        base_date: date!(2027 - 01 - 01),
        from: date!(2026 - 04 - 01),
        until: date!(2027 - 04 - 01),
        handover_days: 14,
        by_second: false,
        renewal_months: 1,
    }
}

fn sheet(state: State) -> Running {
    Running {
        id: 7,
        year: 1,
        subject: 99,
        state,
        position: "shuji".to_owned(),
        unit: 3,
        first: Some(30),
        second: Some(20),
        assistant: None,
        calibrator: None,
        confirmer: None,
        without: false,
        agreed: None,
        wrote_first: (state > State::FirstReview).then_some(30),
        term_from: None,
        term_until: None,
    }
}

fn told(outcome: Option<Outcome>) -> String {
    let Some(it) = outcome else { return "変わらない".to_owned() };
    let seat = |seat: Option<i64>| seat.map_or("なし".to_owned(), |s| s.to_string());
    let mut words = format!("{}・{}", seat(it.seats.first), seat(it.seats.second));
    for hand in &it.handing {
        write!(words, " 引継ぎ{}({})", hand.author, hand.due_on).unwrap();
    }
    if it.parted {
        words.push_str(" 区間");
    }
    if let Some(day) = it.renewal {
        write!(words, " 目標{day}").unwrap();
    }
    words.push_str(it.hole.map_or("", |_| " 穴"));
    words
}

#[test]
fn four_policies_before_and_after_the_base_date() {
    let (before, after) = (map(), map());
    let gone = |_: i64| false;
    let place = Place { unit: 6, position: Some("shuji".to_owned()) };
    let mut table = String::new();
    for policy in Policy::ALL {
        for on in [date!(2026 - 07 - 10), date!(2027 - 02 - 01), date!(2027 - 04 - 01)] {
            let turn = Turn { on, before: &before, after: &after, gone: &gone };
            let found = outcome(&turn, &year(policy), &sheet(State::SelfAssessment), Some(&place));
            writeln!(table, "{} {on}: {}", policy.label(), told(found)).unwrap();
        }
    }
    insta::assert_snapshot!(table, @"
    基準日の上司が評価 2026-07-10: 60・40 引継ぎ30(2026-07-24) 区間
    基準日の上司が評価 2027-02-01: 30・20 区間
    基準日の上司が評価 2027-04-01: 30・20
    後任が評価 2026-07-10: 60・40 引継ぎ30(2026-07-24) 区間
    後任が評価 2027-02-01: 60・40 引継ぎ30(2027-02-15) 区間
    後任が評価 2027-04-01: 60・40 引継ぎ30(2027-04-15)
    前任が評価 2026-07-10: 30・20 区間
    前任が評価 2027-02-01: 30・20 区間
    前任が評価 2027-04-01: 30・20
    期間で分担 2026-07-10: 60・40 引継ぎ30(2026-07-24) 区間
    期間で分担 2027-02-01: 60・40 引継ぎ30(2027-02-15) 区間
    期間で分担 2027-04-01: 30・20
    ");
}

/// The head of 3 changes places with the head of 6; then the head of 2 leaves, and 30 follows.
#[test]
fn every_state_after_the_heads_changed() {
    let before = map();
    let mut swapped = map();
    swapped.leaders.extend([(3, 60), (6, 30)]);
    let mut promoted = map();
    promoted.leaders.insert(2, 30);
    promoted.leaders.remove(&3);
    let mut table = String::new();
    for (name, after, left) in [("交替", &swapped, 0), ("昇任", &promoted, 20)] {
        let gone = |staff: i64| staff == left;
        let on = date!(2026 - 07 - 10);
        let turn = Turn { on, before: &before, after, gone: &gone };
        for state in State::ALL.into_iter().filter(|s| *s < State::Confirmed) {
            let found = outcome(&turn, &year(Policy::Successor), &sheet(state), None);
            writeln!(table, "{name} {}: {}", state.label(), told(found)).unwrap();
        }
    }
    insta::assert_snapshot!(table, @"
    交替 対象外: 60・20
    交替 目標入力中: 60・20 引継ぎ30(2026-07-24) 区間
    交替 目標確認中: 60・20 引継ぎ30(2026-07-24) 区間
    交替 業務遂行中: 60・20 引継ぎ30(2026-07-24) 区間
    交替 中間申告中: 60・20 引継ぎ30(2026-07-24) 区間
    交替 中間面談中: 60・20 引継ぎ30(2026-07-24) 区間
    交替 業務遂行中（後半）: 60・20 引継ぎ30(2026-07-24) 区間
    交替 自己評価中: 60・20 引継ぎ30(2026-07-24) 区間
    交替 一次評価中: 60・20 引継ぎ30(2026-07-24) 区間
    交替 二次評価中: 60・20 区間
    交替 調整中: 60・20 区間
    交替 確認中: 60・20 区間
    昇任 対象外: 30・なし
    昇任 目標入力中: 30・なし 区間
    昇任 目標確認中: 30・なし 区間
    昇任 業務遂行中: 30・なし 区間
    昇任 中間申告中: 30・なし 区間
    昇任 中間面談中: 30・なし 区間
    昇任 業務遂行中（後半）: 30・なし 区間
    昇任 自己評価中: 30・なし 区間
    昇任 一次評価中: 30・なし 区間
    昇任 二次評価中: 30・10 区間
    昇任 調整中: 30・10 区間
    昇任 確認中: 30・10 区間
    ");
}

#[test]
fn goals_that_are_agreed_are_set_anew_within_the_time() {
    let (before, after) = (map(), map());
    let gone = |_: i64| false;
    let on = date!(2026 - 12 - 01);
    let turn = Turn { on, before: &before, after: &after, gone: &gone };
    let mut year = year(Policy::BaseDate);
    year.kind = "performance".to_owned();
    let place = Place { unit: 5, position: None };
    let mut goals = sheet(State::Working);
    assert_eq!(outcome(&turn, &year, &goals, Some(&place)).unwrap().renewal, None, "none yet");
    goals.agreed = Some(2);
    let found = outcome(&turn, &year, &goals, Some(&place)).unwrap();
    assert_eq!(found.renewal, Some(date!(2026 - 12 - 31)));
    goals.state = State::FirstReview;
    assert_eq!(outcome(&turn, &year, &goals, Some(&place)).unwrap().renewal, None);
}

#[test]
fn the_seats_of_a_short_sheet_follow_the_unit() {
    let before = map();
    let mut after = map();
    after.leaders.insert(3, 77);
    let gone = |_: i64| false;
    let on = date!(2026 - 07 - 10);
    let turn = Turn { on, before: &before, after: &after, gone: &gone };
    let mut year = year(Policy::BaseDate);
    year.kind = "short".to_owned();
    let mut short = sheet(State::FirstReview);
    short.term_from = Some(date!(2026 - 04 - 01));
    short.term_until = Some(date!(2026 - 10 - 01));
    let found = outcome(&turn, &year, &short, None).unwrap();
    assert_eq!((found.seats.first, found.seats.second), (Some(77), Some(20)));
    short.first = Some(88);
    assert_eq!(outcome(&turn, &year, &short, None), None, "chosen by hand, and not of a unit");
}

/// Whatever leaves and whoever follows: no step to come without somebody, none taken away that was
/// written, nobody twice, nobody over themselves.
#[test]
fn no_sheet_is_left_without_an_owner() {
    let before = map();
    let heads: [Option<i64>; 5] = [None, Some(20), Some(30), Some(60), Some(99)];
    let mut tried = 0;
    for (a, b, c) in triples(&heads) {
        let mut after = map();
        after.leaders = HashMap::new();
        after
            .leaders
            .extend([(3, a), (2, b), (6, c)].into_iter().filter_map(|(u, h)| Some((u, h?))));
        after.leaders.insert(1, 10);
        for left in [0, 20, 30] {
            for (state, policy) in State::ALL.into_iter().flat_map(|s| Policy::ALL.map(|p| (s, p)))
            {
                for (first, second) in [(Some(30), Some(20)), (Some(30), None), (None, Some(20))] {
                    let mut sheet = sheet(state);
                    (sheet.first, sheet.second) = (first, second);
                    let gone = |staff: i64| staff == left;
                    after.leaders.retain(|_, staff| *staff != left);
                    let on = date!(2026 - 07 - 10);
                    let turn = Turn { on, before: &before, after: &after, gone: &gone };
                    let place = Place { unit: 6, position: None };
                    for moved in [None, Some(&place)] {
                        if let Some(found) = outcome(&turn, &year(policy), &sheet, moved) {
                            holds(&sheet, &found, left);
                            tried += 1;
                        }
                    }
                }
            }
        }
    }
    assert!(tried > 10_000, "{tried}");
}

fn triples(of: &[Option<i64>]) -> Vec<(Option<i64>, Option<i64>, Option<i64>)> {
    let mut all = Vec::new();
    for a in of {
        for b in of {
            all.extend(of.iter().map(|c| (*a, *b, *c)));
        }
    }
    all
}

fn holds(sheet: &Running, found: &Outcome, left: i64) {
    let (first, second) = (found.seats.first, found.seats.second);
    if found.hole.is_some() {
        return;
    }
    let case = format!("{sheet:?} {found:?}");
    assert!(first.is_some() || second.is_some(), "{case}");
    assert!(first.is_none() || first != second, "{case}");
    assert!(first != Some(99) && second != Some(99), "{case}");
    if sheet.state > State::Excluded {
        assert!(first != Some(left) && second != Some(left), "{case}");
    }
    match sheet.state {
        State::FirstReview => assert!(first.is_some(), "{case}"),
        state if state > State::FirstReview => {
            assert_eq!(second.is_some(), sheet.second.is_some(), "{case}");
        }
        _ => {}
    }
    if sheet.state == State::SecondReview
        && sheet.first.is_some()
        && found.seats.second != sheet.second
    {
        assert!(second != sheet.wrote_first, "nobody evaluates twice: {case}");
    }
}
