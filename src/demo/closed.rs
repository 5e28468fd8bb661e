//! When the demo city's hall is closed, in any year there is: weekends, the turn of the year, and the
//! holidays as 国民の祝日に関する法律 has them since 2022. A real city's deadlines follow the days that
//! were published (`calendar`).

use time::{Date, Month, Weekday};

/// Whether the law closes the offices: weekends, public holidays, 29 December to 3 January
/// (地方自治法4条の2).
pub fn is_closed(day: Date) -> bool {
    let turn = matches!((day.month() as u8, day.day()), (12, 29..) | (1, 1..=3));
    is_weekend(day) || turn || is_public_holiday(day)
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// A holiday of the law, one that moved because it fell on a Sunday, or a day between two.
fn is_public_holiday(day: Date) -> bool {
    if is_named(day) {
        return true;
    }
    // back over a run of holidays: if one of it is a Sunday, this is the day it moved to
    let mut before = day.previous_day();
    while let Some(past) = before.filter(|past| is_named(*past)) {
        if past.weekday() == Weekday::Sunday {
            return true;
        }
        before = past.previous_day();
    }
    let named = |day: Option<Date>| day.is_some_and(is_named);
    named(day.previous_day()) && named(day.next_day())
}

/// The holidays by name, as the law has them since 2022.
fn is_named(day: Date) -> bool {
    const FIXED: [(u8, u8); 10] =
        [(1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23)];
    let monday = day.weekday() == Weekday::Monday;
    let of_month = day.day();
    FIXED.contains(&(day.month() as u8, of_month))
        || match day.month() {
            Month::January | Month::October => monday && (8..=14).contains(&of_month),
            Month::July => monday && (15..=21).contains(&of_month),
            Month::September => {
                monday && (15..=21).contains(&of_month)
                    || i32::from(of_month) == equinox(day.year(), 23_2488)
            }
            Month::March => i32::from(of_month) == equinox(day.year(), 20_8431),
            _ => false,
        }
}

/// The day of the equinox in 1980 to 2099, from where it stood in 1980 in ten-thousandths of a day.
/// The law leaves it to the almanac, which the formula meets in all these years.
fn equinox(year: i32, in_1980: i32) -> i32 {
    let since = year - 1980;
    // 0.242194 of a day is lost each year and every fourth gives one back
    let moved = (i64::from(in_1980) * 100 + i64::from(since) * 242_194) / 1_000_000;
    i32::try_from(moved).unwrap_or(0) - since.div_euclid(4)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn holidays(year: i32) -> String {
        let mut day = Date::from_calendar_date(year, Month::January, 1).unwrap();
        let mut found = Vec::new();
        while day.year() == year {
            if is_public_holiday(day) {
                found.push(format!("{}/{}", day.month() as u8, day.day()));
            }
            day = day.next_day().unwrap();
        }
        found.join(" ")
    }

    #[test]
    fn the_holidays_are_those_the_cabinet_office_published() {
        let years = [2024, 2025, 2026, 2027].map(holidays);
        insta::assert_snapshot!(years.join("\n"), @r"
        1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 9/23 10/14 11/3 11/4 11/23
        1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24
        1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23
        1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23
        ");
    }

    #[test]
    fn equinoxes_of_the_almanac() {
        let spring = [2022, 2023, 2024, 2028, 2030].map(|y| equinox(y, 20_8431));
        assert_eq!(spring, [21, 21, 20, 20, 20]);
        let autumn = [2022, 2023, 2024, 2028, 2030].map(|y| equinox(y, 23_2488));
        assert_eq!(autumn, [23, 23, 22, 22, 23]);
    }

    #[test]
    fn the_turn_of_the_year_is_closed() {
        for day in [date!(2026 - 11 - 22), date!(2026 - 12 - 29), date!(2027 - 01 - 03)] {
            assert!(is_closed(day), "{day}");
        }
        for day in [date!(2026 - 11 - 24), date!(2026 - 12 - 28), date!(2027 - 01 - 04)] {
            assert!(!is_closed(day), "{day}");
        }
    }
}
