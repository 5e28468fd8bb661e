//! Taking work from the queue and doing it. The queue is
//! `graphile_worker`'s, in a schema of its own.

use std::{fmt, marker::PhantomData, time::Duration};

use graphile_worker::{
    IntoTaskHandlerResult, TaskHandler, WorkerContext, WorkerOptions, WorkerUtils,
};
use serde::{Deserialize, Serialize};
use sqlx::{
    Executor,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::{
    Failure, Job, Progress, State,
    daily::{self, Daily},
    ledger, rules,
    store::RunId,
};
use crate::kit::App;

/// The schema of the queue.
const SCHEMA: &str = "jobs";
/// How many pieces of work go on at once, beside the pages.
const AT_ONCE: usize = 2;
/// How long work under way gets after the stop was asked for.
const GRACE: Duration = Duration::from_secs(15);
/// How long after an interruption it begins anew.
const AGAIN: Duration = Duration::from_secs(2);

/// What the application's role may do with the queue: add work and do it, but not change its shape.
/// The library closes its tables by row-level security, so the role gets a policy, too.
const GRANTS: &str = "do $$
declare
    queue_table regclass;
begin
    grant usage on schema jobs to jinzai_app;
    grant select, insert, update, delete on all tables in schema jobs to jinzai_app;
    grant usage, select on all sequences in schema jobs to jinzai_app;
    revoke execute on all functions in schema jobs from public;
    grant execute on all functions in schema jobs to jinzai_app;
    for queue_table in
        select c.oid::regclass from pg_class c
        where c.relnamespace = 'jobs'::regnamespace and c.relrowsecurity
          and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'portal')
    loop
        execute format('create policy portal on %s to jinzai_app using (true) with check (true)',
                       queue_table);
    end loop;
end $$";

/// Makes or renews the queue's schema, as its owner.
pub async fn migrate(owner: &PgConnectOptions) -> Result<(), Box<dyn std::error::Error>> {
    let pool = PgPoolOptions::new().max_connections(2).connect_with(owner.clone()).await?;
    WorkerUtils::new(pool.clone(), SCHEMA).migrate().await?;
    pool.execute(GRANTS).await?;
    pool.close().await;
    Ok(())
}

/// Which kinds of work there are; the rooms' own, gathered in `crate::handlers`.
#[derive(Default)]
pub struct Handlers {
    options: WorkerOptions,
    pub(super) daily: Vec<Daily>,
}

impl Handlers {
    pub fn new() -> Self {
        Self::default()
    }

    /// Work that somebody queues.
    #[must_use]
    pub fn add<J: Job>(mut self) -> Self {
        self.options = self.options.define_job::<Envelope<J>>();
        self
    }

    /// Work that is queued by itself once a day, not before an hour in Japan.
    #[must_use]
    pub fn daily<J: Job + Default>(mut self, hour: u8) -> Self {
        self.daily.push(Daily::of::<J>(hour));
        self.add::<J>()
    }
}

/// Takes work from the queue until it is told to stop.
pub struct Worker {
    app: App,
    queue: graphile_worker::Worker,
    daily: Vec<Daily>,
}

impl Worker {
    /// Connects with a pool of its own, so that work never takes a connection from a page.
    pub async fn open(
        app: &App,
        options: &PgConnectOptions,
        handlers: Handlers,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let pool = crate::database::queue(options);
        let queue = handlers
            .options
            .schema(SCHEMA)
            .pg_pool(pool)
            .concurrency(AT_ONCE)
            .heartbeat_interval(Duration::from_secs(20))
            .sweep_interval(Duration::from_secs(30))
            .sweep_threshold(Duration::from_secs(90))
            .listen_os_shutdown_signals(false)
            .shutdown_grace_period(GRACE)
            .add_extension(Tools(app.clone()))
            .init()
            .await?;
        Ok(Self { app: app.clone(), queue, daily: handlers.daily })
    }

    /// Works until `stop`, then lets what is under way finish. False: it ended by itself, because
    /// the database was away.
    async fn run(self, stop: &mut (impl Future<Output = ()> + Unpin)) -> bool {
        let (running, clock) = (self.queue.run(), daily::keep_time(&self.app, &self.daily));
        tokio::pin!(running, clock);
        let (ended, stopped) = tokio::select! {
            ended = &mut running => (ended, false),
            () = clock => (Ok(()), false),
            () = stop => {
                self.queue.request_shutdown();
                (running.await, true)
            }
        };
        if let Err(error) = ended {
            tracing::warn!(%error, "the work behind the pages was interrupted");
        }
        self.queue.pg_pool().close().await;
        stopped
    }

    /// Does everything whose time has come, once.
    pub async fn run_once(&self) -> Result<(), Box<dyn std::error::Error>> {
        Ok(self.queue.run_once().await?)
    }

    /// Queues the work of the day if its hour has come; how many kinds.
    pub async fn tick(&self) -> crate::kit::Result<usize> {
        daily::tick(&self.app, &self.daily).await
    }
}

/// Does the work behind the pages until `stop`. When the database was away, it begins anew.
pub async fn work(
    app: App,
    options: PgConnectOptions,
    handlers: fn() -> Handlers,
    stop: impl Future<Output = ()>,
) {
    tokio::pin!(stop);
    loop {
        match Worker::open(&app, &options, handlers()).await {
            Ok(worker) => {
                if worker.run(&mut stop).await {
                    return;
                }
            }
            Err(error) => tracing::warn!(%error, "the work behind the pages cannot begin"),
        }
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(AGAIN) => {}
        }
    }
}

/// What the library hands to each handler.
#[derive(Clone)]
struct Tools(App);

impl fmt::Debug for Tools {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the portal")
    }
}

/// What lies in the library's queue: only which run it is.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
struct Envelope<J> {
    run: RunId,
    #[serde(skip)]
    kind: PhantomData<fn() -> J>,
}

/// The library writes down how an error is printed for debugging: here, nothing but that it failed.
struct Failed;

impl fmt::Debug for Failed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("see job_run")
    }
}

impl<J: Job> TaskHandler for Envelope<J> {
    const IDENTIFIER: &'static str = J::KIND;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(Tools(app)) = context.get_ext::<Tools>() else { return Err(Failed) };
        let last = context.job().attempts() >= context.job().max_attempts();
        carry_out::<J>(app, self.run, last).await
    }
}

/// Does one run and notes how it ended. An error makes the library try again later.
async fn carry_out<J: Job>(app: &App, run: RunId, last: bool) -> Result<(), Failed> {
    let begun = match ledger::begin(app, run).await {
        Ok(Some(begun)) => begun,
        Ok(None) => return Ok(()),
        Err(error) => {
            tracing::warn!(%error, kind = J::KIND, "a run could not be begun");
            return Err(Failed);
        }
    };
    let progress = Progress::new(app.clone(), run, last);
    let outcome = match serde_json::from_value::<J>(begun.payload) {
        // in a task of its own: a panic ends this run, not the worker
        Ok(job) => match tokio::spawn(job.run(app.clone(), progress)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Failure::ForNow("システムの問題で途中で止まりました。".to_owned())),
        },
        Err(_) => Err(Failure::ForGood("前の版で受け付けた処理で、続けられません。".to_owned())),
    };
    let again = app.now() + rules::pause(begun.tries);
    let (state, words, next) = match &outcome {
        Ok(()) => (State::Done, None, None),
        Err(Failure::Stopped) => return Ok(()),
        Err(Failure::ForNow(words)) if !last => (State::Retrying, Some(words), Some(again)),
        Err(Failure::ForNow(words) | Failure::ForGood(words)) => (State::Failed, Some(words), None),
    };
    metrics::counter!("jobs_total", "kind" => J::KIND, "state" => state.code()).increment(1);
    if let Err(error) = ledger::end(app, run, state, words.map(String::as_str), next).await {
        tracing::warn!(%error, kind = J::KIND, "how a run ended could not be noted");
        return Err(Failed);
    }
    if state == State::Done || matches!(outcome, Err(Failure::ForGood(_))) {
        Ok(())
    } else {
        Err(Failed)
    }
}
