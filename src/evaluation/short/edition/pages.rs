//! /hr/short-sheets/forms: the forms in force, and the making of new ones.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;
use time::Date;

use super::{
    defaults,
    forms::{self, Kind, fill},
    store::{self, Dated, scale_lines},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::short::{
        bulk::Form,
        rules::{BRIEF, Item},
    },
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, Mistakes, Notice, Page, Result, Shell,
        date::{fiscal_label, fiscal_year, wareki},
        redirect, see_other,
    },
};

const HERE: &str = "/hr/short-sheets/forms";

#[derive(Template)]
#[template(path = "evaluation/short/forms.html")]
struct FormsPage {
    shell: Shell,
    forms: Vec<Form>,
    /// When each edition holds, and which years use it.
    editions: Vec<(String, String)>,
}

fn shell(app: &App, actor: &Actor, title: &str) -> Shell {
    actor
        .shell(app, title)
        .at("/hr/cycles")
        .under("/hr/cycles", "年度と日程")
        .under("/hr/short-sheets", "会計年度任用職員の評価")
}

fn dated(edition: &Dated) -> (String, String) {
    let from = edition.from.map(wareki).unwrap_or_default();
    let until = edition.until.map(wareki).unwrap_or_default();
    let years: Vec<String> = edition.years.iter().map(|year| fiscal_label(*year)).collect();
    let used =
        if years.is_empty() { "まだ使っていません".to_owned() } else { years.join("、") };
    (format!("{from}から{until}"), used)
}

/// GET /hr/short-sheets/forms
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let (editions, forms) = store::editions(&app.reader, app.today()).await?;
    let page = FormsPage {
        shell: shell(&app, &actor, "様式").saying(Notice::from_headers(&headers)),
        editions: editions.iter().map(dated).collect(),
        forms,
    };
    Ok(Page(page).into_response())
}

#[derive(Template)]
#[template(path = "evaluation/short/edition.html")]
struct EditionPage {
    shell: Shell,
    answers: Answers,
    errors: Mistakes,
    kinds: Vec<Block>,
    form: String,
}

/// The two fields of one kind of work.
struct Block {
    code: String,
    heading: String,
    brief: bool,
    name: String,
    items: String,
    name_error: Option<String>,
    items_error: Option<String>,
    goals: String,
    goals_error: Option<String>,
}

fn page(app: &App, actor: &Actor, answers: Answers, errors: Mistakes) -> Page<EditionPage> {
    let codes = forms::codes(&answers);
    let block = |code: String| Block {
        heading: match answers.get(&format!("name-{code}")) {
            "" => "職種を加える".to_owned(),
            name => name.to_owned(),
        },
        brief: code == BRIEF,
        name: answers.get(&format!("name-{code}")).to_owned(),
        items: answers.get(&format!("items-{code}")).to_owned(),
        name_error: errors.on(&format!("name-{code}")).map(str::to_owned),
        items_error: errors.on(&format!("items-{code}")).map(str::to_owned),
        goals: answers.get(&format!("goals-{code}")).to_owned(),
        goals_error: errors.on(&format!("goals-{code}")).map(str::to_owned),
        code,
    };
    let kinds: Vec<Block> = codes.iter().cloned().map(block).collect();
    let new = forms::new_code(&codes);
    let empty = codes.iter().any(|code| answers.get(&format!("name-{code}")).is_empty());
    // one empty block more, to add a kind of work
    let more = (!empty).then_some(new);
    Page(EditionPage {
        shell: shell(app, actor, "新しい様式").under(HERE, "様式").with_mistakes(&errors),
        kinds: kinds.into_iter().chain(more.map(empty_block)).collect(),
        answers,
        errors,
        form: uuid::Uuid::now_v7().to_string(),
    })
}

/// Room for one more kind of work.
fn empty_block(code: String) -> Block {
    Block {
        code,
        heading: "職種を加える".to_owned(),
        brief: false,
        name: String::new(),
        items: String::new(),
        name_error: None,
        items_error: None,
        goals: String::new(),
        goals_error: None,
    }
}

/// The items of a form as lines, or its goals.
fn lines(items: &[Item], goals: bool) -> String {
    let line = |item: &Item| {
        if goals {
            format!("{}｜{}", item.name, item.definition)
        } else {
            format!("{}｜{}｜{}", item.element, item.name, item.definition)
        }
    };
    let lines: Vec<String> = items.iter().filter(|item| item.goal == goals).map(line).collect();
    lines.join("\n")
}

/// The day a new edition usually begins: the next fiscal year's first.
fn next_april(today: Date) -> Date {
    let year = i32::from(fiscal_year(today)) + 1;
    Date::from_calendar_date(year, time::Month::April, 1).unwrap_or(today)
}

/// GET /hr/short-sheets/forms/new: filled with the forms in force, or with the usual ones.
pub async fn edit(HrOfficer(actor): HrOfficer, Shared(app): Shared<App>) -> Result {
    let today = app.today();
    let (_, forms) = store::editions(&app.reader, today).await?;
    let answers = match forms.first() {
        None => defaults::answers(today),
        Some(first) => {
            let kinds: Vec<Kind> = forms
                .iter()
                .map(|form| Kind {
                    code: form.code.clone(),
                    name: form.name.clone(),
                    items: lines(&form.items, false),
                    goals: lines(&form.items, true),
                })
                .collect();
            fill(&wareki(next_april(today)), &scale_lines(&first.scale), &kinds)
        }
    };
    Ok(page(&app, &actor, answers, Mistakes::default()).into_response())
}

/// POST /hr/short-sheets/forms/new
pub async fn publish(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let edition = match forms::edition(&answers) {
        Ok(edition) if edition.from < app.today() => {
            let mut errors = Mistakes::default();
            errors.add("from", "使い始める日は、今日か、それより後の日にしてください");
            return Ok(page(&app, &actor, answers, errors).unprocessable());
        }
        Ok(edition) => edition,
        Err(errors) => return Ok(page(&app, &actor, answers, errors).unprocessable()),
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(see_other(&there));
    }
    let id = store::insert(&mut change, &edition).await?;
    let entry = Entry::new(Event::ShortFormsPublished, Subject::new("framework", id))
        .detail(json!({ "from": edition.from.to_string(), "kinds": edition.works.len() }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::ShortFormsPublished))
}
