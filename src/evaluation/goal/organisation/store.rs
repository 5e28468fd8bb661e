//! Editions of goals in the database. They are only ever added.

use sqlx::PgExecutor;
use time::Date;

use super::rules::{Edition, Holder, Post, Written};
use crate::{
    audit::Change,
    kit::{AppError, Result, StaffId},
};

/// What somebody's posts are on a day, and the years for which any goals were published.
pub async fn reader(
    db: impl PgExecutor<'_>,
    staff: StaffId,
    day: Date,
) -> Result<(Vec<Post>, Vec<i16>)> {
    let row = sqlx::query!(
        r#"select coalesce(json_agg(json_build_object('unit', a.unit_id, 'leads', a.leads,
                      'main', a.kind = 'main') order by a.kind desc), '[]') as "posts!",
                  array(select distinct e.fiscal_year from unit_goal_edition e order by 1)
                      as "years!"
           from assignment a where a.staff_id = $1 and a.valid @> $2::date"#,
        staff.0,
        day
    )
    .fetch_one(db)
    .await?;
    let posts = serde_json::from_value(row.posts);
    Ok((posts.map_err(|error| AppError::Internal(error.to_string()))?, row.years))
}

/// What the city and these units published for a year, oldest first.
pub async fn editions(db: impl PgExecutor<'_>, year: i16, units: &[i64]) -> Result<Vec<Edition>> {
    let rows = sqlx::query!(
        r#"select e.unit_id, e.edition, e.at, p.family_name || ' ' || p.given_name as "by!",
                  (select coalesce(json_agg(json_build_object('id', v.goal_id, 'what', v.what,
                          'level', v.level) order by v.place), '[]')
                   from unit_goal_version v where v.edition_id = e.id) as "goals!"
           from unit_goal_edition e join staff p on p.id = e.by_id
           where e.fiscal_year = $1 and (e.unit_id is null or e.unit_id = any($2))
           order by e.edition"#,
        year,
        units
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Edition {
                holder: row.unit_id.map_or(Holder::City, Holder::Unit),
                number: row.edition,
                by: row.by,
                at: row.at,
                goals: serde_json::from_value(row.goals)
                    .map_err(|error| AppError::Internal(error.to_string()))?,
            })
        })
        .collect()
}

/// Adds an edition after the one the writer saw. False if somebody else has added one since.
pub async fn publish(
    change: &mut Change,
    (holder, year): (Holder, i16),
    seen: i16,
    goals: &[Written],
) -> Result<bool> {
    let (now, author) = (change.now(), change.author().map(|id| id.0));
    let edition = sqlx::query_scalar!(
        "insert into unit_goal_edition (fiscal_year, unit_id, edition, by_id, at)
         values ($1, $2, $3, $4, $5) on conflict do nothing returning id",
        year,
        holder.unit(),
        seen + 1,
        author.unwrap_or_default(),
        now
    )
    .fetch_optional(change.conn())
    .await?;
    let Some(edition) = edition else { return Ok(false) };
    let new = i32::try_from(goals.iter().filter(|goal| goal.id.is_none()).count());
    let mut fresh = sqlx::query_scalar!(
        "insert into unit_goal select from generate_series(1, $1::int) returning id",
        new.unwrap_or_default()
    )
    .fetch_all(change.conn())
    .await?
    .into_iter();
    let ids: Vec<i64> = goals.iter().filter_map(|goal| goal.id.or_else(|| fresh.next())).collect();
    let what: Vec<String> = goals.iter().map(|goal| goal.what.clone()).collect();
    let level: Vec<String> = goals.iter().map(|goal| goal.level.clone()).collect();
    sqlx::query!(
        "insert into unit_goal_version (goal_id, edition_id, what, level, place)
         select g, $1, w, l, n::smallint
         from unnest($2::bigint[], $3::text[], $4::text[]) with ordinality as row (g, w, l, n)",
        edition,
        &ids,
        &what,
        &level
    )
    .execute(change.conn())
    .await?;
    Ok(true)
}
