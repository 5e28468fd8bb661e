//! The first page: what is imported, and the file. Its rows go into the database piece by piece;
//! the file itself is kept nowhere.

use askama::Template;
use axum::{
    extract::{Multipart, State as Shared, multipart::MultipartRejection},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    forms::{self, Wanted},
    intake,
    kinds::{Kind, Target},
    parts::{Step, steps},
    rules::State,
    work,
};
use crate::{
    audit::{Change, Entry, Event},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, Filters, Mistakes, Page, Result, Shell, see_other,
        table::{Encoding, Records},
        upload::Sent,
    },
};

/// A kind as a choice, with its columns.
struct Choice {
    code: &'static str,
    label: &'static str,
    explanation: &'static str,
    on: bool,
    targets: &'static [Target],
}

#[derive(Template)]
#[template(path = "exchange/new.html")]
struct NewPage {
    shell: Shell,
    steps: Vec<Step>,
    kinds: Vec<Choice>,
    encodings: Vec<(&'static str, &'static str, bool)>,
    errors: Mistakes,
    form: String,
}

fn page(app: &App, actor: &Actor, answers: &Answers, errors: Mistakes) -> Page<NewPage> {
    let kind = answers.get("kind");
    let encoding = answers.get("encoding");
    Page(NewPage {
        shell: actor
            .shell(app, "ファイルを選ぶ")
            .at("/hr")
            .under("/hr", "職員課の仕事")
            .under("/hr/imports", "取り込み")
            .with_mistakes(&errors),
        steps: steps(State::Columns, 0),
        kinds: Kind::ALL
            .into_iter()
            .map(|own| Choice {
                code: own.code(),
                label: own.label(),
                explanation: own.explanation(),
                on: own.code() == kind,
                targets: own.targets(),
            })
            .collect(),
        encodings: Encoding::choices(encoding),
        errors,
        form: uuid::Uuid::now_v7().to_string(),
    })
}

/// GET /hr/imports/new
pub async fn ask(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    Ok(page(&app, &actor, &filters, Mistakes::default()).into_response())
}

/// POST /hr/imports/file: reads the file and goes on to its columns.
pub async fn receive(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result {
    let sent = Sent::read(multipart).await?;
    let wanted = match forms::sent(&sent) {
        Ok(wanted) => wanted,
        Err(errors) => return Ok(page(&app, &actor, &sent.answers, errors).unprocessable()),
    };
    let (answers, name) = (sent.answers.clone(), sent.name());
    match intake::opened(sent.bytes, wanted.encoding).await? {
        Ok(records) => keep(&app, &actor, &answers, &wanted, &name, records).await,
        Err(advice) => Ok(refused(&app, &actor, &answers, advice)),
    }
}

fn refused(app: &App, actor: &Actor, answers: &Answers, advice: String) -> Response {
    let mut errors = Mistakes::default();
    errors.add("file", advice);
    page(app, actor, answers, errors).unprocessable()
}

/// Puts the rows into the database.
async fn keep(
    app: &App,
    actor: &Actor,
    answers: &Answers,
    wanted: &Wanted,
    name: &str,
    records: Records,
) -> Result {
    let mut change = Change::begin(app, actor).await?;
    let kept = match intake::keep(&mut change, wanted.kind, name, records).await? {
        Ok(kept) => kept,
        Err(advice) => return Ok(refused(app, actor, answers, advice)),
    };
    let to = format!("/hr/imports/{}/columns", kept.id);
    let repeated = change.repeated(answers.form_id(), "/hr/imports/file", &to).await?;
    if let Some(first) = repeated {
        return Ok(see_other(&first));
    }
    let detail = json!({
        "kind": wanted.kind.label(), "file": name, "encoding": kept.encoding.label(),
        "rows": kept.rows,
    });
    let entry = Entry::new(Event::ImportUploaded, work::subject(kept.id)).detail(detail);
    change.commit(entry).await?;
    Ok(see_other(&to))
}
