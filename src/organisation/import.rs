//! Taking the organisation over from a file: all rows or none.

use super::{forms, rules, store};
use crate::{
    audit::{Author, Change, Entry, Event, Subject},
    kit::{App, Result, table::Problem},
};

/// What came of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Import {
    /// Nothing was written; this must be put right.
    Wrong(Vec<Problem>),
    /// Everything in it is known already.
    Unchanged { rows: usize },
    /// It is true now.
    Done { rows: usize, added: usize, changed: usize },
}

/// Reads a file and makes it true.
pub async fn import(app: &App, author: Author, bytes: &[u8]) -> Result<Import> {
    let rows = match forms::units(bytes) {
        Ok(rows) => rows,
        Err(problems) => return Ok(Import::Wrong(problems)),
    };
    let mut change = Change::begin(app, author).await?;
    let stored = store::versions(&mut change).await?;
    let plan = match rules::plan(&stored, &rows) {
        Ok(plan) => plan,
        Err(problems) => return Ok(Import::Wrong(problems)),
    };
    let (count, added, changed) = (rows.len(), plan.added.len(), plan.changed.len());
    if plan.is_empty() {
        return Ok(Import::Unchanged { rows: count });
    }
    store::carry_out(&mut change, &plan).await?;
    let old: Vec<_> = plan
        .changed
        .iter()
        .filter_map(|c| stored.iter().find(|s| s.id == c.0))
        .map(|s| {
            serde_json::json!({ "id": s.id, "name": s.version.name,
            "from": s.span.from.to_string(), "until": s.span.until.map(|d| d.to_string()) })
        })
        .collect();
    let new = plan.added.iter().map(|(code, span, version)| {
        serde_json::json!({ "code": code, "name": version.name, "from": span.from.to_string() })
    });
    let detail = serde_json::json!({
        "rows": count, "added": new.collect::<Vec<_>>(), "changed": old,
    });
    let entry = Entry::new(Event::OrganisationImported, Subject::HOUSE).detail(detail);
    change.commit(entry).await?;
    Ok(Import::Done { rows: count, added, changed })
}
