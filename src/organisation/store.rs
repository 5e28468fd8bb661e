//! Reads the units of a day.

use sqlx::PgExecutor;
use time::Date;

use super::tree::{Level, Tree, Unit};
use crate::kit::Result;

/// All units that exist on a day, in the city's order.
pub async fn tree(db: impl PgExecutor<'_>, day: Date) -> Result<Tree> {
    let rows = sqlx::query!(
        "select u.id, u.code, v.name, v.level, v.parent_id
         from unit u join unit_version v on v.unit_id = u.id and v.valid @> $1::date
         order by v.place, u.code",
        day
    )
    .fetch_all(db)
    .await?;
    let units = rows.into_iter().filter_map(|row| {
        let level = Level::from_code(&row.level)?;
        Some(Unit { id: row.id, code: row.code, name: row.name, level, parent: row.parent_id })
    });
    Ok(Tree::new(units.collect()))
}
