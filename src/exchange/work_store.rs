//! What the check and the storing of an import ask of the database, and what its taking back does.

use serde_json::Value;
use sqlx::{PgExecutor, types::Json};
use time::Date;

use super::{kinds::Kind, store::PIECE};
use crate::{audit::Change, kit::Result};

/// A long file takes longer than a page may: two minutes for a statement of this change.
pub async fn take_time(change: &mut Change) -> Result<()> {
    sqlx::query!("select set_config('statement_timeout', '120s', true)")
        .fetch_one(change.conn())
        .await?;
    Ok(())
}

/// Notes whose row each one is, and who must be checked together. `owner` and `collision` are places
/// in the file.
pub async fn put_owners(
    change: &mut Change,
    id: i64,
    kind: Kind,
    owner: i32,
    collision: Option<i32>,
) -> Result<()> {
    sqlx::query!(
        "update import_row set owner = translate(
             case when $3 then normalize(btrim(coalesce(cells ->> $2::int, '')), nfkc)
                  else upper(normalize(btrim(coalesce(cells ->> $2::int, '')), nfkc)) end,
             '‐‑–—−ー', '------')
         where import_id = $1",
        id,
        owner,
        kind == Kind::Unit
    )
    .execute(change.conn())
    .await?;
    let Some(collision) = collision else { return Ok(()) };
    sqlx::query!(
        "update import_row set crowd = owner in (
             select owner from import_row where import_id = $1 and btrim(cells ->> $2::int) <> ''
             union
             select s.number from assignment a join staff s on s.id = a.staff_id where a.leads)
         where import_id = $1",
        id,
        collision
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// A row on its way through the check or into the portal.
pub struct Staged {
    pub row: i32,
    pub owner: String,
    pub cells: Vec<String>,
    pub broken: Option<String>,
    /// by the check before this one
    pub outcome: Option<String>,
    pub changes: Value,
}

/// The next rows: all that collide first (`after` is None), then those of the owners behind `after`.
/// All rows of an owner come together. `right`: only rows that were right in the check.
pub async fn piece(
    change: &mut Change,
    id: i64,
    crowd: bool,
    after: Option<&str>,
    right: bool,
) -> Result<Vec<Staged>> {
    let rows = sqlx::query!(
        r#"with owners as (
               select distinct owner from import_row
               where import_id = $1 and crowd = $2 and ($3::text is null or owner > $3)
                 and not ($4 and outcome = 'wrong')
               order by owner limit case when $2 then null else $5::bigint end)
           select r.row, r.owner, r.cells as "cells: Json<Vec<String>>", r.broken, r.outcome,
                  r.changes
           from import_row r
           where r.import_id = $1 and r.crowd = $2 and r.owner in (select owner from owners)
             and not ($4 and r.outcome = 'wrong')
           order by r.owner, r.row"#,
        id,
        crowd,
        after,
        right,
        PIECE
    );
    let staged = rows.fetch_all(change.conn()).await?.into_iter().map(|row| Staged {
        row: row.row,
        owner: row.owner,
        cells: row.cells.0,
        broken: row.broken,
        outcome: row.outcome,
        changes: row.changes,
    });
    Ok(staged.collect())
}

/// Codes and newest names of units, for words.
pub async fn unit_names(change: &mut Change) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        "select distinct on (u.id) u.code, v.name from unit u join unit_version v on v.unit_id = u.id
         order by u.id, lower(v.valid) desc"
    );
    let rows = rows.fetch_all(change.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.name)).collect())
}

/// What is in the portal on a day, but not in the file: how much, and a page of it.
pub async fn missing(
    db: impl PgExecutor<'_>,
    kind: Kind,
    id: i64,
    day: Date,
    (page, size): (i64, i64),
) -> Result<(i64, Vec<String>)> {
    let rows = sqlx::query!(
        r#"with absent as (
               select u.code || ' ' || v.name as whom
               from unit u join unit_version v on v.unit_id = u.id and v.valid @> $3::date
               where $2 = 'unit'
                 and not exists (select from import_row r where r.import_id = $1 and r.owner = u.code)
               union all
               select s.number || ' ' || s.family_name || ' ' || s.given_name
               from staff s
               where $2 <> 'unit' and s.hired_on <= $3 and (s.left_on is null or s.left_on >= $3)
                 and case $2
                     when 'staff' then true
                     when 'assignment' then exists (select from assignment a
                         where a.staff_id = s.id and a.kind = 'main' and a.valid @> $3::date)
                     when 'leave' then exists (select from leave_period l
                         where l.staff_id = s.id and l.struck_at is null and l.valid @> $3::date)
                     when 'qualification' then exists (select from qualification q
                         where q.staff_id = s.id)
                     else exists (select from past_result p where p.staff_id = s.id) end
                 and not exists (select from import_row r
                                 where r.import_id = $1 and r.owner = s.number))
           select whom as "whom!", count(*) over () as "total!" from absent
           order by whom offset $4 limit $5"#,
        id,
        kind.code(),
        day,
        page * size,
        size
    );
    let rows = rows.fetch_all(db).await?;
    let total = rows.first().map_or(0, |row| row.total);
    Ok((total, rows.into_iter().map(|row| row.whom).collect()))
}

/// Keeps posts as they are before they change.
pub async fn remember_assignments(change: &mut Change, id: i64, keys: &[i64]) -> Result<()> {
    sqlx::query!(
        "insert into import_effect (import_id, relation, key, before)
         select $1, 'assignment', t.id, to_jsonb(t) from assignment t where t.id = any($2)
         on conflict do nothing",
        id,
        keys
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Keeps people as they are before they change.
pub async fn remember_staff(change: &mut Change, id: i64, numbers: &[String]) -> Result<()> {
    sqlx::query!(
        "insert into import_effect (import_id, relation, key, before)
         select $1, 'staff', t.id, to_jsonb(t) from staff t where t.number = any($2)
         on conflict do nothing",
        id,
        numbers
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Keeps units as they are before they change.
pub async fn remember_units(change: &mut Change, id: i64, keys: &[i64]) -> Result<()> {
    sqlx::query!(
        "insert into import_effect (import_id, relation, key, before)
         select $1, 'unit_version', t.id, to_jsonb(t) from unit_version t where t.id = any($2)
         on conflict do nothing",
        id,
        keys
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// The newest keys of the tables an import writes to, before it does.
pub async fn marks(change: &mut Change) -> Result<Vec<i64>> {
    let marks = sqlx::query_scalar!(
        r#"select array[(select coalesce(max(id), 0) from unit),
                        (select coalesce(max(id), 0) from unit_version),
                        (select coalesce(max(id), 0) from staff),
                        (select coalesce(max(id), 0) from assignment),
                        (select coalesce(max(id), 0) from leave_period),
                        (select coalesce(max(id), 0) from qualification),
                        (select coalesce(max(id), 0) from past_result)] as "marks!""#
    );
    Ok(marks.fetch_one(change.conn()).await?)
}

/// Writes up what this transaction has written since the marks: what it made, and what the rows it
/// kept before have become.
pub async fn write_up(change: &mut Change, id: i64, marks: &[i64]) -> Result<i64> {
    let written = sqlx::query_scalar!(
        r#"with now as (
               select 'unit' as relation, t.id as key, to_jsonb(t) as row from unit t
               where t.xmin = pg_current_xact_id()::xid
                 and (t.id > ($2::bigint[])[1] or t.id in (
                     select key from import_effect
                     where import_id = $1 and relation = 'unit'))
               union all
               select 'unit_version' as relation, t.id as key, to_jsonb(t) as row from unit_version t
               where t.xmin = pg_current_xact_id()::xid
                 and (t.id > ($2::bigint[])[2] or t.id in (
                     select key from import_effect
                     where import_id = $1 and relation = 'unit_version'))
               union all
               select 'staff' as relation, t.id as key, to_jsonb(t) as row from staff t
               where t.xmin = pg_current_xact_id()::xid
                 and (t.id > ($2::bigint[])[3] or t.id in (
                     select key from import_effect
                     where import_id = $1 and relation = 'staff'))
               union all
               select 'assignment' as relation, t.id as key, to_jsonb(t) as row from assignment t
               where t.xmin = pg_current_xact_id()::xid
                 and (t.id > ($2::bigint[])[4] or t.id in (
                     select key from import_effect
                     where import_id = $1 and relation = 'assignment'))
               union all
               select 'leave_period' as relation, t.id as key, to_jsonb(t) as row from leave_period t
               where t.xmin = pg_current_xact_id()::xid
                 and (t.id > ($2::bigint[])[5] or t.id in (
                     select key from import_effect
                     where import_id = $1 and relation = 'leave_period'))
               union all
               select 'qualification' as relation, t.id as key, to_jsonb(t) as row from qualification t
               where t.xmin = pg_current_xact_id()::xid
                 and (t.id > ($2::bigint[])[6] or t.id in (
                     select key from import_effect
                     where import_id = $1 and relation = 'qualification'))
               union all
               select 'past_result' as relation, t.id as key, to_jsonb(t) as row from past_result t
               where t.xmin = pg_current_xact_id()::xid
                 and (t.id > ($2::bigint[])[7] or t.id in (
                     select key from import_effect
                     where import_id = $1 and relation = 'past_result'))),
           kept as (
               insert into import_effect (import_id, relation, key, after)
               select $1, relation, key, row from now
               on conflict (import_id, relation, key) do update set after = excluded.after
               returning key)
           select count(*) as "count!" from kept"#,
        id,
        marks
    )
    .fetch_one(change.conn())
    .await?;
    Ok(written)
}
