//! The sets a year may name.

use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use crate::{
    audit::Change,
    kit::{AppError, Result},
};

/// A year and the set it names.
pub struct Year {
    pub name: String,
    pub base_date: Date,
    pub opened_at: Option<OffsetDateTime>,
    pub version: i32,
    pub set: i64,
    /// The scale it has for itself.
    pub scale: Option<String>,
}

/// A year.
pub async fn year(db: impl PgExecutor<'_>, id: i64) -> Result<Year> {
    let row = sqlx::query_as!(
        Year,
        r#"select c.name, c.base_date, c.opened_at, c.version, c.scoring_rule_set_id as "set",
                  (select l.name from scale l where l.id = c.scale_id) as scale
           from cycle c where c.id = $1"#,
        id
    )
    .fetch_optional(db)
    .await?;
    row.ok_or(AppError::NotFound)
}

/// A set that fits a year.
pub struct Fitting {
    pub id: i64,
    pub name: String,
    pub scored: bool,
    pub valid_from: Date,
}

/// Every published set that holds on a year's base date and is made for its framework and its scale.
pub async fn fitting(db: impl PgExecutor<'_>, cycle: i64) -> Result<Vec<Fitting>> {
    Ok(sqlx::query_as!(
        Fitting,
        r#"
        select s.id, s.name, s.family = 'scored' as "scored!", s.valid_from
        from cycle c
        join scoring_rule_set s on s.published_at is not null and s.valid_from <= c.base_date
             and (s.framework_id is null or s.framework_id = c.framework_id)
             -- its steps are those of the year
             and (s.family <> 'scored' or s.scale_id is not distinct from c.scale_id)
        where c.id = $1 order by s.valid_from, s.id
        "#,
        cycle
    )
    .fetch_all(db)
    .await?)
}

/// Names a set, if the year has not opened and nobody else changed it since it was read.
pub async fn name(change: &mut Change, cycle: i64, version: i32, set: i64) -> Result<bool> {
    let moved = sqlx::query!(
        "update cycle set scoring_rule_set_id = $3, version = version + 1
         where id = $1 and version = $2 and opened_at is null",
        cycle,
        version,
        set
    )
    .execute(change.conn())
    .await?;
    Ok(moved.rows_affected() == 1)
}
