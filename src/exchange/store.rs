//! Imports and their rows in the database. Rows are read and written in pieces, so that a long file
//! needs no more memory than a short one.

use serde_json::Value;
use sqlx::{PgExecutor, types::Json};
use time::OffsetDateTime;

use super::{
    kinds::Kind,
    rules::{Difference, Finding, Outcome, State, Verdict},
};
use crate::{
    audit::Change,
    kit::{AppError, Result, table::Encoding},
};

const RUNNING: &str = "この取り込みは、いま処理しています。登録はまだ変わっていません。少し待ってから、取り込みの一覧で状況を確かめてください。";

/// How many rows go to the database at once.
pub const PIECE: i64 = 4000;

/// An import as it stands.
#[derive(Clone, Debug)]
pub struct Import {
    pub id: i64,
    pub kind: Kind,
    pub file_name: String,
    pub encoding: Encoding,
    pub header: Vec<String>,
    pub mapping: Option<Vec<String>>,
    pub state: State,
    pub rows: i32,
    pub new: i32,
    pub changed: i32,
    pub same: i32,
    pub wrong: i32,
    /// in the portal, but not in the file
    pub missing: i32,
    pub uploaded_by: String,
    pub uploaded_at: OffsetDateTime,
    pub stored_by: Option<String>,
    pub stored_at: Option<OffsetDateTime>,
    pub undone_by: Option<String>,
    pub undone_at: Option<OffsetDateTime>,
}

impl Import {
    /// How many rows an outcome has.
    pub fn count(&self, outcome: Outcome) -> i32 {
        match outcome {
            Outcome::Wrong => self.wrong,
            Outcome::Changed => self.changed,
            Outcome::New => self.new,
            Outcome::Same => self.same,
        }
    }

    /// Where a target stands in the file.
    pub fn place(&self, target: &str) -> Option<usize> {
        self.mapping.as_ref()?.iter().position(|taken| taken == target)
    }
}

/// Imports, the newest first: all from a place on, or the one.
pub async fn imports(
    db: impl PgExecutor<'_>,
    only: Option<i64>,
    skip: i64,
    size: i64,
) -> Result<Vec<Import>> {
    let rows = sqlx::query!(
        r#"select i.*, coalesce(u.family_name || ' ' || u.given_name, 'システム管理')
                      as "uploader!",
                  t.family_name || ' ' || t.given_name as "storer?",
                  d.family_name || ' ' || d.given_name as "undoer?"
           from import i left join staff u on u.id = i.uploaded_by
           left join staff t on t.id = i.stored_by left join staff d on d.id = i.undone_by
           where $1::bigint is null or i.id = $1
           order by i.uploaded_at desc, i.id desc offset $2 limit $3"#,
        only,
        skip,
        size
    )
    .fetch_all(db)
    .await?;
    let imports = rows.into_iter().filter_map(|row| {
        Some(Import {
            id: row.id,
            kind: Kind::from_code(&row.kind)?,
            file_name: row.file_name,
            encoding: Encoding::from_code(&row.encoding)?,
            header: row.header,
            mapping: row.mapping,
            state: State::from_code(&row.state)?,
            rows: row.rows,
            new: row.new_rows,
            changed: row.changed_rows,
            same: row.same_rows,
            wrong: row.wrong_rows,
            missing: row.missing,
            uploaded_by: row.uploader,
            uploaded_at: row.uploaded_at,
            stored_by: row.storer,
            stored_at: row.stored_at,
            undone_by: row.undoer,
            undone_at: row.undone_at,
        })
    });
    Ok(imports.collect())
}

/// One import.
pub async fn import(db: impl PgExecutor<'_>, id: i64) -> Result<Import> {
    imports(db, Some(id), 0, 1).await?.pop().ok_or(AppError::NotFound)
}

/// Locks an import for the work behind the pages, which can wait. Whoever comes second sees where the
/// first left it.
pub async fn lock(change: &mut Change, id: i64) -> Result<Import> {
    sqlx::query!("select id from import where id = $1 for update", id)
        .fetch_optional(change.conn())
        .await?
        .ok_or(AppError::NotFound)?;
    import(change.conn(), id).await
}

/// Locks an import for a button of a page. While it is checked, stored or taken back, the reader is told
/// so at once and does not wait for it.
pub async fn lock_at_once(change: &mut Change, id: i64) -> Result<Import> {
    let free = sqlx::query!("select id from import where id = $1 for update skip locked", id)
        .fetch_optional(change.conn())
        .await?;
    // not there, or held by somebody else
    let import = import(change.conn(), id).await?;
    if free.is_some() { Ok(import) } else { Err(AppError::Refused(RUNNING.to_owned())) }
}

/// An import begins.
pub async fn insert(
    change: &mut Change,
    kind: Kind,
    file_name: &str,
    encoding: Encoding,
    header: &[String],
) -> Result<i64> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let id = sqlx::query_scalar!(
        "insert into import (kind, file_name, encoding, header, state, rows, uploaded_by,
                             uploaded_at)
         values ($1, $2, $3, $4, 'columns', 0, $5, $6) returning id",
        kind.code(),
        file_name,
        encoding.code(),
        header,
        by,
        now
    )
    .fetch_one(change.conn())
    .await?;
    Ok(id)
}

/// A row as the file has it: its number, its cells, and why it cannot be read.
pub struct Raw {
    pub row: i32,
    pub cells: Value,
    pub broken: Option<String>,
}

/// Rows of a file; the import counts them.
pub async fn insert_rows(change: &mut Change, id: i64, rows: &[Raw]) -> Result<()> {
    sqlx::query!(
        "with added as (
             insert into import_row (import_id, row, cells, broken)
             select $1, r.n, r.c, r.b
             from unnest($2::int[], $3::jsonb[], $4::text[]) as r (n, c, b) returning row)
         update import set rows = rows + (select count(*) from added) where id = $1",
        id,
        &rows.iter().map(|r| r.row).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.cells.clone()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.broken.clone()).collect::<Vec<_>>() as _
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// What the columns of a file of this kind and header were taken for the last time.
pub async fn remembered(
    db: impl PgExecutor<'_>,
    kind: Kind,
    hash: &[u8],
) -> Result<Option<Vec<String>>> {
    let mapping = sqlx::query_scalar!(
        "select mapping from import_mapping where kind = $1 and header_hash = $2",
        kind.code(),
        hash
    );
    Ok(mapping.fetch_optional(db).await?)
}

/// The first rows of a file, as an example.
pub async fn examples(db: impl PgExecutor<'_>, id: i64, most: i64) -> Result<Vec<Vec<String>>> {
    let rows = sqlx::query_scalar!(
        r#"select cells as "cells: Json<Vec<String>>" from import_row
           where import_id = $1 and broken is null order by row limit $2"#,
        id,
        most
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|cells| cells.0).collect())
}

/// Takes the columns for these targets, and remembers it.
pub async fn save_mapping(
    change: &mut Change,
    import: &Import,
    mapping: &[String],
    hash: &[u8],
) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "with told as (update import set mapping = $2, state = 'checking' where id = $1)
         insert into import_mapping (kind, header_hash, mapping, saved_by, saved_at)
         values ($3, $4, $2, $5, $6)
         on conflict (kind, header_hash) do update
             set mapping = excluded.mapping, saved_by = excluded.saved_by,
                 saved_at = excluded.saved_at",
        import.id,
        mapping,
        import.kind.code(),
        hash,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Puts other values into cells: row, place and value.
pub async fn mend(change: &mut Change, id: i64, cells: &[(i32, i32, String)]) -> Result<u64> {
    let done = sqlx::query!(
        "with cell as (
             select * from unnest($2::int[], $3::int[], $4::text[]) as c (row, place, value)),
         patch as (
             select r.row, jsonb_agg(coalesce(c.value, e.value #>> '{}') order by e.n) as cells
             from import_row r
             cross join lateral jsonb_array_elements(r.cells) with ordinality as e (value, n)
             left join cell c on c.row = r.row and c.place = e.n - 1
             where r.import_id = $1 and r.row in (select row from cell)
             group by r.row)
         update import_row r set cells = p.cells
         from patch p where r.import_id = $1 and r.row = p.row and r.cells <> p.cells",
        id,
        &cells.iter().map(|c| c.0).collect::<Vec<_>>(),
        &cells.iter().map(|c| c.1).collect::<Vec<_>>(),
        &cells.iter().map(|c| c.2.clone()).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Moves an import on.
pub async fn put_state(change: &mut Change, id: i64, state: State) -> Result<()> {
    sqlx::query!("update import set state = $2 where id = $1", id, state.code())
        .execute(change.conn())
        .await?;
    Ok(())
}

/// A row of a page.
pub struct Line {
    pub row: i32,
    pub cells: Vec<String>,
    pub whom: String,
    pub problems: Vec<Finding>,
    pub changes: Vec<Difference>,
}

/// The rows of an outcome, a page of them.
pub async fn lines(
    db: impl PgExecutor<'_>,
    id: i64,
    outcome: Outcome,
    page: i64,
    size: i64,
) -> Result<Vec<Line>> {
    let rows = sqlx::query!(
        r#"select row, cells as "cells: Json<Vec<String>>", whom,
                  problems as "problems: Json<Vec<Finding>>",
                  changes as "changes: Json<Vec<Difference>>"
           from import_row where import_id = $1 and outcome = $2
           order by row offset $3 limit $4"#,
        id,
        outcome.code(),
        page * size,
        size
    );
    let line = rows.fetch_all(db).await?.into_iter().map(|row| Line {
        row: row.row,
        cells: row.cells.0,
        whom: row.whom,
        problems: row.problems.0,
        changes: row.changes.0,
    });
    Ok(line.collect())
}

/// What the check says of rows.
pub async fn put_verdicts(change: &mut Change, id: i64, verdicts: &[Verdict]) -> Result<()> {
    let json = |value: serde_json::Result<Value>| value.unwrap_or_default();
    let row = |v: &Verdict| i32::try_from(v.row).unwrap_or_default();
    sqlx::query!(
        "update import_row r
         set outcome = v.o, whom = v.w, problems = v.p, changes = v.c
         from unnest($2::int[], $3::text[], $4::text[], $5::jsonb[], $6::jsonb[])
              as v (n, o, w, p, c)
         where r.import_id = $1 and r.row = v.n",
        id,
        &verdicts.iter().map(row).collect::<Vec<_>>(),
        &verdicts.iter().map(|v| v.outcome.code().to_owned()).collect::<Vec<_>>(),
        &verdicts.iter().map(|v| v.whom.clone()).collect::<Vec<_>>(),
        &verdicts.iter().map(|v| json(serde_json::to_value(&v.problems))).collect::<Vec<_>>(),
        &verdicts.iter().map(|v| json(serde_json::to_value(&v.changes))).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// The check is through: its figures.
pub async fn put_checked(change: &mut Change, id: i64, missing: i32) -> Result<()> {
    let now = change.now();
    sqlx::query!(
        "update import i
         set state = 'checked', checked_at = $2, missing = $3, new_rows = n.new,
             changed_rows = n.changed, same_rows = n.same, wrong_rows = n.wrong
         from (select count(*) filter (where outcome = 'new') as new,
                      count(*) filter (where outcome = 'changed') as changed,
                      count(*) filter (where outcome = 'same') as same,
                      count(*) filter (where outcome = 'wrong') as wrong
               from import_row where import_id = $1) n
         where i.id = $1",
        id,
        now,
        missing
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Takes the rows of one import away. What the import has changed stays.
pub async fn clear(change: &mut Change, id: i64) -> Result<()> {
    sqlx::query!("delete from import_row where import_id = $1", id).execute(change.conn()).await?;
    Ok(())
}

/// Rows whose time is over are taken away: of imports nobody went on with, and of those that can no
/// longer be taken back. One that is being worked on waits for the next day. How many imports.
pub async fn purge(
    change: &mut Change,
    before: OffsetDateTime,
    stored_before: OffsetDateTime,
) -> Result<i64> {
    let gone = sqlx::query_scalar!(
        r#"with over as (
               select i.id from import i
               where ((i.uploaded_at < $1 and i.state not in ('stored', 'undone'))
                      or i.stored_at < $2 or i.undone_at < $2 or i.state = 'discarded')
                 and exists (select from import_row r where r.import_id = i.id)
               for update skip locked),
           given_up as (
               update import set state = 'discarded'
               where id in (select id from over) and state not in ('stored', 'undone')),
           gone as (delete from import_row where import_id in (select id from over))
           select count(*) as "gone!" from over"#,
        before,
        stored_before
    )
    .fetch_one(change.conn())
    .await?;
    Ok(gone)
}
