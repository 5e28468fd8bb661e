//! Who may touch a fact: its writer, as long as they are the person or still evaluate them. Anybody
//! else learns nothing, not even that it exists.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use super::store;
use crate::{
    identity::Actor,
    kit::{App, AppError, Guard},
};

/// Proof that the reader wrote this fact.
pub struct WrittenFact {
    actor: Actor,
    fact: store::Written,
}

impl Guard for WrittenFact {
    const WHO: &'static str = "the fact's writer";
}

impl WrittenFact {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn fact(&self) -> &store::Written {
        &self.fact
    }

    /// The page it stands on.
    pub fn list(&self) -> String {
        match self.fact.sheet {
            Some(sheet) if self.fact.subject != self.actor.id => format!("/sheets/{sheet}/facts"),
            _ => "/facts".to_owned(),
        }
    }
}

impl FromRequestParts<App> for WrittenFact {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        let Path(id) =
            Path::<i64>::from_request_parts(parts, app).await.map_err(|_| AppError::NotFound)?;
        let fact = store::written(&app.reader, id, actor.id).await?.ok_or(AppError::NotFound)?;
        Ok(Self { actor, fact })
    }
}
