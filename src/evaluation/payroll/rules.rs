//! When a band is paid: last year's result counts for the next June and December (evaluation.md
//! 3.6). Pure.

use serde::Deserialize;
use time::{Date, Month};

/// 勤勉手当 is paid twice a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Season {
    June,
    December,
}

impl Season {
    /// Both, in the order they come.
    pub const ALL: [Self; 2] = [Self::June, Self::December];

    /// The word in a form.
    pub fn code(self) -> &'static str {
        match self {
            Self::June => "june",
            Self::December => "december",
        }
    }

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::June => "6月の勤勉手当",
            Self::December => "12月の勤勉手当",
        }
    }

    /// Reads the word of a form.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|season| season.code() == code)
    }

    /// The day whose codes count for the bands of a fiscal year: 1 June or 1 December after it,
    /// the days on which 勤勉手当 looks at who is there.
    pub fn day(self, fiscal_year: i16) -> Date {
        let month = match self {
            Self::June => Month::June,
            Self::December => Month::December,
        };
        Date::from_calendar_date(i32::from(fiscal_year) + 1, month, 1).unwrap_or(Date::MIN)
    }
}

/// Why somebody gets no line in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// No group holds their position.
    NoGroup,
    /// Left out of the evaluation, and the decision gave them no band.
    Excluded,
    /// Their group is decided, without them.
    NotPlaced,
    /// They work for the city and have no sheet of this year.
    NoSheet,
}

impl Why {
    /// The words on the page, with what to do.
    pub fn label(self) -> &'static str {
        match self {
            Self::NoGroup => "職位が、どのグループにも入っていません",
            Self::Excluded => "評価の対象外で、区分がありません",
            Self::NotPlaced => "グループの決定に入っていません",
            Self::NoSheet => "この評価のシートがありません",
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn a_years_bands_are_paid_in_the_next_june_and_december() {
        let days = Season::ALL.map(|season| season.day(2026));
        assert_eq!(days, [date!(2027 - 06 - 01), date!(2027 - 12 - 01)]);
        assert_eq!(Season::from_code("december"), Some(Season::December));
        assert_eq!(Season::from_code("march"), None);
    }
}
