//! What somebody's home shows of interviews.

use super::{
    rules::{Asked, Next, asked, next},
    store,
};
use crate::{
    identity::Actor,
    kit::{App, Result},
};

/// The next interview, and what waits for this person.
pub struct Upcoming {
    pub next: Option<Next>,
    pub asked: Vec<Asked>,
}

/// One statement.
pub async fn upcoming(app: &App, actor: &Actor) -> Result<Upcoming> {
    let all = store::coming(&app.reader, actor.id, app.today()).await?;
    Ok(Upcoming { next: next(&all, app.today()), asked: asked(&all, app.today()) })
}
