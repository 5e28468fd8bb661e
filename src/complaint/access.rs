//! Who may touch a case. Each proof here can only be made by its own check; anybody else learns
//! nothing, not even that the case exists. Whoever evaluated the person is nobody here, HR or not.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use super::{
    head::Head,
    store::{self, Posed},
    view::Reader,
    workflow::Hat,
};
use crate::{
    identity::Actor,
    kit::{App, AppError, Guard},
};

async fn id_of(parts: &mut Parts, app: &App) -> Result<i64, AppError> {
    let Path(id) =
        Path::<i64>::from_request_parts(parts, app).await.map_err(|_| AppError::NotFound)?;
    Ok(id)
}

async fn case_of(parts: &mut Parts, app: &App) -> Result<(Actor, Head, Reader), AppError> {
    let actor = Actor::from_parts(parts)?;
    let id = id_of(parts, app).await?;
    let head = store::find(&app.reader, id, actor.id, app.today()).await?;
    let head = head.ok_or(AppError::NotFound)?;
    let reader = head.reader(&actor);
    Ok((actor, head, reader))
}

macro_rules! case_guard {
    ($(#[$doc:meta])* $name:ident $who:literal $($reader:ident => $hat:ident),+) => {
        $(#[$doc])*
        pub struct $name {
            actor: Actor,
            head: Head,
            reader: Reader,
            hat: Hat,
        }

        impl Guard for $name {
            const WHO: &'static str = $who;
        }

        impl FromRequestParts<App> for $name {
            type Rejection = AppError;

            async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
                let (actor, head, reader) = case_of(parts, app).await?;
                let hat = match reader {
                    $(Reader::$reader => Hat::$hat,)+
                    _ => return Err(AppError::NotFound),
                };
                Ok(Self { actor, head, reader, hat })
            }
        }

        impl $name {
            pub fn actor(&self) -> &Actor {
                &self.actor
            }

            pub fn head(&self) -> &Head {
                &self.head
            }

            pub fn reader(&self) -> Reader {
                self.reader
            }

            pub fn hat(&self) -> Hat {
                self.hat
            }
        }
    };
}

case_guard! {
    /// Proof that the case is the reader's own.
    OwnCase "the complaint's person" Person => Person
}
case_guard! {
    /// Proof that the reader is of 職員課 and impartial: neither the person nor their evaluator.
    OfficerCase "impartial HR" Officer => Officer
}
case_guard! {
    /// Proof that the reader works on the case: an impartial officer or a member of its committee.
    ReadableCase "impartial HR and the complaint's committee" Officer => Officer, Member => Member
}
case_guard! {
    /// Proof that the reader may move the case on: the person, or an impartial officer.
    PartyCase "the complaint's person and impartial HR" Person => Person, Officer => Officer
}
case_guard! {
    /// Proof that the reader may read what the person filed.
    PleaCase "the complaint's person, impartial HR and its committee"
    Person => Person, Officer => Officer, Member => Member
}

/// Proof that this question was put to the reader.
pub struct AskedQuestion {
    actor: Actor,
    asked: Posed,
}

impl Guard for AskedQuestion {
    const WHO: &'static str = "the evaluator who was asked";
}

impl AskedQuestion {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn asked(&self) -> &Posed {
        &self.asked
    }
}

impl FromRequestParts<App> for AskedQuestion {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        let id = id_of(parts, app).await?;
        let asked = store::asked(&app.reader, id, actor.id).await?.ok_or(AppError::NotFound)?;
        Ok(Self { actor, asked })
    }
}

/// Proof that the reader was sent this notice, or works on its case.
pub struct ReadableNotice {
    actor: Actor,
    notice: store::Notice,
}

impl Guard for ReadableNotice {
    const WHO: &'static str = "the notice's recipient, impartial HR and the committee";
}

impl ReadableNotice {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn notice(&self) -> &store::Notice {
        &self.notice
    }
}

impl FromRequestParts<App> for ReadableNotice {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        let id = id_of(parts, app).await?;
        let notice = store::notice(&app.reader, id, actor.id, app.today())
            .await?
            .ok_or(AppError::NotFound)?;
        let impartial = !notice.evaluated && notice.subject != actor.id;
        if notice.own || impartial && (actor.hats.hr || notice.member) {
            Ok(Self { actor, notice })
        } else {
            Err(AppError::NotFound)
        }
    }
}

/// Proof that the sheet is the reader's own and its result has been disclosed: they may ask.
pub struct OwnResult {
    actor: Actor,
    ground: store::Ground,
}

impl Guard for OwnResult {
    const WHO: &'static str = "the person whose result was disclosed";
}

impl OwnResult {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn ground(&self) -> &store::Ground {
        &self.ground
    }
}

impl FromRequestParts<App> for OwnResult {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        let id = id_of(parts, app).await?;
        let grounds = store::grounds(&app.reader, actor.id, Some(id)).await?;
        let ground = grounds.into_iter().next().ok_or(AppError::NotFound)?;
        Ok(Self { actor, ground })
    }
}
