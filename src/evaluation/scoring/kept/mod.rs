//! 点数の記録: when results are confirmed, what the rules make of them is kept beside them, and
//! when an evaluator chooses another overall grade than the points say, why.

mod store;

pub use store::{Deviating, keep_deviation};

use super::keep_year;
use crate::{audit::Change, kit::Result};

/// Keeps the points of results that have just been confirmed, computed by the pure rule. Does
/// nothing in a year that computes nothing. How many were kept.
pub async fn keep(change: &mut Change, cycle: i64, sheets: &[i64]) -> Result<usize> {
    let mut kept = 0;
    let sets = store::sets_of_sheets(change, sheets).await?;
    let computes = !sets.is_empty();
    // one set, and another for every version the running year has had before
    for (set, sheets) in sets {
        let confirmed = store::confirmed(change, set.id, &sheets).await?;
        let scores: Vec<_> = confirmed
            .into_iter()
            .filter_map(|one| Some((set.rules.score(&one.position, one.sums, &one.goals)?, one)))
            .collect();
        store::insert(change, set.id, &scores).await?;
        kept += scores.len();
    }
    if computes {
        keep_year(change, cycle, sheets).await?;
    }
    Ok(kept)
}
