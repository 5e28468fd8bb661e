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

/// A 任用 that begins: 雇用区分 and its ground, by their codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub staff: i64,
    pub kind: &'static str,
    pub basis: Option<String>,
    /// None: full time.
    pub weekly_minutes: Option<i16>,
}

/// Begins another 任用 for people on a day; what held until then ends. Both places that say it agree
/// afterwards: the dated 任用 and what somebody is at present. What somebody was before the first one is
/// written down with it.
pub async fn begin_employments(change: &mut Change, terms: &[Term], day: Date) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let who: Vec<i64> = terms.iter().map(|term| term.staff).collect();
    let kind: Vec<String> = terms.iter().map(|term| term.kind.to_owned()).collect();
    let basis: Vec<Option<String>> = terms.iter().map(|term| term.basis.clone()).collect();
    let minutes: Vec<Option<i16>> = terms.iter().map(|term| term.weekly_minutes).collect();
    sqlx::query!(
        "insert into employment (staff_id, kind, valid, basis, entered_by, at)
         select s.id, s.employment,
                daterange(s.hired_on, least($2, coalesce(s.left_on + 1, $2))), 'hired', $3, $4
         from staff s
         where s.id = any($1) and s.hired_on < $2 and s.employment <> 'fiscal_year'
           and not exists (select from employment e where e.staff_id = s.id)",
        &who,
        day,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "with gone as (delete from employment where staff_id = any($1) and lower(valid) = $2::date)
         update employment set valid = daterange(lower(valid), $2)
         where staff_id = any($1) and valid @> $2::date and lower(valid) < $2",
        &who,
        day
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "with term as (select * from unnest($1::bigint[], $2::text[], $3::text[], $7::smallint[])
                         t (p, kind, basis, minutes)),
         said as (update staff s set employment = t.kind from term t where s.id = t.p)
         insert into employment (staff_id, kind, valid, basis, entered_by, at, weekly_minutes)
         select t.p, t.kind, daterange($4, (select min(lower(e.valid)) from employment e
                                            where e.staff_id = t.p and lower(e.valid) > $4)),
                t.basis, $5, $6, t.minutes
         from term t",
        &who,
        &kind,
        &basis as _,
        day,
        by,
        now,
        &minutes as _
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
