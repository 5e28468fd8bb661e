//! The list of one's people, and what is told about one of them.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{access::AssistedSheet, forms, store};
use crate::{
    audit::{self, Change, Entry, Event, Subject},
    evaluation::{
        sheet::{Content, content},
        view::Reader,
        workflow::{Refusal, Step},
    },
    identity::SignedIn,
    kit::{
        Answers, App, Mistakes, Notice, Page, Result, Shell,
        date::{Remaining, moment, month_day_weekday, remaining},
        redirect, see_other,
    },
};

const LIST: &str = "/assistance";

#[derive(Template)]
#[template(path = "evaluation/assistance/list.html")]
struct ListPage {
    shell: Shell,
    lines: Vec<LineView>,
}

struct LineView {
    href: String,
    name: String,
    position: String,
    cycle: String,
    state: &'static str,
    told: Option<String>,
    due: Option<(String, Remaining)>,
}

/// GET /assistance
pub async fn list(
    SignedIn(actor): SignedIn,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let people = store::people(&app.reader, actor.id).await?;
    let lines = people.into_iter().map(|line| LineView {
        href: format!("/sheets/{}/assistance", line.id),
        name: line.name,
        position: line.position,
        cycle: line.cycle,
        state: line.state.label(),
        due: line
            .due_on
            .filter(|_| line.told_on.is_none())
            .map(|due| (month_day_weekday(due), remaining(due, app.today()))),
        told: line.told_on.map(moment),
    });
    let page = ListPage {
        lines: lines.collect(),
        shell: actor.shell(&app, "情報提供").at("/").saying(Notice::from_headers(&headers)),
    };
    Ok(Page(page).into_response())
}

#[derive(Template)]
#[template(path = "evaluation/assistance/sheet.html")]
struct SheetPage {
    shell: Shell,
    here: String,
    name: String,
    facts: Vec<(&'static str, String)>,
    open: bool,
    items: Vec<ItemView>,
    body: String,
    body_error: Option<String>,
    round: i16,
    told: Option<String>,
    /// Somebody wrote since the page was read.
    stale: bool,
    form: String,
}

struct ItemView {
    field: String,
    name: String,
    definition: String,
    /// What the person wrote, once it is handed in.
    own: String,
    value: String,
    error: Option<String>,
}

fn page(
    app: &App,
    sheet: &AssistedSheet,
    content: &Content,
    typed: Option<&Answers>,
    mistakes: &Mistakes,
    stale: bool,
) -> Page<SheetPage> {
    let head = sheet.head();
    let told = content.assistance.as_ref();
    let value =
        |field: &str, stored: String| typed.map_or(stored, |typed| typed.get(field).to_owned());
    let items = content.abilities.iter().map(|ability| {
        let field = format!("item-{}", ability.id);
        let own = content.opinion(Step::Own, ability.id);
        ItemView {
            value: value(&field, told.and_then(|t| t.about(ability.id)).unwrap_or_default()),
            error: mistakes.on(&field).map(str::to_owned),
            own: own.map(|o| o.comment.clone()).unwrap_or_default(),
            name: ability.name.clone(),
            definition: ability.definition.clone(),
            field,
        }
    });
    Page(SheetPage {
        shell: sheet
            .actor()
            .shell(app, format!("{}さんの仕事ぶりを伝える", head.subject_name))
            .at("/")
            .under(sheet.actor().list(LIST), "情報提供")
            .with_mistakes(mistakes),
        here: format!("/sheets/{}/assistance", head.id.0),
        name: head.subject_name.clone(),
        facts: vec![
            ("評価", head.cycle_name.clone()),
            ("所属と職位", format!("{} {}", head.place, head.position_name)),
            ("状態", head.state.label().to_owned()),
        ],
        open: sheet.is_open(),
        items: items.collect(),
        body: value("body", told.map(|t| t.body.clone()).unwrap_or_default()),
        body_error: mistakes.on("body").map(str::to_owned),
        round: told.map_or(0, |t| t.round),
        told: told.map(|t| moment(t.at)),
        stale,
        form: uuid::Uuid::now_v7().to_string(),
    })
}

async fn cut(app: &App, sheet: &AssistedSheet) -> Result<Content> {
    let head = sheet.head();
    Ok(content(&app.reader, head.id).await?.cut(head, Reader::Assistant))
}

/// GET /sheets/{id}/assistance
pub async fn edit(sheet: AssistedSheet, Shared(app): Shared<App>) -> Result {
    let (id, subject) = (sheet.head().id.0, sheet.head().subject);
    audit::viewed(&app, sheet.actor(), Event::SheetViewed, Subject::sheet(id), Some(subject))
        .await?;
    let content = cut(&app, &sheet).await?;
    Ok(page(&app, &sheet, &content, None, &Mistakes::default(), false).into_response())
}

/// POST /sheets/{id}/assistance
pub async fn save(sheet: AssistedSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = sheet.head();
    if !sheet.is_open() {
        return Err(Refusal::WrongState.into());
    }
    let content = cut(&app, &sheet).await?;
    let items: Vec<(i64, &str)> =
        content.abilities.iter().map(|a| (a.id, a.name.as_str())).collect();
    let told = match forms::telling(&answers, &items) {
        Ok(told) => told,
        Err(mistakes) => {
            let page = page(&app, &sheet, &content, Some(&answers), &mistakes, false);
            return Ok(page.unprocessable());
        }
    };
    let path = format!("/sheets/{}/assistance", head.id.0);
    let mut change = Change::begin(&app, sheet.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, LIST).await? {
        return Ok(see_other(&first));
    }
    let seen = answers.get("round").parse().unwrap_or(-1);
    if !store::tell(&mut change, head.id, seen, &told).await? {
        drop(change);
        let content = cut(&app, &sheet).await?;
        let page = page(&app, &sheet, &content, Some(&answers), &Mistakes::default(), true);
        return Ok(page.conflicting());
    }
    let entry = Entry::new(Event::AssistanceTold, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({ "round": seen + 1, "items": told.items.len() }));
    change.commit(entry).await?;
    Ok(redirect(sheet.actor().list(LIST), Notice::AssistanceTold))
}
