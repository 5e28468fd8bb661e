//! Submitting the advice: the sheet goes on to the second half of the work.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::pages::{Answering, desk, shell, title, waits};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::{
        goal::{
            access::AnsweredGoals,
            desk::Desk,
            midterm::{forms::advice, pages::goals as told, rules::Advice, store},
            written::Written,
        },
        sheet::move_on,
        workflow::{Action, Step, next},
    },
    kit::{
        Answers, App, Mistakes, Notice, Page, Result, Shell, date::month_day_weekday, redirect,
        see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/goal/midterm/answer_check.html")]
struct CheckPage {
    shell: Shell,
    edit: String,
    submission: String,
    subject: String,
    advice: String,
    /// Number and name of a goal, and what is said to it.
    words: Vec<(usize, String, String)>,
    /// When the self-assessment opens.
    next: Option<String>,
    form: String,
    version: i32,
    stamp: i64,
    changed: bool,
}

fn check_page(
    app: &App,
    goals: &AnsweredGoals,
    desk: &Desk,
    said: &[Advice],
    changed: bool,
) -> Page<CheckPage> {
    let head = goals.head();
    let edit = format!("/sheets/{}/midterm-review", head.id.0);
    let body = |slot| said.iter().find(|one| one.slot == slot).map(|one| one.body.clone());
    let words = told(desk)
        .iter()
        .zip(1..)
        .filter_map(|(goal, n)| Some((n, goal.what.clone(), body(Some(goal.slot))?)));
    Page(CheckPage {
        shell: shell(app, goals, "指導助言の提出の確認".to_owned())
            .under(edit.clone(), title(goals)),
        submission: format!("{edit}/submission"),
        edit,
        subject: head.subject_name.clone(),
        advice: body(None).unwrap_or_default(),
        words: words.collect(),
        next: head.window(Step::Own.code()).map(|window| month_day_weekday(window.opens_on)),
        form: uuid::Uuid::now_v7().to_string(),
        version: head.version,
        stamp: desk.content.stamp(Step::MidtermReview),
        changed,
    })
}

/// The page of answering, with what is missing.
fn incomplete(
    app: &App,
    goals: &AnsweredGoals,
    desk: &Desk,
    mistakes: &Mistakes,
) -> axum::response::Response {
    Answering { app, goals, desk, typed: None }.page(mistakes, &[], None).unprocessable()
}

/// GET /sheets/{id}/midterm-review/check
pub async fn check(goals: AnsweredGoals, Shared(app): Shared<App>) -> Result {
    let desk = desk(&app, &goals).await?;
    waits(&goals)?;
    match advice(&desk.content.stored(Step::MidtermReview), told(&desk)) {
        Ok(said) => Ok(check_page(&app, &goals, &desk, &said, false).into_response()),
        Err(mistakes) => Ok(incomplete(&app, &goals, &desk, &mistakes)),
    }
}

/// POST /sheets/{id}/midterm-review/submission: submits what was checked, once.
pub async fn submit(goals: AnsweredGoals, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = goals.head();
    let path = format!("/sheets/{}/midterm-review/submission", head.id.0);
    let done = goals.actor().list("/goals/team");
    let mut change = Change::begin(&app, goals.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, done).await? {
        return Ok(see_other(&first));
    }
    let desk = desk(&app, &goals).await?;
    waits(&goals)?;
    let said = match advice(&desk.content.stored(Step::MidtermReview), told(&desk)) {
        Ok(said) => said,
        Err(mistakes) => return Ok(incomplete(&app, &goals, &desk, &mistakes)),
    };
    let checked = answers.get("version") == head.version.to_string()
        && answers.get("stamp") == desk.content.stamp(Step::MidtermReview).to_string();
    if !checked {
        return Ok(check_page(&app, &goals, &desk, &said, true).conflicting());
    }
    let to = next(head.plan(), head.moment(), Action::Submit, goals.hat())?;
    let round = store::answer(&mut change, head.id, &said).await?;
    move_on(&mut change, head, to, Action::Submit, None).await?;
    let entry = Entry::new(Event::MidtermAnswered, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({ "from": head.state.code(), "to": to.code(), "round": round }));
    change.commit(entry).await?;
    Ok(redirect(done, Notice::MidtermAnswered))
}
