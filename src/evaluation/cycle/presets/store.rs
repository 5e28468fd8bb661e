//! The shapes as rows, with the dates they would have in a year.

use serde::Deserialize;
use sqlx::PgExecutor;
use time::Date;

use super::super::store::StepRow;
use crate::{
    audit::Change,
    kit::{AppError, Result},
};

/// One shape, moved to a fiscal year.
#[derive(Clone, Debug)]
pub struct Preset {
    pub code: String,
    pub name: String,
    pub description: String,
    pub parts: Vec<Part>,
}

/// One evaluation of a shape.
#[derive(Clone, Debug, Deserialize)]
pub struct Part {
    pub kind: String,
    pub term: String,
    pub base_date: Date,
    pub scope: String,
    pub interview_required: bool,
    /// The name of its scale, where it is not that of the framework.
    pub scale: Option<String>,
    /// The year has this evaluation already.
    pub there: bool,
    /// A framework holds on its base date.
    pub framework: bool,
    pub steps: Vec<StepRow>,
}

/// All shapes, as they would be in a fiscal year.
pub async fn presets(db: impl PgExecutor<'_>, fiscal_year: i16) -> Result<Vec<Preset>> {
    let rows = sqlx::query!(
        r#"
        with moved as (
            select p.*, (p.base_date + make_interval(years => $1 - 2000))::date as day
            from preset_part p)
        select p.code, p.name, p.description,
               (select json_agg(json_build_object('kind', m.kind, 'term', m.term,
                    'base_date', m.day, 'scope', m.disclosure_scope,
                    'interview_required', m.interview_required,
                    'scale', (select s.name from scale s where s.id = m.scale_id),
                    'there', exists (select from cycle c where c.fiscal_year = $1
                                     and c.kind = m.kind and c.term = m.term),
                    'framework', exists (select from framework f
                                          where f.valid @> m.day and f.kind = 'ability'),
                    'steps', (select json_agg(json_build_object('step', t.step,
                        'opens_on', (t.opens_on + make_interval(years => $1 - 2000))::date,
                        'due_on', (t.due_on + make_interval(years => $1 - 2000))::date)
                        order by t.opens_on, t.due_on)
                      from preset_step t
                      where t.preset_code = m.preset_code and t.part = m.place)) order by m.place)
                from moved m where m.preset_code = p.code) as "parts!"
        from preset p order by p.place
        "#,
        i32::from(fiscal_year)
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Preset {
                code: row.code,
                name: row.name,
                description: row.description,
                parts: serde_json::from_value(row.parts)
                    .map_err(|error| AppError::Internal(error.to_string()))?,
            })
        })
        .collect()
}

/// Makes the years of a shape that are not there yet, with their steps. `label` is 「令和8年度」. How many.
pub async fn take_up(
    change: &mut Change,
    code: &str,
    fiscal_year: i16,
    label: &str,
) -> Result<Vec<i64>> {
    Ok(sqlx::query_scalar!(
        r#"
        with part as (
            select p.*, make_interval(years => $2 - 2000) as by
            from preset_part p where p.preset_code = $1),
        made as (
            insert into cycle (fiscal_year, kind, term, name, framework_id, period, base_date,
                               disclosure_scope, interview_required, scale_id)
            select $2, p.kind, p.term,
                   $3 || case p.term when 'first_half' then '上半期'
                                     when 'second_half' then '下半期' else '' end || ' '
                      || case p.kind when 'performance' then '業績評価' else '能力評価' end,
                   f.id, daterange((lower(p.period) + p.by)::date, (upper(p.period) + p.by)::date),
                   (p.base_date + p.by)::date, p.disclosure_scope, p.interview_required, p.scale_id
            from part p join framework f on f.valid @> (p.base_date + p.by)::date
                                         and f.kind = 'ability'
            order by p.place
            on conflict (fiscal_year, kind, term) do nothing
            returning id, kind, term),
        steps as (
            insert into cycle_step (cycle_id, step, opens_on, due_on)
            select m.id, t.step, (t.opens_on + p.by)::date, (t.due_on + p.by)::date
            from made m join part p on p.kind = m.kind and p.term = m.term
            join preset_step t on t.preset_code = p.preset_code and t.part = p.place)
        select id from made order by id
        "#,
        code,
        i32::from(fiscal_year),
        label
    )
    .fetch_all(change.conn())
    .await?)
}
