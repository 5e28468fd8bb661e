//! 発効: on its day an order writes the posts, and what follows from them on the sheets. Whoever calls
//! it, by hand or by the clock, and however often: an order takes effect once.

use serde_json::{Value, json};
use time::Date;

use super::{
    difference::{Difference, difference},
    kinds::{Kind, State},
    picture::{self, Picture},
    posts, store,
};
use crate::{
    audit::Change,
    evaluation::handover::{self, Moving},
    kit::Result,
};

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Orders that took effect, each with how many people and sheets.
    pub orders: Vec<(i64, usize, usize)>,
    /// Orders whose day has come and that do not fit the organisation any more.
    pub held: Vec<i64>,
    /// Handovers and opinions that were asked.
    pub asked: u64,
}

impl Taken {
    /// Nothing was written.
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty() && self.asked == 0
    }

    /// For the audit book.
    pub fn detail(&self) -> Value {
        let orders = self
            .orders
            .iter()
            .map(|(id, people, sheets)| json!({ "order": id, "people": people, "sheets": sheets }));
        json!({ "orders": orders.collect::<Vec<_>>(), "held": self.held, "asked": self.asked })
    }
}

/// Carries out every decided order whose day has come, asks handovers for those that are announced,
/// and opinions for whoever works for others too. The caller commits.
pub async fn take_effect(change: &mut Change, today: Date) -> Result<Taken> {
    let mut taken = Taken::default();
    let (due, told) = store::due(change, today).await?;
    for id in due {
        // one after the other: each stands on what the one before has written
        let picture = picture::within(change, id).await?;
        let found = difference(&picture);
        // whoever stands on one that could not take effect waits with it
        if found.blocking() > 0 || !picture.order.earlier.is_empty() {
            taken.held.push(id);
            continue;
        }
        posts::write(change, &picture, &found).await?;
        carry_out(change, &picture, &found).await?;
        let state = (State::Effective, "take_effect");
        store::pass(change, id, picture.order.version, state, None).await?;
        taken.orders.push((id, found.moves.len(), found.sheets.len()));
    }
    for id in told {
        taken.asked += ask(change, id).await?;
    }
    taken.asked += handover::ask_opinions(change, today).await?;
    taken.asked += handover::ask_leaves(change, today).await?;
    Ok(taken)
}

/// Asks the handovers of an order that is announced and still to come.
pub async fn ask(change: &mut Change, id: i64) -> Result<u64> {
    let picture = picture::within(change, id).await?;
    let found = difference(&picture);
    let sheets = rows(&found);
    handover::ask_handovers(change, &moving(&picture, &found, &sheets)).await
}

type Rows<'a> = Vec<(&'a handover::Year, &'a handover::Running, &'a handover::Outcome)>;

fn rows<'a>(found: &'a Difference<'_>) -> Rows<'a> {
    found.sheets.iter().map(|t| (t.year, t.sheet, &t.outcome)).collect()
}

fn moving<'a>(picture: &'a Picture, found: &'a Difference<'_>, sheets: &'a Rows<'a>) -> Moving<'a> {
    Moving {
        order: picture.order.id,
        name: &picture.order.name,
        on: picture.order.effective_on,
        tree: &found.map.tree,
        sheets,
    }
}

async fn carry_out(change: &mut Change, picture: &Picture, found: &Difference<'_>) -> Result<()> {
    let sheets = rows(found);
    handover::carry_out(change, &moving(picture, found, &sheets)).await?;
    let sent = found.moves.iter().flat_map(|it| &it.lines).filter(|l| l.kind == Kind::Secondment);
    let sent: Vec<(i64, String)> =
        sent.filter_map(|line| Some((line.staff, line.destination.clone()?))).collect();
    handover::ask_outside(change, picture.order.effective_on, &sent).await
}
