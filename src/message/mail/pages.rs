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
    identity::HrOfficer,
    kit::{App, AppError, Notice, Page, Result, Shell, date::moment, redirect},
};

const HERE: &str = "/hr/mails";
/// The newest refused mails are shown.
const MOST: i64 = 100;

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

/// GET /hr/mails
pub async fn show(HrOfficer(actor): HrOfficer, Shared(app): Shared<App>) -> Result {
    let tally = store::tally(&app.reader, app.now(), app.today()).await?;
    let refused = store::refused(&app.reader, app.today(), MOST).await?;
    Ok(Page(MailsPage {
        shell: actor.shell(&app, "メールの送信").at(HERE).under("/hr", "職員課の仕事"),
        at: moment(app.now()),
        connected: app.mailer.is_some(),
        waiting: tally.waiting,
        oldest: tally.oldest.map(moment).unwrap_or_default(),
        sent: tally.sent,
        without: tally.without,
        all: refused.first().map_or(0, |mail| mail.all),
        refused: refused.into_iter().map(view).collect(),
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
