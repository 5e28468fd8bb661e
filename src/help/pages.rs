//! /help, /accessibility and /privacy.

use askama::Template;
use axum::{extract::State, response::IntoResponse};

use super::view;
use crate::{
    identity::Anyone,
    kit::{App, Page, Result, Shell},
};

#[derive(Template)]
#[template(path = "help/help.html")]
struct HelpPage {
    shell: Shell,
    rows: Vec<view::Row>,
}

/// GET /help
pub async fn help(reader: Anyone, State(app): State<App>) -> Result {
    let page = HelpPage { shell: reader.shell(&app, "使い方"), rows: view::rows() };
    Ok(Page(page).into_response())
}

#[derive(Template)]
#[template(path = "help/accessibility.html")]
struct AccessibilityPage {
    shell: Shell,
}

/// GET /accessibility
pub async fn accessibility(reader: Anyone, State(app): State<App>) -> Result {
    let shell = reader.shell(&app, "アクセシビリティ方針");
    Ok(Page(AccessibilityPage { shell }).into_response())
}

#[derive(Template)]
#[template(path = "help/privacy.html")]
struct PrivacyPage {
    shell: Shell,
}

/// GET /privacy
pub async fn privacy(reader: Anyone, State(app): State<App>) -> Result {
    let shell = reader.shell(&app, "個人情報の取り扱い");
    Ok(Page(PrivacyPage { shell }).into_response())
}
