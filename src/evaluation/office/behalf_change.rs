//! Entering a change of goals that were agreed to: what the person wrote on paper, and then the answer.
//! It runs beside the state of the sheet: until it is agreed to, the goals go on as they are.

use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{
    access::OfficeSheet,
    behalf_goals::{Words, paper_page},
    behalf_show::Text,
    store::{self, note},
};
use crate::{
    audit::{self, Change, Entry, Event, Subject},
    evaluation::{
        goal::{CHANGE_REASON, Entered, Paper, keep_entered},
        sheet::{Head, reason},
        workflow::State,
    },
    kit::{Answers, App, Mistakes, Notice, Result, redirect, see_other},
};

/// Who answers the goals of a sheet, by name.
pub fn answerer(head: &Head) -> String {
    head.plan().hat(State::GoalReview).map(|hat| head.called(hat)).unwrap_or_default()
}

/// What the page says, as far as the paper goes.
fn words(head: &Head, paper: &Paper, answers: &Answers, mistakes: &Mistakes) -> Words {
    let answer = paper.answers();
    let (what, writer, then) = if answer {
        let then = "すべて承認する紙なら、提出すると新しい目標になります。1つでも［直してもらう］があると、変更は本人に差し戻り、いまの目標が続きます。".to_owned();
        ("目標の変更の確認", answerer(head), then)
    } else {
        let to = answerer(head);
        let then = format!("提出すると、{to}に届きます。承認されるまでは、いまの目標が続きます。");
        ("目標の変更", head.subject_name.clone(), then)
    };
    let change = (!answer).then(|| Text::change(CHANGE_REASON, answers, mistakes));
    Words { page: "goal-change", what, writer, then, change }
}

/// GET /sheets/{id}/office/goal-change
pub async fn edit(office: OfficeSheet, Shared(app): Shared<App>) -> Result {
    let head = office.head();
    let paper = Paper::of_change(&app.reader, head).await?;
    let (id, subject) = (head.id.0, head.subject);
    audit::viewed(&app, office.actor(), Event::SheetViewed, Subject::sheet(id), Some(subject))
        .await?;
    let (answers, mistakes) = (Answers::default(), Mistakes::default());
    let words = words(head, &paper, &answers, &mistakes);
    Ok(paper_page(&app, &office, &paper, words, (&answers, &mistakes, false)).into_response())
}

/// POST /sheets/{id}/office/goal-change: enters the change, or the answer to it,
/// which may be that it is refused.
pub async fn enter(office: OfficeSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = office.head();
    let path = format!("/sheets/{}/office/goal-change", head.id.0);
    let done = format!("/sheets/{}/history", head.id.0);
    let mut change = Change::begin(&app, office.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &done).await? {
        return Ok(see_other(&first));
    }
    let paper = Paper::of_change(&app.reader, head).await?;
    let mut mistakes = Mistakes::default();
    let entered = paper.read(&answers).map_err(|wrong| mistakes = wrong).ok();
    let why = mistakes.note("reason", reason(answers.get("reason")));
    let stale = answers.get("version") != head.version.to_string();
    let (Some(entered), Some(why), false) = (entered, why, stale) else {
        drop(change);
        let words = words(head, &paper, &answers, &mistakes);
        let page = paper_page(&app, &office, &paper, words, (&answers, &mistakes, stale));
        return Ok(if stale { page.conflicting() } else { page.unprocessable() });
    };
    let round = keep_entered(&mut change, head.id, &entered).await?;
    let fields = paper.fields(&entered, &answers);
    store::lay(&mut change, head, paper.step(), &fields).await?;
    let (act, event) = match entered {
        Entered::Refused(..) => ("goal_change_answer", Event::GoalChangeRefused),
        _ if paper.answers() => ("goal_change_answer", Event::GoalsAgreed),
        _ => ("goal_change", Event::GoalChangeSubmitted),
    };
    note(&mut change, head, act, &why).await?;
    let entry = Entry::new(event, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({ "round": round, "on_behalf": true, "reason": why }));
    change.commit(entry).await?;
    Ok(redirect(&done, Notice::EnteredOnBehalf))
}
