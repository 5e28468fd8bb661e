//! The end of a period moves: because days were entered, because it was extended, or because the
//! register says since that somebody is on leave.

use serde::{Deserialize, Serialize};
use serde_json::json;
use time::Date;

use super::{
    kinds::What,
    moving_store,
    rules::moved,
    store::{self, Case},
    writing_store as writing,
};
use crate::{
    audit::{Author, Change, Entry, Event, Subject},
    jobs::{Failure, Job, Progress},
    kit::{App, Result, date::wareki},
};

/// Moves the end, and with it what is still to be done, the sheet and its term. What moved, for the
/// book. An extension asks for another opinion on the formal appointment, so its day moves, too.
pub async fn move_end(
    change: &mut Change,
    case: &Case,
    ends_on: Date,
    extension: bool,
) -> Result<Vec<serde_json::Value>> {
    writing::touch(change, case, ends_on).await?;
    if ends_on == case.ends_on {
        return Ok(Vec::new());
    }
    let open = |task: &&store::Task| !task.done || (extension && task.what == What::Opinion);
    let open = case.tasks.iter().filter(open).map(|task| (task.place, task.due_on));
    let moves = moved(open, case.starts_on, (case.ends_on, ends_on));
    moving_store::move_tasks(change, case.id, &moves).await?;
    if let Some((sheet, _)) = case.sheet {
        let days = i32::try_from((ends_on - case.ends_on).whole_days()).unwrap_or_default();
        let reason = format!(
            "条件付採用の期間の終わりが{}から{}に変わったため、期限と評価の期間を移しました。",
            wareki(case.ends_on),
            wareki(ends_on)
        );
        moving_store::move_sheet(change, sheet, days, ends_on, &reason).await?;
    }
    let told = |(place, due_on): &(i16, Date)| {
        let task = case.tasks.iter().find(|task| task.place == *place)?;
        Some(json!([task.name, task.due_on.to_string(), due_on.to_string()]))
    };
    Ok(moves.iter().filter_map(told).collect())
}

/// Every morning the days of those are counted anew whom the register says something about.
#[derive(Default, Serialize, Deserialize)]
pub struct Recount {}

impl Job for Recount {
    const KIND: &'static str = "recount_probations";

    fn title(&self) -> String {
        "条件付採用の日数の数え直し".to_owned()
    }

    async fn run(self, app: App, _: Progress) -> Result<(), Failure> {
        Ok(recount(&app).await?)
    }
}

/// Moves the end of every probation whose days came to another one. They are few: one by one.
async fn recount(app: &App) -> Result<()> {
    for id in store::counted_anew(&app.reader, app.today()).await? {
        let author = Author { id: None, origin: "clock".to_owned() };
        let mut change = Change::begin(app, author).await?;
        let Some(case) = store::find(change.conn(), id, app.today()).await? else { continue };
        let ends_on = case.end_with(None, None);
        // what has ended, or would have, is a matter for people
        if ends_on == case.ends_on || ends_on < app.today() {
            continue;
        }
        let moved = move_end(&mut change, &case, ends_on, false).await?;
        let entry = Entry::new(Event::ProbationRecounted, Subject::new("probation", case.id))
            .about(case.staff)
            .detail(json!({ "old": case.ends_on.to_string(), "new": ends_on.to_string(),
                            "moved": moved }));
        change.commit(entry).await?;
    }
    Ok(())
}
