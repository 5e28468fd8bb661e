//! The dates of the demo city's evaluations and the working hours in which things happen there.

use time::{Date, Duration, OffsetDateTime, Time, Weekday, macros::offset};

use super::{
    city::{april, fiscal_year},
    closed::is_closed,
    random::Random,
};

/// Minutes of a working day, from 8:40 to 17:20.
const WORKDAY: usize = 520;

/// The dates of one year's ability evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    pub fiscal: i32,
    /// still running on the day of the city
    pub open: bool,
    pub base_date: Date,
    /// step, first day, due day
    pub steps: Vec<(&'static str, Date, Date)>,
    /// the last day on which something has happened
    pub until: Date,
}

impl Year {
    /// The year `back` years before the day of the city. The self-assessment of the running
    /// year was due last Friday, so that a few are late and most have time.
    pub fn new(date: Date, back: i32) -> Self {
        let day = date
            .replace_year(date.year() - back)
            // 29 February is there once in four years
            .or_else(|_| (date - Duration::days(1)).replace_year(date.year() - back))
            .unwrap_or(date);
        let mut due = day - Duration::days(1);
        while due.weekday() != Weekday::Friday {
            due -= Duration::days(1);
        }
        let days = Duration::days;
        let opens = due - days(25);
        let year = fiscal_year(date) - back;
        // the calibration is new this year
        let calibration = (back == 0).then(|| ("calibration", opens + days(14), due + days(42)));
        let steps = [
            Some(("self", opens, due)),
            Some(("first", opens + days(7), due + days(14))),
            Some(("second", opens + days(14), due + days(28))),
            calibration,
            Some(("confirmation", opens + days(14), due + days(49))),
            Some(("disclosure", due + days(53), due + days(63))),
        ];
        Self {
            fiscal: year,
            open: back == 0,
            base_date: opens.max(april(year)),
            steps: steps.into_iter().flatten().collect(),
            until: if back == 0 { date - days(1) } else { due + days(63) },
        }
    }

    /// The last day of a step.
    pub fn due(&self, step: &str) -> Date {
        self.steps.iter().find(|s| s.0 == step).map_or(self.until, |s| s.2)
    }

    /// The morning of the first day.
    pub fn opened_at(&self) -> OffsetDateTime {
        Hours::of(self).at(0)
    }

    /// The first day of all.
    pub fn opens(&self) -> Date {
        self.start("self")
    }

    /// The first day of a step.
    pub fn start(&self, step: &str) -> Date {
        self.steps.iter().find(|s| s.0 == step).map_or(self.until, |s| s.1)
    }
}

/// The working minutes of one year's evaluation, one after another.
pub struct Hours {
    days: Vec<Date>,
}

impl Hours {
    /// From the opening to the last day.
    pub fn of(year: &Year) -> Self {
        let mut days = Vec::new();
        let mut day = year.opens();
        while day <= year.until {
            if !is_closed(day) {
                days.push(day);
            }
            day += Duration::days(1);
        }
        Self { days }
    }

    /// How many working minutes have passed at the end of a day.
    pub fn end_of(&self, day: Date) -> usize {
        self.days.iter().filter(|d| **d <= day).count() * WORKDAY
    }

    /// The moment after so many working minutes.
    pub fn at(&self, minute: usize) -> OffsetDateTime {
        let last = self.days.last().copied().unwrap_or(Date::MIN);
        let day = self.days.get(minute / WORKDAY).copied().unwrap_or(last);
        let start = day.with_time(Time::MIDNIGHT).assume_offset(offset!(+9));
        start + Duration::minutes(8 * 60 + 40 + i64::try_from(minute % WORKDAY).unwrap_or(0))
    }
}

/// The minute of the next move: somewhere between the last one and the end, leaving room for
/// as many moves as are still to come.
pub fn next_minute(random: &mut Random, last: usize, end: usize, still: usize) -> usize {
    let room = end.saturating_sub(last + 1 + still);
    last + 1 + random.below((room * 2 / (still + 1)).min(room))
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn the_open_year_has_late_people_and_people_with_time() {
        let today = date!(2026 - 11 - 25);
        let year = Year::new(today, 0);
        assert_eq!(year.fiscal, 2026);
        assert_eq!(year.due("self"), date!(2026 - 11 - 20));
        assert_eq!(year.due("first"), date!(2026 - 12 - 04));
        assert!(year.until < today);
    }

    #[test]
    fn every_day_of_a_year_gives_dates_in_order() {
        let mut day = date!(2026 - 04 - 01);
        while day < date!(2028 - 04 - 01) {
            for back in 0..=5 {
                let year = Year::new(day, back);
                assert_eq!(year.fiscal, fiscal_year(day) - back);
                assert!(year.base_date >= april(year.fiscal), "{day} {back}");
                assert!(year.steps.iter().all(|(_, from, to)| from <= to));
                assert!(year.steps.is_sorted_by_key(|s| s.2));
                assert!(back == 0 || year.until < day, "{day} {back}");
            }
            day += Duration::days(1);
        }
    }

    #[test]
    fn moves_happen_in_working_hours_and_in_order() {
        let year = Year::new(date!(2026 - 11 - 25), 0);
        let hours = Hours::of(&year);
        assert_eq!(hours.at(0), datetime!(2026-10-26 08:40 +9));
        let mut random = Random::new(5);
        for _ in 0..200 {
            let (mut last, mut before) = (0, hours.at(0));
            for still in (0..5).rev() {
                last = next_minute(&mut random, last, hours.end_of(year.until), still);
                let at = hours.at(last);
                assert!(at > before && at.date() <= year.until);
                before = at;
            }
        }
    }
}
