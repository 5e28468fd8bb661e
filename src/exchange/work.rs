//! Checking, storing and taking back an import, piece by piece, each in one change: all of it
//! happens, or nothing.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{
    forms, intake, jobs,
    judge::{self, Ground},
    kinds::{self, Kind},
    rules::{Outcome, State, UNDO},
    store::{self, Import},
    undo_store::{self, Conflict},
    work_store,
};
use crate::{
    audit::{Author, Change, Entry, Event, Subject},
    jobs::Progress,
    kit::{App, AppError, Result},
};

/// An import in the audit book.
pub fn subject(id: i64) -> Subject {
    Subject::new("import", id)
}

fn place(at: Option<usize>) -> Option<i32> {
    at.and_then(|at| i32::try_from(at).ok())
}

/// Checks every row within this change.
pub async fn check(
    app: &App,
    change: &mut Change,
    import: &Import,
    progress: Option<&Progress>,
) -> Result<()> {
    let none = || AppError::Refused("列の対応がまだ決まっていません。".to_owned());
    let mapping = import.mapping.as_deref().ok_or_else(none)?;
    let owner = place(import.place(import.kind.owner())).ok_or_else(none)?;
    let collision = import.kind.collision().and_then(|name| place(import.place(name)));
    work_store::take_time(change).await?;
    work_store::put_owners(change, import.id, import.kind, owner, collision).await?;
    let ground = Ground::read(change, app.today()).await?;
    let (mut walk, mut done) = (Walk::default(), 0);
    while let Some(rows) = walk.next(change, import.id, false).await? {
        let (verdicts, _) = judge::judge(change, import.kind, &ground, mapping, &rows).await?;
        store::put_verdicts(change, import.id, &verdicts).await?;
        done += rows.len();
        jobs::tell(progress, done, import.rows).await?;
    }
    let (missing, _) =
        work_store::missing(change.conn(), import.kind, import.id, app.today(), (0, 1)).await?;
    store::put_checked(change, import.id, i32::try_from(missing).unwrap_or(i32::MAX)).await
}

/// Goes through the rows of an import: those that collide at once, then owner by owner.
#[derive(Default)]
struct Walk {
    crowd_done: bool,
    after: Option<String>,
}

impl Walk {
    async fn next(
        &mut self,
        change: &mut Change,
        id: i64,
        right: bool,
    ) -> Result<Option<Vec<work_store::Staged>>> {
        if !self.crowd_done {
            self.crowd_done = true;
            let rows = work_store::piece(change, id, true, None, right).await?;
            if !rows.is_empty() {
                return Ok(Some(rows));
            }
        }
        let rows = work_store::piece(change, id, false, self.after.as_deref(), right).await?;
        let Some(owner) = rows.last().map(|row| row.owner.clone()) else { return Ok(None) };
        self.after = Some(owner);
        Ok(Some(rows))
    }
}

/// What came of storing.
#[derive(Debug, PartialEq, Eq)]
pub enum Stored {
    /// True now. How many rows of tables were written.
    Done(i64),
    /// Done by a try before this one.
    Already,
    /// Somebody has changed what the check had seen: nothing was written, it was checked anew.
    Moved,
}

/// Stores the rows that were right in the check. What they would do is found anew, and must be what
/// the reader has seen.
pub async fn store(
    app: &App,
    author: Author,
    id: i64,
    (from, only_right): (State, bool),
    progress: Option<&Progress>,
) -> Result<Stored> {
    let mut change = Change::begin(app, author.clone()).await?;
    // the work behind the pages can wait, the reader of a page cannot
    let import = match progress {
        Some(_) => store::lock(&mut change, id).await?,
        None => store::lock_at_once(&mut change, id).await?,
    };
    if import.state == State::Stored {
        return Ok(Stored::Already);
    }
    if import.state != from {
        return Err(AppError::Refused("この取り込みは、もう先へ進んでいます。".to_owned()));
    }
    if import.wrong > 0 && !only_right {
        return Err(AppError::Refused("直す必要がある行が残っています。".to_owned()));
    }
    let marks = work_store::marks(&mut change).await?;
    if !write(app, &mut change, &import, progress).await? {
        drop(change);
        again(app, author, id, progress).await?;
        return Ok(Stored::Moved);
    }
    let written = finish(&mut change, id, &marks).await?;
    let detail = json!({
        "kind": import.kind.label(), "file": import.file_name, "rows": import.rows,
        "new": import.new, "changed": import.changed, "same": import.same,
        "left_out": import.wrong, "written": written,
    });
    change.commit(Entry::new(Event::ImportStored, subject(id)).detail(detail)).await?;
    Ok(Stored::Done(written))
}

/// Writes up what was written.
async fn finish(change: &mut Change, id: i64, marks: &[i64]) -> Result<i64> {
    let written = work_store::write_up(change, id, marks).await?;
    undo_store::put_stored(change, id).await?;
    Ok(written)
}

/// Keeps a file, takes its columns by their names and checks it, all within this change. The inner
/// error is a sentence for the reader.
pub async fn stage(
    app: &App,
    change: &mut Change,
    kind: Kind,
    name: &str,
    bytes: Vec<u8>,
) -> Result<std::result::Result<i64, String>> {
    let records = match intake::opened(bytes, None).await? {
        Ok(records) => records,
        Err(advice) => return Ok(Err(advice)),
    };
    let header = records.header.clone();
    let kept = match intake::keep(change, kind, name, records).await? {
        Ok(kept) => kept,
        Err(advice) => return Ok(Err(advice)),
    };
    let import = store::import(change.conn(), kept.id).await?;
    let hash = forms::header_hash(&header);
    store::save_mapping(change, &import, &kinds::guess(kind, &header), &hash).await?;
    let import = store::import(change.conn(), kept.id).await?;
    check(app, change, &import, None).await?;
    Ok(Ok(kept.id))
}

/// Takes the right rows of a staged file over, within the same change.
pub async fn take_over(app: &App, change: &mut Change, id: i64) -> Result<()> {
    let import = store::import(change.conn(), id).await?;
    let marks = work_store::marks(change).await?;
    if !write(app, change, &import, None).await? {
        return Err(AppError::Internal(format!("import {id}: a row is not what its check saw")));
    }
    finish(change, id, &marks).await?;
    Ok(())
}

/// Writes all right rows. False: one of them would now do something else.
async fn write(
    app: &App,
    change: &mut Change,
    import: &Import,
    progress: Option<&Progress>,
) -> Result<bool> {
    let mapping = import.mapping.as_deref().unwrap_or_default();
    work_store::take_time(change).await?;
    let ground = Ground::read(change, app.today()).await?;
    let (mut walk, mut done) = (Walk::default(), 0);
    while let Some(rows) = walk.next(change, import.id, true).await? {
        let (verdicts, plan) = judge::judge(change, import.kind, &ground, mapping, &rows).await?;
        let seen: HashMap<usize, &work_store::Staged> =
            rows.iter().filter_map(|row| Some((usize::try_from(row.row).ok()?, row))).collect();
        let as_seen = verdicts.iter().all(|verdict| {
            seen.get(&verdict.row).is_some_and(|row| {
                row.outcome.as_deref() == Some(verdict.outcome.code())
                    && serde_json::to_value(&verdict.changes).is_ok_and(|c| c == row.changes)
            })
        });
        if !as_seen {
            return Ok(false);
        }
        judge::carry_out(change, import.id, &plan).await?;
        done += rows.len();
        jobs::tell(progress, done, import.rows).await?;
    }
    Ok(true)
}

/// Checks once more, because the portal has changed meanwhile.
pub async fn again(app: &App, author: Author, id: i64, progress: Option<&Progress>) -> Result<()> {
    let mut change = Change::begin(app, author).await?;
    let import = store::lock(&mut change, id).await?;
    if !matches!(import.state, State::Checking | State::Checked | State::Storing) {
        return Ok(());
    }
    check(app, &mut change, &import, progress).await?;
    let import = store::import(change.conn(), id).await?;
    change.commit(Entry::new(Event::ImportChecked, subject(id)).detail(figures(&import, &[]))).await
}

/// The figures of a check, for the book.
pub fn figures(import: &Import, also: &[(&str, Value)]) -> Value {
    let mut figures = json!({
        "kind": import.kind.label(), "file": import.file_name, "rows": import.rows,
        "wrong": import.count(Outcome::Wrong), "new": import.new, "changed": import.changed,
        "same": import.same, "missing": import.missing,
    });
    if let Some(figures) = figures.as_object_mut() {
        figures.extend(also.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    }
    figures
}

/// What came of taking back.
#[derive(Debug)]
pub enum Undone {
    Done,
    /// These have been changed since, or are used.
    Refused(Vec<Conflict>),
}

/// Takes an import back: everything it wrote becomes what it was. Refused as a whole where somebody
/// has changed something of it since.
pub async fn undo(app: &App, author: Author, id: i64) -> Result<Undone> {
    let mut change = Change::begin(app, author).await?;
    let import = store::lock_at_once(&mut change, id).await?;
    if super::rules::undo_until(import.state, import.stored_at, change.now()).is_none() {
        let hours = UNDO.whole_hours();
        return Err(AppError::Refused(format!(
            "元に戻せるのは、取り込んでから{hours}時間以内です。"
        )));
    }
    work_store::take_time(&mut change).await?;
    let conflicts = undo_store::conflicts(&mut change, id).await?;
    if !conflicts.is_empty() {
        return Ok(Undone::Refused(conflicts));
    }
    match undo_store::take_back(&mut change, id).await {
        Ok(()) => {}
        Err(AppError::Database(error)) if undo_store::is_used(&error) => {
            return Ok(Undone::Refused(vec![Conflict::used(&error)]));
        }
        Err(error) => return Err(error),
    }
    undo_store::put_undone(&mut change, id).await?;
    let detail = json!({ "kind": import.kind.label(), "file": import.file_name });
    change.commit(Entry::new(Event::ImportUndone, subject(id)).detail(detail)).await?;
    Ok(Undone::Done)
}
