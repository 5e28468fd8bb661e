//! What is being written on a sheet: read back as answers, and kept with its entry in the book.

use serde_json::json;

use super::{Content, Evaluator, Field, Head, Saved, content::Draft, store::save_drafts};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::{view::Value, workflow::Step},
    identity::Actor,
    kit::{
        Answers, App, Result, StaffId,
        date::{clock_time, local, month_day},
    },
};

impl Head {
    /// Whose step it is: the person's, or the evaluator's who holds the seat.
    pub fn holder_of(&self, step: Step) -> Option<StaffId> {
        match step {
            Step::Goals | Step::Midterm | Step::Own => Some(self.subject),
            _ => self.seat_of(step).1.map(|evaluator| evaluator.id),
        }
    }

    fn seat_of(&self, step: Step) -> (&'static str, Option<&Evaluator>) {
        let (first, second) = (self.first.as_ref(), self.second.as_ref());
        match step {
            Step::Second => ("second", second),
            Step::GoalReview | Step::MidtermReview if first.is_none() => ("second", second),
            _ => ("first", first),
        }
    }

    /// Whose draft of a step whoever reads the sheet now goes on with.
    fn writer_of(&self, step: Step) -> Option<StaffId> {
        match (self.standing_in, step) {
            (false, _) | (true, Step::Goals | Step::Midterm | Step::Own) => self.holder_of(step),
            (true, _) => self.deputy(self.seat_of(step).0).map(|deputy| deputy.id),
        }
    }

    /// How the other one in the seat of a step is called.
    fn other_of(&self, step: Step) -> String {
        let (seat, evaluator) = self.seat_of(step);
        match (self.standing_in, evaluator, self.deputy(seat)) {
            (true, Some(evaluator), _) => format!("{}さん", evaluator.name),
            (false, _, Some(deputy)) => format!("代理の{}さん", deputy.name),
            _ => "前に代理だった人".to_owned(),
        }
    }
}

impl Content {
    /// Leaves of the drafts what the reader may see and wrote: a draft is its writer's alone, between
    /// an evaluator and their deputy too. That the other one left something unfinished is said, and
    /// nothing of it.
    pub fn cut_drafts(&mut self, head: &Head, sees: impl Fn(Value) -> bool) {
        let reads = |step: &Step| sees(Value::Draft(*step));
        self.unfinished = head.state.step().filter(reads).and_then(|step| {
            let (sent, own) = (self.submission(step).map(|sent| sent.at), head.writer_of(step));
            let theirs = |draft: &Draft| {
                draft.step == step.code()
                    && draft.writer != own
                    && !draft.value.is_empty()
                    && sent.is_none_or(|at| draft.updated_at > at)
            };
            self.drafts.iter().any(theirs).then(|| head.other_of(step))
        });
        self.drafts.retain(|draft| {
            let step = Step::ALL.into_iter().find(|step| step.code() == draft.step);
            step.is_some_and(|step| reads(&step) && draft.writer == head.writer_of(step))
        });
    }

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
