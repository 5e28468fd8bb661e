//! だれが何を見られるか, for everybody.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};

use super::{
    areas::{self, Row},
    rules::HATS,
};
use crate::{
    identity::SignedIn,
    kit::{App, Page, Result, Shell},
};

#[derive(Template)]
#[template(path = "rights/table.html")]
struct TablePage {
    shell: Shell,
    rows: Vec<Row>,
    hats: [(&'static str, &'static str, &'static str); 5],
}

/// GET /rights
pub async fn show(SignedIn(actor): SignedIn, Shared(app): Shared<App>) -> Result {
    let page = TablePage {
        shell: actor.shell(&app, "だれが何を見られるか").under("/help", "使い方"),
        rows: areas::rows(crate::routes().table()),
        hats: HATS,
    };
    Ok(Page(page).into_response())
}
