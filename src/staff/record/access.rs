//! Who may open a person's page, and who keeps the record. Anybody else learns nothing, not even
//! that the person exists.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use time::Date;

use super::{
    rules::{Part, Relation},
    store::{self, Person},
};
use crate::{
    identity::Actor,
    kit::{Answers, App, AppError, Guard, StaffId, date},
};

/// Proof that the reader may see something of the person in the path.
pub struct SeenPerson {
    pub actor: Actor,
    pub person: Person,
    pub relation: Relation,
    /// The day the page is for; only 職員課 looks at another one than today.
    pub day: Date,
}

impl Guard for SeenPerson {
    const WHO: &'static str = "anyone signed in, each as much as they may see";
}

/// Proof that the reader keeps the record of the person in the path.
pub struct KeptPerson {
    pub actor: Actor,
    pub person: Person,
}

impl Guard for KeptPerson {
    const WHO: &'static str = "HR, each for its part";
}

impl KeptPerson {
    /// The page of the person.
    pub fn home(&self) -> String {
        format!("/people/{}", self.person.id)
    }

    pub fn id(&self) -> StaffId {
        StaffId(self.person.id)
    }
}

async fn person(parts: &mut Parts, app: &App) -> Result<(Actor, Person, Date), AppError> {
    let actor = Actor::from_parts(parts)?;
    let Path(words) =
        Path::<std::collections::HashMap<String, String>>::from_request_parts(parts, app)
            .await
            .map_err(|_| AppError::NotFound)?;
    let id = words.get("id").and_then(|id| id.parse().ok()).ok_or(AppError::NotFound)?;
    let query = Answers::parse(parts.uri.query().unwrap_or_default().as_bytes());
    let asked = query.and_then(|query| date::parse(query.get("day")).ok());
    let today = app.today();
    let day = asked.filter(|_| !actor.scope.is_empty()).unwrap_or(today);
    let person = store::person(&app.reader, id, &actor, today, day).await?;
    let person = person.ok_or(AppError::NotFound)?;
    if person.kept || day == today {
        return Ok((actor, person, day));
    }
    // whoever does not keep the record sees today alone
    let person = store::person(&app.reader, id, &actor, today, today).await?;
    Ok((actor, person.ok_or(AppError::NotFound)?, today))
}

impl FromRequestParts<App> for SeenPerson {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let (actor, person, day) = person(parts, app).await?;
        let relation = match () {
            () if person.kept => Relation::Keeper,
            () if actor.id == StaffId(person.id) => Relation::Own,
            () if person.led => Relation::Superior,
            () => Relation::Colleague,
        };
        let today = app.today();
        let here = person.hired_on <= today && person.left_on.is_none_or(|left| left >= today);
        if !here && !relation.sees(Part::Left) {
            return Err(AppError::NotFound);
        }
        Ok(Self { actor, person, relation, day })
    }
}

impl FromRequestParts<App> for KeptPerson {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let (actor, person, _) = person(parts, app).await?;
        if person.kept && !actor.scope.is_empty() {
            Ok(Self { actor, person })
        } else {
            Err(AppError::NotFound)
        }
    }
}
