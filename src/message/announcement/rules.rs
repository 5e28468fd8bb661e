//! Whom an announcement is for, in words, and where it is in its time. Pure.

use time::Date;

use crate::kit::date::month_day_weekday;

/// How somebody is employed: the word in the database and on the page.
pub const EMPLOYMENTS: [(&str, &str); 4] = [
    ("regular", "正規職員"),
    ("reappointed", "再任用職員"),
    ("fixed_term", "任期付職員"),
    ("fiscal_year", "会計年度任用職員"),
];

/// Whom an announcement is for: everybody whom all that is set fits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audience {
    /// A unit with everything below it: key and name.
    pub unit: Option<(i64, String)>,
    /// A position: code and name.
    pub position: Option<(String, String)>,
    /// The word of [`EMPLOYMENTS`].
    pub employment: Option<String>,
    pub evaluators: bool,
}

impl Audience {
    /// 「保健福祉部（下の部署を含む）の主任職で、評価者」
    pub fn words(&self) -> String {
        let unit = self.unit.as_ref().map(|(_, name)| format!("{name}（下の部署を含む）"));
        let position = self.position.as_ref().map(|(_, name)| name.clone());
        let employment = self
            .employment
            .as_ref()
            .and_then(|code| EMPLOYMENTS.iter().find(|(known, _)| known == code))
            .map(|(_, label)| (*label).to_owned());
        let evaluators = self.evaluators.then(|| "評価者".to_owned());
        let parts: Vec<String> =
            [unit, position, employment, evaluators].into_iter().flatten().collect();
        if parts.is_empty() { "全職員".to_owned() } else { parts.join("・") }
    }
}

/// Where an announcement is in its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Coming,
    Running,
    Over,
    /// Taken back.
    Ended,
}

impl Phase {
    pub fn of(from: Date, until: Date, ended: bool, today: Date) -> Self {
        match (ended, today < from, today > until) {
            (true, ..) => Self::Ended,
            (_, true, _) => Self::Coming,
            (_, _, true) => Self::Over,
            _ => Self::Running,
        }
    }

    /// The word and the look of its tag.
    pub fn tag(self) -> (&'static str, &'static str) {
        match self {
            Self::Coming => ("掲載前", "now"),
            Self::Running => ("掲載中", "ok"),
            Self::Over => ("掲載終了", ""),
            Self::Ended => ("取り下げ", ""),
        }
    }

    /// Whether it may still be changed or taken back.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Coming | Self::Running)
    }
}

/// 「11月24日（火）〜12月4日（金）」
pub fn span(from: Date, until: Date) -> String {
    format!("{}〜{}", month_day_weekday(from), month_day_weekday(until))
}

/// 「64名のうち12名（18%）」
pub fn read_words(read: i64, all: i64) -> String {
    if all == 0 {
        return "対象の人がいません".to_owned();
    }
    format!("{all}名のうち{read}名（{}%）", read * 100 / all)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn an_audience_is_told_in_words() {
        let mut audience = Audience::default();
        assert_eq!(audience.words(), "全職員");
        audience.unit = Some((5, "保健福祉部".to_owned()));
        audience.employment = Some("regular".to_owned());
        assert_eq!(audience.words(), "保健福祉部（下の部署を含む）・正規職員");
        audience.position = Some(("shunin".to_owned(), "主任職".to_owned()));
        audience.evaluators = true;
        assert_eq!(audience.words(), "保健福祉部（下の部署を含む）・主任職・正規職員・評価者");
    }

    #[test]
    fn time_goes_by() {
        let (from, until) = (date!(2026 - 11 - 24), date!(2026 - 12 - 04));
        let told: Vec<String> = [
            (date!(2026 - 11 - 23), false),
            (date!(2026 - 11 - 24), false),
            (date!(2026 - 12 - 04), false),
            (date!(2026 - 12 - 05), false),
            (date!(2026 - 11 - 24), true),
        ]
        .into_iter()
        .map(|(today, ended)| {
            let phase = Phase::of(from, until, ended, today);
            format!("{today} {} {}", phase.tag().0, phase.is_open())
        })
        .collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        2026-11-23 掲載前 true
        2026-11-24 掲載中 true
        2026-12-04 掲載中 true
        2026-12-05 掲載終了 false
        2026-11-24 取り下げ false
        ");
        assert_eq!(span(from, until), "11月24日（火）〜12月4日（金）");
    }

    #[test]
    fn readers_are_counted() {
        assert_eq!(read_words(12, 64), "64名のうち12名（18%）");
        assert_eq!(read_words(0, 0), "対象の人がいません");
    }
}
