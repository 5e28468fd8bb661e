//! Sheets a change concerns, the versions there were, and a new one.

use sqlx::PgExecutor;
use time::OffsetDateTime;

use super::rules::{Progress, progress};
use crate::{audit::Change, evaluation::workflow::State, kit::Result};

/// One sheet as far as a change concerns it.
#[derive(Clone, Debug)]
pub struct Affected {
    pub number: String,
    pub name: String,
    pub department: String,
    pub state: State,
    pub progress: Progress,
}

/// Every sheet of a year that is evaluated, by department and ふりがな.
pub async fn affected(db: impl PgExecutor<'_>, cycle: i64) -> Result<Vec<Affected>> {
    let rows = sqlx::query!(
        r#"
        select p.number, p.family_name || ' ' || p.given_name as "name!",
               coalesce(d.name, '') as "department!", s.state as "state: State",
               s.first_evaluator_id is not null as "first!",
               exists (select from draft f where f.sheet_id = s.id)
                   or exists (select from submission b where b.sheet_id = s.id) as "written!"
        from sheet s
        join cycle c on c.id = s.cycle_id
        join staff p on p.id = s.subject_id
        left join unit_version d on d.unit_id = s.department_id and d.valid @> c.base_date
        left join unit n on n.id = s.department_id
        where s.cycle_id = $1
        order by n.code, p.family_kana collate "C", p.given_kana collate "C", s.id
        "#,
        cycle
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Affected {
                progress: progress(row.state, row.first, row.written)?,
                number: row.number,
                name: row.name,
                department: row.department,
                state: row.state,
            })
        })
        .collect())
}

/// A version of the rules for points that a running year took on.
pub struct Version {
    pub place: i16,
    pub before: String,
    pub after: String,
    pub reason: String,
    pub moved: i32,
    pub kept: i32,
    pub by: String,
    pub at: OffsetDateTime,
}

/// The versions of a year, newest first.
pub async fn versions(db: impl PgExecutor<'_>, cycle: i64) -> Result<Vec<Version>> {
    Ok(sqlx::query_as!(
        Version,
        r#"
        select v.place, b.name as before, a.name as after, v.reason, v.moved, v.kept,
               p.family_name || ' ' || p.given_name as "by!", v.at
        from cycle_scoring v
        join scoring_rule_set b on b.id = v.before_id
        join scoring_rule_set a on a.id = v.after_id
        join staff p on p.id = v.by_id
        where v.cycle_id = $1 order by v.place desc
        "#,
        cycle
    )
    .fetch_all(db)
    .await?)
}

/// A set a running year may go over to.
pub struct Fitting {
    pub id: i64,
    pub name: String,
}

/// The sets for a running year that computes points: published, for its framework, held on its
/// base date, and not the one it has.
pub async fn fitting(db: impl PgExecutor<'_>, cycle: i64) -> Result<Vec<Fitting>> {
    Ok(sqlx::query_as!(
        Fitting,
        r#"
        select s.id, s.name
        from cycle c
        join scoring_rule_set o on o.id = c.scoring_rule_set_id and o.family = 'scored'
        join scoring_rule_set s on s.published_at is not null and s.valid_from <= c.base_date
             and s.framework_id = c.framework_id and s.family = o.family and s.id <> o.id
             and s.scale_id is not distinct from c.scale_id
        where c.id = $1 order by s.valid_from, s.id
        "#,
        cycle
    )
    .fetch_all(db)
    .await?)
}

/// Holds what has not been evaluated: a submission under way is waited for and counted, and a later
/// one that was computed by the old rules finds its sheet changed.
pub async fn hold_sheets(change: &mut Change, cycle: i64) -> Result<()> {
    sqlx::query!(
        "update sheet set version = version + 1
         where cycle_id = $1 and state <> 'excluded'
           and not evaluated(state, first_evaluator_id is not null)",
        cycle
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Takes the year over to a set, in one statement a part: what was evaluated keeps the old set, the
/// version is written down, and the year names the new one. `counts`: moved and kept.
pub async fn take_over(
    change: &mut Change,
    cycle: i64,
    (set, reason): (i64, &str),
    (moved, kept): (i32, i32),
) -> Result<()> {
    let (by, now) = (change.author().map(|id| id.0), change.now());
    sqlx::query!(
        "update sheet s set scoring_rule_set_id = c.scoring_rule_set_id
         from cycle c
         where c.id = $1 and s.cycle_id = c.id and s.scoring_rule_set_id is null
           and evaluated(s.state, s.first_evaluator_id is not null)",
        cycle
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "insert into cycle_scoring (cycle_id, place, before_id, after_id, reason, moved, kept,
                                    by_id, at)
         select c.id, 1 + coalesce((select max(v.place) from cycle_scoring v
                                    where v.cycle_id = c.id), 0),
                c.scoring_rule_set_id, $2, $3, $4, $5, $6, $7
         from cycle c where c.id = $1",
        cycle,
        set,
        reason,
        moved,
        kept,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "update cycle set scoring_rule_set_id = $2, version = version + 1 where id = $1",
        cycle,
        set
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
