//! One's own account and sessions in the database.

use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::super::rules;
use crate::{
    audit::Change,
    kit::{Result, StaffId},
};

/// What the portal holds about a person, as that person reads it.
pub struct Own {
    pub name: String,
    pub kana: String,
    /// 「福祉総務課 主事」, the main post first.
    pub posts: Vec<String>,
    pub mail: Option<String>,
    /// Kinds of mails that are switched off.
    pub refused: Vec<String>,
}

/// One's own data today.
pub async fn own(db: impl PgExecutor<'_>, staff: StaffId, today: Date) -> Result<Own> {
    Ok(sqlx::query_as!(
        Own,
        r#"
        select s.family_name || ' ' || s.given_name as "name!",
               s.family_kana || ' ' || s.given_kana as "kana!",
               array(select u.name || ' ' || a.post
                            || case a.kind when 'main' then '' else '（兼務）' end
                     from assignment a
                     join unit_version u on u.unit_id = a.unit_id and u.valid @> $2::date
                     where a.staff_id = s.id and a.valid @> $2::date
                     order by a.kind desc, u.place) as "posts!",
               s.mail,
               array(select r.kind from mail_refusal r where r.staff_id = s.id) as "refused!"
        from staff s where s.id = $1
        "#,
        staff.0,
        today
    )
    .fetch_one(db)
    .await?)
}

/// The words a guesser would try first for this person: number, names and readings.
pub async fn own_words(db: impl PgExecutor<'_>, staff: StaffId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        r#"select array_remove(array[number, family_name, given_name, family_kana, given_kana,
                                     former_family_name], null) as "words!"
           from staff where id = $1"#,
        staff.0
    )
    .fetch_one(db)
    .await?)
}

/// Somewhere one is signed in.
pub struct SessionRow {
    pub id: i64,
    pub created_at: OffsetDateTime,
    pub last_seen_at: OffsetDateTime,
    pub origin: String,
    pub user_agent: String,
}

/// One's sessions that are still awake, the last used first.
pub async fn sessions(
    db: impl PgExecutor<'_>,
    staff: StaffId,
    now: OffsetDateTime,
) -> Result<Vec<SessionRow>> {
    Ok(sqlx::query_as!(
        SessionRow,
        "select id, created_at, last_seen_at, origin, user_agent from session
         where staff_id = $1 and expires_at > $2 and last_seen_at > $3
         order by last_seen_at desc, id desc",
        staff.0,
        now,
        now - rules::IDLE
    )
    .fetch_all(db)
    .await?)
}

/// How pages look from now on, in the words of the database.
pub async fn save_display(
    change: &mut Change,
    staff: StaffId,
    theme: &str,
    text_size: &str,
    shortcuts: bool,
) -> Result<()> {
    sqlx::query!(
        "update account set theme = $2, text_size = $3, shortcuts = $4 where staff_id = $1",
        staff.0,
        theme,
        text_size,
        shortcuts
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Which kinds of mails are switched off from now on.
pub async fn save_mail(change: &mut Change, staff: StaffId, refused: &[String]) -> Result<()> {
    sqlx::query!(
        "with gone as (delete from mail_refusal where staff_id = $1 and kind <> all ($2))
         insert into mail_refusal (staff_id, kind) select $1, unnest($2::text[])
         on conflict do nothing",
        staff.0,
        refused
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Ends every session of a person but this one; how many there were.
pub async fn end_others(change: &mut Change, staff: StaffId, this: i64) -> Result<u64> {
    let ended = sqlx::query!("delete from session where staff_id = $1 and id <> $2", staff.0, this);
    Ok(ended.execute(change.conn()).await?.rows_affected())
}

/// Ends one session of a person; false if it is not theirs.
pub async fn end_one(change: &mut Change, staff: StaffId, session: i64) -> Result<bool> {
    let ended =
        sqlx::query!("delete from session where staff_id = $1 and id = $2", staff.0, session);
    Ok(ended.execute(change.conn()).await?.rows_affected() == 1)
}

/// A new password: every other session ends, this one gets a new token, failures are forgotten.
pub async fn change_password(
    change: &mut Change,
    staff: StaffId,
    password_hash: &str,
    this: i64,
    token_hash: &[u8; 32],
    number_hash: &[u8; 32],
) -> Result<()> {
    sqlx::query!(
        "with clean as (delete from sign_in_failure where number_hash = $5),
              others as (delete from session where staff_id = $1 and id <> $3),
              this as (update session set token_hash = $4 where id = $3)
         update account set password_hash = $2, must_change = false, first_password_until = null
         where staff_id = $1",
        staff.0,
        password_hash,
        this,
        token_hash.as_slice(),
        number_hash.as_slice()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
