//! The states of a run, and how long it waits before the next try. Pure.

use time::Duration;

/// Where a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum State {
    Waiting,
    Running,
    /// Did not succeed, and will be tried again by itself.
    Retrying,
    Done,
    /// Will not be tried again by itself.
    Failed,
    /// Given up by somebody.
    Stopped,
}

impl State {
    /// Every state there is.
    pub const ALL: [Self; 6] =
        [Self::Waiting, Self::Running, Self::Retrying, Self::Done, Self::Failed, Self::Stopped];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Retrying => "retrying",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
        }
    }

    /// The word on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Waiting => "順番待ち",
            Self::Running => "処理中",
            Self::Retrying => "もう一度行います",
            Self::Done => "終わりました",
            Self::Failed => "止まっています",
            Self::Stopped => "取りやめました",
        }
    }

    /// How the word is drawn.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Waiting | Self::Running => "now",
            Self::Retrying => "warn",
            Self::Done => "ok",
            Self::Failed => "ng",
            Self::Stopped => "",
        }
    }

    /// Whether it still goes on by itself.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running | Self::Retrying)
    }
}

/// How long the queue waits after the nth failed try: e to the power of n, in seconds, as the
/// library counts it.
pub fn pause(tries: i16) -> Duration {
    Duration::seconds_f64(f64::from(tries.clamp(0, 10)).exp())
}

/// 「12,000件のうち3,400件」, or nothing while it is not known.
pub fn progress_words(done: i64, total: Option<i64>) -> Option<String> {
    total.filter(|total| *total > 0).map(|total| format!("{total}件のうち{done}件"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_words() {
        let table: Vec<String> = State::ALL
            .iter()
            .map(|s| format!("{} {} [{}] {}", s.code(), s.label(), s.tag(), s.is_open()))
            .collect();
        insta::assert_snapshot!(table.join("\n"), @r"
        waiting 順番待ち [now] true
        running 処理中 [now] true
        retrying もう一度行います [warn] true
        done 終わりました [ok] false
        failed 止まっています [ng] false
        stopped 取りやめました [] false
        ");
    }

    #[test]
    fn the_pauses_grow() {
        let seconds: Vec<i64> = (1..=8).map(|n| pause(n).whole_seconds()).collect();
        assert_eq!(seconds, [2, 7, 20, 54, 148, 403, 1096, 2980]);
        let minutes = seconds.iter().sum::<i64>() / 60;
        assert_eq!(minutes, 78, "with the time of the tries themselves, 80 minutes");
        assert_eq!(pause(200), pause(10));
        // a mail's 24 tries outlast a weekend of three days, 87 hours
        let hours = (1..24).map(|n| pause(n).whole_seconds()).sum::<i64>() / 3600;
        assert_eq!(hours, 89);
    }

    #[test]
    fn progress_is_told_once_it_is_known() {
        assert_eq!(progress_words(0, None), None);
        assert_eq!(progress_words(0, Some(0)), None);
        assert_eq!(progress_words(34, Some(120)).unwrap(), "120件のうち34件");
    }
}
