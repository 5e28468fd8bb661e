//! 評価者の代理, for 職員課: who stands in for whom, what they cannot do, whose time is over.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::IntoResponse,
};
use serde_json::json;

use super::{
    forms::{self, Typed},
    proposal_store,
    rules::{Standing, refusal, whole_period},
    store::{self, Line, New},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell, StaffId, date::month_day,
        redirect, see_other,
    },
};

const HERE: &str = "/hr/deputies";

#[derive(Template)]
#[template(path = "evaluation/deputy/desk.html")]
struct DeskPage {
    shell: Shell,
    /// Time over, and things still wait for the evaluator.
    expired: Vec<LineView>,
    /// What evaluators propose: address, evaluator, deputy, period.
    proposed: Vec<(String, String, String, String)>,
    lines: Vec<LineView>,
    answers: Answers,
    errors: Mistakes,
    form: String,
}

#[derive(Clone)]
struct LineView {
    id: i64,
    evaluator: String,
    deputy: String,
    period: String,
    standing: &'static str,
    tag: &'static str,
    ended: Option<String>,
    may_end: bool,
    reason: String,
    sheets: i64,
    /// Whose sheet of which year the deputy may not do, and why.
    refused: Vec<(String, String, &'static str)>,
    waiting: i64,
}

fn view(line: Line, today: time::Date) -> LineView {
    let standing = Standing::of(line.from, line.until, line.ended_on.is_some(), today);
    let (word, tag) = standing.tag();
    LineView {
        id: line.id,
        evaluator: line.evaluator,
        deputy: line.deputy,
        period: whole_period(line.from, line.until),
        standing: word,
        tag,
        ended: line.ended_on.map(|day| format!("{}に終了", month_day(day))),
        may_end: standing.may_end(),
        reason: line.reason,
        sheets: line.sheets,
        refused: line
            .refused
            .0
            .into_iter()
            .map(|(name, cycle, code)| (name, cycle, refusal(&code)))
            .collect(),
        waiting: line.expired.unwrap_or_default(),
    }
}

async fn page(
    app: &App,
    actor: &Actor,
    answers: Answers,
    errors: Mistakes,
) -> Result<Page<DeskPage>> {
    let today = app.today();
    let lines = store::lines(&app.reader, today).await?;
    let proposed = proposal_store::waiting(&app.reader).await?;
    let lines: Vec<LineView> = lines.into_iter().map(|line| view(line, today)).collect();
    Ok(Page(DeskPage {
        shell: actor
            .shell(app, "評価者の代理")
            .at("/hr")
            .under("/hr", "職員課の仕事")
            .with_mistakes(&errors),
        expired: lines.iter().filter(|line| line.waiting > 0).cloned().collect(),
        lines,
        proposed: proposed
            .into_iter()
            .map(|one| {
                let href = format!("{HERE}/proposals/{}", one.id);
                (href, one.evaluator, one.deputy, whole_period(one.from, one.until))
            })
            .collect(),
        answers,
        errors,
        form: uuid::Uuid::now_v7().to_string(),
    }))
}

/// GET /hr/deputies
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let mut page = page(&app, &actor, Answers::default(), Mistakes::default()).await?;
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// Who is meant, or what is wrong with the numbers or with the people: whoever is evaluated by the same
/// evaluator, or stands under somebody who is, stands in for nobody there.
pub(super) async fn meant(app: &App, typed: Typed) -> Result<Result<New, Mistakes>> {
    let numbers = [typed.evaluator.clone(), typed.deputy.clone()];
    let known = store::known(&app.reader, &numbers, typed.until).await?;
    let mut mistakes = Mistakes::default();
    let mut id = |field: &str, number: &str| {
        let found = known.iter().find(|person| person.number == number);
        match found {
            Some(person) if person.works => Some(person.id),
            Some(_) => {
                mistakes.add(field, "終わりの日までに退職する人です。期間か人を変えてください");
                None
            }
            None => {
                mistakes.add(field, "この職員番号の人はいません。番号を確かめてください");
                None
            }
        }
    };
    let (evaluator, deputy) = (id("evaluator", &typed.evaluator), id("deputy", &typed.deputy));
    let Some((evaluator, deputy)) = evaluator.zip(deputy) else { return Ok(Err(mistakes)) };
    let standings = store::standing(&app.reader, (evaluator, deputy), typed.from).await?;
    if let Some(sentence) = standings.refused() {
        mistakes.add("deputy", sentence);
    } else if let Some(words) = standings.asked().filter(|_| !typed.junior) {
        mistakes
            .add(forms::JUNIOR, format!("{words}。それでよければ、確かめたことを示してください"));
    }
    let Typed { from, until, reason, .. } = typed;
    Ok(mistakes.or(New { evaluator, deputy, from, until, reason }))
}

/// POST /hr/deputies
pub async fn name(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let read = match forms::naming(&answers, app.today()) {
        Ok(typed) => meant(&app, typed).await?,
        Err(mistakes) => Err(mistakes),
    };
    let new = match read {
        Ok(new) => new,
        Err(mistakes) => return Ok(page(&app, &actor, answers, mistakes).await?.unprocessable()),
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(see_other(&first));
    }
    let Some(id) = store::insert(&mut change, &new).await? else {
        drop(change);
        let mut mistakes = Mistakes::default();
        mistakes.add(
            "from",
            "この評価者には、期間の重なる代理がいます。先にそれを終えるか、期間を変えてください",
        );
        return Ok(page(&app, &actor, answers, mistakes).await?.unprocessable());
    };
    let entry = Entry::new(Event::DeputyNamed, Subject::new("deputy", id))
        .about(StaffId(new.evaluator))
        .detail(json!({ "evaluator": new.evaluator, "deputy": new.deputy,
                        "from_on": new.from.to_string(), "until_on": new.until.to_string(),
                        "reason": new.reason, "junior": answers.has(forms::JUNIOR) }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::DeputyNamed))
}

/// POST /hr/deputies/{id}/end: from this moment on the deputy has no access.
pub async fn end(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let mut change = Change::begin(&app, &actor).await?;
    let Some((evaluator, deputy)) = store::end(&mut change, id, app.today()).await? else {
        return Err(AppError::NotFound);
    };
    let entry = Entry::new(Event::DeputyEnded, Subject::new("deputy", id))
        .about(evaluator)
        .detail(json!({ "ended": id, "deputy": deputy.0 }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::DeputyEnded))
}
