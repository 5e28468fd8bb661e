//! Who gets which short sheet, when each step of it is due, and what an evaluator has to write.
//! Pure.

use serde::Deserialize;
use time::{Date, Duration};

use crate::{
    evaluation::{sheet::Written, view::Scope},
    kit::{
        date::{month_day, whole_months},
        text,
    },
    organisation::Level,
};

/// The kind of work whose form has only the overall items (龍ケ崎市: 任期3月未満).
pub const BRIEF: &str = "brief";

/// The group of the goals that 職員課 sets for a kind of work (坂東市).
pub const GOALS: &str = "業務目標";

/// What becomes of somebody whose term is short or whose hours are few.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    Brief,
    Excluded,
}

impl Treatment {
    pub const ALL: [Self; 2] = [Self::Brief, Self::Excluded];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Brief => "brief",
            Self::Excluded => "excluded",
        }
    }

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Brief => "総合の項目だけで評価する",
            Self::Excluded => "評価の対象から外す",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// The city's rule, as it holds on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// A term of fewer whole months is short.
    pub least_months: u8,
    pub short_term: Treatment,
    /// Fewer minutes a week are few.
    pub least_minutes: i16,
    pub few_hours: Treatment,
    pub first: Level,
    pub second: Option<Level>,
    /// Days before the last day of the term.
    pub opens_days: i16,
    pub due_days: i16,
    pub scope: Scope,
}

/// Which sheet somebody gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// That of the kind of work.
    Full,
    /// The overall items only.
    Brief,
    /// None, for the reason with this code.
    Excluded(&'static str),
}

impl Form {
    /// What the list says.
    pub fn label(self) -> &'static str {
        match self {
            Self::Full => "職種の様式",
            Self::Brief => "総合の項目だけ",
            Self::Excluded("under_three_months") => "対象外（任期が短い）",
            Self::Excluded(_) => "対象外（勤務時間が短い）",
        }
    }

    /// What the history of the sheet says about somebody who is left out.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Excluded("under_three_months") => {
                Some("任期が、決まりの月数に満たないため、評価の対象外です。")
            }
            Self::Excluded(_) => {
                Some("週の勤務時間が、決まりの時間に満たないため、評価の対象外です。")
            }
            _ => None,
        }
    }
}

/// Which form a term leads to. Being left out weighs more than the brief form.
pub fn form((from, until): (Date, Date), weekly_minutes: i16, rule: &Rule) -> Form {
    let short = whole_months(from, until) < rule.least_months;
    let few = weekly_minutes < rule.least_minutes;
    if few && rule.few_hours == Treatment::Excluded {
        Form::Excluded("short_hours")
    } else if short && rule.short_term == Treatment::Excluded {
        Form::Excluded("under_three_months")
    } else if short || few {
        Form::Brief
    } else {
        Form::Full
    }
}

/// When each step of a sheet opens and is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    pub step: &'static str,
    pub opens_on: Date,
    pub due_on: Date,
}

/// The dates of a sheet: the evaluators' before the end of the term, the last of them some days
/// after the first. What would lie before the term begins is moved into it.
pub fn dates((from, until): (Date, Date), rule: &Rule, first: bool, second: bool) -> Vec<Dates> {
    let before = |days: i16| (until - Duration::days(i64::from(days))).max(from);
    let (opens, due) = (before(rule.opens_days), before(rule.due_days));
    let mut dates = Vec::new();
    if first {
        let last = if second { (due - Duration::days(7)).max(opens) } else { due };
        dates.push(Dates { step: "first", opens_on: opens, due_on: last });
    }
    if second {
        dates.push(Dates { step: "second", opens_on: opens, due_on: due });
    }
    dates.push(Dates { step: "confirmation", opens_on: due, due_on: until });
    dates.push(Dates { step: "disclosure", opens_on: until, due_on: until + Duration::days(30) });
    dates
}

/// 再度の任用に関する意見
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Renewal {
    Suitable,
    Conditional,
    Unsuitable,
}

impl Renewal {
    pub const ALL: [Self; 3] = [Self::Suitable, Self::Conditional, Self::Unsuitable];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Suitable => "suitable",
            Self::Conditional => "conditional",
            Self::Unsuitable => "unsuitable",
        }
    }

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Suitable => "任用してよい",
            Self::Conditional => "条件付きでよい",
            Self::Unsuitable => "望ましくない",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// One item of a form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Item {
    pub id: i64,
    pub name: String,
    pub definition: String,
    pub element: String,
    /// A goal of the kind of work, set in advance.
    pub goal: bool,
}

/// A row that is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complete {
    pub opinions: Vec<Written>,
    pub overall: i16,
    pub remark: String,
    pub renewal: Renewal,
    pub reason: String,
}

/// The longest text of a row.
pub const MAX_TEXT: usize = 400;

/// Reads a row as it stands in the drafts, or everything that is missing: field and sentence.
pub fn complete<'a>(
    items: &[Item],
    scale: &[i16],
    draft: impl Fn(&str) -> &'a str,
) -> Result<Complete, Vec<(String, String)>> {
    let mut missing: Vec<(String, String)> = Vec::new();
    let mut grade = |field: &str, name: &str| {
        let points = text::half_width(draft(field)).parse().ok().filter(|p| scale.contains(p));
        if points.is_none() {
            missing.push((field.to_owned(), format!("「{name}」の評価を選んでください")));
        }
        points
    };
    let mut opinions = Vec::new();
    for item in items {
        if let Some(points) = grade(&format!("grade-{}", item.id), &item.name) {
            opinions.push(Written { ability: item.id, points, comment: String::new() });
        }
    }
    let overall = grade("overall", "全体");
    let given = opinions.iter().map(|one| one.points).chain(overall);
    let least = usize::from(needs_remark(given, scale));
    let mut note = |field: &str, read: Result<String, String>| {
        read.map_err(|sentence| missing.push((field.to_owned(), sentence))).ok()
    };
    let remark = note("remark-to_person", remark(draft("remark-to_person"), least));
    let renewal = Renewal::from_code(draft("renewal"));
    let least = if renewal.is_some_and(|r| r != Renewal::Suitable) { 10 } else { 0 };
    let words = text::prose(draft("renewal_reason"), "再度の任用の意見の理由", least..=MAX_TEXT);
    let reason = note("renewal_reason", words);
    if renewal.is_none() {
        missing.push(("renewal".to_owned(), "再度の任用の意見を選んでください".to_owned()));
    }
    match (overall, remark, renewal, reason) {
        (Some(overall), Some(remark), Some(renewal), Some(reason)) if missing.is_empty() => {
            Ok(Complete { opinions, overall, remark, renewal, reason })
        }
        _ => Err(missing),
    }
}

fn remark(typed: &str, least: usize) -> Result<String, String> {
    let read = text::prose(typed, "所見", least..=MAX_TEXT);
    match read {
        Err(_) if typed.trim().is_empty() => {
            Err("いちばん上か下の評価があるときは、所見に根拠となる事実を書いてください".to_owned())
        }
        read => read,
    }
}

/// Whether a grade at either end of the scale asks for a word about why (evaluation.md 3.4).
pub fn needs_remark(given: impl IntoIterator<Item = i16>, scale: &[i16]) -> bool {
    let (least, most) = (scale.iter().min(), scale.iter().max());
    given.into_iter().any(|points| Some(&points) == least || Some(&points) == most)
}

/// 「週15時間30分」
pub fn hours(minutes: i16) -> String {
    match (minutes.div_euclid(60), minutes.rem_euclid(60)) {
        (hours, 0) => format!("週{hours}時間"),
        (hours, rest) => format!("週{hours}時間{rest}分"),
    }
}

/// 「4月1日〜3月31日」
pub fn term((from, until): (Date, Date)) -> String {
    format!("{}〜{}", month_day(from), month_day(until))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use time::macros::date;

    use super::*;

    const RULE: Rule = Rule {
        least_months: 3,
        short_term: Treatment::Brief,
        least_minutes: 930,
        few_hours: Treatment::Excluded,
        first: Level::Section,
        second: None,
        opens_days: 60,
        due_days: 14,
        scope: Scope::ItemsAndComments,
    };

    #[test]
    fn exclusion_by_term_and_hours() {
        let terms = [
            ("1年", date!(2027 - 03 - 31)),
            ("3か月", date!(2026 - 06 - 30)),
            ("3か月に1日足りない", date!(2026 - 06 - 29)),
        ];
        let strict = Rule { short_term: Treatment::Excluded, few_hours: Treatment::Brief, ..RULE };
        let mut table = String::new();
        for (words, until) in terms {
            for minutes in [1800, 930, 929] {
                let term = (date!(2026 - 04 - 01), until);
                let (own, other) = (form(term, minutes, &RULE), form(term, minutes, &strict));
                let (own, other) = (own.label(), other.label());
                writeln!(table, "{words} {}: {own} ／ {other}", hours(minutes)).unwrap();
            }
        }
        insta::assert_snapshot!(table, @"
        1年 週30時間: 職種の様式 ／ 職種の様式
        1年 週15時間30分: 職種の様式 ／ 職種の様式
        1年 週15時間29分: 対象外（勤務時間が短い） ／ 総合の項目だけ
        3か月 週30時間: 職種の様式 ／ 職種の様式
        3か月 週15時間30分: 職種の様式 ／ 職種の様式
        3か月 週15時間29分: 対象外（勤務時間が短い） ／ 総合の項目だけ
        3か月に1日足りない 週30時間: 総合の項目だけ ／ 対象外（任期が短い）
        3か月に1日足りない 週15時間30分: 総合の項目だけ ／ 対象外（任期が短い）
        3か月に1日足りない 週15時間29分: 対象外（勤務時間が短い） ／ 対象外（任期が短い）
        ");
    }

    #[test]
    fn the_period_is_the_term() {
        let mut table = String::new();
        for (term, second) in [
            ((date!(2026 - 04 - 01), date!(2027 - 03 - 31)), false),
            ((date!(2026 - 04 - 01), date!(2027 - 03 - 31)), true),
            ((date!(2026 - 06 - 01), date!(2026 - 06 - 10)), true),
        ] {
            for one in dates(term, &RULE, true, second) {
                writeln!(table, "{} {} {}", one.step, one.opens_on, one.due_on).unwrap();
            }
            table.push('\n');
        }
        insta::assert_snapshot!(table, @"
        first 2027-01-30 2027-03-17
        confirmation 2027-03-17 2027-03-31
        disclosure 2027-03-31 2027-04-30

        first 2027-01-30 2027-03-10
        second 2027-01-30 2027-03-17
        confirmation 2027-03-17 2027-03-31
        disclosure 2027-03-31 2027-04-30

        first 2026-06-01 2026-06-01
        second 2026-06-01 2026-06-01
        confirmation 2026-06-01 2026-06-10
        disclosure 2026-06-10 2026-07-10
        ");
    }

    fn items() -> Vec<Item> {
        ["規律性", "業務知識"]
            .into_iter()
            .zip(1..)
            .map(|(name, id)| Item {
                id,
                name: name.to_owned(),
                definition: String::new(),
                element: String::new(),
                goal: false,
            })
            .collect()
    }

    fn said(draft: &[(&str, &'static str)]) -> String {
        let of = |field: &str| draft.iter().find(|(f, _)| *f == field).map_or("", |(_, v)| *v);
        match complete(&items(), &[1, 2, 3], of) {
            Ok(row) => format!("{} {} {}", row.overall, row.renewal.label(), row.remark),
            Err(missing) => missing.iter().fold(String::new(), |mut out, (field, sentence)| {
                writeln!(out, "{field}: {sentence}").unwrap();
                out
            }),
        }
    }

    #[test]
    fn a_row_is_complete_with_every_grade_and_an_opinion() {
        insta::assert_snapshot!(said(&[]), @"
        grade-1: 「規律性」の評価を選んでください
        grade-2: 「業務知識」の評価を選んでください
        overall: 「全体」の評価を選んでください
        renewal: 再度の任用の意見を選んでください
        ");
        let mut draft =
            vec![("grade-1", "２"), ("grade-2", "2"), ("overall", "2"), ("renewal", "suitable")];
        assert_eq!(said(&draft), "2 任用してよい ");
        (draft[1].1, draft[3].1) = ("3", "unsuitable");
        draft.push(("renewal_reason", "短い"));
        insta::assert_snapshot!(said(&draft), @"
        remark-to_person: いちばん上か下の評価があるときは、所見に根拠となる事実を書いてください
        renewal_reason: 再度の任用の意見の理由は10文字以上で入力してください（いまは2文字です）
        ");
    }
}
