//! The organisation as a file. One row says what a unit is called, and where it belongs, from a
//! day on:
//!
//! | 列 | 書き方 |
//! |---|---|
//! | 組織コード | 半角の英数字と「-」で20文字まで。変わらない番号 |
//! | 名称 | 60文字まで |
//! | 階層 | 部局、部、課、係 のどれか |
//! | 上位組織コード | 属する組織のコード。部局は空欄 |
//! | 並び順 | 一覧に並べる順の整数 |
//! | 開始日 | この名称・所属になる日（2026/4/1、R8.4.1 など） |
//! | 終了日 | 最後の日。続くときは空欄。列ごと省略できる |

use time::Date;

use super::tree::Level;
use crate::kit::{
    spans::Span,
    table::{self, Column, Problem, Row},
    text,
};

const fn column(name: &'static str) -> Column {
    Column { name, optional: false }
}

/// The columns of the file.
pub const COLUMNS: [Column; 7] = [
    column("組織コード"),
    column("名称"),
    column("階層"),
    column("上位組織コード"),
    column("並び順"),
    column("開始日"),
    Column { name: "終了日", optional: true },
];

/// What a unit is during a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub name: String,
    pub level: Level,
    pub parent: Option<String>,
    pub place: i32,
}

/// A row that has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRow {
    pub row: usize,
    pub code: String,
    pub span: Span,
    pub version: Version,
}

/// All rows of a file, or everything that is wrong with them.
pub fn units(bytes: &[u8]) -> Result<Vec<UnitRow>, Vec<Problem>> {
    let rows = table::read(bytes, &COLUMNS)?;
    let mut problems = Vec::new();
    let units: Vec<UnitRow> = rows.iter().filter_map(|row| unit(row, &mut problems)).collect();
    if problems.is_empty() { Ok(units) } else { Err(problems) }
}

/// One row, or everything that is wrong with it.
pub fn unit(row: &Row, problems: &mut Vec<Problem>) -> Option<UnitRow> {
    let mut note = |column, advice: String| problems.push(row.problem(column, advice));
    let code = code(row.get("組織コード")).map_err(|advice| note("組織コード", advice)).ok();
    let name = words(row.get("名称"), 60).map_err(|advice| note("名称", advice)).ok();
    let level = Level::ALL.into_iter().find(|level| level.label() == row.get("階層"));
    if level.is_none() {
        note("階層", "「部局」「部」「課」「係」のどれかにしてください。".to_owned());
    }
    let parent = match row.get("上位組織コード") {
        "" => Some(None),
        text => self::code(text).map(Some).map_err(|advice| note("上位組織コード", advice)).ok(),
    };
    if let (Some(parent), Some(level)) = (&parent, level) {
        match (parent, level) {
            (Some(_), Level::Executive) => {
                note(
                    "上位組織コード",
                    "部局には上位の組織がありません。空欄にしてください。".to_owned(),
                );
            }
            (None, Level::Department | Level::Section | Level::Team) => {
                note("上位組織コード", "属する組織のコードを入力してください。".to_owned());
            }
            _ => {}
        }
    }
    let place = text::half_width(row.get("並び順")).parse().ok();
    if place.is_none() {
        note("並び順", "整数にしてください（例：10）。".to_owned());
    }
    let span = span(row, "開始日", "終了日", &mut note);
    let version = Version { name: name?, level: level?, parent: parent?, place: place? };
    Some(UnitRow { row: row.number, code: code?, span: span?, version })
}

/// A code of a unit.
pub fn code(typed: &str) -> Result<String, String> {
    let code = text::half_width(typed);
    let right = !code.is_empty()
        && code.len() <= 20
        && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if right {
        Ok(code)
    } else {
        Err("半角の英数字と「-」で、1文字から20文字までにしてください。".to_owned())
    }
}

/// A name or title that must be there.
pub fn words(typed: &str, most: usize) -> Result<String, String> {
    let count = typed.chars().count();
    if typed.is_empty() {
        Err("入力してください。".to_owned())
    } else if typed.chars().any(char::is_control) {
        Err("改行やタブなどの制御文字を取り除いてください。".to_owned())
    } else if count > most {
        Err(format!("{most}文字までにしてください（いま{count}文字）。"))
    } else {
        Ok(typed.to_owned())
    }
}

/// First and last day of a row.
pub fn span(
    row: &Row,
    first: &'static str,
    last: &'static str,
    note: &mut impl FnMut(&'static str, String),
) -> Option<Span> {
    let from = table::day(row.get(first)).map_err(|advice| note(first, format!("{advice}。"))).ok();
    let until = match row.get(last) {
        "" => Some(None),
        text => table::day(text)
            .and_then(|day| day.next_day().ok_or_else(|| "扱えない日付です".to_owned()))
            .map(Some)
            .map_err(|advice| note(last, format!("{advice}。")))
            .ok(),
    };
    let (from, until): (Date, Option<Date>) = (from?, until?);
    if until.is_some_and(|until| until <= from) {
        note(last, format!("{first}より前です。{first}以後の日付にしてください。"));
        return None;
    }
    Some(Span { from, until })
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const HEAD: &str = "組織コード,名称,階層,上位組織コード,並び順,開始日,終了日\n";

    #[test]
    fn a_good_row_becomes_a_unit() {
        let file = format!("{HEAD}０４０１,福祉総務課,課,04,４１,R8.4.1,令和9年3月31日\n");
        let row = units(file.as_bytes()).unwrap().remove(0);
        assert_eq!((row.row, row.code.as_str()), (2, "0401"));
        let until = Some(date!(2027 - 04 - 01));
        assert_eq!(row.span, Span { from: date!(2026 - 04 - 01), until });
        let parent = Some("04".to_owned());
        let name = "福祉総務課".to_owned();
        assert_eq!(row.version, Version { name, level: Level::Section, parent, place: 41 });
    }

    #[test]
    fn every_mistake_of_every_row_is_said() {
        let long = "あ".repeat(61);
        let cases = [
            (",係,係,04,1,2026/4/1,", "組織コード"),
            ("ア1,係,係,04,1,2026/4/1,", "組織コード"),
            ("1,,係,04,1,2026/4/1,", "名称"),
            (&format!("1,{long},係,04,1,2026/4/1,"), "名称"),
            ("1,係,班,04,1,2026/4/1,", "階層"),
            ("1,係,係,,1,2026/4/1,", "上位組織コード"),
            ("1,市長部局,部局,04,1,2026/4/1,", "上位組織コード"),
            ("1,係,係,04,一,2026/4/1,", "並び順"),
            ("1,係,係,04,1,2026/2/30,", "開始日"),
            ("1,係,係,04,1,,", "開始日"),
            ("1,係,係,04,1,2026/4/1,きのう", "終了日"),
            ("1,係,係,04,1,2026/4/1,2026/3/31", "終了日"),
        ];
        let file = cases.map(|(row, _)| row).join("\n");
        let problems = units(format!("{HEAD}{file}").as_bytes()).unwrap_err();
        let found: Vec<_> = problems.iter().map(|p| (p.row, p.column)).collect();
        let expected: Vec<_> = (2..).zip(cases.iter().map(|case| case.1)).collect();
        assert_eq!(found, expected);
        assert!(problems.iter().all(|p| p.advice.ends_with('。')), "{problems:#?}");
    }
}
