//! What the worker reads and notes about a mail. Not business, like touching a session: what was
//! sent to whom is in the audit book since the mail was written.

use sqlx::PgExecutor;

use crate::kit::{App, Result};

/// How handing over ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Sent,
    /// Tried again later.
    Waiting,
    Refused,
}

impl Outcome {
    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Waiting => "waiting",
            Self::Refused => "refused",
        }
    }
}

/// A mail as it is handed over.
pub struct Waiting {
    pub message_id: String,
    pub address: String,
    pub subject: String,
    pub body: String,
}

/// The mail, if it still waits.
pub async fn waiting(db: impl PgExecutor<'_>, mail: i64) -> Result<Option<Waiting>> {
    Ok(sqlx::query_as!(
        Waiting,
        "select message_id, address, subject, body from mail where id = $1 and state = 'waiting'",
        mail
    )
    .fetch_optional(db)
    .await?)
}

/// Notes how it ended and what the server said.
pub async fn note(app: &App, mail: i64, outcome: Outcome, answer: &str) -> Result<()> {
    sqlx::query!("select note_mail($1, $2, $3, $4)", mail, outcome.code(), answer, app.now())
        .execute(app.writer())
        .await?;
    Ok(())
}
