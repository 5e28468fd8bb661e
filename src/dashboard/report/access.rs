//! Whose report one may read: 職員課 every department's, a head of department their own.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use crate::{
    identity::Actor,
    kit::{App, AppError, Guard},
};

/// Proof that the reader may read reports at all.
pub struct ReportReader(pub Actor);

impl Guard for ReportReader {
    const WHO: &'static str = "heads of department and HR";
}

/// Whether this person may read any report.
fn may_read_some(actor: &Actor) -> bool {
    actor.hats.hr || actor.leads_department.is_some()
}

/// Whether this person may read the report of this department today.
fn may_read(actor: &Actor, department: i64) -> bool {
    actor.hats.hr || actor.leads_department == Some(department)
}

impl FromRequestParts<App> for ReportReader {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        if may_read_some(&actor) { Ok(Self(actor)) } else { Err(AppError::NotFound) }
    }
}

/// Proof that the reader may read the report of the department in the path.
pub struct OwnReport {
    actor: Actor,
    department: i64,
}

impl Guard for OwnReport {
    const WHO: &'static str = "the department's head and HR";
}

impl OwnReport {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn department(&self) -> i64 {
        self.department
    }
}

impl FromRequestParts<App> for OwnReport {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        let Path(department) =
            Path::<i64>::from_request_parts(parts, app).await.map_err(|_| AppError::NotFound)?;
        if may_read(&actor, department) {
            Ok(Self { actor, department })
        } else {
            Err(AppError::NotFound)
        }
    }
}
