//! The page of all desks.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};

use super::{GROUPS, Group};
use crate::{
    identity::HrOfficer,
    kit::{App, Page, Result, Shell},
};

#[derive(Template)]
#[template(path = "dashboard/desks/desks.html")]
struct DesksPage {
    shell: Shell,
    groups: &'static [Group],
}

/// GET /hr
pub async fn show(HrOfficer(actor): HrOfficer, Shared(app): Shared<App>) -> Result {
    let shell = actor.shell(&app, "職員課の仕事").at("/hr");
    Ok(Page(DesksPage { shell, groups: GROUPS }).into_response())
}
