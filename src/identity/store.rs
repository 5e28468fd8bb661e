//! Accounts, sessions and failures in the database.

use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::{Actor, Hats, Scope, TextSize, Theme, rules};
use crate::{
    audit::Change,
    kit::{App, Result, StaffId},
};

/// A session's person, and when it was last used.
pub struct Found {
    pub actor: Actor,
    pub last_seen_at: OffsetDateTime,
}

/// Everything about the person behind a token, in one statement: session, account, post, hats,
/// whether anybody is theirs to evaluate.
pub async fn actor(
    db: impl PgExecutor<'_>,
    token_hash: &[u8; 32],
    now: OffsetDateTime,
    today: Date,
) -> Result<Option<Found>, sqlx::Error> {
    let row = sqlx::query_file!(
        "src/identity/actor.sql",
        token_hash.as_slice(),
        now,
        today,
        now - rules::IDLE
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Found {
        last_seen_at: row.last_seen_at,
        actor: Actor {
            id: StaffId(row.staff_id),
            number: row.number,
            name: row.name,
            unit: row.unit,
            scope: Scope::of(&row.hats, row.authorities, row.units),
            hats: Hats::of(&row.hats),
            evaluates: row.evaluates,
            leads_department: row.leads_department,
            theme: row.theme,
            text_size: row.text_size,
            shortcuts: row.shortcuts,
            must_change_password: row.must_change,
            session: row.session,
            origin: String::new(),
            notice: None,
            standing_in: None,
        },
    }))
}

/// What is needed to check a sign-in: the account of a number, if there is one.
pub struct Door {
    pub staff_id: Option<StaffId>,
    pub password_hash: Option<String>,
    /// A first password that has run out opens nothing.
    pub run_out: bool,
    pub failures: i32,
    pub last_failure: Option<OffsetDateTime>,
}

/// Looks up a number. A number that does not exist answers in the same shape.
pub async fn door(
    db: impl PgExecutor<'_>,
    number: &str,
    number_hash: &[u8; 32],
    now: OffsetDateTime,
    today: Date,
) -> Result<Door> {
    let row = sqlx::query!(
        r#"
        select p.id as "staff_id?", a.password_hash as "password_hash?",
               coalesce(a.must_change and a.first_password_until < $3, false) as "run_out!",
               coalesce(f.failures, 0) as "failures!", f.last_at as "last_failure?"
        from (select $1::text as number) asked
        left join (staff p join account a on a.staff_id = p.id and a.disabled_at is null)
            on p.number = asked.number and (p.left_on is null or p.left_on >= $4)
        left join sign_in_failure f on f.number_hash = $2
        "#,
        number,
        number_hash.as_slice(),
        now,
        today
    )
    .fetch_one(db)
    .await?;
    Ok(Door {
        staff_id: row.staff_id.map(StaffId),
        password_hash: row.password_hash,
        run_out: row.run_out,
        failures: row.failures,
        last_failure: row.last_failure,
    })
}

/// Counts one more failure for a number, known or not.
pub async fn count_failure(change: &mut Change, number_hash: &[u8; 32]) -> Result<()> {
    let now = change.now();
    sqlx::query!(
        "insert into sign_in_failure as f (number_hash, failures, last_at) values ($1, 1, $2)
         on conflict (number_hash) do update set last_at = excluded.last_at,
             failures = case when f.last_at < $2 - interval '12 hours' then 1
                             else f.failures + 1 end",
        number_hash.as_slice(),
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// A new session, and a clean sheet for the number. At most five sessions: the oldest gives way.
pub async fn begin_session(
    change: &mut Change,
    staff: StaffId,
    number_hash: &[u8; 32],
    token_hash: &[u8; 32],
    origin: &str,
    user_agent: &str,
) -> Result<()> {
    let now = change.now();
    sqlx::query!(
        "with clean as (delete from sign_in_failure where number_hash = $2),
              used as (update account set last_signed_in_at = $4 where staff_id = $1),
              crowded as (delete from session where id in (
                  select id from session where staff_id = $1
                  order by last_seen_at desc offset 4))
         insert into session (staff_id, token_hash, created_at, last_seen_at, expires_at,
                              origin, user_agent)
         values ($1, $3, $4, $4, $5, $6, $7)",
        staff.0,
        number_hash.as_slice(),
        token_hash.as_slice(),
        now,
        now + rules::ABSOLUTE,
        origin,
        user_agent
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Ends the session of a token.
pub async fn end_session(change: &mut Change, session: i64) -> Result<()> {
    sqlx::query!("delete from session where id = $1", session).execute(change.conn()).await?;
    Ok(())
}

/// Whose session a token was, even when it has been idle too long: for asking the password again
/// on the same page. Not when its absolute time is over.
pub struct Sleeping {
    pub session: i64,
    pub staff_id: StaffId,
    pub number: String,
    pub password_hash: String,
    pub idle: bool,
}

pub async fn sleeping(
    db: impl PgExecutor<'_>,
    token_hash: &[u8; 32],
    now: OffsetDateTime,
) -> Result<Option<Sleeping>> {
    Ok(sqlx::query_as!(
        Sleeping,
        r#"
        select s.id as session, s.staff_id as "staff_id: StaffId", p.number, a.password_hash,
               s.last_seen_at <= $3 as "idle!"
        from session s join staff p on p.id = s.staff_id
        join account a on a.staff_id = p.id and a.disabled_at is null
        where s.token_hash = $1 and s.expires_at > $2
        "#,
        token_hash.as_slice(),
        now,
        now - rules::IDLE
    )
    .fetch_optional(db)
    .await?)
}

/// Wakes a session after the password was given again.
pub async fn wake(change: &mut Change, session: i64) -> Result<()> {
    let now = change.now();
    sqlx::query!("update session set last_seen_at = $2 where id = $1", session, now)
        .execute(change.conn())
        .await?;
    Ok(())
}

/// Notes that a session is in use. Not business, so it has no entry in the book.
pub async fn touch(app: &App, session: i64, now: OffsetDateTime) -> Result<()> {
    sqlx::query!(
        "update session set last_seen_at = $2 where id = $1 and last_seen_at < $2",
        session,
        now
    )
    .execute(app.writer())
    .await?;
    Ok(())
}
