//! Messages in the database.

use super::{
    letter::{Letter, mail_text},
    mail::SendMail,
};
use crate::{
    audit::Change,
    jobs::Job,
    kit::{App, Result},
};

/// What a posting came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Posted {
    /// People told in the portal.
    pub messages: i64,
    /// Mails that will be sent.
    pub mails: i64,
}

/// Writes messages with this change: in the portal, and into the outbox for those who get mail.
/// Sending begins when the change is committed. Do it last, just before the commit.
pub async fn post(change: &mut Change, app: &App, letters: &[Letter]) -> Result<Posted> {
    let (mut to, mut kinds, mut subjects) = (Vec::new(), Vec::new(), Vec::new());
    let (mut bodies, mut links) = (Vec::new(), Vec::new());
    let (mut numbers, mut texts) = (Vec::new(), Vec::new());
    for letter in letters {
        to.push(letter.to.0);
        kinds.push(letter.kind.code().to_owned());
        subjects.push(letter.subject.clone());
        bodies.push(letter.body.clone());
        links.push(letter.link.clone());
        // without a mail server nothing goes into the outbox
        if let Some(mailer) = &app.mailer {
            numbers.push(mailer.new_message_id());
            texts.push(mail_text(letter, &mailer.link(&letter.link), &app.city));
        }
    }
    let (now, author) = (change.now(), change.author().map(|id| id.0));
    let row = sqlx::query_file!(
        "src/message/post.sql",
        &to,
        &kinds,
        &subjects,
        &bodies,
        &links,
        &numbers,
        &texts,
        now,
        author,
        SendMail::KIND,
        SendMail { mail: 0 }.title(),
        i32::from(SendMail::TRIES)
    )
    .fetch_one(change.conn())
    .await?;
    Ok(Posted { messages: row.messages, mails: row.mails })
}
