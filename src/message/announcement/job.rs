//! Sending announcements by mail on their first day.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::store;
use crate::{
    audit::{Author, Change, Entry, Event, Subject},
    jobs::{Failure, Job, Progress},
    kit::{App, StaffId},
    message::{self, Kind, Letter},
};

/// Sends what is to go out by mail today. Each morning, and when one for today is written.
#[derive(Default, Serialize, Deserialize)]
pub struct MailAnnouncements {}

impl Job for MailAnnouncements {
    const KIND: &'static str = "mail_announcements";

    fn title(&self) -> String {
        "お知らせのメールの用意".to_owned()
    }

    async fn run(self, app: App, _: Progress) -> Result<(), Failure> {
        if app.mailer.is_none() {
            return Ok(());
        }
        let author = Author { id: None, origin: "clock".to_owned() };
        let mut change = Change::begin(&app, author).await?;
        let due = store::take_for_mail(&mut change, app.today()).await?;
        if due.is_empty() {
            return Ok(());
        }
        let mut letters = Vec::new();
        for one in &due {
            letters.extend(one.people.iter().map(|person| Letter {
                to: StaffId(*person),
                kind: Kind::Announcement,
                subject: one.title.clone(),
                body: one.body.clone(),
                link: "/announcements".to_owned(),
            }));
        }
        let posted = message::post(&mut change, &app, &letters).await?;
        let ids: Vec<i64> = due.iter().map(|one| one.id).collect();
        let entry = Entry::new(Event::AnnouncementsMailed, Subject::HOUSE)
            .detail(json!({ "announcements": ids, "mails": posted.mails }));
        change.commit(entry).await?;
        Ok(())
    }
}
