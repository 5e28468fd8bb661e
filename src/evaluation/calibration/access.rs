//! Who keeps the board: 職員課 for the whole city, and the 調整者 of a route, or their deputy, for the
//! people it names them for. Anybody else learns nothing.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use time::Date;

use super::dossier::{self, Dossier};
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
        frame(app, &self.actor, self.cycle, title, year)
    }
}

fn frame(
    app: &App,
    actor: &Actor,
    cycle: i64,
    title: impl Into<String>,
    year: impl Into<String>,
) -> Shell {
    let shell = actor.shell(app, title);
    if actor.hats.hr {
        shell
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(format!("/hr/cycles/{cycle}"), year)
    } else {
        shell.at("/")
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

/// Proof that somebody stands on the board as the reader may keep it, and what they may know of them.
pub struct BoardPerson {
    actor: Actor,
    cycle: i64,
    sheet: i64,
    dossier: Dossier,
}

impl Guard for BoardPerson {
    const WHO: &'static str = Calibrating::WHO;
}

impl BoardPerson {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn sheet(&self) -> i64 {
        self.sheet
    }

    pub fn dossier(&self) -> &Dossier {
        &self.dossier
    }

    /// The address of the board.
    pub fn board(&self) -> String {
        format!("/hr/cycles/{}/calibration", self.cycle)
    }

    /// A page about this person.
    pub fn shell(&self, app: &App, title: String) -> Shell {
        frame(app, &self.actor, self.cycle, title, self.dossier.cycle_name.as_str())
    }
}

impl FromRequestParts<App> for BoardPerson {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        let path = Path::<(i64, i64)>::from_request_parts(parts, app).await;
        let Path((cycle, sheet)) = path.map_err(|_| AppError::NotFound)?;
        let only = (!actor.hats.hr).then_some(Keeper { id: actor.id, today: app.today() });
        let found = dossier::dossier(&app.reader, (cycle, sheet), actor.id, only).await?;
        let dossier = found.ok_or(AppError::NotFound)?;
        Ok(Self { actor, cycle, sheet, dossier })
    }
}
