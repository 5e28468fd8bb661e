//! Who sees what, in words: taken from the table the pages obey, so that the help cannot promise
//! something else. Pure.

use crate::evaluation::{
    fact::{Author, may_read},
    view::{Reader, Scope, Value, may_see},
    workflow::{State, Step},
};

/// One value of a sheet, and from when each reader sees it.
pub struct Row {
    pub value: &'static str,
    pub cells: [(&'static str, String); 4],
}

const READERS: [(&str, Reader); 4] = [
    ("本人", Reader::Subject),
    ("一次評価者", Reader::First),
    ("二次評価者", Reader::Second),
    ("職員課", Reader::Hr),
];

/// The table of the help page.
pub fn rows() -> Vec<Row> {
    [
        ("自己評価の下書き", Value::Draft(Step::Own)),
        ("提出した自己評価", Value::Submitted(Step::Own)),
        ("一次評価の下書き", Value::Draft(Step::First)),
        ("提出した一次評価", Value::Submitted(Step::First)),
        ("二次評価の下書き", Value::Draft(Step::Second)),
        ("提出した二次評価", Value::Submitted(Step::Second)),
        ("全体の結果", Value::ResultOverall),
        ("能力ごとの結果", Value::ResultItems),
        ("本人への所見", Value::ResultComments),
        ("経過（提出と差し戻し）", Value::History),
    ]
    .map(|(name, value)| Row {
        value: name,
        cells: READERS.map(|(who, reader)| (who, when(reader, value))),
    })
    .into_iter()
    .chain(facts())
    .collect()
}

/// The notes of the year, by who wrote them: nobody's turn changes who reads them.
fn facts() -> impl Iterator<Item = Row> {
    [
        ("期中メモ（本人が書き、共有しない）", Author::Subject, false),
        ("期中メモ（本人が書き、共有した）", Author::Subject, true),
        ("期中メモ（一次評価者が書き、共有しない）", Author::First, false),
        ("期中メモ（二次評価者が書き、共有しない）", Author::Second, false),
        ("期中メモ（評価者が書き、共有した）", Author::First, true),
    ]
    .into_iter()
    .map(|(value, author, shared)| Row {
        value,
        cells: READERS.map(|(who, reader)| {
            let reads = may_read(author, reader, shared);
            (who, if reads { "いつでも" } else { "見えません" }.to_owned())
        }),
    })
}

/// From which state on somebody sees a value.
fn when(reader: Reader, value: Value) -> String {
    let seen: Vec<State> = State::ALL
        .into_iter()
        .filter(|state| may_see(reader, value, *state, Scope::ItemsAndComments))
        .collect();
    let from = seen.first().filter(|_| seen.last() == State::ALL.last());
    match from {
        None if seen.is_empty() => "見えません".to_owned(),
        _ if seen.len() == State::ALL.len() => "いつでも".to_owned(),
        Some(first) => format!("「{}」から", first.label()),
        None => seen.iter().map(|state| state.label()).collect::<Vec<_>>().join("、"),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn the_help_says_what_the_rules_do() {
        let mut table = String::new();
        for row in rows() {
            write!(table, "{}:", row.value).unwrap();
            for (who, words) in row.cells {
                write!(table, " {who} {words}").unwrap();
            }
            table.push('\n');
        }
        insta::assert_snapshot!(table, @"
        自己評価の下書き: 本人 いつでも 一次評価者 見えません 二次評価者 見えません 職員課 見えません
        提出した自己評価: 本人 いつでも 一次評価者 「一次評価中」から 二次評価者 「一次評価中」から 職員課 「一次評価中」から
        一次評価の下書き: 本人 見えません 一次評価者 いつでも 二次評価者 見えません 職員課 見えません
        提出した一次評価: 本人 見えません 一次評価者 いつでも 二次評価者 「二次評価中」から 職員課 「二次評価中」から
        二次評価の下書き: 本人 見えません 一次評価者 見えません 二次評価者 いつでも 職員課 見えません
        提出した二次評価: 本人 見えません 一次評価者 「開示済み」から 二次評価者 いつでも 職員課 「調整中」から
        全体の結果: 本人 「開示済み」から 一次評価者 「開示済み」から 二次評価者 「確定」から 職員課 「確定」から
        能力ごとの結果: 本人 「開示済み」から 一次評価者 「開示済み」から 二次評価者 「確定」から 職員課 「確定」から
        本人への所見: 本人 「開示済み」から 一次評価者 「開示済み」から 二次評価者 「確定」から 職員課 「確定」から
        経過（提出と差し戻し）: 本人 いつでも 一次評価者 いつでも 二次評価者 いつでも 職員課 いつでも
        期中メモ（本人が書き、共有しない）: 本人 いつでも 一次評価者 見えません 二次評価者 見えません 職員課 見えません
        期中メモ（本人が書き、共有した）: 本人 いつでも 一次評価者 いつでも 二次評価者 いつでも 職員課 見えません
        期中メモ（一次評価者が書き、共有しない）: 本人 見えません 一次評価者 いつでも 二次評価者 見えません 職員課 見えません
        期中メモ（二次評価者が書き、共有しない）: 本人 見えません 一次評価者 見えません 二次評価者 いつでも 職員課 見えません
        期中メモ（評価者が書き、共有した）: 本人 いつでも 一次評価者 いつでも 二次評価者 いつでも 職員課 見えません
        ");
    }
}
