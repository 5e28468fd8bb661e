//! Goals: checking, submitting once, and taking back until the evaluator has opened them.

use askama::Template;
use axum::{
    extract::State as Shared,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::pages::{Writing, may_write, own_desk, receiver, shell};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::{
        goal::{
            desk::Desk,
            forms,
            hints::{Said, hints},
            rules::{Goal, may_change},
            show::{ChangeView, GoalView, changes, goal_view},
            store,
            written::Written,
        },
        sheet::{Head, OwnSheet, move_on, reason},
        workflow::{Action, Hat, Step, next},
    },
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell,
        date::{Remaining, month_day_weekday, remaining},
        redirect, see_other,
    },
};

/// What would be submitted: the goals, and why, where agreed ones are changed.
pub struct Whole {
    pub goals: Vec<Goal>,
    pub reason: Option<String>,
}

/// What stands in the draft, held against the rules.
pub fn whole(desk: &Desk, head: &Head) -> Result<Whole, Mistakes> {
    let answers = desk.content.stored(Step::Goals);
    let order = desk.order();
    let read = desk.with_choices(|choices| forms::goals(&answers, &order, choices));
    if !may_change(head.state) {
        return Ok(Whole { goals: read?, reason: None });
    }
    let mut mistakes = Mistakes::default();
    let reason = mistakes.note("reason", reason(answers.get("reason")));
    let goals = match read {
        Ok(goals) => goals,
        Err(wrong) => {
            wrong.iter().for_each(|(field, sentence)| mistakes.add(field, sentence));
            return Err(mistakes);
        }
    };
    if desk.agreed().is_some_and(|agreed| agreed.goals == goals) {
        mistakes.add("reason", "いまの目標と同じです。変えるところを直してください");
    }
    mistakes.or(Whole { goals, reason })
}

#[derive(Template)]
#[template(path = "evaluation/goal/setting/check.html")]
struct CheckPage {
    shell: Shell,
    edit: String,
    submission: String,
    goals: Vec<GoalView>,
    /// What changes, where agreed goals are changed.
    changes: Vec<ChangeView>,
    reason: Option<String>,
    /// Goal and advice.
    hints: Vec<(usize, i16, String)>,
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
    whole: &Whole,
    changed: bool,
) -> Page<CheckPage> {
    let head = own.head();
    let edit = format!("/sheets/{}/goals/edit", head.id.0);
    let (title, above) = if whole.reason.is_some() {
        ("目標の変更の確認", "目標の変更")
    } else {
        ("目標の提出の確認", "目標の設定")
    };
    let agreed = desk.agreed().filter(|_| whole.reason.is_some());
    let before = desk.before();
    let advice = whole.goals.iter().zip(1..).flat_map(|(goal, n)| {
        let said = Said {
            what: &goal.what,
            level: &goal.level,
            due_on: goal.due_on,
            due_typed: goal.due_on.is_some(),
        };
        hints(said, &before).into_iter().map(move |hint| (n, goal.slot, hint.words))
    });
    Page(CheckPage {
        shell: shell(app, own, title).under(edit.clone(), above),
        edit,
        submission: format!("/sheets/{}/goals/submission", head.id.0),
        goals: whole.goals.iter().zip(1..).map(|(g, n)| goal_view(desk, g, n, None)).collect(),
        changes: agreed.map(|old| changes(desk, &old.goals, &whole.goals)).unwrap_or_default(),
        reason: whole.reason.clone(),
        hints: advice.collect(),
        receiver: receiver(head),
        due: head.due().map(|due| (month_day_weekday(due), remaining(due, app.today()))),
        form: uuid::Uuid::now_v7().to_string(),
        version: head.version,
        stamp: desk.content.stamp(Step::Goals),
        changed,
    })
}

/// The page of writing, with what is missing.
fn incomplete(app: &App, own: &OwnSheet, desk: &Desk, mistakes: &Mistakes) -> Response {
    Writing { app, own, desk, typed: None }.page(mistakes, &[], None).unprocessable()
}

/// GET /sheets/{id}/goals/check
pub async fn check(own: OwnSheet, Shared(app): Shared<App>) -> Result {
    let desk = own_desk(&app, &own).await?;
    may_write(&app, own.head(), &desk)?;
    match whole(&desk, own.head()) {
        Ok(whole) => Ok(check_page(&app, &own, &desk, &whole, false).into_response()),
        Err(mistakes) => Ok(incomplete(&app, &own, &desk, &mistakes)),
    }
}

/// POST /sheets/{id}/goals/submission: submits what was checked, once.
pub async fn submit(own: OwnSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = own.head();
    let done = format!("/sheets/{}/goals", head.id.0);
    let path = format!("{done}/submission");
    let mut change = Change::begin(&app, own.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &done).await? {
        return Ok(see_other(&first));
    }
    let desk = own_desk(&app, &own).await?;
    may_write(&app, head, &desk)?;
    let whole = match whole(&desk, head) {
        Ok(whole) => whole,
        Err(mistakes) => return Ok(incomplete(&app, &own, &desk, &mistakes)),
    };
    let checked = answers.get("version") == head.version.to_string()
        && answers.get("stamp") == desk.content.stamp(Step::Goals).to_string();
    if !checked {
        return Ok(check_page(&app, &own, &desk, &whole, true).conflicting());
    }
    let round = store::submit(&mut change, head.id, &whole.goals, whole.reason.as_deref()).await?;
    let (event, notice, detail) = if may_change(head.state) {
        let detail = json!({ "round": round, "reason": whole.reason });
        (Event::GoalChangeSubmitted, Notice::GoalChangeSubmitted, detail)
    } else {
        let to = next(head.plan(), head.moment(), Action::Submit, Hat::Subject)?;
        move_on(&mut change, head, to, Action::Submit, None).await?;
        let detail = json!({ "from": head.state.code(), "to": to.code(), "round": round });
        (Event::GoalsSubmitted, Notice::GoalsSubmitted, detail)
    };
    let entry = Entry::new(event, Subject::sheet(head.id.0)).about(head.subject).detail(detail);
    change.commit(entry).await?;
    Ok(redirect(&done, notice))
}

/// POST /sheets/{id}/goals/withdrawal
pub async fn withdraw(own: OwnSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = own.head();
    if !head.plan().goals || head.state > crate::evaluation::workflow::State::GoalReview {
        return Err(if head.plan().goals {
            crate::evaluation::workflow::Refusal::WrongState.into()
        } else {
            AppError::NotFound
        });
    }
    let edit = format!("/sheets/{}/goals/edit", head.id.0);
    let path = format!("/sheets/{}/goals/withdrawal", head.id.0);
    let mut change = Change::begin(&app, own.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &edit).await? {
        return Ok(see_other(&first));
    }
    let to = next(head.plan(), head.moment(), Action::Withdraw, Hat::Subject)?;
    move_on(&mut change, head, to, Action::Withdraw, None).await?;
    let entry = Entry::new(Event::GoalsWithdrawn, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({ "from": head.state.code(), "to": to.code() }));
    change.commit(entry).await?;
    Ok(redirect(&edit, Notice::GoalsWithdrawn))
}
