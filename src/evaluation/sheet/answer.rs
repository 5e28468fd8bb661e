//! What the page's script is told about an automatic save.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::Saved;
use crate::kit::{App, Mistakes, date::clock_time};

/// Which fields were saved as which version, and which somebody else wrote in the meantime.
pub fn saved_answer(app: &App, saved: &Saved) -> Response {
    let versions: Map<String, Value> =
        saved.saved.iter().map(|(field, version)| (field.clone(), json!(version))).collect();
    let conflicts: Map<String, Value> = saved
        .conflicts
        .iter()
        .map(|c| (c.field.clone(), json!({ "value": c.value, "version": c.version, "by": c.by })))
        .collect();
    let at = clock_time(app.now());
    Json(json!({ "saved": versions, "at": at, "conflicts": conflicts })).into_response()
}

/// A text too long to keep at all.
pub fn too_long_answer(mistakes: &Mistakes) -> Response {
    let sentence = mistakes.iter().next().map(|(_, sentence)| sentence).unwrap_or_default();
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "message": sentence }))).into_response()
}
