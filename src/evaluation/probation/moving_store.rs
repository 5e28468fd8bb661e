//! What moves with the end of a period: the days of its tasks, its sheet. The days before stay.

use time::Date;

use crate::{audit::Change, kit::Result};

/// Gives open tasks another day; the days before stay.
pub async fn move_tasks(change: &mut Change, case: i64, moves: &[(i16, Date)]) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let (places, days): (Vec<i16>, Vec<Date>) = moves.iter().copied().unzip();
    sqlx::query!(
        "insert into probation_task_move (probation_id, place, round, due_on, by_id, at)
         select $1, n.place, (select coalesce(max(m.round), 0) + 1 from probation_task_move m
                              where m.probation_id = $1 and m.place = n.place), n.due_on, $4, $5
         from unnest($2::smallint[], $3::date[]) as n (place, due_on)",
        case,
        &places,
        &days,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Moves what is still to be done on a sheet by so many days, and the last day of its term. The days
/// before stand among its extensions, the reason in its history. A sheet that is confirmed stays.
pub async fn move_sheet(
    change: &mut Change,
    sheet: i64,
    days: i32,
    ends_on: Date,
    reason: &str,
) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "with s as (
             select id, cycle_id, state from sheet
             where id = $1 and state not in ('excluded', 'confirmed', 'disclosed') for update),
         later as (
             insert into extension (sheet_id, step, due_on, reason, by_id, at)
             select s.id, w.step, due_on(s.id, s.cycle_id, w.step) + $2::int, $4, $5, $6
             from s join sheet_window w on w.sheet_id = s.id
             -- what was handed in keeps its day
             where not (w.step = 'self' and s.state <> 'self_assessment')
               and not (w.step = 'first' and s.state not in ('self_assessment', 'first_review'))
               and not (w.step = 'second' and s.state = 'confirmation')),
         passes as (
             insert into passage (sheet_id, place, action, from_state, to_state, by_id, at, reason)
             select s.id, (select coalesce(max(place), 0) + 1 from passage where sheet_id = s.id),
                    'extend', s.state, s.state, $5, $6, $4
             from s)
         update sheet o set term = daterange(lower(o.term), $3::date, '[]') from s where o.id = s.id",
        sheet,
        days,
        ends_on,
        reason,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
