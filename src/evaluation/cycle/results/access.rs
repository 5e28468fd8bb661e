//! Who confirms: the 確認者 of a route for the sheets that name them, 職員課 for all others.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use super::store;
use crate::{
    identity::Actor,
    kit::{App, AppError, Guard, Shell},
};

/// Proof that the reader may confirm results of a year.
pub struct Confirming {
    actor: Actor,
    cycle: i64,
}

impl Guard for Confirming {
    const WHO: &'static str = "HR, and confirmers for the sheets that name them";
}

impl Confirming {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn cycle(&self) -> i64 {
        self.cycle
    }

    /// Whose sheets these are: those that name the reader, and as 職員課 those that name nobody.
    pub fn officer(&self) -> store::Officer {
        store::Officer { id: self.actor.id.0, hr: self.actor.hats.hr }
    }

    /// A page of this desk. Only 職員課 has the list of years above it.
    pub fn shell(&self, app: &App, title: &'static str, year: &str) -> Shell {
        if self.actor.hats.hr {
            super::shell(app, &self.actor, (self.cycle, year), title)
        } else {
            self.actor.shell(app, title).at("/")
        }
    }
}

impl FromRequestParts<App> for Confirming {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        let Path(cycle) =
            Path::<i64>::from_request_parts(parts, app).await.map_err(|_| AppError::NotFound)?;
        if actor.hats.hr || store::confirms(&app.reader, cycle, actor.id.0).await? {
            Ok(Self { actor, cycle })
        } else {
            Err(AppError::NotFound)
        }
    }
}
