//! Who may touch a sheet. Each proof here can only be made by its own check.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use super::{Head, SheetId, store};
use crate::{
    evaluation::view::Reader,
    identity::Actor,
    kit::{App, AppError, Guard},
};

/// Finds the sheet a path names. An id that is no number names nothing.
pub async fn sheet_of(parts: &mut Parts, app: &App) -> Result<(Actor, Head), AppError> {
    let actor = Actor::from_parts(parts)?;
    let Path(id) =
        Path::<i64>::from_request_parts(parts, app).await.map_err(|_| AppError::NotFound)?;
    let head = store::find(&app.reader, SheetId(id), app.today()).await?;
    let mut head = head.ok_or(AppError::NotFound)?;
    let actor = head.seated(actor);
    head.standing_in = actor.standing_in.is_some();
    Ok((actor, head))
}

/// Proof that the sheet is the reader's own.
pub struct OwnSheet {
    actor: Actor,
    head: Head,
}

impl Guard for OwnSheet {
    const WHO: &'static str = "the sheet's subject";
}

impl OwnSheet {
    /// For a sheet that stands in no database, as its person would have it.
    pub fn of_nowhere(actor: Actor, head: Head) -> Option<Self> {
        (head.id == SheetId::NOWHERE && head.subject == actor.id).then_some(Self { actor, head })
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn head(&self) -> &Head {
        &self.head
    }
}

impl FromRequestParts<App> for OwnSheet {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let (actor, head) = sheet_of(parts, app).await?;
        if head.subject == actor.id { Ok(Self { actor, head }) } else { Err(AppError::NotFound) }
    }
}

/// Proof that the reader has something to do with the sheet: it is theirs, they evaluate it,
/// calibrate or confirm it, or they are HR. What they see of it is cut by [`crate::evaluation::view`].
pub struct ReadableSheet {
    actor: Actor,
    head: Head,
    reader: Reader,
}

impl Guard for ReadableSheet {
    const WHO: &'static str =
        "the sheet's subject, its evaluators, who calibrates or confirms it, and HR";
}

impl ReadableSheet {
    /// For a sheet that stands in no database, as somebody who may read it would have it.
    pub fn of_nowhere(actor: Actor, head: Head) -> Option<Self> {
        let reader = head.reader(&actor);
        let reads = !matches!(reader, Reader::Stranger | Reader::Assistant);
        (head.id == SheetId::NOWHERE && reads).then_some(Self { actor, head, reader })
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
}

impl FromRequestParts<App> for ReadableSheet {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let (actor, head) = sheet_of(parts, app).await?;
        match head.reader(&actor) {
            // who only assists has a page of their own
            Reader::Stranger | Reader::Assistant => Err(AppError::NotFound),
            reader => Ok(Self { actor, head, reader }),
        }
    }
}
