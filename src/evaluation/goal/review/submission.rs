//! Submitting an answer: the goals are agreed to, or go back with what is to be mended.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{
    forms::Answer,
    pages::{Answering, desk, read, shell, waiting},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::{
        goal::{
            access::AnsweredGoals,
            desk::Desk,
            rules::{Decision, GoalRound},
            show::{GoalView, goal_view},
            store::{self, Decided},
            written::Written,
        },
        sheet::move_on,
        workflow::{Action, Refusal, Step, next},
    },
    kit::{
        Answers, App, Mistakes, Notice, Page, Result, Shell, date::month_day_weekday, redirect,
        see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/goal/review/check.html")]
struct CheckPage {
    shell: Shell,
    edit: String,
    submission: String,
    subject: String,
    /// Set where a change is answered: the agreed goals go on if it is not agreed to.
    change: bool,
    agreed: Vec<GoalView>,
    /// What the person is told, where goals are to be mended.
    reason: Option<String>,
    /// When the person's own step is due.
    due: Option<String>,
    form: String,
    version: i32,
    stamp: i64,
    changed: bool,
}

/// A goal with the answer that is about to be submitted.
fn decided_view(desk: &Desk, round: &GoalRound, decided: &[Decided]) -> Vec<GoalView> {
    let view = |(goal, n): (&crate::evaluation::goal::rules::Goal, usize)| {
        let one = decided.iter().find(|decided| decided.slot == goal.slot)?;
        let decision = Decision {
            round: 0,
            goals_round: round.round,
            slot: goal.slot,
            difficulty: one.difficulty,
            note: one.note.clone(),
            comment: one.comment.clone(),
        };
        Some(goal_view(desk, goal, n, Some(&decision)))
    };
    round.goals.iter().zip(1..).filter_map(view).collect()
}

fn check_page(
    app: &App,
    goals: &AnsweredGoals,
    desk: &Desk,
    (round, answer): (&GoalRound, &Answer),
    changed: bool,
) -> Page<CheckPage> {
    let head = goals.head();
    let edit = format!("/sheets/{}/goal-review", head.id.0);
    let (title, agreed, reason) = match answer {
        Answer::Agree(decided) => ("目標の承認の確認", decided_view(desk, round, decided), None),
        Answer::Mend { reason, agreed, .. } => {
            ("直してもらうことの確認", decided_view(desk, round, agreed), Some(reason.clone()))
        }
    };
    Page(CheckPage {
        shell: shell(app, goals, title.to_owned())
            .under(edit.clone(), format!("{}さんの目標の確認", head.subject_name)),
        submission: format!("{edit}/submission"),
        edit,
        subject: head.subject_name.clone(),
        change: desk.agreed().is_some(),
        agreed,
        reason,
        due: head.window(Step::Goals.code()).map(|window| month_day_weekday(window.due_on)),
        form: uuid::Uuid::now_v7().to_string(),
        version: head.version,
        stamp: desk.content.stamp(Step::GoalReview),
        changed,
    })
}

/// GET /sheets/{id}/goal-review/check
pub async fn check(goals: AnsweredGoals, Shared(app): Shared<App>) -> Result {
    let desk = desk(&app, &goals).await?;
    let round = waiting(&goals, &desk)?;
    match read(&desk, round) {
        Ok(answer) => Ok(check_page(&app, &goals, &desk, (round, &answer), false).into_response()),
        Err(mistakes) => Ok(incomplete(&app, &goals, &desk, round, &mistakes)),
    }
}

/// The page of answering, with what is missing.
fn incomplete(
    app: &App,
    goals: &AnsweredGoals,
    desk: &Desk,
    round: &GoalRound,
    mistakes: &Mistakes,
) -> axum::response::Response {
    Answering { app, goals, desk, round, typed: None }.page(mistakes, &[], None).unprocessable()
}

/// POST /sheets/{id}/goal-review/submission: submits what was checked, once.
pub async fn submit(goals: AnsweredGoals, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = goals.head();
    let path = format!("/sheets/{}/goal-review/submission", head.id.0);
    let done = goals.actor().list("/goals/team");
    let mut change = Change::begin(&app, goals.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, done).await? {
        return Ok(see_other(&first));
    }
    let desk = desk(&app, &goals).await?;
    let round = waiting(&goals, &desk)?;
    let what = match read(&desk, round) {
        Ok(what) => what,
        Err(mistakes) => return Ok(incomplete(&app, &goals, &desk, round, &mistakes)),
    };
    let checked = answers.get("version") == head.version.to_string()
        && answers.get("stamp") == desk.content.stamp(Step::GoalReview).to_string();
    if !checked {
        return Ok(check_page(&app, &goals, &desk, (round, &what), true).conflicting());
    }
    let changing = desk.agreed().is_some();
    let (event, notice, detail) = match what {
        Answer::Agree(decided) => {
            let mut detail = json!({ "round": round.round, "count": decided.len() });
            store::agree(&mut change, head.id, round.round, &decided).await?;
            if !changing {
                let to = next(head.plan(), head.moment(), Action::Submit, goals.hat())?;
                move_on(&mut change, head, to, Action::Submit, None).await?;
                detail = json!({ "round": round.round, "from": head.state.code(),
                                 "to": to.code() });
            }
            (Event::GoalsAgreed, Notice::GoalsAgreed, detail)
        }
        Answer::Mend { slots, reason, agreed } if changing => {
            if !store::refuse(&mut change, head.id, round.round, &reason).await? {
                return Err(Refusal::WrongState.into());
            }
            store::agree_in_part(&mut change, head.id, round.round, &agreed).await?;
            let detail = json!({ "round": round.round, "slots": slots });
            (Event::GoalChangeRefused, Notice::GoalChangeRefused, detail)
        }
        Answer::Mend { slots, reason, agreed } => {
            let to = next(head.plan(), head.moment(), Action::SendBack, goals.hat())?;
            move_on(&mut change, head, to, Action::SendBack, Some(&reason)).await?;
            store::agree_in_part(&mut change, head.id, round.round, &agreed).await?;
            let kept: Vec<i16> = agreed.iter().map(|one| one.slot).collect();
            let detail = json!({ "from": head.state.code(), "to": to.code(), "slots": slots,
                                 "agreed": kept });
            (Event::SheetSentBack, Notice::SentBack, detail)
        }
    };
    let entry = Entry::new(event, Subject::sheet(head.id.0)).about(head.subject).detail(detail);
    change.commit(entry).await?;
    Ok(redirect(done, notice))
}
