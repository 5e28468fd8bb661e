//! Who may move a sheet from outside: 職員課, and never one's own, nor one that one evaluates.

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{
    evaluation::{
        sheet::{Head, sheet_of},
        view::Reader,
    },
    identity::Actor,
    kit::{App, AppError, Guard},
};

/// Proof that the reader is of 職員課 and has no part in the sheet.
pub struct OfficeSheet {
    actor: Actor,
    head: Head,
}

impl Guard for OfficeSheet {
    const WHO: &'static str = "HR without a part in the sheet";
}

impl OfficeSheet {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn head(&self) -> &Head {
        &self.head
    }
}

impl FromRequestParts<App> for OfficeSheet {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let (actor, head) = sheet_of(parts, app).await?;
        if head.reader(&actor) == Reader::Hr {
            Ok(Self { actor, head })
        } else {
            Err(AppError::NotFound)
        }
    }
}
