//! A past year as a set of rules sees it. Reads only.

use serde::Deserialize;
use sqlx::PgExecutor;
use time::Date;

use super::{
    asked::{Asked, Kind, Trial},
    rules::{Class, Outcome},
};
use crate::{
    evaluation::scoring::{RuleSet, rules::Exact, store::read},
    kit::{AppError, Result, date::fiscal_label},
    staff,
};

/// Something with a name to choose.
#[derive(Clone, Debug, Deserialize)]
pub struct Named {
    pub id: i64,
    pub name: String,
}

/// What a set can be tried on.
#[derive(Clone, Debug, Deserialize)]
pub struct Try {
    #[serde(flatten)]
    pub trial: Trial,
    /// Of an evaluation; a fiscal year has none of its own.
    name: String,
    pub base_date: Date,
}

impl Try {
    /// 「令和7年度 業績評価」, 「令和7年度 総合（能力と業績）」
    pub fn label(&self) -> String {
        match (self.trial.kind, i16::try_from(self.trial.key)) {
            (Kind::Year, Ok(year)) => format!("{} 総合（能力と業績）", fiscal_label(year)),
            _ => self.name.clone(),
        }
    }
}

/// Everything a simulation needs but the people.
pub struct Ground {
    pub set: RuleSet,
    pub before: Option<RuleSet>,
    pub chosen: Option<Try>,
    pub tries: Vec<Try>,
    pub departments: Vec<Named>,
    pub classes: Vec<Class>,
}

/// A set, what it can be tried on, and everybody of one of those in classes.
pub async fn ground(db: impl PgExecutor<'_>, set: i64, trial: Option<Trial>) -> Result<Ground> {
    let row = sqlx::query_file!(
        "src/evaluation/scoring/simulation/classes.sql",
        set,
        trial.map(|trial| trial.kind.code()),
        trial.map(|trial| trial.key)
    )
    .fetch_optional(db)
    .await?;
    let row = row.ok_or(AppError::NotFound)?;
    Ok(Ground {
        set: read(row.set)?,
        before: row.before.map(read).transpose()?,
        chosen: row.chosen.map(read).transpose()?,
        tries: read(row.tries)?,
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

/// Numbers as the database writes a list of them.
fn array(numbers: &[i64]) -> String {
    let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
    format!("{{{}}}", numbers.join(","))
}

/// The people of some classes, one page of them.
pub async fn people(
    db: impl PgExecutor<'_>,
    (set, tried): (i64, &Try),
    wanted: &[&Outcome],
    asked: &Asked,
    (size, offset): (i64, i64),
) -> Result<Vec<Person>> {
    let positions: Vec<String> = wanted.iter().map(|o| o.class.position.clone()).collect();
    let overall: Vec<i16> = wanted.iter().map(|o| o.class.overall).collect();
    let column = |of: fn(&Class) -> &Vec<i64>| -> Vec<String> {
        wanted.iter().map(|outcome| array(of(&outcome.class))).collect()
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
        tried.trial.kind.code(),
        tried.trial.key,
        tried.base_date,
        &positions,
        &overall,
        &column(|class| &class.sums),
        &column(|class| &class.before_sums),
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
