//! Who answers the goals of a sheet: the first evaluator, or the second where there is no first.

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{
    evaluation::{
        sheet::{Head, SheetId, sheet_of},
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
    /// For a sheet that stands in no database, as who answers its goals would have it.
    pub fn of_nowhere(actor: Actor, head: Head) -> Option<Self> {
        let hat = answering(&head, &actor).filter(|_| head.id == SheetId::NOWHERE)?;
        Some(Self { actor, head, hat })
    }

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
        let hat = answering(&head, &actor).ok_or(AppError::NotFound)?;
        Ok(Self { actor, head, hat })
    }
}

/// In which quality somebody answers the goals of a sheet, if they do.
fn answering(head: &Head, actor: &Actor) -> Option<Hat> {
    let hat = match head.reader(actor) {
        Reader::First => Hat::FirstEvaluator,
        Reader::Second => Hat::SecondEvaluator,
        _ => return None,
    };
    let plan = head.plan();
    (plan.goals && plan.hat(State::GoalReview) == Some(hat)).then_some(hat)
}
