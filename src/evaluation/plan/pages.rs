//! Writing the development plan of a disclosed sheet.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{
    forms,
    rules::{How, Progress, progress},
    store,
};
use crate::{
    audit::{Change, Entry, Event, Subject, viewed},
    evaluation::interview::{LedSheet, Overview, PlannedAction, overview},
    kit::{Answers, App, AppError, Mistakes, Notice, Page, Result, Shell, redirect, see_other},
};

#[derive(Template)]
#[template(path = "evaluation/plan/plan.html")]
struct PlanPage {
    shell: Shell,
    here: String,
    back: String,
    subject: String,
    words: &'static str,
    /// Saving finishes the sheet: it cannot be changed afterwards.
    finishes: bool,
    actions: Vec<ActionFields>,
    version: i32,
    form: String,
    stale: Vec<String>,
}

/// One ability of the plan as it is written.
struct ActionFields {
    place: i16,
    /// id, name, chosen
    abilities: Vec<(i64, String, bool)>,
    /// word, label, ticked
    ways: Vec<(&'static str, &'static str, bool)>,
    body: String,
    look: String,
    ability_error: Option<String>,
    how_error: Option<String>,
    body_error: Option<String>,
    look_error: Option<String>,
}

fn stored(actions: &[&PlannedAction]) -> Answers {
    let mut answers = Answers::default();
    for action in actions {
        let place = action.place;
        answers.put(format!("ability-{place}"), action.ability_id.to_string());
        for how in &action.ways {
            answers.put(format!("how-{place}"), how.code());
        }
        answers.put(format!("body-{place}"), action.body.clone());
        answers.put_day(format!("look-{place}"), action.look_on);
    }
    answers
}

fn fields(
    place: i16,
    abilities: &[(i64, String)],
    answers: &Answers,
    mistakes: &Mistakes,
) -> ActionFields {
    let named = |field: &str| format!("{field}-{place}");
    let error = |field: &str| mistakes.on(&named(field)).map(str::to_owned);
    let chosen = answers.get(&named("ability"));
    let ticked: Vec<String> = answers.all(&named("how")).map(str::to_owned).collect();
    ActionFields {
        place,
        abilities: abilities
            .iter()
            .map(|(id, name)| (*id, name.clone(), chosen == id.to_string()))
            .collect(),
        ways: How::ALL
            .iter()
            .map(|how| (how.code(), how.label(), ticked.iter().any(|t| t == how.code())))
            .collect(),
        body: answers.get(&named("body")).to_owned(),
        look: answers.get(&named("look")).to_owned(),
        ability_error: error("ability"),
        how_error: error("how"),
        body_error: error("body"),
        look_error: error("look"),
    }
}

/// How far the sheet is, by what is around it.
fn far(led: &LedSheet, overview: &Overview) -> Progress {
    let head = led.head();
    progress(head.state, head.closed_at.is_some(), overview.fed_back(), overview.planned())
}

fn page(
    app: &App,
    led: &LedSheet,
    overview: &Overview,
    typed: Option<&Answers>,
    mistakes: &Mistakes,
    stale: bool,
) -> Page<PlanPage> {
    let head = led.head();
    let own: Vec<&PlannedAction> =
        overview.actions.iter().filter(|action| action.sheet_id == head.id.0).collect();
    let answers = typed.cloned().unwrap_or_else(|| stored(&own));
    let back = format!("/sheets/{}/interviews", head.id.0);
    let title = format!("{}さんの育成計画", head.subject_name);
    Page(PlanPage {
        shell: led
            .actor()
            .shell(app, title)
            .at("/interviews")
            .under("/interviews", "面談")
            .under(back.clone(), "面談と育成計画")
            .with_mistakes(mistakes),
        here: format!("/sheets/{}/plan", head.id.0),
        back,
        subject: head.subject_name.clone(),
        words: far(led, overview).words(),
        finishes: overview.fed_back(),
        actions: [1, 2]
            .map(|place| fields(place, &overview.abilities, &answers, mistakes))
            .into_iter()
            .collect(),
        version: overview.plan.as_ref().map_or(0, |plan| plan.version),
        form: uuid::Uuid::now_v7().to_string(),
        stale: own
            .iter()
            .filter(|_| stale)
            .map(|action| format!("{}：{}", action.ability, action.body))
            .collect(),
    })
}

/// GET /sheets/{id}/plan
pub async fn edit(led: LedSheet, Shared(app): Shared<App>) -> Result {
    let head = led.head();
    let overview = overview(&app.reader, head.id).await?;
    if !far(&led, &overview).may_plan() {
        return Ok(see_other(&format!("/sheets/{}/interviews", head.id.0)));
    }
    let sheet = Subject::sheet(head.id.0);
    viewed(&app, led.actor(), Event::InterviewViewed, sheet, Some(head.subject)).await?;
    Ok(page(&app, &led, &overview, None, &Mistakes::default(), false).into_response())
}

/// POST /sheets/{id}/plan
pub async fn save(led: LedSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = led.head();
    let path = format!("/sheets/{}/plan", head.id.0);
    let done = format!("/sheets/{}/interviews", head.id.0);
    let mut change = Change::begin(&app, led.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &done).await? {
        return Ok(see_other(&first));
    }
    let before = overview(&app.reader, head.id).await?;
    if !far(&led, &before).may_plan() {
        let why = "育成計画は、結果を開示してから評価が完了するまでの間に書けます。";
        return Err(AppError::Refused(why.to_owned()));
    }
    let abilities: Vec<i64> = before.abilities.iter().map(|(id, _)| *id).collect();
    let actions = match forms::plan(&answers, &abilities, app.today()) {
        Ok(actions) => actions,
        Err(mistakes) => {
            return Ok(page(&app, &led, &before, Some(&answers), &mistakes, false).unprocessable());
        }
    };
    let version = answers.get("version").parse().unwrap_or(0);
    if !store::write(&mut change, head.id, version, &actions).await? {
        drop(change);
        let now = overview(&app.reader, head.id).await?;
        let nothing = Mistakes::default();
        return Ok(page(&app, &led, &now, Some(&answers), &nothing, true).conflicting());
    }
    let closed = store::finish(&mut change, head.id).await?;
    let finished = closed.contains(&head.id.0);
    let words = |actions: Vec<serde_json::Value>| json!(actions);
    let old = before
        .actions
        .iter()
        .filter(|action| action.sheet_id == head.id.0)
        .map(|a| json!([a.ability_id, a.body, a.look_on.to_string()]));
    let new = actions.iter().map(|a| json!([a.ability, a.body, a.look_on.to_string()]));
    let entry = Entry::new(Event::PlanWritten, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({
            "before": words(old.collect()), "after": words(new.collect()), "finished": finished,
            "sheets_finished": closed,
        }));
    change.commit(entry).await?;
    Ok(redirect(&done, if finished { Notice::SheetFinished } else { Notice::PlanSaved }))
}
