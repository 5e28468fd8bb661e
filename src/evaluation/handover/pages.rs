//! What a former evaluator hands over: the list, and one person's page.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{
    access::HandingSheet,
    desk_store,
    forms::{self, Handed},
    parts::Handover,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::{
        review::viewed,
        sheet::{Content, Grade, content},
        workflow::Refusal,
    },
    identity::SignedIn,
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell,
        date::{Remaining, month_day, month_day_weekday, remaining},
        redirect, see_other,
    },
};

const LIST: &str = "/handovers";

#[derive(Template)]
#[template(path = "evaluation/handover/list.html")]
struct ListPage {
    shell: Shell,
    lines: Vec<LineView>,
}

struct LineView {
    href: String,
    name: String,
    position: String,
    cycle: String,
    time: String,
    due: String,
    left: Remaining,
}

/// GET /handovers
pub async fn list(
    SignedIn(actor): SignedIn,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let owed = desk_store::owed(&app.reader, actor.id).await?;
    let lines = owed.into_iter().map(|line| LineView {
        href: format!("/sheets/{}/handover", line.sheet),
        name: line.name,
        position: line.position,
        cycle: line.cycle,
        time: time(line.from, line.until),
        due: month_day_weekday(line.due_on),
        left: remaining(line.due_on, app.today()),
    });
    let page = ListPage {
        lines: lines.collect(),
        shell: actor.shell(&app, "引継ぎ").at("/").saying(Notice::from_headers(&headers)),
    };
    Ok(Page(page).into_response())
}

fn time(from: time::Date, until: time::Date) -> String {
    let last = until.previous_day().unwrap_or(until);
    format!("{}〜{}", month_day(from), month_day(last))
}

#[derive(Template)]
#[template(path = "evaluation/handover/write.html")]
struct WritePage {
    shell: Shell,
    here: String,
    sheet: String,
    name: String,
    facts: Vec<(&'static str, String)>,
    /// What the author had begun to write on the sheet.
    begun: Vec<(String, String)>,
    scale: Vec<Grade>,
    graded: bool,
    answers: Answers,
    errors: Mistakes,
    form: String,
}

/// What is owed, and everything of the sheet.
async fn owed(app: &App, sheet: &HandingSheet) -> Result<(Handover, Content)> {
    let content = content(&app.reader, sheet.head().id).await?;
    let owed = content.segments.owed_by(sheet.actor().id).cloned();
    Ok((owed.ok_or(AppError::NotFound)?, content))
}

fn page(
    app: &App,
    sheet: &HandingSheet,
    owed: &Handover,
    content: &Content,
    (answers, errors): (Answers, Mistakes),
) -> Page<WritePage> {
    let head = sheet.head();
    Page(WritePage {
        shell: sheet
            .actor()
            .shell(app, format!("{}さんの引継ぎ", head.subject_name))
            .at("/")
            .under(LIST, "引継ぎ")
            .with_mistakes(&errors),
        here: format!("/sheets/{}/handover", head.id.0),
        sheet: format!("/sheets/{}", head.id.0),
        name: head.subject_name.clone(),
        facts: vec![
            ("評価", head.cycle_name.clone()),
            ("所属と職位", format!("{} {}", head.place, head.position_name)),
            ("引き継ぐ期間", time(owed.from, owed.until)),
            ("期限", month_day_weekday(owed.due_on)),
        ],
        begun: begun(owed, content),
        scale: content.scale.iter().rev().cloned().collect(),
        graded: owed.graded,
        answers,
        errors,
        form: uuid::Uuid::now_v7().to_string(),
    })
}

/// What was begun, by the names of the items.
fn begun(owed: &Handover, content: &Content) -> Vec<(String, String)> {
    let named = |(field, value): &(String, String)| {
        let (kind, item) = field.split_once('-').unwrap_or((field.as_str(), ""));
        let id = field.strip_prefix("grade-").or(field.strip_prefix("comment-")).unwrap_or(item);
        let name =
            content.abilities.iter().find(|a| a.id.to_string() == id).map(|a| a.name.clone());
        let label = match (kind, name) {
            ("grade", Some(name)) => format!("{name}の評価"),
            ("comment", Some(name)) => format!("{name}の所見"),
            ("overall", _) => "全体の評価".to_owned(),
            _ => "所見".to_owned(),
        };
        (label, value.clone())
    };
    owed.drafts.iter().map(named).collect()
}

/// GET /sheets/{id}/handover
pub async fn edit(sheet: HandingSheet, Shared(app): Shared<App>) -> Result {
    let id = sheet.head().id.0;
    viewed(&app, sheet.actor(), Event::HandoverViewed, &[id]).await?;
    let (owed, content) = owed(&app, &sheet).await?;
    let blank = (Answers::default(), Mistakes::default());
    Ok(page(&app, &sheet, &owed, &content, blank).into_response())
}

/// POST /sheets/{id}/handover: the task is done, and the sheet closes for the one who leaves it.
pub async fn submit(sheet: HandingSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = sheet.head();
    let path = format!("/sheets/{}/handover", head.id.0);
    let mut change = Change::begin(&app, sheet.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, LIST).await? {
        return Ok(see_other(&first));
    }
    let (owed, content) = owed(&app, &sheet).await?;
    let scale: Vec<i16> = content.scale.iter().map(|grade| grade.points).collect();
    let handed: Handed = match forms::handed(&answers, &scale, owed.graded) {
        Ok(handed) => handed,
        Err(mistakes) => {
            drop(change);
            return Ok(page(&app, &sheet, &owed, &content, (answers, mistakes)).unprocessable());
        }
    };
    if !desk_store::hand_over(&mut change, owed.id, &handed).await? {
        return Err(Refusal::WrongState.into());
    }
    let entry = Entry::new(Event::HandoverWritten, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({ "handover": owed.id, "graded": handed.overall.is_some() }));
    change.commit(entry).await?;
    Ok(redirect(LIST, Notice::HandoverSent))
}
