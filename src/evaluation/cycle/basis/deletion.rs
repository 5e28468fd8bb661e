//! 年度を消す: asked once more with all that goes with it; never once it has opened.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    pages::{OPEN, shell},
    store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::HrOfficer,
    kit::{Answers, App, AppError, Notice, Page, Result, Shell, date::wareki, redirect, see_other},
};

#[derive(Template)]
#[template(path = "evaluation/cycle/deletion.html")]
struct DeletionPage {
    shell: Shell,
    base: String,
    name: String,
    base_date: String,
    steps: i64,
    excluded: i64,
    purposes: i64,
    version: i32,
    form: String,
}

const BANDED: &str = "この年度には成績区分の決め方があるため、消せません。使わない年度は、開始しないままにしてください。";
const CHANGED: &str =
    "確かめた後に、この年度が変わりました。内容をもう一度確かめてから消してください。";

fn refused(year: &store::Planned) -> Result<()> {
    match (year.open, year.banded) {
        (true, _) => Err(AppError::Refused(OPEN.to_owned())),
        (false, true) => Err(AppError::Refused(BANDED.to_owned())),
        (false, false) => Ok(()),
    }
}

/// GET /hr/cycles/{id}/deletion
pub async fn ask(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let year = store::year(&app.reader, id).await?;
    refused(&year)?;
    let page = DeletionPage {
        shell: shell(&app, &actor, "年度を消す確認", (id, &year)),
        base: format!("/hr/cycles/{id}"),
        base_date: wareki(year.basis.base_date),
        name: year.basis.name,
        steps: year.steps,
        excluded: year.excluded,
        purposes: year.purposes,
        version: year.version,
        form: uuid::Uuid::now_v7().to_string(),
    };
    Ok(Page(page).into_response())
}

/// POST /hr/cycles/{id}/deletion
pub async fn delete(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let path = format!("/hr/cycles/{id}/deletion");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &path, "/hr/cycles").await? {
        return Ok(see_other(&there));
    }
    let year = store::year(change.conn(), id).await?;
    refused(&year)?;
    let version = answers.get("version").parse().unwrap_or(0);
    if !store::delete(&mut change, id, version).await? {
        return Err(AppError::Refused(CHANGED.to_owned()));
    }
    let entry = Entry::new(Event::CycleDeleted, Subject::new("cycle", id)).detail(json!({
        "name": year.basis.name, "base_date": year.basis.base_date.to_string(),
        "steps": year.steps, "excluded": year.excluded, "purposes": year.purposes
    }));
    change.commit(entry).await?;
    Ok(redirect("/hr/cycles", Notice::CycleDeleted))
}
