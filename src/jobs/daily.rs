//! Work that is due once a day: queued by whoever first sees that its hour has come. After a
//! standstill it is made up for on the same day.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Failure, Job, Progress, ledger,
    store::{self, Work},
};
use crate::{
    audit::{Author, Change, Entry, Event, Subject},
    kit::{App, Result, date::local},
};

/// How often it is looked whether an hour has come.
const EVERY: Duration = Duration::from_mins(1);
/// How long the list of 処理 remembers what ended well.
const REMEMBERED: time::Duration = time::Duration::days(30);

/// A kind of work that is due once a day.
#[derive(Clone, Debug)]
pub struct Daily {
    work: Work,
    hour: u8,
}

impl Daily {
    pub(super) fn of<J: Job + Default>(hour: u8) -> Self {
        let job = J::default();
        let payload = serde_json::to_value(&job).unwrap_or_default();
        let work = Work { kind: J::KIND, title: job.title(), payload, tries: J::TRIES };
        Self { work, hour }
    }
}

/// Queues what is due now, each kind once a day. How many.
pub async fn tick(app: &App, due: &[Daily]) -> Result<usize> {
    let now = local(app.now());
    let mut queued = 0;
    for daily in due {
        let author = Author { id: None, origin: "clock".to_owned() };
        let mut change = Change::begin(app, author).await?;
        let today = now.date();
        if !store::claim_daily(&mut change, daily.work.kind, daily.hour, today, now.hour()).await? {
            continue;
        }
        let key = today.to_string();
        let run = store::put(&mut change, daily.work.clone(), &key).await?;
        let entry = Entry::new(Event::DailyJobQueued, Subject::new("job", run.0));
        change.commit(entry.detail(json!({ "kind": daily.work.kind, "date": key }))).await?;
        queued += 1;
    }
    Ok(queued)
}

/// Looks again and again, for as long as the portal runs.
pub async fn keep_time(app: &App, due: &[Daily]) {
    let mut often = tokio::time::interval(EVERY);
    often.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        often.tick().await;
        if let Err(error) = tick(app, due).await {
            tracing::warn!(%error, "the work of the day was not queued");
        }
    }
}

/// Forgets runs that ended well long ago, so that the list stays readable.
#[derive(Default, Serialize, Deserialize)]
pub struct Tidy {}

impl Job for Tidy {
    const KIND: &'static str = "tidy_jobs";

    fn title(&self) -> String {
        "終わった処理の片付け".to_owned()
    }

    async fn run(self, app: App, _: Progress) -> Result<(), Failure> {
        let gone = ledger::tidy(&app, app.now() - REMEMBERED).await.map_err(Failure::from)?;
        tracing::info!(gone, "old runs were forgotten");
        Ok(())
    }
}
