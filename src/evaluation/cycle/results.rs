//! 確定 and 開示: over a list, each asked once more, each carried out once.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::IntoResponse,
};
use serde_json::json;

use super::{
    forms::SCOPES,
    store::{self, Chosen, Cycle, Waiting},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::{
        route,
        workflow::{Action, Hat, Moment, Plan, State, next},
    },
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Filters, Notice, Page, Result, Shell,
        date::{local, month_day},
        redirect, see_other,
    },
    organisation::Level,
};

/// Lines on a page.
const SIZE: i64 = 50;

#[derive(Template)]
#[template(path = "evaluation/cycle/confirmation.html")]
struct ConfirmationPage {
    shell: Shell,
    base: String,
    lines: Vec<Line>,
    total: i64,
    page: i64,
    pages: i64,
    departments: Vec<(i64, String)>,
    positions: Vec<(String, String)>,
    department: i64,
    position: String,
    /// The filters as they stand in addresses.
    query: String,
    none_chosen: bool,
}

struct Line {
    row: Waiting,
    since: String,
}

fn chosen(answers: &Answers) -> Chosen {
    let position = answers.get("position");
    Chosen {
        ids: None,
        department: answers.get("department").parse().ok(),
        position: (!position.is_empty()).then(|| position.to_owned()),
    }
}

fn shell(app: &App, actor: &Actor, cycle: &Cycle, title: &str) -> Shell {
    actor
        .shell(app, title)
        .at("/hr/cycles")
        .under("/hr/cycles", "年度と日程")
        .under(format!("/hr/cycles/{}", cycle.id), cycle.name.clone())
}

async fn confirmation_page(
    app: &App,
    actor: &Actor,
    cycle: &Cycle,
    filters: &Answers,
    none_chosen: bool,
) -> Result<Page<ConfirmationPage>> {
    let chosen = chosen(filters);
    let page = filters.get("page").parse().unwrap_or(1).clamp(1, 100_000);
    let rows = store::waiting(&app.reader, cycle.id, actor.id.0, &chosen, page, SIZE).await?;
    let map = route::map(&app.reader, cycle.base_date).await?;
    let total = rows.first().map_or(0, |row| row.total);
    let departments = map.tree.units().iter().filter(|u| u.level == Level::Department);
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("department", filters.get("department"))
        .append_pair("position", filters.get("position"))
        .finish();
    Ok(Page(ConfirmationPage {
        shell: shell(app, actor, cycle, "評価の確定"),
        base: format!("/hr/cycles/{}", cycle.id),
        lines: rows
            .into_iter()
            .map(|row| Line { since: month_day(local(row.since).date()), row })
            .collect(),
        total,
        page,
        pages: (total + SIZE - 1).div_euclid(SIZE).max(1),
        departments: departments.map(|unit| (unit.id, unit.name.clone())).collect(),
        positions: map.positions,
        department: chosen.department.unwrap_or(0),
        position: chosen.position.unwrap_or_default(),
        query,
        none_chosen,
    }))
}

/// GET /hr/cycles/{id}/confirmation
pub async fn list(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let cycle = store::find(&app.reader, id).await?;
    let mut page = confirmation_page(&app, &actor, &cycle, &filters, false).await?;
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

#[derive(Template)]
#[template(path = "evaluation/cycle/confirm.html")]
struct ConfirmPage {
    shell: Shell,
    base: String,
    name: String,
    count: i64,
    /// Sent back unchanged: which sheets.
    ids: Vec<i64>,
    all: bool,
    department: String,
    position: String,
    form: String,
}

/// Which sheets a form names: those ticked, or all that fit the filters.
fn named(answers: &Answers) -> Chosen {
    if answers.get("scope") == "all" {
        return chosen(answers);
    }
    let ids = answers.all("sheet").filter_map(|id| id.parse().ok()).collect();
    Chosen { ids: Some(ids), ..Chosen::default() }
}

/// POST /hr/cycles/{id}/confirmation/check: what would happen.
pub async fn check(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let cycle = store::find(&app.reader, id).await?;
    let named = named(&answers);
    let count = store::confirmable(&app.reader, id, actor.id.0, &named).await?;
    if count == 0 {
        let page = confirmation_page(&app, &actor, &cycle, &answers, true).await?;
        return Ok(page.unprocessable());
    }
    let page = ConfirmPage {
        shell: shell(&app, &actor, &cycle, "評価の確定の確認")
            .under(format!("/hr/cycles/{id}/confirmation"), "評価の確定"),
        base: format!("/hr/cycles/{id}/confirmation"),
        name: cycle.name,
        count,
        all: named.ids.is_none(),
        ids: named.ids.unwrap_or_default(),
        department: answers.get("department").to_owned(),
        position: answers.get("position").to_owned(),
        form: uuid::Uuid::now_v7().to_string(),
    };
    Ok(Page(page).into_response())
}

/// The workflow's own word on an act of HR over many sheets.
fn lawful(state: State, action: Action) -> Result<State> {
    let plan = Plan { first: true, second: true };
    Ok(next(plan, Moment { state, opened: true }, action, Hat::Hr)?)
}

/// POST /hr/cycles/{id}/confirmation
pub async fn confirm(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    lawful(State::Confirmation, Action::Confirm)?;
    let base = format!("/hr/cycles/{id}/confirmation");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &base, &base).await? {
        return Ok(see_other(&there));
    }
    let named = named(&answers);
    let count = store::confirm(&mut change, id, &named).await?;
    if count == 0 {
        return Err(AppError::Refused(
            "確定できるシートがありません。すでに確定したか、差し戻されています。".to_owned(),
        ));
    }
    let entry = Entry::new(Event::ResultsConfirmed, Subject::new("cycle", id)).detail(json!({
        "count": count, "sheets": named.ids, "department": named.department,
        "position": named.position
    }));
    change.commit(entry).await?;
    Ok(redirect(&base, Notice::ResultsConfirmed))
}

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
    form: String,
}

/// GET /hr/cycles/{id}/disclosure
pub async fn ask_disclosure(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let cycle = store::find(&app.reader, id).await?;
    let (confirmed, disclosed) = (cycle.count("confirmed"), cycle.count("disclosed"));
    let scope = SCOPES.iter().find(|(code, _)| *code == cycle.scope).map_or("", |(_, w)| w);
    let page = DisclosurePage {
        shell: shell(&app, &actor, &cycle, "結果の開示"),
        base: format!("/hr/cycles/{id}"),
        confirmed,
        disclosed,
        open: cycle.total() - confirmed - disclosed,
        scope,
        name: cycle.name,
        form: uuid::Uuid::now_v7().to_string(),
    };
    Ok(Page(page).into_response())
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
    let count = store::disclose(&mut change, id).await?;
    if count == 0 {
        return Err(AppError::Refused("開示できる、確定済みのシートがありません。".to_owned()));
    }
    let entry = Entry::new(Event::ResultsDisclosed, Subject::new("cycle", id))
        .detail(json!({ "count": count }));
    change.commit(entry).await?;
    Ok(redirect(&base, Notice::ResultsDisclosed))
}
