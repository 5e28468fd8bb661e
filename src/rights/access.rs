//! Whose account an administrator may touch: anybody's but their own, so that nobody gives
//! themselves a right; and who may read the list of rights.

use std::collections::HashMap;

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use super::store::{self, Account};
use crate::{
    identity::Actor,
    kit::{App, AppError, Guard, StaffId},
};

/// The account of a person, for an administrator to look at.
pub struct KnownAccount {
    pub actor: Actor,
    pub account: Account,
}

impl Guard for KnownAccount {
    const WHO: &'static str = "administrators";
}

impl FromRequestParts<App> for KnownAccount {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        if !actor.hats.administrator {
            return Err(AppError::NotFound);
        }
        let Path(names) = Path::<HashMap<String, String>>::from_request_parts(parts, app)
            .await
            .map_err(|_| AppError::NotFound)?;
        let id = names.get("id").and_then(|id| id.parse().ok());
        let id = StaffId(id.ok_or(AppError::NotFound)?);
        let account = store::account(&app.reader, id, app.now(), app.today()).await?;
        Ok(Self { actor, account: account.ok_or(AppError::NotFound)? })
    }
}

/// The account of somebody else: proof that the administrator does not act on themselves.
pub struct OthersAccount(KnownAccount);

impl Guard for OthersAccount {
    const WHO: &'static str = "administrators, but not about themselves";
}

impl OthersAccount {
    pub fn actor(&self) -> &Actor {
        &self.0.actor
    }

    pub fn account(&self) -> &Account {
        &self.0.account
    }

    /// The same account, for the page.
    pub fn known(self) -> KnownAccount {
        self.0
    }
}

impl FromRequestParts<App> for OthersAccount {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let known = KnownAccount::from_request_parts(parts, app).await?;
        if known.actor.id == known.account.staff {
            return Err(AppError::Refused(
                "自分のアカウントと権限は、自分では変えられません。ほかのシステム管理者に頼んでください。"
                    .to_owned(),
            ));
        }
        Ok(Self(known))
    }
}

/// Those who may read the list of rights: システム管理者 and 監査.
pub struct RightsReader(pub Actor);

impl Guard for RightsReader {
    const WHO: &'static str = "administrators and auditors";
}

impl FromRequestParts<App> for RightsReader {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        let may = actor.hats.administrator || actor.hats.auditor;
        if may { Ok(Self(actor)) } else { Err(AppError::NotFound) }
    }
}
