//! 結果の開示: separate from confirming, asked once more with who will see what.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    super::{forms::SCOPES, store as years},
    forms::{moment, stamp},
    lawful, shell, store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::workflow::{Action, State},
    identity::{Actor, HrOfficer},
    kit::{Answers, App, AppError, Notice, Page, Result, Shell, redirect, see_other},
};

#[derive(Template)]
#[template(path = "evaluation/cycle/disclosure.html")]
struct DisclosurePage {
    shell: Shell,
    base: String,
    name: String,
    confirmed: i64,
    open: i64,
    disclosed: i64,
    scope: &'static str,
    version: i32,
    asked: String,
    form: String,
    /// Some of those it would be disclosed to, to look at their page.
    samples: Vec<(i64, String)>,
    /// The scope or the dates have changed since the reader was asked.
    stale: bool,
}

async fn page(
    app: &App,
    actor: &Actor,
    cycle: years::Cycle,
    stale: bool,
) -> Result<Page<DisclosurePage>> {
    let samples = store::confirmed(&app.reader, cycle.id, actor.id.0).await?;
    let (confirmed, disclosed) = (cycle.count("confirmed"), cycle.count("disclosed"));
    Ok(Page(DisclosurePage {
        shell: shell(app, actor, (cycle.id, &cycle.name), "結果の開示"),
        base: format!("/hr/cycles/{}", cycle.id),
        confirmed,
        disclosed,
        open: cycle.total() - confirmed - disclosed,
        scope: SCOPES.iter().find(|(code, _)| *code == cycle.scope).map_or("", |(_, w)| w),
        version: cycle.version,
        asked: stamp(app.now()),
        form: uuid::Uuid::now_v7().to_string(),
        name: cycle.name,
        samples,
        stale,
    }))
}

/// GET /hr/cycles/{id}/disclosure
pub async fn ask(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let cycle = years::find(&app.reader, id).await?;
    Ok(page(&app, &actor, cycle, false).await?.into_response())
}

/// POST /hr/cycles/{id}/disclosure
pub async fn disclose(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    lawful(State::Confirmed, Action::Disclose)?;
    let base = format!("/hr/cycles/{id}");
    let path = format!("{base}/disclosure");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &path, &base).await? {
        return Ok(see_other(&there));
    }
    let cycle = years::hold(&mut change, id).await?;
    if answers.get("version") != cycle.version.to_string() {
        drop(change);
        return Ok(page(&app, &actor, cycle, true).await?.conflicting());
    }
    let count = store::disclose(&mut change, id, moment(answers.get("asked"))).await?;
    if count == 0 {
        return Err(AppError::Refused("開示できる、確定済みのシートがありません。".to_owned()));
    }
    let entry = Entry::new(Event::ResultsDisclosed, Subject::new("cycle", id))
        .detail(json!({ "count": count, "scope": cycle.scope }));
    change.commit(entry).await?;
    Ok(redirect(&base, Notice::ResultsDisclosed))
}
