//! Schemes in the database: only ever added to.

use serde::Deserialize;
use sqlx::PgExecutor;
use time::OffsetDateTime;

use super::super::{rules::Band, store::read};
use crate::{
    audit::Change,
    kit::{AppError, Result},
};

/// A group as it is set.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct GroupRule {
    pub name: String,
    /// `city` or `department`
    pub scope: String,
    pub positions: Vec<String>,
}

/// Bands and groups of a year.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Scheme {
    pub bands: Vec<Band>,
    pub groups: Vec<GroupRule>,
}

/// One edition in the list of what was changed.
#[derive(Clone, Debug, Deserialize)]
pub struct Edition {
    #[serde(rename = "edition")]
    pub number: i16,
    pub reason: String,
    pub by: Option<String>,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
}

/// A year with its scheme, or what it may begin with.
pub struct Year {
    pub name: String,
    /// Codes and names, the lowest first.
    pub positions: Vec<(String, String)>,
    pub scheme: Option<Scheme>,
    /// The newest scheme of an earlier year of the same kind, and that year's name.
    pub before: Option<(String, Scheme)>,
    /// The newest first.
    pub editions: Vec<Edition>,
    /// How many groups are decided: the scheme stays as long.
    pub decided: i64,
}

/// One year.
pub async fn year(db: impl PgExecutor<'_>, cycle: i64) -> Result<Year> {
    let row = sqlx::query_file!("src/evaluation/band/scheme/year.sql", cycle)
        .fetch_optional(db)
        .await?
        .ok_or(AppError::NotFound)?;
    let before: Option<Scheme> = row.before.map(read).transpose()?;
    Ok(Year {
        name: row.name,
        positions: read(row.positions)?,
        scheme: row.scheme.map(read).transpose()?,
        before: row.before_name.zip(before),
        editions: read(row.editions)?,
        decided: row.decided,
    })
}

/// Adds an edition. None: somebody else did since it was read.
pub async fn insert(
    change: &mut Change,
    cycle: i64,
    edition: i16,
    scheme: &Scheme,
    (reason, at): (&str, OffsetDateTime),
) -> Result<Option<i64>> {
    let by = change.author().map(|id| id.0);
    let id = sqlx::query_scalar!(
        "insert into band_scheme (cycle_id, edition, reason, made_by, made_at)
         values ($1, $2, $3, $4, $5)
         on conflict on constraint band_scheme_edition do nothing returning id",
        cycle,
        edition,
        reason,
        by,
        at
    )
    .fetch_optional(change.conn())
    .await?;
    let Some(id) = id else { return Ok(None) };
    let small = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    sqlx::query!(
        "insert into band (scheme_id, place, mark, label, share, cap, cap_with_above, standard)
         select $1, b.place, b.mark, b.label, b.share / 100.0, b.cap / 100.0, b.with_above,
                b.standard
         from unnest($2::text[], $3::text[], $4::int[], $5::int[], $6::bool[], $7::bool[])
              with ordinality as b (mark, label, share, cap, with_above, standard, place)",
        id,
        &scheme.bands.iter().map(|b| b.mark.clone()).collect::<Vec<_>>(),
        &scheme.bands.iter().map(|b| b.label.clone()).collect::<Vec<_>>(),
        &scheme.bands.iter().map(|b| small(b.share)).collect::<Vec<_>>(),
        &scheme.bands.iter().map(|b| b.cap.map(small)).collect::<Vec<_>>() as &[Option<i32>],
        &scheme.bands.iter().map(|b| b.with_above).collect::<Vec<_>>(),
        &scheme.bands.iter().map(|b| b.standard).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    // positions travel as one text each: an array of arrays has to be even
    sqlx::query!(
        "insert into band_group (scheme_id, place, name, scope, positions)
         select $1, g.place, g.name, g.scope, string_to_array(g.positions, ' ')
         from unnest($2::text[], $3::text[], $4::text[])
              with ordinality as g (name, scope, positions, place)",
        id,
        &scheme.groups.iter().map(|g| g.name.clone()).collect::<Vec<_>>(),
        &scheme.groups.iter().map(|g| g.scope.clone()).collect::<Vec<_>>(),
        &scheme.groups.iter().map(|g| g.positions.join(" ")).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(Some(id))
}
