//! The tables of the routes.

use std::fmt::Write;

use super::rules::*;
use crate::organisation::{Level, Tree, Unit};

/// 1 市長部局 > 2 福祉部 > 3 福祉課 > 4 庶務係, and 5 議会事務局, a department without sections.
fn map(vacant: &[i64]) -> Map {
    let unit = |id, name: &str, level, parent| Unit {
        id,
        code: id.to_string(),
        name: name.to_owned(),
        level,
        parent,
    };
    let tree = Tree::new(vec![
        unit(1, "市長部局", Level::Executive, None),
        unit(2, "福祉部", Level::Department, Some(1)),
        unit(3, "福祉課", Level::Section, Some(2)),
        unit(4, "庶務係", Level::Team, Some(3)),
        unit(5, "議会事務局", Level::Department, Some(1)),
    ]);
    // the leader of unit n is person 10 n
    let leaders =
        (1..=5).filter(|unit| !vacant.contains(unit)).map(|unit| (unit, unit * 10)).collect();
    let rules = DEFAULT
        .iter()
        .zip(1..)
        .map(|((position, first, second), id)| Rule {
            id,
            priority: 0,
            unit: None,
            position: Some((*position).to_owned()),
            employment: None,
            levels: Levels { first: Some(*first), second: *second, ..Levels::default() },
        })
        .collect();
    Map { tree, leaders, rules, ..Map::default() }
}

fn name(staff: i64) -> String {
    match staff {
        10 => "副市長".to_owned(),
        20 => "部長".to_owned(),
        30 => "課長".to_owned(),
        40 => "係長".to_owned(),
        50 => "事務局長".to_owned(),
        n => n.to_string(),
    }
}

fn words(seat: &Seat) -> String {
    match seat {
        Seat::Holder { staff, note: None } => name(*staff),
        Seat::Holder { staff, note: Some(HIGHER) } => format!("{}(上位)", name(*staff)),
        Seat::Holder { staff, .. } => format!("{}(指定)", name(*staff)),
        Seat::Absent(SAME) => "なし(同じ人)".to_owned(),
        Seat::Absent(_) => "なし".to_owned(),
        Seat::Hole(_) => "穴".to_owned(),
    }
}

fn person(staff: i64, unit: i64, position: &str) -> Person {
    Person { staff, unit, position: position.to_owned() }
}

fn people() -> [(&'static str, Person); 7] {
    [
        ("主事", person(99, 4, "shuji")),
        ("主任", person(99, 4, "shunin")),
        ("技能長", person(99, 4, "ginocho")),
        ("係長(係の長)", person(40, 4, "kakaricho")),
        ("課長(課の長)", person(30, 3, "kacho")),
        ("部長(部の長)", person(20, 2, "bucho")),
        ("主事(課のない局)", person(99, 5, "shuji")),
    ]
}

#[test]
fn the_default_routes_of_the_six_positions() {
    let mut table = String::new();
    for (case, vacant) in [
        ("全員いる", &[][..]),
        ("課長が空席", &[3][..]),
        ("部長が空席", &[2][..]),
        ("課長と部長が空席", &[2, 3][..]),
        ("副市長が空席", &[1][..]),
    ] {
        writeln!(table, "{case}").unwrap();
        let map = map(vacant);
        for (who, person) in &people() {
            let route = map.route(person);
            let (first, second) = (words(&route.first), words(&route.second));
            writeln!(table, "  {who}: 一次 {first} 二次 {second}").unwrap();
        }
    }
    insta::assert_snapshot!(table, @r"
    全員いる
      主事: 一次 課長 二次 部長
      主任: 一次 課長 二次 部長
      技能長: 一次 課長 二次 部長
      係長(係の長): 一次 課長 二次 部長
      課長(課の長): 一次 部長 二次 副市長
      部長(部の長): 一次 副市長 二次 なし
      主事(課のない局): 一次 事務局長(上位) 二次 なし(同じ人)
    課長が空席
      主事: 一次 部長(上位) 二次 なし(同じ人)
      主任: 一次 部長(上位) 二次 なし(同じ人)
      技能長: 一次 部長(上位) 二次 なし(同じ人)
      係長(係の長): 一次 部長(上位) 二次 なし(同じ人)
      課長(課の長): 一次 部長 二次 副市長
      部長(部の長): 一次 副市長 二次 なし
      主事(課のない局): 一次 事務局長(上位) 二次 なし(同じ人)
    部長が空席
      主事: 一次 課長 二次 副市長(上位)
      主任: 一次 課長 二次 副市長(上位)
      技能長: 一次 課長 二次 副市長(上位)
      係長(係の長): 一次 課長 二次 副市長(上位)
      課長(課の長): 一次 副市長(上位) 二次 なし(同じ人)
      部長(部の長): 一次 副市長 二次 なし
      主事(課のない局): 一次 事務局長(上位) 二次 なし(同じ人)
    課長と部長が空席
      主事: 一次 副市長(上位) 二次 なし(同じ人)
      主任: 一次 副市長(上位) 二次 なし(同じ人)
      技能長: 一次 副市長(上位) 二次 なし(同じ人)
      係長(係の長): 一次 副市長(上位) 二次 なし(同じ人)
      課長(課の長): 一次 副市長(上位) 二次 なし(同じ人)
      部長(部の長): 一次 副市長 二次 なし
      主事(課のない局): 一次 事務局長(上位) 二次 なし(同じ人)
    副市長が空席
      主事: 一次 課長 二次 部長
      主任: 一次 課長 二次 部長
      技能長: 一次 課長 二次 部長
      係長(係の長): 一次 課長 二次 部長
      課長(課の長): 一次 部長 二次 穴
      部長(部の長): 一次 穴 二次 なし
      主事(課のない局): 一次 事務局長(上位) 二次 なし(同じ人)
    ");
}

#[test]
fn the_nearer_rule_wins_and_then_the_named_position() {
    let mut map = map(&[]);
    let rule = |id, priority, unit, position: Option<&str>| Rule {
        id,
        priority,
        unit,
        position: position.map(str::to_owned),
        employment: None,
        levels: Levels {
            first: Some(Level::Team),
            second: Some(Level::Section),
            ..Levels::default()
        },
    };
    let who = person(99, 4, "shuji");
    map.rules.push(rule(20, 0, Some(2), None));
    assert_eq!(map.rule(&who).unwrap().id, 20, "of its department, before that of the city");
    map.rules.push(rule(21, 0, Some(3), None));
    assert_eq!(map.rule(&who).unwrap().id, 21, "of its section, before that of its department");
    map.rules.push(rule(22, 0, Some(3), Some("shuji")));
    assert_eq!(map.rule(&who).unwrap().id, 22, "of its position, before that of any");
    map.rules.push(rule(23, 5, None, None));
    assert_eq!(map.rule(&who).unwrap().id, 23, "the higher priority before all");
    assert_eq!(words(&map.route(&who).first), "係長");
}

#[test]
fn a_personal_choice_wins_and_nobody_evaluates_twice() {
    let mut map = map(&[]);
    let who = person(99, 4, "shuji");
    let choose = |seat, evaluator| Override { staff: 99, seat, evaluator };
    map.overrides = vec![choose(SeatKind::First, Some(77))];
    assert_eq!(words(&map.route(&who).first), "77(指定)");
    map.overrides = vec![choose(SeatKind::First, Some(20))];
    assert_eq!(words(&map.route(&who).second), "なし(同じ人)");
    map.overrides = vec![choose(SeatKind::Second, None)];
    assert_eq!(words(&map.route(&who).second), "なし");
    map.overrides = vec![choose(SeatKind::First, None), choose(SeatKind::Second, None)];
    assert!(map.route(&who).problem().is_some());
    map.overrides = vec![choose(SeatKind::First, Some(99))];
    assert_eq!(map.route(&who).first.staff(), None, "never oneself");
}

#[test]
fn without_a_rule_there_is_a_hole() {
    let map = map(&[]);
    let route = map.route(&person(99, 4, "unheard"));
    assert_eq!(route.problem(), Some(NO_RULE));
}

/// The usual variant of small cities: 一次 係長, 二次 課長, 調整 部長 (evaluation.md 2.2).
fn variant(vacant: &[i64], calibration: Calibration) -> Map {
    let mut map = map(vacant);
    map.rules = vec![Rule {
        id: 1,
        priority: 0,
        unit: None,
        position: None,
        employment: None,
        levels: Levels {
            assistant: Some(Level::Team),
            first: Some(Level::Section),
            second: Some(Level::Department),
            calibration,
            confirmer: Some(Level::Executive),
        },
    }];
    map
}

#[test]
fn every_seat_of_a_route_may_be_filled_or_absent() {
    let mut table = String::new();
    for (case, map) in [
        ("副市長が調整", variant(&[], Calibration::By(Level::Executive))),
        ("職員課が調整", variant(&[], Calibration::Office)),
        ("調整なし", variant(&[], Calibration::Without)),
        ("係長が空席", variant(&[4], Calibration::Office)),
        ("部長が空席で副市長が調整", variant(&[2], Calibration::By(Level::Executive))),
    ] {
        let route = map.route(&person(99, 4, "shuji"));
        writeln!(
            table,
            "{case}: 補助 {} 一次 {} 二次 {} 調整 {} 確認 {}{}",
            words(&route.assistant),
            words(&route.first),
            words(&route.second),
            words(&route.calibrator),
            words(&route.confirmer),
            if route.without_calibration() { " (調整の段階なし)" } else { "" },
        )
        .unwrap();
    }
    insta::assert_snapshot!(table, @"
    副市長が調整: 補助 係長 一次 課長 二次 部長 調整 副市長 確認 副市長
    職員課が調整: 補助 係長 一次 課長 二次 部長 調整 なし 確認 副市長
    調整なし: 補助 係長 一次 課長 二次 部長 調整 なし 確認 副市長 (調整の段階なし)
    係長が空席: 補助 なし 一次 課長 二次 部長 調整 なし 確認 副市長
    部長が空席で副市長が調整: 補助 係長 一次 課長 二次 副市長(上位) 調整 なし 確認 副市長 (調整の段階なし)
    ");
}

#[test]
fn who_assists_is_neither_the_person_nor_an_evaluator() {
    let map = variant(&[], Calibration::Office);
    let chief = map.route(&person(40, 4, "kakaricho"));
    assert_eq!(chief.assistant, Seat::Absent(NO_ASSISTANT), "係長 is not her own assistant");
    let mut map = variant(&[], Calibration::Office);
    map.overrides = vec![Override { staff: 99, seat: SeatKind::Assistant, evaluator: Some(30) }];
    let route = map.route(&person(99, 4, "shuji"));
    assert_eq!(route.assistant, Seat::Absent(NO_ASSISTANT), "課長 evaluates already");
}
