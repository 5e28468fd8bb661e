//! What is being written on a sheet: read back as answers, and kept with its entry in the book.

use serde_json::json;

use super::{Content, Field, Head, Saved, store::save_drafts};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::workflow::Step,
    identity::Actor,
    kit::{
        Answers, App, Result,
        date::{clock_time, local, month_day},
    },
};

impl Content {
    /// What is stored of a step's draft, as answers.
    pub fn stored(&self, step: Step) -> Answers {
        let mut answers = Answers::default();
        for draft in self.drafts.iter().filter(|draft| draft.step == step.code()) {
            answers.put(draft.field.clone(), draft.value.clone());
        }
        answers
    }

    /// When a step's draft was last saved, in words.
    pub fn saved_words(&self, step: Step) -> String {
        self.saved_at(step).map_or_else(
            || "まだ保存していません".to_owned(),
            |at| format!("{}{}に保存しました", month_day(local(at).date()), clock_time(at)),
        )
    }
}

/// Saves fields of the writer's own draft of a step.
pub async fn keep_draft(
    app: &App,
    (actor, head): (&Actor, &Head),
    step: Step,
    fields: &[Field],
) -> Result<Saved> {
    let mut change = Change::begin(app, actor).await?;
    let saved = save_drafts(&mut change, head.id, step, fields).await?;
    let written: Vec<&str> = saved.saved.iter().map(|(name, _)| name.as_str()).collect();
    let entry = Entry::new(Event::DraftSaved, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({ "step": step.code(), "fields": written }));
    change.commit(entry).await?;
    Ok(saved)
}
