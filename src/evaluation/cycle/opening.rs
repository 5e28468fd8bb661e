//! 評価の開始: asked once more with what will happen, carried out once, refused while anything is
//! missing.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::{forms::dated, pages::checked, people, store};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::HrOfficer,
    kit::{Answers, App, AppError, Notice, Page, Result, Shell, redirect, see_other},
};

#[derive(Template)]
#[template(path = "evaluation/cycle/opening.html")]
struct OpeningPage {
    shell: Shell,
    base: String,
    name: String,
    people: usize,
    scoring: String,
    due: Vec<(&'static str, String)>,
    form: String,
}

const MISSING: &str = "評価者や職位が決まっていない人がいるため、まだ開始できません。年度の画面の「足りないところ」を直してください。";
const ALREADY: &str = "この評価は、すでに開始されています。";

/// GET /hr/cycles/{id}/opening
pub async fn ask(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let cycle = store::find(&app.reader, id).await?;
    if cycle.opened_at.is_some() {
        return Err(AppError::Refused(ALREADY.to_owned()));
    }
    let (ready, _) = checked(&app, &cycle).await?;
    if !ready.problems.is_empty() {
        return Err(AppError::Refused(MISSING.to_owned()));
    }
    let base = format!("/hr/cycles/{id}");
    let page = OpeningPage {
        shell: actor
            .shell(&app, "評価の開始の確認")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(base.clone(), cycle.name.clone()),
        base,
        name: cycle.name,
        people: ready.planned.len(),
        scoring: cycle.scoring.1,
        due: cycle.steps.iter().filter_map(dated).collect(),
        form: uuid::Uuid::now_v7().to_string(),
    };
    Ok(Page(page).into_response())
}

/// POST /hr/cycles/{id}/opening
pub async fn open(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let base = format!("/hr/cycles/{id}");
    let path = format!("{base}/opening");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &path, &base).await? {
        return Ok(see_other(&there));
    }
    let cycle = store::find(change.conn(), id).await?;
    let (ready, _) = checked(&app, &cycle).await?;
    if !ready.problems.is_empty() || ready.planned.is_empty() {
        return Err(AppError::Refused(MISSING.to_owned()));
    }
    let excluded = people::excluded(change.conn(), id).await?;
    let Some(sheets) = store::open(&mut change, &cycle, &ready.planned, &excluded).await? else {
        return Err(AppError::Refused(ALREADY.to_owned()));
    };
    let entry = Entry::new(Event::CycleOpened, Subject::new("cycle", id))
        .detail(json!({ "sheets": sheets }));
    change.commit(entry).await?;
    Ok(redirect(&base, Notice::CycleOpened))
}
