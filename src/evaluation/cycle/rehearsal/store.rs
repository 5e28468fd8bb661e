//! What a rehearsal takes from the database. Only statements that read.

use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use sqlx::PgPool;
use time::{Date, OffsetDateTime};

use super::{
    super::{readiness::planned, store::seated},
    made_up::Ground,
};
use crate::{
    evaluation::{
        route::{self, Candidate},
        sheet::{Graded, Head, SheetId, Window},
        view::Scope,
        workflow::State,
    },
    kit::{AppError, Result, StaffId},
};

fn read<T: DeserializeOwned>(json: Json) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// A year with the person whose sheet is rehearsed.
pub struct Rehearsed {
    pub name: String,
    /// Of this kind: ability, performance, or one whose dates are each person's.
    pub kind: String,
    pub running: bool,
    pub windows: Vec<Window>,
    /// First and last day of what is evaluated.
    pub period: (Date, Date),
    fiscal_year: i16,
    framework_id: i64,
    base_date: Date,
    pub scope: Scope,
    interview_required: bool,
    extra_work_graded: bool,
    person: Option<Candidate>,
    sheet: Option<Json>,
}

/// A year and whoever has this number on its base date.
pub async fn rehearsed(db: &PgPool, cycle: i64, number: &str) -> Result<Rehearsed> {
    let row = sqlx::query_file!("src/evaluation/cycle/rehearsal/subject.sql", cycle, number)
        .fetch_optional(db)
        .await?
        .ok_or(AppError::NotFound)?;
    let person = row.staff.zip(row.number).map(|(staff, number)| Candidate {
        staff: staff.0,
        number,
        name: row.person.unwrap_or_default(),
        unit: row.unit,
        position: row.position,
        executive: row.executive,
    });
    Ok(Rehearsed {
        name: row.name,
        kind: row.kind,
        running: row.running,
        windows: read(row.windows)?,
        period: (row.first, row.last),
        fiscal_year: row.fiscal_year,
        framework_id: row.framework_id,
        base_date: row.base_date,
        scope: row.scope,
        interview_required: row.interview_required,
        extra_work_graded: row.extra_work_graded,
        person,
        sheet: row.sheet,
    })
}

const NOBODY: &str = "この職員番号の人は、基準日に在職していません";
const EXECUTIVE: &str = "この人は評価の対象ではありません";

/// The sheet this person would have, with what stands on it by the year, or why there is none.
pub async fn sheet(
    db: &PgPool,
    cycle: i64,
    of: &Rehearsed,
    (state, now): (State, OffsetDateTime),
) -> Result<std::result::Result<(Head, Ground), &'static str>> {
    let Some(person) = &of.person else { return Ok(Err(NOBODY)) };
    if person.executive {
        return Ok(Err(EXECUTIVE));
    }
    let seats = match &of.sheet {
        Some(seats) => seats.clone(),
        None => match planned(&route::map(db, of.base_date).await?, person) {
            Ok(planned) => seated(&planned, None),
            Err(missing) => return Ok(Err(missing)),
        },
    };
    let row = sqlx::query_file!("src/evaluation/cycle/rehearsal/ground.sql", cycle, seats)
        .fetch_one(db)
        .await?;
    let head = Head {
        id: SheetId::NOWHERE,
        cycle_id: cycle,
        cycle_name: of.name.clone(),
        fiscal_year: of.fiscal_year,
        graded: if of.kind == "performance" { Graded::Goals } else { Graded::Abilities },
        term: None,
        scope: of.scope,
        framework_id: of.framework_id,
        subject: StaffId(person.staff),
        subject_name: person.name.clone(),
        subject_number: person.number.clone(),
        place: row.place,
        position_code: row.position_code,
        position_name: row.position_name,
        roles: row.roles,
        state,
        returned: false,
        state_since: now,
        opened: true,
        version: 1,
        first: row.first.map(read).transpose()?,
        second: row.second.map(read).transpose()?,
        seats: read(row.seats)?,
        former: Vec::new(),
        deputies: Vec::new(),
        standing_in: false,
        first_note: row.first_note,
        second_note: row.second_note,
        closed_at: None,
        interview_required: of.interview_required,
        interviewed_on: None,
        extra_work_graded: of.extra_work_graded,
        windows: of.windows.clone(),
    };
    let ground = Ground {
        abilities: read(row.abilities)?,
        scale: read(row.scale)?,
        scoring: row.scoring.map(read).transpose()?,
    };
    Ok(Ok((head, ground)))
}

/// Somebody of a position, to begin with.
pub struct Example {
    pub position: String,
    pub number: String,
    pub name: String,
}

/// One person of every position whose post is known on the base date, in the order of the
/// framework: the first by ふりがな.
pub async fn examples(db: &PgPool, cycle: i64) -> Result<Vec<Example>> {
    Ok(sqlx::query_as!(
        Example,
        r#"
        select o.name as position, p.number, p.family_name || ' ' || p.given_name as "name!"
        from cycle c
        join position o on o.framework_id = c.framework_id
        cross join lateral (
            select p.* from assignment g
            join staff p on p.id = g.staff_id and p.employment <> 'fiscal_year'
                 and p.hired_on <= c.base_date and (p.left_on is null or p.left_on >= c.base_date)
            left join unit_version v on v.unit_id = g.unit_id and v.valid @> c.base_date
            where g.kind = 'main' and g.valid @> c.base_date and g.position_code = o.code
              and not (g.leads and v.level = 'executive')
            order by p.family_kana collate "C", p.given_kana collate "C", p.id limit 1) p
        where c.id = $1 order by o.rank
        "#,
        cycle
    )
    .fetch_all(db)
    .await?)
}
