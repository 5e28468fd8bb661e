//! 中間申告: checking, submitting once, and taking back until the evaluator has opened it.

use askama::Template;
use axum::{
    extract::State as Shared,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    forms::report,
    pages::{Writing, goals, may_write, own_desk, receiver, shell},
    rules::{Midterm, Report},
    show::{MidtermView, midterm_view},
    store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::{
        goal::desk::Desk,
        goal::written::Written,
        sheet::{OwnSheet, move_on},
        workflow::{Action, Hat, Refusal, State, Step, next},
    },
    kit::{
        Answers, App, Mistakes, Notice, Page, Result, Shell,
        date::{Remaining, month_day_weekday, remaining},
        redirect, see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/goal/midterm/report_check.html")]
struct CheckPage {
    shell: Shell,
    edit: String,
    submission: String,
    /// Number, slot and name of a goal, and how it stands.
    goals: Vec<(usize, i16, String, MidtermView)>,
    receiver: String,
    due: Option<(String, Remaining)>,
    form: String,
    version: i32,
    stamp: i64,
    changed: bool,
}

fn check_page(
    app: &App,
    own: &OwnSheet,
    desk: &Desk,
    reports: Vec<Report>,
    changed: bool,
) -> Page<CheckPage> {
    let head = own.head();
    let edit = format!("/sheets/{}/midterm", head.id.0);
    let said = Midterm { reports, advice: Vec::new() };
    let told = goals(desk).iter().zip(1..).filter_map(|(goal, n)| {
        Some((n, goal.slot, goal.what.clone(), midterm_view(&said, goal.slot)?))
    });
    Page(CheckPage {
        shell: shell(app, own, "中間申告の提出の確認").under(edit.clone(), "中間申告"),
        submission: format!("{edit}/submission"),
        edit,
        goals: told.collect(),
        receiver: receiver(head),
        due: head.due().map(|due| (month_day_weekday(due), remaining(due, app.today()))),
        form: uuid::Uuid::now_v7().to_string(),
        version: head.version,
        stamp: desk.content.stamp(Step::Midterm),
        changed,
    })
}

/// The page of writing, with what is missing.
fn incomplete(app: &App, own: &OwnSheet, desk: &Desk, mistakes: &Mistakes) -> Response {
    Writing { app, own, desk, typed: None }.page(mistakes, &[], None).unprocessable()
}

/// GET /sheets/{id}/midterm/check
pub async fn check(own: OwnSheet, Shared(app): Shared<App>) -> Result {
    let desk = own_desk(&app, &own).await?;
    may_write(&app, own.head())?;
    match report(&desk.content.stored(Step::Midterm), goals(&desk)) {
        Ok(whole) => Ok(check_page(&app, &own, &desk, whole, false).into_response()),
        Err(mistakes) => Ok(incomplete(&app, &own, &desk, &mistakes)),
    }
}

/// POST /sheets/{id}/midterm/submission: submits what was checked, once.
pub async fn submit(own: OwnSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = own.head();
    let done = format!("/sheets/{}/goals", head.id.0);
    let path = format!("/sheets/{}/midterm/submission", head.id.0);
    let mut change = Change::begin(&app, own.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &done).await? {
        return Ok(see_other(&first));
    }
    let desk = own_desk(&app, &own).await?;
    may_write(&app, head)?;
    let whole = match report(&desk.content.stored(Step::Midterm), goals(&desk)) {
        Ok(whole) => whole,
        Err(mistakes) => return Ok(incomplete(&app, &own, &desk, &mistakes)),
    };
    let checked = answers.get("version") == head.version.to_string()
        && answers.get("stamp") == desk.content.stamp(Step::Midterm).to_string();
    if !checked {
        return Ok(check_page(&app, &own, &desk, whole, true).conflicting());
    }
    let to = next(head.plan(), head.moment(), Action::Submit, Hat::Subject)?;
    let round = store::report(&mut change, head.id, &whole).await?;
    move_on(&mut change, head, to, Action::Submit, None).await?;
    let entry = Entry::new(Event::MidtermSubmitted, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({ "from": head.state.code(), "to": to.code(), "round": round }));
    change.commit(entry).await?;
    Ok(redirect(&done, Notice::MidtermSubmitted))
}

/// POST /sheets/{id}/midterm/withdrawal
pub async fn withdraw(own: OwnSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = own.head();
    let edit = format!("/sheets/{}/midterm", head.id.0);
    let path = format!("{edit}/withdrawal");
    let mut change = Change::begin(&app, own.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &edit).await? {
        return Ok(see_other(&first));
    }
    if head.state != State::MidtermReview {
        return Err(Refusal::WrongState.into());
    }
    let to = next(head.plan(), head.moment(), Action::Withdraw, Hat::Subject)?;
    move_on(&mut change, head, to, Action::Withdraw, None).await?;
    let entry = Entry::new(Event::MidtermWithdrawn, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({ "from": head.state.code(), "to": to.code() }));
    change.commit(entry).await?;
    Ok(redirect(&edit, Notice::MidtermWithdrawn))
}
