//! The grid in the database: one statement to read it, one to save the drafts of several sheets.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value as Json;
use sqlx::PgExecutor;
use time::Date;

use super::forms::Entered;
use crate::{
    audit::Change,
    evaluation::{
        fact::Fact,
        sheet::{Conflict, Grade, Saved},
        view::Scope,
        workflow::{State, Step},
    },
    kit::{AppError, Result, StaffId, date::local},
};

/// What is asked for; empty words and 0 leave the choice to what waits.
pub struct Asked<'a> {
    pub step: &'a str,
    pub position: &'a str,
    pub ability: i64,
}

/// One ability of the position, and how many of those who wait have a grade.
#[derive(Clone, Debug, Deserialize)]
pub struct Item {
    pub id: i64,
    pub name: String,
    pub definition: String,
    /// 着眼点
    pub viewpoints: Vec<String>,
    pub filled: i64,
}

/// A step and a position the reader can switch to.
#[derive(Clone, Debug, Deserialize)]
pub struct Cohort {
    pub step: String,
    pub position: String,
    pub name: String,
    pub count: i64,
}

/// One person's values for the ability, uncut: [`super::show`] keeps what may be seen.
#[derive(Clone, Debug, Deserialize)]
pub struct Person {
    pub sheet: i64,
    pub name: String,
    pub kana: String,
    pub state: State,
    pub returned: bool,
    pub first: Option<String>,
    pub previous: Option<i16>,
    pub own: Option<i16>,
    pub own_text: Option<String>,
    pub first_points: Option<i16>,
    pub first_text: Option<String>,
    pub mine: Option<i16>,
    pub grade: Option<String>,
    pub grade_version: Option<i32>,
    pub comment: Option<String>,
    pub comment_version: Option<i32>,
    /// What was noted about the person in this year.
    pub facts: Vec<Fact>,
}

/// One ability across everybody of a position.
pub struct Grid {
    pub cycle_name: String,
    pub scope: Scope,
    pub step: Step,
    pub position_code: String,
    pub position_name: String,
    pub ability: i64,
    pub items: Vec<Item>,
    pub cohorts: Vec<Cohort>,
    pub scale: Vec<Grade>,
    pub people: Vec<Person>,
    /// Whoever reads it stands in for the evaluator.
    pub standing_in: bool,
}

fn read<T: DeserializeOwned>(json: Json) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// Reads the grid of an evaluator for themselves or for their deputy. Without anything asked for it is the newest cycle, and there the step and
/// position where somebody waits.
#[expect(clippy::too_many_lines, reason = "one statement, and what becomes of it")]
pub async fn grid(
    db: impl PgExecutor<'_>,
    (evaluator, reader): (StaffId, StaffId),
    today: Date,
    asked: &Asked<'_>,
) -> Result<Option<Grid>> {
    let row = sqlx::query!(
        r#"
        with mine as (
            select s.*, c.name as cycle_name, c.fiscal_year, c.kind, c.disclosure_scope,
                   c.base_date, t.step,
                   s.state = t.step || '_review' as now,
                   count(*) over (partition by c.id, t.step, s.position_code) as peers
            from sheet s join cycle c on c.id = s.cycle_id
            cross join lateral (select case when s.first_evaluator_id = $1 then 'first'
                                            else 'second' end as step) t
            where (s.first_evaluator_id = $1 or s.second_evaluator_id = $1)
              and c.opened_at is not null and c.kind = 'ability'
              and ($6 = $1 or stands_in(s.id, t.step, $2) = $6)
              and (s.state not in ('excluded', 'disclosed')
                   or exists(select from cycle_step w where w.cycle_id = c.id
                             and w.step = 'disclosure' and w.due_on >= $2))),
        pick as (
            select m.* from mine m
            where ($3 = '' or m.step = $3) and ($4 = '' or m.position_code = $4)
              and ($5::bigint = 0 or exists(select from ability a where a.id = $5::bigint
                                    and a.framework_id = m.framework_id
                                    and a.position_code = m.position_code))
            order by m.fiscal_year desc, m.now desc, m.step, m.peers desc, m.position_code, m.id
            limit 1),
        people as (
            select m.* from mine m join pick k
                on k.cycle_id = m.cycle_id and k.step = m.step
               and k.position_code = m.position_code and k.framework_id = m.framework_id),
        chosen as (
            select a.* from ability a join pick k
                on k.framework_id = a.framework_id and k.position_code = a.position_code
            order by a.id <> $5::bigint, a.place limit 1)
        select k.cycle_name as "cycle_name!", k.disclosure_scope as "scope!: Scope",
               k.step as "step!: Step", k.position_code as "position_code!",
               o.name as "position_name!", c.id as "ability!",
          (select json_agg(json_build_object('id', a.id, 'name', a.name,
                  'definition', a.definition, 'viewpoints', a.viewpoints,
                  'filled', (select count(*) from people m join draft d on d.sheet_id = m.id
                             where m.now and d.step = m.step and d.writer_id = $6
                               and d.field = 'grade-' || a.id and d.value <> '')) order by a.place)
           from ability a where a.framework_id = k.framework_id
                            and a.position_code = k.position_code) as "items!",
          (select json_agg(json_build_object('step', q.step, 'position', q.position_code,
                  'name', q.name, 'count', q.n) order by q.step, q.rank)
           from (select m.step, m.position_code, p.name, p.rank, count(*) as n
                 from mine m join position p on p.framework_id = m.framework_id
                                            and p.code = m.position_code
                 where m.cycle_id = k.cycle_id
                 group by m.step, m.position_code, p.name, p.rank) q) as "cohorts!",
          (select json_agg(json_build_object('points', g.points, 'word', g.word,
                  'definition', g.definition) order by g.points)
           from cycle_grade g where g.cycle_id = k.cycle_id) as "scale!",
          (select json_agg(json_build_object(
                  'sheet', m.id, 'name', p.family_name || ' ' || p.given_name,
                  'kana', p.family_kana || ' ' || p.given_kana,
                  'state', m.state, 'returned', m.returned,
                  'first', f.family_name || ' ' || f.given_name || coalesce(' ' || h.post, ''),
                  'previous', (select i.points from cycle y
                      join sheet l on l.cycle_id = y.id and l.subject_id = m.subject_id
                      join result v on v.sheet_id = l.id and v.disclosed_at is not null
                      join result_item i on i.sheet_id = l.id and i.version = v.version
                      join ability b on b.id = i.ability_id and b.code = c.code
                      where y.fiscal_year = m.fiscal_year - 1 and y.kind = m.kind
                      order by i.version desc limit 1),
                  'own', e.points, 'own_text', e.comment,
                  'first_points', v.points, 'first_text', v.comment, 'mine', x.points,
                  'grade', d.value, 'grade_version', d.version,
                  'comment', n.value, 'comment_version', n.version,
                  'facts', facts_of(m.subject_id, m.fiscal_year, m.first_evaluator_id,
                                    m.second_evaluator_id))
                  order by p.family_kana collate "C", p.given_kana collate "C", m.id)
           from people m
           join staff p on p.id = m.subject_id
           left join staff f on f.id = m.first_evaluator_id
           left join assignment h on h.staff_id = f.id and h.kind = 'main'
               and h.valid @> m.base_date
           left join lateral (select z.points, z.comment from opinion z where z.sheet_id = m.id
               and z.step = 'self' and z.ability_id = c.id order by z.round desc limit 1) e on true
           left join lateral (select z.points, z.comment from opinion z where z.sheet_id = m.id
               and z.step = 'first' and z.ability_id = c.id order by z.round desc limit 1) v
               on true
           left join lateral (select z.points from opinion z where z.sheet_id = m.id
               and z.step = m.step and z.ability_id = c.id order by z.round desc limit 1) x
               on true
           left join draft d on d.sheet_id = m.id and d.step = m.step and d.writer_id = $6
               and d.field = 'grade-' || c.id
           left join draft n on n.sheet_id = m.id and n.step = m.step and n.writer_id = $6
               and n.field = 'comment-' || c.id) as "people!"
        from pick k cross join chosen c
        join position o on o.framework_id = k.framework_id and o.code = k.position_code
        "#,
        evaluator.0,
        today,
        asked.step,
        asked.position,
        asked.ability,
        reader.0
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Grid {
        cycle_name: row.cycle_name,
        scope: row.scope,
        step: row.step,
        position_code: row.position_code,
        position_name: row.position_name,
        ability: row.ability,
        items: read(row.items)?,
        cohorts: read(row.cohorts)?,
        scale: read(row.scale)?,
        people: read(row.people)?,
        standing_in: evaluator != reader,
    }))
}

/// Saves fields of the author's own drafts of several sheets at once, each only if no other window
/// wrote it since it was read, and only where the sheet still waits for the author's seat.
#[expect(clippy::too_many_lines, reason = "one statement, and what becomes of it")]
pub async fn save(
    change: &mut Change,
    step: Step,
    entered: &[Entered],
) -> Result<Vec<(i64, Saved)>> {
    let sheets: Vec<i64> = entered.iter().map(|e| e.sheet).collect();
    let names: Vec<String> = entered.iter().map(|e| e.field.name.clone()).collect();
    let values: Vec<String> = entered.iter().map(|e| e.field.value.clone()).collect();
    let versions: Vec<i32> = entered.iter().map(|e| e.field.version).collect();
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "insert into draft as d (sheet_id, step, field, value, version, updated_by, updated_at,
                                 writer_id)
         select s.id, $1, x.field, x.value, 1, $6, $7, $6
         from unnest($2::bigint[], $3::text[], $4::text[]) as x (sheet, field, value)
         join sheet s on s.id = x.sheet and s.state = $1 || '_review'
         where (case $1 when 'first' then s.first_evaluator_id else s.second_evaluator_id end = $6
                or stands_in(s.id, $1, $8) = $6)
         on conflict (sheet_id, step, writer_id, field) do update
         set value = excluded.value, version = d.version + 1,
             updated_by = excluded.updated_by, updated_at = excluded.updated_at
         where d.value <> excluded.value
           and exists(select from unnest($2::bigint[], $3::text[], $5::int[])
                          as y (sheet, field, version)
                      where y.sheet = d.sheet_id and y.field = d.field
                        and y.version = d.version)",
        step.code(),
        &sheets,
        &names,
        &values,
        &versions,
        by,
        now,
        local(now).date()
    )
    .execute(change.conn())
    .await?;
    let rows = sqlx::query!(
        r#"
        select d.sheet_id, d.field, d.value, d.version,
               p.family_name || ' ' || p.given_name as "by!", d.value = x.value as "same!"
        from unnest($2::bigint[], $3::text[], $4::text[]) as x (sheet, field, value)
        join draft d on d.sheet_id = x.sheet and d.step = $1 and d.writer_id = $5
            and d.field = x.field
        join staff p on p.id = d.updated_by
        order by d.sheet_id, d.field
        "#,
        step.code(),
        &sheets,
        &names,
        &values,
        by
    )
    .fetch_all(change.conn())
    .await?;
    let mut out: Vec<(i64, Saved)> = Vec::new();
    for row in rows {
        if out.last().is_none_or(|(sheet, _)| *sheet != row.sheet_id) {
            out.push((row.sheet_id, Saved::default()));
        }
        let Some((_, saved)) = out.last_mut() else { continue };
        if row.same {
            saved.saved.push((row.field, row.version));
        } else {
            let (field, value, version, by) = (row.field, row.value, row.version, row.by);
            saved.conflicts.push(Conflict { field, value, version, by });
        }
    }
    Ok(out)
}
