//! Who confirms: the 確認者 of a route for the sheets that name them, 職員課 for all others.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use time::Date;

use super::store;
use crate::{
    evaluation::deputy::{Keeper, ManySeat, sits},
    identity::Actor,
    kit::{App, AppError, Guard, Shell},
};

/// Proof that the reader may confirm results of a year.
pub struct Confirming {
    actor: Actor,
    cycle: i64,
    today: Date,
}

impl Guard for Confirming {
    const WHO: &'static str = "HR, and confirmers or their deputies for the sheets that name them";
}

impl Confirming {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn cycle(&self) -> i64 {
        self.cycle
    }

    /// Whose sheets these are: those that name the reader or somebody they stand in for, and as 職員課
    /// those that name nobody.
    pub fn officer(&self) -> store::Officer {
        store::Officer { id: self.actor.id.0, hr: self.actor.hats.hr, today: self.today }
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
        let today = app.today();
        if actor.hats.hr {
            return Ok(Self { actor, cycle, today });
        }
        let who = Keeper { id: actor.id, today };
        let seat = sits(&app.reader, cycle, ManySeat::Confirmer, who).await?;
        if !seat.own && seat.standing_in.is_none() {
            return Err(AppError::NotFound);
        }
        // with sheets of their own on the desk, the lines say which they have for somebody else
        let standing_in = seat.standing_in.filter(|_| !seat.own);
        Ok(Self { actor: Actor { standing_in, ..actor }, cycle, today })
    }
}
