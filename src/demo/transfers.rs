//! The orders of the demo city: one of this autumn that has taken effect and left a handover, and
//! the draft for next April. And who stands in for an evaluator who is away.

use time::{Date, Duration};

use super::{
    cast,
    city::{april, fiscal_year},
    transfer_store as store,
};
use crate::{audit::Change, kit::Result, kit::date::wareki, transfer};

/// Of 職員課.
const OFFICER: &str = "010177";
/// So many days ago somebody of 福祉総務課 went to another section.
const AGO: i64 = 12;

/// The cast's manager stands in for a colleague since a few days, for some weeks.
pub async fn name_deputy(change: &mut Change, today: Date) -> Result<()> {
    let time = (today - Duration::days(4), today + Duration::days(16));
    store::insert_deputy(change, (cast::MANAGER, OFFICER), time).await
}

/// Both orders. A small city that has not these sections has only what it can.
pub async fn load(change: &mut Change, today: Date) -> Result<()> {
    let (moved_on, told_on) = (today - Duration::days(AGO), today - Duration::days(AGO + 10));
    let past = store::Order {
        name: format!("{}付 異動", wareki(moved_on)),
        effective_on: moved_on,
        announce_on: told_on,
    };
    // the year says 後任が評価: the move shows on the sheet and on both evaluators' pages
    store::let_successors(change, today).await?;
    if store::insert_move(change, &past, (cast::MANAGER, OFFICER)).await? {
        transfer::take_effect(change, today).await?;
    }
    let day = april(fiscal_year(today) + 1);
    let next = store::Order {
        name: format!("{}付 定期異動", wareki(day)),
        effective_on: day,
        announce_on: day - Duration::days(14),
    };
    store::insert_april(change, &next, OFFICER).await
}
