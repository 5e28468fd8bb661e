//! What the evaluators' pages share in the database.

use serde::Deserialize;

use crate::{
    audit::Event,
    evaluation::workflow::State,
    identity::Actor,
    kit::{App, Result},
};

/// Somebody this evaluator evaluates at the same step.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Peer {
    pub id: i64,
    pub position: String,
    pub state: State,
    pub name: String,
}

/// How often each grade was given.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Counts {
    /// By this evaluator, over all abilities.
    pub items: Vec<(i16, i64)>,
    /// By this evaluator, overall.
    pub overall: Vec<(i16, i64)>,
    /// In the whole city the year before, overall.
    pub city: Vec<(i16, i64)>,
}

/// Records that somebody looked at these sheets of others, one entry each, and that those waiting
/// for this reader have been opened: from then on their senders cannot take them back. One statement, of the same kind as [`crate::audit::viewed`]:
/// the page is not shown if it fails.
pub async fn viewed(app: &App, actor: &Actor, event: Event, sheets: &[i64]) -> Result<()> {
    sqlx::query!(
        "select view_sheets($1, $2, $3, $4, $5)",
        app.now(),
        actor.id.0,
        actor.origin,
        event.code(),
        sheets
    )
    .execute(app.writer())
    .await?;
    Ok(())
}
