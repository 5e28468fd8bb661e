//! The second page: which column of the file is what. Guessed from their names, or as the last time.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    forms,
    jobs::{AT_ONCE, CheckImport, Whose},
    kinds,
    kinds::Target,
    parts::{Step, file_words, shell, steps},
    rules::State,
    store::{self, Import},
    work,
};
use crate::{
    audit::{Author, Change, Entry, Event},
    identity::{Actor, HrOfficer},
    jobs,
    kit::{Answers, App, AppError, Mistakes, Page, Result, Shell, see_other},
};

/// How many rows stand beside a column as an example.
const EXAMPLES: i64 = 3;

/// A column of the file.
struct Column {
    field: String,
    name: String,
    examples: String,
    /// target and whether it is chosen
    options: Vec<(&'static Target, bool)>,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "exchange/columns.html")]
struct ColumnsPage {
    shell: Shell,
    steps: Vec<Step>,
    file: String,
    here: String,
    known: bool,
    columns: Vec<Column>,
    targets: &'static [Target],
    /// The targets a file must have a column for, in words.
    needed: String,
    errors: Mistakes,
    form: String,
}

/// The mapping that stands in the page at first, and whether it is remembered.
async fn begun(app: &App, import: &Import) -> Result<(Vec<String>, bool)> {
    if let Some(mapping) = &import.mapping {
        return Ok((mapping.clone(), false));
    }
    let hash = forms::header_hash(&import.header);
    Ok(match store::remembered(&app.reader, import.kind, &hash).await? {
        Some(mapping) => (mapping, true),
        None => (kinds::guess(import.kind, &import.header), false),
    })
}

async fn page(
    app: &App,
    actor: &Actor,
    import: &Import,
    (chosen, known): (Vec<String>, bool),
    errors: Mistakes,
) -> Result<Page<ColumnsPage>> {
    let examples = store::examples(&app.reader, import.id, EXAMPLES).await?;
    let targets = import.kind.targets();
    let needed: Vec<&str> = targets.iter().filter(|t| t.required).map(|t| t.name).collect();
    let column = |(at, name): (usize, &String)| {
        let field = format!("column-{at}");
        let cells: Vec<&str> = examples
            .iter()
            .filter_map(|row| row.get(at).map(String::as_str))
            .filter(|cell| !cell.is_empty())
            .collect();
        let chosen = chosen.get(at).map_or("", String::as_str);
        Column {
            name: if name.is_empty() {
                format!("{}列目（名前なし）", at + 1)
            } else {
                name.clone()
            },
            examples: cells.join("、"),
            options: targets.iter().map(|t| (t, t.name == chosen)).collect(),
            error: errors.on(&field).map(str::to_owned),
            field,
        }
    };
    Ok(Page(ColumnsPage {
        shell: shell(app, actor, import, "2／4 列の対応").with_mistakes(&errors),
        steps: steps(State::Columns, import.rows),
        file: file_words(import),
        here: format!("/hr/imports/{}", import.id),
        known,
        columns: import.header.iter().enumerate().map(column).collect(),
        targets,
        needed: needed.join("、"),
        errors,
        form: uuid::Uuid::now_v7().to_string(),
    }))
}

/// An import whose columns may still be told.
async fn open(app: &App, id: i64) -> Result<Import> {
    let import = store::import(&app.reader, id).await?;
    match import.state {
        State::Columns | State::Checking | State::Checked => Ok(import),
        _ => Err(AppError::Refused("この取り込みは、もう先へ進んでいます。".to_owned())),
    }
}

/// A long file is checked behind the pages.
pub async fn check_later(actor: &Actor, mut change: Change, import: &Import) -> Result {
    store::put_state(&mut change, import.id, State::Checking).await?;
    let job = CheckImport(Whose::new(import.id, Author::from(actor)));
    jobs::enqueue(&mut change, &job, &import.id.to_string()).await?;
    let detail = work::figures(import, &[]);
    let entry = Entry::new(Event::ImportQueued, work::subject(import.id)).detail(detail);
    change.commit(entry).await?;
    Ok(see_other(&format!("/hr/imports/{}/check", import.id)))
}

/// GET /hr/imports/{id}/columns
pub async fn ask(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let import = open(&app, id).await?;
    let begun = begun(&app, &import).await?;
    Ok(page(&app, &actor, &import, begun, Mistakes::default()).await?.into_response())
}

/// POST /hr/imports/{id}/columns: takes the columns, checks every row and goes on to the check.
pub async fn save(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let import = open(&app, id).await?;
    let mapping = match forms::mapping(&answers, import.kind, import.header.len()) {
        Ok(mapping) => mapping,
        Err(errors) => {
            let typed =
                (0..import.header.len()).map(|at| answers.get(&format!("column-{at}")).to_owned());
            let page = page(&app, &actor, &import, (typed.collect(), false), errors).await?;
            return Ok(page.unprocessable());
        }
    };
    let mut change = Change::begin(&app, &actor).await?;
    let import = store::lock_at_once(&mut change, id).await?;
    if !matches!(import.state, State::Columns | State::Checking | State::Checked) {
        return Err(AppError::Refused("この取り込みは、もう先へ進んでいます。".to_owned()));
    }
    let hash = forms::header_hash(&import.header);
    store::save_mapping(&mut change, &import, &mapping, &hash).await?;
    let import = store::import(change.conn(), id).await?;
    if import.rows > AT_ONCE {
        return check_later(&actor, change, &import).await;
    }
    work::check(&app, &mut change, &import, None).await?;
    let import = store::import(change.conn(), id).await?;
    let taken = import.header.iter().zip(&mapping).filter(|(_, target)| !target.is_empty());
    let columns = json!(taken.collect::<Vec<_>>());
    let detail = work::figures(&import, &[("columns", columns)]);
    let entry = Entry::new(Event::ImportChecked, work::subject(id)).detail(detail);
    change.commit(entry).await?;
    Ok(see_other(&format!("/hr/imports/{id}/check")))
}
