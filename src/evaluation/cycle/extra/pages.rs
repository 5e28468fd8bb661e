//! 目標以外の取組の扱い of one year.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::store::{self, Year};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{Actor, HrOfficer},
    kit::{Answers, App, AppError, Notice, Page, Result, Shell, redirect, see_other},
};

#[derive(Template)]
#[template(path = "evaluation/cycle/extra_work.html")]
struct ExtraPage {
    shell: Shell,
    base: String,
    graded: bool,
    fixed: bool,
    stale: bool,
    version: i32,
    form: String,
}

fn page(app: &App, actor: &Actor, id: i64, year: Year, stale: bool) -> Page<ExtraPage> {
    let base = format!("/hr/cycles/{id}");
    Page(ExtraPage {
        shell: actor
            .shell(app, "目標以外の取組の扱い")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(base.clone(), year.name),
        base,
        graded: year.graded,
        fixed: year.fixed,
        stale,
        version: year.version,
        form: uuid::Uuid::now_v7().to_string(),
    })
}

/// GET /hr/cycles/{id}/extra-work
pub async fn ask(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let year = store::year(&app.reader, id).await?;
    Ok(page(&app, &actor, id, year, false).into_response())
}

/// POST /hr/cycles/{id}/extra-work
pub async fn save(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let base = format!("/hr/cycles/{id}");
    let mut change = Change::begin(&app, &actor).await?;
    let path = format!("{base}/extra-work");
    if let Some(there) = change.repeated(answers.form_id(), &path, &base).await? {
        return Ok(see_other(&there));
    }
    let year = store::year(change.conn(), id).await?;
    if year.fixed {
        return Err(AppError::Refused(
            "評価者の評価が始まっているため、目標以外の取組の扱いは変えられません。".to_owned(),
        ));
    }
    let graded = answers.get("graded") == "yes";
    let version = answers.get("version").parse().unwrap_or(0);
    if !store::set(&mut change, id, version, graded).await? {
        drop(change);
        return Ok(page(&app, &actor, id, Year { graded, ..year }, true).conflicting());
    }
    let entry = Entry::new(Event::CycleSaved, Subject::new("cycle", id)).detail(json!({
        "from": { "extra_work_graded": year.graded }, "to": { "extra_work_graded": graded }
    }));
    change.commit(entry).await?;
    Ok(redirect(&base, Notice::CycleSaved))
}
