//! Who may see and do what with a probation. A proof here can only be made by its own check.

use std::collections::HashMap;

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use super::store::{self, Case};
use crate::{
    identity::{Actor, StandingIn},
    kit::{App, AppError, Guard},
};

/// As what somebody reads a probation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Subject,
    First,
    Second,
    Hr,
}

impl Role {
    /// As what this person reads it, if at all.
    fn of(case: &Case, actor: &Actor) -> Option<Self> {
        let is = |one: &Option<(crate::kit::StaffId, String)>| {
            one.as_ref().is_some_and(|(id, _)| *id == actor.id)
        };
        if case.staff == actor.id {
            Some(Self::Subject)
        } else if is(&case.first) {
            Some(Self::First)
        } else if is(&case.second) {
            Some(Self::Second)
        } else if case.deputies[0] == Some(actor.id) {
            Some(Self::First)
        } else if case.deputies[1] == Some(actor.id) {
            Some(Self::Second)
        } else {
            actor.hats.hr.then_some(Self::Hr)
        }
    }

    /// The step this reader writes an opinion for.
    pub fn step(self) -> Option<&'static str> {
        match self {
            Self::First => Some("first"),
            Self::Second => Some("second"),
            Self::Subject | Self::Hr => None,
        }
    }

    /// Whether this reader may read the opinion of a step: one's own, the one before, and HR both.
    /// The person never does.
    pub fn reads(self, step: &str) -> bool {
        match self {
            Self::Subject => false,
            Self::First => step == "first",
            Self::Second | Self::Hr => true,
        }
    }
}

/// The reader as the deputy of the evaluator whose seat they read it in.
fn standing_in(case: &Case, actor: &Actor) -> Option<StandingIn> {
    let (evaluator, name) = match Role::of(case, actor)? {
        Role::First => case.first.as_ref()?,
        Role::Second => case.second.as_ref()?,
        Role::Subject | Role::Hr => return None,
    };
    let words = || StandingIn { evaluator: *evaluator, words: name.clone() };
    (*evaluator != actor.id).then(words)
}

async fn case_of(parts: &mut Parts, app: &App) -> Result<(Actor, Case), AppError> {
    let actor = Actor::from_parts(parts)?;
    let Path(names) = Path::<HashMap<String, String>>::from_request_parts(parts, app)
        .await
        .map_err(|_| AppError::NotFound)?;
    let id = names.get("id").and_then(|id| id.parse().ok()).ok_or(AppError::NotFound)?;
    let case = store::find(&app.reader, id, app.today()).await?.ok_or(AppError::NotFound)?;
    let standing_in = standing_in(&case, &actor);
    Ok((Actor { standing_in, ..actor }, case))
}

/// Proof that the reader has something to do with this probation.
pub struct ReadableProbation {
    pub actor: Actor,
    pub case: Case,
    pub role: Role,
}

impl Guard for ReadableProbation {
    const WHO: &'static str = "the person on probation, the evaluators and HR";
}

impl FromRequestParts<App> for ReadableProbation {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let (actor, case) = case_of(parts, app).await?;
        let role = Role::of(&case, &actor).ok_or(AppError::NotFound)?;
        Ok(Self { actor, case, role })
    }
}

/// Proof that the reader evaluates the person on probation.
pub struct EvaluatedProbation {
    pub actor: Actor,
    pub case: Case,
    /// `first` or `second`
    pub step: &'static str,
}

impl Guard for EvaluatedProbation {
    const WHO: &'static str = "the probation's evaluators";
}

impl FromRequestParts<App> for EvaluatedProbation {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let (actor, case) = case_of(parts, app).await?;
        let step = Role::of(&case, &actor).and_then(Role::step).ok_or(AppError::NotFound)?;
        Ok(Self { actor, case, step })
    }
}

/// Proof that the reader is of 職員課 and it is not their own probation.
pub struct OfficeProbation {
    pub actor: Actor,
    pub case: Case,
}

impl Guard for OfficeProbation {
    const WHO: &'static str = "HR, but not about themselves";
}

impl FromRequestParts<App> for OfficeProbation {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let (actor, case) = case_of(parts, app).await?;
        if actor.hats.hr && case.staff != actor.id {
            Ok(Self { actor, case })
        } else {
            Err(AppError::NotFound)
        }
    }
}
