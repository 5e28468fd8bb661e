//! Who may read a fact, how long its writer may change it, and which months of a year have none
//! (evaluation.md 1.4 職務行動記録, needs.md 13). Pure.

use serde::Deserialize;
use time::Date;

use crate::{
    evaluation::{view::Reader, workflow::State},
    kit::date::{fiscal_label, fiscal_year, month_day},
};

/// Who wrote a fact, as the sheet names people today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The person it is about.
    Subject,
    First,
    Second,
    /// Somebody who evaluated the person when it was written and no longer does.
    Former,
}

/// 良かった点 or 直したい点.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Good,
    Improve,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::Good, Self::Improve];

    /// The word in the database and in the form.
    pub fn code(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Improve => "improve",
        }
    }

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Good => "良かった点",
            Self::Improve => "直したい点",
        }
    }
}

/// Whether this reader may read a fact. Its writer always may; the person and the evaluators may
/// once it is shared; 職員課, who calibrates and everybody else never.
pub fn may_read(author: Author, reader: Reader, shared: bool) -> bool {
    match (author, reader) {
        (
            _,
            Reader::Hr | Reader::Calibrator | Reader::Former | Reader::Assistant | Reader::Stranger,
        ) => false,
        (Author::Subject, Reader::Subject)
        | (Author::First, Reader::First)
        | (Author::Second, Reader::Second) => true,
        (_, Reader::Subject | Reader::First | Reader::Second) => shared,
    }
}

/// The same for somebody who may stand in for the evaluator: a deputy reads what is shared, and never
/// what the evaluator kept to themselves.
pub fn may_read_as(author: Author, reader: Reader, shared: bool, standing_in: bool) -> bool {
    may_read(author, reader, shared) && (shared || !standing_in)
}

/// Whether facts of a year may still be noted: until the sheet of that year is confirmed, before
/// there is one, and while its result is being corrected.
pub fn is_open(sheet: Option<State>) -> bool {
    sheet.is_none_or(|state| state < State::Confirmed)
}

/// Said where that is over.
pub const CLOSED: &str =
    "この年度の評価は確定しました。期中メモは読めますが、書き足したり直したりはできません。";

/// Said where a fact stood already when a result was confirmed.
pub const SETTLED: &str =
    "この記録を書いた後に、評価が確定しました。読めますが、直したり消したりはできません。";

/// How a month stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Noted,
    /// Over, and nothing was noted.
    Gap,
    /// Not over yet.
    Ahead,
}

/// One month of the strip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    pub number: u8,
    pub count: usize,
    pub look: Look,
}

/// 月の帯: the twelve months of a fiscal year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strip {
    pub months: Vec<Month>,
    pub total: usize,
}

/// Counts facts by month. A month that is not over is no gap.
pub fn strip(year: i16, days: impl IntoIterator<Item = Date>, today: Date) -> Strip {
    let mut counts = [0_usize; 12];
    for day in days.into_iter().filter(|day| fiscal_year(*day) == year) {
        if let Some(count) = counts.get_mut(place(day)) {
            *count += 1;
        }
    }
    let over = match fiscal_year(today) {
        now if now > year => 12,
        now if now < year => 0,
        _ => place(today),
    };
    let month = |(at, count): (usize, &usize)| Month {
        number: u8::try_from((at + 3) % 12 + 1).unwrap_or_default(),
        count: *count,
        look: match count {
            0 if at < over => Look::Gap,
            0 => Look::Ahead,
            _ => Look::Noted,
        },
    };
    Strip { total: counts.iter().sum(), months: counts.iter().enumerate().map(month).collect() }
}

/// April is 0, March 11.
fn place(day: Date) -> usize {
    usize::from((day.month() as u8 + 8) % 12)
}

impl Strip {
    /// 「6・8月」; empty where every month that is over has one.
    pub fn gaps(&self) -> String {
        let gaps: Vec<String> = self
            .months
            .iter()
            .filter(|month| month.look == Look::Gap)
            .map(|month| month.number.to_string())
            .collect();
        if gaps.is_empty() { String::new() } else { format!("{}月", gaps.join("・")) }
    }

    /// 「9件（6・8月なし）」
    pub fn words(&self) -> String {
        match (self.total, self.gaps()) {
            (0, _) => "0件".to_owned(),
            (n, gaps) if gaps.is_empty() => format!("{n}件（毎月あり）"),
            (n, gaps) => format!("{n}件（{gaps}なし）"),
        }
    }
}

/// A gentle word about the gaps in the eleventh month of the year and the last, not before
/// (needs.md 13).
pub fn prompt(strip: &Strip, year: i16, today: Date) -> Option<String> {
    let late = fiscal_year(today) == year && place(today) >= 10;
    let gaps = strip.gaps();
    (late && !gaps.is_empty()).then(|| {
        format!(
            "{gaps}の記録がありません。思い出せる事実を1つ書いておくと、年度の終わりだけで評価しないですみます。"
        )
    })
}

/// The day of a fact: not after today, in a year that may still be written.
pub fn day(typed: Date, years: &[i16], today: Date) -> Result<Date, String> {
    if typed > today {
        return Err(format!("今日（{}）までの日付を入力してください", month_day(today)));
    }
    if years.is_empty() {
        return Err(CLOSED.to_owned());
    }
    if years.contains(&fiscal_year(typed)) {
        return Ok(typed);
    }
    let labels: Vec<String> = years.iter().map(|year| fiscal_label(*year)).collect();
    Err(format!("{}の日付（4月1日から今日まで）を入力してください", labels.join("か")))
}

/// Where the reader came from, as a page to come back to. What only takes forms leads to the page
/// the form stands on.
pub fn back(path: &str) -> String {
    let path = crate::identity::next_path(path);
    let bare = path.split('?').next().unwrap_or_default();
    if bare.starts_with("/facts/") {
        return "/facts".to_owned();
    }
    let forms = ["/submission", "/withdrawal", "/draft", "/confirmation/check", "/display"];
    let form = forms.iter().find_map(|ending| {
        let last = ending.rfind('/').and_then(|at| ending.get(at..)).unwrap_or(ending);
        bare.ends_with(ending).then(|| bare.strip_suffix(last)).flatten()
    });
    form.map_or_else(|| path.to_owned(), str::to_owned)
}

/// The path of a `Referer`, if it is a page of this portal.
pub fn own_page<'a>(referer: &'a str, host: &str) -> Option<&'a str> {
    let rest = referer.strip_prefix("https://").or_else(|| referer.strip_prefix("http://"))?;
    let path = rest.strip_prefix(host)?;
    path.starts_with('/').then_some(path)
}

/// The sheet a page is about, so that a note begun there is about its person.
pub fn sheet_of(path: &str) -> Option<i64> {
    path.strip_prefix("/sheets/")?.split(['/', '?']).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use time::macros::date;

    use super::*;

    #[test]
    fn who_reads_a_fact() {
        let authors = [
            ("本人", Author::Subject),
            ("一次", Author::First),
            ("二次", Author::Second),
            ("前任", Author::Former),
        ];
        let readers = [
            ("本人", Reader::Subject),
            ("一次", Reader::First),
            ("二次", Reader::Second),
            ("職員課", Reader::Hr),
            ("ほか", Reader::Stranger),
        ];
        let mut table = String::new();
        for (writes, author) in authors {
            for (how, shared) in [("共有しない", false), ("共有する", true)] {
                write!(table, "{writes}が書いて{how}:").unwrap();
                for (who, reader) in readers {
                    let sees = if may_read(author, reader, shared) { "○" } else { "・" };
                    write!(table, " {who} {sees}").unwrap();
                }
                table.push('\n');
            }
        }
        insta::assert_snapshot!(table, @r"
        本人が書いて共有しない: 本人 ○ 一次 ・ 二次 ・ 職員課 ・ ほか ・
        本人が書いて共有する: 本人 ○ 一次 ○ 二次 ○ 職員課 ・ ほか ・
        一次が書いて共有しない: 本人 ・ 一次 ○ 二次 ・ 職員課 ・ ほか ・
        一次が書いて共有する: 本人 ○ 一次 ○ 二次 ○ 職員課 ・ ほか ・
        二次が書いて共有しない: 本人 ・ 一次 ・ 二次 ○ 職員課 ・ ほか ・
        二次が書いて共有する: 本人 ○ 一次 ○ 二次 ○ 職員課 ・ ほか ・
        前任が書いて共有しない: 本人 ・ 一次 ・ 二次 ・ 職員課 ・ ほか ・
        前任が書いて共有する: 本人 ○ 一次 ○ 二次 ○ 職員課 ・ ほか ・
        ");
    }

    #[test]
    fn facts_are_written_until_the_sheet_is_confirmed() {
        let open: Vec<_> = State::ALL.into_iter().filter(|state| is_open(Some(*state))).collect();
        assert_eq!(open.last(), Some(&State::Confirmation));
        assert!(is_open(None) && !is_open(Some(State::Confirmed)));
        assert!(!is_open(Some(State::Disclosed)));
    }

    #[test]
    fn a_month_that_is_over_and_has_nothing_is_a_gap() {
        use Look::{Ahead, Gap, Noted};
        let days = [
            date!(2026 - 04 - 01),
            date!(2026 - 05 - 12),
            date!(2026 - 05 - 31),
            date!(2026 - 09 - 30),
            date!(2026 - 03 - 31),
        ];
        let strip = strip(2026, days, date!(2026 - 11 - 24));
        let looks: Vec<_> = strip.months.iter().map(|m| (m.number, m.count, m.look)).collect();
        assert_eq!(
            looks,
            [
                (4, 1, Noted),
                (5, 2, Noted),
                (6, 0, Gap),
                (7, 0, Gap),
                (8, 0, Gap),
                (9, 1, Noted),
                (10, 0, Gap),
                (11, 0, Ahead),
                (12, 0, Ahead),
                (1, 0, Ahead),
                (2, 0, Ahead),
                (3, 0, Ahead),
            ]
        );
        assert_eq!(strip.words(), "4件（6・7・8・10月なし）");
    }

    #[test]
    fn years_that_are_over_and_years_without_gaps_are_told_in_words() {
        let past = strip(2025, [], date!(2026 - 11 - 24));
        assert_eq!((past.words().as_str(), past.gaps().matches('・').count()), ("0件", 11));
        let ahead = strip(2027, [], date!(2026 - 11 - 24));
        assert_eq!(ahead.gaps(), "");
        let april = strip(2026, [date!(2026 - 04 - 02)], date!(2026 - 05 - 01));
        assert_eq!(april.words(), "1件（毎月あり）");
    }

    #[test]
    fn the_gaps_are_mentioned_in_the_eleventh_month_and_not_before() {
        let said = |today| prompt(&strip(2026, [date!(2026 - 04 - 01)], today), 2026, today);
        assert_eq!(said(date!(2026 - 11 - 24)), None);
        assert_eq!(said(date!(2027 - 01 - 31)), None);
        assert!(said(date!(2027 - 02 - 01)).is_some_and(|words| words.starts_with("5・6・")));
        assert!(said(date!(2027 - 03 - 31)).is_some());
        assert_eq!(said(date!(2027 - 04 - 01)), None, "a new year has begun");
    }

    #[test]
    fn the_day_is_in_a_year_that_is_still_open() {
        let today = date!(2026 - 11 - 24);
        let read = |typed, years: &[i16]| day(typed, years, today);
        assert_eq!(read(today, &[2026]), Ok(today));
        assert_eq!(read(date!(2026 - 04 - 01), &[2026]), Ok(date!(2026 - 04 - 01)));
        assert!(read(date!(2026 - 11 - 25), &[2026]).unwrap_err().contains("11月24日"));
        assert!(read(date!(2026 - 03 - 31), &[2026]).unwrap_err().contains("令和8年度"));
        assert!(read(date!(2026 - 03 - 31), &[2026, 2025]).is_ok());
        assert_eq!(read(today, &[]).unwrap_err(), CLOSED);
    }

    #[test]
    fn one_comes_back_to_a_page_of_this_portal() {
        for (from, to) in [
            ("/reviews/grid?step=first&ability=3", "/reviews/grid?step=first&ability=3"),
            ("/sheets/7/review/submission", "/sheets/7/review"),
            ("/sheets/7/self-assessment/check", "/sheets/7/self-assessment/check"),
            ("/hr/cycles/1/confirmation/check", "/hr/cycles/1/confirmation"),
            ("/facts?year=2025", "/facts?year=2025"),
            ("/facts/new?sheet=1", "/facts"),
            ("/facts/3/edit", "/facts"),
            ("/", "/"),
            ("//evil", "/"),
            ("https://evil/x", "/"),
        ] {
            assert_eq!(back(from), to, "{from}");
        }
        assert_eq!(own_page("http://portal/sheets/7?a=b", "portal"), Some("/sheets/7?a=b"));
        assert_eq!(own_page("http://portal.evil/x", "portal"), None);
        assert_eq!(own_page("http://evil/x", "portal"), None);
        assert_eq!(sheet_of("/sheets/7/review?position=shuji"), Some(7));
        assert_eq!(sheet_of("/sheets/7"), Some(7));
        assert_eq!(sheet_of("/reviews"), None);
    }
}
