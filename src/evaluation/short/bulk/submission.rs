//! The rows that are complete, looked at once more and submitted together; and taken back one by
//! one, until the next one has opened them.

use askama::Template;
use axum::{
    extract::{FromRequestParts, Path, State as Shared},
    http::request::Parts,
    response::IntoResponse,
};
use serde_json::{Value, json};

use super::{
    pages::{here, read, step_of},
    show::told_words,
    store::{self, Form, Given, Row, Rows},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::{
        deputy::Seated,
        review::viewed,
        sheet::{Graded, Head, move_on, sheet_of},
        short::rules::{Complete, Item},
        view::Reader,
        workflow::{Action, Hat, Refusal, Step, next},
    },
    identity::{Actor, SeatWords},
    kit::{
        Answers, App, AppError, Filters, Guard, Notice, Page, Result, Shell, redirect, see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/short/check.html")]
struct CheckPage {
    shell: Shell,
    seat: SeatWords,
    step: &'static str,
    label: &'static str,
    lines: Vec<Line>,
    /// People whose rows were begun, and what is missing.
    open: Vec<(String, Vec<String>)>,
    untouched: usize,
    receivers: &'static str,
    form: String,
    /// Something has changed since the rows were looked at.
    changed: bool,
}

struct Line {
    sheet: i64,
    seen: String,
    name: String,
    kind: String,
    grades: Vec<(String, String)>,
    overall: String,
    told: Vec<String>,
}

/// What changes as soon as a row does.
fn seen(row: &Row) -> String {
    format!("{}.{}", row.version, row.stamp())
}

fn line(row: &Row, form: &Form, whole: &Complete) -> Line {
    let word = |points: i16| format!("{points} {}", form.word(points));
    let name = |id: i64| {
        let item: Option<&Item> = form.items.iter().find(|item| item.id == id);
        item.map(|item| item.name.clone()).unwrap_or_default()
    };
    let given = Given {
        step: row.step.clone(),
        overall: whole.overall,
        renewal: Some(whole.renewal),
        reason: Some(whole.reason.clone()),
        remark: Some(whole.remark.clone()).filter(|words| !words.is_empty()),
        points: Vec::new(),
    };
    Line {
        sheet: row.sheet,
        seen: seen(row),
        name: row.name.clone(),
        kind: form.name.clone(),
        grades: whole.opinions.iter().map(|o| (name(o.ability), word(o.points))).collect(),
        overall: word(whole.overall),
        told: told_words(&given),
    }
}

fn page(app: &App, actor: &Actor, rows: &Rows, step: Step, changed: bool) -> Page<CheckPage> {
    let waiting = rows.waiting(step.code());
    let mut lines = Vec::new();
    let mut open = Vec::new();
    for (row, form) in waiting.iter().filter(|(row, _)| row.begun()) {
        match row.complete(form) {
            Ok(whole) => lines.push(line(row, form, &whole)),
            Err(missing) => {
                open.push((row.name.clone(), missing.into_iter().map(|(_, s)| s).collect()));
            }
        }
    }
    let second = step == Step::First && waiting.iter().any(|(row, _)| row.has_second);
    Page(CheckPage {
        shell: actor
            .shell(app, "まとめて提出する前の確認")
            .at("/reviews")
            .under(actor.list("/reviews"), "部下の評価")
            .under(here(actor, step), "会計年度任用職員の評価"),
        seat: actor.seat_words(),
        step: step.code(),
        label: step.label(),
        untouched: waiting.len() - lines.len() - open.len(),
        lines,
        open,
        receivers: if second { "二次評価者か職員課" } else { "職員課" },
        form: uuid::Uuid::now_v7().to_string(),
        changed,
    })
}

/// GET /reviews/short/check?step=
pub async fn check(Seated(actor): Seated, Shared(app): Shared<App>, filters: Filters) -> Result {
    let rows = read(&app, &actor).await?;
    let step = step_of(&rows, filters.get("step"));
    viewed(&app, &actor, Event::ShortReviewsViewed, &rows.sheets()).await?;
    let page = page(&app, &actor, &rows, step, false);
    if page.0.lines.is_empty() {
        return Ok(see_other(&here(&actor, step)));
    }
    Ok(page.into_response())
}

/// What is written for one row.
fn written(row: &Row, whole: &Complete) -> Result<Value> {
    let target = row.next(Action::Submit)?;
    let opinions: Vec<Value> = whole
        .opinions
        .iter()
        .map(|one| json!({ "item": one.ability, "points": one.points }))
        .collect();
    Ok(json!({
        "sheet": row.sheet, "version": row.version, "target": target.code(),
        "overall": whole.overall, "opinions": opinions, "remark": whole.remark,
        "renewal": whole.renewal.code(), "reason": whole.reason,
    }))
}

/// The rows that were looked at, or nothing if one of them is not as it was.
fn chosen(rows: &Rows, step: Step, answers: &Answers) -> Result<Option<Vec<Value>>> {
    let mut chosen = Vec::new();
    let waiting = rows.waiting(step.code());
    for id in answers.all("sheet") {
        let found = waiting.iter().find(|(row, _)| row.sheet.to_string() == id);
        let Some((row, form)) = found else { return Ok(None) };
        let same = answers.get(&format!("seen-{id}")) == seen(row);
        match row.complete(form) {
            Ok(whole) if same => chosen.push(written(row, &whole)?),
            _ => return Ok(None),
        }
    }
    Ok(Some(chosen))
}

/// POST /reviews/short/submission: submits what was checked, once.
pub async fn submit(Seated(actor): Seated, Shared(app): Shared<App>, answers: Answers) -> Result {
    let rows = read(&app, &actor).await?;
    let step = step_of(&rows, answers.get("step"));
    let (path, done) = ("/reviews/short/submission", here(&actor, step));
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) = change.repeated(answers.form_id(), path, &done).await? {
        return Ok(see_other(&first));
    }
    let Some(chosen) = chosen(&rows, step, &answers)? else {
        drop(change);
        return Ok(page(&app, &actor, &rows, step, true).conflicting());
    };
    if chosen.is_empty() {
        return Ok(see_other(&done));
    }
    let count = chosen.len();
    let sheets: Vec<Value> = chosen
        .iter()
        .map(|row| json!({ "sheet": row["sheet"], "overall": row["overall"], "to": row["target"] }))
        .collect();
    let moved = store::submit(&mut change, step.code(), Value::Array(chosen)).await?;
    if usize::try_from(moved) != Ok(count) {
        return Err(Refusal::WrongState.into());
    }
    let entry = Entry::new(Event::ShortReviewsSubmitted, Subject::staff(actor.id))
        .detail(json!({ "step": step.code(), "count": count, "sheets": sheets }));
    change.commit(entry).await?;
    Ok(redirect(&done, Notice::ShortReviewsSubmitted))
}

/// Proof that the reader evaluates this short sheet.
pub struct ShortSheet {
    actor: Actor,
    head: Head,
    hat: Hat,
}

impl Guard for ShortSheet {
    const WHO: &'static str = "the short sheet's evaluators";
}

impl FromRequestParts<App> for ShortSheet {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let (actor, head) = sheet_of(parts, app).await?;
        let hat = match head.reader(&actor) {
            Reader::First => Hat::FirstEvaluator,
            Reader::Second => Hat::SecondEvaluator,
            _ => return Err(AppError::NotFound),
        };
        if head.graded == Graded::Items {
            Ok(Self { actor, head, hat })
        } else {
            Err(AppError::NotFound)
        }
    }
}

/// POST /reviews/short/{id}/withdrawal
pub async fn withdraw(sheet: ShortSheet, Shared(app): Shared<App>, Path(id): Path<i64>) -> Result {
    let head = &sheet.head;
    let to = next(head.plan(), head.moment(), Action::Withdraw, sheet.hat)?;
    let mut change = Change::begin(&app, &sheet.actor).await?;
    move_on(&mut change, head, to, Action::Withdraw, None).await?;
    let entry = Entry::new(Event::ReviewWithdrawn, Subject::sheet(id))
        .about(head.subject)
        .detail(json!({ "from": head.state.code(), "to": to.code() }));
    change.commit(entry).await?;
    let step = if sheet.hat == Hat::FirstEvaluator { Step::First } else { Step::Second };
    Ok(redirect(&here(&sheet.actor, step), Notice::ReviewWithdrawn))
}
