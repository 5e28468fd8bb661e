//! Makes what people are found by anew, where the folding of words has changed since it was stored.

use super::{GAP, fold, store};
use crate::{
    audit::{Author, Change, Entry, Event, Subject},
    kit::{App, Result},
};

/// People a statement.
const BATCH: usize = 5_000;

/// Folds everybody's words anew, if they were folded by an older version. How many have changed.
pub async fn refold(app: &App) -> Result<usize> {
    if store::folded_by(&app.reader).await? == fold::VERSION {
        return Ok(0);
    }
    let mut change = Change::begin(app, Author::cli()).await?;
    let people = store::search_words(&mut change).await?;
    let changed: Vec<(i64, String)> = people
        .into_iter()
        .filter_map(|person| {
            let search = person.folded();
            (search != person.search).then_some((person.id, search))
        })
        .collect();
    for batch in changed.chunks(BATCH) {
        store::save_search(&mut change, batch).await?;
    }
    store::note_fold(&mut change, fold::VERSION).await?;
    let detail = serde_json::json!({ "rows": changed.len(), "new": fold::VERSION });
    change.commit(Entry::new(Event::SearchRefolded, Subject::HOUSE).detail(detail)).await?;
    Ok(changed.len())
}

impl store::Words {
    /// The number, the names in use, their readings, and every other name with the given one.
    pub(super) fn folded(&self) -> String {
        let mut names = vec![&*self.family, &*self.given, GAP, &*self.kana];
        for other in &self.others {
            names.extend([GAP, other]);
        }
        super::search_text(&self.number, &names)
    }
}
