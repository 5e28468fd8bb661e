//! Sheets in the database: one statement for the head, one for everything on it, and the writes.

use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use sqlx::PgExecutor;
use time::Date;

use super::{
    Ability, Content, Evaluator, Graded, Head, SheetId,
    forms::{Field, Submitting},
};
use crate::{
    audit::Change,
    evaluation::{
        view::Scope,
        workflow::{Action, State, Step},
    },
    kit::{AppError, Result, StaffId},
};

/// Reads a JSON column; a shape the program does not know is a fault of ours.
fn read<T: DeserializeOwned>(json: Json) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// A sheet without its values, with the deputies of a day. Whether the reader may see it at all is
/// the guards' business.
pub async fn find(db: impl PgExecutor<'_>, id: SheetId, today: Date) -> Result<Option<Head>> {
    let row =
        sqlx::query_file!("src/evaluation/sheet/find.sql", id.0, today).fetch_optional(db).await?;
    let Some(row) = row else { return Ok(None) };
    let evaluator = |id: Option<StaffId>, name: Option<String>, post: Option<String>| {
        Some(Evaluator { id: id?, name: name.unwrap_or_default(), post: post.unwrap_or_default() })
    };
    Ok(Some(Head {
        id: row.id,
        cycle_id: row.cycle_id,
        cycle_name: row.cycle_name,
        fiscal_year: row.fiscal_year,
        graded: match row.kind.as_str() {
            "performance" => Graded::Goals,
            "short" => Graded::Items,
            _ => Graded::Abilities,
        },
        term: row.term_from.zip(row.term_until),
        scope: row.scope,
        framework_id: row.framework_id,
        subject: row.subject,
        subject_name: row.subject_name,
        subject_number: row.number,
        place: row.place,
        position_code: row.position_code,
        position_name: row.position_name,
        roles: row.roles,
        state: row.state,
        returned: row.returned,
        state_since: row.state_since,
        opened: row.opened,
        version: row.version,
        first: evaluator(row.first_id, row.first_name, row.first_post),
        second: evaluator(row.second_id, row.second_name, row.second_post),
        seats: row.seats.map(read).transpose()?.unwrap_or_default(),
        former: row.former,
        deputies: row.deputies.map(read).transpose()?.unwrap_or_default(),
        standing_in: false,
        first_note: row.first_note,
        second_note: row.second_note,
        closed_at: row.closed_at,
        interview_required: row.interview_required,
        interviewed_on: row.interviewed_on,
        extra_work_graded: row.extra_work_graded,
        windows: row.windows.map(read).transpose()?.unwrap_or_default(),
    }))
}

/// What a page of an evaluator takes along with a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Everybody the same evaluator evaluates at the same step.
    Peers(StaffId),
    /// How this evaluator and the whole city have graded.
    Distribution(StaffId),
}

/// Everything on a sheet, in one statement. Cut it with [`Content::cut`] before showing it.
pub async fn content(db: impl PgExecutor<'_>, id: SheetId) -> Result<Content> {
    Ok(content_beside(db, id, None).await?.0)
}

/// Everything on a sheet and something beside it, in one statement.
pub async fn content_beside(
    db: impl PgExecutor<'_>,
    id: SheetId,
    beside: Option<Beside>,
) -> Result<(Content, Json)> {
    let (peers, distribution) = match beside {
        Some(Beside::Peers(evaluator)) => (Some(evaluator.0), None),
        Some(Beside::Distribution(evaluator)) => (None, Some(evaluator.0)),
        None => (None, None),
    };
    let row = sqlx::query_file!("src/evaluation/sheet/content.sql", id.0, peers, distribution)
        .fetch_one(db)
        .await?;
    let mut items: Vec<Ability> = read(row.abilities)?;
    items.extend(read::<Vec<Ability>>(row.goals)?);
    let content = Content {
        abilities: items,
        scale: read(row.scale)?,
        drafts: read(row.drafts)?,
        unfinished: None,
        submissions: read(row.submissions)?,
        opinions: read(row.opinions)?,
        remarks: read(row.remarks)?,
        previous: read(row.previous)?,
        passages: read(row.passages)?,
        calibrated: read(row.calibrated)?,
        outcomes: read(row.outcomes)?,
        facts: read(row.facts)?,
        assistance: row.assistance.map(read).transpose()?,
        extras: read(row.extras)?,
        midterm: read(row.midterm)?,
        scoring: row.scoring.map(read).transpose()?,
        reasoned: read(row.reasoned)?,
        years: read(row.years)?,
        segments: row.segments.map(read).transpose()?.unwrap_or_default(),
    };
    Ok((content, row.beside.unwrap_or(Json::Null)))
}

/// A field somebody else wrote since it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub field: String,
    /// What stands there now.
    pub value: String,
    pub version: i32,
    pub by: String,
}

/// What became of the fields that were sent.
#[derive(Clone, Debug, Default)]
pub struct Saved {
    /// Field and its version now.
    pub saved: Vec<(String, i32)>,
    pub conflicts: Vec<Conflict>,
}

/// Saves the changed fields of the author's own draft of a step, each only if no other window wrote it
/// since it was read. A field that already holds the same text is saved without a conflict.
pub async fn save_drafts(
    change: &mut Change,
    sheet: SheetId,
    step: Step,
    fields: &[Field],
) -> Result<Saved> {
    let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
    let values: Vec<String> = fields.iter().map(|field| field.value.clone()).collect();
    let versions: Vec<i32> = fields.iter().map(|field| field.version).collect();
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "insert into draft as d (sheet_id, step, field, value, version, updated_by, updated_at,
                                 writer_id)
         select $1, $2, s.field, s.value, 1, $6, $7, $6
         from unnest($3::text[], $4::text[], $5::int[]) as s (field, value, version)
         on conflict (sheet_id, step, writer_id, field) do update
         set value = excluded.value, version = d.version + 1,
             updated_by = excluded.updated_by, updated_at = excluded.updated_at
         where d.value <> excluded.value
           and d.version = ($5::int[])[array_position($3::text[], d.field)]",
        sheet.0,
        step.code(),
        &names,
        &values,
        &versions,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    let rows = sqlx::query!(
        r#"
        select d.field, d.value, d.version, p.family_name || ' ' || p.given_name as "by!",
               d.value = ($4::text[])[array_position($3::text[], d.field)] as "same!"
        from draft d join staff p on p.id = d.updated_by
        where d.sheet_id = $1 and d.step = $2 and d.writer_id = $5 and d.field = any($3)
        "#,
        sheet.0,
        step.code(),
        &names,
        &values,
        by
    )
    .fetch_all(change.conn())
    .await?;
    let mut out = Saved::default();
    for row in rows {
        if row.same {
            out.saved.push((row.field, row.version));
        } else {
            let (field, value, version, by) = (row.field, row.value, row.version, row.by);
            out.conflicts.push(Conflict { field, value, version, by });
        }
    }
    Ok(out)
}

/// Writes what is submitted as the next round of its step. Earlier rounds stay.
pub async fn submit(
    change: &mut Change,
    sheet: SheetId,
    step: Step,
    what: &Submitting,
) -> Result<i16> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let (mut abilities, mut points, mut comments) = (Vec::new(), Vec::new(), Vec::new());
    for opinion in &what.opinions {
        abilities.push(opinion.ability);
        points.push(opinion.points);
        comments.push(opinion.comment.clone());
    }
    let kinds: Vec<String> = what.remarks.iter().map(|(kind, _)| (*kind).to_owned()).collect();
    let bodies: Vec<String> = what.remarks.iter().map(|(_, body)| body.clone()).collect();
    let round = sqlx::query_scalar!(
        r#"
        with kind as (select c.kind from sheet s join cycle c on c.id = s.cycle_id where s.id = $1),
        next as (
            insert into submission (sheet_id, step, round, by_id, at, overall)
            select $1, $2, coalesce(max(round), 0) + 1, $3, $4, $5 from submission
            where sheet_id = $1 and step = $2
            returning round),
        opinions as (
            insert into opinion (sheet_id, step, round, ability_id, points, comment)
            select $1, $2, next.round, o.ability, o.points, o.comment
            from next, unnest($6::bigint[], $7::smallint[], $8::text[])
                 as o (ability, points, comment), kind
            where kind.kind <> 'performance'),
        goals as (
            insert into goal_opinion (sheet_id, step, round, goals_round, slot, points, comment)
            select $1, $2, next.round, agreed_goals($1), (-o.item)::smallint, o.points, o.comment
            from next, unnest($6::bigint[], $7::smallint[], $8::text[])
                 as o (item, points, comment), kind
            where kind.kind = 'performance'),
        remarks as (
            insert into remark (sheet_id, step, round, kind, body)
            select $1, $2, next.round, r.kind, r.body
            from next, unnest($9::text[], $10::text[]) as r (kind, body)),
        extra as (
            insert into extra_work (sheet_id, step, round, body, points)
            select $1, $2, next.round, $11, $12 from next where $11::text is not null)
        select round from next
        "#,
        sheet.0,
        step.code(),
        by,
        now,
        what.overall,
        &abilities,
        &points,
        &comments,
        &kinds,
        &bodies,
        what.extra.as_ref().map(|extra| extra.body.as_str()),
        what.extra.as_ref().and_then(|extra| extra.points)
    )
    .fetch_one(change.conn())
    .await?;
    Ok(round)
}

/// Moves a sheet on, only if it is still where the reader saw it, and notes the pass.
pub async fn move_on(
    change: &mut Change,
    head: &Head,
    to: State,
    action: Action,
    reason: Option<&str>,
) -> Result<()> {
    move_as(change, head, to, action, reason, None).await
}

/// The same, for somebody who is left out of the evaluation: with the code of why.
pub async fn move_as(
    change: &mut Change,
    head: &Head,
    to: State,
    action: Action,
    reason: Option<&str>,
    exclusion: Option<&str>,
) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let moved = sqlx::query!(
        "with moved as (
             update sheet set state = $3, version = version + 1, returned = $7, state_since = $5,
                              holder_opened_at = null, exclusion = $10
             where id = $1 and version = $2 and state = $8
               -- opened in this very moment: too late to take it back
               and ($4 <> 'withdraw' or holder_opened_at is null)
             returning id)
         insert into passage (sheet_id, place, action, from_state, to_state, by_id, at, reason)
         select m.id, (select coalesce(max(place), 0) + 1 from passage where sheet_id = m.id),
                $4, $8, $3, $6, $5, $9
         from moved m",
        head.id.0,
        head.version,
        to.code(),
        action.code(),
        now,
        by,
        action.returns(),
        head.state.code(),
        reason,
        exclusion
    )
    .execute(change.conn())
    .await?;
    if moved.rows_affected() == 1 {
        Ok(())
    } else {
        Err(crate::evaluation::workflow::Refusal::WrongState.into())
    }
}

/// One line of a person's own evaluations.
pub struct OwnLine {
    pub id: i64,
    pub cycle_name: String,
    pub state: State,
    pub returned: bool,
    /// Disclosed, talked over and planned: nothing is left to do.
    pub closed: bool,
    pub due_on: Option<Date>,
    /// The overall grade, once disclosed.
    pub overall: Option<i16>,
    pub word: Option<String>,
    pub position_name: String,
}

/// A person's own sheets, newest year first.
pub async fn own(db: impl PgExecutor<'_>, subject: StaffId) -> Result<Vec<OwnLine>> {
    Ok(sqlx::query_as!(
        OwnLine,
        r#"
        select s.id, c.name as cycle_name, s.state as "state: State", s.returned,
               s.closed_at is not null as "closed!",
               due_on(s.id, c.id, case s.state when 'goal_setting' then 'goals'
                                               when 'midterm_report' then 'midterm'
                                               else 'self' end)
                   as "due_on?", r.overall as "overall?", g.word as "word?",
               p.name as position_name
        from sheet s
        join cycle c on c.id = s.cycle_id
        join position p on p.framework_id = s.framework_id and p.code = s.position_code
        left join lateral (select r.overall from result r
                           where r.sheet_id = s.id and r.disclosed_at is not null
                           order by r.version desc limit 1) r on true
        left join cycle_grade g on g.cycle_id = s.cycle_id and g.points = r.overall
        where s.subject_id = $1
        order by c.fiscal_year desc, c.id desc
        "#,
        subject.0
    )
    .fetch_all(db)
    .await?)
}

/// The result of one's year before the city had the portal.
pub struct PastLine {
    pub fiscal_year: i16,
    /// 総合の評語 as the old sheet had it.
    pub letter: String,
    pub points: Option<String>,
    pub note: String,
}

/// One's results of years before the portal, the newest first.
pub async fn past(db: impl PgExecutor<'_>, subject: StaffId) -> Result<Vec<PastLine>> {
    let lines = sqlx::query_as!(
        PastLine,
        r#"select fiscal_year, letter, trim_scale(points)::text as "points?", note
           from past_result where staff_id = $1 order by fiscal_year desc"#,
        subject.0
    );
    Ok(lines.fetch_all(db).await?)
}
