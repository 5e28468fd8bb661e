//! A coming version from a file: read against the draft, held against it, and taken over once its
//! changes are agreed to. What the file does not speak of stays as it is.

use askama::Template;
use axum::{
    extract::{Multipart, State as Shared, multipart::MultipartRejection},
    http::HeaderMap,
    response::IntoResponse,
};
use serde_json::json;

use super::{
    access::OpenDraft,
    difference::{Difference, differences},
    pages::{here, is_stale, keep, shell},
    store::{self, Draft, Proposal},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    competency::{
        file::{self, Used},
        policy::Policy,
    },
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell, redirect, see_other,
        table::{self, Encoding, Problem},
        upload::Sent,
    },
};

#[derive(Template)]
#[template(path = "competency/draft/file.html")]
struct FilePage {
    shell: Shell,
    here: String,
    back: String,
    draft: i64,
    version: i32,
    encodings: Vec<(&'static str, &'static str, bool)>,
    columns: &'static [(&'static str, &'static str)],
    error: Option<String>,
    problems: Vec<Problem>,
    /// The name of a file that waits, and what it changes.
    waiting: Option<(String, Vec<Difference>)>,
}

/// What came of a file that was not taken.
#[derive(Default)]
struct Refusal {
    encoding: String,
    error: Option<String>,
    problems: Vec<Problem>,
}

fn page(
    app: &App,
    actor: &Actor,
    draft: &Draft,
    proposal: Option<Proposal>,
    refusal: Refusal,
) -> FilePage {
    let back = here(draft);
    let mut mistakes = Mistakes::default();
    if let Some(error) = &refusal.error {
        mistakes.add("file", error.clone());
    } else if !refusal.problems.is_empty() {
        let count = refusal.problems.len();
        mistakes.add("file", format!("ファイルに直すところが{count}件あります。下の表のとおり直して、もう一度選んでください"));
    }
    FilePage {
        shell: shell(app, actor, draft, "ファイルから取り込む".to_owned()).with_mistakes(&mistakes),
        here: format!("{back}/file"),
        back,
        draft: draft.id,
        version: draft.version,
        encodings: Encoding::choices(&refusal.encoding),
        columns: &file::HINTS,
        error: mistakes.on("file").map(str::to_owned),
        problems: refusal.problems,
        waiting: proposal.map(|new| (new.file, differences(&draft.policy, &new.policy))),
    }
}

/// GET /hr/framework/drafts/{id}/file: the form for a file and, if one waits, what it changes.
pub async fn show(open: OpenDraft, Shared(app): Shared<App>, headers: HeaderMap) -> Result {
    let waiting = store::proposal(&app.reader, &open.draft).await?;
    let mut page = page(&app, &open.actor, &open.draft, waiting, Refusal::default());
    page.shell = page.shell.saying(Notice::from_headers(&headers));
    Ok(Page(page).into_response())
}

/// Reads a file away from the threads that answer requests: a workbook takes a while.
async fn read(
    sent: &mut Sent,
    draft: &Policy,
    used: Used,
) -> Result<std::result::Result<Policy, Vec<Problem>>> {
    let bytes = std::mem::take(&mut sent.bytes);
    let encoding = Encoding::from_code(sent.answers.get("encoding"));
    let draft = draft.clone();
    let read = move || {
        let rows = table::read_as(&bytes, encoding, &file::COLUMNS)?;
        file::read(&rows, &draft, &used)
    };
    tokio::task::spawn_blocking(read).await.map_err(|error| AppError::Internal(error.to_string()))
}

/// POST /hr/framework/file: reads a file against the draft it names. The draft itself stays as it is.
pub async fn receive(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    multipart: std::result::Result<Multipart, MultipartRejection>,
) -> Result {
    let mut sent = Sent::read(multipart).await?;
    let id = sent.answers.get("draft").parse().map_err(|_| AppError::NotFound)?;
    let draft = store::find(&app.reader, id).await?.ok_or(AppError::NotFound)?;
    let mut refusal =
        Refusal { encoding: sent.answers.get("encoding").into(), ..Refusal::default() };
    let name = sent.name();
    refusal.error = sent.fault().map(str::to_owned);
    if refusal.error.is_none() {
        let used = store::all_codes(&app.reader).await?;
        match read(&mut sent, &draft.policy, used).await? {
            Ok(policy) => {
                let proposal = Proposal { policy, file: name };
                return keep_proposal(&app, &actor, &draft, &proposal).await;
            }
            Err(problems) => refusal.problems = problems,
        }
    }
    Ok(Page(page(&app, &actor, &draft, None, refusal)).unprocessable())
}

async fn keep_proposal(app: &App, actor: &Actor, draft: &Draft, proposal: &Proposal) -> Result {
    let mut change = Change::begin(app, actor).await?;
    if store::propose(&mut change, draft, proposal).await? {
        let entry = Entry::new(Event::FrameworkDrafted, Subject::new("framework_draft", draft.id));
        let detail = json!({ "part": "proposal", "file": proposal.file });
        change.commit(entry.detail(detail)).await?;
        return Ok(see_other(&format!("{}/file", here(draft))));
    }
    let error = "読み取っている間に、ほかの画面か、ほかの人が、この下書きを保存しました。もう一度ファイルを選んでください".to_owned();
    let refusal = Refusal { error: Some(error), ..Refusal::default() };
    Ok(Page(page(app, actor, draft, None, refusal)).conflicting())
}

/// POST /hr/framework/drafts/{id}/file: what the file says becomes the draft.
pub async fn take_over(open: OpenDraft, Shared(app): Shared<App>, answers: Answers) -> Result {
    let waiting = store::proposal(&app.reader, &open.draft).await?;
    let Some(proposal) = waiting.filter(|_| !is_stale(&open.draft, &answers)) else {
        return Ok(redirect(&format!("{}/file", here(&open.draft)), Notice::FrameworkFileVoid));
    };
    let mut draft = open.draft.clone();
    draft.policy = proposal.policy;
    if keep(&app, &open.actor, &draft, "file").await? {
        return Ok(redirect(&here(&draft), Notice::FrameworkDraftSaved));
    }
    Ok(redirect(&format!("{}/file", here(&draft)), Notice::FrameworkFileVoid))
}
