//! /hr/reminders: on which days people are reminded of what, and in which words, with a look at what
//! a real person would get.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    forms::{self, MAX_BODY, MAX_SUBJECT, Wording, numbers_words},
    job::letter,
    rules::{PLACES, Rule, TASKS, Task},
    store::{self, Reader, Words},
};
use crate::{
    audit::{self, Change, Entry, Event, Subject},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell, StaffId, redirect,
        text::half_width,
    },
    message::Kind,
};

const HERE: &str = "/hr/reminders";
/// The hour of sending as long as nobody has set one.
pub const HOUR: u8 = 8;

#[derive(Template)]
#[template(path = "message/reminders.html")]
struct RemindersPage {
    shell: Shell,
    lines: Vec<LineView>,
    hour: String,
    errors: Mistakes,
    texts: Vec<TextView>,
    places: String,
    /// Whether the city has a mail server.
    mail: bool,
}

/// The days of one kind of task.
struct LineView {
    task: String,
    label: &'static str,
    before: String,
    on_day: bool,
    after: String,
    before_error: Option<String>,
    after_error: Option<String>,
}

/// The words of one kind of reminder.
struct TextView {
    kind: &'static str,
    label: &'static str,
    when: &'static str,
    subject: String,
    body: String,
    number: String,
    subject_error: Option<String>,
    body_error: Option<String>,
    number_error: Option<String>,
    max_subject: usize,
    max_body: usize,
    preview: Option<Preview>,
}

/// What a real person would get.
struct Preview {
    name: String,
    subject: String,
    paragraphs: Vec<String>,
    /// Nothing waits for this person today.
    nothing: bool,
}

/// What was sent and not accepted, or is to be looked at.
#[derive(Default)]
struct Sent<'a> {
    days: Option<(&'a Answers, &'a Mistakes)>,
    text: Option<(Kind, &'a Answers, &'a Mistakes, Option<Preview>)>,
}

fn line(rule: &Rule, days: Option<(&Answers, &Mistakes)>) -> LineView {
    let task = rule.task.clone();
    let field = |part: &str| format!("{part}-{task}");
    let error = |part: &str| days.and_then(|(_, wrong)| wrong.on(&field(part)).map(str::to_owned));
    let typed = |part: &str, stored: String| match days {
        Some((typed, _)) => typed.get(&field(part)).to_owned(),
        None => stored,
    };
    LineView {
        label: TASKS.iter().find(|(code, ..)| *code == task).map_or("", |(_, label, _)| label),
        before: typed("before", numbers_words(&rule.before)),
        on_day: match days {
            Some((typed, _)) => typed.get(&field("on")) == "yes",
            None => rule.on_day,
        },
        after: typed("after", numbers_words(&rule.after)),
        before_error: error("before"),
        after_error: error("after"),
        task,
    }
}

fn text(words: &Words, sent: &mut Sent<'_>) -> Option<TextView> {
    let kind = Kind::from_code(&words.kind)?;
    let mut view = TextView {
        kind: kind.code(),
        label: kind.label(),
        when: match kind {
            Kind::Reminder => "期限の前と当日に送ります",
            Kind::Overdue => "期限を過ぎた作業が1件でもあるときに送ります",
            _ => "「評価の進捗」から催促するときの、はじめの文です",
        },
        subject: words.subject.clone(),
        body: words.body.clone(),
        number: String::new(),
        subject_error: None,
        body_error: None,
        number_error: None,
        max_subject: MAX_SUBJECT,
        max_body: MAX_BODY,
        preview: None,
    };
    if let Some((_, typed, wrong, preview)) = sent.text.take_if(|(sent, ..)| *sent == kind) {
        let error = |field: &str| wrong.on(field).map(str::to_owned);
        typed.get("subject").clone_into(&mut view.subject);
        typed.get("body").clone_into(&mut view.body);
        typed.get("number").clone_into(&mut view.number);
        view.subject_error = error("subject");
        view.body_error = error("body");
        view.number_error = error("number");
        view.preview = preview;
    }
    Some(view)
}

async fn page(
    app: &App,
    actor: &Actor,
    mut sent: Sent<'_>,
    errors: Mistakes,
) -> Result<Page<RemindersPage>> {
    let rules = store::rules(&app.reader).await?;
    let mut words = store::words(&app.reader).await?;
    words.sort_by_key(|words| Kind::ALL.iter().position(|kind| kind.code() == words.kind));
    let stored = words.iter().find_map(|words| words.hour).unwrap_or(i16::from(HOUR));
    let hour =
        sent.days.map_or_else(|| stored.to_string(), |(typed, _)| typed.get("hour").to_owned());
    Ok(Page(RemindersPage {
        shell: actor
            .shell(app, "期限の予告と催促")
            .at("/hr")
            .under("/hr", "職員課の仕事")
            .with_mistakes(&placed(&errors, &sent)),
        lines: rules.iter().map(|rule| line(rule, sent.days)).collect(),
        hour,
        errors,
        texts: words.iter().filter_map(|words| text(words, &mut sent)).collect(),
        places: PLACES.join("　"),
        mail: app.mailer.is_some(),
    }))
}

/// The fields of a text are named after its kind on the page.
fn placed(errors: &Mistakes, sent: &Sent<'_>) -> Mistakes {
    let Some((kind, ..)) = &sent.text else { return errors.clone() };
    let mut placed = Mistakes::default();
    for (field, sentence) in errors.iter() {
        placed.add(format!("{field}-{}", kind.code()), sentence);
    }
    placed
}

/// GET /hr/reminders
pub async fn show(HrOfficer(actor): HrOfficer, Shared(app): Shared<App>) -> Result {
    Ok(page(&app, &actor, Sent::default(), Mistakes::default()).await?.into_response())
}

/// POST /hr/reminders/days
pub async fn save_days(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let days = match forms::days(&answers) {
        Ok(days) => days,
        Err(mistakes) => {
            let sent = Sent { days: Some((&answers, &mistakes)), text: None };
            return Ok(page(&app, &actor, sent, mistakes.clone()).await?.unprocessable());
        }
    };
    let mut change = Change::begin(&app, &actor).await?;
    store::save_days(&mut change, &days.rules, days.hour).await?;
    let told: Vec<_> = days
        .rules
        .iter()
        .map(|rule| json!([rule.task, rule.before, rule.on_day, rule.after]))
        .collect();
    let entry = Entry::new(Event::ReminderRulesSaved, Subject::HOUSE);
    change.commit(entry.detail(json!({ "rules": told, "hour": days.hour }))).await?;
    Ok(redirect(HERE, Notice::ReminderRulesSaved))
}

/// POST /hr/reminders/texts/{kind}
pub async fn save_text(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(kind): Path<String>,
    answers: Answers,
) -> Result {
    let kind = Kind::from_code(&kind).filter(|kind| kind.is_worded()).ok_or(AppError::NotFound)?;
    let wording = match forms::wording(&answers) {
        Ok(wording) => wording,
        Err(mistakes) => return again(&app, &actor, kind, &answers, mistakes).await,
    };
    if answers.get("step") == "preview" {
        return look(&app, &actor, kind, &answers, &wording).await;
    }
    let mut change = Change::begin(&app, &actor).await?;
    if !store::save_words(&mut change, kind.code(), &wording).await? {
        return Err(AppError::NotFound);
    }
    let entry = Entry::new(Event::ReminderTextSaved, Subject::HOUSE);
    let detail = json!({ "kind": kind.code(), "subject": wording.subject, "body": wording.body });
    change.commit(entry.detail(detail)).await?;
    Ok(redirect(HERE, Notice::ReminderTextSaved))
}

async fn again(
    app: &App,
    actor: &Actor,
    kind: Kind,
    answers: &Answers,
    mistakes: Mistakes,
) -> Result {
    let sent = Sent { days: None, text: Some((kind, answers, &mistakes, None)) };
    Ok(page(app, actor, sent, mistakes.clone()).await?.unprocessable())
}

/// What somebody would get if it were sent now.
async fn look(
    app: &App,
    actor: &Actor,
    kind: Kind,
    answers: &Answers,
    wording: &Wording,
) -> Result {
    let number = half_width(answers.get("number")).to_uppercase();
    let Some((id, name)) = store::reader(&app.reader, &number).await? else {
        let mut mistakes = Mistakes::default();
        mistakes.add("number", "この職員番号の人はいません。職員番号を確かめてください");
        return again(app, actor, kind, answers, mistakes).await;
    };
    let since = app.today() - time::Duration::days(90);
    let tasks = store::tasks(&app.reader, app.today(), since, Some(id)).await?;
    // what waits for somebody tells how far their evaluation is
    let subject = Subject::staff(StaffId(id));
    audit::viewed(app, actor, Event::ReminderPreviewed, subject, Some(StaffId(id))).await?;
    let all: Vec<&Task> = tasks.iter().collect();
    let reader = Reader { id, number, name: name.clone(), unit: None, mail: false };
    let letter = letter(app, &reader, &all, kind, wording);
    let preview = Preview {
        name,
        subject: letter.subject,
        paragraphs: letter.body.lines().map(str::to_owned).collect(),
        nothing: tasks.is_empty(),
    };
    let mistakes = Mistakes::default();
    let sent = Sent { days: None, text: Some((kind, answers, &mistakes, Some(preview))) };
    Ok(page(app, actor, sent, Mistakes::default()).await?.into_response())
}
