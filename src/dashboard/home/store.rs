//! Everything that waits for one person, in one statement.

use serde::Deserialize;
use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use crate::{
    evaluation::{
        sheet::{Passage, Submission},
        workflow::State,
    },
    kit::{AppError, Result, StaffId},
};

/// A sheet of one's own that is under way, or was disclosed a short while ago.
#[derive(Clone, Debug, Deserialize)]
pub struct Own {
    pub id: i64,
    pub name: String,
    pub state: State,
    pub returned: bool,
    pub abilities: i64,
    /// Abilities with a grade in the draft.
    pub written: i64,
    pub opens_on: Option<Date>,
    pub due_on: Option<Date>,
    pub reason: Option<String>,
    pub overall: Option<i16>,
    pub word: Option<String>,
    pub submissions: Vec<Submission>,
    pub passages: Vec<Passage>,
}

/// One step of one year in which this person evaluates.
#[derive(Clone, Debug, Deserialize)]
pub struct Reviewing {
    pub step: String,
    pub waiting: i64,
    pub done: i64,
    pub total: i64,
    pub due_on: Option<Date>,
    #[serde(with = "time::serde::iso8601::option")]
    pub oldest: Option<OffsetDateTime>,
}

/// Somebody whose sheet waits for this person.
#[derive(Clone, Debug, Deserialize)]
pub struct WaitingPerson {
    pub id: i64,
    pub name: String,
    pub position: String,
    pub step: String,
    #[serde(with = "time::serde::iso8601")]
    pub since: OffsetDateTime,
    pub written: i64,
    pub abilities: i64,
    pub returned: bool,
}

/// A year as 職員課 sees it on their home.
#[derive(Clone, Debug, Deserialize)]
pub struct Year {
    pub id: i64,
    pub name: String,
    pub opened: bool,
    pub confirmation: i64,
    pub confirmed: i64,
    pub overdue: i64,
    pub confirm_by: Option<Date>,
    pub disclose_by: Option<Date>,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub own: Vec<Own>,
    pub reviewing: Vec<Reviewing>,
    pub people: Vec<WaitingPerson>,
    /// Empty for anybody but 職員課.
    pub years: Vec<Year>,
    /// The next step that opens in a running year: its word in the database and the day.
    pub next_step: Option<(String, Date)>,
}

fn read<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// What waits for this person today.
pub async fn waiting(
    db: impl PgExecutor<'_>,
    person: StaffId,
    hr: bool,
    now: OffsetDateTime,
    today: Date,
) -> Result<Waiting> {
    let row = sqlx::query!(
        r#"
        with mine as (
            select s.*, c.name as cycle_name, c.fiscal_year from sheet s
            join cycle c on c.id = s.cycle_id
            where s.subject_id = $1 and (s.state <> 'disclosed'
                                         or s.state_since > $2::timestamptz - interval '60 days')),
        theirs as (
            select s.*, 'first' as step, 'first_review' as turn from sheet s
            join cycle c on c.id = s.cycle_id
            where s.first_evaluator_id = $1 and s.state <> 'disclosed'
            union all
            select s.*, 'second', 'second_review' from sheet s
            join cycle c on c.id = s.cycle_id
            where s.second_evaluator_id = $1 and s.state <> 'disclosed')
        select
          (select coalesce(json_agg(json_build_object('id', s.id, 'name', s.cycle_name,
              'state', s.state, 'returned', s.returned,
              'abilities', (select count(*) from ability a where a.framework_id = s.framework_id
                            and a.position_code = s.position_code),
              'written', (select count(*) from draft d where d.sheet_id = s.id
                          and d.step = 'self' and d.field like 'grade-%' and d.value <> ''),
              'opens_on', w.opens_on, 'due_on', w.due_on,
              'reason', (select p.reason from passage p where p.sheet_id = s.id and s.returned
                         order by p.place desc limit 1),
              'overall', r.overall,
              'word', (select g.word from grade g where g.framework_id = s.framework_id
                       and g.points = r.overall),
              'submissions', (select coalesce(json_agg(json_build_object('step', b.step,
                      'round', b.round, 'by', '', 'at', b.at)), '[]')
                  from submission b where b.sheet_id = s.id),
              'passages', (select coalesce(json_agg(json_build_object('place', m.place,
                      'action', m.action, 'from_state', m.from_state, 'to_state', m.to_state,
                      'at', m.at) order by m.place), '[]')
                  from passage m where m.sheet_id = s.id))
              order by s.fiscal_year desc), '[]')
           from mine s
           left join cycle_step w on w.cycle_id = s.cycle_id and w.step = 'self'
           left join lateral (select v.overall from result v where v.sheet_id = s.id
                              and s.state = 'disclosed' order by v.version desc limit 1) r on true
          ) as "own!",
          (select coalesce(json_agg(g), '[]') from (
              select t.step, count(*) filter (where t.state = t.turn) as waiting,
                     count(*) filter (where t.state in ('confirmation', 'confirmed')
                                      or (t.step = 'first' and t.state = 'second_review')) as done,
                     count(*) as total, w.due_on,
                     min(t.state_since) filter (where t.state = t.turn) as oldest
              from theirs t
              left join cycle_step w on w.cycle_id = t.cycle_id and w.step = t.step
              group by t.cycle_id, t.step, w.due_on order by t.step) g) as "reviewing!",
          (select coalesce(json_agg(g), '[]') from (
              select t.id, p.family_name || ' ' || p.given_name as name, o.name as position,
                     t.step, t.state_since as since, t.returned,
                     (select count(*) from draft d where d.sheet_id = t.id and d.step = t.step
                      and d.field like 'grade-%' and d.value <> '') as written,
                     (select count(*) from ability a where a.framework_id = t.framework_id
                      and a.position_code = t.position_code) as abilities
              from theirs t join staff p on p.id = t.subject_id
              join position o on o.framework_id = t.framework_id and o.code = t.position_code
              where t.state = t.turn
              order by t.returned desc, t.state_since, p.family_kana collate "C", t.id
              limit 8) g) as "people!",
          (select coalesce(json_agg(g), '[]') from (
              select c.id, c.name, c.opened_at is not null as opened,
                     (select count(*) from sheet s where s.cycle_id = c.id
                      and s.state = 'confirmation') as confirmation,
                     (select count(*) from sheet s where s.cycle_id = c.id
                      and s.state = 'confirmed') as confirmed,
                     (select count(*) from evaluation_progress_view v where v.cycle_id = c.id
                      and v.holder_id is not null and v.due_on < $3) as overdue,
                     (select w.due_on from cycle_step w where w.cycle_id = c.id
                      and w.step = 'confirmation') as confirm_by,
                     (select w.due_on from cycle_step w where w.cycle_id = c.id
                      and w.step = 'disclosure') as disclose_by
              from cycle c
              where $4 and (c.opened_at is null or exists (
                  select from sheet s where s.cycle_id = c.id and s.state <> 'disclosed'))
              order by c.fiscal_year desc) g) as "years!",
          (select json_build_array(w.step, w.opens_on) from mine s
           join cycle_step w on w.cycle_id = s.cycle_id
           where w.opens_on > $3 order by w.opens_on limit 1) as next_step
        "#,
        person.0,
        now,
        today,
        hr
    )
    .fetch_one(db)
    .await?;
    Ok(Waiting {
        own: read(row.own)?,
        reviewing: read(row.reviewing)?,
        people: read(row.people)?,
        years: read(row.years)?,
        next_step: row.next_step.map(read).transpose()?,
    })
}
