//! Who hands over, and whose opinion is asked.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use super::desk_store::{self, Asked};
use crate::{
    evaluation::sheet::{Head, sheet_of},
    identity::Actor,
    kit::{App, AppError, Guard},
};

/// Proof that the reader is asked to hand over the sheet and has not done so.
pub struct HandingSheet {
    actor: Actor,
    head: Head,
}

impl Guard for HandingSheet {
    const WHO: &'static str = "a former evaluator of the sheet until the handover is done";
}

impl HandingSheet {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn head(&self) -> &Head {
        &self.head
    }
}

impl FromRequestParts<App> for HandingSheet {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let (actor, mut head) = sheet_of(parts, app).await?;
        if head.former.contains(&actor.id) {
            // whoever is the deputy of the one after hands over in their own right
            head.standing_in = false;
            Ok(Self { actor: Actor { standing_in: None, ..actor }, head })
        } else {
            Err(AppError::NotFound)
        }
    }
}

/// Proof that the reader's opinion is asked: the head of the unit today, or 職員課 for a place outside
/// and for a unit without a head. Nobody about themselves.
pub struct AskedOpinion {
    actor: Actor,
    asked: Asked,
}

impl Guard for AskedOpinion {
    const WHO: &'static str = "the head of the unit that is asked, or HR for a place outside";
}

impl AskedOpinion {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn asked(&self) -> &Asked {
        &self.asked
    }
}

impl FromRequestParts<App> for AskedOpinion {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        let Path(id) =
            Path::<i64>::from_request_parts(parts, app).await.map_err(|_| AppError::NotFound)?;
        let asked =
            desk_store::asked(&app.reader, id, app.today()).await?.ok_or(AppError::NotFound)?;
        let head = asked.head.filter(|head| *head != asked.subject);
        let writes = match head {
            Some(head) => head == actor.id,
            None => actor.hats.hr,
        };
        if writes && asked.subject != actor.id {
            Ok(Self { actor, asked })
        } else {
            Err(AppError::NotFound)
        }
    }
}
