//! The reminders of a day: one message for each person, whatever it tells of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;
use time::{Date, Duration};

use super::{
    forms::Wording,
    rules::{Filling, Rule, Task, fill},
    store::{self, Reader, Words},
};
use crate::{
    audit::{Author, Change, Entry, Event, Subject},
    calendar,
    jobs::{Failure, Job, Progress},
    kit::{App, Result, StaffId},
    message::{self, Kind, Letter, Posted},
};

/// People whose messages are written in one transaction.
const BUNDLE: usize = 100;
/// Due days so long ago are no longer reminded of: the longest rule is sixty days.
const REMEMBERED: Duration = Duration::days(90);

/// Sends the reminders of today. Does nothing on a closed day.
#[derive(Default, Serialize, Deserialize)]
pub struct SendReminders {}

impl Job for SendReminders {
    const KIND: &'static str = "send_reminders";

    fn title(&self) -> String {
        "期限の予告と催促".to_owned()
    }

    async fn run(self, app: App, progress: Progress) -> Result<(), Failure> {
        let today = app.today();
        let calendar = calendar::from_day(&app.reader, today - REMEMBERED).await?;
        if calendar.is_closed(today) {
            return Ok(());
        }
        let yesterday = today - Duration::days(1);
        let last = store::last_day(&app.reader).await?.unwrap_or(yesterday);
        if last >= today {
            return Ok(());
        }
        let rules = store::rules(&app.reader).await?;
        let tasks = store::tasks(&app.reader, today, today - REMEMBERED, None).await?;
        let due: Vec<Task> = tasks
            .into_iter()
            .filter(|task| is_due(task, &rules, last, today, &|day| calendar.is_closed(day)))
            .collect();
        let people = by_person(&due);
        let total = people.len() as u64;
        let people: Vec<_> = people.into_iter().collect();
        let words = store::words(&app.reader).await?;
        let mut done = 0;
        for bundle in people.chunks(BUNDLE) {
            send(&app, bundle, &words).await?;
            done += bundle.len() as u64;
            progress.note(done, total).await?;
        }
        close(&app, today, people.len()).await?;
        Ok(())
    }
}

fn is_due(
    task: &Task,
    rules: &[Rule],
    last: Date,
    today: Date,
    is_closed: &impl Fn(Date) -> bool,
) -> bool {
    let rule = rules.iter().find(|rule| rule.task == task.kind);
    rule.is_some_and(|rule| rule.is_due(task.due_on, last, today, is_closed))
}

/// What each person is told of.
pub fn by_person(tasks: &[Task]) -> BTreeMap<i64, Vec<&Task>> {
    let mut people: BTreeMap<i64, Vec<&Task>> = BTreeMap::new();
    for task in tasks {
        people.entry(task.person).or_default().push(task);
    }
    people
}

/// The words of a message to one person.
pub fn letter(
    app: &App,
    reader: &Reader,
    tasks: &[&Task],
    kind: Kind,
    wording: &Wording,
) -> Letter {
    let filling =
        Filling { name: &reader.name, tasks, contact: &app.city.contact, today: app.today() };
    let mut links = tasks.iter().map(|task| task.link.as_str());
    let first = links.next().unwrap_or("/");
    Letter {
        to: StaffId(reader.id),
        kind,
        subject: fill(&wording.subject, &filling).chars().take(120).collect(),
        body: fill(&wording.body, &filling).chars().take(4000).collect(),
        // one thing leads there, several lead home
        link: if links.all(|link| link == first) { first.to_owned() } else { "/".to_owned() },
    }
}

/// Writes the messages of some people, with what they had not been told today.
async fn send(app: &App, people: &[(i64, Vec<&Task>)], words: &[Words]) -> Result<Posted> {
    let today = app.today();
    let ids: Vec<i64> = people.iter().map(|(id, _)| *id).collect();
    let readers = store::readers(&app.reader, &ids, today).await?;
    let author = Author { id: None, origin: "clock".to_owned() };
    let mut change = Change::begin(app, author).await?;
    let all: Vec<&Task> = people.iter().flat_map(|(_, tasks)| tasks.iter().copied()).collect();
    let fresh = store::mark(&mut change, &all, Kind::Reminder.code(), today).await?;
    let mut letters = Vec::new();
    for reader in &readers {
        let tasks: Vec<&Task> = all
            .iter()
            .filter(|task| task.person == reader.id)
            .filter(|task| {
                fresh.iter().any(|(person, kind, subject)| {
                    *person == task.person && *kind == task.kind && *subject == task.subject
                })
            })
            .copied()
            .collect();
        if tasks.is_empty() {
            continue;
        }
        let late = tasks.iter().any(|task| task.due_on < today);
        let kind = if late { Kind::Overdue } else { Kind::Reminder };
        let Some(words) = words.iter().find(|words| words.kind == kind.code()) else { continue };
        let wording = Wording { subject: words.subject.clone(), body: words.body.clone() };
        letters.push(letter(app, reader, &tasks, kind, &wording));
    }
    if letters.is_empty() {
        return Ok(Posted::default());
    }
    let posted = message::post(&mut change, app, &letters).await?;
    let told: Vec<i64> = letters.iter().map(|letter| letter.to.0).collect();
    let entry = Entry::new(Event::RemindersSent, Subject::HOUSE);
    let detail = json!({ "staff": posted.messages, "mails": posted.mails, "told": told });
    change.commit(entry.detail(detail)).await?;
    Ok(posted)
}

/// The day is done: a standstill after this leaves nothing out.
async fn close(app: &App, today: Date, people: usize) -> Result<()> {
    let author = Author { id: None, origin: "clock".to_owned() };
    let mut change = Change::begin(app, author).await?;
    store::close_day(&mut change, today).await?;
    let entry = Entry::new(Event::ReminderDayClosed, Subject::HOUSE);
    change.commit(entry.detail(json!({ "staff": people }))).await
}
