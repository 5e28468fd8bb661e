//! The pages of the scales.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{
    forms::{self, MOST, PARTS, field},
    store::{self, Listed},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Filters, Mistakes, Notice, Page, Result, Shell, date::wareki,
        redirect, see_other,
    },
};

const HERE: &str = "/hr/scales";
const NEW: &str = "/hr/scales/new";
const TITLE: &str = "評価の段階";

#[derive(Template)]
#[template(path = "evaluation/scoring/scale/list.html")]
struct ListPage {
    shell: Shell,
    scales: Vec<ScaleView>,
    form: String,
}

struct ScaleView {
    id: i64,
    name: String,
    since: String,
    copied_from: Option<String>,
    used: String,
    removable: bool,
    /// Letter, word, points, definition, from the highest.
    steps: Vec<[String; 4]>,
}

fn view(scale: Listed) -> ScaleView {
    let used = match (scale.years, scale.sets) {
        (0, 0) if scale.preset => "年度の型が使っています".to_owned(),
        (0, 0) => "使っている年度はありません".to_owned(),
        (years, sets) => format!("年度{years}件・点数の決め方{sets}件"),
    };
    ScaleView {
        id: scale.id,
        removable: scale.removable(),
        since: scale.valid_from.map_or_else(
            || "初めからあります".to_owned(),
            |day| format!("基準日が{}より前の年度では使えません", wareki(day)),
        ),
        copied_from: scale.copied_from,
        used,
        steps: scale
            .steps
            .0
            .into_iter()
            .map(|s| [s.letter, s.word, s.value, s.definition])
            .collect(),
        name: scale.name,
    }
}

fn shell(app: &App, actor: &Actor, title: &'static str) -> Shell {
    actor.shell(app, title).at("/hr/cycles").under("/hr/cycles", "年度と日程")
}

/// GET /hr/scales
pub async fn list(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let scales = store::listed(&app.reader).await?;
    let page = ListPage {
        shell: shell(&app, &actor, TITLE).saying(Notice::from_headers(&headers)),
        scales: scales.into_iter().map(view).collect(),
        form: uuid::Uuid::now_v7().to_string(),
    };
    Ok(Page(page).into_response())
}

#[derive(Template)]
#[template(path = "evaluation/scoring/scale/new.html")]
struct NewPage {
    shell: Shell,
    answers: Answers,
    errors: Mistakes,
    rows: Vec<RowView>,
    /// The scale that is copied.
    source: Option<(i64, String)>,
    form: String,
}

struct RowView {
    number: usize,
    fields: Vec<FieldView>,
}

struct FieldView {
    name: String,
    label: &'static str,
    wide: bool,
    value: String,
    error: Option<String>,
}

fn row(number: usize, answers: &Answers, mistakes: &Mistakes) -> RowView {
    let labels = ["評語", "略号", "点", "説明"];
    let view = |(part, label): (&str, &'static str)| {
        let name = field(part, number);
        FieldView {
            value: answers.get(&name).to_owned(),
            error: mistakes.on(&name).map(str::to_owned),
            wide: matches!(part, "word" | "definition"),
            label,
            name,
        }
    };
    RowView { number, fields: PARTS.into_iter().zip(labels).map(view).collect() }
}

fn page(
    app: &App,
    actor: &Actor,
    source: Option<(i64, String)>,
    answers: Answers,
    errors: Mistakes,
) -> Page<NewPage> {
    Page(NewPage {
        shell: shell(app, actor, "評価の段階を作る").under(HERE, TITLE).with_mistakes(&errors),
        rows: (1..=MOST).map(|number| row(number, &answers, &errors)).collect(),
        source,
        answers,
        errors,
        form: uuid::Uuid::now_v7().to_string(),
    })
}

/// The scale that is to be copied.
async fn source(app: &App, typed: &str) -> Result<Option<Listed>> {
    let Ok(id) = typed.parse::<i64>() else { return Ok(None) };
    Ok(store::listed(&app.reader).await?.into_iter().find(|scale| scale.id == id))
}

/// GET /hr/scales/new: empty, or with the steps of the scale that is copied.
pub async fn blank(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    asked: Filters,
) -> Result {
    let (answers, source) = match source(&app, asked.get("from")).await? {
        Some(scale) => {
            let steps = scale.typed().map_err(AppError::Internal)?;
            (forms::filled(&steps), Some((scale.id, scale.name)))
        }
        None => (Answers::default(), None),
    };
    Ok(page(&app, &actor, source, answers, Mistakes::default()).into_response())
}

/// POST /hr/scales/new
pub async fn make(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let source = source(&app, answers.get("from")).await?.map(|scale| (scale.id, scale.name));
    let new = match forms::scale(&answers) {
        Ok(new) => new,
        Err(wrong) => return Ok(page(&app, &actor, source, answers, wrong).unprocessable()),
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) = change.repeated(answers.form_id(), NEW, HERE).await? {
        return Ok(see_other(&first));
    }
    let copied = source.as_ref().map(|(id, _)| *id);
    let Some(id) = store::insert(&mut change, &new, copied).await? else {
        drop(change);
        let mut wrong = Mistakes::default();
        wrong.add("name", "同じ名前の段階がすでにあります。名前を変えてください");
        return Ok(page(&app, &actor, source, answers, wrong).unprocessable());
    };
    let steps: Vec<_> = new
        .steps
        .iter()
        .map(|s| json!([s.letter, s.word, s.value.to_string(), s.definition]))
        .collect();
    let entry = Entry::new(Event::ScaleMade, Subject::new("scale", id)).detail(json!({
        "name": new.name, "valid_from": new.valid_from.to_string(), "copied_from": copied,
        "steps": steps,
    }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::ScaleMade))
}

/// POST /hr/scales/removal: takes a scale away that nothing uses.
pub async fn remove(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let id: i64 = answers.get("scale").parse().map_err(|_| AppError::NotFound)?;
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) = change.repeated(answers.form_id(), "/hr/scales/removal", HERE).await? {
        return Ok(see_other(&first));
    }
    let Some(name) = store::remove(&mut change, id).await? else {
        return Err(AppError::Refused(
            "この段階は使われているか、もう消されています。使われている段階は消せません。"
                .to_owned(),
        ));
    };
    let entry =
        Entry::new(Event::ScaleRemoved, Subject::new("scale", id)).detail(json!({ "name": name }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::ScaleRemoved))
}
