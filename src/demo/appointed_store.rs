//! Writes the people of the demo city who have a sheet of another kind.

use serde_json::Value;
use time::Date;

use super::appointed::New;
use crate::{audit::Change, kit::Result};

/// Enters people into a team of a section. Their ids, by number.
pub async fn insert(change: &mut Change, people: &[New], section: &str) -> Result<Vec<i64>> {
    let rows = Value::Array(people.iter().map(New::row).collect());
    let rows =
        sqlx::query_file!("src/demo/appointed.sql", rows, section).fetch_all(change.conn()).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Lets the evaluators of a year's short sheets write some of them.
pub async fn write_some(change: &mut Change, year: i16) -> Result<()> {
    let cycle =
        sqlx::query_scalar!("select id from cycle where kind = 'short' and fiscal_year = $1", year)
            .fetch_optional(change.conn())
            .await?;
    let at = change.now();
    sqlx::query_file!("src/demo/short_marks.sql", cycle, at, 3_i64, 3_i64)
        .execute(change.conn())
        .await?;
    Ok(())
}

/// Lets the evaluators of those on probation hold interviews and give opinions.
pub async fn talk_over(change: &mut Change, today: Date) -> Result<()> {
    sqlx::query_file!("src/demo/probation_marks.sql", today).execute(change.conn()).await?;
    Ok(())
}
