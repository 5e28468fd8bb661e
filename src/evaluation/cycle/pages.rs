//! A new year, and one page per year.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::IntoResponse,
};
use serde_json::json;
use time::Date;

use super::{
    forms::{self, KINDS, OPTIONAL, SCOPES, STEPS, closed, unknown_holidays},
    interviews::InterviewRule,
    list::state,
    people,
    readiness::{Problem, Ready, readiness},
    store::{self, Cycle},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    calendar::{Calendar, from_day},
    evaluation::{route, workflow::State},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, Mistakes, Notice, Page, Result, Shell,
        date::{self, fiscal_label, moment, month_day_weekday, wareki_day},
        redirect, see_other,
    },
};

const HERE: &str = "/hr/cycles";

/// One step's dates on the page, as typed or as stored.
struct StepField {
    step: &'static str,
    label: &'static str,
    optional: bool,
    opens: String,
    due: String,
    opens_error: Option<String>,
    due_error: Option<String>,
    /// 「11月28日（土）は土曜日です」
    flags: Vec<String>,
}

fn step_fields(answers: &Answers, errors: &Mistakes, calendar: &Calendar) -> Vec<StepField> {
    STEPS
        .iter()
        .map(|(step, label)| {
            let (opens, due) = (format!("opens-{step}"), format!("due-{step}"));
            let flag = |typed: &str| {
                let day = date::parse(typed).ok()?;
                Some(format!("{}は{}", month_day_weekday(day), closed(calendar, day)?))
            };
            StepField {
                step,
                label,
                optional: OPTIONAL.contains(step),
                flags: [flag(answers.get(&opens)), flag(answers.get(&due))]
                    .into_iter()
                    .flatten()
                    .collect(),
                opens: answers.get(&opens).to_owned(),
                due: answers.get(&due).to_owned(),
                opens_error: errors.on(&opens).map(str::to_owned),
                due_error: errors.on(&due).map(str::to_owned),
            }
        })
        .collect()
}

/// The last day somebody has to do something, as it was typed.
fn last_day(answers: &Answers) -> Option<Date> {
    STEPS.iter().filter_map(|(step, _)| date::parse(answers.get(&format!("due-{step}"))).ok()).max()
}

#[derive(Template)]
#[template(path = "evaluation/cycle/new.html")]
struct NewPage {
    shell: Shell,
    answers: Answers,
    errors: Mistakes,
    /// Word in the form, words on the page, and whether it is chosen.
    kinds: Vec<(&'static str, &'static str, bool)>,
    steps: Vec<StepField>,
    holidays: Option<String>,
    scopes: [(&'static str, &'static str); 4],
    copied: Option<String>,
    form: String,
}

async fn new_page(
    app: &App,
    actor: &Actor,
    answers: Answers,
    errors: Mistakes,
    copied: Option<String>,
) -> Result<Page<NewPage>> {
    let calendar = from_day(&app.reader, app.today()).await?;
    Ok(Page(NewPage {
        shell: actor
            .shell(app, "新しい年度")
            .at(HERE)
            .under(HERE, "年度と日程")
            .with_mistakes(&errors),
        kinds: KINDS
            .iter()
            .map(|(code, _, _, words)| (*code, *words, answers.get("kind") == *code))
            .collect(),
        steps: step_fields(&answers, &errors, &calendar),
        holidays: unknown_holidays(&calendar, last_day(&answers)),
        answers,
        errors,
        scopes: SCOPES,
        copied,
        form: uuid::Uuid::now_v7().to_string(),
    }))
}

/// GET /hr/cycles/new: last year's dates, a year later.
pub async fn new(HrOfficer(actor): HrOfficer, Shared(app): Shared<App>) -> Result {
    let cycles = store::cycles(&app.reader, None).await?;
    // abilities are evaluated every year: they are what a new year most often is
    let last = cycles.iter().find(|cycle| cycle.kind == "ability").or(cycles.first());
    let mut answers = forms::begun(last);
    InterviewRule::begin(&mut answers, last);
    let copied = last.map(|last| last.name.clone());
    Ok(new_page(&app, &actor, answers, Mistakes::default(), copied).await?.into_response())
}

/// POST /hr/cycles/new
pub async fn create(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let new = match forms::new_cycle(&answers) {
        Ok(new) => new,
        Err(mistakes) => {
            return Ok(new_page(&app, &actor, answers, mistakes, None).await?.unprocessable());
        }
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), "/hr/cycles/new", HERE).await? {
        return Ok(see_other(&there));
    }
    let Some(id) = store::insert(&mut change, &new).await? else {
        drop(change);
        let mut mistakes = Mistakes::default();
        let sentence = format!(
            "{}の同じ評価はすでにあるか、基準日に使われている枠組みがありません",
            fiscal_label(new.fiscal_year)
        );
        mistakes.add("fiscal_year", sentence);
        return Ok(new_page(&app, &actor, answers, mistakes, None).await?.unprocessable());
    };
    let entry = Entry::new(Event::CycleSaved, Subject::new("cycle", id))
        .detail(json!({ "fiscal_year": new.fiscal_year, "base_date": new.base_date.to_string() }));
    change.commit(entry).await?;
    Ok(redirect(&format!("{HERE}/{id}"), Notice::CycleSaved))
}

#[derive(Template)]
#[template(path = "evaluation/cycle/cycle.html")]
pub(super) struct CyclePage {
    shell: Shell,
    id: i64,
    base: String,
    state: &'static str,
    tag: &'static str,
    open: bool,
    base_date: String,
    opened: String,
    scoring: (i64, String),
    scope: String,
    scopes: [(&'static str, &'static str); 4],
    interview: InterviewRule,
    version: i32,
    steps: Vec<StepField>,
    holidays: Option<String>,
    /// Why a running year changes, as typed.
    reason: String,
    errors: Mistakes,
    stale: bool,
    counts: Vec<(&'static str, i64)>,
    total: i64,
    calibrated: bool,
    /// Where its progress is counted, once it has begun.
    progress: Option<String>,
    /// Where the rule about extra work is set: a 業績評価 only.
    extra_work: Option<String>,
    /// Where the bands are, for whoever keeps them.
    bands: Option<String>,
    calibration: i64,
    confirmation: i64,
    confirmed: i64,
    ready: Option<ReadyView>,
    /// Where its days and its scope are set instead, if each person's are their own.
    own_dates: Option<&'static str>,
}

/// The readiness list as the page shows it.
struct ReadyView {
    people: usize,
    problems: Vec<Problem>,
    positions: Vec<String>,
    departments: Vec<(String, Vec<usize>, usize)>,
    higher: usize,
    skipped: usize,
}

fn ready_view(ready: Ready, positions: &[(String, String)]) -> ReadyView {
    ReadyView {
        people: ready.planned.len(),
        positions: positions.iter().map(|(_, name)| name.clone()).collect(),
        departments: ready
            .counts
            .iter()
            .map(|((_, name), by)| {
                let row: Vec<usize> =
                    positions.iter().map(|(code, _)| by.get(code).copied().unwrap_or(0)).collect();
                (name.clone(), row.clone(), row.iter().sum())
            })
            .collect(),
        problems: ready.problems,
        higher: ready.higher,
        skipped: ready.skipped,
    }
}

/// What the year would open with on its base date. What is missing of somebody who is left out is
/// nobody's worry.
pub async fn checked(app: &App, cycle: &Cycle) -> Result<(Ready, route::Map)> {
    let map = route::map(&app.reader, cycle.base_date).await?;
    let candidates = route::candidates(&app.reader, cycle.base_date, None).await?;
    let excluded = people::excluded(&app.reader, cycle.id).await?;
    let mut ready = readiness(&map, &candidates);
    ready.problems.retain(|problem| excluded.iter().all(|out| out.number != problem.number));
    Ok((ready, map))
}

/// The days of a year as they would be typed.
fn dates(cycle: &Cycle) -> Answers {
    let mut answers = Answers::default();
    for step in &cycle.steps {
        answers.put_day(format!("opens-{}", step.step), step.opens_on);
        answers.put_day(format!("due-{}", step.step), step.due_on);
    }
    answers
}

pub(super) async fn cycle_page(
    app: &App,
    actor: &Actor,
    cycle: Cycle,
    typed: Option<Answers>,
    errors: Mistakes,
    stale: bool,
) -> Result<Page<CyclePage>> {
    let ready = if cycle.opened_at.is_some() {
        None
    } else {
        let (ready, map) = checked(app, &cycle).await?;
        Some(ready_view(ready, &map.positions))
    };
    let scope = typed.as_ref().map_or(cycle.scope.clone(), |t| t.get("scope").to_owned());
    let interview = InterviewRule::of(&cycle, typed.as_ref());
    let reason = typed.as_ref().map(|typed| typed.get("reason").to_owned()).unwrap_or_default();
    let answers = typed.unwrap_or_else(|| dates(&cycle));
    let plan = cycle.plan();
    let counts = State::ALL
        .iter()
        .filter(|s| plan.has(**s) || cycle.count(s.code()) > 0)
        .map(|s| (s.label(), cycle.count(s.code())))
        .collect();
    Ok(Page(CyclePage {
        shell: actor
            .shell(app, cycle.name.clone())
            .at(HERE)
            .under(HERE, "年度と日程")
            .with_mistakes(&errors),
        id: cycle.id,
        base: format!("{HERE}/{}", cycle.id),
        state: state(&cycle).0,
        tag: state(&cycle).1,
        open: cycle.opened_at.is_some(),
        base_date: wareki_day(cycle.base_date),
        opened: cycle.opened_at.map(moment).unwrap_or_default(),
        scoring: cycle.scoring.clone(),
        scope,
        scopes: SCOPES,
        interview,
        version: cycle.version,
        steps: step_fields(&answers, &errors, &cycle.calendar),
        holidays: unknown_holidays(&cycle.calendar, last_day(&answers)),
        reason,
        errors,
        stale,
        counts,
        total: cycle.total(),
        calibrated: plan.calibration,
        progress: cycle.opened_at.map(|_| format!("/hr/progress?cycle={}", cycle.id)),
        extra_work: (cycle.kind == "performance")
            .then(|| format!("{HERE}/{}/extra-work", cycle.id)),
        bands: actor.hats.band.then(|| format!("{HERE}/{}/bands", cycle.id)),
        calibration: cycle.count("calibration"),
        confirmation: cycle.count("confirmation"),
        confirmed: cycle.count("confirmed"),
        own_dates: (cycle.kind == "probation").then_some("/hr/probations"),
        ready,
    }))
}

/// GET /hr/cycles/{id}
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result {
    let cycle = store::find(&app.reader, id).await?;
    if let Some(desk) = cycle.desk() {
        return Ok(see_other(&desk));
    }
    let mut page = cycle_page(&app, &actor, cycle, None, Mistakes::default(), false).await?;
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}
