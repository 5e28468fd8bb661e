//! Setting up the first administrator, in the database.

use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::create::NewAdmin;
use crate::{
    audit::Change,
    kit::{Result, StaffId},
    staff,
};

/// Somebody who is already in the staff list.
pub struct Person {
    pub id: StaffId,
    pub family_name: String,
    pub given_name: String,
    pub has_account: bool,
}

/// Who has this number; nobody else changes them until this change is over.
pub async fn person(change: &mut Change, number: &str) -> Result<Option<Person>> {
    Ok(sqlx::query_as!(
        Person,
        r#"select s.id as "id: StaffId", s.family_name, s.given_name,
                  exists (select from account a where a.staff_id = s.id) as "has_account!"
           from staff s where s.number = $1 for update"#,
        number
    )
    .fetch_optional(change.conn())
    .await?)
}

/// Somebody new, employed from today until the staff list says it better.
pub async fn insert_person(change: &mut Change, new: &NewAdmin, today: Date) -> Result<StaffId> {
    let names = [&*new.family_name, &*new.given_name, &*new.family_kana, &*new.given_kana];
    let id = sqlx::query_scalar!(
        "insert into staff (number, family_name, given_name, family_kana, given_kana, employment,
                            hired_on, search)
         values ($1, $2, $3, $4, $5, 'regular', $6, $7) returning id",
        new.number,
        new.family_name,
        new.given_name,
        new.family_kana,
        new.given_kana,
        today,
        staff::search_text(&new.number, &names)
    )
    .fetch_one(change.conn())
    .await?;
    Ok(StaffId(id))
}

/// The hats of an administrator and of 職員課, from today, if they are not worn already.
pub async fn give_hats(change: &mut Change, staff: StaffId, today: Date) -> Result<()> {
    sqlx::query!(
        "insert into hat (staff_id, hat, valid)
         select $1, h, daterange($2, null) from unnest(array['administrator', 'hr']) h
         where not exists (select from hat w
                           where w.staff_id = $1 and w.hat = h and w.valid @> $2::date)",
        staff.0,
        today
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// The one code of a person; an earlier one is void.
pub async fn put_code(
    change: &mut Change,
    staff: StaffId,
    code_hash: &[u8; 32],
    valid_until: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "with void as (delete from setup_code where staff_id = $1)
         insert into setup_code (code_hash, staff_id, valid_until) values ($2, $1, $3)",
        staff.0,
        code_hash.as_slice(),
        valid_until
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Whose code this is, if the number is right too and it has not run out.
pub async fn holder(
    db: impl PgExecutor<'_>,
    number: &str,
    code_hash: &[u8; 32],
    now: OffsetDateTime,
) -> Result<Option<StaffId>> {
    let id = sqlx::query_scalar!(
        "select c.staff_id from setup_code c join staff s on s.id = c.staff_id
         where c.code_hash = $2 and s.number = $1 and c.valid_until > $3
           and (s.left_on is null or s.left_on >= $3::timestamptz::date)",
        number,
        code_hash.as_slice(),
        now
    );
    Ok(id.fetch_optional(db).await?.map(StaffId))
}

/// Takes the code and makes the account, or gives an account a new password and ends its sessions;
/// false if somebody was faster or the account is stopped.
pub async fn open_account(
    change: &mut Change,
    staff: StaffId,
    code_hash: &[u8; 32],
    password_hash: &str,
    number_hash: &[u8; 32],
) -> Result<bool> {
    let made = sqlx::query!(
        "with taken as (delete from setup_code where code_hash = $2 and staff_id = $1
                        returning staff_id),
              clean as (delete from sign_in_failure where number_hash = $4),
              ended as (delete from session where staff_id in (select staff_id from taken))
         insert into account (staff_id, password_hash) select staff_id, $3 from taken
         on conflict (staff_id) do update
             set password_hash = excluded.password_hash, must_change = false,
                 first_password_until = null
             where account.disabled_at is null",
        staff.0,
        code_hash.as_slice(),
        password_hash,
        number_hash.as_slice()
    );
    Ok(made.execute(change.conn()).await?.rows_affected() == 1)
}
