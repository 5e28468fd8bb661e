//! 日程、開示の範囲、面談の決まり of a year. In a running one they change with a reason, and only as far
//! as nobody is treated otherwise than those before.

use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::{Value, json};

use super::{
    changes::DISCLOSED,
    forms::{self, SCOPES, StepDates},
    interviews::InterviewRule,
    list::state,
    pages::cycle_page,
    store::{self, Cycle},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::sheet::reason,
    identity::HrOfficer,
    kit::{Answers, App, AppError, Mistakes, Notice, Result, redirect},
};

/// What a form asks of a year.
struct Asked {
    steps: Vec<StepDates>,
    scope: String,
    /// Why; empty before the opening.
    reason: String,
}

/// Reads the form, or every mistake at once.
fn asked(cycle: &Cycle, answers: &Answers) -> std::result::Result<Asked, Mistakes> {
    let mut mistakes = Mistakes::default();
    let steps = match forms::dates(answers).and_then(|steps| forms::kept(cycle, steps)) {
        Ok(steps) => Some(steps),
        Err(wrong) => {
            mistakes = wrong;
            None
        }
    };
    let scope = answers.get("scope").to_owned();
    if !SCOPES.iter().any(|(code, _)| *code == scope) {
        mistakes.add("scope", "本人に開示する範囲を選んでください");
    } else if scope != cycle.scope && cycle.count("disclosed") > 0 {
        mistakes.add("scope", format!("{DISCLOSED}。元の範囲に戻してください"));
    }
    let why = if cycle.opened_at.is_some() {
        mistakes.note("reason", reason(answers.get("reason")))
    } else {
        Some(String::new())
    };
    match steps.zip(why) {
        Some((steps, reason)) => mistakes.or(Asked { steps, scope, reason }),
        None => Err(mistakes),
    }
}

fn told<'a>(steps: impl Iterator<Item = (&'a str, time::Date, time::Date)>) -> Vec<Value> {
    steps.map(|(step, opens, due)| json!([step, opens.to_string(), due.to_string()])).collect()
}

/// POST /hr/cycles/{id}/dates. After the opening only dates, scope and the rule about interviews can
/// still change; the sheets stay as they are.
pub async fn change(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let mut change = Change::begin(&app, &actor).await?;
    // held: nothing is disclosed between the check and the change
    let cycle = store::hold(&mut change, id).await?;
    cycle.dated_here()?;
    let asked = match asked(&cycle, &answers) {
        Ok(asked) => asked,
        Err(mistakes) => {
            drop(change);
            let page = cycle_page(&app, &actor, cycle, Some(answers), mistakes, false).await?;
            return Ok(page.unprocessable());
        }
    };
    if state(&cycle).0 == "開示済み" {
        return Err(AppError::Refused("開示した年度の日程は変えられません。".to_owned()));
    }
    let required = InterviewRule::of(&cycle, Some(&answers)).required;
    let version = answers.get("version").parse().unwrap_or(0);
    if !store::update(&mut change, id, version, &asked.scope, required, &asked.steps).await? {
        drop(change);
        let page =
            cycle_page(&app, &actor, cycle, Some(answers), Mistakes::default(), true).await?;
        return Ok(page.conflicting());
    }
    let before = cycle.steps.iter().map(|s| (s.step.as_str(), s.opens_on, s.due_on));
    let after = asked.steps.iter().map(|s| (s.step, s.opens_on, s.due_on));
    let mut detail = json!({
        "from": { "scope": cycle.scope, "interview": cycle.interview_required,
                  "steps": told(before) },
        "to": { "scope": asked.scope, "interview": required, "steps": told(after) }
    });
    if !asked.reason.is_empty()
        && let Some(told) = detail.as_object_mut()
    {
        told.insert("reason".to_owned(), json!(asked.reason));
    }
    let entry = Entry::new(Event::CycleSaved, Subject::new("cycle", id)).detail(detail);
    change.commit(entry).await?;
    Ok(redirect(&format!("/hr/cycles/{id}"), Notice::CycleSaved).into_response())
}
