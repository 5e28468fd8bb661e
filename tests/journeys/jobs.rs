//! Work behind the pages: done if it was committed, tried again if it fails, seen by 職員課.

use std::time::Duration;

use axum::http::StatusCode;
use jinzai::{
    audit::{Author, Change, Entry, Event, Subject},
    jobs::{self, Failure, Handlers, Job, Progress, RunId, State},
    kit::App,
};
use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, macros::datetime};

use crate::house::{House, INOUE, KUDO, SATO};

/// Counts its steps, and fails while the house is in a bad mood.
#[derive(Serialize, Deserialize)]
struct Count {
    steps: u64,
}

impl Job for Count {
    const KIND: &'static str = "count";

    fn title(&self) -> String {
        format!("{}歩の数え上げ", self.steps)
    }

    async fn run(self, app: App, progress: Progress) -> Result<(), Failure> {
        let mood: Option<String> =
            sqlx::query_scalar("select value from setting where name = 'mood'")
                .fetch_optional(&app.reader)
                .await
                .map_err(|error| Failure::ForNow(error.to_string()))?;
        progress.note(self.steps / 2, self.steps).await?;
        match mood.as_deref() {
            Some("bad") => Err(Failure::ForNow("きょうは数えられません。".to_owned())),
            Some("hopeless") => Err(Failure::ForGood("数えるものがありません。".to_owned())),
            Some("panic") => Err(Failure::ForNow(mood.filter(|word| word != "panic").unwrap())),
            _ => progress.note(self.steps, self.steps).await,
        }
    }
}

/// Something that is done each day.
#[derive(Default, Serialize, Deserialize)]
struct Bell {}

impl Job for Bell {
    const KIND: &'static str = "bell";

    fn title(&self) -> String {
        "時報".to_owned()
    }

    async fn run(self, _: App, _: Progress) -> Result<(), Failure> {
        Ok(())
    }
}

fn handlers() -> Handlers {
    Handlers::new().add::<Count>().daily::<Bell>(7)
}

async fn queue(house: &House, steps: u64, key: &str) -> RunId {
    let mut change = Change::begin(&house.app, Author::cli()).await.unwrap();
    let run = jobs::enqueue(&mut change, &Count { steps }, key).await.unwrap();
    change.commit(Entry::new(Event::CycleSaved, Subject::HOUSE)).await.unwrap();
    run
}

fn go_to(house: &House, at: OffsetDateTime) {
    house.clock.advance(at - house.app.now());
}

async fn state(house: &House, key: &str) -> (State, i64, Option<i64>, Option<String>) {
    let standing = jobs::standing::<Count>(&house.app.reader, key).await.unwrap().unwrap();
    (standing.state, standing.done, standing.total, standing.error)
}

#[tokio::test]
async fn what_was_committed_is_done_and_what_was_rolled_back_never() {
    let house = House::open().await;
    let worker = house.worker(handlers()).await;
    for n in 0..20 {
        let key = format!("kept-{n}");
        queue(&house, n + 1, &key).await;
        let mut change = Change::begin(&house.app, Author::cli()).await.unwrap();
        jobs::enqueue(&mut change, &Count { steps: 9 }, &format!("dropped-{n}")).await.unwrap();
        drop(change);
    }
    assert_eq!(state(&house, "kept-3").await, (State::Waiting, 0, None, None));
    worker.run_once().await.unwrap();
    assert_eq!(house.count("select count(*) from job_run where state = 'done'").await, 20);
    assert_eq!(house.count("select count(*) from job_run").await, 20);
    assert_eq!(house.count("select count(*) from jobs._private_jobs").await, 0);
    assert_eq!(state(&house, "kept-3").await, (State::Done, 4, Some(4), None));
    house.close().await;
}

#[tokio::test]
async fn one_run_for_each_key_that_waits() {
    let house = House::open().await;
    let worker = house.worker(handlers()).await;
    let first = queue(&house, 3, "same").await;
    assert_eq!(queue(&house, 3, "same").await, first, "it waits already");
    worker.run_once().await.unwrap();
    assert_ne!(queue(&house, 3, "same").await, first, "that one is done");
    house.close().await;
}

#[tokio::test]
async fn a_failing_run_is_tried_again_until_somebody_looks_at_it() {
    let house = House::open().await;
    let worker = house.worker(handlers()).await;
    house.plant("insert into setting values ('mood', 'bad')").await;
    queue(&house, 10, "k").await;
    worker.run_once().await.unwrap();
    let (now, done, total, error) = state(&house, "k").await;
    assert_eq!((now, done, total), (State::Retrying, 5, Some(10)));
    assert_eq!(error.as_deref(), Some("きょうは数えられません。"));
    worker.run_once().await.unwrap();
    assert_eq!(house.count("select tries::int8 from job_run").await, 1, "not before its time");
    let page = house.get(KUDO, "/jobs").await;
    assert!(page.html.contains("10歩の数え上げ") && page.html.contains("10件のうち5件"));
    assert!(page.html.contains("1回行いました。次は10時"), "{}", page.html);
    for _ in 1..8 {
        house.skip_pauses().await;
        worker.run_once().await.unwrap();
    }
    assert_eq!(state(&house, "k").await.0, State::Failed, "eight times are enough");

    // the administrator looks, the mood is better, and 職員課 lets it try again
    assert!(house.get(INOUE, "/jobs").await.html.contains("きょうは数えられません。"));
    assert_eq!(house.get(SATO, "/jobs").await.status, StatusCode::NOT_FOUND);
    // searched by title and reason, narrowed by state; taken out by nobody
    for (query, found) in [
        ("words=%E6%95%B0%E3%81%88%E4%B8%8A%E3%81%92", true),
        ("words=%E3%81%8D%E3%82%87%E3%81%86%E3%81%AF", true),
        ("words=%25", false),
        ("only=%E6%AD%A2%E3%81%BE%E3%81%A3%E3%81%A6%E3%81%84%E3%81%BE%E3%81%99&sort=-0", true),
        ("only=%E7%B5%82%E3%82%8F%E3%82%8A%E3%81%BE%E3%81%97%E3%81%9F", false),
    ] {
        let page = house.get(INOUE, &format!("/jobs?{query}")).await;
        assert_eq!(page.html.contains("10歩の数え上げ"), found, "{query}: {}", page.html);
        assert!(!page.html.contains("ファイルにする"));
    }
    house.plant("update setting set value = 'good' where name = 'mood'").await;
    let reply = house.post(KUDO, "/jobs/1/retry", &[]).await;
    assert_eq!(reply.location(), "/jobs");
    worker.run_once().await.unwrap();
    assert_eq!(state(&house, "k").await, (State::Done, 10, Some(10), None));
    let late = house.post(KUDO, "/jobs/1/retry", &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "it is done");
    assert!(house.book().await.contains(&"job.retried".to_owned()));
    house.close().await;
}

#[tokio::test]
async fn hopeless_work_fails_at_once_and_a_fault_ends_one_run_only() {
    let house = House::open().await;
    let worker = house.worker(handlers()).await;
    house.plant("insert into setting values ('mood', 'hopeless')").await;
    queue(&house, 4, "h").await;
    worker.run_once().await.unwrap();
    assert_eq!(state(&house, "h").await.0, State::Failed);
    house.plant("update setting set value = 'panic' where name = 'mood'").await;
    queue(&house, 4, "p").await;
    worker.run_once().await.unwrap();
    let (now, _, _, error) = state(&house, "p").await;
    assert_eq!(now, State::Retrying);
    assert_eq!(error.as_deref(), Some("システムの問題で途中で止まりました。"));
    // given up: it is not tried again, whatever the mood
    house.post(KUDO, "/jobs/2/stop", &[]).await;
    assert_eq!(state(&house, "p").await.0, State::Stopped);
    house.skip_pauses().await;
    worker.run_once().await.unwrap();
    assert_eq!(house.count("select count(*) from job_run where tries > 1").await, 0);
    assert_eq!(house.post(KUDO, "/jobs/2/stop", &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(house.post(KUDO, "/jobs/x/stop", &[]).await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn the_work_of_a_day_is_queued_once_and_made_up_for() {
    let house = House::open().await;
    let worker = house.worker(handlers()).await;
    // half past six in Japan
    go_to(&house, datetime!(2026-11-24 21:30 UTC));
    assert_eq!(worker.tick().await.unwrap(), 0, "its hour has not come");
    go_to(&house, datetime!(2026-11-24 22:01 UTC));
    assert_eq!(worker.tick().await.unwrap(), 1);
    assert_eq!(worker.tick().await.unwrap(), 0, "once a day");
    // the machine stands still over two nights and comes back in the afternoon
    go_to(&house, datetime!(2026-11-27 06:00 UTC));
    assert_eq!(worker.tick().await.unwrap(), 1, "made up for, once");
    worker.run_once().await.unwrap();
    let keys = "select string_agg(key || ' ' || state, ', ' order by id) from job_run";
    assert_eq!(house.word(keys).await, "2026-11-25 done, 2026-11-27 done");
    house.close().await;
}

#[tokio::test]
async fn the_portals_own_work_is_all_known() {
    let house = House::open().await;
    go_to(&house, datetime!(2026-11-25 14:00 UTC));
    let worker = house.worker(jinzai::handlers()).await;
    assert!(worker.tick().await.unwrap() > 0);
    house
        .plant(
            "insert into job_run (kind, key, title, payload, state, most_tries, queued_at,
                                      finished_at)
                 values ('old', 'k', '昔の処理', '{}', 'done', 8, '2026-01-01Z', '2026-01-01Z')",
        )
        .await;
    worker.run_once().await.unwrap();
    assert_eq!(house.count("select count(*) from job_run where state <> 'done'").await, 0);
    assert_eq!(house.count("select count(*) from job_run where kind = 'old'").await, 0);
    house.close().await;
}

#[tokio::test]
async fn the_application_writes_runs_only_through_their_doors() {
    let house = House::open().await;
    let app = sqlx::PgPool::connect_with(house.app_options().clone()).await.unwrap();
    for sql in [
        "update job_run set state = 'done'",
        "delete from job_run",
        "insert into job_run (kind, key, title, payload, most_tries, queued_at)
         values ('a', 'a', 'a', '{}', 8, now())",
        "drop table jobs._private_jobs",
        "create table jobs.mine (a int)",
    ] {
        let refused = sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&app).await;
        assert!(refused.is_err(), "{sql}");
    }
    app.close().await;
    house.close().await;
}

#[tokio::test]
async fn the_worker_outlives_a_database_that_was_away() {
    let house = House::open().await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let (app, options) = (house.app.clone(), house.app_options().clone());
    let working = tokio::spawn(jobs::work(app, options, handlers, async {
        let _ = stopped.await;
    }));
    let done = async |key: &str| {
        for _ in 0..200 {
            if matches!(jobs::standing::<Count>(&house.app.reader, key).await,
                        Ok(Some(standing)) if standing.state == State::Done)
            {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        false
    };
    queue(&house, 2, "before").await;
    assert!(done("before").await);
    house.stop_database().await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    house.start_database().await;
    queue(&house, 2, "after").await;
    assert!(done("after").await);
    stop.send(()).unwrap();
    working.await.unwrap();
    house.close().await;
}
