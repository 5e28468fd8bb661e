//! The basis of a year in the database.

use sqlx::PgExecutor;

use super::forms::Basis;
use crate::{
    audit::Change,
    kit::{AppError, Result},
};

/// A year with what goes when it goes.
pub struct Planned {
    pub fiscal_year: i16,
    pub basis: Basis,
    pub open: bool,
    pub version: i32,
    /// The set of rules for its points.
    pub scoring: String,
    pub scored: bool,
    pub steps: i64,
    pub excluded: i64,
    pub purposes: i64,
    /// Its bands have a scheme already.
    pub banded: bool,
}

/// A year whose days are its own; the others have desks of theirs.
pub async fn year(db: impl PgExecutor<'_>, id: i64) -> Result<Planned> {
    let row = sqlx::query!(
        r#"select c.fiscal_year, c.name, c.base_date, lower(c.period) as "first!",
                  upper(c.period) - 1 as "last!", c.scale_id, c.opened_at is not null as "open!",
                  c.version, r.name as scoring, r.family = 'scored' as "scored!",
                  (select count(*) from cycle_step w where w.cycle_id = c.id) as "steps!",
                  (select count(*) from cycle_exclusion x where x.cycle_id = c.id) as "excluded!",
                  (select count(*) from cycle_purpose p where p.cycle_id = c.id) as "purposes!",
                  exists (select from band_scheme b where b.cycle_id = c.id) as "banded!"
           from cycle c join scoring_rule_set r on r.id = c.scoring_rule_set_id
           where c.id = $1 and c.kind in ('ability', 'performance')"#,
        id
    )
    .fetch_optional(db)
    .await?;
    let row = row.ok_or(AppError::NotFound)?;
    Ok(Planned {
        fiscal_year: row.fiscal_year,
        basis: Basis {
            name: row.name,
            base_date: row.base_date,
            first: row.first,
            last: row.last,
            scale: row.scale_id,
        },
        open: row.open,
        version: row.version,
        scoring: row.scoring,
        scored: row.scored,
        steps: row.steps,
        excluded: row.excluded,
        purposes: row.purposes,
        banded: row.banded,
    })
}

/// What became of a basis that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// Whether the year kept its rules for points; else it computes nothing until others are chosen.
    Done { rules_kept: bool },
    /// Somebody else changed or opened the year since it was read.
    Stale,
    /// No framework holds on the base date.
    NoFramework,
}

/// Changes the basis of a year that has not opened. It goes over to the framework of its base date,
/// and keeps its rules for points as far as they fit.
pub async fn save(change: &mut Change, id: i64, version: i32, what: &Basis) -> Result<Saved> {
    let row = sqlx::query!(
        r#"
        with ground as (
            select f.id from framework f where f.valid @> $4::date and f.kind = 'ability'),
        fitting as (
            select c.id, c.scoring_rule_set_id as was,
                   coalesce((select s.id from scoring_rule_set s, ground g
                             where s.id = c.scoring_rule_set_id and s.valid_from <= $4
                               and (s.family <> 'scored'
                                    or s.framework_id = g.id
                                       and s.scale_id is not distinct from $7)), 1) as set
            from cycle c where c.id = $1),
        moved as (
            update cycle c
            set name = $3, base_date = $4, period = daterange($5, $6, '[]'), scale_id = $7,
                framework_id = g.id, scoring_rule_set_id = t.set, version = c.version + 1
            from ground g, fitting t
            where c.id = $1 and t.id = c.id and c.version = $2 and c.opened_at is null
            returning t.was = t.set as kept)
        select exists (select from ground) as "ground!", (select kept from moved) as kept
        "#,
        id,
        version,
        what.name,
        what.base_date,
        what.first,
        what.last,
        what.scale
    )
    .fetch_one(change.conn())
    .await?;
    Ok(match (row.ground, row.kept) {
        (_, Some(rules_kept)) => Saved::Done { rules_kept },
        (false, None) => Saved::NoFramework,
        (true, None) => Saved::Stale,
    })
}

/// Takes a year away with all that belongs to it, if it has not opened and nobody else changed it.
pub async fn delete(change: &mut Change, id: i64, version: i32) -> Result<bool> {
    let gone = sqlx::query!(
        "delete from cycle where id = $1 and version = $2 and opened_at is null",
        id,
        version
    )
    .execute(change.conn())
    .await?;
    Ok(gone.rows_affected() == 1)
}
