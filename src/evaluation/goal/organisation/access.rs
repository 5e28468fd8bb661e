//! Who may publish a unit's goals: its head, or 職員課. Reading is everybody's.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use super::{
    rules::{Holder, Post, day_of, is_open, may_publish},
    store,
};
use crate::{
    identity::Actor,
    kit::{Answers, App, AppError, Guard, date},
    organisation::{self, Tree},
};

/// The year an address names; the running one if it names none.
pub fn year_of(answers: &Answers, app: &App) -> i16 {
    answers
        .get("year")
        .parse()
        .ok()
        .filter(|year| (2000..2200).contains(year))
        .unwrap_or_else(|| date::fiscal_year(app.today()))
}

/// Proof that the reader may publish the goals of the unit in the path for the year in the query.
pub struct PublishableGoals {
    actor: Actor,
    holder: Holder,
    year: i16,
    posts: Vec<Post>,
    tree: Tree,
}

impl Guard for PublishableGoals {
    const WHO: &'static str = "the unit's head and HR";
}

impl PublishableGoals {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn holder(&self) -> Holder {
        self.holder
    }

    pub fn year(&self) -> i16 {
        self.year
    }

    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The name of whose goals they are.
    pub fn name(&self, app: &App) -> String {
        match self.holder {
            Holder::City => app.city.name.clone(),
            Holder::Unit(id) => self.tree.path(id),
        }
    }

    /// Whether the reader leads the unit, or acts as 職員課.
    pub fn as_head(&self) -> bool {
        may_publish(&self.posts, false, &self.tree, self.holder)
    }
}

impl FromRequestParts<App> for PublishableGoals {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        let Path(code) =
            Path::<String>::from_request_parts(parts, app).await.map_err(|_| AppError::NotFound)?;
        let holder = Holder::from_code(&code).ok_or(AppError::NotFound)?;
        let query = parts.uri.query().unwrap_or_default();
        let year = year_of(&Answers::parse(query.as_bytes()).unwrap_or_default(), app);
        let today = app.today();
        let (posts, _) = store::reader(&app.reader, actor.id, today).await?;
        let tree = organisation::tree(&app.reader, day_of(year, today)).await?;
        if !may_publish(&posts, actor.hats.hr, &tree, holder) {
            return Err(AppError::NotFound);
        }
        if !is_open(year, today) {
            return Err(AppError::Refused(format!(
                "{}の目標は、いまは変えられません。変えられるのは、今年度と次の年度の目標です。",
                date::fiscal_label(year)
            )));
        }
        Ok(Self { actor, holder, year, posts, tree })
    }
}
