//! The clock of a probation: how many days were worked, and when it ends. Pure; on which days the city
//! hall works is the caller's.

use serde::Deserialize;
use time::{Date, Duration, Weekday};

/// A span of days that were not worked, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Away {
    pub first_on: Date,
    pub last_on: Date,
}

/// An appointment of so many days a week, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Weekly {
    pub first_on: Date,
    pub last_on: Date,
    pub days: u8,
}

/// What decides whether somebody works on a day the city hall works. Where an appointment says how
/// many days a week, which ones they are is not known: so many of a week's open days count, from
/// Monday on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern {
    /// Leave of the register: the person worked on none of its days.
    pub leaves: Vec<Away>,
    /// Days on which the person would have worked: each is one of the days of its week.
    pub absences: Vec<Away>,
    /// Without one every open day is worked.
    pub weekly: Vec<Weekly>,
}

fn within(spans: &[Away], day: Date) -> bool {
    spans.iter().any(|span| span.first_on <= day && day <= span.last_on)
}

impl Pattern {
    /// How many days of the week of a day can count. None: all.
    fn quota(&self, day: Date, is_closed: &impl Fn(Date) -> bool) -> Option<usize> {
        let holds = |own: &&Weekly| own.first_on <= day && day <= own.last_on;
        let most = usize::from(self.weekly.iter().find(holds)?.days);
        let monday = day - Duration::days(i64::from(day.weekday().number_days_from_monday()));
        let missed = |day: &Date| {
            !is_closed(*day) && !within(&self.leaves, *day) && within(&self.absences, *day)
        };
        let missed = days(monday, monday + Duration::days(6)).filter(missed).count();
        Some(most.saturating_sub(missed))
    }
}

/// How many days were worked from a first to a last day.
pub fn worked(from: Date, until: Date, pattern: &Pattern, is_closed: impl Fn(Date) -> bool) -> i64 {
    counted(from, until, pattern, is_closed).count().try_into().unwrap_or(0)
}

/// The days that are counted.
fn counted(
    from: Date,
    until: Date,
    pattern: &Pattern,
    is_closed: impl Fn(Date) -> bool,
) -> impl Iterator<Item = Date> {
    let mut here = 0;
    days(from, until).filter(move |day| {
        if day.weekday() == Weekday::Monday {
            here = 0;
        }
        let counts = !is_closed(*day)
            && !within(&pattern.leaves, *day)
            && !within(&pattern.absences, *day)
            && pattern.quota(*day, &is_closed).is_none_or(|most| here < most);
        here += usize::from(counts);
        counts
    })
}

fn days(from: Date, until: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(from), |day| day.next_day()).take_while(move |day| *day <= until)
}

/// What the end is computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    pub starts_on: Date,
    pub planned_on: Date,
    pub limit_on: Date,
    pub least_days: i16,
    pub warn_days: i16,
    /// The newest extension.
    pub extended: Option<Date>,
    pub pattern: Pattern,
}

impl Clock {
    /// The last day as it stands now: the planned one or that of the extension; if too few days are
    /// worked until then, the day on which they are reached, at most the limit.
    pub fn end(&self, is_closed: impl Fn(Date) -> bool) -> Date {
        let base = self.extended.unwrap_or(self.planned_on).max(self.planned_on).min(self.limit_on);
        let least = usize::try_from(self.least_days).unwrap_or(0).saturating_sub(1);
        let mut days = counted(self.starts_on, self.limit_on, &self.pattern, is_closed);
        days.nth(least).unwrap_or(self.limit_on).max(base)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use time::macros::date;

    use super::*;
    use crate::evaluation::probation::rules::tests::regular;

    fn weekend(day: Date) -> bool {
        matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    fn spans(days: &[(Date, Date)]) -> Vec<Away> {
        days.iter().map(|(first, last)| Away { first_on: *first, last_on: *last }).collect()
    }

    fn clock(away: &[(Date, Date)], extended: Option<Date>) -> Clock {
        let starts_on = date!(2026 - 04 - 01);
        Clock {
            starts_on,
            planned_on: regular().planned(starts_on),
            limit_on: regular().limit(starts_on),
            least_days: 90,
            warn_days: 30,
            extended,
            pattern: Pattern { absences: spans(away), ..Pattern::default() },
        }
    }

    #[test]
    fn under_ninety_days_it_goes_on_until_they_are_reached() {
        let (april, june) = (date!(2026 - 04 - 01), date!(2026 - 06 - 01));
        let september = date!(2026 - 09 - 30);
        let cases = [
            ("休みなし", vec![], None),
            ("40日の休み", vec![(june, date!(2026 - 07 - 24))], None),
            ("6月から8月まで休み", vec![(june, date!(2026 - 08 - 31))], None),
            ("4月から12月まで休み", vec![(april, date!(2026 - 12 - 31))], None),
            ("延長", vec![], Some(date!(2026 - 11 - 30))),
            ("1年を超える延長", vec![], Some(date!(2027 - 11 - 30))),
        ];
        let mut table = String::new();
        for (words, away, extended) in cases {
            let clock = clock(&away, extended);
            let days = worked(april, september, &clock.pattern, weekend);
            let end = clock.end(weekend);
            let all = worked(april, end, &clock.pattern, weekend);
            writeln!(table, "{words}: 6か月で{days}日、{end}まで（{all}日）").unwrap();
        }
        insta::assert_snapshot!(table, @"
        休みなし: 6か月で131日、2026-09-30まで（131日）
        40日の休み: 6か月で91日、2026-09-30まで（91日）
        6月から8月まで休み: 6か月で65日、2026-11-04まで（90日）
        4月から12月まで休み: 6か月で0日、2027-03-31まで（64日）
        延長: 6か月で131日、2026-11-30まで（174日）
        1年を超える延長: 6か月で131日、2027-03-31まで（261日）
        ");
    }

    #[test]
    fn part_time_counts_the_days_of_the_appointment() {
        let (april, june) = (date!(2026 - 04 - 01), date!(2026 - 06 - 30));
        // 29 April to 5 May 2026 are closed
        let closed = |day: Date| {
            weekend(day) || (date!(2026 - 04 - 29)..=date!(2026 - 05 - 05)).contains(&day)
        };
        let friday = (date!(2026 - 06 - 05), date!(2026 - 06 - 05));
        let week = (date!(2026 - 06 - 01), date!(2026 - 06 - 07));
        let mut table = String::new();
        for (words, days, leaves, absences) in [
            ("毎日", None, vec![], vec![]),
            ("週5日", Some(5), vec![], vec![]),
            ("週3日", Some(3), vec![], vec![]),
            ("週3日、金曜の欠勤", Some(3), vec![], vec![friday]),
            ("週3日、1週間の欠勤", Some(3), vec![], vec![week]),
            ("週3日、金曜の休業", Some(3), vec![friday], vec![]),
            ("週3日、1週間の休業", Some(3), vec![week], vec![]),
            ("週3日、休業と欠勤が重なる", Some(3), vec![week], vec![friday]),
            ("週1日", Some(1), vec![], vec![]),
        ] {
            let mut clock = clock(&absences, None);
            clock.pattern.leaves = spans(&leaves);
            let weekly = |days| Weekly { first_on: april, last_on: clock.limit_on, days };
            clock.pattern.weekly = days.into_iter().map(weekly).collect();
            let worked = worked(april, june, &clock.pattern, closed);
            let end = clock.end(closed);
            writeln!(table, "{words}: 3か月で{worked}日、{end}まで").unwrap();
        }
        insta::assert_snapshot!(table, @"
        毎日: 3か月で60日、2026-09-30まで
        週5日: 3か月で60日、2026-09-30まで
        週3日: 3か月で40日、2026-10-26まで
        週3日、金曜の欠勤: 3か月で39日、2026-10-27まで
        週3日、1週間の欠勤: 3か月で37日、2026-11-02まで
        週3日、金曜の休業: 3か月で40日、2026-10-26まで
        週3日、1週間の休業: 3か月で37日、2026-11-02まで
        週3日、休業と欠勤が重なる: 3か月で37日、2026-11-02まで
        週1日: 3か月で14日、2027-03-31まで
        ");
    }

    #[test]
    fn another_appointment_changes_the_days_a_week() {
        let (april, june) = (date!(2026 - 04 - 01), date!(2026 - 06 - 30));
        let one = Weekly { first_on: april, last_on: date!(2026 - 05 - 31), days: 2 };
        let two = Weekly { first_on: date!(2026 - 06 - 01), last_on: june, days: 4 };
        let pattern = Pattern { weekly: vec![one, two], ..Pattern::default() };
        assert_eq!(worked(april, date!(2026 - 05 - 31), &pattern, weekend), 18, "nine weeks");
        assert_eq!(worked(two.first_on, june, &pattern, weekend), 18, "four weeks and two days");
    }
}
