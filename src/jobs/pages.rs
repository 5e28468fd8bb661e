//! /jobs: what is failed, waiting or under way, and what has ended.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};

use super::{
    rules::{State, progress_words},
    store::{self, Line, RunId},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::Caretaker,
    kit::{
        App, AppError, Notice, Page, Result, Shell,
        date::{clock_time, moment},
        redirect,
    },
};

const HERE: &str = "/jobs";
/// Of each group, the newest are shown.
const MOST: i64 = 50;

#[derive(Template)]
#[template(path = "jobs/list.html")]
struct ListPage {
    shell: Shell,
    at: String,
    failed: Group,
    open: Group,
    ended: Group,
}

/// The newest runs of one kind of state.
struct Group {
    all: i64,
    runs: Vec<View>,
    /// 「120件のうち、新しい50件です。」, if not all are shown.
    note: String,
}

struct View {
    id: i64,
    title: String,
    state: &'static str,
    tag: &'static str,
    queued: String,
    ended: String,
    /// 「3回目。次は10時42分」
    tries: String,
    progress: Option<(i64, i64, String)>,
    error: String,
}

fn view(line: &Line) -> View {
    let tries = match line.next_try_at.filter(|_| line.tries > 0) {
        Some(next) => format!("{}回行いました。次は{}", line.tries, clock_time(next)),
        None if line.tries > 1 => format!("{}回行いました", line.tries),
        None => String::new(),
    };
    View {
        id: line.id,
        title: line.title.clone(),
        state: line.state.label(),
        tag: line.state.tag(),
        queued: moment(line.queued_at),
        ended: line.finished_at.map(moment).unwrap_or_default(),
        tries,
        progress: progress_words(line.done, line.total)
            .zip(line.total)
            .map(|(words, total)| (line.done, total, words)),
        error: line.error.clone().unwrap_or_default(),
    }
}

fn group(lines: &[Line], wanted: impl Fn(State) -> bool) -> Group {
    let lines: Vec<&Line> = lines.iter().filter(|line| wanted(line.state)).collect();
    let all = lines.first().map_or(0, |line| line.all);
    let note = if all > MOST {
        format!("{all}件のうち、新しい{MOST}件です。")
    } else {
        String::new()
    };
    Group { all, runs: lines.into_iter().map(view).collect(), note }
}

/// GET /jobs
pub async fn show(Caretaker(actor): Caretaker, Shared(app): Shared<App>) -> Result {
    let lines = store::lines(&app.reader, MOST).await?;
    Ok(Page(ListPage {
        shell: actor.shell(&app, "処理の状況").at(HERE),
        at: moment(app.now()),
        failed: group(&lines, |state| state == State::Failed),
        open: group(&lines, State::is_open),
        ended: group(&lines, |state| matches!(state, State::Done | State::Stopped)),
    })
    .into_response())
}

fn run_id(run: &str) -> Result<RunId> {
    run.parse().map(RunId).map_err(|_| AppError::NotFound)
}

/// POST /jobs/{run}/retry
pub async fn retry(
    Caretaker(actor): Caretaker,
    Shared(app): Shared<App>,
    Path(run): Path<String>,
) -> Result {
    let run = run_id(&run)?;
    let mut change = Change::begin(&app, &actor).await?;
    if !store::retry(&mut change, run).await? {
        return Err(AppError::Refused(
            "この処理は、もう止まっていません。処理の状況を開き直してください。".to_owned(),
        ));
    }
    change.commit(Entry::new(Event::JobRetried, Subject::new("job", run.0))).await?;
    Ok(redirect(HERE, Notice::JobRetried))
}

/// POST /jobs/{run}/stop
pub async fn stop(
    Caretaker(actor): Caretaker,
    Shared(app): Shared<App>,
    Path(run): Path<String>,
) -> Result {
    let run = run_id(&run)?;
    let mut change = Change::begin(&app, &actor).await?;
    if !store::stop(&mut change, run).await? {
        return Err(AppError::Refused(
            "この処理は、もう終わっています。処理の状況を開き直してください。".to_owned(),
        ));
    }
    change.commit(Entry::new(Event::JobStopped, Subject::new("job", run.0))).await?;
    Ok(redirect(HERE, Notice::JobStopped))
}
