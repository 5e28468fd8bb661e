//! /announcements: what 職員課 tells everybody, and the messages to oneself.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::store::{self, Item};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::SignedIn,
    kit::{
        Answers, App, AppError, Filters, Notice, Page, Result, Shell,
        date::{moment, month_day_weekday},
        redirect,
    },
    message::letter::Kind,
};

const HERE: &str = "/announcements";
const SIZE: i64 = 20;

#[derive(Template)]
#[template(path = "message/announcements.html")]
struct ListPage {
    shell: Shell,
    items: Vec<ItemView>,
    unread: i64,
    all: i64,
    page: i64,
    pages: i64,
    /// When the page was made: what came later is not marked by the button.
    seen: String,
}

struct ItemView {
    /// `announcement` or `message`
    field: &'static str,
    id: i64,
    label: &'static str,
    title: String,
    paragraphs: Vec<String>,
    link: Option<String>,
    at: String,
    until: String,
    read: bool,
}

fn view(item: Item) -> ItemView {
    let announcement = item.kind == "announcement";
    ItemView {
        field: if announcement { "announcement" } else { "message" },
        id: item.id,
        label: Kind::from_code(&item.kind).map_or("", Kind::label),
        title: item.title,
        paragraphs: item.body.lines().map(str::to_owned).collect(),
        link: item.link,
        at: moment(item.at),
        until: item
            .until_on
            .map(|day| format!("{}まで", month_day_weekday(day)))
            .unwrap_or_default(),
        read: item.read,
    }
}

/// GET /announcements
pub async fn show(SignedIn(actor): SignedIn, Shared(app): Shared<App>, filters: Filters) -> Result {
    let page = filters.get("page").parse().unwrap_or(1).clamp(1, 10_000);
    let skip = (page - 1) * SIZE;
    let items = store::items(&app.reader, actor.id, app.today(), skip, SIZE).await?;
    let (all, unread) = items.first().map_or((0, 0), |item| (item.all, item.unread));
    let seen = app.now().format(&Rfc3339).map_err(|e| AppError::Internal(e.to_string()))?;
    Ok(Page(ListPage {
        shell: actor.shell(&app, "お知らせ").at(HERE),
        items: items.into_iter().map(view).collect(),
        unread,
        all,
        page,
        pages: (all + SIZE - 1).div_euclid(SIZE).max(1),
        seen,
    })
    .into_response())
}

/// POST /announcements/read
pub async fn read(SignedIn(actor): SignedIn, Shared(app): Shared<App>, answers: Answers) -> Result {
    let today = app.today();
    let id = |field: &str| answers.get(field).parse::<i64>().ok();
    let mut change = Change::begin(&app, &actor).await?;
    let (marked, subject) = if let Some(id) = id("announcement") {
        let marked = store::read_announcement(&mut change, actor.id, id, today).await?;
        (i64::try_from(marked).unwrap_or(0), Subject::new("announcement", id))
    } else if let Some(id) = id("message") {
        let marked = store::read_message(&mut change, actor.id, id).await?;
        (i64::try_from(marked).unwrap_or(0), Subject::new("message", id))
    } else {
        let seen = OffsetDateTime::parse(answers.get("seen"), &Rfc3339)
            .map_err(|_| AppError::BadRequest("お知らせの画面から送信してください。".to_owned()))?;
        (store::read_all(&mut change, actor.id, today, seen).await?, Subject::staff(actor.id))
    };
    if marked > 0 {
        let entry = Entry::new(Event::NewsRead, subject).about(actor.id);
        change.commit(entry.detail(json!({ "count": marked }))).await?;
    }
    Ok(redirect(HERE, Notice::NewsRead))
}
