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
        App, AppError, Filters, Notice, Page, Result, Shell,
        date::{clock_time, moment},
        list::Listing,
        redirect,
    },
};

const HERE: &str = "/jobs";
/// Of each group, the newest are read.
const MOST: i64 = 2_000;
/// What the list is sorted and narrowed by.
const COLUMNS: &[&str] = &["受け付け", "処理", "状態"];

#[derive(Template)]
#[template(path = "jobs/list.html")]
struct ListPage {
    shell: Shell,
    at: String,
    /// What ended is cut into pages. There is no file of runs: their titles name imports and mails,
    /// and whoever looks after the machine has no right to take lists of those out.
    list: Listing,
    failed: Group,
    open: Group,
    ended: Group,
}

/// The newest runs of one kind of state.
struct Group {
    all: i64,
    runs: Vec<View>,
    /// 「2600件のうち、新しい2000件です。」, if not all were read.
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

/// The lines of a group that are asked for; those that are cut into pages, of this page alone.
fn group(list: &mut Listing, lines: &[Line], wanted: impl Fn(State) -> bool, paged: bool) -> Group {
    let lines: Vec<&Line> = lines.iter().filter(|line| wanted(line.state)).collect();
    let all = lines.first().map_or(0, |line| line.all);
    let keys = |line: &&Line| {
        let queued = format!("{:012}", line.queued_at.unix_timestamp());
        vec![queued, line.title.clone(), line.state.label().to_owned()]
    };
    let lines = list.pick(lines, str::to_owned, keys);
    let found = list.found;
    let lines = if paged { list.cut(lines) } else { lines };
    let note = if all > MOST {
        format!("{all}件のうち、新しい{MOST}件です。")
    } else {
        String::new()
    };
    let all = if list.is_narrowed() { i64::try_from(found).unwrap_or(all) } else { all };
    Group { all, runs: lines.into_iter().map(view).collect(), note }
}

/// Each word anywhere in a text, as the database looks for it.
fn patterns(words: &str) -> Vec<String> {
    let plain = |word: &str| word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    words.split_whitespace().map(|word| format!("%{}%", plain(word))).collect()
}

/// GET /jobs
pub async fn show(
    Caretaker(actor): Caretaker,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let mut list = Listing::read(&filters, (HERE, ""), "件", COLUMNS).narrowed_by(2).searched();
    let words = patterns(&list.words);
    let lines = store::lines(&app.reader, &words, MOST).await?;
    let failed = group(&mut list, &lines, |state| state == State::Failed, false);
    let open = group(&mut list, &lines, State::is_open, false);
    let ended = |state| matches!(state, State::Done | State::Stopped);
    let ended = group(&mut list, &lines, ended, true);
    list.choices = State::ALL.map(|state| state.label().to_owned()).to_vec();
    list.total = lines.len();
    list.found = usize::try_from(failed.all + open.all + ended.all).unwrap_or_default();
    Ok(Page(ListPage {
        shell: actor.shell(&app, "処理の状況").at(HERE),
        at: moment(app.now()),
        list,
        failed,
        open,
        ended,
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
