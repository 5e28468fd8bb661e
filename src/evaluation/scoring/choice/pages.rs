//! 点数の決め方を選ぶ: before a year opens.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::store::{self, Fitting, Year};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell, date::wareki, redirect,
        see_other,
    },
};

const OPEN: &str = "この年度はすでに開始しています。点数の決め方は、開始した後には変えられません。";

#[derive(Template)]
#[template(path = "evaluation/scoring/choice.html")]
struct ChoicePage {
    shell: Shell,
    base: String,
    base_date: String,
    scale: String,
    choices: Vec<Choice>,
    error: Option<String>,
    stale: bool,
    version: i32,
    form: String,
}

struct Choice {
    id: i64,
    name: String,
    since: String,
    scored: bool,
    checked: bool,
}

async fn page(
    app: &App,
    actor: &Actor,
    (id, year): (i64, Year),
    chosen: i64,
    mistakes: &Mistakes,
) -> Result<Page<ChoicePage>> {
    let fitting = store::fitting(&app.reader, id).await?;
    let base = format!("/hr/cycles/{id}");
    Ok(Page(ChoicePage {
        shell: actor
            .shell(app, "点数の決め方を選ぶ")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(base.clone(), year.name)
            .with_mistakes(mistakes),
        base,
        base_date: wareki(year.base_date),
        scale: year.scale.unwrap_or_else(|| "能力の枠組みの段階".to_owned()),
        choices: fitting
            .into_iter()
            .map(|Fitting { id, name, scored, valid_from }| Choice {
                id,
                name,
                since: wareki(valid_from),
                scored,
                checked: id == chosen,
            })
            .collect(),
        error: mistakes.on("set").map(str::to_owned),
        stale: false,
        version: year.version,
        form: uuid::Uuid::now_v7().to_string(),
    }))
}

/// GET /hr/cycles/{id}/scoring
pub async fn ask(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let year = store::year(&app.reader, id).await?;
    if year.opened_at.is_some() {
        return Err(AppError::Refused(OPEN.to_owned()));
    }
    let chosen = year.set;
    Ok(page(&app, &actor, (id, year), chosen, &Mistakes::default()).await?.into_response())
}

/// POST /hr/cycles/{id}/scoring
pub async fn choose(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let (there, path) = (format!("/hr/cycles/{id}"), format!("/hr/cycles/{id}/scoring"));
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &there).await? {
        return Ok(see_other(&first));
    }
    let year = store::year(change.conn(), id).await?;
    if year.opened_at.is_some() {
        return Err(AppError::Refused(OPEN.to_owned()));
    }
    let fitting = store::fitting(change.conn(), id).await?;
    let chosen = answers.get("set").parse().ok();
    let Some(set) = chosen.filter(|set| fitting.iter().any(|one| one.id == *set)) else {
        drop(change);
        let mut mistakes = Mistakes::default();
        mistakes.add("set", "点数の決め方を、示された中から選んでください");
        return Ok(page(&app, &actor, (id, year), 0, &mistakes).await?.unprocessable());
    };
    let version = answers.get("version").parse().unwrap_or(0);
    if !store::name(&mut change, id, version, set).await? {
        drop(change);
        let year = store::year(&app.reader, id).await?;
        let mut page = page(&app, &actor, (id, year), set, &Mistakes::default()).await?;
        page.0.stale = true;
        return Ok(page.conflicting());
    }
    let entry = Entry::new(Event::ScoringChosen, Subject::new("cycle", id))
        .detail(json!({ "from": year.set, "to": set }));
    change.commit(entry).await?;
    Ok(redirect(&there, Notice::ScoringChosen))
}
