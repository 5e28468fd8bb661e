//! Taking the holidays over from the Cabinet Office's file: all rows or none.

use super::{forms, store};
use crate::{
    audit::{Author, Change, Entry, Event, Subject},
    kit::{App, Result},
    organisation::Import,
};

/// Where the file comes from.
pub const SOURCE: &str = "内閣府「国民の祝日について」";

/// Reads a file and makes it true for the years it tells of.
pub async fn import(app: &App, author: Author, bytes: &[u8]) -> Result<Import> {
    let holidays = match forms::holidays(bytes) {
        Ok(holidays) => holidays,
        Err(problems) => return Ok(Import::Wrong(problems)),
    };
    let rows = holidays.len();
    let mut change = Change::begin(app, author).await?;
    let (put, gone) = store::replace_holidays(&mut change, &holidays, SOURCE).await?;
    if put == 0 && gone == 0 {
        return Ok(Import::Unchanged { rows });
    }
    let detail = serde_json::json!({ "rows": rows, "added": put, "changed": gone });
    change.commit(Entry::new(Event::HolidaysImported, Subject::HOUSE).detail(detail)).await?;
    let count = |n: i64| usize::try_from(n).unwrap_or(0);
    Ok(Import::Done { rows, added: count(put), changed: count(gone) })
}
