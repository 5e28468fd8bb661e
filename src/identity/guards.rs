//! Who may pass, as types. A handler names one as its first argument.

use axum::{extract::FromRequestParts, http::request::Parts};

use super::Actor;
use crate::kit::{App, AppError, Guard, Shell};

impl Actor {
    /// The person behind this request, put there by [`super::load_actor`].
    pub fn from_parts(parts: &Parts) -> Result<Self, AppError> {
        let actor = parts.extensions.get::<Self>().cloned().ok_or(AppError::SignInFirst)?;
        if actor.must_change_password { Err(AppError::ChangePasswordFirst) } else { Ok(actor) }
    }
}

macro_rules! guard {
    ($(#[$doc:meta])* $name:ident $who:literal $actor:ident => $pass:expr) => {
        $(#[$doc])*
        pub struct $name(pub Actor);

        impl Guard for $name {
            const WHO: &'static str = $who;
        }

        impl FromRequestParts<App> for $name {
            type Rejection = AppError;

            async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, AppError> {
                let $actor = Actor::from_parts(parts)?;
                if $pass { Ok(Self($actor)) } else { Err(AppError::NotFound) }
            }
        }
    };
}

guard! {
    /// Anyone who has signed in.
    SignedIn "anyone signed in" actor => true
}
guard! {
    /// 職員課 for the whole city
    HrOfficer "HR" actor => actor.hats.hr
}
guard! {
    /// 職員課 for the whole city or a part of it. The pages behind it show and change only what
    /// [`super::Scope`] allows.
    Personnel "HR, each for its part" actor => !actor.scope.is_empty()
}
guard! {
    /// Those who may read the audit book: 監査 and 職員課.
    Auditor "auditors and HR" actor => actor.hats.auditor || actor.hats.hr
}
guard! {
    /// システム管理者
    Administrator "administrators" actor => actor.hats.administrator
}

guard! {
    /// Those who look after the work behind the pages: システム管理者 and 職員課.
    Caretaker "administrators and HR" actor => actor.hats.administrator || actor.hats.hr
}

/// Anybody at all, signed in or not.
pub struct Anyone(pub Option<Actor>);

impl Anyone {
    /// The frame of a page everybody may read: the reader's own, if they have signed in.
    pub fn shell(&self, app: &App, title: &str) -> Shell {
        let Self(actor) = self;
        actor
            .as_ref()
            .map_or_else(|| Shell::bare(&app.city, title), |actor| actor.shell(app, title))
    }
}

impl Guard for Anyone {
    const WHO: &'static str = "anyone";
}

impl FromRequestParts<App> for Anyone {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, AppError> {
        Ok(Self(parts.extensions.get::<Actor>().cloned()))
    }
}

/// Anyone signed in, even with a first password that must be changed.
pub struct FirstPassword(pub Actor);

impl Guard for FirstPassword {
    const WHO: &'static str = "anyone signed in, also with a first password";
}

impl FromRequestParts<App> for FirstPassword {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, AppError> {
        let actor = parts.extensions.get::<Actor>().cloned();
        actor.map(Self).ok_or(AppError::SignInFirst)
    }
}
