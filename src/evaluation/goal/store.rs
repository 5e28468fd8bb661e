//! Goals in the database: one statement for everything about those of a sheet, and the writes.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value as Json;
use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::{
    desk::{Desk, LineUnit, TeamMember},
    rules::{Decision, Difficulty, Goal, GoalRound, Refused, UNANSWERED},
};
use crate::{
    audit::Change,
    evaluation::{
        deputy::period,
        sheet::{Content, Head, SheetId},
        workflow::State,
    },
    kit::{AppError, Result, StaffId},
};

/// Reads a JSON column; a shape the program does not know is a fault of ours.
fn read<T: DeserializeOwned>(json: Json) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

#[derive(Deserialize)]
struct RoundRow {
    round: i16,
    #[serde(with = "time::serde::iso8601")]
    at: OffsetDateTime,
    goals: Vec<Goal>,
    reason: Option<String>,
    refused: Option<RefusedRow>,
}

#[derive(Deserialize)]
struct RefusedRow {
    by: Option<String>,
    on_behalf: bool,
    #[serde(with = "time::serde::iso8601")]
    at: OffsetDateTime,
    reason: String,
}

/// Everything about the goals of a sheet, in one statement. Cut it with [`Desk::cut`] before
/// showing it. With an evaluator, the other people of that evaluator stand beside it.
pub async fn desk(db: impl PgExecutor<'_>, head: &Head, beside: Option<StaffId>) -> Result<Desk> {
    let row = sqlx::query_file!(
        "src/evaluation/goal/desk.sql",
        head.id.0,
        beside.map(|evaluator| evaluator.0)
    )
    .fetch_one(db)
    .await?;
    let rounds: Vec<RoundRow> = read(row.rounds)?;
    let rounds = rounds.into_iter().map(|round| GoalRound {
        round: round.round,
        at: round.at,
        goals: round.goals,
        reason: round.reason,
        refused: round.refused.map(|r| Refused {
            by: r.by,
            on_behalf: r.on_behalf,
            at: r.at,
            reason: r.reason,
        }),
    });
    let mut line: Vec<LineUnit> = read(row.line)?;
    // a head of a department works in the department itself
    line.dedup_by_key(|level| level.unit);
    Ok(Desk {
        period: (row.first, row.last),
        abilities: read(row.abilities)?,
        virtues: read(row.virtues)?,
        line,
        rounds: rounds.collect(),
        decisions: read(row.decisions)?,
        agreements: read(row.agreements)?,
        templates: read(row.templates)?,
        midterm: read(row.midterm)?,
        content: Content {
            drafts: read(row.drafts)?,
            submissions: read(row.submissions)?,
            passages: read(row.passages)?,
            ..Content::default()
        },
        previous: read(row.previous)?,
        team: row.team.map(read).transpose()?.unwrap_or_default(),
    })
}

/// Writes a round of goals. Earlier rounds stay.
pub async fn submit(
    change: &mut Change,
    sheet: SheetId,
    goals: &[Goal],
    reason: Option<&str>,
) -> Result<i16> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let text = |of: fn(&Goal) -> &str| -> Vec<String> {
        goals.iter().map(|goal| of(goal).to_owned()).collect()
    };
    let slots: Vec<i16> = goals.iter().map(|goal| goal.slot).collect();
    let due: Vec<Option<Date>> = goals.iter().map(|goal| goal.due_on).collect();
    let weights: Vec<i16> = goals.iter().map(|goal| goal.weight).collect();
    let abilities: Vec<Option<i64>> = goals.iter().map(|goal| goal.ability_id).collect();
    let unit_goals: Vec<Option<i64>> = goals.iter().map(|goal| goal.unit_goal_id).collect();
    let virtues: Vec<Option<String>> = goals.iter().map(|goal| goal.virtue.clone()).collect();
    let templates: Vec<Option<i64>> = goals.iter().map(|goal| goal.template_id).collect();
    let round = sqlx::query_scalar!(
        r#"
        with next as (
            insert into submission (sheet_id, step, round, by_id, at)
            select $1, 'goals', coalesce(max(round), 0) + 1, $2, $3 from submission
            where sheet_id = $1 and step = 'goals'
            returning round),
        goals as (
            insert into goal (sheet_id, round, slot, place, kind, what, level, how, due_on, weight,
                              difficulty, ability_id, unit_goal_id, virtue, template_id)
            select $1, next.round, g.slot, g.place::smallint, g.kind, g.what, g.level, g.how,
                   g.due_on, g.weight, g.difficulty, g.ability, g.unit_goal, g.virtue,
                   g.template
            from next, unnest($4::smallint[], $5::text[], $6::text[], $7::text[], $8::text[],
                              $9::date[], $10::smallint[], $11::text[], $12::bigint[],
                              $13::bigint[], $14::text[], $16::bigint[])
                 with ordinality as g (slot, kind, what, level, how, due_on, weight, difficulty,
                                       ability, unit_goal, virtue, template, place)),
        changes as (
            insert into goal_change (sheet_id, round, reason)
            select $1, next.round, $15 from next where $15::text is not null)
        select round from next
        "#,
        sheet.0,
        by,
        now,
        &slots,
        &text(|goal| goal.kind.code()),
        &text(|goal| &goal.what),
        &text(|goal| &goal.level),
        &text(|goal| &goal.how),
        &due as &[Option<Date>],
        &weights,
        &text(|goal| goal.difficulty.code()),
        &abilities as &[Option<i64>],
        &unit_goals as &[Option<i64>],
        &virtues as &[Option<String>],
        reason,
        &templates as &[Option<i64>]
    )
    .fetch_one(change.conn())
    .await?;
    Ok(round)
}

/// What is decided on one goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    pub slot: i16,
    pub difficulty: Difficulty,
    pub note: String,
    pub comment: String,
}

impl Decided {
    /// An answer that is kept.
    pub fn kept(answer: &Decision) -> Self {
        Self {
            slot: answer.slot,
            difficulty: answer.difficulty,
            note: answer.note.clone(),
            comment: answer.comment.clone(),
        }
    }
}

/// Agrees to a round of goals.
pub async fn agree(
    change: &mut Change,
    sheet: SheetId,
    goals_round: i16,
    decided: &[Decided],
) -> Result<i16> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let slots: Vec<i16> = decided.iter().map(|d| d.slot).collect();
    let difficulties: Vec<String> =
        decided.iter().map(|d| d.difficulty.code().to_owned()).collect();
    let notes: Vec<String> = decided.iter().map(|d| d.note.clone()).collect();
    let comments: Vec<String> = decided.iter().map(|d| d.comment.clone()).collect();
    let round = sqlx::query_scalar!(
        r#"
        with next as (
            insert into submission (sheet_id, step, round, by_id, at)
            select $1, 'goal_review', coalesce(max(round), 0) + 1, $2, $3 from submission
            where sheet_id = $1 and step = 'goal_review'
            returning round),
        decisions as (
            insert into goal_decision (sheet_id, round, goals_round, slot, difficulty, note, comment)
            select $1, next.round, $4, d.slot, d.difficulty, d.note, d.comment
            from next, unnest($5::smallint[], $6::text[], $7::text[], $8::text[])
                 as d (slot, difficulty, note, comment))
        select round from next
        "#,
        sheet.0,
        by,
        now,
        goals_round,
        &slots,
        &difficulties,
        &notes,
        &comments
    )
    .fetch_one(change.conn())
    .await?;
    Ok(round)
}

/// Keeps what is agreed to of a round that goes back.
pub async fn agree_in_part(
    change: &mut Change,
    sheet: SheetId,
    goals_round: i16,
    decided: &[Decided],
) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let slots: Vec<i16> = decided.iter().map(|d| d.slot).collect();
    let difficulties: Vec<String> =
        decided.iter().map(|d| d.difficulty.code().to_owned()).collect();
    let notes: Vec<String> = decided.iter().map(|d| d.note.clone()).collect();
    let comments: Vec<String> = decided.iter().map(|d| d.comment.clone()).collect();
    sqlx::query!(
        "insert into goal_agreement (sheet_id, goals_round, slot, difficulty, note, comment, by_id,
                                     at)
         select $1, $2, d.slot, d.difficulty, d.note, d.comment, $3, $4
         from unnest($5::smallint[], $6::text[], $7::text[], $8::text[])
              as d (slot, difficulty, note, comment)",
        sheet.0,
        goals_round,
        by,
        now,
        &slots,
        &difficulties,
        &notes,
        &comments
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Does not agree to a change. False if somebody has answered it already.
pub async fn refuse(change: &mut Change, sheet: SheetId, round: i16, reason: &str) -> Result<bool> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let done = sqlx::query!(
        "insert into goal_refusal (sheet_id, round, by_id, at, reason)
         select $1, $2, $3, $4, $5
         where not exists (select from goal_decision d where d.sheet_id = $1 and d.goals_round = $2)
         on conflict do nothing",
        sheet.0,
        round,
        by,
        now,
        reason
    )
    .execute(change.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A year with goals in which somebody answers for others.
pub struct TeamYear {
    pub name: String,
    /// For whom, and from when to when, where the reader is a deputy.
    pub standing_in: Option<String>,
    pub members: Vec<TeamMember>,
}

/// Everybody whose goals this person answers today, year by year; what is wholly disclosed is past. Those
/// of each evaluator they stand in for come after their own.
pub async fn team(db: impl PgExecutor<'_>, reader: StaffId, today: Date) -> Result<Vec<TeamYear>> {
    let rows = sqlx::query_file!("src/evaluation/goal/team/years.sql", reader.0, today)
        .fetch_all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let mut members: Vec<TeamMember> = read(row.members)?;
            if let Some(only) = row.only {
                members.retain(|member| only.contains(&member.sheet));
            }
            let standing_in = row.evaluator.zip(row.from.zip(row.until));
            let standing_in =
                standing_in.map(|(who, (from, until))| format!("{who}（{}）", period(from, until)));
            Ok(TeamYear { name: row.name, standing_in, members })
        })
        .collect()
}

/// A sheet that went on by itself.
pub struct Advanced {
    pub sheet: i64,
    pub to: State,
    /// A change of goals that nobody answered in time was closed by it.
    pub closed: bool,
}

/// Sheets whose work has ended because the next step begins: on they go, with their pass. Where that
/// is the self-assessment, the goals must stand: a change that still waits is closed.
pub async fn advance(change: &mut Change, today: Date) -> Result<Vec<Advanced>> {
    let now = change.now();
    Ok(sqlx::query_as!(
        Advanced,
        r#"
        with due as (
            select s.id, s.state as was,
                   case w.step when 'self' then 'self_assessment' else 'midterm_report' end as to_state
            from sheet s
            left join cycle_step m on m.cycle_id = s.cycle_id and m.step = 'midterm'
            -- before the middle of the period its own step comes next, where the year has one
            join cycle_step w on w.cycle_id = s.cycle_id and w.opens_on <= $1
                 and w.step = case when s.state = 'working' and m.step is not null
                                   then 'midterm' else 'self' end
            where s.state in ('working', 'working_on')
            for update of s skip locked),
        moved as (
            update sheet s set state = due.to_state, version = version + 1, returned = false,
                               state_since = $2, holder_opened_at = null
            from due where due.id = s.id returning s.id, due.was, due.to_state),
        passes as (
            insert into passage (sheet_id, place, action, from_state, to_state, at)
            select m.id, (select coalesce(max(place), 0) + 1 from passage where sheet_id = m.id),
                   'advance', m.was, m.to_state, $2
            from moved m),
        closed as (
            insert into goal_refusal (sheet_id, round, at, reason)
            select m.id, h.round, $2, $3
            from moved m join goal_change h on h.sheet_id = m.id
            where m.to_state = 'self_assessment' and h.round > agreed_goals(m.id)
              and not exists (select from goal_refusal f
                              where f.sheet_id = h.sheet_id and f.round = h.round)
            returning sheet_id)
        select m.id as "sheet!", m.to_state as "to!: State",
               exists (select from closed k where k.sheet_id = m.id) as "closed!"
        from moved m order by m.id
        "#,
        today,
        now,
        UNANSWERED
    )
    .fetch_all(change.conn())
    .await?)
}
