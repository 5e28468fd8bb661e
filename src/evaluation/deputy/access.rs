//! Who may open a page of many sheets for an evaluator.

use axum::{extract::FromRequestParts, http::request::Parts};

use super::store;
use crate::{
    identity::Actor,
    kit::{App, AppError, Filters, Guard, StaffId},
};

/// Proof that the reader evaluates people: their own, or, where the address names an evaluator, those
/// of that one, whose deputy they are today. Which sheets those are, the page's statement decides by
/// `stands_in`. Own people and those of others never stand on one page (screens.md 4.4).
pub struct Seated(pub Actor);

impl Guard for Seated {
    const WHO: &'static str = "evaluators, for themselves or for whom they stand in";
}

impl FromRequestParts<App> for Seated {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        if !actor.evaluates {
            return Err(AppError::NotFound);
        }
        let Filters(asked) = Filters::from_request_parts(parts, app).await?;
        let evaluator = match asked.get("for") {
            "" => return Ok(Self(actor)),
            id => id.parse().map(StaffId).map_err(|_| AppError::NotFound)?,
        };
        let one = store::standing_in(&app.reader, actor.id, evaluator, app.today()).await?;
        Ok(Self(Actor { standing_in: Some(one.ok_or(AppError::NotFound)?), ..actor }))
    }
}
