//! The one place that reads the system clock.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use time::{Duration, OffsetDateTime};

/// Where the time comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    /// Tests stand still, in seconds since 1970, and move on when they say so.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at this moment.
    pub fn set(at: OffsetDateTime) -> Self {
        Self::Set(Arc::new(AtomicI64::new(at.unix_timestamp())))
    }

    /// Moves a standing clock on; the system's cannot be moved.
    pub fn advance(&self, by: Duration) {
        if let Self::Set(seconds) = self {
            seconds.fetch_add(by.whole_seconds(), Ordering::SeqCst);
        }
    }

    /// Now, in UTC, in whole microseconds as the database keeps them.
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    pub fn now(&self) -> OffsetDateTime {
        let now = match self {
            Self::System => OffsetDateTime::now_utc(),
            Self::Set(seconds) => {
                OffsetDateTime::from_unix_timestamp(seconds.load(Ordering::SeqCst))
                    .unwrap_or(OffsetDateTime::UNIX_EPOCH)
            }
        };
        now.replace_microsecond(now.microsecond()).unwrap_or(now)
    }
}
