//! 休業・派遣: the time somebody is away, by kind.

use std::collections::BTreeMap;

use time::Date;

use super::{Laid, Record, day, number, or_none, text};
use crate::{
    exchange::judge::last_day,
    kit::{
        spans::Span,
        table::{self, Problem, Row},
    },
};

/// A period of leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leave {
    pub number: String,
    /// the code of the kind, and its name
    pub kind: String,
    pub kind_name: String,
    pub span: Span,
    /// where somebody is lent to or trained
    pub host: String,
    pub note: String,
}

impl Record for Leave {
    fn number(&self) -> &str {
        &self.number
    }

    fn key(&self) -> String {
        format!("{}\u{1f}{}", self.kind, self.span.from)
    }

    fn keep(&mut self, stored: &Self, row: &Row) {
        if !row.has("相手先") {
            self.host.clone_from(&stored.host);
        }
        if !row.has("備考") {
            self.note.clone_from(&stored.note);
        }
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("終了日", last_day(self.span)),
            ("相手先", or_none(&self.host)),
            ("備考", or_none(&self.note)),
        ]
    }
}

/// `kinds`: names with their codes.
pub(super) fn read(
    row: &Row,
    kinds: &[(String, String)],
    problems: &mut Vec<Problem>,
) -> Option<Leave> {
    let number = number(row, problems);
    let kind = kinds.iter().find(|(name, _)| name == row.get("種類"));
    if kind.is_none() {
        let names: Vec<&str> = kinds.iter().map(|(name, _)| name.as_str()).collect();
        let advice = format!("「{}」のどれかにしてください。", names.join("」「"));
        problems.push(row.problem("種類", advice));
    }
    let from = day(row, "開始日", problems);
    let until = match row.get("終了日") {
        "" => Some(None),
        typed => table::day(typed)
            .and_then(|day| day.next_day().ok_or_else(|| "扱えない日付です".to_owned()))
            .map(Some)
            .map_err(|advice| problems.push(row.problem("終了日", format!("{advice}。"))))
            .ok(),
    };
    let host = text(row, "相手先", (0, 60), problems);
    let note = text(row, "備考", (0, 400), problems);
    let (from, until): (Date, Option<Date>) = (from?, until?);
    if until.is_some_and(|until| until <= from) {
        let advice = "開始日より前です。開始日以後の日付にしてください。";
        problems.push(row.problem("終了日", advice));
        return None;
    }
    let (kind_name, kind) = kind?.clone();
    let span = Span { from, until };
    Some(Leave { number: number?, kind, kind_name, span, host: host?, note: note? })
}

/// Nobody is away twice for the same kind at the same time: the row that overlaps what is stored or
/// an earlier row is a mistake.
pub(super) fn part(laid: &mut Laid<'_, Leave>, stored: &[(i64, Leave)]) {
    let named: Vec<i64> =
        laid.right.iter().filter_map(|(_, before, _)| before.as_ref().map(|(id, _)| *id)).collect();
    let mut taken: BTreeMap<(String, String), Vec<Span>> = BTreeMap::new();
    let of = |leave: &Leave| (leave.number.clone(), leave.kind.clone());
    for (_, leave) in stored.iter().filter(|(id, _)| !named.contains(id)) {
        taken.entry(of(leave)).or_default().push(leave.span);
    }
    let mut out = Vec::new();
    for (row, _, leave) in &laid.right {
        let own = taken.entry(of(leave)).or_default();
        if own.iter().any(|span| span.overlaps(leave.span)) {
            out.push((*row, leave.kind_name.clone()));
        } else {
            own.push(leave.span);
        }
    }
    for (row, kind) in &out {
        let advice = format!(
            "同じ人の「{kind}」と期間が重なります。どちらかの開始日か終了日を直してください。"
        );
        if let Some(row) = laid.rows.get(row) {
            laid.problems.push(row.problem("開始日", advice));
        }
    }
    laid.right.retain(|(row, ..)| !out.iter().any(|(own, _)| own == row));
}
