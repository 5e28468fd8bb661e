//! Who answers the goals of a sheet: the first evaluator, or the second where there is no first.

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{
    evaluation::{
        sheet::{Head, sheet_of},
        view::Reader,
        workflow::{Hat, State},
    },
    identity::Actor,
    kit::{App, AppError, Guard},
};

/// Proof that the reader answers the goals of the sheet.
pub struct AnsweredGoals {
    actor: Actor,
    head: Head,
    hat: Hat,
}

impl Guard for AnsweredGoals {
    const WHO: &'static str = "the evaluator who answers the sheet's goals";
}

impl AnsweredGoals {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn head(&self) -> &Head {
        &self.head
    }

    pub fn hat(&self) -> Hat {
        self.hat
    }
}

impl FromRequestParts<App> for AnsweredGoals {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let (actor, head) = sheet_of(parts, app).await?;
        let hat = match head.reader(&actor) {
            Reader::First => Hat::FirstEvaluator,
            Reader::Second => Hat::SecondEvaluator,
            _ => return Err(AppError::NotFound),
        };
        let plan = head.plan();
        if plan.goals && plan.hat(State::GoalReview) == Some(hat) {
            Ok(Self { actor, head, hat })
        } else {
            Err(AppError::NotFound)
        }
    }
}
