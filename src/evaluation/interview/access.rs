//! Who may touch an interview. Each proof here can only be made by its own check; anybody else
//! learns nothing, not even that there is one.

use std::ops::Deref;

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use super::{
    store::{self, Interview},
    view::{Role, role},
};
use crate::{
    evaluation::{
        sheet::{self, Head, SheetId, sheet_of},
        view::Reader,
    },
    identity::Actor,
    kit::{App, AppError, Guard, StaffId},
};

/// An interview with its sheet and its reader, cut to what this reader may see.
pub struct Meeting {
    actor: Actor,
    head: Head,
    reader: Reader,
    role: Role,
    interview: Interview,
}

impl Meeting {
    /// For an interview that stands in no database, as somebody who takes part in it would have it.
    pub fn of_nowhere(actor: Actor, head: Head, interview: Interview) -> Option<Self> {
        let reader = head.reader(&actor);
        let role = role(&head, reader);
        let takes_part = matches!(role, Role::Subject | Role::Leader | Role::Evaluator);
        (head.id == SheetId::NOWHERE && takes_part).then(|| Self {
            actor,
            head,
            reader,
            role,
            interview: interview.cut(role),
        })
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn head(&self) -> &Head {
        &self.head
    }

    pub fn reader(&self) -> Reader {
        self.reader
    }

    /// Whose seat the reader has: their own, or that of whom they stand in for.
    pub fn seat(&self) -> StaffId {
        self.actor.standing_in.as_ref().map_or(self.actor.id, |one| one.evaluator)
    }

    pub fn role(&self) -> Role {
        self.role
    }

    pub fn interview(&self) -> &Interview {
        &self.interview
    }

    async fn find(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        let Path(id) =
            Path::<i64>::from_request_parts(parts, app).await.map_err(|_| AppError::NotFound)?;
        let interview = store::find(&app.reader, id, actor.id).await?.ok_or(AppError::NotFound)?;
        let head = sheet::find(&app.reader, interview.sheet_id, app.today()).await?;
        let head = head.ok_or(AppError::NotFound)?;
        let actor = head.seated(actor);
        let reader = head.reader(&actor);
        let role = role(&head, reader);
        Ok(Self { actor, reader, role, interview: interview.cut(role), head })
    }
}

macro_rules! proof {
    ($(#[$doc:meta])* $name:ident $who:literal $($role:ident)|+) => {
        $(#[$doc])*
        pub struct $name(Meeting);

        impl Guard for $name {
            const WHO: &'static str = $who;
        }

        impl Deref for $name {
            type Target = Meeting;

            fn deref(&self) -> &Meeting {
                &self.0
            }
        }

        impl FromRequestParts<App> for $name {
            type Rejection = AppError;

            async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
                let meeting = Meeting::find(parts, app).await?;
                match meeting.role {
                    $(Role::$role)|+ => Ok(Self(meeting)),
                    _ => Err(AppError::NotFound),
                }
            }
        }
    };
}

proof! {
    /// Proof that the reader takes part: the person, or an evaluator of the sheet. 職員課 reads the
    /// days in its list, never the texts.
    SeenInterview "the interview's subject and evaluators" Subject | Leader | Evaluator
}
proof! {
    /// Proof that the reader arranges and records the interview.
    LedInterview "the interview's leader" Leader
}
proof! {
    /// Proof that the interview is about the reader.
    OwnInterview "the interview's subject" Subject
}
proof! {
    /// Proof that the reader evaluates the person, and so may keep a note.
    NotedInterview "the interview's evaluators" Leader | Evaluator
}

/// Proof that the reader leads the interviews of a sheet and writes its development plan.
pub struct LedSheet {
    actor: Actor,
    head: Head,
}

impl Guard for LedSheet {
    const WHO: &'static str = "the sheet's first evaluator, or the second where there is no first";
}

impl LedSheet {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn head(&self) -> &Head {
        &self.head
    }
}

impl FromRequestParts<App> for LedSheet {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let (actor, head) = sheet_of(parts, app).await?;
        match role(&head, head.reader(&actor)) {
            Role::Leader => Ok(Self { actor, head }),
            _ => Err(AppError::NotFound),
        }
    }
}
