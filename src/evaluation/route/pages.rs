//! 評価者の決め方: the rules with whom each hits, the holes, and personal choices.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::IntoResponse,
};
use serde_json::json;

use super::{
    forms,
    rules::{Calibration, Levels, Map, Person, Rule, SeatKind},
    show::{self, SeatField, Sent},
    store::{self, Candidate, Choice, NewChoice},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{Actor, HrOfficer},
    kit::{Answers, App, AppError, Mistakes, Notice, Page, Result, Shell, StaffId, date, redirect},
    organisation::{Level, Unit},
};

const HERE: &str = "/hr/routes";

#[derive(Template)]
#[template(path = "evaluation/route/routes.html")]
struct RoutesPage {
    shell: Shell,
    rules: Vec<RuleView>,
    holes: Vec<HoleView>,
    choices: Vec<ChoiceView>,
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

struct RuleView {
    id: i64,
    whom: String,
    seats: Vec<SeatField>,
    hits: usize,
}

struct HoleView {
    number: String,
    name: String,
    place: String,
    why: &'static str,
}

struct ChoiceView {
    id: i64,
    who: String,
    step: &'static str,
    evaluator: String,
    reason: String,
    time: String,
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
enum About {
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

async fn page(
    app: &App,
    actor: &Actor,
    answers: Answers,
    errors: Mistakes,
    about: About,
) -> Result<Page<RoutesPage>> {
    let today = app.today();
    let map = store::map(&app.reader, today).await?;
    let people = store::candidates(&app.reader, today).await?;
    let choices = store::choices(&app.reader, today).await?;
    let (hits, holes) = tried(&map, &people);
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
        rules: map.rules.iter().map(|rule| view(&map, rule, &hits, sent)).collect(),
        holes,
        choices: choices.into_iter().map(choice_view).collect(),
        units: map.tree.units().iter().map(|u: &Unit| (u.id, map.tree.path(u.id))).collect(),
        positions: map.positions.clone(),
        added: show::fields(USUAL, None, sent),
        adding: sent.is_some_and(|sent| sent.rule.is_none()),
        seats: SeatKind::ALL,
        answers,
        errors,
        people: people.iter().filter(|p| p.position.is_some()).count(),
    }))
}

/// Holds the rules against everybody: how many each hits, and who falls through.
fn tried(map: &Map, people: &[Candidate]) -> (BTreeMap<i64, usize>, Vec<HoleView>) {
    let (mut hits, mut holes) = (BTreeMap::new(), Vec::new());
    for candidate in people.iter().filter(|candidate| !candidate.executive) {
        let (Some(unit), Some(position)) = (candidate.unit, candidate.position.clone()) else {
            continue;
        };
        let route = map.route(&Person { staff: candidate.staff, unit, position });
        if let Some(rule) = route.rule {
            *hits.entry(rule).or_insert(0) += 1;
        }
        if let Some(why) = route.problem() {
            holes.push(HoleView {
                number: candidate.number.clone(),
                name: candidate.name.clone(),
                place: map.tree.path(unit),
                why,
            });
        }
    }
    (hits, holes)
}

fn view(map: &Map, rule: &Rule, hits: &BTreeMap<i64, usize>, sent: Option<Sent<'_>>) -> RuleView {
    let place = rule.unit.map_or_else(|| "全庁".to_owned(), |unit| map.tree.path(unit));
    let position = rule.position.as_deref().map_or("すべての職位", |code| map.position(code));
    RuleView {
        id: rule.id,
        whom: format!("{place}・{position}"),
        seats: show::fields(rule.levels, Some(rule.id), sent),
        hits: hits.get(&rule.id).copied().unwrap_or(0),
    }
}

fn choice_view(choice: Choice) -> ChoiceView {
    let from = choice.from.map(date::wareki).unwrap_or_default();
    let until = choice.until.and_then(time::Date::previous_day).map(date::wareki);
    ChoiceView {
        id: choice.id,
        who: format!("{}（{}）", choice.name, choice.number),
        step: SeatKind::ALL
            .iter()
            .find(|(_, code, _)| *code == choice.step)
            .map_or("", |(_, _, label)| label),
        evaluator: choice.evaluator.unwrap_or_else(|| "置かない".to_owned()),
        reason: choice.reason,
        time: format!("{from}〜{}", until.unwrap_or_default()),
    }
}

/// GET /hr/routes
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let mut page =
        page(&app, &actor, Answers::default(), Mistakes::default(), About::Choice).await?;
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// POST /hr/routes/rules/{id}: from today on, other levels.
pub async fn change_rule(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let levels = match forms::levels(&answers) {
        Ok(levels) => levels,
        Err(mistakes) => {
            return Ok(page(&app, &actor, answers, mistakes, About::Rule(Some(id)))
                .await?
                .unprocessable());
        }
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(crate::kit::see_other(&there));
    }
    if !store::replace_rule(&mut change, id, levels, app.today()).await? {
        return Err(AppError::NotFound);
    }
    let entry = Entry::new(Event::RouteRuleChanged, Subject::new("route_rule", id))
        .detail(json!({ "levels": told(levels) }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::RouteSaved))
}

/// POST /hr/routes/rules
pub async fn add_rule(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let read = forms::levels(&answers);
    let map = store::map(&app.reader, app.today()).await?;
    let unit = answers.get("unit").parse().ok().filter(|id| map.tree.get(*id).is_some());
    let position = answers.get("position");
    let known = position.is_empty() || map.positions.iter().any(|(code, _)| code == position);
    let levels = match read {
        Ok(levels) if known && (unit.is_some() || answers.get("unit").is_empty()) => levels,
        read => {
            let mut mistakes = read.err().unwrap_or_default();
            if mistakes.is_empty() {
                mistakes.add("unit", "所属と職位は、示された中から選んでください");
            }
            return Ok(page(&app, &actor, answers, mistakes, About::Rule(None))
                .await?
                .unprocessable());
        }
    };
    let position = (!position.is_empty()).then(|| position.to_owned());
    let rule = Rule { id: 0, priority: 0, unit, position, levels };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(crate::kit::see_other(&there));
    }
    store::insert_rule(&mut change, &rule, app.today()).await?;
    let entry = Entry::new(Event::RouteRuleChanged, Subject::HOUSE).detail(json!({
        "unit": rule.unit, "position": rule.position, "levels": told(levels)
    }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::RouteSaved))
}

/// POST /hr/routes/choices
pub async fn choose(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let typed = match forms::choice(&answers) {
        Ok(typed) => typed,
        Err(mistakes) => {
            return Ok(page(&app, &actor, answers, mistakes, About::Choice).await?.unprocessable());
        }
    };
    let numbers: Vec<String> =
        std::iter::once(&typed.number).chain(&typed.evaluator).cloned().collect();
    let known = store::by_numbers(&app.reader, &numbers).await?;
    let id = |number: &str| known.iter().find(|(own, _)| own == number).map(|(_, id)| *id);
    let mut mistakes = Mistakes::default();
    let unknown = "この職員番号の人はいません。番号を確かめてください";
    let staff = mistakes.note("number", id(&typed.number).ok_or(unknown));
    let evaluator = match &typed.evaluator {
        Some(number) => mistakes.note("evaluator", id(number).ok_or(unknown)).map(Some),
        None => Some(None),
    };
    let (Some(staff), Some(evaluator)) = (staff, evaluator) else {
        return Ok(page(&app, &actor, answers, mistakes, About::Choice).await?.unprocessable());
    };
    let new = NewChoice {
        staff,
        seat: typed.seat,
        evaluator,
        reason: typed.reason,
        from: typed.from,
        until: typed.until,
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(crate::kit::see_other(&there));
    }
    if !store::insert_choice(&mut change, &new).await? {
        mistakes.add(
            "from",
            "同じ人の同じ段階に、期間の重なる指定があります。先にそれを終えてください",
        );
        drop(change);
        return Ok(page(&app, &actor, answers, mistakes, About::Choice).await?.unprocessable());
    }
    let entry = Entry::new(Event::RouteOverridden, Subject::new("staff", staff))
        .about(StaffId(staff))
        .detail(json!({ "step": new.seat, "evaluator": evaluator, "reason": new.reason }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::RouteSaved))
}

/// POST /hr/routes/choices/{id}/end
pub async fn end_choice(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let mut change = Change::begin(&app, &actor).await?;
    let Some(staff) = store::end_choice(&mut change, id, app.today()).await? else {
        return Err(AppError::NotFound);
    };
    let entry = Entry::new(Event::RouteOverridden, Subject::new("staff", staff))
        .about(StaffId(staff))
        .detail(json!({ "ended": id }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::RouteSaved))
}
