//! Who keeps the board: 職員課 for the whole city, and the 調整者 of a route, or their deputy, for the
//! people it names them for. Anybody else learns nothing.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use time::Date;

use crate::{
    evaluation::deputy::{Keeper, ManySeat, sits},
    identity::Actor,
    kit::{App, AppError, Guard, Shell},
};

/// Proof that the reader may keep the board of a year.
pub struct Calibrating {
    actor: Actor,
    cycle: i64,
    today: Date,
}

impl Guard for Calibrating {
    const WHO: &'static str = "HR, and calibrators or their deputies for their part of the city";
}

impl Calibrating {
    /// For a board that stands in no database.
    pub fn of_nowhere(actor: Actor, cycle: i64, today: Date) -> Self {
        Self { actor, cycle, today }
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn cycle(&self) -> i64 {
        self.cycle
    }

    /// Whose sheets the board holds: None all of the city's, else those that name this person or
    /// somebody they stand in for.
    pub fn only(&self) -> Option<Keeper> {
        (!self.actor.hats.hr).then_some(Keeper { id: self.actor.id, today: self.today })
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
        let today = app.today();
        if actor.hats.hr {
            return Ok(Self { actor, cycle, today });
        }
        let who = Keeper { id: actor.id, today };
        let seat = sits(&app.reader, cycle, ManySeat::Calibrator, who).await?;
        if !seat.own && seat.standing_in.is_none() {
            return Err(AppError::NotFound);
        }
        // with people of their own on the board, the cards say which they have for somebody else
        let standing_in = seat.standing_in.filter(|_| !seat.own);
        Ok(Self { actor: Actor { standing_in, ..actor }, cycle, today })
    }
}
