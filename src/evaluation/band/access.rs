//! Who may see and decide the bands of a group: 職員課, and never a group one belongs to. The
//! people themselves and their evaluators see no bands at all.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use super::store::{self, Group};
use crate::{
    identity::Actor,
    kit::{Answers, App, AppError, Guard},
};

/// Proof that the reader is of 職員課 and no member of the group.
pub struct KeptGroup {
    actor: Actor,
    group: Group,
}

impl Guard for KeptGroup {
    const WHO: &'static str = "HR outside the group";
}

impl KeptGroup {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn group(&self) -> &Group {
        &self.group
    }
}

const OWN: &str =
    "あなたがこのグループに入っているため、この画面は開けません。ほかの職員課の職員が決めます。";

impl FromRequestParts<App> for KeptGroup {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        if !actor.hats.hr {
            return Err(AppError::NotFound);
        }
        let Ok(Path(id)) = Path::<i64>::from_request_parts(parts, app).await else {
            return Err(AppError::NotFound);
        };
        let query = parts.uri.query().unwrap_or_default();
        let asked = Answers::parse(query.as_bytes()).unwrap_or_default();
        let department = asked.get("department").parse().ok();
        let group = store::group(&app.reader, id, department, actor.id).await?;
        let group = group.ok_or(AppError::NotFound)?;
        if group.own { Err(AppError::Refused(OWN.to_owned())) } else { Ok(Self { actor, group }) }
    }
}
