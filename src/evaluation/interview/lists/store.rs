//! Lists in the database. Each is one statement.

use serde::Deserialize;
use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use crate::{
    evaluation::{
        interview::{overview_store::Line, store::read},
        workflow::State,
    },
    kit::{Result, StaffId},
};

/// What somebody has to do with a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    Own,
    /// They lead its interviews.
    Leads,
    /// Somebody else does.
    Evaluates,
}

/// A sheet with its interviews, as its person or an evaluator lists it.
pub struct SheetLine {
    pub sheet: i64,
    pub tie: Tie,
    /// For whom the reader does it, as a deputy.
    pub standing_in: Option<String>,
    pub name: String,
    pub position: String,
    pub unit: String,
    pub cycle: String,
    pub state: State,
    pub closed: bool,
    pub planned: bool,
    pub interviews: Vec<Line>,
}

/// Everybody's sheets this person has to do with, one's own included.
pub async fn people(
    db: impl PgExecutor<'_>,
    person: StaffId,
    since: OffsetDateTime,
    today: Date,
) -> Result<Vec<SheetLine>> {
    let rows =
        sqlx::query_file!("src/evaluation/interview/lists/people.sql", person.0, since, today)
            .fetch_all(db)
            .await?;
    rows.into_iter()
        .map(|row| {
            Ok(SheetLine {
                sheet: row.sheet,
                tie: match (row.own, row.leads) {
                    (true, _) => Tie::Own,
                    (false, true) => Tie::Leads,
                    (false, false) => Tie::Evaluates,
                },
                standing_in: row.standing_in,
                name: row.name,
                position: row.position,
                unit: row.unit,
                cycle: row.cycle,
                state: row.state,
                closed: row.closed,
                planned: row.planned,
                interviews: read(row.interviews)?,
            })
        })
        .collect()
}

/// A department's interviews, counted.
#[derive(Clone, Debug, Default)]
pub struct DepartmentCount {
    pub name: String,
    pub sheets: i64,
    pub opening: i64,
    pub midterm: i64,
    pub closing: i64,
    pub feedback: i64,
    pub reminded: i64,
    pub unconfirmed: i64,
    pub disclosed: i64,
    pub closed: i64,
    /// Disclosed, and not finished by the day of the feedback.
    pub late: i64,
    pub without: i64,
}

/// All departments of a year.
pub async fn departments(
    db: impl PgExecutor<'_>,
    cycle: i64,
    today: Date,
) -> Result<Vec<DepartmentCount>> {
    Ok(sqlx::query_file_as!(
        DepartmentCount,
        "src/evaluation/interview/lists/departments.sql",
        cycle,
        today
    )
    .fetch_all(db)
    .await?)
}

/// Somebody whose review was submitted without the interview the city asks for.
#[derive(Clone, Debug, Deserialize)]
pub struct Without {
    pub sheet: i64,
    pub name: String,
    pub section: String,
    pub by: String,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
    pub reason: String,
}

/// The years there are, which one is looked at, and who was reviewed without an interview in it.
pub struct YearOfInterviews {
    pub cycles: Vec<(i64, String)>,
    pub cycle: i64,
    pub name: String,
    pub required: bool,
    pub without: Vec<Without>,
}

/// The newest opened year, unless another is named.
pub async fn year(db: impl PgExecutor<'_>, asked: Option<i64>) -> Result<Option<YearOfInterviews>> {
    let row = sqlx::query!(
        r#"
        with c as (select * from cycle where opened_at is not null
                     and kind not in ('short', 'probation')
                   order by (id = $1) desc nulls last, fiscal_year desc, id desc limit 1)
        select c.id, c.name, c.interview_required,
          (select json_agg(json_build_array(y.id, y.name) order by y.fiscal_year desc, y.id desc)
           from cycle y where y.opened_at is not null
             and y.kind not in ('short', 'probation')) as "cycles!",
          (select coalesce(json_agg(w), '[]') from (
              select s.id as sheet, p.family_name || ' ' || p.given_name as name,
                     coalesce(u.name, '') as section, m.at, m.reason,
                     e.family_name || ' ' || e.given_name as by
              from sheet s
              join passage m on m.sheet_id = s.id and m.action = 'submit'
                   and m.from_state in ('first_review', 'second_review') and m.reason is not null
              join staff p on p.id = s.subject_id join staff e on e.id = m.by_id
              left join unit_version u on u.unit_id = coalesce(s.section_id, s.department_id)
                   and u.valid @> c.base_date
              where s.cycle_id = c.id order by m.at desc, s.id limit 200) w) as "without!"
        from c
        "#,
        asked
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(YearOfInterviews {
        cycles: read(row.cycles)?,
        cycle: row.id,
        name: row.name,
        required: row.interview_required,
        without: read(row.without)?,
    }))
}

/// One interview that is not over yet, for the home of its person or its leader.
#[derive(Clone, Debug)]
pub struct Coming {
    pub own: bool,
    pub name: String,
    pub line: Line,
    pub points: Vec<String>,
}

/// What is still to come or to be done of the interviews of one person.
pub async fn coming(db: impl PgExecutor<'_>, person: StaffId, today: Date) -> Result<Vec<Coming>> {
    let rows = sqlx::query!(
        r#"
        select s.subject_id = $1 as "own!", p.family_name || ' ' || p.given_name as "name!",
               json_build_object('id', v.id, 'kind', v.kind, 'held_on', v.held_on,
                   'hours', v.hours, 'place', v.place, 'way', v.way, 'written', v.written,
                   'confirm_by', v.confirm_by, 'closes_on', v.closes_on,
                   'confirmed_on', v.confirmed_on) as "line!",
               array(select a.body from agenda_point a where a.interview_id = v.id
                     order by a.place desc limit 3) as "points!"
        from sheet s
        join interview_view v on v.sheet_id = s.id
        join staff p on p.id = s.subject_id
        where (s.subject_id = $1 or coalesce(s.first_evaluator_id, s.second_evaluator_id) = $1)
          and v.confirmed_on is null and (v.closes_on is null or v.closes_on >= $2)
          and v.held_on > $2 - 120 and s.state <> 'excluded'
        order by v.held_on, v.hours nulls first, v.id limit 200
        "#,
        person.0,
        today
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let line = read(row.line)?;
            Ok(Coming { own: row.own, name: row.name, line, points: row.points })
        })
        .collect()
}
