//! How far a run is, told by the one who does it and read by the one who waits.

use sqlx::PgExecutor;

use super::{Failure, Job, State, ledger, store::RunId};
use crate::kit::{App, Result};

/// Given to a job while it runs.
#[derive(Clone)]
pub struct Progress {
    app: App,
    run: RunId,
    last: bool,
}

impl Progress {
    pub(super) fn new(app: App, run: RunId, last: bool) -> Self {
        Self { app, run, last }
    }

    /// Whether this is the last try.
    pub fn is_last(&self) -> bool {
        self.last
    }

    /// Notes how far the work is, in pieces: rows, letters, sheets. Ends the work if somebody gave it
    /// up. Call it every second or so, not for every piece.
    pub async fn note(&self, done: u64, total: u64) -> Result<(), Failure> {
        let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        if ledger::note(&self.app, self.run, count(done), count(total)).await? {
            Ok(())
        } else {
            Err(Failure::Stopped)
        }
    }
}

/// How a run stands, for the page of somebody who waits for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub state: State,
    /// Pieces done, and all of them once that is known.
    pub done: i64,
    pub total: Option<i64>,
    /// Why it failed, in words.
    pub error: Option<String>,
}

/// The newest run of this kind of job under a key.
pub async fn standing<J: Job>(db: impl PgExecutor<'_>, key: &str) -> Result<Option<Standing>> {
    Ok(sqlx::query_as!(
        Standing,
        r#"select state as "state: State", done, total, error from job_run
           where kind = $1 and key = $2 order by id desc limit 1"#,
        J::KIND,
        key
    )
    .fetch_optional(db)
    .await?)
}
