//! The last page: what was taken over, and for a day the way back.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};

use super::{
    jobs::{AT_ONCE, StoreImport, Whose},
    parts::{Step, file_words, shell, steps},
    rules::{self, State},
    store::{self, Import},
    undo_store::{self, Conflict},
    waiting,
    work::{self, Stored, Undone},
};
use crate::{
    audit::{Author, Change, Entry, Event},
    identity::{Actor, HrOfficer},
    jobs,
    kit::{Answers, App, AppError, Notice, Page, Result, Shell, date::moment, redirect, see_other},
};

/// POST /hr/imports/{id}/storing: takes the right rows over.
pub async fn store(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let only_right = answers.get("rows") == "right";
    let import = store::import(&app.reader, id).await?;
    let result = format!("/hr/imports/{id}/result");
    if import.state == State::Stored {
        // the button was pressed twice
        return Ok(see_other(&result));
    }
    if import.rows > AT_ONCE {
        return store_later(&app, &actor, id, only_right).await;
    }
    let from = (State::Checked, only_right);
    match work::store(&app, Author::from(&actor), id, from, None).await? {
        // pressed twice: the first one tells
        Stored::Already => Ok(see_other(&result)),
        Stored::Done(0) => Ok(redirect(&result, Notice::ImportUnchanged)),
        Stored::Done(_) => Ok(redirect(&result, Notice::ImportStored)),
        Stored::Moved => Ok(redirect(&format!("/hr/imports/{id}/check"), Notice::ImportMoved)),
    }
}

/// A long file is stored behind the pages.
async fn store_later(app: &App, actor: &Actor, id: i64, only_right: bool) -> Result {
    let mut change = Change::begin(app, actor).await?;
    let import = store::lock_at_once(&mut change, id).await?;
    if import.state != State::Checked || (import.wrong > 0 && !only_right) {
        return Err(AppError::Refused("この取り込みは、もう先へ進んでいます。".to_owned()));
    }
    store::put_state(&mut change, id, State::Storing).await?;
    let job = StoreImport { whose: Whose::new(id, Author::from(actor)), only_right };
    jobs::enqueue(&mut change, &job, &id.to_string()).await?;
    let detail = work::figures(&import, &[]);
    change.commit(Entry::new(Event::ImportQueued, work::subject(id)).detail(detail)).await?;
    Ok(see_other(&format!("/hr/imports/{id}/result")))
}

#[derive(Template)]
#[template(path = "exchange/result.html")]
struct ResultPage {
    shell: Shell,
    steps: Vec<Step>,
    file: String,
    here: String,
    state: &'static str,
    tag: &'static str,
    facts: Vec<(&'static str, String)>,
    wrong: i32,
    nothing: bool,
    undo: Option<String>,
    again: String,
}

fn facts(import: &Import) -> Vec<(&'static str, String)> {
    let mut facts = vec![("ファイル", file_words(import))];
    let who =
        |name: &Option<String>, at| format!("{}　{}", moment(at), name.clone().unwrap_or_default());
    if let Some(at) = import.stored_at {
        facts.push(("取り込んだ日時と人", who(&import.stored_by, at)));
        facts.push(("新しく入った行", format!("{}行", import.new)));
        facts.push(("変わった行", format!("{}行", import.changed)));
        facts.push(("変わらなかった行", format!("{}行", import.same)));
        facts.push(("取り込まなかった行", format!("{}行", import.wrong)));
    }
    if let Some(at) = import.undone_at {
        facts.push(("元に戻した日時と人", who(&import.undone_by, at)));
    }
    facts
}

/// GET /hr/imports/{id}/result
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let import = store::import(&app.reader, id).await?;
    if import.state.page() != "result" {
        return Ok(see_other(&format!("/hr/imports/{id}/{}", import.state.page())));
    }
    if import.state == State::Storing {
        return waiting::show(&app, &actor, &import).await;
    }
    let (state, tag) = import.state.label();
    let undo = rules::undo_until(import.state, import.stored_at, app.now()).map(moment);
    let nothing = import.state == State::Stored && import.new + import.changed + import.wrong == 0;
    let page = ResultPage {
        shell: shell(&app, &actor, &import, "4／4 結果"),
        steps: steps(import.state, import.rows),
        file: file_words(&import),
        here: format!("/hr/imports/{id}"),
        state,
        tag,
        facts: facts(&import),
        nothing,
        wrong: if undo.is_some() { import.wrong } else { 0 },
        undo: undo.filter(|_| import.new + import.changed > 0),
        again: format!("/hr/imports/new?kind={}", import.kind.code()),
    };
    Ok(Page(page).into_response())
}

#[derive(Template)]
#[template(path = "exchange/undo.html")]
struct UndoPage {
    shell: Shell,
    file: String,
    here: String,
    until: String,
    added: i64,
    changed: i64,
    conflicts: Vec<Conflict>,
}

async fn undo_page(
    app: &App,
    actor: &Actor,
    id: i64,
    conflicts: Vec<Conflict>,
) -> Result<Option<Page<UndoPage>>> {
    let import = store::import(&app.reader, id).await?;
    let Some(until) = rules::undo_until(import.state, import.stored_at, app.now()) else {
        return Ok(None);
    };
    let (added, changed) = undo_store::effects(&app.reader, id).await?;
    let mut shell = shell(app, actor, &import, "元に戻す");
    shell = shell.under(format!("/hr/imports/{id}/result"), "結果");
    Ok(Some(Page(UndoPage {
        shell,
        file: file_words(&import),
        here: format!("/hr/imports/{id}"),
        until: moment(until),
        added,
        changed,
        conflicts,
    })))
}

/// GET /hr/imports/{id}/undoing: asks first.
pub async fn ask_undo(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    Ok(match undo_page(&app, &actor, id, Vec::new()).await? {
        Some(page) => page.into_response(),
        None => see_other(&format!("/hr/imports/{id}/result")),
    })
}

/// POST /hr/imports/{id}/undoing
pub async fn undo(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    match work::undo(&app, Author::from(&actor), id).await? {
        Undone::Done => Ok(redirect(&format!("/hr/imports/{id}/result"), Notice::ImportUndone)),
        Undone::Refused(conflicts) => Ok(match undo_page(&app, &actor, id, conflicts).await? {
            Some(page) => page.conflicting(),
            None => see_other(&format!("/hr/imports/{id}/result")),
        }),
    }
}
