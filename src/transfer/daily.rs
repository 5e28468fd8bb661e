//! Every morning the orders of the day take effect, and those who are leaving are asked to hand over.

use serde::{Deserialize, Serialize};

use super::effect::take_effect;
use crate::{
    audit::{Author, Change, Entry, Event, Subject},
    jobs::{Failure, Job, Progress},
    kit::{App, Result},
};

/// The work of one morning.
#[derive(Default, Serialize, Deserialize)]
pub struct TakeEffect {}

const HELD: &str =
    "反映できない発令があります。「発令」の差分の画面で、足りないものを確かめてください。";

impl Job for TakeEffect {
    const KIND: &'static str = "take_effect";

    fn title(&self) -> String {
        "発令の反映".to_owned()
    }

    async fn run(self, app: App, _: Progress) -> Result<(), Failure> {
        if carried_out(&app).await.map_err(Failure::from)? {
            Ok(())
        } else {
            Err(Failure::ForGood(HELD.to_owned()))
        }
    }
}

/// Carries out what is due today. False: an order does not fit the organisation any more.
async fn carried_out(app: &App) -> Result<bool> {
    let author = Author { id: None, origin: "clock".to_owned() };
    let mut change = Change::begin(app, author).await?;
    let taken = take_effect(&mut change, app.today()).await?;
    if !taken.is_empty() {
        let entry = Entry::new(Event::OrdersTookEffect, Subject::HOUSE).detail(taken.detail());
        change.commit(entry).await?;
    }
    Ok(taken.held.is_empty())
}
