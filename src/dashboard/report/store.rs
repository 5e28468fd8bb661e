//! The numbers of a department and of the whole city, from the counts of confirmed results.

use serde::Deserialize;
use sqlx::PgExecutor;
use time::Date;

use crate::kit::{AppError, Result};

/// A year with results.
#[derive(Clone, Debug, Deserialize)]
pub struct Year {
    pub cycle: i64,
    pub fiscal_year: i16,
    pub name: String,
}

/// How many people got an overall grade, here and in the city.
#[derive(Clone, Debug, Deserialize)]
pub struct GradeCount {
    pub points: i16,
    pub word: String,
    pub own: i64,
    pub city: i64,
}

/// A position: people here, the mean of their abilities, and the city's.
#[derive(Clone, Debug, Deserialize)]
pub struct PositionMean {
    pub code: String,
    pub name: String,
    pub people: i64,
    pub mean: Option<f64>,
    pub city: Option<f64>,
}

/// An ability of a position: its mean here and in the city.
#[derive(Clone, Debug, Deserialize)]
pub struct AbilityMean {
    pub position: String,
    pub name: String,
    pub own: Option<f64>,
    pub city: Option<f64>,
}

/// The mean overall grade of one year.
#[derive(Clone, Debug, Deserialize)]
pub struct YearMean {
    pub fiscal_year: i16,
    pub people: i64,
    pub own: Option<f64>,
    pub city: Option<f64>,
}

/// Everything of one report.
#[derive(Clone, Debug)]
pub struct Numbers {
    pub name: String,
    pub years: Vec<Year>,
    pub year: Year,
    pub grades: Vec<GradeCount>,
    pub positions: Vec<PositionMean>,
    pub abilities: Vec<AbilityMean>,
    pub over_years: Vec<YearMean>,
    /// Sheets of the year that are not confirmed yet.
    pub open: i64,
}

fn read<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// A department's numbers for a year, the newest disclosed one unless another is named. None: no
/// such department, or no results at all.
pub async fn numbers(
    db: impl PgExecutor<'_>,
    department: i64,
    fiscal_year: Option<i16>,
    today: Date,
) -> Result<Option<Numbers>> {
    let row = sqlx::query!(
        r#"
        with years as (
            select c.id, c.fiscal_year, c.name, c.framework_id from cycle c
            where exists (select from result_tally t
                          where t.cycle_id = c.id and t.department_id is null)),
        chosen as (
            select y.* from years y
            where $2::smallint is null or y.fiscal_year = $2
            order by exists (select from sheet s where s.cycle_id = y.id
                             and s.state not in ('confirmed', 'disclosed')),
                     y.fiscal_year desc limit 1),
        tally as materialized (
            select true as own, t.* from years y join result_tally t
                on t.cycle_id = y.id and t.department_id = $1
            union all
            select false, t.* from years y join result_tally t
                on t.cycle_id = y.id and t.department_id is null),
        results as (
            select t.* from tally t join chosen c on c.id = t.cycle_id),
        items as materialized (
            select t.own, t.position_code, t.ability_id, a.name, a.place,
                   t.points::float8 as points, t.people as count
            from (select true as own, t.* from chosen c join result_item_tally t
                      on t.cycle_id = c.id and t.department_id = $1
                  union all
                  select false, t.* from chosen c join result_item_tally t
                      on t.cycle_id = c.id and t.department_id is null) t
            join ability a on a.id = t.ability_id
            where t.people > 0)
        select u.name,
          (select json_agg(json_build_object('cycle', y.id, 'fiscal_year', y.fiscal_year,
                  'name', y.name) order by y.fiscal_year desc) from years y) as "years!",
          json_build_object('cycle', c.id, 'fiscal_year', c.fiscal_year, 'name', c.name)
              as "year!",
          (select coalesce(json_agg(json_build_object('points', g.points, 'word', g.word,
                  'own', (select coalesce(sum(r.people), 0) from results r
                          where r.own and r.overall = g.points),
                  'city', (select coalesce(sum(r.people), 0) from results r
                           where not r.own and r.overall = g.points))
                  order by g.points), '[]')
           from grade g where g.framework_id = c.framework_id) as "grades!",
          (select coalesce(json_agg(json_build_object('code', p.code, 'name', p.name,
                  'people', (select coalesce(sum(r.people), 0) from results r
                             where r.own and r.position_code = p.code),
                  'mean', (select sum(i.points) / nullif(sum(i.count), 0) from items i
                           where i.own and i.position_code = p.code),
                  'city', (select sum(i.points) / nullif(sum(i.count), 0) from items i
                           where not i.own and i.position_code = p.code)) order by p.rank), '[]')
           from position p where p.framework_id = c.framework_id) as "positions!",
          (select coalesce(json_agg(json_build_object('position', i.position_code,
                  'name', i.name, 'own', i.own_mean, 'city', i.city_mean)
                  order by i.position_code, i.place), '[]')
           from (select position_code, name, place,
                        sum(points) filter (where own) / nullif(sum(count) filter (where own), 0)
                            as own_mean,
                        sum(points) filter (where not own)
                            / nullif(sum(count) filter (where not own), 0) as city_mean
                 from items group by position_code, ability_id, name, place) i) as "abilities!",
          (select coalesce(json_agg(json_build_object('fiscal_year', y.fiscal_year,
                  'people', y.people, 'own', y.own, 'city', y.city) order by y.fiscal_year), '[]')
           from (select y.fiscal_year,
                        coalesce(sum(t.people) filter (where t.own), 0) as people,
                        sum(t.overall * t.people) filter (where t.own)
                            / nullif(sum(t.people) filter (where t.own), 0) as own,
                        sum(t.overall * t.people) filter (where not t.own)
                            / nullif(sum(t.people) filter (where not t.own), 0) as city
                 from years y join tally t on t.cycle_id = y.id
                 where y.fiscal_year between c.fiscal_year - 4 and c.fiscal_year
                 group by y.fiscal_year) y) as "over_years!",
          (select count(*) from sheet s where s.cycle_id = c.id and s.department_id = $1
             and s.state not in ('confirmed', 'disclosed')) as "open!"
        from chosen c
        join lateral (select v.name from unit_version v
                      where v.unit_id = $1 and v.level = 'department'
                      order by v.valid @> $3::date desc, upper(v.valid) desc limit 1) u on true
        "#,
        department,
        fiscal_year,
        today
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Numbers {
        name: row.name,
        years: read(row.years)?,
        year: read(row.year)?,
        grades: read(row.grades)?,
        positions: read(row.positions)?,
        abilities: read(row.abilities)?,
        over_years: read(row.over_years)?,
        open: row.open,
    }))
}

/// A department one may read about.
#[derive(Clone, Debug)]
pub struct Department {
    pub id: i64,
    pub name: String,
    pub above: Option<String>,
}

/// The departments of today, or one of them.
pub async fn departments(
    db: impl PgExecutor<'_>,
    only: Option<i64>,
    today: Date,
) -> Result<Vec<Department>> {
    Ok(sqlx::query_as!(
        Department,
        r#"
        select v.unit_id as id, v.name, a.name as "above?"
        from unit_version v
        left join unit_version a on a.unit_id = v.parent_id and a.valid @> $2::date
        where v.level = 'department' and v.valid @> $2::date
          and ($1::bigint is null or v.unit_id = $1)
        order by v.place
        "#,
        only,
        today
    )
    .fetch_all(db)
    .await?)
}
