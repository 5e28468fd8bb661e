//! Cases written to the database: what was said and decided is only ever added.

use time::Date;

use super::{
    forms::{Hearing, Plea, Question},
    head::Head,
    kinds::{Redo, Stage},
    rules::{Rule, reopens},
    store::Ground,
    workflow::{Action, Refusal, State},
};
use crate::{
    audit::Change,
    evaluation::{
        sheet::{self, SheetId},
        workflow as law,
    },
    kit::{AppError, Result, StaffId, date},
};

pub(super) fn author(change: &Change) -> Result<i64> {
    change.author().map(|id| id.0).ok_or_else(|| AppError::Internal("nobody writes".to_owned()))
}

/// A plea with the day it came, its deadline, and why it was accepted late.
pub struct Received<'a> {
    pub plea: &'a Plea,
    pub on: Date,
    pub due: Date,
    pub late_reason: Option<String>,
}

/// Opens a case about a result. None: there is one about it already.
pub async fn open(
    change: &mut Change,
    ground: &Ground,
    subject: StaffId,
    received: &Received<'_>,
    handler: Option<StaffId>,
) -> Result<Option<i64>> {
    let (state, action) = match received.plea.stage {
        Stage::Consultation => (State::Consultation, "consult"),
        Stage::Petition => (State::Hearing, "file"),
    };
    let year = date::fiscal_short(date::fiscal_year(received.on));
    // running numbers without a gap: one case after the other
    sqlx::query!("select pg_advisory_xact_lock(4713)").execute(change.conn()).await?;
    let now = change.now();
    let id = sqlx::query_scalar!(
        "insert into complaint (number, sheet_id, result_version, subject_id, state, handler_id,
                                received_on, counted, counted_from, due_on, state_since)
         select $1 || '-' || lpad((count(*) + 1)::text, 2, '0'), $2, $3, $4, $5, $6, $7, $8, $9,
                $10, $11
         from complaint where number like $1 || '-%'
         on conflict (sheet_id, result_version) where state <> 'withdrawn' do nothing
         returning id",
        year,
        ground.sheet_id,
        ground.version,
        subject.0,
        state.code(),
        handler.map(|id| id.0),
        received.on,
        ground.start.code(),
        ground.from,
        ground.due,
        now
    )
    .fetch_optional(change.conn())
    .await?;
    if let Some(id) = id {
        insert_plea(change, id, received).await?;
        insert_passage(change, id, action, None, state, None).await?;
    }
    Ok(id)
}

/// Adds what the person said.
pub async fn insert_plea(change: &mut Change, id: i64, received: &Received<'_>) -> Result<()> {
    let (by, now, plea) = (author(change)?, change.now(), received.plea);
    sqlx::query!(
        "insert into complaint_plea (complaint_id, stage, target, channel, body, wish, companion,
                                     received_on, due_on, late_reason, entered_by, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        id,
        plea.stage.code(),
        plea.target.code(),
        plea.channel.code(),
        plea.body,
        plea.wish,
        plea.companion,
        received.on,
        received.due,
        received.late_reason,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn insert_passage(
    change: &mut Change,
    id: i64,
    action: &str,
    from: Option<State>,
    to: State,
    words: Option<&str>,
) -> Result<()> {
    let (by, now) = (author(change)?, change.now());
    sqlx::query!(
        "insert into complaint_passage (complaint_id, place, action, from_state, to_state, by_id,
                                        at, words)
         select $1, coalesce(max(place), 0) + 1, $2, $3, $4, $5, $6, $7
         from complaint_passage where complaint_id = $1",
        id,
        action,
        from.map(State::code),
        to.code(),
        by,
        now,
        words
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Moves a case on, if it is still where the reader saw it.
pub async fn move_on(
    change: &mut Change,
    head: &Head,
    to: State,
    action: Action,
    words: Option<&str>,
    petition_due: Option<Date>,
) -> Result<()> {
    let now = change.now();
    let moved = sqlx::query!(
        "update complaint set state = $3, version = version + 1, state_since = $4,
                              petition_due_on = coalesce($5, petition_due_on)
         where id = $1 and version = $2",
        head.id,
        head.version,
        to.code(),
        now,
        petition_due
    )
    .execute(change.conn())
    .await?;
    if moved.rows_affected() == 0 {
        return Err(Refusal::WrongState.into());
    }
    insert_passage(change, head.id, action.code(), Some(head.state), to, words).await
}

/// The state a case is in, held until the change is done. Refused if it moved since the reader
/// saw it.
pub async fn hold(change: &mut Change, head: &Head) -> Result<()> {
    let same = sqlx::query!(
        "select id from complaint where id = $1 and version = $2 for update",
        head.id,
        head.version
    )
    .fetch_optional(change.conn())
    .await?;
    if same.is_some() { Ok(()) } else { Err(Refusal::WrongState.into()) }
}

/// Gives the case to the officer who writes. False: it is theirs already.
pub async fn take(change: &mut Change, head: &Head) -> Result<bool> {
    let by = author(change)?;
    let taken = sqlx::query!(
        "update complaint set handler_id = $2
         where id = $1 and handler_id is distinct from $2",
        head.id,
        by
    )
    .execute(change.conn())
    .await?;
    Ok(taken.rows_affected() == 1)
}

pub async fn insert_hearing(
    change: &mut Change,
    head: &Head,
    hearing: &Hearing,
    speaker: &str,
) -> Result<i64> {
    let (by, now) = (author(change)?, change.now());
    Ok(sqlx::query_scalar!(
        "insert into complaint_hearing (complaint_id, kind, heard, held_on, companion, body, by_id,
                                        at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) returning id",
        head.id,
        hearing.kind.code(),
        speaker,
        hearing.held_on,
        hearing.companion,
        hearing.body,
        by,
        now
    )
    .fetch_one(change.conn())
    .await?)
}

pub async fn insert_question(change: &mut Change, head: &Head, question: &Question) -> Result<i64> {
    let (by, now) = (author(change)?, change.now());
    Ok(sqlx::query_scalar!(
        "insert into complaint_question (complaint_id, asked_of, question, due_on, asked_by, at)
         values ($1, $2, $3, $4, $5, $6) returning id",
        head.id,
        question.to,
        question.words,
        question.due_on,
        by,
        now
    )
    .fetch_one(change.conn())
    .await?)
}

/// The evaluator's answer. False: there is one already; it stays.
pub async fn insert_answer(change: &mut Change, question: i64, body: &str) -> Result<bool> {
    let (by, now) = (author(change)?, change.now());
    let put = sqlx::query!(
        "insert into complaint_answer (question_id, body, by_id, at) values ($1, $2, $3, $4)
         on conflict do nothing",
        question,
        body,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(put.rows_affected() == 1)
}

/// One notice for the person, one for each evaluator.
pub async fn insert_notices(change: &mut Change, head: &Head, words: &str) -> Result<()> {
    let now = change.now();
    let evaluators: Vec<i64> = head.evaluators.iter().map(|e| e.id).collect();
    sqlx::query!(
        "insert into complaint_notice (complaint_id, recipient_id, role, words, at)
         values ($1, $2, 'person', $3, $4)",
        head.id,
        head.subject.0,
        words,
        now
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "insert into complaint_notice (complaint_id, recipient_id, role, words, at)
         select $1, e, 'evaluator', '', $3 from unnest($2::bigint[]) e",
        head.id,
        &evaluators,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// An order to evaluate again, as the committee decided it.
pub struct Ordered<'a> {
    pub complaint: i64,
    pub sheet: i64,
    pub redo: Redo,
    pub what: &'a str,
}

/// The committee has ordered a re-evaluation, and everybody is being told: in the same change as
/// the notices the order is written down and the sheet reopened, so that a new version of the
/// result follows and the old one stays readable (evaluation.md 1.3). The sheet comes to the first
/// evaluator who is to write again. A sheet that is being corrected already is left where it is.
pub async fn reevaluation_ordered(change: &mut Change, ordered: &Ordered<'_>) -> Result<()> {
    let now = change.now();
    sqlx::query!(
        "insert into reevaluation_order (complaint_id, sheet_id, redo, redo_what, ordered_at)
         values ($1, $2, $3, $4, $5)",
        ordered.complaint,
        ordered.sheet,
        ordered.redo.code(),
        ordered.what,
        now
    )
    .execute(change.conn())
    .await?;
    let today = date::local(now).date();
    let sheet = sheet::find(change.conn(), SheetId(ordered.sheet), today).await?;
    let sheet = sheet.ok_or(AppError::NotFound)?;
    if let Ok(to) = reopens(sheet.plan(), sheet.moment(), ordered.redo) {
        let words = format!(
            "苦情処理委員会の決定による再評価（{}）：{}",
            ordered.redo.label(),
            ordered.what
        );
        sheet::move_on(change, &sheet, to, law::Action::Correct, Some(&words)).await?;
    }
    Ok(())
}

/// Sets a rule from a day on. One that began on the same day is replaced.
pub async fn set_rule(change: &mut Change, rule: &Rule, from: Date) -> Result<()> {
    let by = author(change)?;
    sqlx::query!(
        "update complaint_rule set valid = daterange(lower(valid), $1)
         where valid @> $1::date and lower(valid) < $1",
        from
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "with same as (
             update complaint_rule set starts = $2, unit = $3, number = $4, petition_unit = $5,
                    petition_number = $6, moves_on = $7, statement_days = $8, committee_size = $9,
                    not_arguable = $10, set_by = $11, reexplanation = $12,
                    reexplanation_days = $13
             where lower(valid) = $1 returning id)
         insert into complaint_rule (starts, unit, number, petition_unit, petition_number, moves_on,
                                     statement_days, committee_size, not_arguable, set_by, valid,
                                     reexplanation, reexplanation_days)
         select $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, daterange($1, null), $12, $13
         where not exists (select from same)",
        from,
        rule.starts.code(),
        rule.unit.code(),
        i16::try_from(rule.number).unwrap_or(i16::MAX),
        rule.petition_unit.code(),
        i16::try_from(rule.petition_number).unwrap_or(i16::MAX),
        rule.moves_on,
        i16::try_from(rule.statement_days).unwrap_or(i16::MAX),
        i16::try_from(rule.committee_size).unwrap_or(i16::MAX),
        rule.not_arguable,
        by,
        rule.reexplanation.code(),
        i16::try_from(rule.reexplanation_days).unwrap_or(i16::MAX)
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
