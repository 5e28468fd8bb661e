//! Who tells the evaluators of a sheet what they saw: the 評価補助者 its route names.

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{
    evaluation::{
        sheet::{Head, sheet_of},
        workflow::State,
    },
    identity::Actor,
    kit::{App, AppError, Guard},
};

/// Proof that the reader assists the evaluators of the sheet.
pub struct AssistedSheet {
    actor: Actor,
    head: Head,
}

impl Guard for AssistedSheet {
    const WHO: &'static str = "the sheet's assistant";
}

impl AssistedSheet {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Until the first of the evaluators has submitted.
    pub fn is_open(&self) -> bool {
        let last = if self.head.plan().first { State::FirstReview } else { State::SecondReview };
        self.head.state > State::Excluded && self.head.state <= last
    }
}

impl FromRequestParts<App> for AssistedSheet {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let (actor, head) = sheet_of(parts, app).await?;
        let assists = head.seats.assistant.as_ref().is_some_and(|own| own.id == actor.id)
            || head.deputy("assistant").is_some_and(|deputy| deputy.id == actor.id);
        if assists { Ok(Self { actor, head }) } else { Err(AppError::NotFound) }
    }
}
