//! How long a session lasts, how failures slow an account down, and what a password must be.

use time::{Duration, OffsetDateTime};

/// A session ends after this long without a request (quality.md S-50).
pub const IDLE: Duration = Duration::minutes(30);
/// And after this long in any case.
pub const ABSOLUTE: Duration = Duration::hours(10);
/// A first password or code runs out after this (S-43).
pub const FIRST_PASSWORD: Duration = Duration::hours(72);
/// The shortest password that is accepted.
pub const MIN_PASSWORD: usize = 12;
/// The longest, in bytes, so that nobody hashes a book.
pub const MAX_PASSWORD: usize = 256;

/// How long to wait after so many failures in a row (S-39). It slows, it never locks a colleague
/// out for long before a deadline.
pub fn pause(failures: i32) -> Duration {
    match failures {
        ..=0 => Duration::ZERO,
        1..3 => Duration::seconds(1),
        3..9 => Duration::seconds(3),
        9..25 => Duration::seconds(5),
        25..100 => Duration::seconds(10),
        _ => Duration::hours(12),
    }
}

/// How much longer the account has to wait, or zero.
pub fn still_waiting(failures: i32, last: OffsetDateTime, now: OffsetDateTime) -> Duration {
    // a new day begins with a clean sheet
    if now - last > Duration::hours(12) {
        return Duration::ZERO;
    }
    (last + pause(failures) - now).max(Duration::ZERO)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn failures_slow_down_by_steps() {
        let waits: Vec<i64> =
            [0, 1, 2, 3, 8, 9, 24, 25, 99].map(|n| pause(n).whole_seconds()).into();
        assert_eq!(waits, [0, 1, 1, 3, 3, 5, 5, 10, 10]);
        assert_eq!(pause(100).whole_hours(), 12);
    }

    #[test]
    fn the_right_password_works_after_the_pause() {
        let at = datetime!(2026-11-24 9:00 UTC);
        assert_eq!(still_waiting(5, at, at + Duration::seconds(1)), Duration::seconds(2));
        assert_eq!(still_waiting(5, at, at + Duration::seconds(3)), Duration::ZERO);
        assert_eq!(still_waiting(500, at, at + Duration::hours(13)), Duration::ZERO);
    }

    #[test]
    fn an_attacker_gets_fewer_than_a_hundred_guesses_an_hour() {
        let (mut now, mut failures, start) =
            (datetime!(2026-11-24 9:00 UTC), 0, datetime!(2026-11-24 9:00 UTC));
        // after the first hundred the account waits half a day
        while failures < 100 {
            now += pause(failures);
            failures += 1;
        }
        assert!(now - start < Duration::hours(1));
        assert!(pause(failures) >= Duration::hours(12));
    }
}
