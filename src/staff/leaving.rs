//! Leaving the city's service: the record stays, the posts, hats and the right to sign in end.

use time::Date;

use crate::{
    audit::Change,
    kit::{Result, StaffId},
};

/// Writes the last day in office. Posts and hats end with it, and open leave; from the next day on
/// nobody signs in with this number (`identity` asks for the day with every request). What was to
/// begin later must have been taken back before.
pub async fn leave_office(change: &mut Change, who: StaffId, last: Date) -> Result<()> {
    let next = last.next_day().unwrap_or(last);
    sqlx::query!(
        "with posts as (
             update assignment set valid = daterange(lower(valid), $3)
             where staff_id = $1 and lower(valid) < $3 and (upper(valid) is null or upper(valid) > $3)),
         hats as (
             update hat set valid = daterange(lower(valid), $3)
             where staff_id = $1 and lower(valid) < $3 and (upper(valid) is null or upper(valid) > $3)),
         leaves as (
             update leave_period set valid = daterange(lower(valid), $3)
             where staff_id = $1 and struck_at is null and lower(valid) < $3
               and (upper(valid) is null or upper(valid) > $3)),
         employments as (
             update employment set valid = daterange(lower(valid), $3)
             where staff_id = $1 and lower(valid) < $3 and upper(valid) is null)
         update staff set left_on = $2 where id = $1",
        who.0,
        last,
        next
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Takes a leaving back: the posts that ended with it go on. Hats are given anew by hand.
pub async fn return_to_office(change: &mut Change, who: StaffId, last: Date) -> Result<()> {
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
