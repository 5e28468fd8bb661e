//! 資格: what somebody is qualified for, since when and until when.

use time::Date;

use super::{Record, day, number, or_none, text, words};
use crate::kit::table::{Problem, Row};

/// A qualification of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qualification {
    pub number: String,
    pub name: String,
    pub acquired_on: Date,
    /// the last day; None: it does not expire
    pub expires_on: Option<Date>,
    /// by what it was seen: 免許証の写し, 登録番号 …
    pub proof: String,
}

impl Record for Qualification {
    fn number(&self) -> &str {
        &self.number
    }

    fn key(&self) -> String {
        format!("{}\u{1f}{}", self.name, self.acquired_on)
    }

    fn keep(&mut self, stored: &Self, row: &Row) {
        if !row.has("有効期限") {
            self.expires_on = stored.expires_on;
        }
        if !row.has("証明") {
            self.proof.clone_from(&stored.proof);
        }
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![("有効期限", words(self.expires_on, "期限なし")), ("証明", or_none(&self.proof))]
    }
}

pub(super) fn read(row: &Row, problems: &mut Vec<Problem>) -> Option<Qualification> {
    let number = number(row, problems);
    let name = text(row, "資格名", (1, 100), problems);
    let acquired_on = day(row, "取得日", problems);
    let before = problems.len();
    let expires = Some("有効期限").filter(|column| !row.get(column).is_empty());
    let expires_on = expires.and_then(|column| day(row, column, problems));
    let unread = problems.len() > before;
    let proof = text(row, "証明", (0, 200), problems);
    if acquired_on.zip(expires_on).is_some_and(|(from, until)| until < from) {
        let advice = "取得日より前です。取得日以後の日付にしてください。";
        problems.push(row.problem("有効期限", advice));
        return None;
    }
    if unread {
        return None;
    }
    Some(Qualification {
        number: number?,
        name: name?,
        acquired_on: acquired_on?,
        expires_on,
        proof: proof?,
    })
}
