//! Rows that stand for themselves: periods of leave, qualifications, results of years before the
//! portal. A row is known by its owner and its key; whatever else it says may differ from what is
//! stored.

mod leave;
mod past_result;
mod qualification;
mod store;

use std::collections::{BTreeMap, HashMap};

pub use leave::Leave;
pub use past_result::PastResult;
pub use qualification::Qualification;
pub use store::{carry_out, remember};

use super::compare;
use crate::{
    audit::Change,
    exchange::{
        kinds::Kind,
        rules::{Verdict, wrong},
    },
    kit::{
        Result,
        date::wareki,
        table::{self, Problem, Row},
    },
    staff::files,
};

/// A record as a row has it, or as it is stored.
pub trait Record: Clone {
    /// Whose it is: the staff number.
    fn number(&self) -> &str;
    /// What makes it this record of that person.
    fn key(&self) -> String;
    /// Keeps what is stored of the columns the file does not have.
    fn keep(&mut self, stored: &Self, row: &Row);
    /// What may change, in words.
    fn fields(&self) -> Vec<(&'static str, String)>;
}

/// What has to be written of one kind.
#[derive(Debug)]
pub struct Records<R> {
    pub new: Vec<R>,
    /// the key of what is stored, and what it becomes
    pub changed: Vec<(i64, R)>,
}

/// What has to be written.
#[derive(Debug)]
pub enum Plan {
    Leave(Records<Leave>),
    Qualification(Records<Qualification>),
    PastResult(Records<PastResult>),
}

/// Judges the rows of a piece.
pub async fn judge(change: &mut Change, kind: Kind, rows: &[Row]) -> Result<(Vec<Verdict>, Plan)> {
    let numbers: Vec<String> =
        rows.iter().filter_map(|row| files::number(row.get("職員番号")).ok()).collect();
    let names = store::names(change, &numbers).await?;
    match kind {
        Kind::Leave => {
            let kinds = store::leave_kinds(change).await?;
            let stored = store::leaves(change, &numbers).await?;
            let read = |row: &Row, problems: &mut Vec<Problem>| leave::read(row, &kinds, problems);
            let mut laid = lay(rows, &names, &stored, read);
            leave::part(&mut laid, &stored);
            Ok(laid.done(Plan::Leave))
        }
        Kind::PastResult => {
            let stored = store::past_results(change, &numbers).await?;
            Ok(lay(rows, &names, &stored, past_result::read).done(Plan::PastResult))
        }
        _ => {
            let stored = store::qualifications(change, &numbers).await?;
            Ok(lay(rows, &names, &stored, qualification::read).done(Plan::Qualification))
        }
    }
}

/// A row: its number, what is stored of it, and what it says.
type Right<R> = (usize, Option<(i64, R)>, R);

/// Rows that have been read and laid over what is stored.
struct Laid<'a, R> {
    names: &'a HashMap<String, String>,
    rows: BTreeMap<usize, &'a Row>,
    right: Vec<Right<R>>,
    problems: Vec<Problem>,
}

fn lay<'a, R: Record>(
    rows: &'a [Row],
    names: &'a HashMap<String, String>,
    stored: &[(i64, R)],
    read: impl Fn(&Row, &mut Vec<Problem>) -> Option<R>,
) -> Laid<'a, R> {
    let known: HashMap<(&str, String), &(i64, R)> =
        stored.iter().map(|one| ((one.1.number(), one.1.key()), one)).collect();
    let mut seen: HashMap<(String, String), usize> = HashMap::new();
    let (mut right, mut problems) = (Vec::new(), Vec::new());
    for row in rows {
        let before = problems.len();
        let Some(mut record) = read(row, &mut problems) else { continue };
        if problems.len() > before {
            continue;
        }
        let number = record.number().to_owned();
        if !names.contains_key(&number) {
            let advice =
                "この職員番号の職員がいません。先に職員を取り込むか、番号を直してください。";
            problems.push(row.problem("職員番号", advice));
            continue;
        }
        if let Some(first) = seen.insert((number, record.key()), row.number) {
            let advice = format!("{first}行目と同じものです。どちらかの行を削除してください。");
            problems.push(row.problem("職員番号", advice));
            continue;
        }
        let before = known.get(&(record.number(), record.key())).map(|one| (*one).clone());
        if let Some((_, stored)) = &before {
            record.keep(stored, row);
        }
        right.push((row.number, before, record));
    }
    Laid { names, rows: rows.iter().map(|row| (row.number, row)).collect(), right, problems }
}

impl<R: Record> Laid<'_, R> {
    /// 「010234 佐藤 みなみ」
    fn whom(&self, row: usize) -> String {
        let typed = self.rows.get(&row).map_or("", |row| row.get("職員番号"));
        let number = files::number(typed).unwrap_or_else(|_| typed.to_owned());
        let name = self.names.get(&number).map_or("", String::as_str);
        format!("{number} {name}").trim_end().to_owned()
    }

    /// The verdicts, and what must be written.
    fn done<P>(self, plan: impl Fn(Records<R>) -> P) -> (Vec<Verdict>, P) {
        let mut verdicts = wrong(self.problems.clone(), |row| self.whom(row));
        let mut records = Records { new: Vec::new(), changed: Vec::new() };
        for (row, before, record) in &self.right {
            let changes = before.as_ref().map_or_else(Vec::new, |(_, before)| {
                let fields = before.fields().into_iter().zip(record.fields());
                let pairs: Vec<_> =
                    fields.map(|((label, old), (_, new))| (label, old, new)).collect();
                compare(&pairs)
            });
            match before {
                None => records.new.push(record.clone()),
                Some((id, _)) if !changes.is_empty() => records.changed.push((*id, record.clone())),
                Some(_) => {}
            }
            verdicts.push(Verdict::right(*row, self.whom(*row), before.is_some(), changes));
        }
        (verdicts, plan(records))
    }
}

/// The owner of a row.
fn number(row: &Row, problems: &mut Vec<Problem>) -> Option<String> {
    files::number(row.get("職員番号"))
        .map_err(|advice| problems.push(row.problem("職員番号", advice)))
        .ok()
}

/// A day that must be there.
fn day(row: &Row, column: &'static str, problems: &mut Vec<Problem>) -> Option<time::Date> {
    table::day(row.get(column))
        .map_err(|advice| problems.push(row.problem(column, format!("{advice}。"))))
        .ok()
}

/// A text within its length.
fn text(
    row: &Row,
    column: &'static str,
    (least, most): (usize, usize),
    problems: &mut Vec<Problem>,
) -> Option<String> {
    let text = row.get(column);
    let count = text.chars().count();
    let advice = if count < least {
        "入力してください。".to_owned()
    } else if count > most {
        format!("{most}文字までにしてください（いま{count}文字）。")
    } else if text.chars().any(char::is_control) {
        "改行やタブなどの制御文字を取り除いてください。".to_owned()
    } else {
        return Some(text.to_owned());
    };
    problems.push(row.problem(column, advice));
    None
}

/// A day in words, or what its absence means.
fn words(day: Option<time::Date>, without: &str) -> String {
    day.map_or_else(|| without.to_owned(), wareki)
}

/// A text in words.
fn or_none(text: &str) -> String {
    if text.is_empty() { "なし".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests;
