//! Who may read the codes of the pay and take the list: 給与担当 and 職員課.

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{
    identity::Actor,
    kit::{App, AppError, Guard},
};

/// Proof that the reader keeps the pay.
pub struct PayClerk(pub Actor);

impl Guard for PayClerk {
    const WHO: &'static str = "payroll and HR";
}

impl FromRequestParts<App> for PayClerk {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        if actor.hats.payroll || actor.hats.hr { Ok(Self(actor)) } else { Err(AppError::NotFound) }
    }
}
