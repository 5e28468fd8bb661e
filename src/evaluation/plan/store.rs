//! Development plans in the database, and the finishing of a sheet.

use super::forms::Action;
use crate::{audit::Change, evaluation::sheet::SheetId, kit::Result};

/// Writes the plan anew, if nobody did since the page was read and the sheet is not finished.
pub async fn write(
    change: &mut Change,
    sheet: SheetId,
    version: i32,
    actions: &[Action],
) -> Result<bool> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let written = sqlx::query!(
        "insert into development_plan as p (sheet_id, written_by, written_at)
         select s.id, $2, $3 from sheet s
         where s.id = $1 and s.state = 'disclosed' and s.closed_at is null
         on conflict (sheet_id) do update
         set written_by = excluded.written_by, written_at = excluded.written_at,
             version = p.version + 1
         where p.version = $4",
        sheet.0,
        by,
        now,
        version
    )
    .execute(change.conn())
    .await?;
    if written.rows_affected() == 0 {
        return Ok(false);
    }
    let places: Vec<i16> = actions.iter().map(|a| a.place).collect();
    let abilities: Vec<i64> = actions.iter().map(|a| a.ability).collect();
    let ways: Vec<String> = actions
        .iter()
        .map(|a| a.ways.iter().map(|how| how.code()).collect::<Vec<_>>().join(","))
        .collect();
    let bodies: Vec<String> = actions.iter().map(|a| a.body.clone()).collect();
    let looks: Vec<time::Date> = actions.iter().map(|a| a.look_on).collect();
    sqlx::query!("delete from development_action where sheet_id = $1", sheet.0)
        .execute(change.conn())
        .await?;
    sqlx::query!(
        "insert into development_action (sheet_id, place, ability_id, ways, body, look_on)
         select $1, a.place, a.ability, string_to_array(a.ways, ','), a.body, a.look
         from unnest($2::smallint[], $3::bigint[], $4::text[], $5::text[], $6::date[])
              as a (place, ability, ways, body, look)",
        sheet.0,
        &places,
        &abilities,
        &ways,
        &bodies,
        &looks
    )
    .execute(change.conn())
    .await?;
    Ok(true)
}

/// Finishes the sheet, and those that belong to it, if the result is disclosed, the feedback has been
/// sent and there is a plan with one of them (evaluation.md 1.2, 15). Of another sheet only the talk
/// after the own disclosure counts. Which sheets are finished by this.
pub async fn finish(change: &mut Change, sheet: SheetId) -> Result<Vec<i64>> {
    let now = change.now();
    let mut closed = sqlx::query_scalar!(
        r#"with together as (select other_id from sheet_together_view where sheet_id = $1)
         update sheet s set closed_at = $2
         where s.id in (select other_id from together) and s.state = 'disclosed'
           and s.closed_at is null
           and exists (select from development_action a
                       where a.sheet_id in (select other_id from together))
           and exists (select from interview i join interview_sending d on d.interview_id = i.id
                       where i.sheet_id in (select other_id from together)
                         and i.kind = 'feedback' and (i.sheet_id = s.id or d.at >= s.state_since))
         returning s.id"#,
        sheet.0,
        now
    )
    .fetch_all(change.conn())
    .await?;
    closed.sort_unstable();
    Ok(closed)
}
