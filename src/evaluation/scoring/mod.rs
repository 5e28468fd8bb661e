//! 点数の決め方: how grades become points and points a grade, by sets of rules that a city edits,
//! tries on a past year, and publishes. A year names one; a sheet prints it with the person's own
//! numbers (evaluation.md 3.4 to 3.6, requirements F-040, F-054, F-073).

mod choice;
mod defaults;
mod difference;
mod exact;
mod forms;
mod formula;
mod kept;
mod pages;
mod publication;
mod rules;
mod scale;
mod show;
mod simulation;
mod store;
#[cfg(test)]
mod tests;
mod year;

pub use forms::deviation_reason;
pub use formula::{Line, Working, distribution, working};
pub use kept::{Deviating, keep, keep_deviation};
pub use rules::{Deviation, Difficulty, Goal, RuleSet, Rules, Score};
pub use scale::{Scale, scales};
pub use year::{YearScore, YearWorking, keep_year, year_working};

use time::Date;

use crate::{
    audit::Change,
    kit::{Result, Routes},
};

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/scoring", pages::list)
        .post("/hr/scoring", pages::create)
        .get("/hr/scoring/{id}", pages::show)
        .post("/hr/scoring/{id}", pages::save)
        .get("/hr/scoring/{id}/publication", publication::ask)
        .post("/hr/scoring/{id}/publication", publication::publish)
        .post("/hr/scoring/{id}/discarding", publication::discard)
        .get("/hr/scoring/{id}/simulation", simulation::show)
        .get("/hr/scoring/{id}/simulation/people.csv", simulation::people_csv)
        .get("/hr/cycles/{id}/scoring", choice::ask)
        .post("/hr/cycles/{id}/scoring", choice::choose)
        .merge(scale::routes())
}

/// Makes a 数値化 draft with the usual settings for the framework of a day, by its scale or by
/// another. None: there is no framework then or no such scale, or the name is taken.
pub async fn draft_usual(
    change: &mut Change,
    name: &str,
    valid_from: Date,
    scale: Option<i64>,
) -> Result<Option<i64>> {
    let Some(ground) = scale::ground_on(change.conn(), valid_from, scale).await? else {
        return Ok(None);
    };
    let new = store::New {
        name,
        valid_from,
        framework_id: Some(ground.framework_id),
        scale_id: ground.scale_id,
        copied_from: None,
    };
    store::insert(change, &new, &defaults::rules(&ground)).await
}
