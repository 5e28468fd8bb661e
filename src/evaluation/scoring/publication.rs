//! 公布: asked once more with whom it concerns; from then on a set never changes. And throwing a
//! draft away.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    difference::{Change as Differs, differences},
    pages::{HERE, TITLE},
    rules::range_mistakes,
    store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::HrOfficer,
    kit::{Answers, App, AppError, Notice, Page, Result, Shell, date::wareki, redirect, see_other},
};

#[derive(Template)]
#[template(path = "evaluation/scoring/publication.html")]
struct PublicationPage {
    shell: Shell,
    base: String,
    name: String,
    since: String,
    open_cycles: i64,
    open_sheets: i64,
    waiting: Vec<String>,
    people: i64,
    before: Option<String>,
    differences: Vec<Differs>,
    version: i32,
    form: String,
}

const ALREADY: &str = "この決め方は、すでに公布されています。";
const CHANGED: &str =
    "確かめた後に、下書きが変わりました。内容をもう一度確かめてから公布してください。";

/// GET /hr/scoring/{id}/publication
pub async fn ask(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let found = store::find(&app.reader, id).await?;
    if found.set.published {
        return Err(AppError::Refused(ALREADY.to_owned()));
    }
    let concern = store::concern(&app.reader, id).await?;
    let before = found.before.as_ref();
    let page = PublicationPage {
        shell: actor
            .shell(&app, "公布の確認")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(HERE, TITLE)
            .under(format!("{HERE}/{id}"), found.set.name.clone()),
        base: format!("{HERE}/{id}"),
        name: found.set.name.clone(),
        since: wareki(found.set.valid_from),
        open_cycles: concern.open_cycles,
        open_sheets: concern.open_sheets,
        waiting: concern.waiting,
        people: concern.people,
        differences: before
            .map_or_else(Vec::new, |b| differences(&b.rules, &found.set.rules, &found.ground)),
        before: before.map(|before| before.name.clone()),
        version: found.set.version,
        form: uuid::Uuid::now_v7().to_string(),
    };
    Ok(Page(page).into_response())
}

/// POST /hr/scoring/{id}/publication
pub async fn publish(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let (base, path) = (format!("{HERE}/{id}"), format!("{HERE}/{id}/publication"));
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &base).await? {
        return Ok(see_other(&first));
    }
    let found = store::find(change.conn(), id).await?;
    if found.set.published {
        return Err(AppError::Refused(ALREADY.to_owned()));
    }
    if let Some((_, sentence)) = range_mistakes(&found.set.rules.steps).into_iter().next() {
        return Err(AppError::Refused(format!("{sentence}。")));
    }
    let version = answers.get("version").parse().unwrap_or(0);
    if !store::publish(&mut change, id, version).await? {
        return Err(AppError::Refused(CHANGED.to_owned()));
    }
    let entry = Entry::new(Event::ScoringPublished, Subject::new("scoring_rule_set", id))
        .detail(json!({ "name": found.set.name, "valid_from": found.set.valid_from.to_string() }));
    change.commit(entry).await?;
    Ok(redirect(&base, Notice::ScoringPublished))
}

/// POST /hr/scoring/{id}/discarding: throws a draft away.
pub async fn discard(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let path = format!("{HERE}/{id}/discarding");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, HERE).await? {
        return Ok(see_other(&first));
    }
    let found = store::find(change.conn(), id).await?;
    if !store::discard(&mut change, id).await? {
        return Err(AppError::Refused(
            "公布した決め方と、写しの元になっている下書きは捨てられません。".to_owned(),
        ));
    }
    let entry = Entry::new(Event::ScoringChanged, Subject::new("scoring_rule_set", id))
        .detail(json!({ "discarded": found.set.name }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::ScoringDiscarded))
}
