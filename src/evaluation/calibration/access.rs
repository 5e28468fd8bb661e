//! Who keeps the board: 職員課 for the whole city, and the 調整者 of a route for the people it names
//! them for. Anybody else learns nothing.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use super::store;
use crate::{
    identity::Actor,
    kit::{App, AppError, Guard, Shell, StaffId},
};

/// Proof that the reader may keep the board of a year.
pub struct Calibrating {
    actor: Actor,
    cycle: i64,
}

impl Guard for Calibrating {
    const WHO: &'static str = "HR, and calibrators for their part of the city";
}

impl Calibrating {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn cycle(&self) -> i64 {
        self.cycle
    }

    /// Whose sheets the board holds: None all of the city's, else those that name this person.
    pub fn only(&self) -> Option<StaffId> {
        (!self.actor.hats.hr).then_some(self.actor.id)
    }

    /// A page of this board. Only 職員課 has the list of years above it.
    pub fn shell(&self, app: &App, title: &'static str, year: &str) -> Shell {
        let shell = self.actor.shell(app, title);
        if self.actor.hats.hr {
            shell
                .at("/hr/cycles")
                .under("/hr/cycles", "年度と日程")
                .under(format!("/hr/cycles/{}", self.cycle), year)
        } else {
            shell.at("/")
        }
    }
}

impl FromRequestParts<App> for Calibrating {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        let Path(cycle) =
            Path::<i64>::from_request_parts(parts, app).await.map_err(|_| AppError::NotFound)?;
        if actor.hats.hr || store::calibrates(&app.reader, cycle, actor.id).await? {
            Ok(Self { actor, cycle })
        } else {
            Err(AppError::NotFound)
        }
    }
}
