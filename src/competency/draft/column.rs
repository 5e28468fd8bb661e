//! One position of a coming version: its name, roles and abilities, on one page.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};

use super::{
    access::OpenDraft,
    forms::{self, NEW},
    pages::{completed, here, is_stale, keep, shell},
    rules, store,
};
use crate::{
    competency::policy::PolicyPosition,
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell,
        field::{Field, filled},
        redirect,
    },
};

#[derive(Template)]
#[template(path = "competency/draft/column.html")]
struct ColumnPage {
    shell: Shell,
    here: String,
    back: String,
    version: i32,
    fields: Vec<Field>,
    abilities: Vec<AbilityView>,
    elements: Vec<String>,
    stale: bool,
}

/// An ability with its fields; the last one is a new one.
struct AbilityView {
    key: String,
    heading: String,
    new: bool,
    name: Input,
    element: Input,
    definition: Input,
    viewpoints: Input,
    place: Input,
    gone: bool,
}

struct Input {
    value: String,
    error: Option<String>,
}

fn fields() -> Vec<Field> {
    vec![
        Field::line("name", "職位の名前", "例：主任職"),
        Field::area("roles", "役割", "1行に1つずつ、10個まで。", 3000),
    ]
}

fn stored(position: &PolicyPosition) -> Answers {
    let mut answers = Answers::default();
    answers.put("name", position.name.clone());
    answers.put("roles", position.roles.join("\n"));
    for (ability, place) in position.abilities.iter().zip(1..) {
        let code = &ability.code;
        answers.put(format!("name-{code}"), ability.name.clone());
        answers.put(format!("element-{code}"), ability.element.clone());
        answers.put(format!("definition-{code}"), ability.definition.clone());
        answers.put(format!("viewpoints-{code}"), ability.viewpoints.join("\n"));
        answers.put(format!("place-{code}"), place.to_string());
    }
    answers.put(format!("place-{NEW}"), (position.abilities.len() + 1).to_string());
    answers
}

fn page(
    app: &App,
    open: &OpenDraft,
    position: &PolicyPosition,
    answers: &Answers,
    mistakes: &Mistakes,
    stale: bool,
) -> ColumnPage {
    let input = |field: &str, key: &str| {
        let field = format!("{field}-{key}");
        Input {
            value: answers.get(&field).to_owned(),
            error: mistakes.on(&field).map(str::to_owned),
        }
    };
    let view = |key: &str, heading: String| AbilityView {
        heading,
        new: key == NEW,
        name: input("name", key),
        element: input("element", key),
        definition: input("definition", key),
        viewpoints: input("viewpoints", key),
        place: input("place", key),
        gone: answers.get(&format!("remove-{key}")) == "on",
        key: key.to_owned(),
    };
    let abilities = position.abilities.iter().map(|a| view(&a.code, a.name.clone()));
    let title = format!("{}の役割と能力", position.name);
    let back = here(&open.draft);
    ColumnPage {
        shell: shell(app, &open.actor, &open.draft, title).with_mistakes(mistakes),
        here: format!("{back}/positions/{}", position.code),
        back,
        // after a conflict the reader has been told, and saves over what is there
        version: open.draft.version,
        fields: filled(fields(), answers, mistakes),
        abilities: abilities.chain([view(NEW, "能力を加える".to_owned())]).collect(),
        elements: open.draft.policy.elements.clone(),
        stale,
    }
}

fn position(open: &OpenDraft, code: &str) -> Result<PolicyPosition> {
    let found = open.draft.policy.positions.iter().find(|position| position.code == code);
    found.cloned().ok_or(AppError::NotFound)
}

/// GET /hr/framework/drafts/{id}/positions/{code}
pub async fn show(
    open: OpenDraft,
    Shared(app): Shared<App>,
    Path((_, code)): Path<(i64, String)>,
) -> Result {
    let position = position(&open, &code)?;
    let answers = stored(&position);
    let page = page(&app, &open, &position, &answers, &Mistakes::default(), false);
    Ok(Page(page).into_response())
}

/// POST /hr/framework/drafts/{id}/positions/{code}
pub async fn save(
    open: OpenDraft,
    Shared(app): Shared<App>,
    Path((_, code)): Path<(i64, String)>,
    answers: Answers,
) -> Result {
    let own = position(&open, &code)?;
    let none = Mistakes::default();
    if is_stale(&open.draft, &answers) {
        let answers = completed(&answers, &stored(&own));
        return Ok(Page(page(&app, &open, &own, &answers, &none, true)).conflicting());
    }
    let typed = match forms::column(&answers, &open.draft.policy, &own) {
        Ok(typed) => typed,
        Err(mistakes) => {
            return Ok(Page(page(&app, &open, &own, &answers, &mistakes, false)).unprocessable());
        }
    };
    let mut draft = open.draft.clone();
    let used = store::codes(&app.reader, &code).await?;
    let abilities = rules::column(&draft.policy, &code, &used, typed.abilities);
    for position in draft.policy.positions.iter_mut().filter(|p| p.code == code) {
        position.name.clone_from(&typed.name);
        position.roles.clone_from(&typed.roles);
        position.abilities.clone_from(&abilities);
    }
    if keep(&app, &open.actor, &draft, &code).await? {
        return Ok(redirect(&here(&draft), Notice::FrameworkDraftSaved));
    }
    Ok(Page(page(&app, &open, &own, &answers, &none, true)).conflicting())
}
