//! 過去の評価結果: how somebody's year ended before the city had the portal.

use super::{Record, number, or_none, text};
use crate::kit::{
    date::fiscal_label,
    table::{Problem, Row},
    text::half_width,
};

/// The result of somebody's year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastResult {
    pub number: String,
    pub fiscal_year: i16,
    /// 総合の評語, as the old sheets have it: A, 良好 …
    pub letter: String,
    /// Text, so that nothing is lost: at most two decimals.
    pub points: Option<String>,
    pub note: String,
}

impl Record for PastResult {
    fn number(&self) -> &str {
        &self.number
    }

    fn key(&self) -> String {
        self.fiscal_year.to_string()
    }

    fn keep(&mut self, stored: &Self, row: &Row) {
        if !row.has("点数") {
            self.points.clone_from(&stored.points);
        }
        if !row.has("備考") {
            self.note.clone_from(&stored.note);
        }
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("評語", self.letter.clone()),
            ("点数", self.points.clone().unwrap_or_else(|| "なし".to_owned())),
            ("備考", or_none(&self.note)),
        ]
    }
}

pub(super) fn read(row: &Row, problems: &mut Vec<Problem>) -> Option<PastResult> {
    let number = number(row, problems);
    let fiscal_year = fiscal_year(row.get("年度"));
    if fiscal_year.is_none() {
        let advice = "「令和5年度」「R5」「2023」のように、1990年度から後の年度にしてください。";
        problems.push(row.problem("年度", advice));
    }
    let letter = text(row, "評語", (1, 20), problems);
    let points = match row.get("点数") {
        "" => Some(None),
        typed => points(typed).map(Some),
    };
    if points.is_none() {
        let advice = "0から9999までの数字にしてください。小数は2桁までです。";
        problems.push(row.problem("点数", advice));
    }
    let note = text(row, "備考", (0, 200), problems);
    Some(PastResult {
        number: number?,
        fiscal_year: fiscal_year?,
        letter: letter?,
        points: points?,
        note: note?,
    })
}

/// 「令和5年度」「令和5」「R5」「2023年度」「2023」
fn fiscal_year(typed: &str) -> Option<i16> {
    let typed = half_width(typed).to_uppercase();
    let bare = typed.trim_end_matches("年度").trim_end_matches('年');
    if let Ok(year) = bare.parse::<i16>() {
        return (1990..=2100).contains(&year).then_some(year);
    }
    (1990..=2100).find(|year| {
        let label = fiscal_label(*year);
        let own = label.trim_end_matches("年度");
        let short = own.replace("令和", "R").replace("平成", "H");
        [own, &short].iter().any(|name| bare == *name || bare == name.replace('元', "1"))
    })
}

/// 「72.5」 without zeros behind.
fn points(typed: &str) -> Option<String> {
    let typed = half_width(typed);
    let (whole, part) = typed.split_once('.').unwrap_or((typed.as_str(), "0"));
    let digits = |text: &str, most: usize| {
        !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit())
    };
    if !digits(whole, 4) || !digits(part, 2) {
        return None;
    }
    let whole: u16 = whole.parse().ok()?;
    let part = part.trim_end_matches('0');
    Some(if part.is_empty() { whole.to_string() } else { format!("{whole}.{part}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_and_points_are_read_as_people_write_them() {
        for typed in ["令和5年度", "令和５", "R5", "r5年度", "2023", "2023年度"] {
            assert_eq!(fiscal_year(typed), Some(2023), "{typed}");
        }
        for typed in ["令和元年度", "令和1", "R1", "R元", "2019"] {
            assert_eq!(fiscal_year(typed), Some(2019), "{typed}");
        }
        assert_eq!(fiscal_year("H30"), Some(2018));
        assert_eq!(fiscal_year("1989"), None);
        assert_eq!(fiscal_year("いつか"), None);
        assert_eq!(points("７２．５０").unwrap(), "72.5");
        assert_eq!(points("080").unwrap(), "80");
        for wrong in ["-1", "1.234", "10000", "A", "."] {
            assert_eq!(points(wrong), None, "{wrong}");
        }
    }
}
