//! Accounts, codes, rights beyond the post and the looks through them, in the database.

use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::rules::{DORMANT, Signs, Standing};
use crate::{
    audit::Change,
    kit::{Result, StaffId},
    staff,
};

/// A person and where their account stands.
#[derive(Clone, Debug)]
pub struct Account {
    pub staff: StaffId,
    pub number: String,
    pub name: String,
    /// Unit and post of the main post today.
    pub place: String,
    pub standing: Standing,
    pub last_signed_in_at: Option<OffsetDateTime>,
    pub disabled_reason: Option<String>,
    pub code_until: Option<OffsetDateTime>,
    /// How many sessions are open.
    pub sessions: i64,
    /// The rights beyond the post worn today, as words of the database.
    pub hats: Vec<String>,
}

/// Which accounts the list shows.
pub struct Asked<'a> {
    /// What was typed into the search.
    pub typed: &'a str,
    /// None: all who have not left.
    pub standing: Option<Standing>,
    /// Only those with a right beyond the post.
    pub hats_only: bool,
    /// The word of a column, and whether downwards; the reading otherwise.
    pub sort: (&'a str, bool),
    pub most: i64,
    pub skip: i64,
}

/// A page of the list, and how many there are in all.
pub async fn accounts(
    db: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    now: OffsetDateTime,
    today: Date,
) -> Result<(Vec<Account>, i64)> {
    find(db, asked, None, now, today).await
}

/// One person's account, whatever its standing.
pub async fn account(
    db: impl PgExecutor<'_>,
    staff: StaffId,
    now: OffsetDateTime,
    today: Date,
) -> Result<Option<Account>> {
    let asked =
        Asked { typed: "", standing: None, hats_only: false, sort: ("", false), most: 1, skip: 0 };
    Ok(find(db, &asked, Some(staff.0), now, today).await?.0.pop())
}

async fn find(
    db: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    one: Option<i64>,
    now: OffsetDateTime,
    today: Date,
) -> Result<(Vec<Account>, i64)> {
    let rows = sqlx::query_file!(
        "src/rights/accounts.sql",
        now,
        today,
        now - DORMANT,
        &staff::patterns(asked.typed),
        one,
        asked.standing.map(Standing::code),
        asked.hats_only,
        asked.most,
        asked.skip,
        &staff::grams(asked.typed),
        asked.sort.0,
        asked.sort.1
    )
    .fetch_all(db)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let accounts = rows.into_iter().map(|row| Account {
        staff: row.staff,
        number: row.number,
        name: row.name,
        place: [row.unit, row.post].into_iter().flatten().collect::<Vec<_>>().join(" "),
        standing: Standing::from_code(&row.standing).unwrap_or(Standing::Without),
        last_signed_in_at: row.last_signed_in_at,
        disabled_reason: row.disabled_reason,
        code_until: row.valid_until,
        sessions: row.sessions,
        hats: row.hats,
    });
    Ok((accounts.collect(), total))
}

/// A right somebody has or had.
pub struct Hat {
    pub id: i64,
    pub code: String,
    pub from: Option<Date>,
    pub until: Option<Date>,
    pub reason: Option<String>,
    pub given_by: Option<String>,
    pub worn: bool,
    /// The part of the city it holds for; None: the whole.
    pub part: Option<String>,
}

/// The rights of a person, newest first.
pub async fn hats(db: impl PgExecutor<'_>, staff: StaffId, today: Date) -> Result<Vec<Hat>> {
    Ok(sqlx::query_as!(
        Hat,
        r#"select h.id, h.hat as code, lower(h.valid) as "from", upper(h.valid) as until, h.reason,
                  g.family_name || ' ' || g.given_name as given_by,
                  h.valid @> $2::date as "worn!", coalesce(t.name, (select v.name from unit_version v where v.unit_id = h.scope_unit
                                order by lower(v.valid) desc limit 1)) as part
           from hat h left join staff g on g.id = h.given_by
           left join authority t on t.code = h.scope_authority
           where h.staff_id = $1 order by lower(h.valid) desc, h.id desc"#,
        staff.0,
        today
    )
    .fetch_all(db)
    .await?)
}

/// Somebody a letter is for.
pub struct Addressee {
    pub staff: StaffId,
    pub number: String,
    pub name: String,
    pub place: String,
}

/// Those who work here, have no account and no code that still opens one; hired on a day or later.
pub async fn without_account(
    db: impl PgExecutor<'_>,
    since: Option<Date>,
    now: OffsetDateTime,
    today: Date,
) -> Result<Vec<Addressee>> {
    Ok(sqlx::query_as!(
        Addressee,
        r#"select s.id as "staff: StaffId", s.number,
                  s.family_name || ' ' || s.given_name as "name!",
                  concat_ws(' ', u.name, g.post) as "place!"
           from staff s
           left join assignment g on g.staff_id = s.id and g.kind = 'main' and g.valid @> $3::date
           left join unit_version u on u.unit_id = g.unit_id and u.valid @> $3::date
           where s.hired_on <= $3 and (s.left_on is null or s.left_on >= $3)
             and ($1::date is null or s.hired_on >= $1)
             and not exists (select from account a where a.staff_id = s.id)
             and not exists (select from setup_code c
                             where c.staff_id = s.id and c.valid_until > $2::timestamptz)
           order by u.name, s.family_kana collate "C", s.given_kana collate "C", s.number"#,
        since,
        now,
        today
    )
    .fetch_all(db)
    .await?)
}

/// One code each; earlier ones are void.
pub async fn put_codes(
    change: &mut Change,
    staff: &[i64],
    hashes: &[Vec<u8>],
    valid_until: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "with void as (delete from setup_code where staff_id = any($1))
         insert into setup_code (code_hash, staff_id, valid_until)
         select n.hash, n.staff, $3 from unnest($1::bigint[], $2::bytea[]) n (staff, hash)",
        staff,
        hashes,
        valid_until
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Stops an account and ends its sessions; false if it was stopped already.
pub async fn stop(change: &mut Change, staff: StaffId, reason: &str) -> Result<bool> {
    let now = change.now();
    let done = sqlx::query!(
        "with ended as (delete from session where staff_id = $1),
              void as (delete from setup_code where staff_id = $1)
         update account set disabled_at = $2, disabled_reason = $3
         where staff_id = $1 and disabled_at is null",
        staff.0,
        now,
        reason
    );
    Ok(done.execute(change.conn()).await?.rows_affected() == 1)
}

/// Opens a stopped account again; false if it was not stopped.
pub async fn resume(change: &mut Change, staff: StaffId) -> Result<bool> {
    let done = sqlx::query!(
        "update account set disabled_at = null, disabled_reason = null
         where staff_id = $1 and disabled_at is not null",
        staff.0
    );
    Ok(done.execute(change.conn()).await?.rows_affected() == 1)
}

/// Ends every session of a person; how many there were.
pub async fn end_sessions(change: &mut Change, staff: StaffId) -> Result<u64> {
    let done = sqlx::query!("delete from session where staff_id = $1", staff.0);
    Ok(done.execute(change.conn()).await?.rows_affected())
}

/// Gives a right from a day on; false if it is worn already in a part of that time.
pub async fn give_hat(
    change: &mut Change,
    staff: StaffId,
    new: &super::forms::NewHat,
    today: Date,
) -> Result<bool> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let done = sqlx::query!(
        "insert into hat (staff_id, hat, valid, reason, given_by, given_at, scope_authority,
                          scope_unit)
         select $1, $2, daterange($3, $4, '[]'), $5, $6, $7, $8, $9
         where not exists (select from hat h where h.staff_id = $1 and h.hat = $2
                           and h.valid && daterange($3, $4, '[]')
                           and (h.scope_authority is not distinct from $8
                                and h.scope_unit is not distinct from $9))",
        staff.0,
        new.hat,
        today,
        new.until,
        new.reason,
        by,
        now,
        new.scope.authority(),
        new.scope.unit()
    );
    Ok(done.execute(change.conn()).await?.rows_affected() == 1)
}

/// Takes a right back from today on; the word of the right, None if it was not worn. One given
/// today is gone altogether: it held for no day.
pub async fn take_hat(
    change: &mut Change,
    staff: StaffId,
    id: i64,
    today: Date,
) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "with gone as (delete from hat where id = $2 and staff_id = $1
                       and lower(valid) >= $3::date returning hat),
              ended as (update hat set valid = daterange(lower(valid), $3)
                        where id = $2 and staff_id = $1 and valid @> $3::date
                          and lower(valid) < $3 returning hat)
         select hat from gone union all select hat from ended",
        staff.0,
        id,
        today
    )
    .fetch_optional(change.conn())
    .await?
    .flatten())
}

/// Somebody with a right beyond the post.
pub struct Holder {
    pub staff: StaffId,
    pub number: String,
    pub name: String,
    pub place: String,
    pub hat: String,
    pub part: Option<String>,
    pub from: Date,
    pub until: Option<Date>,
    pub reason: Option<String>,
    pub last_signed_in_at: Option<OffsetDateTime>,
    pub signs: Signs,
}

/// All rights worn today.
pub async fn holders(
    db: impl PgExecutor<'_>,
    now: OffsetDateTime,
    today: Date,
) -> Result<Vec<Holder>> {
    let rows = sqlx::query_file!("src/rights/holders.sql", today, now - DORMANT);
    let holders = rows.fetch_all(db).await?.into_iter().map(|row| Holder {
        staff: row.staff,
        number: row.number,
        name: row.name,
        place: [row.unit, row.post].into_iter().flatten().collect::<Vec<_>>().join(" "),
        hat: row.hat,
        part: row.part,
        from: row.from,
        until: row.until,
        reason: row.reason,
        last_signed_in_at: row.last_signed_in_at,
        signs: Signs {
            moved_since: row.moved_since,
            dormant: row.dormant,
            no_account: row.no_account,
            endless: row.until.is_none(),
        },
    });
    Ok(holders.collect())
}

/// One look through the rights.
pub struct Review {
    pub at: OffsetDateTime,
    pub by: String,
    pub held: i32,
    pub remark: String,
}

/// The looks through, newest first.
pub async fn reviews(db: impl PgExecutor<'_>) -> Result<Vec<Review>> {
    Ok(sqlx::query_as!(
        Review,
        r#"select r.reviewed_at as at, s.family_name || ' ' || s.given_name as "by!", r.held,
                  r.remark
           from rights_review r join staff s on s.id = r.reviewed_by
           order by r.reviewed_at desc, r.id desc limit 20"#
    )
    .fetch_all(db)
    .await?)
}

/// Notes that the rights were looked through.
pub async fn insert_review(change: &mut Change, held: i32, remark: &str) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "insert into rights_review (reviewed_at, reviewed_by, held, remark)
         values ($1, $2, $3, $4)",
        now,
        by,
        held,
        remark
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// The parts of the city a right of 職員課 may be given for: 任命権者 with their codes, and the
/// departments of today.
pub struct Parts {
    pub authorities: Vec<(String, String)>,
    pub departments: Vec<(i64, String)>,
}

/// All parts of the city, in one statement.
pub async fn parts(db: impl PgExecutor<'_>, today: Date) -> Result<Parts> {
    let rows = sqlx::query!(
        r#"select code as "code?", null::bigint as "unit?", name as "name!" from authority
           union all
           select null, v.unit_id, v.name from unit_version v
           where v.level = 'department' and v.valid @> $1::date
           order by 3"#,
        today
    )
    .fetch_all(db)
    .await?;
    let mut parts = Parts { authorities: Vec::new(), departments: Vec::new() };
    for row in rows {
        match (row.code, row.unit) {
            (Some(code), _) => parts.authorities.push((code, row.name)),
            (None, Some(unit)) => parts.departments.push((unit, row.name)),
            (None, None) => {}
        }
    }
    Ok(parts)
}
