//! Reforms of a small city, each with what comes of it.

use std::fmt::Write;

use time::{Date, macros::date};

use super::rules::{Act, Held, Step, carry_out};
use crate::{kit::spans::Span, organisation::Level};

const Y16: Date = date!(2016 - 04 - 01);
const Y27: Date = date!(2027 - 04 - 01);

fn held(id: i64, code: &str, name: &str, level: Level, parent: &str) -> Held {
    Held {
        id: Some(id),
        code: code.to_owned(),
        span: Span { from: Y16, until: None },
        name: name.to_owned(),
        level,
        parent: Some(parent.to_owned()).filter(|parent| !parent.is_empty()),
        place: i32::try_from(id).unwrap() * 10,
        authority: None,
    }
}

fn city() -> Vec<Held> {
    vec![
        held(1, "01", "市長部局", Level::Executive, ""),
        held(2, "10", "保健福祉部", Level::Department, "01"),
        held(3, "1010", "介護課", Level::Section, "10"),
        held(4, "1020", "健康課", Level::Section, "10"),
        held(5, "102010", "保健係", Level::Team, "1020"),
    ]
}

fn step(id: i64, code: &str, act: Act) -> Step {
    Step { id, code: code.to_owned(), act }
}

fn new(name: &str, level: Level, parent: &str) -> Act {
    let parent = Some(parent.to_owned()).filter(|parent| !parent.is_empty());
    Act::New { name: name.to_owned(), level, parent, authority: None }
}

fn abolish(successors: &[&str]) -> Act {
    Act::Abolish { successors: successors.iter().map(|&code| code.to_owned()).collect() }
}

/// What comes of it, in words.
fn told(steps: &[Step]) -> String {
    let outcome = carry_out(&city(), steps, Y27);
    let mut out = String::new();
    for (step, sentence) in &outcome.problems {
        writeln!(out, "! {step}: {sentence}").unwrap();
    }
    if outcome.problems.is_empty() {
        writeln!(out, "ends {:?}, new {:?}", outcome.ended, outcome.new_units).unwrap();
        for (from, to) in &outcome.successors {
            writeln!(out, "{from} -> {to}").unwrap();
        }
        for held in &outcome.after {
            let parent = held.parent.as_deref().unwrap_or("-");
            let mark = if held.id.is_none() { "*" } else { " " };
            writeln!(out, "{mark}{} {} < {parent}", held.code, held.name).unwrap();
        }
    }
    out
}

#[test]
fn one_section_is_split_and_two_are_merged() {
    let split = [
        step(1, "1010", abolish(&["1030", "1040"])),
        step(2, "1030", new("高齢者支援課", Level::Section, "10")),
        step(3, "1040", new("介護保険課", Level::Section, "10")),
    ];
    insta::assert_snapshot!(told(&split), @r#"
    ends [3], new ["1030", "1040"]
    1010 -> 1030
    1010 -> 1040
     01 市長部局 < -
     10 保健福祉部 < 01
     1020 健康課 < 10
    *1030 高齢者支援課 < 10
    *1040 介護保険課 < 10
     102010 保健係 < 1020
    "#);
    let merge = [
        step(1, "20", new("健康長寿部", Level::Department, "01")),
        step(2, "2010", new("長寿健康課", Level::Section, "20")),
        step(3, "102010", Act::Move { parent: "2010".to_owned() }),
        step(4, "1010", abolish(&["2010"])),
        step(5, "1020", abolish(&["2010"])),
        step(6, "10", abolish(&["20"])),
    ];
    insta::assert_snapshot!(told(&merge), @r#"
    ends [5, 3, 4, 2], new ["20", "2010"]
    1010 -> 2010
    1020 -> 2010
    10 -> 20
     01 市長部局 < -
    *102010 保健係 < 2010
    *20 健康長寿部 < 01
    *2010 長寿健康課 < 20
    "#);
}

#[test]
fn a_new_name_a_new_place_and_another_authority_make_one_version() {
    let steps = [
        step(1, "1020", Act::Rename { name: "健康づくり課".to_owned() }),
        step(2, "102010", Act::Rename { name: "母子保健係".to_owned() }),
        step(3, "102010", Act::Move { parent: "1010".to_owned() }),
        step(4, "1020", Act::Authority { authority: "education".to_owned() }),
    ];
    let outcome = carry_out(&city(), &steps, Y27);
    assert_eq!((outcome.problems.len(), outcome.ended.len(), outcome.begun.len()), (0, 2, 2));
    let health = outcome.begun.iter().find(|held| held.code == "1020").unwrap();
    assert_eq!(health.name, "健康づくり課");
    assert_eq!(health.authority.as_deref(), Some("education"));
    let team = outcome.begun.iter().find(|held| held.code == "102010").unwrap();
    assert_eq!((team.name.as_str(), team.parent.as_deref()), ("母子保健係", Some("1010")));
}

#[test]
fn whatever_cannot_be_is_said_beside_its_change() {
    let steps = [
        step(1, "1010", new("介護課", Level::Section, "10")),
        step(2, "9999", Act::Rename { name: "ない課".to_owned() }),
        step(3, "1020", abolish(&["8888"])),
        step(4, "102010", Act::Move { parent: "102010".to_owned() }),
        step(5, "30", new("部のない係", Level::Team, "")),
        step(6, "1010", abolish(&["1010"])),
        step(7, "02", new("教育委員会", Level::Executive, "01")),
    ];
    insta::assert_snapshot!(told(&steps), @"
    ! 1: 組織コード「1010」は、この日にほかの組織が使っています。別のコードにしてください。
    ! 2: 組織コード「9999」の組織は、この日にはありません。コードと日を確かめてください。
    ! 6: 廃止する組織自身は、承継先にできません。
    ! 7: 部局には上位の組織がありません。空欄にしてください。
    ! 5: 「部のない係」の上位の組織を選んでください。
    ! 4: 「保健係」の上位は、階層が上の組織にしてください（部局＞部＞課＞係）。
    ! 3: 承継先「8888」の組織が、この日にありません。新設を加えるか、コードを直してください。
    ");
}

#[test]
fn what_changes_later_already_is_not_changed_before() {
    let mut city = city();
    city[2].span.until = Some(date!(2028 - 04 - 01));
    let steps = [step(1, "1010", Act::Rename { name: "長寿課".to_owned() })];
    assert!(carry_out(&city, &steps, Y27).problems[0].1.contains("後の変更"));
    assert!(carry_out(&city, &steps, Y16).problems[0].1.contains("後の変更"));
    city[2].span.until = None;
    assert!(carry_out(&city, &steps, Y16).problems[0].1.contains("この日から始まる登録"));
}
