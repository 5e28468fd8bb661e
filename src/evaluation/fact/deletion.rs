//! Deleting a note, after a page that says what goes.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{
    access::WrittenFact,
    rules::SETTLED,
    store,
    writing::{looked, shell, words},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    kit::{Answers, App, AppError, Notice, Page, Result, Shell, redirect, see_other},
};

#[derive(Template)]
#[template(path = "evaluation/fact/delete.html")]
struct DeletePage {
    shell: Shell,
    rows: Vec<(&'static str, String)>,
    shared: bool,
    action: String,
    list: String,
    form: String,
    version: i32,
    changed: bool,
}

fn delete_page(app: &App, written: &WrittenFact, changed: bool) -> Page<DeletePage> {
    let fact = written.fact();
    Page(DeletePage {
        shell: shell(app, written, "記録を消す"),
        rows: words(fact),
        shared: fact.shared,
        action: format!("/facts/{}/deletion", fact.id),
        list: written.list(),
        form: uuid::Uuid::now_v7().to_string(),
        version: fact.version,
        changed,
    })
}

fn deletable(written: &WrittenFact) -> Result<()> {
    match written.fact().deleted {
        true => Err(AppError::NotFound),
        false if written.fact().settled => Err(AppError::Refused(SETTLED.to_owned())),
        false => Ok(()),
    }
}

/// GET /facts/{id}/deletion
pub async fn ask(written: WrittenFact, Shared(app): Shared<App>) -> Result {
    deletable(&written)?;
    looked(&app, &written).await?;
    Ok(delete_page(&app, &written, false).into_response())
}

/// POST /facts/{id}/deletion: the text is gone afterwards.
pub async fn delete(written: WrittenFact, Shared(app): Shared<App>, answers: Answers) -> Result {
    let fact = written.fact();
    let (path, list) = (format!("/facts/{}/deletion", fact.id), written.list());
    let mut change = Change::begin(&app, written.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &list).await? {
        return Ok(redirect(&first, Notice::FactDeleted));
    }
    if fact.deleted {
        return Ok(see_other(&list));
    }
    deletable(&written)?;
    let version = answers.get("version").parse().unwrap_or(0);
    if !store::delete(&mut change, fact, version).await? {
        return Ok(delete_page(&app, &written, true).conflicting());
    }
    let entry = Entry::new(Event::FactDeleted, Subject::new("fact", fact.id))
        .about(fact.subject)
        .detail(json!({ "on": fact.on.to_string(), "shared": fact.shared }));
    change.commit(entry).await?;
    Ok(redirect(&list, Notice::FactDeleted))
}
