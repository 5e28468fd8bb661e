//! /hr/announcements: writing, with a look at whom it reaches before it goes out; changing, taking
//! back, and how many have read it.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    forms::{self, Choices, Draft},
    job::MailAnnouncements,
    rules::{EMPLOYMENTS, Phase, read_words, span},
    store::{self, Kept},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    export::Export,
    identity::{Actor, HrOfficer},
    jobs,
    kit::{
        Answers, App, AppError, Filters, Mistakes, Notice, Page, Result, Shell,
        date::{moment, slashed},
        field::Field,
        list::{List, Listing},
        redirect, see_other,
    },
    staff::fold,
};

const HERE: &str = "/hr/announcements";
const FILE: &str = "/hr/announcements/list.csv";
/// More announcements than are read on a page of years; the newest.
const MOST: i64 = 1000;
/// What announcements are searched, narrowed and sorted by.
const COLUMNS: &[&str] = &["状態", "掲載の初日", "題名", "対象", "書いた人"];

#[derive(Template)]
#[template(path = "message/desk.html")]
struct DeskPage {
    shell: Shell,
    lines: Vec<LineView>,
    list: Listing,
}

struct LineView {
    id: i64,
    from: String,
    title: String,
    audience: String,
    span: String,
    author: String,
    state: &'static str,
    tag: &'static str,
    open: bool,
    read: String,
    mail: String,
}

#[derive(Template)]
#[template(path = "message/announcement_form.html")]
struct FormPage {
    shell: Shell,
    fields: Vec<Field>,
    choices: Choices,
    employments: [(&'static str, &'static str); 4],
    answers: Answers,
    errors: Mistakes,
    action: String,
    /// Whether the city has a mail server.
    mail: bool,
    form: String,
}

#[derive(Template)]
#[template(path = "message/announcement_check.html")]
struct CheckPage {
    shell: Shell,
    title: String,
    paragraphs: Vec<String>,
    facts: Vec<(&'static str, String)>,
    /// Nobody would read it.
    nobody: bool,
    hidden: Vec<(String, String)>,
    action: String,
}

fn line(kept: Kept, today: time::Date) -> LineView {
    let draft = kept.draft;
    let phase = Phase::of(draft.from_on, draft.until_on, kept.ended, today);
    let (state, tag) = phase.tag();
    LineView {
        id: kept.id,
        from: slashed(draft.from_on),
        title: draft.title,
        audience: draft.audience.words(),
        span: span(draft.from_on, draft.until_on),
        author: kept.author,
        state,
        tag,
        open: phase.is_open(),
        read: read_words(kept.read, kept.reaches),
        mail: match (draft.by_mail, kept.mailed_at) {
            (false, _) => "送らない".to_owned(),
            (true, None) => "掲載の最初の日に送る".to_owned(),
            (true, Some(at)) => format!("{}に送信", moment(at)),
        },
    }
}

fn shell(app: &App, actor: &Actor, title: &str) -> Shell {
    actor.shell(app, title).at("/hr").under("/hr", "職員課の仕事").under(HERE, "お知らせの掲載")
}

/// Announcements as the address asks for them, all pages, without their readers.
async fn picked(app: &App, filters: &Filters) -> Result<(Listing, Vec<LineView>)> {
    let kept = store::kept(&app.reader, None, app.today(), MOST, false).await?;
    let lines = kept.into_iter().map(|one| line(one, app.today())).collect();
    let mut list = Listing::read(filters, (HERE, FILE), "件", COLUMNS).narrowed_by(0);
    let lines = list.pick(lines, fold, |line: &LineView| {
        let words = [&line.from, &line.title, &line.audience, &line.author];
        std::iter::once(line.state.to_owned()).chain(words.into_iter().cloned()).collect()
    });
    Ok((list, lines))
}

/// The same lines in the same order, with how many have read them.
async fn counted(app: &App, mut lines: Vec<LineView>) -> Result<Vec<LineView>> {
    let ids: Vec<i64> = lines.iter().map(|line| line.id).collect();
    let kept = store::kept(&app.reader, Some(&ids), app.today(), MOST, true).await?;
    let read: HashMap<i64, String> =
        kept.into_iter().map(|one| (one.id, read_words(one.read, one.reaches))).collect();
    for line in &mut lines {
        line.read = read.get(&line.id).cloned().unwrap_or_default();
    }
    Ok(lines)
}

/// GET /hr/announcements
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let (mut list, lines) = picked(&app, &filters).await?;
    let page = DeskPage {
        shell: actor.shell(&app, "お知らせの掲載").at("/hr").under("/hr", "職員課の仕事"),
        lines: counted(&app, list.cut(lines)).await?,
        list,
    };
    Ok(Page(page).into_response())
}

/// GET /hr/announcements/list.csv
pub async fn csv(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("お知らせ", FILE, HERE);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let lines = counted(&app, picked(&app, &filters).await?.1).await?;
    let row = |line: LineView| {
        let state = line.state.to_owned();
        vec![line.title, line.audience, line.span, state, line.read, line.mail, line.author]
    };
    let header = ["題名", "対象", "期間", "状態", "既読", "メール", "書いた人"];
    let list = List::new("お知らせ", &header, lines.into_iter().map(row).collect());
    order.give(&app, &actor, Subject::HOUSE, &list).await
}

fn form(
    app: &App,
    actor: &Actor,
    id: Option<i64>,
    choices: Choices,
    answers: Answers,
    errors: Mistakes,
) -> Page<FormPage> {
    let title = if id.is_some() { "お知らせを直す" } else { "お知らせを書く" };
    Page(FormPage {
        shell: shell(app, actor, title).with_mistakes(&errors),
        fields: forms::fields(&answers, &errors),
        choices,
        employments: EMPLOYMENTS,
        answers,
        errors,
        action: id.map_or_else(|| HERE.to_owned(), |id| format!("{HERE}/{id}")),
        mail: app.mailer.is_some(),
        form: uuid::Uuid::now_v7().to_string(),
    })
}

/// GET /hr/announcements/new
pub async fn new(HrOfficer(actor): HrOfficer, Shared(app): Shared<App>) -> Result {
    let choices = store::choices(&app.reader, app.today()).await?;
    let mut answers = Answers::default();
    answers.put_day("from", app.today());
    Ok(form(&app, &actor, None, choices, answers, Mistakes::default()).into_response())
}

async fn one(app: &App, id: &str) -> Result<Kept> {
    let id: i64 = id.parse().map_err(|_| AppError::NotFound)?;
    let kept = store::kept(&app.reader, Some(&[id]), app.today(), 1, true).await?;
    kept.into_iter().next().ok_or(AppError::NotFound)
}

fn over() -> AppError {
    AppError::Refused(
        "掲載が終わったお知らせは、変えられません。新しいお知らせを書いてください。".to_owned(),
    )
}

/// GET /hr/announcements/{id}/edit
pub async fn edit(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<String>,
) -> Result {
    let kept = one(&app, &id).await?;
    let phase = Phase::of(kept.draft.from_on, kept.draft.until_on, kept.ended, app.today());
    if !phase.is_open() {
        return Err(over());
    }
    let choices = store::choices(&app.reader, app.today()).await?;
    let answers = forms::answers(&kept.draft);
    Ok(form(&app, &actor, Some(kept.id), choices, answers, Mistakes::default()).into_response())
}

/// What was typed, once it is in order and somebody has looked at whom it reaches.
enum Sent {
    Ready(Box<Draft>),
    Answer(axum::response::Response),
}

async fn sent(app: &App, actor: &Actor, id: Option<i64>, answers: &Answers) -> Result<Sent> {
    let choices = store::choices(&app.reader, app.today()).await?;
    let draft = match forms::draft(answers, &choices, app.today()) {
        Ok(draft) => draft,
        Err(mistakes) => {
            let page = form(app, actor, id, choices, answers.clone(), mistakes);
            return Ok(Sent::Answer(page.unprocessable()));
        }
    };
    match answers.get("step") {
        "send" => Ok(Sent::Ready(Box::new(draft))),
        "back" => {
            let page = form(app, actor, id, choices, answers.clone(), Mistakes::default());
            Ok(Sent::Answer(page.into_response()))
        }
        _ => Ok(Sent::Answer(check(app, actor, id, answers, &draft).await?.into_response())),
    }
}

async fn check(
    app: &App,
    actor: &Actor,
    id: Option<i64>,
    answers: &Answers,
    draft: &Draft,
) -> Result<Page<CheckPage>> {
    let (people, mails) = store::reach(&app.reader, &draft.audience, app.today()).await?;
    let mail = match (draft.by_mail, app.mailer.is_some()) {
        (false, _) => "送りません".to_owned(),
        (true, false) => "メールサーバーの設定がないため、送りません".to_owned(),
        (true, true) => format!("{mails}名に、掲載の最初の日に送ります"),
    };
    let hidden = answers
        .iter()
        .filter(|(name, _)| *name != "step")
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    Ok(Page(CheckPage {
        shell: shell(app, actor, "お知らせを確かめる"),
        title: draft.title.clone(),
        paragraphs: draft.body.lines().map(str::to_owned).collect(),
        facts: vec![
            ("対象", draft.audience.words()),
            ("今日の対象の人数", format!("{people}名")),
            ("掲載の期間", span(draft.from_on, draft.until_on)),
            ("メール", mail),
        ],
        nobody: people == 0,
        hidden,
        action: id.map_or_else(|| HERE.to_owned(), |id| format!("{HERE}/{id}")),
    }))
}

/// What the book keeps of an announcement.
fn told(draft: &Draft) -> serde_json::Value {
    json!({ "title": draft.title, "audience": draft.audience.words(),
            "span": span(draft.from_on, draft.until_on), "by_mail": draft.by_mail })
}

/// POST /hr/announcements
pub async fn add(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let draft = match sent(&app, &actor, None, &answers).await? {
        Sent::Ready(draft) => draft,
        Sent::Answer(answer) => return Ok(answer),
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(see_other(&there));
    }
    let id = store::add(&mut change, &draft, actor.id).await?;
    queue_mail(&mut change, &draft, &app).await?;
    let entry = Entry::new(Event::AnnouncementAdded, Subject::new("announcement", id));
    change.commit(entry.detail(told(&draft))).await?;
    Ok(redirect(HERE, Notice::AnnouncementAdded))
}

/// One for today is mailed today; one for later on its first day, by the day's own job.
async fn queue_mail(change: &mut Change, draft: &Draft, app: &App) -> Result<()> {
    if draft.by_mail && draft.from_on <= app.today() {
        jobs::enqueue(change, &MailAnnouncements {}, "now").await?;
    }
    Ok(())
}

/// POST /hr/announcements/{id}
pub async fn change(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<String>,
    answers: Answers,
) -> Result {
    let before = one(&app, &id).await?;
    let draft = match sent(&app, &actor, Some(before.id), &answers).await? {
        Sent::Ready(draft) => draft,
        Sent::Answer(answer) => return Ok(answer),
    };
    let mut change = Change::begin(&app, &actor).await?;
    if !store::change(&mut change, before.id, &draft, app.today()).await? {
        return Err(over());
    }
    queue_mail(&mut change, &draft, &app).await?;
    let entry = Entry::new(Event::AnnouncementChanged, Subject::new("announcement", before.id));
    let detail = json!({ "before": told(&before.draft), "after": told(&draft) });
    change.commit(entry.detail(detail)).await?;
    Ok(redirect(HERE, Notice::AnnouncementChanged))
}

/// POST /hr/announcements/{id}/end
pub async fn end(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<String>,
) -> Result {
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let mut change = Change::begin(&app, &actor).await?;
    if !store::end(&mut change, id, app.today()).await? {
        return Err(over());
    }
    change.commit(Entry::new(Event::AnnouncementEnded, Subject::new("announcement", id))).await?;
    Ok(redirect(HERE, Notice::AnnouncementEnded))
}
