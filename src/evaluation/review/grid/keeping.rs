//! Drafts of several sheets, kept at once: by the grid of one ability, by the page of all abilities,
//! and by the rows of short sheets.

use serde_json::json;

use super::{
    forms::{Entered, name},
    store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::{
        sheet::{Conflict, Saved},
        workflow::Step,
    },
    identity::Actor,
    kit::{App, Result},
};

/// What became of the fields, by sheet.
pub type Kept = Vec<(i64, Saved)>;

/// A field somebody else wrote in the meantime, by its name on the page.
pub struct Clash {
    pub name: String,
    pub conflict: Conflict,
}

/// Saves fields of several drafts; `subject` is what the page was about.
pub async fn keep(
    app: &App,
    actor: &Actor,
    (step, subject): (Step, Subject),
    entered: &[Entered],
) -> Result<Kept> {
    let mut change = Change::begin(app, actor).await?;
    let kept = store::save(&mut change, step, entered).await?;
    let written: Vec<_> = kept
        .iter()
        .map(|(sheet, saved)| {
            let fields: Vec<&str> = saved.saved.iter().map(|(name, _)| name.as_str()).collect();
            json!({ "sheet": sheet, "fields": fields })
        })
        .collect();
    let entry = Entry::new(Event::DraftSaved, subject)
        .detail(json!({ "step": step.code(), "sheets": written }));
    change.commit(entry).await?;
    Ok(kept)
}

/// The fields that were not saved, because somebody else wrote them.
pub fn clashes(kept: Kept) -> Vec<Clash> {
    let of = |(sheet, saved): (i64, Saved)| {
        let clash =
            move |conflict: Conflict| Clash { name: name(sheet, &conflict.field), conflict };
        saved.conflicts.into_iter().map(clash)
    };
    kept.into_iter().flat_map(of).collect()
}

/// All of it with the names the page knows the fields by, for its script.
pub fn gathered(kept: Kept) -> Saved {
    let mut all = Saved::default();
    for (sheet, saved) in kept {
        all.saved.extend(saved.saved.into_iter().map(|(field, v)| (name(sheet, &field), v)));
        all.conflicts.extend(saved.conflicts.into_iter().map(|mut conflict| {
            conflict.field = name(sheet, &conflict.field);
            conflict
        }));
    }
    all
}
