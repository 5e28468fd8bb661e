//! Everything that can be typed on the pages of a record.

use time::{Date, macros::date};

use super::forms::*;
use crate::kit::{Answers, Mistakes};

const HIRED: Date = date!(2020 - 04 - 01);
const TODAY: Date = date!(2026 - 11 - 24);

fn wrong<T: std::fmt::Debug>(read: Result<T, Mistakes>) -> Vec<String> {
    read.unwrap_err().iter().map(|(field, _)| field.to_owned()).collect()
}

#[test]
fn names_are_read_or_every_mistake_is_told() {
    let typed = Answers::from([
        ("family", "髙橋"),
        ("given", "みなみ"),
        ("family_kana", "ﾀｶﾊｼ"),
        ("given_kana", "みなみ"),
        ("registered", "鈴木"),
        ("from", "R8.10.1"),
    ]);
    let read = names(&typed, HIRED, TODAY).unwrap();
    assert_eq!((read.family_kana.as_str(), read.given_kana.as_str()), ("タカハシ", "ミナミ"));
    assert_eq!((read.registered.as_deref(), read.former), (Some("鈴木"), None));
    let later = Answers::from([("family_kana", "髙橋"), ("from", "2026/11/25")]);
    assert_eq!(
        wrong(names(&later, HIRED, TODAY)),
        ["family", "given", "family_kana", "given_kana", "from"]
    );
}

#[test]
fn basics_are_read_and_what_is_wrong_is_told() {
    let known = [("clerk".to_owned(), "一般事務".to_owned())];
    let read = particulars(&Answers::default(), &known, HIRED).unwrap();
    assert_eq!(read, Particulars { birth: None, sex: None, occupation: None, grade: None });
    let typed = Answers::from([
        ("birth", "H10.5.6"),
        ("sex", "female"),
        ("occupation", "clerk"),
        ("occupation_from", "R8.4.1"),
        ("schedule", "行政職給料表（一）"),
        ("grade", "２"),
        ("step", "25"),
        ("grade_from", "R8.4.1"),
    ]);
    let read = particulars(&typed, &known, HIRED).unwrap();
    assert_eq!(read.occupation, Some(("clerk".to_owned(), date!(2026 - 04 - 01))));
    assert_eq!(read.grade.unwrap().step, Some(25));
    let bad = Answers::from([
        ("birth", "2020/4/1"),
        ("occupation", "king"),
        ("occupation_from", "2019/4/1"),
        ("grade", "12"),
        ("step", "x"),
    ]);
    assert_eq!(
        wrong(particulars(&bad, &known, HIRED)),
        ["birth", "occupation", "occupation_from", "grade", "step", "schedule", "grade_from"]
    );
}

#[test]
fn leave_names_its_host_where_it_has_one() {
    let kind = |code: &str, hosted| {
        let word = || code.to_owned();
        LeaveKind { code: word(), name: word(), law: word(), hosted }
    };
    let kinds = [kind("childcare", false), kind("secondment", true)];
    let typed = Answers::from([("kind", "childcare"), ("from", "R8.4.1"), ("until", "R9.3.31")]);
    assert_eq!(leave(&typed, &kinds, HIRED).unwrap().until, Some(date!(2027 - 03 - 31)));
    let lent = Answers::from([("kind", "secondment"), ("from", "R8.4.1"), ("until", "R8.3.31")]);
    assert_eq!(wrong(leave(&lent, &kinds, HIRED)), ["until", "host"]);
    assert_eq!(wrong(leave(&Answers::default(), &kinds, HIRED)), ["kind", "from"]);
    let ends = |pairs: [(&str, &str); 2]| ending(&Answers::from(pairs), TODAY);
    assert_eq!(ends([("what", "strike"), ("until", "x")]).unwrap(), Ending::Struck);
    assert_eq!(ends([("what", "end"), ("until", "")]).unwrap(), Ending::On(None));
    assert_eq!(wrong(ends([("what", ""), ("until", "2026/11/23")])), ["what", "until"]);
}

#[test]
fn short_hours_are_told_with_a_short_employment() {
    let typed = Answers::from([("basis", "early_short"), ("from", "R9.4.1"), ("hours", "31時間")]);
    let read = employment(&typed, HIRED).unwrap();
    assert_eq!((read.kind, read.minutes), ("reappointed", Some(1860)));
    let none = Answers::from([("basis", "early_short"), ("from", "R9.4.1")]);
    assert_eq!(wrong(employment(&none, HIRED)), ["hours"]);
}

#[test]
fn leaving_has_a_day_or_is_taken_back() {
    let typed = Answers::from([("left_on", "R9.3.31")]);
    assert_eq!(leaving(&typed, HIRED, false).unwrap(), Some(date!(2027 - 03 - 31)));
    let undo = Answers::from([("what", "undo")]);
    assert_eq!(leaving(&undo, HIRED, true).unwrap(), None);
    assert_eq!(wrong(leaving(&undo, HIRED, false)), ["left_on"]);
    assert_eq!(
        wrong(leaving(&Answers::from([("left_on", "2020/3/31")]), HIRED, true)),
        ["left_on"]
    );
}
