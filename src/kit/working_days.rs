//! 開庁日: counting the days on which the city hall is open. Which days those are is the caller's.

use time::Date;

/// The day after so many working days. The first day is not counted (民法140条); with none it is
/// the day itself.
pub fn add_working_days(from: Date, days: u32, is_closed: impl Fn(Date) -> bool) -> Date {
    let (mut day, mut left) = (from, days);
    while left > 0 {
        let Some(next) = day.next_day() else { return day };
        day = next;
        if !is_closed(day) {
            left -= 1;
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use time::{Weekday, macros::date};

    use super::*;

    #[test]
    fn closed_days_are_passed_over_and_the_first_is_not_counted() {
        let own = date!(2026 - 11 - 26);
        let closed =
            |day: Date| day == own || matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let after = |days| add_working_days(date!(2026 - 11 - 25), days, closed);
        let days = [0, 1, 2, 6].map(after);
        let expected = [
            date!(2026 - 11 - 25),
            date!(2026 - 11 - 27),
            date!(2026 - 11 - 30),
            date!(2026 - 12 - 04),
        ];
        assert_eq!(days, expected);
    }
}
