//! The one place that reads the system clock.

use time::OffsetDateTime;

/// Where the time comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    /// Tests stand still at one moment.
    Fixed(OffsetDateTime),
}

impl Clock {
    /// Now, in UTC, in whole microseconds as the database keeps them.
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    pub fn now(&self) -> OffsetDateTime {
        let now = match self {
            Self::System => OffsetDateTime::now_utc(),
            Self::Fixed(at) => *at,
        };
        now.replace_microsecond(now.microsecond()).unwrap_or(now)
    }
}
