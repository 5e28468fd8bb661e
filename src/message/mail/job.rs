//! Handing one mail over.

use serde::{Deserialize, Serialize};

use super::delivery::{self, Outcome};
use crate::{
    jobs::{Failure, Job, Progress},
    kit::{App, Mail, Refusal},
};

/// Hands one mail of the outbox to the mail server.
#[derive(Serialize, Deserialize)]
pub struct SendMail {
    pub mail: i64,
}

impl Job for SendMail {
    const KIND: &'static str = "send_mail";
    /// Over a mail server's long weekend, from Friday evening to Tuesday: the pauses grow to six hours.
    const TRIES: i16 = 24;

    fn title(&self) -> String {
        "メールの送信".to_owned()
    }

    async fn run(self, app: App, progress: Progress) -> Result<(), Failure> {
        let Some(mail) = delivery::waiting(&app.reader, self.mail).await? else { return Ok(()) };
        let Some(mailer) = app.mailer.clone() else {
            let words = "メールサーバーの設定がありません。";
            delivery::note(&app, self.mail, Outcome::Refused, words).await?;
            return Ok(());
        };
        let handed = Mail {
            message_id: &mail.message_id,
            to: &mail.address,
            subject: &mail.subject,
            text: &mail.body,
        };
        let (outcome, answer) = match mailer.send(&handed).await {
            Ok(answer) => (Outcome::Sent, answer),
            Err(Refusal::ForGood(answer)) => (Outcome::Refused, answer),
            Err(Refusal::ForNow(answer)) if progress.is_last() => (Outcome::Refused, answer),
            Err(Refusal::ForNow(answer)) => (Outcome::Waiting, answer),
        };
        metrics::counter!("mails_total", "outcome" => outcome.code()).increment(1);
        delivery::note(&app, self.mail, outcome, &answer).await?;
        if outcome == Outcome::Waiting {
            let words = "メールサーバーが、いまは受け取りません。時間をおいて送り直します。";
            return Err(Failure::ForNow(words.to_owned()));
        }
        Ok(())
    }
}
