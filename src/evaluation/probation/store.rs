//! Probations as they are read: one case, the lists, the city's rules.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value as Json;
use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::{
    days::{Away, Clock, Pattern, Weekly, worked},
    kinds::{Absence, Appointment, Decision, Verdict, What},
    rules::{Due, Rule, Standing, TaskRule, standing},
};
use crate::{
    calendar::Calendar,
    evaluation::{view::Scope, workflow::State},
    kit::{AppError, Result, StaffId},
};

/// A task, and the interview if it was held.
#[derive(Clone, Debug, Deserialize)]
pub struct Task {
    pub place: i16,
    pub what: What,
    pub name: String,
    pub due_on: Date,
    /// As the rule said; another one where the end of the period has moved.
    pub first_due_on: Date,
    /// Held, evaluated, or thought about since the period was last extended.
    pub done: bool,
    pub held_on: Option<Date>,
    pub body: Option<String>,
    pub by: Option<String>,
}

/// Days that were not worked.
#[derive(Clone, Debug, Deserialize)]
pub struct Absent {
    pub id: i64,
    pub kind: Absence,
    pub first_on: Date,
    pub last_on: Date,
    pub struck: bool,
}

/// An extension.
#[derive(Clone, Debug, Deserialize)]
pub struct Extended {
    pub until_on: Date,
    pub reason: String,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
}

/// An evaluator's opinion.
#[derive(Clone, Debug, Deserialize)]
pub struct Opinion {
    pub step: String,
    pub verdict: Verdict,
    pub reason: String,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
    pub by: String,
}

/// What was decided.
#[derive(Clone, Debug, Deserialize)]
pub struct Decided {
    pub verdict: Decision,
    #[serde(rename = "decided_on")]
    pub on: Date,
    pub reason: String,
}

/// One probation.
#[derive(Clone, Debug)]
pub struct Case {
    pub id: i64,
    pub staff: StaffId,
    pub number: String,
    pub name: String,
    pub place: String,
    pub kind: Appointment,
    pub starts_on: Date,
    pub planned_on: Date,
    pub ends_on: Date,
    pub limit_on: Date,
    pub least_days: i16,
    pub warn_days: i16,
    pub version: i32,
    pub first: Option<(StaffId, String)>,
    pub second: Option<(StaffId, String)>,
    /// Who stands in today for the first and for the second evaluator.
    pub deputies: [Option<StaffId>; 2],
    pub sheet: Option<(i64, State)>,
    pub tasks: Vec<Task>,
    pub absences: Vec<Absent>,
    /// 休業 and the like of the register.
    pub leaves: Vec<Leave>,
    /// The appointments that say how many days a week, as far as they lie in the probation.
    pub weekly: Vec<Weekly>,
    pub extensions: Vec<Extended>,
    pub opinions: Vec<Opinion>,
    pub decision: Option<Decided>,
    pub calendar: Calendar,
}

/// A leave of the register, as far as it lies in the probation.
#[derive(Clone, Debug, Deserialize)]
pub struct Leave {
    pub kind: String,
    pub first_on: Date,
    pub last_on: Date,
}

impl Case {
    /// When somebody works: days away that were struck do not count.
    fn pattern(&self, more: Option<Away>) -> Pattern {
        let absences = self.absences.iter().filter(|a| !a.struck);
        let absences = absences.map(|a| Away { first_on: a.first_on, last_on: a.last_on });
        let leaves = self.leaves.iter();
        let leaves = leaves.map(|l| Away { first_on: l.first_on, last_on: l.last_on });
        Pattern {
            leaves: leaves.collect(),
            absences: absences.chain(more).collect(),
            weekly: self.weekly.clone(),
        }
    }

    /// The clock, as it would be with another absence or extension.
    pub fn clock(&self, more: Option<Away>, extended: Option<Date>) -> Clock {
        Clock {
            starts_on: self.starts_on,
            planned_on: self.planned_on,
            limit_on: self.limit_on,
            least_days: self.least_days,
            warn_days: self.warn_days,
            extended: extended.or_else(|| self.extensions.last().map(|e| e.until_on)),
            pattern: self.pattern(more),
        }
    }

    /// The last day by the clock.
    pub fn end_with(&self, more: Option<Away>, extended: Option<Date>) -> Date {
        self.clock(more, extended).end(|day| self.calendar.is_closed(day))
    }

    /// The days worked until a day, the end at most.
    pub fn worked(&self, until: Date) -> i64 {
        let until = until.min(self.ends_on);
        worked(self.starts_on, until, &self.pattern(None), |day| self.calendar.is_closed(day))
    }

    pub fn standing(&self, today: Date) -> Standing {
        let decision = self.decision.as_ref().map(|d| d.verdict);
        standing(self.ends_on, self.warn_days, decision, today)
    }

    /// The newest opinion of a step.
    pub fn opinion(&self, step: &str) -> Option<&Opinion> {
        self.opinions.iter().rfind(|opinion| opinion.step == step)
    }
}

fn read<T: DeserializeOwned>(json: Json) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

fn list<T: DeserializeOwned>(json: Option<Json>) -> Result<Vec<T>> {
    json.map_or_else(|| Ok(Vec::new()), read)
}

/// One probation with everything on it, and with the deputies of a day.
pub async fn find(db: impl PgExecutor<'_>, id: i64, today: Date) -> Result<Option<Case>> {
    let row = sqlx::query_file!("src/evaluation/probation/case.sql", id, today)
        .fetch_optional(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Case {
        id: row.id,
        staff: row.staff,
        number: row.number,
        name: row.name,
        place: row.place,
        kind: Appointment::from_code(&row.kind).unwrap_or(Appointment::Regular),
        starts_on: row.starts_on,
        planned_on: row.planned_on,
        ends_on: row.ends_on,
        limit_on: row.limit_on,
        least_days: row.least_days,
        warn_days: row.warn_days,
        version: row.version,
        first: row.first.zip(row.first_name),
        second: row.second.zip(row.second_name),
        deputies: [row.first_deputy, row.second_deputy],
        sheet: row.sheet_id.zip(row.sheet_state),
        tasks: list(row.tasks)?,
        absences: list(row.absences)?,
        leaves: list(row.leaves)?,
        weekly: list(row.weekly)?,
        extensions: list(row.extensions)?,
        opinions: list(row.opinions)?,
        decision: row.decision.map(read).transpose()?,
        calendar: Calendar::read(row.calendar)
            .map_err(|error| AppError::Internal(error.to_string()))?,
    }))
}

/// Probations that run and whose days a leave of the register or the days of the appointment decide,
/// or once decided: their end is counted anew every morning.
pub async fn counted_anew(db: impl PgExecutor<'_>, today: Date) -> Result<Vec<i64>> {
    Ok(sqlx::query_scalar!(
        "select b.id from probation b
         where b.ends_on >= $1
           and not exists (select from probation_decision d where d.probation_id = b.id)
           and (b.ends_on <> b.planned_on
                or exists (select from leave_period l where l.staff_id = b.staff_id
                          and l.valid && daterange(b.starts_on, b.limit_on, '[]'))
                or exists (select from employment e where e.staff_id = b.staff_id
                             and e.valid && daterange(b.starts_on, b.limit_on, '[]')
                             and e.weekly_days is not null))
         order by b.id",
        today
    )
    .fetch_all(db)
    .await?)
}

/// One line of a list.
pub struct Line {
    pub id: i64,
    pub number: String,
    pub name: String,
    pub kind: String,
    pub own: bool,
    /// The evaluator for whom the reader stands in.
    pub standing_in: Option<String>,
    pub starts_on: Date,
    pub ends_on: Date,
    pub warn_days: i16,
    pub decision: Option<String>,
    /// The next task that is open: its name and day.
    pub next: Option<String>,
    pub next_on: Option<Date>,
    /// The last evaluator's newest opinion.
    pub opinion: Option<String>,
}

/// Those of one person: their own, and whom they evaluate, for themselves or as a deputy. Without one all of the city but the
/// reader's own. What ended before a day is left out.
pub async fn lines(
    db: impl PgExecutor<'_>,
    reader: StaffId,
    all: bool,
    (since, today): (Date, Date),
) -> Result<Vec<Line>> {
    Ok(sqlx::query_as!(
        Line,
        r#"
        select b.id, p.number, p.family_name || ' ' || p.given_name as "name!", b.kind,
               b.staff_id = $1 as "own!",
               (select e.family_name || ' ' || e.given_name from staff e
                where e.id = q.evaluator) as "standing_in?", b.starts_on, b.ends_on, b.warn_days,
               d.verdict as "decision?", t.name as "next?", t.due_on as "next_on?",
               (select o.verdict from probation_opinion o where o.probation_id = b.id
                order by o.step desc, o.round desc limit 1) as opinion
        from probation b
        join staff p on p.id = b.staff_id
        left join probation_decision d on d.probation_id = b.id
        left join lateral (
            select t.name, t.due_on from probation_task_view t
            where t.probation_id = b.id and not t.done
            order by t.due_on, t.place limit 1) t on true
        -- nearly everybody is nobody's deputy
        left join lateral (
            select x.evaluator
            from (values (1, 'first', b.first_evaluator_id),
                         (2, 'second', b.second_evaluator_id)) x (place, step, evaluator)
            where not $2 and exists (select from deputy n where n.deputy_id = $1
                                       and n.evaluator_id = x.evaluator and n.ended_at is null)
              and probation_stands_in(b.id, x.step, $4) = $1
            order by x.place limit 1) q on true
        where b.ends_on >= $3
          and case when $2 then b.staff_id <> $1
                   else $1 in (b.staff_id, b.first_evaluator_id, b.second_evaluator_id)
                        or q.evaluator is not null end
        order by d.verdict is not null, b.ends_on, p.family_kana collate "C", b.id
        "#,
        reader.0,
        all,
        since,
        today
    )
    .fetch_all(db)
    .await?)
}

/// The rule for a kind of appointment that holds on a day.
pub async fn rule(db: impl PgExecutor<'_>, kind: Appointment, day: Date) -> Result<Rule> {
    #[derive(Deserialize)]
    struct Row {
        what: What,
        name: String,
        months: Option<u8>,
        before: Option<i16>,
    }
    let row = sqlx::query!(
        r#"select r.months, r.least_days, r.most_months, r.warn_days, r.disclosure_scope,
                  (select json_agg(json_build_object('what', t.what, 'name', t.name,
                          'months', t.months, 'before', t.before_days) order by t.place)
                   from probation_rule_task t where t.rule_id = r.id) as tasks
           from probation_rule r where r.kind = $1 and r.valid @> $2::date"#,
        kind.code(),
        day
    )
    .fetch_one(db)
    .await?;
    let short = |number: i16| u8::try_from(number).unwrap_or(1);
    let tasks: Vec<Row> = list(row.tasks)?;
    let due = |task: &Row| match (task.months, task.before) {
        (Some(months), _) => Due::After(months),
        (None, before) => Due::Before(before.unwrap_or(0)),
    };
    Ok(Rule {
        months: short(row.months),
        least_days: row.least_days,
        most_months: short(row.most_months),
        warn_days: row.warn_days,
        scope: Scope::from_code(&row.disclosure_scope).unwrap_or(Scope::Overall),
        tasks: tasks
            .into_iter()
            .map(|task| TaskRule { what: task.what, due: due(&task), name: task.name })
            .collect(),
    })
}

/// Somebody whose probation is to be entered.
#[derive(Clone, Debug)]
pub struct Hired {
    pub staff: StaffId,
    pub name: String,
    pub employment: String,
    /// The day of hiring.
    pub since: Date,
    pub unit: Option<i64>,
    pub position: Option<String>,
}

/// The person with a number, and where they work on a day.
pub async fn hired(db: impl PgExecutor<'_>, number: &str, day: Date) -> Result<Option<Hired>> {
    Ok(sqlx::query_as!(
        Hired,
        r#"select p.id as "staff: StaffId", p.family_name || ' ' || p.given_name as "name!",
                  p.employment, p.hired_on as since, g.unit_id as "unit?", g.position_code as position
           from staff p
           left join assignment g on g.staff_id = p.id and g.kind = 'main' and g.valid @> $2::date
           where p.number = $1 and (p.left_on is null or p.left_on >= $2)"#,
        number,
        day
    )
    .fetch_optional(db)
    .await?)
}

/// Somebody who was hired and has no probation.
pub struct Pending {
    pub who: Hired,
    pub number: String,
    /// A sheet is opened as well.
    pub reviewed: bool,
}

/// Those who were hired and have no probation, while it would still run; without the one who asks.
pub async fn pending(db: impl PgExecutor<'_>, today: Date, asker: StaffId) -> Result<Vec<Pending>> {
    let rows = sqlx::query_file!("src/evaluation/probation/pending.sql", today, asker.0)
        .fetch_all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Pending {
            who: Hired {
                staff: row.staff,
                name: row.name,
                employment: row.employment,
                since: row.since,
                unit: row.unit,
                position: row.position,
            },
            number: row.number,
            reviewed: row.reviewed,
        })
        .collect())
}
