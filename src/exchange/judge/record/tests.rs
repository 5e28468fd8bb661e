//! Records laid over what is stored.

use std::collections::HashMap;

use time::macros::date;

use super::*;
use crate::{exchange::rules::Outcome, kit::spans::Span};

fn row(number: usize, cells: &[(&'static str, &str)]) -> Row {
    Row::new(number, cells.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
}

fn names() -> HashMap<String, String> {
    [("1".to_owned(), "佐藤 みなみ".to_owned())].into()
}

fn said(verdicts: &[Verdict]) -> Vec<(usize, Outcome, String)> {
    let mut verdicts = verdicts.to_vec();
    verdicts.sort_by_key(|verdict| verdict.row);
    let words = |v: &Verdict| {
        let problems = v.problems.iter().map(|p| format!("{}：{}", p.column, p.advice));
        let changes = v.changes.iter().map(|c| format!("{} {}→{}", c.label, c.before, c.after));
        problems.chain(changes).collect::<Vec<_>>().join(" ")
    };
    verdicts.iter().map(|v| (v.row, v.outcome, words(v))).collect()
}

#[test]
fn a_record_is_new_changed_the_same_or_wrong() {
    let stored = [(
        7,
        Qualification {
            number: "1".to_owned(),
            name: "保健師".to_owned(),
            acquired_on: date!(2020 - 04 - 01),
            expires_on: None,
            proof: String::new(),
        },
    )];
    let of = |number, who: &str, name: &str, from: &str, until: &str| {
        let cells = [("職員番号", who), ("資格名", name), ("取得日", from), ("有効期限", until)];
        row(number, &cells)
    };
    let rows = [
        of(2, "1", "保健師", "R2.4.1", "R9.3.31"),
        of(3, "1", "社会福祉士", "2021/4/1", ""),
        of(4, "9", "保健師", "2021/4/1", ""),
        of(5, "1", "社会福祉士", "2021/4/1", ""),
        of(6, "1", "", "きのう", ""),
        of(7, "1", "危険物取扱者", "2021/4/1", "2020/4/1"),
    ];
    let names = names();
    let laid = lay(&rows, &names, &stored, qualification::read);
    let (verdicts, Plan::Qualification(records)) = laid.done(Plan::Qualification) else { panic!() };
    assert_eq!((records.new.len(), records.changed.len()), (1, 1));
    let words: Vec<_> = said(&verdicts).into_iter().map(|(row, o, w)| (row, o.code(), w)).collect();
    let expected = [
        (2, "changed", "有効期限 期限なし→令和9年3月31日"),
        (3, "new", ""),
        (
            4,
            "wrong",
            "職員番号：この職員番号の職員がいません。先に職員を取り込むか、番号を直してください。",
        ),
        (5, "wrong", "職員番号：3行目と同じものです。どちらかの行を削除してください。"),
        (
            6,
            "wrong",
            "資格名：入力してください。 取得日：日付は「令和8年4月1日」や「2026/4/1」のように入力してください。",
        ),
        (7, "wrong", "有効期限：取得日より前です。取得日以後の日付にしてください。"),
    ];
    assert_eq!(words, expected.map(|(row, outcome, w)| (row, outcome, w.to_owned())));
    let again = [(7, records.changed[0].1.clone())];
    let laid = lay(&rows[..1], &names, &again, qualification::read);
    assert_eq!(said(&laid.done(Plan::Qualification).0), [(2, Outcome::Same, String::new())]);
}

#[test]
fn nobody_is_away_twice_at_the_same_time() {
    let kinds = [("育児休業".to_owned(), "childcare".to_owned())];
    let leave = |from, until| Leave {
        number: "1".to_owned(),
        kind: "childcare".to_owned(),
        kind_name: "育児休業".to_owned(),
        span: Span { from, until },
        host: String::new(),
        note: String::new(),
    };
    let stored = [
        (1, leave(date!(2024 - 04 - 01), Some(date!(2025 - 04 - 01)))),
        (2, leave(date!(2026 - 04 - 01), None)),
    ];
    let of = |number, kind: &str, from: &str, until: &str| {
        let cells = [("職員番号", "1"), ("種類", kind), ("開始日", from), ("終了日", until)];
        row(number, &cells)
    };
    let rows = [
        // the stored one comes to its end
        of(2, "育児休業", "R8.4.1", "R9.3.31"),
        of(3, "育児休業", "R9.4.1", ""),
        of(4, "育児休業", "R6.10.1", "R6.10.31"),
        of(5, "育休", "R6.10.1", ""),
        of(6, "育児休業", "R8.5.1", "R8.4.1"),
    ];
    let names = names();
    let read = |row: &Row, problems: &mut Vec<Problem>| leave::read(row, &kinds, problems);
    let mut laid = lay(&rows, &names, &stored, read);
    leave::part(&mut laid, &stored);
    let (verdicts, Plan::Leave(records)) = laid.done(Plan::Leave) else { panic!() };
    assert_eq!((records.new.len(), records.changed.len()), (1, 1));
    let words: Vec<_> = said(&verdicts).into_iter().map(|(row, o, w)| (row, o.code(), w)).collect();
    let expected = [
        (2, "changed", "終了日 続く→令和9年3月31日"),
        (3, "new", ""),
        (
            4,
            "wrong",
            "開始日：同じ人の「育児休業」と期間が重なります。どちらかの開始日か終了日を直してください。",
        ),
        (5, "wrong", "種類：「育児休業」のどれかにしてください。"),
        (6, "wrong", "終了日：開始日より前です。開始日以後の日付にしてください。"),
    ];
    assert_eq!(words, expected.map(|(row, outcome, w)| (row, outcome, w.to_owned())));
}
