//! /hr/reminders/request: 職員課 asks for what is overdue, of one person or of many. The names and
//! the words are looked at before anything goes out; only what is still open then is asked for.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{
    forms::{self, MAX_BODY, Wording},
    job::{by_person, letter},
    rules::{PLACES, Task, lines},
    store::{self, Reader, Whose},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Filters, Mistakes, Notice, Page, Result, Shell,
        field::{Field, filled},
        redirect, see_other,
    },
    message::{self, Kind},
};

const HERE: &str = "/hr/reminders/request";

#[derive(Template)]
#[template(path = "message/request.html")]
struct RequestPage {
    shell: Shell,
    people: Vec<PersonView>,
    mails: usize,
    fields: Vec<Field>,
    places: String,
    /// What the first person would get.
    preview: Option<(String, String, Vec<String>)>,
    cycle: String,
    department: String,
    person: String,
    back: String,
    form: String,
}

struct PersonView {
    id: i64,
    name: String,
    number: String,
    unit: String,
    lines: Vec<String>,
    mail: bool,
    chosen: bool,
}

fn whose(typed: &Answers) -> Whose {
    let number = |field: &str| typed.get(field).parse().ok();
    Whose { cycle: number("cycle"), department: number("department"), person: number("person") }
}

fn back(whose: Whose) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, id) in [("cycle", whose.cycle), ("department", whose.department)] {
        if let Some(id) = id {
            query.append_pair(name, &id.to_string());
        }
    }
    format!("/hr/progress?{}#late", query.finish())
}

/// Who holds what is overdue, and what.
struct Open {
    tasks: Vec<Task>,
    readers: Vec<Reader>,
}

async fn open(app: &App, whose: Whose) -> Result<Open> {
    let tasks = store::overdue(&app.reader, whose, app.today()).await?;
    let ids: Vec<i64> = by_person(&tasks).into_keys().collect();
    let readers = store::readers(&app.reader, &ids, app.today()).await?;
    Ok(Open { tasks, readers })
}

async fn page(
    app: &App,
    actor: &Actor,
    whose: Whose,
    answers: &Answers,
    errors: &Mistakes,
) -> Result<Page<RequestPage>> {
    let open = open(app, whose).await?;
    let people = by_person(&open.tasks);
    let of = |reader: &Reader| people.get(&reader.id).cloned().unwrap_or_default();
    let typed: Vec<i64> = answers.all("who").filter_map(|id| id.parse().ok()).collect();
    let wording = forms::wording(answers).ok();
    let preview = open.readers.first().zip(wording).map(|(reader, wording)| {
        let letter = letter(app, reader, &of(reader), Kind::Request, &wording);
        let body = letter.body.lines().map(str::to_owned).collect();
        (reader.name.clone(), letter.subject, body)
    });
    let words = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    let fields = vec![
        Field::line("subject", "件名", "80文字以内"),
        Field::area("body", "本文", "1500文字以内。評価の内容は書かないでください。", MAX_BODY),
    ];
    Ok(Page(RequestPage {
        shell: actor
            .shell(app, "催促の文面を確認")
            .at("/hr/progress")
            .under("/hr/progress", "評価の進捗")
            .with_mistakes(errors),
        people: open
            .readers
            .iter()
            .map(|reader| PersonView {
                id: reader.id,
                name: reader.name.clone(),
                number: reader.number.clone(),
                unit: reader.unit.clone().unwrap_or_default(),
                lines: lines(&of(reader), app.today()),
                mail: reader.mail && app.mailer.is_some(),
                chosen: !answers.has("step") || typed.contains(&reader.id),
            })
            .collect(),
        mails: open.readers.iter().filter(|reader| reader.mail && app.mailer.is_some()).count(),
        fields: filled(fields, answers, errors),
        places: PLACES.join("　"),
        preview,
        cycle: words(whose.cycle),
        department: words(whose.department),
        person: words(whose.person),
        back: back(whose),
        form: uuid::Uuid::now_v7().to_string(),
    }))
}

/// GET /hr/reminders/request
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let whose = whose(&filters);
    let words = store::words(&app.reader).await?;
    let mut answers = Answers::default();
    for words in words.iter().filter(|words| words.kind == Kind::Request.code()) {
        answers.put("subject", words.subject.clone());
        answers.put("body", words.body.clone());
    }
    Ok(page(&app, &actor, whose, &answers, &Mistakes::default()).await?.into_response())
}

/// POST /hr/reminders/request
pub async fn send(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let whose = whose(&answers);
    let wording = match forms::wording(&answers) {
        Ok(wording) => wording,
        Err(mistakes) => {
            return Ok(page(&app, &actor, whose, &answers, &mistakes).await?.unprocessable());
        }
    };
    if answers.get("step") == "preview" {
        let page = page(&app, &actor, whose, &answers, &Mistakes::default()).await?;
        return Ok(page.into_response());
    }
    let chosen: Vec<i64> = answers.all("who").filter_map(|id| id.parse().ok()).collect();
    if chosen.is_empty() {
        let mut mistakes = Mistakes::default();
        mistakes.add("who", "催促する人を1名以上選んでください");
        return Ok(page(&app, &actor, whose, &answers, &mistakes).await?.unprocessable());
    }
    write(&app, &actor, whose, &wording, (&answers, &chosen)).await
}

/// Writes to those chosen who still have something overdue.
async fn write(
    app: &App,
    actor: &Actor,
    whose: Whose,
    wording: &Wording,
    (answers, chosen): (&Answers, &[i64]),
) -> Result {
    let there = back(whose);
    let open = open(app, whose).await?;
    let tasks: Vec<&Task> =
        open.tasks.iter().filter(|task| chosen.contains(&task.person)).collect();
    let mut change = Change::begin(app, actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, &there).await? {
        return Ok(see_other(&there));
    }
    let fresh = store::mark(&mut change, &tasks, Kind::Request.code(), app.today()).await?;
    let people = by_person(&open.tasks);
    let letters: Vec<_> = open
        .readers
        .iter()
        .filter(|reader| fresh.iter().any(|(person, ..)| *person == reader.id))
        .filter_map(|reader| {
            let own = people.get(&reader.id)?;
            Some(letter(app, reader, own, Kind::Request, wording))
        })
        .collect();
    if letters.is_empty() {
        return Err(AppError::Refused(
            "催促する人がいません。選んだ人の作業は、この間に終わったか、今日すでに催促されています。"
                .to_owned(),
        ));
    }
    let posted = message::post(&mut change, app, &letters).await?;
    let told: Vec<i64> = letters.iter().map(|letter| letter.to.0).collect();
    let subject = whose.cycle.map_or(Subject::HOUSE, |cycle| Subject::new("cycle", cycle));
    let entry = Entry::new(Event::RequestsSent, subject);
    let detail = json!({ "staff": told.len(), "mails": posted.mails, "told": told,
                         "subject": wording.subject });
    change.commit(entry.detail(detail)).await?;
    Ok(redirect(&there, Notice::RequestsSent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_keeps_the_year_and_the_department() {
        let typed = Answers::from([("cycle", "3"), ("department", "5"), ("person", "x")]);
        let whose = whose(&typed);
        assert_eq!((whose.department, whose.person), (Some(5), None));
        assert_eq!(back(whose), "/hr/progress?cycle=3&department=5#late");
        assert_eq!(back(Whose::default()), "/hr/progress?#late");
    }
}
