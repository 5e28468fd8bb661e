//! A coming version that may still be written: 職員課's, and not published yet.

use std::collections::HashMap;

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use super::store::{self, Draft};
use crate::{
    identity::Actor,
    kit::{App, AppError, Guard},
};

/// Proof that the reader is 職員課 and the draft is open.
pub struct OpenDraft {
    pub actor: Actor,
    pub draft: Draft,
}

impl Guard for OpenDraft {
    const WHO: &'static str = "HR";
}

impl FromRequestParts<App> for OpenDraft {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        let Path(names) = Path::<HashMap<String, String>>::from_request_parts(parts, app)
            .await
            .map_err(|_| AppError::NotFound)?;
        let id = names.get("id").and_then(|id| id.parse().ok()).ok_or(AppError::NotFound)?;
        if !actor.hats.hr {
            return Err(AppError::NotFound);
        }
        let draft = store::find(&app.reader, id).await?;
        let gone = "この下書きは、もう公布されたか、捨てられています。枠組みの編集の画面で確かめてください。";
        let draft = draft.ok_or_else(|| AppError::Refused(gone.to_owned()))?;
        Ok(Self { actor, draft })
    }
}
