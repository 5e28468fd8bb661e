//! 公布: what the coming version changes, for how many people, and the one act that makes it a
//! version. Sheets that are open keep theirs.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{
    access::OpenDraft,
    difference::{Difference, differences},
    list,
    pages::{here, shell},
    rules::problems,
    store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    competency::{policy::Policy, store as frameworks},
    kit::{Answers, App, AppError, Notice, Page, Result, Shell, date::wareki, redirect, see_other},
};

#[derive(Template)]
#[template(path = "competency/draft/publish.html")]
struct PublishPage {
    shell: Shell,
    here: String,
    back: String,
    from: String,
    version: i32,
    differences: Vec<Difference>,
    problems: Vec<String>,
    people: Vec<(String, i64)>,
    form: uuid::Uuid,
}

const NOTHING: &str = "いまの版と違うところがありません。下書きを直してから公布してください。";

/// What the draft changes, and what keeps it from being published: a version that says the same as
/// the one before would only be another row in the list of versions.
async fn read(app: &App, open: &OpenDraft) -> Result<(Vec<Difference>, Vec<String>)> {
    let draft = &open.draft;
    let before = frameworks::find(&app.reader, draft.from, open.actor.id).await?.map(Policy::from);
    let mut problems = problems(&draft.policy);
    let differences = before.as_ref().map(|old| differences(old, &draft.policy));
    if differences.as_ref().is_some_and(Vec::is_empty) {
        problems.push(NOTHING.to_owned());
    }
    Ok((differences.unwrap_or_default(), problems))
}

/// GET /hr/framework/drafts/{id}/publication
pub async fn show(open: OpenDraft, Shared(app): Shared<App>) -> Result {
    let draft = &open.draft;
    let (differences, problems) = read(&app, &open).await?;
    let people = store::people(&app.reader, draft.from).await?;
    let people = draft.policy.positions.iter().rev().map(|position| {
        let count = people.iter().find(|(code, _)| *code == position.code).map_or(0, |(_, n)| *n);
        (position.name.clone(), count)
    });
    let page = PublishPage {
        shell: shell(&app, &open.actor, draft, "変更点と公布".to_owned()),
        here: format!("{}/publication", here(draft)),
        back: here(draft),
        from: wareki(draft.from),
        version: draft.version,
        differences,
        problems,
        people: people.collect(),
        form: uuid::Uuid::now_v7(),
    };
    Ok(Page(page).into_response())
}

/// POST /hr/framework/drafts/{id}/publication
pub async fn publish(open: OpenDraft, Shared(app): Shared<App>, answers: Answers) -> Result {
    let draft = &open.draft;
    let publication = format!("{}/publication", here(draft));
    let (_, problems) = read(&app, &open).await?;
    if !problems.is_empty() || answers.get("version") != draft.version.to_string() {
        // what was read before the button is no longer what would be published
        return Ok(see_other(&publication));
    }
    if draft.from <= app.today() {
        let why = "施行日が過ぎています。下書きの施行日を、明日以後の日に直してください。";
        return Err(AppError::Refused(why.to_owned()));
    }
    let mut change = Change::begin(&app, &open.actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &publication, list::HERE).await? {
        return Ok(see_other(&there));
    }
    let id = frameworks::insert(&mut change, &draft.policy, draft.from).await?;
    if !store::became(&mut change, draft, id).await? {
        return Ok(see_other(list::HERE));
    }
    let entry = Entry::new(Event::FrameworkPublished, Subject::new("framework", id));
    let detail = json!({ "name": draft.policy.name, "from": draft.from.to_string() });
    change.commit(entry.detail(detail)).await?;
    Ok(redirect(list::HERE, Notice::FrameworkPublished))
}

/// POST /hr/framework/drafts/{id}/discarding
pub async fn discard(open: OpenDraft, Shared(app): Shared<App>, answers: Answers) -> Result {
    if answers.get("sure") != "on" {
        return Ok(see_other(&format!("{}/publication", here(&open.draft))));
    }
    let mut change = Change::begin(&app, &open.actor).await?;
    if !store::discard(&mut change, open.draft.id).await? {
        return Ok(see_other(list::HERE));
    }
    let entry =
        Entry::new(Event::FrameworkDiscarded, Subject::new("framework_draft", open.draft.id));
    change.commit(entry.detail(json!({ "name": open.draft.policy.name }))).await?;
    Ok(redirect(list::HERE, Notice::FrameworkDiscarded))
}
