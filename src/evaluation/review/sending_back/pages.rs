//! Sending a sheet back.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;
use time::Date;

use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::{
        access::ReturnableSheet,
        sheet::{Evaluator, Graded, TextField, move_on, reason},
        workflow::{Action, Hat, State, Step},
    },
    kit::{
        Answers, App, Mistakes, Notice, Page, Result, Shell, date::month_day_weekday, redirect,
        see_other,
    },
};

const HINT: &str = "何を、どう直してほしいかを、10文字以上400文字以内で書きます。相手にそのまま届き、シートの経過に残ります。";

#[derive(Template)]
#[template(path = "evaluation/review/return.html")]
struct ReturnPage {
    shell: Shell,
    heading: String,
    action: String,
    /// To whom, where there is a choice: word in the form, words, whether it is chosen.
    choices: Vec<(&'static str, String, bool)>,
    receiver: String,
    state: &'static str,
    due: String,
    reason: TextField,
    back: String,
    form: String,
    version: i32,
    changed: bool,
}

/// Who gets the sheet back.
fn receiver(sheet: &ReturnableSheet, to: State) -> String {
    let titled = |e: &Option<Evaluator>| e.as_ref().map(Evaluator::titled).unwrap_or_default();
    match to {
        State::FirstReview => titled(&sheet.head().first),
        State::SecondReview => titled(&sheet.head().second),
        State::Calibration => format!("{}（評価の調整）", sheet.head().called(Hat::Calibrator)),
        _ => format!("{}さん", sheet.head().subject_name),
    }
}

/// What is to be done: back to the one before, or both evaluators evaluate anew.
fn way(sheet: &ReturnableSheet, answers: &Answers) -> Result<(Action, State)> {
    match sheet.further() {
        Some(first) if answers.get("to") == "first" => Ok((Action::Reevaluate, first)),
        _ => Ok((Action::SendBack, sheet.destination()?)),
    }
}

/// To whom the sheet may go back, where there is more than one.
fn choices(sheet: &ReturnableSheet, to: State) -> Vec<(&'static str, String, bool)> {
    let (Some(first), Ok(before)) = (sheet.further(), sheet.destination()) else {
        return Vec::new();
    };
    let anew =
        format!("{}から、評価をやり直す（その後の評価者もやり直します）", receiver(sheet, first));
    vec![
        ("before", format!("{}に戻す", receiver(sheet, before)), to != first),
        ("first", anew, to == first),
    ]
}

/// Where the reader came from: the sheet's page and its name, the list and its name.
fn origin(sheet: &ReturnableSheet) -> (String, String, &'static str, &'static str) {
    let head = sheet.head();
    let name = &head.subject_name;
    if matches!(sheet.hat(), Hat::Hr | Hat::Calibrator) {
        let title = format!("{name}さんの{}", head.cycle_name);
        // who calibrates or confirms without being of 職員課 comes from the home
        let (list, words) =
            if sheet.actor().hats.hr { ("/hr/progress", "評価の進捗") } else { ("/", "") };
        return (format!("/sheets/{}", head.id.0), title, list, words);
    }
    if head.graded == Graded::Items {
        let list = "会計年度任用職員の評価".to_owned();
        return ("/reviews/short".to_owned(), list, "/reviews", "部下の評価");
    }
    let step = head.state.step().map_or("評価", Step::label);
    let title = format!("{name}さんの{step}");
    let base = format!("/sheets/{}", head.id.0);
    match head.state {
        State::GoalReview => (format!("{base}/goal-review"), title, "/goals/team", "部下の目標"),
        State::MidtermReview => {
            (format!("{base}/midterm-review"), title, "/goals/team", "部下の目標")
        }
        _ => (format!("{base}/review"), title, "/reviews", "部下の評価"),
    }
}

/// What a due date means for somebody who is to submit again.
fn said(due: Date, today: Date) -> String {
    let day = month_day_weekday(due);
    if due < today {
        format!("提出の期限（{day}）は過ぎています。延ばすときは、職員課に頼んでください。")
    } else {
        format!("提出の期限は{day}のままです。")
    }
}

fn page(
    app: &App,
    sheet: &ReturnableSheet,
    to: State,
    typed: &str,
    mistakes: &Mistakes,
) -> Page<ReturnPage> {
    let head = sheet.head();
    let (back, title, list, list_name) = origin(sheet);
    let heading = format!("{}さんのシートの差し戻し", head.subject_name);
    let due = to.step().and_then(|step| head.window(step.code()));
    let shell = sheet.actor().shell(app, heading.clone()).at(list);
    let shell = if list == "/" { shell } else { shell.under(list, list_name) };
    Page(ReturnPage {
        shell: shell.under(back.clone(), title).with_mistakes(mistakes),
        choices: choices(sheet, to),
        heading,
        action: format!("/sheets/{}/return", head.id.0),
        receiver: receiver(sheet, to),
        state: to.label(),
        due: due.map(|window| said(window.due_on, app.today())).unwrap_or_default(),
        reason: TextField {
            name: "reason".to_owned(),
            label: "差し戻す理由".to_owned(),
            hint: HINT.to_owned(),
            value: typed.to_owned(),
            version: head.version,
            required: true,
            error: mistakes.on("reason").map(str::to_owned),
            theirs: None,
        },
        back,
        form: uuid::Uuid::now_v7().to_string(),
        version: head.version,
        changed: false,
    })
}

/// GET /sheets/{id}/return
pub async fn show(sheet: ReturnableSheet, Shared(app): Shared<App>) -> Result {
    let to = sheet.destination()?;
    Ok(page(&app, &sheet, to, "", &Mistakes::default()).into_response())
}

/// POST /sheets/{id}/return
pub async fn send_back(
    sheet: ReturnableSheet,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let head = sheet.head();
    let path = format!("/sheets/{}/return", head.id.0);
    let done = format!("/sheets/{}/history", head.id.0);
    let mut change = Change::begin(&app, sheet.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &done).await? {
        return Ok(see_other(&first));
    }
    let (action, to) = way(&sheet, &answers)?;
    let mut mistakes = Mistakes::default();
    let Some(why) = mistakes.note("reason", reason(answers.get("reason"))) else {
        return Ok(page(&app, &sheet, to, answers.get("reason"), &mistakes).unprocessable());
    };
    if answers.get("version") != head.version.to_string() {
        let mut again = page(&app, &sheet, to, answers.get("reason"), &mistakes);
        again.0.changed = true;
        return Ok(again.conflicting());
    }
    move_on(&mut change, head, to, action, Some(&why)).await?;
    let entry = Entry::new(Event::SheetSentBack, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({ "from": head.state.code(), "to": to.code(), "reason": why }));
    change.commit(entry).await?;
    Ok(redirect(&done, Notice::SentBack))
}
