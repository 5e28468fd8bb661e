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

/// The city has 職員課 talk with everybody who was appointed, too.
pub async fn ask_for_talks(change: &mut Change) -> Result<()> {
    sqlx::query!(
        "insert into probation_rule_task (rule_id, place, what, name, before_days)
         select r.id, max(t.place) + 1, 'hr_interview', '職員課長の面談', 10
         from probation_rule r join probation_rule_task t on t.rule_id = r.id
         where r.kind = 'regular' group by r.id"
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Lets the evaluators of those on probation hold interviews and give opinions.
pub async fn talk_over(change: &mut Change, today: Date) -> Result<()> {
    sqlx::query_file!("src/demo/probation_marks.sql", today).execute(change.conn()).await?;
    Ok(())
}
