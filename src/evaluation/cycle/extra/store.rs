//! The year's rule about extra work.

use sqlx::PgExecutor;

use crate::{
    audit::Change,
    kit::{AppError, Result},
};

/// A 業績評価 and its rule.
pub struct Year {
    pub name: String,
    pub graded: bool,
    pub version: i32,
    /// Somebody has been reviewed: all are held to the same rule.
    pub fixed: bool,
}

/// A year with goals to grade; another has no such rule.
pub async fn year(db: impl PgExecutor<'_>, id: i64) -> Result<Year> {
    let row = sqlx::query_as!(
        Year,
        r#"select c.name, c.extra_work_graded as graded, c.version,
                  exists (select from sheet s join submission b on b.sheet_id = s.id
                          where s.cycle_id = c.id and b.step in ('first', 'second')) as "fixed!"
           from cycle c where c.id = $1 and c.kind = 'performance'"#,
        id
    )
    .fetch_optional(db)
    .await?;
    row.ok_or(AppError::NotFound)
}

/// Sets the rule, if nobody has been reviewed and nobody else changed the year since it was read.
pub async fn set(change: &mut Change, id: i64, version: i32, graded: bool) -> Result<bool> {
    let done = sqlx::query!(
        "update cycle c set extra_work_graded = $3, version = version + 1
         where c.id = $1 and c.version = $2 and c.kind = 'performance'
           and not exists (select from sheet s join submission b on b.sheet_id = s.id
                           where s.cycle_id = c.id and b.step in ('first', 'second'))",
        id,
        version,
        graded
    )
    .execute(change.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
