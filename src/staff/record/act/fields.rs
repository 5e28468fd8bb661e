//! 追加の項目を書く: what the city keeps of the person beside what it keeps of everybody.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::{Map, Value, json};

use super::{KeptPerson, shell, store, store::OwnField};
use crate::{
    audit::{Change, Entry, Event, Subject},
    kit::{Answers, App, Mistakes, Notice, Page, Result, Shell, date::wareki, redirect, see_other},
    staff::field,
};

#[derive(Template)]
#[template(path = "staff/values.html")]
struct ValuesPage {
    shell: Shell,
    action: String,
    back: String,
    rows: Vec<Row>,
    form: String,
}

/// One field of the form.
struct Row {
    name: String,
    label: String,
    hint: &'static str,
    choices: Vec<String>,
    value: String,
    error: Option<String>,
}

fn name(field: &OwnField) -> String {
    format!("field-{}", field.id)
}

/// What stands in a field, as people write it.
fn shown(field: &OwnField) -> String {
    let value = field.value.clone().unwrap_or_default();
    if field.kind == "date" { field::day(&value).map(wareki).unwrap_or(value) } else { value }
}

fn page(
    app: &App,
    kept: &KeptPerson,
    fields: &[OwnField],
    typed: Option<&Answers>,
    mistakes: &Mistakes,
) -> Page<ValuesPage> {
    let rows = fields.iter().map(|field| Row {
        name: name(field),
        label: field.name.clone(),
        hint: field::hint(&field.kind),
        choices: field.choices.clone(),
        value: typed.map_or_else(|| shown(field), |typed| typed.get(&name(field)).to_owned()),
        error: mistakes.on(&name(field)).map(str::to_owned),
    });
    Page(ValuesPage {
        shell: shell(app, kept, "追加の項目を書く", mistakes),
        action: format!("/hr/staff/{}/fields", kept.person.id),
        back: kept.home(),
        rows: rows.collect(),
        form: uuid::Uuid::now_v7().to_string(),
    })
}

/// GET /hr/staff/{id}/fields
pub async fn form(kept: KeptPerson, Shared(app): Shared<App>) -> Result {
    let fields = store::own_fields(&app.reader, kept.id()).await?;
    Ok(page(&app, &kept, &fields, None, &Mistakes::default()).into_response())
}

/// POST /hr/staff/{id}/fields
pub async fn save(kept: KeptPerson, Shared(app): Shared<App>, answers: Answers) -> Result {
    let fields = store::own_fields(&app.reader, kept.id()).await?;
    let mut mistakes = Mistakes::default();
    let mut values = Vec::new();
    for field in fields.iter().filter(|field| answers.has(&name(field))) {
        let read = field::value(&field.kind, &field.choices, answers.get(&name(field)));
        values.extend(mistakes.note(&name(field), read).map(|value| (field, value)));
    }
    if !mistakes.is_empty() {
        return Ok(page(&app, &kept, &fields, Some(&answers), &mistakes).unprocessable());
    }
    let (home, id) = (kept.home(), kept.id());
    let mut change = Change::begin(&app, &kept.actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &home, &home).await? {
        return Ok(see_other(&there));
    }
    let changed = values.iter().filter(|(f, v)| f.value.as_deref().unwrap_or_default() != v);
    let (mut old, mut new) = (Map::new(), Map::new());
    for (field, value) in changed {
        old.insert(field.name.clone(), json!(field.value));
        new.insert(field.name.clone(), Value::String(value.clone()));
    }
    let values: Vec<(i64, String)> = values.into_iter().map(|(f, value)| (f.id, value)).collect();
    store::save_fields(&mut change, id, &values).await?;
    let entry = Entry::new(Event::StaffFieldsWritten, Subject::staff(id))
        .about(id)
        .detail(json!({ "old": old, "new": new }));
    change.commit(entry).await?;
    Ok(redirect(&home, Notice::StaffSaved))
}
