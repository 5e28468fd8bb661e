//! 本人へ送る: what the person will read is shown alone before it is sent, and sent once. A locked
//! record only takes additions.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;
use time::Date;

use super::{
    access::LedInterview,
    forms::MAX_COMMENT,
    pages::{locked, looked, open},
    rules::{Kind, deadlines},
    show::{View, shell, view},
    store,
    taking_part::refused,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    calendar,
    evaluation::plan,
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell, date::month_day_weekday,
        redirect, see_other, text,
    },
};

#[derive(Template)]
#[template(path = "evaluation/interview/check.html")]
struct CheckPage {
    shell: Shell,
    v: View,
    shared: String,
    again: bool,
    confirm_by: String,
    closes_on: String,
    /// What of the list is not ticked.
    open: Vec<&'static str>,
    version: i32,
    form: String,
    changed: bool,
}

/// When a record that is sent today is to be confirmed, and when it closes.
async fn days(app: &App) -> Result<(Date, Date)> {
    let calendar = calendar::from_day(&app.reader, app.today()).await?;
    Ok(deadlines(app.today(), |day| calendar.is_closed(day)))
}

async fn check_page(app: &App, led: &LedInterview, changed: bool) -> Result<Page<CheckPage>> {
    let interview = led.interview();
    let (confirm_by, closes_on) = days(app).await?;
    let ticked = |code: &str| interview.checked.iter().any(|ticked| ticked == code);
    let list = interview.kind.checklist().iter();
    Ok(Page(CheckPage {
        shell: shell(app, led, "の記録を送る"),
        v: view(led, interview, None, app.today()),
        shared: interview.shared.clone(),
        again: !interview.sendings.is_empty(),
        confirm_by: month_day_weekday(confirm_by),
        closes_on: month_day_weekday(closes_on),
        open: list.filter(|(code, _)| !ticked(code)).map(|(_, label)| *label).collect(),
        version: interview.version,
        form: uuid::Uuid::now_v7().to_string(),
        changed,
    }))
}

/// Whether there is something to send that may be sent.
fn ready(app: &App, led: &LedInterview) -> Result<bool> {
    let interview = led.interview();
    if !open(interview, app) {
        return Err(locked());
    }
    let news = interview.sendings.last().is_none_or(|sent| sent.body != interview.shared);
    Ok(interview.written && news && interview.held_on <= app.today())
}

/// GET /interviews/{id}/check
pub async fn check(led: LedInterview, Shared(app): Shared<App>) -> Result {
    if !ready(&app, &led)? {
        return Ok(see_other(&format!("/interviews/{}", led.interview().id)));
    }
    looked(&app, &led).await?;
    Ok(check_page(&app, &led, false).await?.into_response())
}

/// POST /interviews/{id}/sending: sends what was checked, once.
pub async fn send(led: LedInterview, Shared(app): Shared<App>, answers: Answers) -> Result {
    let (interview, head) = (led.interview(), led.head());
    let here = format!("/interviews/{}", interview.id);
    let mut change = Change::begin(&app, led.actor()).await?;
    let path = format!("{here}/sending");
    if let Some(first) = change.repeated(answers.form_id(), &path, &here).await? {
        return Ok(see_other(&first));
    }
    if !ready(&app, &led)? {
        let why = "送る内容がありません。話したことを書いて保存してから、送ってください。";
        return Err(AppError::Refused(why.to_owned()));
    }
    let version = answers.get("version").parse().unwrap_or(0);
    let days = days(&app).await?;
    let Some(round) = store::send(&mut change, interview.id, version, days).await? else {
        drop(change);
        return Ok(check_page(&app, &led, true).await?.conflicting());
    };
    let closed = match interview.kind {
        Kind::Feedback => plan::finish(&mut change, head.id).await?,
        _ => Vec::new(),
    };
    let finished = closed.contains(&head.id.0);
    let entry = Entry::new(Event::InterviewSent, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({
            "interview": interview.kind.code(), "round": round, "finished": finished,
            "sheets_finished": closed,
            "confirm_by": days.0.to_string(), "closes_on": days.1.to_string(),
        }));
    change.commit(entry).await?;
    let notice = if finished { Notice::SheetFinished } else { Notice::InterviewSent };
    Ok(redirect(&here, notice))
}

/// POST /interviews/{id}/addenda: 追記, once the record is locked.
pub async fn add(led: LedInterview, Shared(app): Shared<App>, answers: Answers) -> Result {
    let interview = led.interview();
    let here = format!("/interviews/{}", interview.id);
    if open(interview, &app) {
        let why = "この記録はまだ書き換えられます。話したことの欄を直してください。";
        return Err(AppError::Refused(why.to_owned()));
    }
    let body = match text::prose(answers.get("addendum"), "追記", 1..=MAX_COMMENT) {
        Ok(body) => body,
        Err(sentence) => {
            let mut mistakes = Mistakes::default();
            mistakes.add("addendum", sentence);
            return Ok(refused(&app, &led, &answers, &mistakes));
        }
    };
    let mut change = Change::begin(&app, led.actor()).await?;
    if let Some(first) =
        change.repeated(answers.form_id(), &format!("{here}/addenda"), &here).await?
    {
        return Ok(see_other(&first));
    }
    if !store::add_addendum(&mut change, interview.id, &body).await? {
        return Err(AppError::Refused("追記は50件までです。".to_owned()));
    }
    let entry = Entry::new(Event::InterviewAdded, Subject::sheet(led.head().id.0))
        .about(led.head().subject)
        .detail(json!({ "interview": interview.kind.code() }));
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::InterviewAdded))
}
