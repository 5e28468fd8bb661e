//! 職員課 writes what the results of a year are used for.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    forms,
    store::{self, Purpose},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::cycle::{Year, year},
    identity::{Actor, HrOfficer},
    kit::{Answers, App, Mistakes, Notice, Page, Result, Shell, redirect, see_other},
};

#[derive(Template)]
#[template(path = "evaluation/purpose/edit.html")]
struct EditPage {
    shell: Shell,
    here: String,
    back: String,
    name: String,
    fields: Vec<Field>,
    form: String,
}

struct Field {
    name: String,
    heading: String,
    body: String,
    error: Option<String>,
}

fn page(
    app: &App,
    actor: &Actor,
    year: &Year,
    known: &[Purpose],
    typed: Option<&Answers>,
    errors: &Mistakes,
) -> Page<EditPage> {
    let fields = known.iter().map(|purpose| {
        let name = format!("purpose-{}", purpose.code);
        Field {
            body: typed.map_or(&*purpose.body, |typed| typed.get(&name)).to_owned(),
            error: errors.on(&name).map(str::to_owned),
            heading: purpose.heading.clone(),
            name,
        }
    });
    Page(EditPage {
        shell: actor
            .shell(app, "評価の使いみちを書く")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(format!("/hr/cycles/{}", year.id), year.name.clone())
            .with_mistakes(errors),
        here: format!("/hr/cycles/{}/purpose", year.id),
        back: format!("/cycles/{}/purpose", year.id),
        name: year.name.clone(),
        fields: fields.collect(),
        form: uuid::Uuid::now_v7().to_string(),
    })
}

/// GET /hr/cycles/{id}/purpose
pub async fn edit(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let year = year(&app.reader, id).await?;
    let known = store::purposes(&app.reader, id).await?;
    Ok(page(&app, &actor, &year, &known, None, &Mistakes::default()).into_response())
}

/// POST /hr/cycles/{id}/purpose
pub async fn save(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let (here, done) = (format!("/hr/cycles/{id}/purpose"), format!("/cycles/{id}/purpose"));
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &here, &done).await? {
        return Ok(see_other(&there));
    }
    let year = year(change.conn(), id).await?;
    let known = store::purposes(change.conn(), id).await?;
    let words = match forms::purposes(&answers, &known) {
        Ok(words) => words,
        Err(mistakes) => {
            drop(change);
            let page = page(&app, &actor, &year, &known, Some(&answers), &mistakes);
            return Ok(page.unprocessable());
        }
    };
    store::save(&mut change, id, &words).await?;
    let before: Vec<_> = known.iter().map(|p| json!([p.code, p.body])).collect();
    let entry = Entry::new(Event::CycleSaved, Subject::new("cycle", id))
        .detail(json!({ "purpose": { "from": before, "to": words } }));
    change.commit(entry).await?;
    Ok(redirect(&done, Notice::PurposeSaved))
}
