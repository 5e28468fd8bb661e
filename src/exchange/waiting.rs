//! The page of somebody who waits for a long file.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::{IntoResponse, Response},
};

use super::{
    jobs::{CheckImport, StoreImport},
    parts::{Step, file_words, shell, steps},
    rules::State,
    store::{self, Import},
    work,
};
use crate::{
    audit::{Change, Entry, Event},
    identity::{Actor, HrOfficer},
    jobs::{self, Standing},
    kit::{App, AppError, Notice, Page, Result, Shell, redirect},
};

#[derive(Template)]
#[template(path = "exchange/waiting.html")]
struct WaitingPage {
    shell: Shell,
    steps: Vec<Step>,
    file: String,
    here: String,
    again: String,
    what: &'static str,
    state: &'static str,
    tag: &'static str,
    done: i64,
    total: Option<i64>,
    error: Option<String>,
    halted: bool,
}

async fn standing(app: &App, import: &Import) -> Result<Option<Standing>> {
    let key = import.id.to_string();
    if import.state == State::Checking {
        jobs::standing::<CheckImport>(&app.reader, &key).await
    } else {
        jobs::standing::<StoreImport>(&app.reader, &key).await
    }
}

/// How far the check or the storing is.
pub async fn show(app: &App, actor: &Actor, import: &Import) -> Result<Response> {
    let standing = standing(app, import).await?;
    let checking = import.state == State::Checking;
    let state = standing.as_ref().map_or(jobs::State::Stopped, |own| own.state);
    let page = WaitingPage {
        shell: shell(app, actor, import, if checking { "3／4 確認" } else { "4／4 結果" }),
        steps: steps(import.state, import.rows),
        file: file_words(import),
        here: format!("/hr/imports/{}", import.id),
        again: format!("/hr/imports/{}/{}", import.id, import.state.page()),
        what: if checking {
            "ファイルを確かめています"
        } else {
            "取り込んでいます"
        },
        state: state.label(),
        tag: state.tag(),
        done: standing.as_ref().map_or(0, |own| own.done),
        total: standing.as_ref().and_then(|own| own.total),
        error: standing.and_then(|own| own.error),
        halted: !state.is_open(),
    };
    Ok(Page(page).into_response())
}

/// POST /hr/imports/{id}/halting: what has stopped is taken one step back; nothing was written.
pub async fn halt(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let mut change = Change::begin(&app, &actor).await?;
    let import = store::lock_at_once(&mut change, id).await?;
    let back = match import.state {
        State::Checking => State::Columns,
        State::Storing => State::Checked,
        _ => return Err(AppError::Refused("この取り込みは、もう先へ進んでいます。".to_owned())),
    };
    let standing = standing(&app, &import).await?;
    if standing.is_some_and(|own| own.state.is_open()) {
        return Err(AppError::Refused("まだ処理を続けています。".to_owned()));
    }
    store::put_state(&mut change, id, back).await?;
    let detail = work::figures(&import, &[]);
    change.commit(Entry::new(Event::ImportHalted, work::subject(id)).detail(detail)).await?;
    Ok(redirect(&format!("/hr/imports/{id}/{}", back.page()), Notice::ImportHalted))
}
