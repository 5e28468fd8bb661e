//! 評価の開始: asked once more with what will happen, carried out once, refused while anything is
//! missing.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;
use time::Date;

use super::{
    forms::dated,
    pages::checked,
    people,
    store::{self, Cycle},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell, date::wareki_day, redirect,
        see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/cycle/opening.html")]
struct OpeningPage {
    shell: Shell,
    base: String,
    name: String,
    people: usize,
    /// Of them, whose sheets say 対象外 from the beginning.
    excluded: usize,
    scoring: String,
    due: Vec<(&'static str, String)>,
    /// 「目標の設定は令和9年10月20日（水）から」, if that is long ahead.
    early: Option<Early>,
    form: String,
    errors: Mistakes,
}

struct Early {
    begins: String,
    days: i64,
}

/// A year that is opened longer before its first step is probably not the one that was meant.
const AHEAD: i64 = 31;

fn early(cycle: &Cycle, today: Date) -> Option<Early> {
    let first = cycle.steps.iter().map(|step| step.opens_on).min()?;
    let days = (first - today).whole_days();
    (days > AHEAD).then(|| Early { begins: wareki_day(first), days })
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
    let page = page(&app, &actor, id, cycle, Mistakes::default()).await?;
    Ok(page.into_response())
}

async fn page(
    app: &App,
    actor: &Actor,
    id: i64,
    cycle: Cycle,
    errors: Mistakes,
) -> Result<Page<OpeningPage>> {
    let (ready, _) = checked(app, &cycle).await?;
    if !ready.problems.is_empty() {
        return Err(AppError::Refused(MISSING.to_owned()));
    }
    let excluded = people::excluded(&app.reader, id).await?;
    let left_out = ready
        .planned
        .iter()
        .filter(|one| excluded.iter().any(|other| other.staff == one.person.staff));
    let base = format!("/hr/cycles/{id}");
    Ok(Page(OpeningPage {
        shell: actor
            .shell(app, "評価の開始の確認")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(base.clone(), cycle.name.clone())
            .with_mistakes(&errors),
        base,
        early: early(&cycle, app.today()),
        name: cycle.name,
        people: ready.planned.len(),
        excluded: left_out.count(),
        scoring: cycle.scoring.1,
        due: cycle.steps.iter().filter_map(dated).collect(),
        form: uuid::Uuid::now_v7().to_string(),
        errors,
    }))
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
    let unsure = answers.get("early") != "1" && early(&cycle, app.today()).is_some();
    if unsure && cycle.opened_at.is_none() {
        drop(change);
        let mut mistakes = Mistakes::default();
        let sentence = "まだ先の年度です。開始してよければ、印を付けてください";
        mistakes.add("early", sentence);
        return Ok(page(&app, &actor, id, cycle, mistakes).await?.unprocessable());
    }
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
