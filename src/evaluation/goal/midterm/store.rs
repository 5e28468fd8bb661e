//! What is said in the middle of the period: only ever added.

use super::rules::{Advice, Report};
use crate::{audit::Change, evaluation::sheet::SheetId, kit::Result};

/// Writes how the agreed goals stand, as the next round of its step.
pub async fn report(change: &mut Change, sheet: SheetId, reports: &[Report]) -> Result<i16> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let slots: Vec<i16> = reports.iter().map(|report| report.slot).collect();
    let standings: Vec<String> =
        reports.iter().map(|report| report.standing.code().to_owned()).collect();
    let progress: Vec<String> = reports.iter().map(|report| report.progress.clone()).collect();
    let notes: Vec<String> = reports.iter().map(|report| report.note.clone()).collect();
    let round = sqlx::query_scalar!(
        r#"
        with next as (
            insert into submission (sheet_id, step, round, by_id, at)
            select $1, 'midterm', coalesce(max(round), 0) + 1, $2, $3 from submission
            where sheet_id = $1 and step = 'midterm'
            returning round),
        reports as (
            insert into midterm_report (sheet_id, round, goals_round, slot, standing, progress,
                                        note)
            select $1, next.round, agreed_goals($1), r.slot, r.standing, r.progress, r.note
            from next, unnest($4::smallint[], $5::text[], $6::text[], $7::text[])
                 as r (slot, standing, progress, note))
        select round from next
        "#,
        sheet.0,
        by,
        now,
        &slots,
        &standings,
        &progress,
        &notes
    )
    .fetch_one(change.conn())
    .await?;
    Ok(round)
}

/// Writes what the evaluator answers, as the next round of its step.
pub async fn answer(change: &mut Change, sheet: SheetId, advice: &[Advice]) -> Result<i16> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let slots: Vec<Option<i16>> = advice.iter().map(|one| one.slot).collect();
    let bodies: Vec<String> = advice.iter().map(|one| one.body.clone()).collect();
    let round = sqlx::query_scalar!(
        r#"
        with next as (
            insert into submission (sheet_id, step, round, by_id, at)
            select $1, 'midterm_review', coalesce(max(round), 0) + 1, $2, $3 from submission
            where sheet_id = $1 and step = 'midterm_review'
            returning round),
        advice as (
            insert into midterm_advice (sheet_id, round, slot, body)
            select $1, next.round, a.slot, a.body
            from next, unnest($4::smallint[], $5::text[]) as a (slot, body))
        select round from next
        "#,
        sheet.0,
        by,
        now,
        &slots as &[Option<i16>],
        &bodies
    )
    .fetch_one(change.conn())
    .await?;
    Ok(round)
}
