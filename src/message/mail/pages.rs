//! /hr/mails: how the outbox stands, and what the mail server refused.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};

use super::{
    super::letter::Kind,
    store::{self, Refused},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    export::Export,
    identity::HrOfficer,
    kit::{
        App, AppError, Filters, Notice, Page, Result, Shell,
        date::moment,
        list::{List, Listing},
        redirect,
    },
    staff::fold,
};

const HERE: &str = "/hr/mails";
const FILE: &str = "/hr/mails/refused.csv";
/// More refused mails than a city ever has; the newest are read.
const MOST: i64 = 5000;

#[derive(Template)]
#[template(path = "message/mails.html")]
struct MailsPage {
    shell: Shell,
    at: String,
    /// Whether the city has a mail server.
    connected: bool,
    waiting: i64,
    oldest: String,
    sent: i64,
    without: i64,
    refused: Vec<RefusedView>,
    list: Listing,
    /// How many there are, also beyond what is read.
    all: i64,
    most: i64,
}

struct RefusedView {
    id: i64,
    name: String,
    number: String,
    unit: String,
    kind: &'static str,
    subject: String,
    address: String,
    /// Another address the person has today.
    changed: Option<String>,
    /// The person has an address to send to.
    possible: bool,
    created: String,
    attempts: i16,
    answer: String,
}

fn view(mail: Refused) -> RefusedView {
    RefusedView {
        id: mail.id,
        name: mail.name,
        number: mail.number,
        unit: mail.unit.unwrap_or_default(),
        kind: Kind::from_code(&mail.kind).map_or("", Kind::label),
        subject: mail.subject,
        possible: mail.current.is_some(),
        changed: mail.current.filter(|current| *current != mail.address),
        address: mail.address,
        created: moment(mail.created_at),
        attempts: mail.attempts,
        answer: mail.answer.unwrap_or_default(),
    }
}

/// What the refused mails are searched, narrowed and sorted by.
const COLUMNS: &[&str] = &["種類", "職員番号", "所属"];

/// The refused mails as the address asks for them, all pages.
async fn picked(app: &App, filters: &Filters) -> Result<(Listing, Vec<RefusedView>, i64)> {
    let refused = store::refused(&app.reader, app.today(), MOST).await?;
    let all = refused.first().map_or(0, |mail| mail.all);
    let views: Vec<RefusedView> = refused.into_iter().map(view).collect();
    let mut list = Listing::read(filters, (HERE, FILE), "件", COLUMNS).narrowed_by(0);
    let views = list.pick(views, fold, |mail| {
        let kind = mail.kind.to_owned();
        let rest = [&mail.number, &mail.unit, &mail.name, &mail.subject, &mail.address];
        [kind].into_iter().chain(rest.map(Clone::clone)).collect()
    });
    Ok((list, views, all))
}

/// GET /hr/mails/refused.csv
pub async fn csv(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("送れなかったメール", FILE, HERE);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let (_, refused, _) = picked(&app, &filters).await?;
    let row = |mail: RefusedView| {
        let (kind, times) = (mail.kind.to_owned(), mail.attempts.to_string());
        let now = mail.changed.unwrap_or_default();
        let (subject, address, answer) = (mail.subject, mail.address, mail.answer);
        let who = [mail.number, mail.name, mail.unit];
        let what = [kind, subject, mail.created, address, now, times, answer];
        who.into_iter().chain(what).collect()
    };
    let header = [
        "職員番号",
        "氏名",
        "所属",
        "種類",
        "件名",
        "作った日時",
        "宛先",
        "いまのアドレス",
        "送った回数",
        "サーバーの答え",
    ];
    let list = List::new("送れなかったメール", &header, refused.into_iter().map(row).collect());
    order.give(&app, &actor, Subject::HOUSE, &list).await
}

/// GET /hr/mails
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let tally = store::tally(&app.reader, app.now(), app.today()).await?;
    let (mut list, refused, all) = picked(&app, &filters).await?;
    Ok(Page(MailsPage {
        shell: actor.shell(&app, "メールの送信").at(HERE).under("/hr", "職員課の仕事"),
        at: moment(app.now()),
        connected: app.mailer.is_some(),
        waiting: tally.waiting,
        oldest: tally.oldest.map(moment).unwrap_or_default(),
        sent: tally.sent,
        without: tally.without,
        refused: list.cut(refused),
        list,
        all,
        most: MOST,
    })
    .into_response())
}

fn gone() -> AppError {
    AppError::Refused(
        "このメールは、もう一覧にありません。メールの送信の画面を開き直してください。".to_owned(),
    )
}

/// POST /hr/mails/{mail}/again
pub async fn again(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(mail): Path<String>,
) -> Result {
    let mail = mail.parse().map_err(|_| AppError::NotFound)?;
    let mut change = Change::begin(&app, &actor).await?;
    let staff = store::again(&mut change, mail).await?.ok_or_else(gone)?;
    change.commit(Entry::new(Event::MailRepeated, Subject::new("mail", mail)).about(staff)).await?;
    Ok(redirect(HERE, Notice::MailRepeated))
}

/// POST /hr/mails/{mail}/drop
pub async fn drop_one(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(mail): Path<String>,
) -> Result {
    let mail = mail.parse().map_err(|_| AppError::NotFound)?;
    let mut change = Change::begin(&app, &actor).await?;
    let staff = store::drop_one(&mut change, mail).await?.ok_or_else(gone)?;
    change.commit(Entry::new(Event::MailDropped, Subject::new("mail", mail)).about(staff)).await?;
    Ok(redirect(HERE, Notice::MailDropped))
}
