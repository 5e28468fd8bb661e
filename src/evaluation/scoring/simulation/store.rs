//! A past year as a set of rules sees it. Reads only.

use serde::Deserialize;
use sqlx::PgExecutor;

use super::{
    asked::Asked,
    rules::{Class, Outcome},
};
use crate::{
    evaluation::scoring::{RuleSet, rules::Exact, store::read},
    kit::{AppError, Result},
    staff,
};

/// Something with a name to choose.
#[derive(Clone, Debug, Deserialize)]
pub struct Named {
    pub id: i64,
    pub name: String,
}

/// Everything a simulation needs but the people.
pub struct Ground {
    pub set: RuleSet,
    pub before: Option<RuleSet>,
    pub cycle: Option<i64>,
    pub years: Vec<Named>,
    pub departments: Vec<Named>,
    pub classes: Vec<Class>,
}

/// A set, the years it can be tried on, and everybody of one of them in classes.
pub async fn ground(db: impl PgExecutor<'_>, set: i64, cycle: Option<i64>) -> Result<Ground> {
    let row = sqlx::query_file!("src/evaluation/scoring/simulation/classes.sql", set, cycle)
        .fetch_optional(db)
        .await?;
    let row = row.ok_or(AppError::NotFound)?;
    Ok(Ground {
        set: read(row.set)?,
        before: row.before.map(read).transpose()?,
        cycle: row.cycle,
        years: read(row.years)?,
        departments: read(row.departments)?,
        classes: read(row.classes)?,
    })
}

/// One person of the list.
pub struct Person {
    pub sheet: i64,
    pub number: String,
    pub name: String,
    pub department: String,
    pub position: String,
    /// Which of the classes that were asked for.
    pub class: usize,
    pub total: i64,
}

/// The people of some classes, one page of them.
pub async fn people(
    db: impl PgExecutor<'_>,
    (set, cycle): (i64, i64),
    wanted: &[&Outcome],
    asked: &Asked,
    (size, offset): (i64, i64),
) -> Result<Vec<Person>> {
    let positions: Vec<String> = wanted.iter().map(|o| o.class.position.clone()).collect();
    let overall: Vec<i16> = wanted.iter().map(|o| o.class.overall).collect();
    let column = |of: fn(&Class) -> i64| -> Vec<i64> {
        wanted.iter().map(|outcome| of(&outcome.class)).collect()
    };
    let change: Vec<i32> = wanted.iter().map(|o| i32::from(o.by())).collect();
    // points do not fit a number of the database without losing something: their order does
    let mut order: Vec<Option<Exact>> = wanted.iter().map(|outcome| outcome.total).collect();
    order.sort_unstable();
    let rank: Vec<i32> = wanted
        .iter()
        .map(|outcome| order.partition_point(|total| *total < outcome.total))
        .map(|place| i32::try_from(place).unwrap_or(i32::MAX))
        .collect();
    let rows = sqlx::query_file!(
        "src/evaluation/scoring/simulation/people.sql",
        set,
        cycle,
        &positions,
        &overall,
        &column(|class| class.points),
        &column(|class| class.weight),
        &column(|class| class.before_points),
        &column(|class| class.before_weight),
        &change,
        &rank,
        &staff::patterns(&asked.words),
        asked.department,
        asked.sort,
        asked.down,
        size,
        offset
    )
    .fetch_all(db)
    .await?;
    let person = rows.into_iter().map(|row| Person {
        sheet: row.sheet_id,
        number: row.number,
        name: row.name,
        department: row.department,
        position: row.position,
        class: usize::try_from(row.class).unwrap_or(0).saturating_sub(1),
        total: row.total,
    });
    Ok(person.collect())
}
