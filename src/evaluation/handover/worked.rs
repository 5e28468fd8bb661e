//! 実勤務月数: how long somebody worked in a period (evaluation.md 2.3, 実勤務 3か月). It warns; people
//! decide. Pure.

use time::Date;

use crate::kit::date::{last_day, whole_months};

/// Less than this many months worked: 職員課 decides whether the person is evaluated.
pub const FEW: u16 = 3;

/// Months by the calendar, and days beside them; thirty days are a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Worked {
    pub months: u16,
    pub days: u16,
}

impl Worked {
    /// Whether it is too short to be evaluated without asking.
    pub fn is_few(self) -> bool {
        self.months < FEW
    }

    /// 「2か月と10日」
    pub fn words(self) -> String {
        match (self.months, self.days) {
            (0, days) => format!("{days}日"),
            (months, 0) => format!("{months}か月"),
            (months, days) => format!("{months}か月と{days}日"),
        }
    }
}

/// One span, the end not included.
pub fn span(from: Date, until: Date) -> Worked {
    let Some(last) = until.previous_day().filter(|last| *last >= from) else {
        return Worked::default();
    };
    let months = whole_months(from, last);
    let rest = if months == 0 { from } else { last_day(from, months).next_day().unwrap_or(last) };
    let days = (last - rest).whole_days() + 1;
    Worked { months: u16::from(months), days: u16::try_from(days).unwrap_or(0) }
}

/// What is left of a period without the times away; these may overlap, and may have no end.
pub fn worked(from: Date, until: Date, away: &[(Date, Option<Date>)]) -> Worked {
    let mut away: Vec<(Date, Date)> = away
        .iter()
        .map(|(first, end)| ((*first).max(from), end.unwrap_or(until).min(until)))
        .filter(|(first, end)| first < end)
        .collect();
    away.sort_unstable();
    let (mut at, mut sum) = (from, Worked::default());
    for (first, end) in away.into_iter().chain([(until, until)]) {
        if first > at {
            let here = span(at, first);
            sum.months += here.months;
            sum.days += here.days;
        }
        at = at.max(end);
    }
    Worked { months: sum.months + sum.days / 30, days: sum.days % 30 }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const FROM: Date = date!(2026 - 04 - 01);
    const UNTIL: Date = date!(2027 - 04 - 01);

    #[test]
    fn months_are_those_of_the_calendar() {
        let told = |away: &[(Date, Option<Date>)]| worked(FROM, UNTIL, away).words();
        assert_eq!(told(&[]), "12か月");
        assert_eq!(told(&[(date!(2026 - 07 - 01), Some(date!(2027 - 03 - 01)))]), "4か月");
        assert_eq!(told(&[(date!(2026 - 05 - 11), None)]), "1か月と10日");
        assert_eq!(told(&[(date!(2026 - 01 - 01), None)]), "0日");
        // 20 days of April and 11 of March are a month and a day
        let both = [(date!(2026 - 04 - 21), Some(date!(2027 - 03 - 21)))];
        assert_eq!(told(&both), "1か月と1日");
    }

    #[test]
    fn times_away_that_overlap_count_once() {
        let away = [
            (date!(2026 - 06 - 01), Some(date!(2026 - 09 - 01))),
            (date!(2026 - 08 - 01), Some(date!(2027 - 03 - 01))),
        ];
        let left = worked(FROM, UNTIL, &away);
        assert_eq!(left, Worked { months: 3, days: 0 });
        assert!(!left.is_few() && worked(FROM, date!(2026 - 06 - 30), &[]).is_few());
    }
}
