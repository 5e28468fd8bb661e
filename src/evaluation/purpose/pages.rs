//! The page everybody may read.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::IntoResponse,
};

use super::{
    rules::{READERS, since, values},
    store::{self, Purpose},
};
use crate::{
    evaluation::{
        cycle::{SCOPES, Year, dated, year},
        view::Scope,
    },
    identity::SignedIn,
    kit::{App, AppError, Notice, Page, Result, Shell},
};

#[derive(Template)]
#[template(path = "evaluation/purpose/purpose.html")]
struct PurposePage {
    shell: Shell,
    name: String,
    purposes: Vec<Purpose>,
    readers: Vec<&'static str>,
    /// Value, and from when on each reader sees it.
    table: Vec<(&'static str, Vec<&'static str>)>,
    scope: &'static str,
    steps: Vec<(&'static str, String)>,
    scoring: String,
    /// Where 職員課 changes the words.
    edit: Option<String>,
}

fn scope(year: &Year) -> Scope {
    match year.scope.as_str() {
        "stages" => Scope::Stages,
        "items_and_comments" => Scope::ItemsAndComments,
        "items" => Scope::Items,
        _ => Scope::Overall,
    }
}

/// GET /cycles/{id}/purpose. Before a year opens it is 職員課's alone.
pub async fn show(
    SignedIn(actor): SignedIn,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result {
    let year = year(&app.reader, id).await?;
    if year.opened_at.is_none() && !actor.hats.hr {
        return Err(AppError::NotFound);
    }
    let (plan, scope) = (year.plan(), scope(&year));
    let table = values(plan).into_iter().map(|(name, value)| {
        let cells = READERS.iter().map(|(_, reader)| since(*reader, value, plan, scope));
        (name, cells.collect())
    });
    let page = PurposePage {
        shell: actor
            .shell(&app, "評価はこう使われます")
            .at("/evaluations")
            .under("/evaluations", "自分の評価")
            .saying(Notice::from_headers(&headers)),
        purposes: store::purposes(&app.reader, id).await?,
        readers: READERS.iter().map(|(who, _)| *who).collect(),
        table: table.collect(),
        scope: SCOPES.iter().find(|(code, _)| *code == year.scope).map_or("", |(_, w)| w),
        steps: year.steps.iter().filter_map(dated).collect(),
        scoring: year.scoring.1.clone(),
        edit: actor.hats.hr.then(|| format!("/hr/cycles/{id}/purpose")),
        name: year.name,
    };
    Ok(Page(page).into_response())
}
