//! What a move writes on the sheets it touches. Every statement takes all of them at once.

use serde_json::{Value, json};
use time::{Date, OffsetDateTime};

use super::rules::{Outcome, Running, Year};
use crate::{
    audit::Change,
    kit::{Result, date::wareki},
    organisation::{Level, Tree},
};

/// A move, and the sheets it touches with what becomes of each.
pub struct Moving<'a> {
    pub order: i64,
    pub name: &'a str,
    pub on: Date,
    pub tree: &'a Tree,
    pub sheets: &'a [(&'a Year, &'a Running, &'a Outcome)],
}

impl Moving<'_> {
    fn rows(&self) -> Value {
        let row = |(year, sheet, to): &(&Year, &Running, &Outcome)| {
            let enclosing = |level| self.tree.enclosing(to.unit, level).map(|unit| unit.id);
            let note = |at: usize| to.notes.get(at).copied().flatten();
            json!({
                "sheet": sheet.id, "first": to.seats.first, "second": to.seats.second,
                "assistant": to.seats.assistant, "calibrator": to.seats.calibrator,
                "confirmer": to.seats.confirmer,
                "first_noted": note(0).is_some(), "first_note": note(0).flatten(),
                "second_noted": note(1).is_some(), "second_note": note(1).flatten(),
                "unit": to.unit, "section": enclosing(Level::Section),
                "department": enclosing(Level::Department), "works_in": to.works_in,
                "parted": to.parted, "from_on": sheet.term_from.unwrap_or(year.from),
                "until_on": sheet.term_until.unwrap_or(year.until),
                "moved": to.seats != sheet.seats() || to.unit != sheet.unit,
                "renewal": to.renewal, "agreed": sheet.agreed,
            })
        };
        Value::Array(self.sheets.iter().map(row).collect())
    }

    fn handing(&self) -> Value {
        let rows = self.sheets.iter().flat_map(|(year, sheet, to)| {
            to.handing.iter().map(move |hand| {
                let until = sheet.term_until.unwrap_or(year.until);
                json!({
                    "sheet": sheet.id, "author": hand.author, "step": hand.step,
                    "cause": if hand.leaving { "left" } else { "moved" },
                    "from_on": sheet.term_from.unwrap_or(year.from),
                    "until_on": self.on.min(until), "graded": hand.graded, "due_on": hand.due_on,
                })
            })
        });
        Value::Array(rows.collect())
    }
}

/// Asks those who give up their seats to hand over; those the order no longer asks are let off.
pub async fn ask_handovers(change: &mut Change, moving: &Moving<'_>) -> Result<u64> {
    let now = change.now();
    let rows = moving.handing();
    let off = sqlx::query_file!("src/evaluation/handover/let_off.sql", moving.order, rows)
        .execute(change.conn())
        .await?;
    let asked = sqlx::query_file!("src/evaluation/handover/ask.sql", moving.order, rows, now)
        .execute(change.conn())
        .await?;
    Ok(off.rows_affected() + asked.rows_affected())
}

/// Takes back what an order asked: what is not begun goes, what is written stays and is closed.
pub async fn take_back(change: &mut Change, order: i64) -> Result<()> {
    let now = change.now();
    sqlx::query!(
        "delete from handover h where h.order_id = $1 and h.done_at is null
           and h.waived_at is null and not exists (select from handover_text t where t.handover_id = h.id)",
        order
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "update handover set waived_at = $2, waived_reason = '発令が取り消されたため、引継ぎは要りません。'
         where order_id = $1 and done_at is null and waived_at is null",
        order,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Writes the parts, the handovers, the seats and what else follows from a move.
pub async fn carry_out(change: &mut Change, moving: &Moving<'_>) -> Result<()> {
    let rows = moving.rows();
    parts(change, moving, &rows).await?;
    ask_handovers(change, moving).await?;
    drafts(change, moving.order, &rows).await?;
    seats(change, moving, &rows).await?;
    sqlx::query!(
        "insert into goal_renewal (sheet_id, order_id, moved_on, due_on, agreed_round)
         select r.sheet, $2, $3, r.renewal, r.agreed
         from jsonb_to_recordset($1) as r (sheet bigint, renewal date, agreed smallint)
         where r.renewal is not null on conflict do nothing",
        rows,
        moving.order,
        moving.on
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn parts(change: &mut Change, moving: &Moving<'_>, rows: &Value) -> Result<()> {
    sqlx::query_file!("src/evaluation/handover/part_before.sql", rows, moving.on)
        .execute(change.conn())
        .await?;
    sqlx::query_file!("src/evaluation/handover/part_after.sql", rows, moving.on, moving.order)
        .execute(change.conn())
        .await?;
    Ok(())
}

/// What a former evaluator had begun goes from the sheet to their handover.
async fn drafts(change: &mut Change, order: i64, rows: &Value) -> Result<()> {
    sqlx::query_file!("src/evaluation/handover/keep_drafts.sql", rows, order)
        .execute(change.conn())
        .await?;
    sqlx::query_file!("src/evaluation/handover/clear_drafts.sql", rows)
        .execute(change.conn())
        .await?;
    Ok(())
}

async fn seats(change: &mut Change, moving: &Moving<'_>, rows: &Value) -> Result<()> {
    let now: OffsetDateTime = change.now();
    let reason = format!("{}付の発令「{}」によります。", wareki(moving.on), moving.name);
    sqlx::query_file!("src/evaluation/handover/seats.sql", rows, now, reason)
        .execute(change.conn())
        .await?;
    Ok(())
}

/// Asks those for whom somebody also works: for every sheet under way, once. A year says when it is
/// due, else two weeks before its first review.
pub async fn ask_opinions(change: &mut Change, day: Date) -> Result<u64> {
    let now = change.now();
    let asked = sqlx::query_file!("src/evaluation/handover/ask_opinions.sql", day, now)
        .execute(change.conn())
        .await?;
    Ok(asked.rows_affected())
}

/// Asks the places people are lent to, for every sheet of theirs that is under way.
pub async fn ask_outside(change: &mut Change, day: Date, sent: &[(i64, String)]) -> Result<()> {
    let now = change.now();
    let (staff, host): (Vec<i64>, Vec<String>) = sent.iter().cloned().unzip();
    sqlx::query_file!("src/evaluation/handover/ask_outside.sql", day, &staff, &host, now)
        .execute(change.conn())
        .await?;
    Ok(())
}
