//! Lines of an order: typed one by one, or pasted from a spreadsheet.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::{Value, json};

use super::{
    forms::{self, COLUMNS, Known, NewLine},
    kinds::Kind,
    pages::{self, Again, DECIDED, HERE},
    picture::{self, Order},
    store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{Actor, Personnel, Scope},
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell, redirect, see_other,
        table::Problem,
    },
};

const TWICE: &str = "この人の同じ種類の発令が、もうあります";

fn told(lines: &[NewLine]) -> Value {
    let line = |line: &NewLine| {
        json!({ "staff": line.staff, "kind": line.kind.code(), "unit": line.unit,
                "position": line.position, "post": line.post, "leads": line.leads,
                "destination": line.destination, "basis": line.basis,
                "weekly_minutes": line.weekly_minutes })
    };
    Value::Array(lines.iter().map(line).collect())
}

/// POST /hr/orders/{id}/lines
pub async fn add(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let here = format!("{HERE}/{id}");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &format!("{here}/lines"), &here).await?
    {
        return Ok(see_other(&there));
    }
    let held = store::hold(&mut change, id, &actor.scope).await?;
    if !held.state.prepared() {
        return Err(AppError::Refused(DECIDED.to_owned()));
    }
    let words = [forms::word(answers.get("staff"))];
    let people = store::people(&mut change, &words, &held).await?;
    let choices = store::choices(change.conn(), held.effective_on).await?;
    let mut mistakes = Mistakes::default();
    let known = Known { choices: &choices, people: &people };
    let line = forms::line(&answers, &known).map_err(|wrong| mistakes = wrong).ok();
    let added = match &line {
        Some(line) => store::add_lines(&mut change, id, std::slice::from_ref(line)).await?,
        None => None,
    };
    let Some((line, _)) = line.zip(added) else {
        drop(change);
        if mistakes.is_empty() {
            mistakes.add("staff", TWICE);
        }
        let again = Again { answers, mistakes, dating: false };
        return Ok(pages::page(&app, &actor, id, again).await?.unprocessable());
    };
    let entry = Entry::new(Event::OrderChanged, Subject::new("order", id))
        .detail(json!({ "added": told(&[line]) }));
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::OrderSaved))
}

/// POST /hr/orders/{id}/lines/{line}/removal
pub async fn remove(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    Path((id, line)): Path<(i64, i64)>,
) -> Result {
    let mut change = Change::begin(&app, &actor).await?;
    if !store::hold(&mut change, id, &actor.scope).await?.state.prepared() {
        return Err(AppError::Refused(DECIDED.to_owned()));
    }
    let staff = store::remove_line(&mut change, id, line).await?.ok_or(AppError::NotFound)?;
    let entry = Entry::new(Event::OrderChanged, Subject::new("order", id))
        .detail(json!({ "removed": { "line": line, "staff": staff } }));
    change.commit(entry).await?;
    Ok(redirect(&format!("{HERE}/{id}"), Notice::OrderSaved))
}

#[derive(Template)]
#[template(path = "transfer/rows.html")]
struct RowsPage {
    shell: Shell,
    here: String,
    back: String,
    columns: Vec<&'static str>,
    kinds: Vec<&'static str>,
    typed: String,
    problems: Vec<Problem>,
    form: String,
}

fn rows_page(
    app: &App,
    actor: &Actor,
    order: &Order,
    typed: String,
    problems: Vec<Problem>,
) -> Page<RowsPage> {
    let base = format!("{HERE}/{}", order.id);
    let mut mistakes = Mistakes::default();
    if !problems.is_empty() {
        mistakes.add("rows", format!("直すところが{}件あります", problems.len()));
    }
    Page(RowsPage {
        shell: pages::framed(app, actor, "まとめて加える", order).with_mistakes(&mistakes),
        here: format!("{base}/rows"),
        back: base,
        columns: COLUMNS.iter().map(|column| column.name).collect(),
        kinds: Kind::ALL.iter().map(|kind| kind.label()).collect(),
        typed,
        problems,
        form: uuid::Uuid::now_v7().to_string(),
    })
}

/// GET /hr/orders/{id}/rows
pub async fn ask_rows(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let order = picture::order(&app.reader, id, &actor.scope).await?;
    if !order.sight.writes {
        return Err(AppError::NotFound);
    }
    if !order.state.prepared() {
        return Err(AppError::Refused(DECIDED.to_owned()));
    }
    Ok(rows_page(&app, &actor, &order, String::new(), Vec::new()).into_response())
}

/// All rows or none.
async fn paste_rows(
    change: &mut Change,
    id: i64,
    scope: &Scope,
    typed: &str,
) -> Result<Result<Vec<NewLine>, Vec<Problem>>> {
    let held = store::hold(change, id, scope).await?;
    if !held.state.prepared() {
        return Err(AppError::Refused(DECIDED.to_owned()));
    }
    let rows = match forms::rows(typed) {
        Ok(rows) => rows,
        Err(problems) => return Ok(Err(problems)),
    };
    let words: Vec<String> = rows.iter().map(|row| forms::word(row.get("職員番号"))).collect();
    let people = store::people(change, &words, &held).await?;
    let choices = store::choices(change.conn(), held.effective_on).await?;
    let lines = match forms::lines(&rows, &Known { choices: &choices, people: &people }) {
        Ok(lines) => lines,
        Err(problems) => return Ok(Err(problems)),
    };
    match store::add_lines(change, id, &lines).await? {
        Some(_) => Ok(Ok(lines)),
        None => Ok(Err(vec![Problem::file(format!(
            "{TWICE}。同じ人が2行あるか、すでに加えてあります。重なる行を消してください。"
        ))])),
    }
}

/// POST /hr/orders/{id}/rows
pub async fn paste(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let here = format!("{HERE}/{id}");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &format!("{here}/rows"), &here).await? {
        return Ok(see_other(&there));
    }
    match paste_rows(&mut change, id, &actor.scope, answers.get("rows")).await? {
        Ok(lines) => {
            let entry = Entry::new(Event::OrderChanged, Subject::new("order", id))
                .detail(json!({ "added": told(&lines) }));
            change.commit(entry).await?;
            Ok(redirect(&here, Notice::OrderSaved))
        }
        Err(problems) => {
            drop(change);
            let order = picture::order(&app.reader, id, &actor.scope).await?;
            let typed = answers.get("rows").to_owned();
            Ok(rows_page(&app, &actor, &order, typed, problems).unprocessable())
        }
    }
}
