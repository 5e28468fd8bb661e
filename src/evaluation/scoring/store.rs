//! Sets of rules in the database. Numbers travel as text and stay exact.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value as Json;
use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::{
    defaults::Ground,
    forms::Typed,
    rules::{End, Exact, Family, RuleSet, Rules},
};
use crate::{
    audit::Change,
    kit::{AppError, Result},
};

/// Reads a JSON column; a shape the program does not know is a fault of ours.
pub fn read<T: DeserializeOwned>(json: Json) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// One line of the list.
pub struct Line {
    pub id: i64,
    pub name: String,
    pub scored: bool,
    /// The name of a scale that is not the framework's.
    pub scale: Option<String>,
    pub valid_from: Date,
    pub published_at: Option<OffsetDateTime>,
    pub copied_from: Option<String>,
    /// Came with the portal.
    pub built_in: bool,
    pub cycles: i64,
    pub sheets: i64,
}

/// Every set, drafts first, then the newest.
pub async fn list(db: impl PgExecutor<'_>) -> Result<Vec<Line>> {
    Ok(sqlx::query_as!(
        Line,
        r#"
        select s.id, s.name, s.family = 'scored' as "scored!", s.valid_from, s.published_at,
               b.name as "copied_from?", l.name as "scale?", s.made_at is null as "built_in!",
               (select count(*) from cycle c where c.scoring_rule_set_id = s.id) as "cycles!",
               (select count(*) from sheet h join cycle c on c.id = h.cycle_id
                where c.scoring_rule_set_id = s.id) as "sheets!"
        from scoring_rule_set s left join scoring_rule_set b on b.id = s.copied_from
        left join scale l on l.id = s.scale_id
        order by s.published_at is not null, s.valid_from desc, s.id desc
        "#
    )
    .fetch_all(db)
    .await?)
}

/// A year that names a set.
#[derive(Clone, Debug, Deserialize)]
pub struct Used {
    pub id: i64,
    pub name: String,
    pub opened: bool,
    pub sheets: i64,
}

/// One set with what stands beside it.
pub struct Found {
    pub set: RuleSet,
    /// The set it was copied from.
    pub before: Option<RuleSet>,
    pub ground: Ground,
    pub made_at: Option<OffsetDateTime>,
    pub made_by: Option<String>,
    pub published_at: Option<OffsetDateTime>,
    pub published_by: Option<String>,
    pub cycles: Vec<Used>,
}

/// One set.
pub async fn find(db: impl PgExecutor<'_>, id: i64) -> Result<Found> {
    let row = sqlx::query_file!("src/evaluation/scoring/find.sql", id).fetch_optional(db).await?;
    let row = row.ok_or(AppError::NotFound)?;
    let mut ground: Json = row.ground;
    // a set that computes nothing stands on no framework
    if let Some(fields) = ground.as_object_mut()
        && fields.get("framework_id").is_none_or(Json::is_null)
    {
        fields.insert("framework_id".to_owned(), 0.into());
    }
    Ok(Found {
        set: read(row.set)?,
        before: row.before.map(read).transpose()?,
        ground: read(ground)?,
        made_at: row.made_at,
        made_by: row.made_by,
        published_at: row.published_at,
        published_by: row.published_by,
        cycles: read(row.cycles)?,
    })
}

/// A set that is to be made.
pub struct New<'a> {
    pub name: &'a str,
    pub valid_from: Date,
    pub framework_id: Option<i64>,
    pub scale_id: Option<i64>,
    pub copied_from: Option<i64>,
}

/// Makes a draft. None: the name is taken.
pub async fn insert(change: &mut Change, new: &New<'_>, rules: &Rules) -> Result<Option<i64>> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let id = sqlx::query_scalar!(
        "insert into scoring_rule_set (name, family, framework_id, copied_from, valid_from,
                                       made_by, made_at, scale_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (name) do nothing returning id",
        new.name,
        rules.family.code(),
        new.framework_id,
        new.copied_from,
        new.valid_from,
        by,
        now,
        new.scale_id
    )
    .fetch_optional(change.conn())
    .await?;
    if let Some(id) = id {
        write_head(change, id, rules).await?;
        write_parts(change, id, rules).await?;
    }
    Ok(id)
}

/// What became of a draft that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    Done,
    /// Somebody else changed or published it since it was read.
    Stale,
    NameTaken,
}

/// Saves a draft, if nobody else did since it was read.
pub async fn save(change: &mut Change, id: i64, version: i32, typed: &Typed) -> Result<Saved> {
    let row = sqlx::query!(
        r#"
        with taken as (select exists (select from scoring_rule_set o
                                      where o.name = $3 and o.id <> $1) as yes),
        moved as (
            update scoring_rule_set s set name = $3, valid_from = $4, version = s.version + 1
            from taken t
            where s.id = $1 and s.version = $2 and s.published_at is null and not t.yes
            returning s.id)
        select t.yes as "taken!", exists (select from moved) as "moved!" from taken t
        "#,
        id,
        version,
        typed.name,
        typed.valid_from
    )
    .fetch_one(change.conn())
    .await?;
    if !row.moved {
        return Ok(if row.taken { Saved::NameTaken } else { Saved::Stale });
    }
    if typed.rules.family == Family::Scored {
        write_head(change, id, &typed.rules).await?;
        write_parts(change, id, &typed.rules).await?;
    }
    Ok(Saved::Done)
}

async fn write_head(change: &mut Change, id: i64, rules: &Rules) -> Result<()> {
    sqlx::query!(
        "update scoring_rule_set
         set rounding_place = $2, rounding_mode = $3, rounding_at = $4, difficulty_by = $5,
             cap = $6::text::numeric, deviation = $7
         where id = $1",
        id,
        i16::try_from(rules.rounding.place).unwrap_or(1),
        rules.rounding.mode.code(),
        rules.rounding.at.code(),
        rules.difficulty_by.code(),
        rules.cap.map(Exact::numeric),
        rules.deviation.code()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn write_parts(change: &mut Change, id: i64, rules: &Rules) -> Result<()> {
    // a range that moves up would meet its neighbour's old place
    for table in [
        sqlx::query!("delete from scoring_step where rule_set_id = $1", id),
        sqlx::query!("delete from scoring_weight where rule_set_id = $1", id),
        sqlx::query!("delete from scoring_share where rule_set_id = $1", id),
        sqlx::query!("delete from scoring_factor where rule_set_id = $1", id),
        sqlx::query!("delete from scoring_cell where rule_set_id = $1", id),
    ] {
        table.execute(change.conn()).await?;
    }
    write_steps(change, id, rules).await?;
    write_positions(change, id, rules).await?;
    write_difficulty(change, id, rules).await
}

async fn write_steps(change: &mut Change, id: i64, rules: &Rules) -> Result<()> {
    let number = |end: Option<End>| end.map(|end| end.at.numeric());
    let included = |end: Option<End>| end.is_some_and(|end| end.included);
    let steps = &rules.steps;
    let grades: Vec<i16> = steps.iter().map(|s| s.grade).collect();
    let letters: Vec<String> = steps.iter().map(|s| s.letter.clone()).collect();
    let values: Vec<String> = steps.iter().map(|s| s.value.numeric()).collect();
    let low: Vec<Option<String>> = steps.iter().map(|s| number(s.low)).collect();
    let high: Vec<Option<String>> = steps.iter().map(|s| number(s.high)).collect();
    let ends: Vec<String> = steps
        .iter()
        .map(|step| {
            let open = if included(step.low) { '[' } else { '(' };
            let close = if included(step.high) { ']' } else { ')' };
            format!("{open}{close}")
        })
        .collect();
    sqlx::query!(
        "insert into scoring_step (rule_set_id, grade, letter, value, score)
         select $1, s.grade, s.letter, s.value::numeric,
                numrange(s.low::numeric, s.high::numeric, s.ends)
         from unnest($2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
              as s (grade, letter, value, low, high, ends)",
        id,
        &grades,
        &letters,
        &values,
        &low as &[Option<String>],
        &high as &[Option<String>],
        &ends
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn write_positions(change: &mut Change, id: i64, rules: &Rules) -> Result<()> {
    let small = |number: i64| i16::try_from(number).unwrap_or(i16::MAX);
    let abilities: Vec<i64> = rules.weights.iter().map(|w| w.ability_id).collect();
    let weights: Vec<i16> = rules.weights.iter().map(|w| small(w.weight)).collect();
    sqlx::query!(
        "insert into scoring_weight (rule_set_id, ability_id, weight)
         select $1, * from unnest($2::bigint[], $3::smallint[])",
        id,
        &abilities,
        &weights
    )
    .execute(change.conn())
    .await?;
    let positions: Vec<String> = rules.shares.iter().map(|s| s.position.clone()).collect();
    let ability: Vec<i16> = rules.shares.iter().map(|s| small(s.ability)).collect();
    let performance: Vec<i16> = rules.shares.iter().map(|s| small(s.performance)).collect();
    sqlx::query!(
        "insert into scoring_share (rule_set_id, position_code, ability, performance)
         select $1, * from unnest($2::text[], $3::smallint[], $4::smallint[])",
        id,
        &positions,
        &ability,
        &performance
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn write_difficulty(change: &mut Change, id: i64, rules: &Rules) -> Result<()> {
    let levels: Vec<String> = rules.factors.iter().map(|f| f.level.code().to_owned()).collect();
    let factors: Vec<String> = rules.factors.iter().map(|f| f.multiplier.numeric()).collect();
    sqlx::query!(
        "insert into scoring_factor (rule_set_id, level, multiplier)
         select $1, f.level, f.multiplier::numeric
         from unnest($2::text[], $3::text[]) as f (level, multiplier)",
        id,
        &levels,
        &factors
    )
    .execute(change.conn())
    .await?;
    let levels: Vec<String> = rules.cells.iter().map(|c| c.level.code().to_owned()).collect();
    let grades: Vec<i16> = rules.cells.iter().map(|c| c.grade).collect();
    let points: Vec<String> = rules.cells.iter().map(|c| c.points.numeric()).collect();
    sqlx::query!(
        "insert into scoring_cell (rule_set_id, level, grade, points)
         select $1, c.level, c.grade, c.points::numeric
         from unnest($2::text[], $3::smallint[], $4::text[]) as c (level, grade, points)",
        id,
        &levels,
        &grades,
        &points
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Publishes a draft as it was read: from then on it never changes.
pub async fn publish(change: &mut Change, id: i64, version: i32) -> Result<bool> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let moved = sqlx::query!(
        "update scoring_rule_set set published_at = $3, published_by = $4, version = version + 1
         where id = $1 and version = $2 and published_at is null",
        id,
        version,
        now,
        by
    )
    .execute(change.conn())
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// Throws a draft away that nothing was copied from.
pub async fn discard(change: &mut Change, id: i64) -> Result<bool> {
    let free = sqlx::query_scalar!(
        r#"select not exists (select from scoring_rule_set o where o.copied_from = s.id) as "free!"
           from scoring_rule_set s where s.id = $1 and s.published_at is null for update"#,
        id
    )
    .fetch_optional(change.conn())
    .await?;
    if free != Some(true) {
        return Ok(false);
    }
    write_parts(change, id, &super::forms::judged()).await?;
    let gone = sqlx::query!("delete from scoring_rule_set where id = $1", id)
        .execute(change.conn())
        .await?;
    Ok(gone.rows_affected() == 1)
}

/// What a publication concerns.
pub struct Concern {
    /// Years that are open and keep their set, with their sheets.
    pub open_cycles: i64,
    pub open_sheets: i64,
    /// Years that may name the set: not yet open, and based on its first day or later.
    pub waiting: Vec<String>,
    /// People who hold a position of its framework on its first day.
    pub people: i64,
}

/// How many sheets and people a set concerns.
pub async fn concern(db: impl PgExecutor<'_>, id: i64) -> Result<Concern> {
    let row = sqlx::query!(
        r#"
        select (select count(*) from cycle c where c.opened_at is not null) as "open_cycles!",
               (select count(*) from sheet) as "open_sheets!",
               (select coalesce(array_agg(c.name order by c.fiscal_year), '{}') from cycle c
                where c.opened_at is null and c.base_date >= s.valid_from
                  and (s.framework_id is null or s.framework_id = c.framework_id
                       and s.scale_id is not distinct from c.scale_id)) as "waiting!",
               (select count(*) from assignment a
                where a.kind = 'main' and a.valid @> s.valid_from
                  and exists (select from position p
                              where p.code = a.position_code
                                and p.framework_id = coalesce(s.framework_id, p.framework_id))
               ) as "people!"
        from scoring_rule_set s where s.id = $1
        "#,
        id
    )
    .fetch_optional(db)
    .await?;
    let row = row.ok_or(AppError::NotFound)?;
    Ok(Concern {
        open_cycles: row.open_cycles,
        open_sheets: row.open_sheets,
        waiting: row.waiting,
        people: row.people,
    })
}
