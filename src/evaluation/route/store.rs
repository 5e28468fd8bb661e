//! Rules, overrides, units and their heads on one day, in one statement.

use serde::Deserialize;
use sqlx::PgExecutor;
use time::Date;

use super::rules::{Calibration, Levels, Map, Override, Rule, SeatKind};
use crate::{
    audit::Change,
    kit::{AppError, Result},
    organisation::{Level, Tree, Unit},
};

#[derive(Deserialize)]
struct UnitRow {
    id: i64,
    code: String,
    name: String,
    level: String,
    parent: Option<i64>,
    leader: Option<i64>,
}

#[derive(Deserialize)]
struct RuleRow {
    id: i64,
    priority: i32,
    unit: Option<i64>,
    position: Option<String>,
    employment: Option<String>,
    assistant: Option<String>,
    first: Option<String>,
    second: Option<String>,
    calibration: String,
    confirmer: Option<String>,
}

#[derive(Deserialize)]
struct OverrideRow {
    staff: i64,
    step: String,
    evaluator: Option<i64>,
}

fn read<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// Everything the rules are held against on a day.
pub async fn map(db: impl PgExecutor<'_>, day: Date) -> Result<Map> {
    let row = sqlx::query_file!("src/evaluation/route/map.sql", day).fetch_one(db).await?;
    let units: Vec<UnitRow> = read(row.units)?;
    let rules: Vec<RuleRow> = read(row.rules)?;
    let overrides: Vec<OverrideRow> = read(row.overrides)?;
    let level = |code: &Option<String>| code.as_deref().and_then(Level::from_code);
    Ok(Map {
        positions: read(row.positions)?,
        employments: read::<Vec<(i64, String)>>(row.employments)?.into_iter().collect(),
        leaders: units.iter().filter_map(|u| Some((u.id, u.leader?))).collect(),
        tree: Tree::new(
            units
                .into_iter()
                .filter_map(|u| {
                    let level = Level::from_code(&u.level)?;
                    Some(Unit { id: u.id, code: u.code, name: u.name, level, parent: u.parent })
                })
                .collect(),
        ),
        rules: rules
            .into_iter()
            .map(|r| Rule {
                id: r.id,
                priority: r.priority,
                unit: r.unit,
                levels: Levels {
                    assistant: level(&r.assistant),
                    first: level(&r.first),
                    second: level(&r.second),
                    calibration: match r.calibration.as_str() {
                        "none" => Calibration::Without,
                        code => Level::from_code(code).map_or(Calibration::Office, Calibration::By),
                    },
                    confirmer: level(&r.confirmer),
                },
                position: r.position,
                employment: r.employment,
            })
            .collect(),
        overrides: overrides
            .into_iter()
            .filter_map(|o| {
                let seat = SeatKind::from_code(&o.step)?;
                Some(Override { staff: o.staff, seat, evaluator: o.evaluator })
            })
            .collect(),
    })
}

/// Somebody the rules are applied to, with what a page says of them.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub staff: i64,
    pub number: String,
    pub name: String,
    pub unit: Option<i64>,
    pub position: Option<String>,
    /// Heads one of the mayor's parts of the city: not evaluated.
    pub executive: bool,
}

/// Everybody who works for the city on a day, by ふりがな; where a year is named, which must be open,
/// only those without a sheet of it. 会計年度任用職員 have sheets of their own.
pub async fn candidates(
    db: impl PgExecutor<'_>,
    day: Date,
    without: Option<i64>,
) -> Result<Vec<Candidate>> {
    Ok(sqlx::query_as!(
        Candidate,
        r#"
        select p.id as staff, p.number, p.family_name || ' ' || p.given_name as "name!",
               g.unit_id as "unit?", g.position_code as position,
               coalesce(g.leads and v.level = 'executive', false) as "executive!"
        from staff p
        left join assignment g on g.staff_id = p.id and g.kind = 'main' and g.valid @> $1::date
        left join unit_version v on v.unit_id = g.unit_id and v.valid @> $1::date
        where p.hired_on <= $1 and (p.left_on is null or p.left_on >= $1)
          and p.employment <> 'fiscal_year'
          and ($2::bigint is null
               or exists (select from cycle c where c.id = $2 and c.opened_at is not null
                          and c.kind in ('ability', 'performance'))
                  and not exists (select from sheet s
                                  where s.cycle_id = $2 and s.subject_id = p.id))
        order by p.family_kana collate "C", p.given_kana collate "C", p.id
        "#,
        day,
        without
    )
    .fetch_all(db)
    .await?)
}

/// A personal choice as the page shows it.
#[derive(Clone, Debug)]
pub struct Choice {
    pub id: i64,
    pub number: String,
    pub name: String,
    pub step: String,
    pub evaluator: Option<String>,
    pub reason: String,
    pub from: Option<Date>,
    pub until: Option<Date>,
}

/// The personal choices that hold on a day or later.
pub async fn choices(db: impl PgExecutor<'_>, day: Date) -> Result<Vec<Choice>> {
    Ok(sqlx::query_as!(
        Choice,
        r#"
        select o.id, p.number, p.family_name || ' ' || p.given_name as "name!", o.step,
               e.family_name || ' ' || e.given_name as evaluator, o.reason,
               lower(o.valid) as "from", upper(o.valid) as until
        from route_override o join staff p on p.id = o.staff_id
        left join staff e on e.id = o.evaluator_id
        where upper(o.valid) is null or upper(o.valid) > $1
        order by p.family_kana collate "C", p.given_kana collate "C", o.step
        "#,
        day
    )
    .fetch_all(db)
    .await?)
}

/// The people of these numbers.
pub async fn by_numbers(db: impl PgExecutor<'_>, numbers: &[String]) -> Result<Vec<(String, i64)>> {
    let rows = sqlx::query!("select number, id from staff where number = any($1)", numbers)
        .fetch_all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.number, row.id)).collect())
}

/// A personal choice to be entered.
#[derive(Clone, Debug)]
pub struct NewChoice {
    pub staff: i64,
    pub seat: &'static str,
    pub evaluator: Option<i64>,
    pub reason: String,
    pub from: Date,
    /// The last day it holds.
    pub until: Option<Date>,
}

/// Enters a personal choice. False: another one holds in the same time.
pub async fn insert_choice(change: &mut Change, new: &NewChoice) -> Result<bool> {
    let until = new.until.and_then(Date::next_day);
    let entered = sqlx::query!(
        "insert into route_override (staff_id, step, evaluator_id, reason, valid)
         values ($1, $2, $3, $4, daterange($5, $6))",
        new.staff,
        new.seat,
        new.evaluator,
        new.reason,
        new.from,
        until
    )
    .execute(change.conn())
    .await;
    match entered {
        Ok(_) => Ok(true),
        Err(sqlx::Error::Database(error))
            if error.constraint() == Some("route_override_no_overlap") =>
        {
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

/// Ends a personal choice; one that has not begun disappears. Whose it was.
pub async fn end_choice(change: &mut Change, id: i64, today: Date) -> Result<Option<i64>> {
    Ok(sqlx::query_scalar!(
        "with gone as (delete from route_override where id = $1 and lower(valid) >= $2
                       returning staff_id),
              ended as (update route_override set valid = daterange(lower(valid), $2)
                        where id = $1 and lower(valid) < $2
                          and (upper(valid) is null or upper(valid) > $2)
                        returning staff_id)
         select staff_id from gone union all select staff_id from ended",
        id,
        today
    )
    .fetch_optional(change.conn())
    .await?
    .flatten())
}

/// Changes the levels and the priority of a rule from a day on: the old one ends, the new one begins.
pub async fn replace_rule(
    change: &mut Change,
    id: i64,
    (priority, levels): (i32, Levels),
    today: Date,
) -> Result<bool> {
    let replaced = sqlx::query!(
        "with old as (select * from route_rule where id = $1 and valid @> $4::date),
              gone as (delete from route_rule where id = $1 and lower(valid) >= $4),
              ended as (update route_rule set valid = daterange(lower(valid), $4)
                        where id = $1 and lower(valid) < $4)
         insert into route_rule (priority, unit_id, position_code, employment, first_level,
                                 second_level, assistant_level, calibration, confirmer_level, valid)
         select $8, unit_id, position_code, employment, $2, $3, $5, $6, $7,
                daterange($4, upper(valid)) from old",
        id,
        levels.first.map(Level::code),
        levels.second.map(Level::code),
        today,
        levels.assistant.map(Level::code),
        levels.calibration.code(),
        levels.confirmer.map(Level::code),
        priority
    )
    .execute(change.conn())
    .await?;
    Ok(replaced.rows_affected() == 1)
}

/// Ends a rule; one that began today disappears. False: there is none.
pub async fn end_rule(change: &mut Change, id: i64, today: Date) -> Result<bool> {
    let ended = sqlx::query_scalar!(
        r#"with gone as (delete from route_rule where id = $1 and valid @> $2::date
                                                 and lower(valid) >= $2 returning id),
                ended as (update route_rule set valid = daterange(lower(valid), $2)
                          where id = $1 and valid @> $2 and lower(valid) < $2 returning id)
           select id as "id!" from gone union all select id from ended"#,
        id,
        today
    )
    .fetch_optional(change.conn())
    .await?;
    Ok(ended.is_some())
}

/// Adds a rule for a part of the city or a position.
pub async fn insert_rule(change: &mut Change, rule: &Rule, today: Date) -> Result<()> {
    sqlx::query!(
        "insert into route_rule (priority, unit_id, position_code, first_level, second_level,
                                 assistant_level, calibration, confirmer_level, employment, valid)
         values ($1, $2, $3, $4, $5, $7, $8, $9, $10, daterange($6, null))",
        rule.priority,
        rule.unit,
        rule.position,
        rule.levels.first.map(Level::code),
        rule.levels.second.map(Level::code),
        today,
        rule.levels.assistant.map(Level::code),
        rule.levels.calibration.code(),
        rule.levels.confirmer.map(Level::code),
        rule.employment
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
