//! Who may see and decide the bands: those of 職員課 who hold the right for them (evaluation.md 3.6), and
//! never of a group one belongs to. The people themselves and their evaluators see no bands at all.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use super::store::{self, Group};
use crate::{
    identity::Actor,
    kit::{Answers, App, AppError, Guard},
};

/// Whether somebody keeps the bands: results are read on the way, so it takes 職員課 as well.
fn keeps(actor: &Actor) -> bool {
    actor.hats.hr && actor.hats.band
}

/// Proof that the reader keeps the bands.
pub struct BandOfficer(pub Actor);

impl Guard for BandOfficer {
    const WHO: &'static str = "HR that keeps the bands";
}

impl FromRequestParts<App> for BandOfficer {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        if keeps(&actor) { Ok(Self(actor)) } else { Err(AppError::NotFound) }
    }
}

/// Proof that the reader keeps the bands and is no member of the group.
pub struct KeptGroup {
    actor: Actor,
    group: Group,
}

impl Guard for KeptGroup {
    const WHO: &'static str = "HR that keeps the bands, outside the group";
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
    "あなたがこのグループに入っているため、この画面は開けません。ほかの成績区分担当が決めます。";

impl FromRequestParts<App> for KeptGroup {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        if !keeps(&actor) {
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
