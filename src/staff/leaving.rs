//! Leaving the city's service: the record stays, the posts, hats and the right to sign in end.

use time::Date;

use crate::{
    audit::Change,
    kit::{Result, StaffId},
};

/// Writes the last day in office. Posts and hats end with it, and open leave; from the next day on
/// nobody signs in with this number (`identity` asks for the day with every request). What was to
/// begin later must have been taken back before.
pub async fn leave_office(change: &mut Change, who: &[i64], last: Date) -> Result<()> {
    let next = last.next_day().unwrap_or(last);
    sqlx::query!(
        "with posts as (
             update assignment set valid = daterange(lower(valid), $3)
             where staff_id = any($1) and lower(valid) < $3 and (upper(valid) is null or upper(valid) > $3)),
         hats as (
             update hat set valid = daterange(lower(valid), $3)
             where staff_id = any($1) and lower(valid) < $3 and (upper(valid) is null or upper(valid) > $3)),
         leaves as (
             update leave_period set valid = daterange(lower(valid), $3)
             where staff_id = any($1) and struck_at is null and lower(valid) < $3
               and (upper(valid) is null or upper(valid) > $3)),
         employments as (
             update employment set valid = daterange(lower(valid), $3)
             where staff_id = any($1) and lower(valid) < $3 and upper(valid) is null)
         update staff set left_on = $2 where id = any($1)",
        who,
        last,
        next
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Takes a leaving back: the posts that ended with it go on. Hats are given anew by hand. The database
/// refuses where somebody else leads the unit by now, or the person has another post.
pub async fn return_to_office(
    change: &mut Change,
    who: StaffId,
    last: Date,
) -> std::result::Result<(), sqlx::Error> {
    let next = last.next_day().unwrap_or(last);
    sqlx::query!(
        "with posts as (
             update assignment set valid = daterange(lower(valid), null)
             where staff_id = $1 and upper(valid) = $2),
         employments as (
             update employment set valid = daterange(lower(valid), null)
             where staff_id = $1 and upper(valid) = $2 and kind = 'regular')
         update staff set left_on = null where id = $1",
        who.0,
        next
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Begins another 雇用区分 for people on a day; what held until then ends. Both places that say it
/// agree afterwards: the dated 任用 and what somebody is at present.
pub async fn begin_employment(
    change: &mut Change,
    who: &[i64],
    kind: &str,
    day: Date,
) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "with gone as (delete from employment where staff_id = any($1) and lower(valid) = $2::date)
         update employment set valid = daterange(lower(valid), $2)
         where staff_id = any($1) and valid @> $2::date and lower(valid) < $2",
        who,
        day
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "with said as (update staff set employment = $2 where id = any($1))
         insert into employment (staff_id, kind, valid, entered_by, at)
         select p, $2, daterange($3, (select min(lower(e.valid)) from employment e
                                      where e.staff_id = p and lower(e.valid) > $3)), $4, $5
         from unnest($1::bigint[]) p",
        who,
        kind,
        day,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
