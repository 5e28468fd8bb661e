//! Who may act on a sheet that is not their own. A proof here can only be made by its own check:
//! the sheet names the reader as evaluator, or the sheet lies with 職員課 and the reader is one of
//! them. Anybody else learns nothing, not even that the sheet exists.

use axum::{extract::FromRequestParts, http::request::Parts};

use super::{
    sheet::{Graded, Head, SheetId, sheet_of},
    view::Reader,
    workflow::{Action, Hat, State, Step, next},
};
use crate::{
    identity::Actor,
    kit::{App, AppError, Guard},
};

/// Proof that the reader is the first or the second evaluator of the sheet.
pub struct ReviewedSheet {
    actor: Actor,
    head: Head,
    step: Step,
    hat: Hat,
    reader: Reader,
}

impl Guard for ReviewedSheet {
    const WHO: &'static str = "the sheet's evaluators";
}

impl ReviewedSheet {
    /// For a sheet that stands in no database, as its evaluator would have it. None where it does
    /// stand in one, or where the actor does not evaluate it.
    pub fn of_nowhere(actor: Actor, head: Head) -> Option<Self> {
        let reader = head.reader(&actor);
        let (step, hat) = evaluating(reader).filter(|_| head.id == SheetId::NOWHERE)?;
        Some(Self { actor, head, step, hat, reader })
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The step the reader writes.
    pub fn step(&self) -> Step {
        self.step
    }

    pub fn hat(&self) -> Hat {
        self.hat
    }

    pub fn reader(&self) -> Reader {
        self.reader
    }

    /// Whether it is the reader's turn to write.
    pub fn holds(&self) -> bool {
        self.head.state.step() == Some(self.step)
    }
}

impl FromRequestParts<App> for ReviewedSheet {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let (actor, head) = sheet_of(parts, app).await?;
        let reader = head.reader(&actor);
        let (step, hat) = evaluating(reader).ok_or(AppError::NotFound)?;
        // short sheets have a page for all of them, with an opinion this one does not ask for
        if head.graded == Graded::Items {
            return Err(AppError::NotFound);
        }
        Ok(Self { actor, head, step, hat, reader })
    }
}

/// What an evaluator writes, and in which quality.
fn evaluating(reader: Reader) -> Option<(Step, Hat)> {
    match reader {
        Reader::First => Some((Step::First, Hat::FirstEvaluator)),
        Reader::Second => Some((Step::Second, Hat::SecondEvaluator)),
        _ => None,
    }
}

/// Proof that the reader works on the sheet after the person: an evaluator, who calibrates or
/// confirms it, or 職員課. Whoever holds it may send it back.
pub struct ReturnableSheet {
    actor: Actor,
    head: Head,
    hat: Hat,
}

impl Guard for ReturnableSheet {
    const WHO: &'static str = "the sheet's evaluators, who calibrates or confirms it, and HR";
}

impl ReturnableSheet {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn head(&self) -> &Head {
        &self.head
    }

    pub fn hat(&self) -> Hat {
        self.hat
    }

    /// The first evaluator, where the sheet may go back further than to the one before: both
    /// evaluate anew.
    pub fn further(&self) -> Option<State> {
        next(self.head.plan(), self.head.moment(), Action::Reevaluate, self.hat).ok()
    }

    /// Where the sheet would go, or why it may not.
    pub fn destination(&self) -> Result<State, AppError> {
        Ok(next(self.head.plan(), self.head.moment(), Action::SendBack, self.hat)?)
    }
}

impl FromRequestParts<App> for ReturnableSheet {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let (actor, head) = sheet_of(parts, app).await?;
        // an evaluator who also calibrates or confirms acts as what the sheet waits for
        let confirms = head.confirms(&actor) && head.state == State::Confirmation;
        let calibrates = actor.hats.hr && head.state == State::Calibration;
        let hat = match head.reader(&actor) {
            Reader::Subject => None,
            _ if confirms => Some(Hat::Hr),
            _ if calibrates => Some(Hat::Calibrator),
            _ => head.hat(&actor),
        };
        let hat = hat.ok_or(AppError::NotFound)?;
        Ok(Self { actor, head, hat })
    }
}

/// Proof that at least one sheet names the reader as evaluator.
pub struct Reviewer(pub Actor);

impl Guard for Reviewer {
    const WHO: &'static str = "evaluators";
}

impl FromRequestParts<App> for Reviewer {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        if actor.evaluates { Ok(Self(actor)) } else { Err(AppError::NotFound) }
    }
}
