//! The queue in the database: one statement for everybody of one evaluator.

use sqlx::{PgExecutor, types::Json};
use time::{Date, OffsetDateTime};

use crate::{
    evaluation::{
        fact::FactDay,
        view::Scope,
        workflow::{State, Step},
    },
    kit::{Result, StaffId},
};

/// One sheet of the queue with the grades on it, uncut: [`super::show`] keeps what may be seen.
pub struct Waiting {
    pub sheet: i64,
    pub cycle_name: String,
    pub scope: Scope,
    pub step: Step,
    /// What is graded are goals (業績評価), not abilities.
    pub goals: bool,
    pub subject_name: String,
    pub position_code: String,
    pub position_name: String,
    /// The narrowest unit: 「庶務係」
    pub unit: String,
    pub state: State,
    pub returned: bool,
    pub since: OffsetDateTime,
    /// Until when the reader's own step is due.
    pub due: Option<Date>,
    /// Until when the step is due that the sheet is in now.
    pub due_now: Option<Date>,
    /// The one before the reader, by name and title.
    pub first: Option<String>,
    /// In the order of the abilities or goals; None where there is none.
    pub own: Vec<Option<i16>>,
    pub first_points: Vec<Option<i16>>,
    /// What the reader submitted last.
    pub mine: Vec<Option<i16>>,
    /// What stands in the reader's draft.
    pub drafted: Vec<Option<i16>>,
    /// When the reader last submitted.
    pub submitted_at: Option<OffsetDateTime>,
    /// The steps of the scale.
    pub scale: Vec<i16>,
    pub fiscal_year: i16,
    /// The day of the talk at the end of the period, once it is recorded.
    pub interview: Option<Date>,
    /// The day it is arranged for.
    pub arranged: Option<Date>,
    /// The days of what was noted about the person.
    pub facts: Json<Vec<FactDay>>,
}

/// Everybody of this evaluator in cycles that are running: one that is not wholly disclosed, or
/// whose last date has not passed. Sorted by ふりがな.
#[expect(clippy::too_many_lines, reason = "one statement, and what becomes of it")]
pub async fn queue(
    db: impl PgExecutor<'_>,
    evaluator: StaffId,
    today: Date,
) -> Result<Vec<Waiting>> {
    Ok(sqlx::query_as!(
        Waiting,
        r#"
        with mine as (
            select s.*, c.name as cycle_name, c.fiscal_year, c.disclosure_scope, c.base_date, c.kind,
                   case when s.first_evaluator_id = $1 then 'first' else 'second' end as step
            from sheet s join cycle c on c.id = s.cycle_id
            where (s.first_evaluator_id = $1 or s.second_evaluator_id = $1)
              and c.opened_at is not null and c.kind in ('ability', 'performance')
              and (s.state not in ('excluded', 'disclosed')
                   or exists(select from cycle_step w where w.cycle_id = c.id
                             and w.step = 'disclosure' and w.due_on >= $2)))
        select s.id as "sheet!", s.cycle_name as "cycle_name!",
               s.disclosure_scope as "scope!: Scope", s.step as "step!: Step",
               s.kind = 'performance' as "goals!", p.family_name || ' ' || p.given_name as "subject_name!",
               s.position_code as "position_code!", o.name as "position_name!",
               coalesce(u.name, '') as "unit!", s.state as "state!: State",
               s.returned as "returned!", s.state_since as "since!",
               due_on(s.id, s.cycle_id, s.step) as "due?", n.due_on as "due_now?",
               f.family_name || ' ' || f.given_name || coalesce(' ' || h.post, '') as first,
               coalesce(g.own, '{}') as "own!: Vec<Option<i16>>",
               coalesce(g.first, '{}') as "first_points!: Vec<Option<i16>>",
               coalesce(g.mine, '{}') as "mine!: Vec<Option<i16>>",
               coalesce(g.drafted, '{}') as "drafted!: Vec<Option<i16>>",
               b.at as "submitted_at?",
               array(select k.points from cycle_grade k where k.cycle_id = s.cycle_id
                     order by k.points) as "scale!",
               s.fiscal_year as "fiscal_year!",
               (select i.held_on from closing_interview_view i where i.sheet_id = s.id) as interview,
               (select min(v.held_on) from interview v
                where v.sheet_id in (
                    select t.other_id from sheet_together_view t where t.sheet_id = s.id) and v.kind = 'closing'
                  and v.shared = '' and v.held_on >= $2) as arranged,
               fact_days_of(s.subject_id, s.fiscal_year, s.first_evaluator_id,
                            s.second_evaluator_id) as "facts!: Json<Vec<FactDay>>"
        from mine s
        join staff p on p.id = s.subject_id
        join position o on o.framework_id = s.framework_id and o.code = s.position_code
        left join unit_version u on u.unit_id = s.unit_id and u.valid @> s.base_date
        left join staff f on f.id = s.first_evaluator_id
        left join assignment h on h.staff_id = f.id and h.kind = 'main' and h.valid @> s.base_date
        left join evaluation_progress_view n on n.sheet_id = s.id
        left join lateral (select b.at, b.round from submission b
                           where b.sheet_id = s.id and b.step = s.step
                           order by b.round desc limit 1) b on true
        cross join lateral (
            select max(x.round) filter (where x.step = 'self') as own,
                   max(x.round) filter (where x.step = 'first') as first
            from submission x where x.sheet_id = s.id) l
        cross join lateral (
            select array_agg(i.own order by i.place) as own,
                   array_agg(i.first order by i.place) as first,
                   array_agg(i.mine order by i.place) as mine,
                   array_agg(case when d.value ~ '^[1-7]$' then d.value::smallint end
                             order by i.place) as drafted
            from (
                select a.id as item, a.place, e.points as own, f.points as first, m.points as mine
                from ability a
                left join opinion e on e.sheet_id = s.id and e.step = 'self'
                    and e.ability_id = a.id and e.round = l.own
                left join opinion f on f.sheet_id = s.id and f.step = 'first'
                    and f.ability_id = a.id and f.round = l.first
                left join opinion m on m.sheet_id = s.id and m.step = s.step
                    and m.ability_id = a.id and m.round = b.round
                where s.kind = 'ability' and a.framework_id = s.framework_id
                  and a.position_code = s.position_code
                union all
                -- as items goals have negative numbers, as on the sheet
                select -o.slot, o.place, e.points, f.points, m.points
                from goal o
                left join goal_opinion e on e.sheet_id = s.id and e.step = 'self'
                    and e.slot = o.slot and e.round = l.own
                left join goal_opinion f on f.sheet_id = s.id and f.step = 'first'
                    and f.slot = o.slot and f.round = l.first
                left join goal_opinion m on m.sheet_id = s.id and m.step = s.step
                    and m.slot = o.slot and m.round = b.round
                where s.kind = 'performance' and o.sheet_id = s.id
                  and o.round = agreed_goals(s.id)) i
            left join draft d on d.sheet_id = s.id and d.step = s.step and d.writer_id = $1
                and d.field = 'grade-' || i.item) g
        order by p.family_kana collate "C", p.given_kana collate "C", s.id
        "#,
        evaluator.0,
        today
    )
    .fetch_all(db)
    .await?)
}
