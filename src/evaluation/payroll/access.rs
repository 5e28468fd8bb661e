//! Who may read the codes of the pay and take the list: 給与担当 alone. The list says everybody's band, which
//! is kept from 職員課 without a right of their own, and from everybody in their own group.

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{
    identity::Actor,
    kit::{App, AppError, Guard},
};

/// Proof that the reader keeps the pay.
pub struct PayClerk(pub Actor);

impl Guard for PayClerk {
    const WHO: &'static str = "payroll";
}

impl FromRequestParts<App> for PayClerk {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        if actor.hats.payroll { Ok(Self(actor)) } else { Err(AppError::NotFound) }
    }
}
