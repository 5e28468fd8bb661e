//! Cases read from the database, each page's in one statement.

use serde::de::DeserializeOwned;
use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::{
    LOOKS,
    evidence_rows::Evidence,
    explaining::Asked,
    head::{Evaluator, Head, Record},
    rules::{Rule, begins},
    workflow::State,
};
use crate::{
    calendar::{Calendar, Start},
    evaluation::workflow::State as SheetState,
    kit::{App, AppError, Result, StaffId},
};

pub fn read<T: DeserializeOwned>(json: serde_json::Value) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

fn calendar(json: serde_json::Value) -> Result<Calendar> {
    Calendar::read(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// A case and how the reader stands to it.
pub async fn find(
    db: impl PgExecutor<'_>,
    id: i64,
    reader: StaffId,
    today: Date,
) -> Result<Option<Head>> {
    let row =
        sqlx::query_file!("src/complaint/find.sql", id, reader.0, today).fetch_optional(db).await?;
    row.map(|row| {
        let former: Vec<(i64, String)> = read(row.former)?;
        let evaluator = |id: Option<i64>, titled: Option<String>, role| {
            Some(Evaluator { id: id?, titled: titled?, role })
        };
        Ok(Head {
            id: row.id,
            number: row.number,
            sheet_id: row.sheet_id,
            cycle_name: row.cycle_name,
            subject: row.subject,
            subject_name: row.subject_name,
            subject_number: row.subject_number,
            place: row.place,
            position: row.position,
            state: row.state,
            handler: row.handler,
            received_on: row.received_on,
            counted: row.counted,
            counted_from: row.counted_from,
            due_on: row.due_on,
            petition_due_on: row.petition_due_on,
            version: row.version,
            evaluators: [
                evaluator(row.first_id, row.first_name, "一次評価者"),
                evaluator(row.second_id, row.second_name, "二次評価者"),
            ]
            .into_iter()
            .flatten()
            .collect(),
            former: former.into_iter().map(Evaluator::former).collect(),
            evaluated: row.evaluated,
            member: row.member,
        })
    })
    .transpose()
}

/// Everything a case holds; the caller cuts it to its reader.
pub async fn record(
    db: impl PgExecutor<'_>,
    id: i64,
    reader: StaffId,
    today: Date,
) -> Result<Record> {
    let looks: Vec<String> = LOOKS.iter().map(|event| event.code().to_owned()).collect();
    let row = sqlx::query_file!("src/complaint/record.sql", id, reader.0, &looks, today)
        .fetch_one(db)
        .await?;
    Ok(Record {
        pleas: read(row.pleas)?,
        hearings: read(row.hearings)?,
        questions: read(row.questions)?,
        members: read(row.members)?,
        sessions: read(row.sessions)?,
        decision: row.decision.map(read).transpose()?,
        notices: read(row.notices)?,
        passages: read(row.passages)?,
        looks: read(row.looks)?,
        rule: read(row.rule)?,
        calendar: calendar(row.calendar)?,
    })
}

/// A disclosed result somebody may complain of, and until when.
#[derive(Clone, Debug)]
pub struct Ground {
    pub sheet_id: i64,
    pub cycle_name: String,
    pub version: i16,
    pub disclosed_on: Date,
    pub start: Start,
    pub from: Date,
    pub due: Date,
    pub open_case: Option<i64>,
    /// The explanation that was asked for once more.
    pub asked: Option<Asked>,
    pub rule: Rule,
    pub calendar: Calendar,
}

/// The person's disclosed results, newest first; of one sheet, if it is named.
pub async fn grounds(
    db: impl PgExecutor<'_>,
    person: StaffId,
    sheet: Option<i64>,
) -> Result<Vec<Ground>> {
    let rows = sqlx::query_file!("src/complaint/ground.sql", person.0, sheet).fetch_all(db).await?;
    rows.into_iter()
        .map(|row| {
            let (rule, calendar): (Rule, _) = (read(row.rule)?, calendar(row.calendar)?);
            let (start, from) = begins(&rule, row.disclosed_on, row.explained_on);
            Ok(Ground {
                sheet_id: row.sheet_id,
                cycle_name: row.cycle_name,
                version: row.version,
                disclosed_on: row.disclosed_on,
                start,
                from,
                due: rule.first().ends(&calendar, from),
                open_case: row.open_case,
                asked: Asked::of(row.explain_by, row.explained_again_on),
                rule,
                calendar,
            })
        })
        .collect()
}

/// One's own cases for the guide.
#[derive(Clone, Debug)]
pub struct OwnLine {
    pub id: i64,
    pub number: String,
    pub cycle_name: String,
    pub state: State,
    pub received_on: Date,
    pub petition_due_on: Option<Date>,
}

pub async fn own(db: impl PgExecutor<'_>, person: StaffId) -> Result<Vec<OwnLine>> {
    Ok(sqlx::query_as!(
        OwnLine,
        r#"select k.id, k.number, c.name as cycle_name, k.state as "state: State", k.received_on,
                  k.petition_due_on
           from complaint k join sheet s on s.id = k.sheet_id join cycle c on c.id = s.cycle_id
           where k.subject_id = $1 order by k.id desc"#,
        person.0
    )
    .fetch_all(db)
    .await?)
}

/// One line of HR's list.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: i64,
    pub number: String,
    pub staff_number: String,
    pub name: String,
    pub place: Option<String>,
    pub cycle_name: String,
    pub state: State,
    pub handler: Option<String>,
    pub received_on: Date,
    pub due_on: Date,
    pub target: String,
    pub channel: String,
    pub late: bool,
    pub waits_until: Option<Date>,
}

pub async fn lines(
    db: impl PgExecutor<'_>,
    reader: StaffId,
    state: Option<State>,
    running: bool,
) -> Result<Vec<Line>> {
    let state = state.map(State::code);
    Ok(sqlx::query_file_as!(Line, "src/complaint/list.sql", reader.0, state, running)
        .fetch_all(db)
        .await?)
}

/// What was set, and the calendar from a day on.
pub async fn setting(db: impl PgExecutor<'_>, today: Date) -> Result<(Rule, Calendar)> {
    let row = sqlx::query!(
        r#"select complaint_rule_on($1::date) as "rule!",
                  working_calendar($1::date - 7) as "calendar!""#,
        today
    )
    .fetch_one(db)
    .await?;
    Ok((read(row.rule)?, calendar(row.calendar)?))
}

/// Somebody who could sit on the committee, and why not.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub id: i64,
    pub number: String,
    pub name: String,
    pub post: String,
    pub bar: Option<String>,
    /// Their membership, if they are one already.
    pub member: Option<i64>,
    pub chair: bool,
}

/// Those who lead the city's departments and above, and the members there are, as candidates for
/// the committee of a case; or the one with this staff number.
pub async fn candidates(
    db: impl PgExecutor<'_>,
    case: i64,
    number: Option<&str>,
    today: Date,
) -> Result<Vec<Candidate>> {
    Ok(sqlx::query_as!(
        Candidate,
        r#"select p.id, p.number, p.family_name || ' ' || p.given_name as "name!",
                  concat_ws(' ', u.name, g.post) as "post!", complaint_bar($1, p.id) as bar,
                  m.id as "member?", coalesce(m.chair, false) as "chair!"
           from staff p
           join assignment g on g.staff_id = p.id and g.kind = 'main' and g.valid @> $3::date
           join unit_version u on u.unit_id = g.unit_id and u.valid @> $3::date
           left join complaint_member m on m.complaint_id = $1 and m.staff_id = p.id
               and m.ended_at is null
           where (p.left_on is null or p.left_on >= $3)
             and case when $2::text is null
                 then m.id is not null or g.leads and u.level in ('executive', 'department')
                 else p.number = $2 end
           order by m.id is null, m.chair is not true, u.level <> 'executive', u.place, p.id"#,
        case,
        number,
        today
    )
    .fetch_all(db)
    .await?)
}

/// A question as the one who was asked sees it: nothing of the case but this.
#[derive(Clone, Debug)]
pub struct Posed {
    pub id: i64,
    pub complaint: i64,
    pub subject: StaffId,
    pub subject_name: String,
    pub cycle_name: String,
    pub state: State,
    pub question: String,
    pub due_on: Date,
    pub asked_on: OffsetDateTime,
    pub answer: Option<String>,
    pub answered_at: Option<OffsetDateTime>,
}

/// The question, if it was put to this person.
pub async fn asked(db: impl PgExecutor<'_>, id: i64, person: StaffId) -> Result<Option<Posed>> {
    Ok(sqlx::query_as!(
        Posed,
        r#"select q.id, q.complaint_id as complaint, k.subject_id as "subject: StaffId",
                  p.family_name || ' ' || p.given_name as "subject_name!", c.name as cycle_name,
                  k.state as "state: State", q.question, q.due_on, q.at as asked_on,
                  a.body as "answer?", a.at as "answered_at?"
           from complaint_question q
           join complaint k on k.id = q.complaint_id
           join sheet s on s.id = k.sheet_id
           join cycle c on c.id = s.cycle_id
           join staff p on p.id = k.subject_id
           left join complaint_answer a on a.question_id = q.id
           where q.id = $1 and q.asked_of = $2"#,
        id,
        person.0
    )
    .fetch_optional(db)
    .await?)
}

/// Records that somebody looked at these cases: one entry each, so that the person sees it. One
/// statement of the kind of [`crate::audit::viewed`]: the page is not shown if it fails.
pub async fn viewed(
    app: &App,
    actor: &crate::identity::Actor,
    event: crate::audit::Event,
    cases: &[i64],
) -> Result<()> {
    sqlx::query!(
        "select view_complaints($1, $2, $3, $4, $5)",
        app.now(),
        actor.id.0,
        actor.origin,
        event.code(),
        cases
    )
    .execute(app.writer())
    .await?;
    Ok(())
}

/// A notice as it was sent, with the decision it tells of.
#[expect(clippy::struct_excessive_bools, reason = "one row of the database as it is read")]
#[derive(Clone, Debug)]
pub struct Notice {
    pub complaint: i64,
    pub number: String,
    pub role: String,
    pub recipient_name: String,
    pub subject: StaffId,
    pub subject_name: String,
    pub cycle_name: String,
    pub place: String,
    pub words: String,
    pub at: OffsetDateTime,
    pub kind: String,
    pub reason: String,
    pub redo: Option<String>,
    pub redo_what: Option<String>,
    pub decided_on: Date,
    pub received_on: Date,
    /// The recipient is the sheet's first, its second evaluator; and whether it has a first.
    pub first: bool,
    pub second: bool,
    pub has_first: bool,
    /// About the reader.
    pub own: bool,
    pub evaluated: bool,
    pub member: bool,
}

pub async fn notice(
    db: impl PgExecutor<'_>,
    id: i64,
    reader: StaffId,
    today: Date,
) -> Result<Option<Notice>> {
    Ok(sqlx::query_file_as!(Notice, "src/complaint/notice.sql", id, reader.0, today)
        .fetch_optional(db)
        .await?)
}

/// What an evaluation went through, for those who judge a complaint about it.
pub async fn evidence(db: impl PgExecutor<'_>, sheet: i64) -> Result<Evidence> {
    let row = sqlx::query_file!("src/complaint/evidence.sql", sheet).fetch_one(db).await?;
    Ok(Evidence {
        state: row.state,
        of_goals: row.of_goals,
        items: read(row.items)?,
        scale: read(row.scale)?,
        opinions: read(row.opinions)?,
        remarks: read(row.remarks)?,
        extras: read(row.extras)?,
        deviations: read(row.deviations)?,
        midterm: read(row.midterm)?,
        submissions: read(row.submissions)?,
        passages: read(row.passages)?,
        results: read(row.results)?,
    })
}

/// Somebody by staff number, and whether the reader had a part in evaluating them.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: StaffId,
    pub name: String,
    pub evaluated: bool,
}

pub async fn person(
    db: impl PgExecutor<'_>,
    number: &str,
    reader: StaffId,
) -> Result<Option<Person>> {
    Ok(sqlx::query_as!(
        Person,
        r#"select p.id as "id: StaffId", p.family_name || ' ' || p.given_name as "name!",
                  took_part(p.id, $2) as "evaluated!"
           from staff p where p.number = $1"#,
        number,
        reader.0
    )
    .fetch_optional(db)
    .await?)
}
