//! The committee of a case in the database: members, sessions, the decision.

use time::Date;

use super::{
    forms::{Decision, Session},
    head::{Head, MemberRow},
    writing_store::author,
};
use crate::{audit::Change, kit::Result};

/// Names a member. False: they are one already, or there is a chair.
pub async fn insert_member(
    change: &mut Change,
    head: &Head,
    staff: i64,
    chair: bool,
) -> Result<bool> {
    let (by, now) = (author(change)?, change.now());
    let put = sqlx::query!(
        "insert into complaint_member (complaint_id, staff_id, chair, named_by, named_at)
         select $1, $2, $3, $4, $5
         where not exists (select from complaint_member m where m.complaint_id = $1
                           and m.ended_at is null and (m.staff_id = $2 or $3 and m.chair))",
        head.id,
        staff,
        chair,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(put.rows_affected() == 1)
}

/// Ends somebody's membership; whose.
pub async fn end_member(change: &mut Change, head: &Head, member: i64) -> Result<Option<i64>> {
    let now = change.now();
    Ok(sqlx::query_scalar!(
        "update complaint_member set ended_at = $3
         where id = $2 and complaint_id = $1 and ended_at is null returning staff_id",
        head.id,
        member,
        now
    )
    .fetch_optional(change.conn())
    .await?)
}

/// Ends every membership: the case is over.
pub async fn end_committee(change: &mut Change, head: &Head) -> Result<()> {
    let now = change.now();
    sqlx::query!(
        "update complaint_member set ended_at = $2 where complaint_id = $1 and ended_at is null",
        head.id,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

pub async fn insert_session(change: &mut Change, head: &Head, session: &Session) -> Result<i64> {
    let (by, now) = (author(change)?, change.now());
    Ok(sqlx::query_scalar!(
        r#"with held as (
               insert into complaint_session (complaint_id, held_on, place, minutes, by_id, at)
               values ($1, $2, $3, $4, $5, $6) returning id),
           present as (
               insert into complaint_attendance (session_id, member_id)
               select h.id, m.id from held h, complaint_member m
               where m.complaint_id = $1 and m.id = any($7))
           select id as "id!" from held"#,
        head.id,
        session.held_on,
        session.place,
        session.minutes,
        by,
        now,
        &session.present
    )
    .fetch_one(change.conn())
    .await?)
}

pub async fn insert_decision(
    change: &mut Change,
    head: &Head,
    session: i64,
    decision: &Decision,
    day: Date,
) -> Result<()> {
    let (by, now) = (author(change)?, change.now());
    let redo = decision.redo.as_ref();
    sqlx::query!(
        "insert into complaint_decision (complaint_id, kind, reason, redo, redo_what, session_id,
                                         votes_for, votes_against, decided_on, by_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        head.id,
        decision.kind.code(),
        decision.reason,
        redo.map(|(steps, _)| steps.code()),
        redo.map(|(_, what)| what.clone()),
        session,
        decision.votes_for,
        decision.votes_against,
        day,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// The members as they are now, held against a change behind the reader's back.
pub async fn members_now(change: &mut Change, head: &Head) -> Result<Vec<MemberRow>> {
    let rows = sqlx::query!(
        r#"select m.id, m.staff_id, m.chair, p.family_name || ' ' || p.given_name as "name!",
                  complaint_bar(m.complaint_id, m.staff_id) as bar
           from complaint_member m join staff p on p.id = m.staff_id
           where m.complaint_id = $1 and m.ended_at is null order by m.chair desc, m.id"#,
        head.id
    )
    .fetch_all(change.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| MemberRow {
            id: row.id,
            staff: row.staff_id,
            name: row.name,
            post: String::new(),
            chair: row.chair,
            bar: row.bar,
        })
        .collect())
}
