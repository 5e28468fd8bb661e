//! 目標のひな形: the list that 職員課 keeps.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::IntoResponse,
};
use serde_json::json;

use super::{
    forms::{self, New},
    store::{self, Line, Position},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::goal::rules::Kind,
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Filters, Mistakes, Notice, Page, Result, Shell, date::wareki,
        redirect, see_other,
    },
};

const HERE: &str = "/hr/goal-templates";

#[derive(Template)]
#[template(path = "evaluation/goal/template/list.html")]
struct ListPage {
    shell: Shell,
    lines: Vec<LineView>,
    answers: Answers,
    errors: Mistakes,
    /// Code, name, whether it is chosen.
    positions: Vec<(String, String, bool)>,
    kinds: Vec<(&'static str, &'static str, bool)>,
    /// Filled in from another one.
    copied: bool,
    /// What is to be confirmed: a required goal reaches many people.
    confirm: Option<Confirm>,
    form: String,
}

struct Confirm {
    whom: String,
    people: i64,
    from: String,
}

struct LineView {
    id: i64,
    whom: String,
    required: bool,
    kind: &'static str,
    what: String,
    parts: Vec<(&'static str, String)>,
    time: String,
    by: String,
    used: i64,
    /// Still without an end.
    open: bool,
    over: bool,
}

/// For whom it is.
fn whom(code: Option<&str>, positions: &[Position]) -> String {
    match code {
        None => "すべての職位".to_owned(),
        Some(code) => positions
            .iter()
            .find(|position| position.code == code)
            .map_or_else(|| code.to_owned(), |position| position.name.clone()),
    }
}

fn line(line: Line, positions: &[Position], today: time::Date) -> LineView {
    let parts = [("どの水準まで", line.level), ("どのように", line.how)];
    let mut parts: Vec<_> = parts.into_iter().filter(|(_, words)| !words.is_empty()).collect();
    parts.extend(line.weight.map(|weight| ("ウエイト", weight.to_string())));
    LineView {
        id: line.id,
        whom: whom(line.position.as_deref(), positions),
        required: line.required,
        kind: Kind::from_code(&line.kind).map_or("", Kind::label),
        what: line.what,
        parts,
        time: format!(
            "{}から{}",
            wareki(line.valid_from),
            line.last_on.map(|day| format!("{}まで", wareki(day))).unwrap_or_default()
        ),
        by: line.by,
        used: line.used,
        open: line.last_on.is_none(),
        over: line.last_on.is_some_and(|day| day < today),
    }
}

async fn page(
    app: &App,
    actor: &Actor,
    answers: Answers,
    errors: Mistakes,
    copied: bool,
) -> Result<Page<ListPage>> {
    let today = app.today();
    let positions = store::positions(&app.reader, today).await?;
    let lines = store::list(&app.reader, today).await?;
    let chosen = answers.get("position").to_owned();
    let mut choices = vec![("all".to_owned(), "すべての職位".to_owned(), chosen == "all")];
    choices.extend(
        positions.iter().map(|position| {
            (position.code.clone(), position.name.clone(), position.code == chosen)
        }),
    );
    let kind = answers.get("kind");
    Ok(Page(ListPage {
        shell: actor
            .shell(app, "目標のひな形")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .with_mistakes(&errors),
        lines: lines.into_iter().map(|one| line(one, &positions, today)).collect(),
        positions: choices,
        kinds: Kind::ALL.iter().map(|k| (k.code(), k.label(), k.code() == kind)).collect(),
        answers,
        errors,
        copied,
        confirm: None,
        form: uuid::Uuid::now_v7().to_string(),
    }))
}

/// GET /hr/goal-templates; with `copy`, the form begins with another one's words.
pub async fn list(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let copy: Option<i64> = filters.get("copy").parse().ok();
    let mut answers = Answers::default();
    let copied = match copy {
        Some(id) => {
            let lines = store::list(&app.reader, app.today()).await?;
            let line = lines.into_iter().find(|line| line.id == id).ok_or(AppError::NotFound)?;
            fill(&mut answers, &line);
            true
        }
        None => false,
    };
    answers.put_day("valid_from", app.today());
    let mut page = page(&app, &actor, answers, Mistakes::default(), copied).await?;
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

fn fill(answers: &mut Answers, line: &Line) {
    answers.put("position", line.position.clone().unwrap_or_else(|| "all".to_owned()));
    if line.required {
        answers.put("required", "yes");
    }
    answers.put("kind", line.kind.clone());
    answers.put("what", line.what.clone());
    answers.put("level", line.level.clone());
    answers.put("how", line.how.clone());
    answers.put("weight", line.weight.map(|weight| weight.to_string()).unwrap_or_default());
}

/// POST /hr/goal-templates. A required goal is asked about once more: it reaches everybody of a
/// position.
pub async fn add(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let positions = store::positions(&app.reader, app.today()).await?;
    let codes: Vec<String> = positions.iter().map(|position| position.code.clone()).collect();
    let new = match forms::template(&answers, &codes, app.today()) {
        Ok(new) => new,
        Err(mistakes) => {
            let page = page(&app, &actor, answers, mistakes, false).await?;
            return Ok(page.unprocessable());
        }
    };
    if new.required && !answers.has("confirmed") {
        let mut page = page(&app, &actor, answers, Mistakes::default(), false).await?;
        page.0.confirm = Some(confirm(&new, &positions));
        return Ok(page.into_response());
    }
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(see_other(&there));
    }
    let id = store::insert(&mut change, &new).await?;
    let entry = Entry::new(Event::GoalTemplateAdded, Subject::new("goal_template", id))
        .detail(json!({ "position": new.position, "required": new.required, "what": new.what,
                "from": new.valid_from.to_string() }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::GoalTemplateAdded))
}

fn confirm(new: &New, positions: &[Position]) -> Confirm {
    let has =
        |position: &&Position| new.position.as_ref().is_none_or(|code| *code == position.code);
    Confirm {
        whom: whom(new.position.as_deref(), positions),
        people: positions.iter().filter(has).map(|position| position.people).sum(),
        from: wareki(new.valid_from),
    }
}

/// POST /hr/goal-templates/{id}/end
pub async fn end(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let mut change = Change::begin(&app, &actor).await?;
    let today = app.today();
    let Some(what) = store::end(&mut change, id, today).await? else {
        return Err(AppError::Refused("このひな形は、すでに終えています。".to_owned()));
    };
    let entry = Entry::new(Event::GoalTemplateEnded, Subject::new("goal_template", id))
        .detail(json!({ "what": what, "last_on": today.to_string() }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::GoalTemplateEnded))
}
