//! 総合: the points of abilities and of results of work over a fiscal year, kept when the last
//! result of the year is confirmed, and shown to whoever may see every part.

mod rules;
mod show;
mod store;

pub use rules::YearScore;
pub use show::{YearWorking, year_working};

use std::collections::BTreeMap;

use self::rules::{Source, deciding};
use super::{RuleSet, rules::Score};
use crate::{audit::Change, kit::Result};

/// Keeps what the year makes together for the people of these sheets, where everything of theirs
/// that computes points in the fiscal year is confirmed. How many people.
pub async fn keep_year(change: &mut Change, cycle: i64, sheets: &[i64]) -> Result<usize> {
    let people = store::complete(change, cycle, sheets).await?;
    let sets = store::sets(change, &wanted(&people)).await?;
    let kept: Vec<_> = people
        .into_iter()
        .filter_map(|(subject, sources)| {
            let score = score_of(&sources, &sets)?;
            Some((subject, score, sources))
        })
        .collect();
    store::insert(change, cycle, &kept).await?;
    Ok(kept.len())
}

/// The sets whose shares and ranges are needed.
fn wanted(people: &BTreeMap<i64, Vec<Source>>) -> Vec<i64> {
    let mut sets: Vec<i64> =
        people.values().filter_map(|sources| Some(deciding(sources)?.set)).collect();
    sets.sort_unstable();
    sets.dedup();
    sets
}

fn score_of(sources: &[Source], sets: &[RuleSet]) -> Option<Score> {
    let decides = deciding(sources)?;
    let set = sets.iter().find(|set| set.id == decides.set)?;
    rules::total(&set.rules, &decides.position, sources)
}
