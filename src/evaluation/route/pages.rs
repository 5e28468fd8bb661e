//! 評価者の決め方: the rules with whom each hits, the holes, and personal choices.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::IntoResponse,
};
use serde_json::json;

use super::{
    choices::{self, ChoiceView},
    findings::findings,
    forms,
    rules::{Calibration, Levels, Rule, SeatKind},
    show::{self, ConflictView, HoleView, RuleView, SeatField, Sent},
    store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Filters, Mistakes, Notice, Page, Result, Shell, list::Listing,
        redirect,
    },
    organisation::{Level, Unit},
    staff::EMPLOYMENT,
};

pub(super) const HERE: &str = "/hr/routes";

#[derive(Template)]
#[template(path = "evaluation/route/routes.html")]
pub(super) struct RoutesPage {
    shell: Shell,
    rules: Vec<RuleView>,
    holes: Vec<HoleView>,
    /// How many they are; not all of them are listed when there are very many.
    all_holes: usize,
    conflicts: Vec<ConflictView>,
    /// Rules that are never used, and the rules before them.
    shadowed: Vec<(String, String)>,
    list: Listing,
    choices: Vec<ChoiceView>,
    employments: [(&'static str, &'static str); 4],
    units: Vec<(i64, String)>,
    positions: Vec<(String, String)>,
    /// The seats of a rule to be added.
    added: Vec<SeatField>,
    /// The form of a new rule was sent and not accepted.
    adding: bool,
    seats: [(SeatKind, &'static str, &'static str); 5],
    answers: Answers,
    errors: Mistakes,
    people: usize,
}

fn code(level: Option<Level>) -> &'static str {
    level.map_or("", Level::code)
}

/// The levels as the book keeps them.
fn told(levels: Levels) -> serde_json::Value {
    json!({ "assistant": code(levels.assistant), "first": code(levels.first),
            "second": code(levels.second), "calibration": levels.calibration.code(),
            "confirmer": code(levels.confirmer) })
}

/// Which of the page's forms was sent.
#[derive(Clone, Copy)]
pub(super) enum About {
    /// The seats of a rule; None: of a new one.
    Rule(Option<i64>),
    /// A personal choice, or nothing.
    Choice,
}

/// What the form of a new rule begins with.
const USUAL: Levels = Levels {
    assistant: None,
    first: Some(Level::Section),
    second: Some(Level::Department),
    calibration: Calibration::Office,
    confirmer: None,
};

/// The page as it stands, or with what was typed and what is wrong with it.
pub(super) async fn page(
    app: &App,
    actor: &Actor,
    filters: &Filters,
    answers: Answers,
    errors: Mistakes,
    about: About,
) -> Result<Page<RoutesPage>> {
    let today = app.today();
    let map = store::map(&app.reader, today).await?;
    let people = store::candidates(&app.reader, today, None).await?;
    let (mut list, choices) = choices::picked(app, filters).await?;
    let found = findings(&map, &people);
    let errors = match about {
        About::Rule(Some(id)) => show::placed(&errors, id),
        _ => errors,
    };
    let (typed, wrong) = (answers.clone(), errors.clone());
    let sent = match about {
        About::Rule(rule) => Some(Sent { rule, answers: &typed, errors: &wrong }),
        About::Choice => None,
    };
    Ok(Page(RoutesPage {
        shell: actor
            .shell(app, "評価者の決め方")
            .under("/hr", "職員課の仕事")
            .at("/hr")
            .with_mistakes(&errors),
        rules: map
            .rules
            .iter()
            .map(|rule| show::view(&map, rule, (&found, &people), sent))
            .collect(),
        holes: show::holes(&map, &found, &people),
        all_holes: found.holes.len(),
        conflicts: show::conflicts(&map, &found, &people),
        shadowed: show::shadowed(&map, &found),
        employments: EMPLOYMENT,
        choices: list.cut(choices).into_iter().map(choices::view).collect(),
        list,
        units: map.tree.units().iter().map(|u: &Unit| (u.id, map.tree.path(u.id))).collect(),
        positions: map.positions.clone(),
        added: show::fields((0, USUAL), None, sent),
        adding: sent.is_some_and(|sent| sent.rule.is_none()),
        seats: SeatKind::ALL,
        answers,
        errors,
        people: people.iter().filter(|p| p.position.is_some()).count(),
    }))
}

/// GET /hr/routes
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    headers: HeaderMap,
    filters: Filters,
) -> Result {
    let (answers, mistakes) = (Answers::default(), Mistakes::default());
    let mut page = page(&app, &actor, &filters, answers, mistakes, About::Choice).await?;
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// The priority and the seats of a rule, or every mistake at once.
fn ranked(answers: &Answers) -> Result<(i32, Levels), Mistakes> {
    match (forms::priority(answers), forms::levels(answers)) {
        (Ok(priority), Ok(levels)) => Ok((priority, levels)),
        (priority, levels) => {
            let mut mistakes = Mistakes::default();
            for wrong in [priority.err(), levels.err()].into_iter().flatten() {
                wrong.iter().for_each(|(field, sentence)| mistakes.add(field, sentence));
            }
            Err(mistakes)
        }
    }
}

/// POST /hr/routes/rules/{id}: from today on, other levels or another priority.
pub async fn change_rule(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let (priority, levels) = match ranked(&answers) {
        Ok(read) => read,
        Err(mistakes) => {
            return Ok(page(
                &app,
                &actor,
                &Filters::default(),
                answers,
                mistakes,
                About::Rule(Some(id)),
            )
            .await?
            .unprocessable());
        }
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(crate::kit::see_other(&there));
    }
    if !store::replace_rule(&mut change, id, (priority, levels), app.today()).await? {
        return Err(AppError::NotFound);
    }
    let entry = Entry::new(Event::RouteRuleChanged, Subject::new("route_rule", id))
        .detail(json!({ "levels": told(levels), "priority": priority }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::RouteSaved))
}

/// POST /hr/routes/rules
pub async fn add_rule(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let read = ranked(&answers);
    let map = store::map(&app.reader, app.today()).await?;
    let unit = answers.get("unit").parse().ok().filter(|id| map.tree.get(*id).is_some());
    let position = answers.get("position");
    let known = position.is_empty() || map.positions.iter().any(|(code, _)| code == position);
    let employment = answers.get("employment");
    let known =
        known && (employment.is_empty() || EMPLOYMENT.iter().any(|(code, _)| *code == employment));
    let (priority, levels) = match read {
        Ok(read) if known && (unit.is_some() || answers.get("unit").is_empty()) => read,
        read => {
            let mut mistakes = read.err().unwrap_or_default();
            if mistakes.is_empty() {
                mistakes.add("unit", "所属、職位、雇用区分は、示された中から選んでください");
            }
            return Ok(page(
                &app,
                &actor,
                &Filters::default(),
                answers,
                mistakes,
                About::Rule(None),
            )
            .await?
            .unprocessable());
        }
    };
    let position = (!position.is_empty()).then(|| position.to_owned());
    let employment = (!employment.is_empty()).then(|| employment.to_owned());
    let rule = Rule { id: 0, priority, unit, position, employment, levels };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(crate::kit::see_other(&there));
    }
    store::insert_rule(&mut change, &rule, app.today()).await?;
    let entry = Entry::new(Event::RouteRuleChanged, Subject::HOUSE).detail(json!({
        "unit": rule.unit, "position": rule.position, "employment": rule.employment,
        "priority": priority, "levels": told(levels)
    }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::RouteSaved))
}
