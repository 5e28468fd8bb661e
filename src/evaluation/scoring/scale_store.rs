//! What rules can be made for: the scales beside the framework's, and the ground of a day.

use sqlx::PgExecutor;
use time::Date;

use super::{defaults::Ground, store::read};
use crate::kit::Result;

/// A scale a year may have for itself, with its words from the lowest.
pub struct Scale {
    pub id: i64,
    pub name: String,
    pub words: Vec<String>,
}

/// Every such scale.
pub async fn scales(db: impl PgExecutor<'_>) -> Result<Vec<Scale>> {
    Ok(sqlx::query_as!(
        Scale,
        r#"select l.id, l.name,
                  array(select s.word from scale_step s where s.scale_id = l.id
                        order by s.points) as "words!"
           from scale l order by l.id"#
    )
    .fetch_all(db)
    .await?)
}

/// What rules are made for on a day, by the framework's scale or by another; nothing if no framework
/// holds then, or there is no such scale.
pub async fn ground_on(
    db: impl PgExecutor<'_>,
    day: Date,
    scale: Option<i64>,
) -> Result<Option<Ground>> {
    let row = sqlx::query_scalar!(
        r#"select scoring_ground(f.id, $2) as "ground!" from framework f
           where f.valid @> $1::date and f.kind = 'ability'
             and ($2::bigint is null or exists (select from scale l where l.id = $2))"#,
        day,
        scale
    )
    .fetch_optional(db)
    .await?;
    row.map(read).transpose()
}
