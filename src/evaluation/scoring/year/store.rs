//! Points of a fiscal year: only ever added.

use std::collections::BTreeMap;

use serde_json::json;

use super::rules::{Source, Term};
use crate::{
    audit::Change,
    evaluation::scoring::{
        RuleSet,
        rules::{Exact, Score},
        store::read,
    },
    kit::{AppError, Result},
};

fn exact(text: Option<String>) -> Result<Option<Exact>> {
    text.map(|text| {
        Exact::fraction(&text).ok_or_else(|| AppError::Internal(format!("no fraction: {text}")))
    })
    .transpose()
}

/// The people of these sheets whose every sheet of the fiscal year that computes points is
/// confirmed or left out, with the points of each. Nobody where the fiscal year has only one
/// evaluation that computes: there is nothing to put together.
pub async fn complete(
    change: &mut Change,
    cycle: i64,
    sheets: &[i64],
) -> Result<BTreeMap<i64, Vec<Source>>> {
    // two evaluations of a year confirmed at the same moment wait for each other
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtext('year_score'), c.fiscal_year)
         from cycle c where c.id = $1",
        cycle
    )
    .execute(change.conn())
    .await?;
    let rows = sqlx::query!(
        r#"
        with scored as (
            select c.id, c.name, c.kind, c.term from cycle c
            join scoring_rule_set r on r.id = c.scoring_rule_set_id and r.family = 'scored'
            where c.opened_at is not null
              and c.fiscal_year = (select o.fiscal_year from cycle o where o.id = $1)),
        people as (
            select distinct s.subject_id from sheet s
            where s.id = any($2) and (select count(*) from scored) > 1
              and not exists (
                  select from sheet o join scored c on c.id = o.cycle_id
                  where o.subject_id = s.subject_id
                    and o.state not in ('excluded', 'confirmed', 'disclosed')))
        select s.subject_id, s.id as sheet, k.version, c.name, c.term as "term: Term",
               r.position_code, k.rule_set_id, k.parts->'score'->>'ability' as ability,
               k.parts->'score'->>'performance' as performance
        from people p
        join sheet s on s.subject_id = p.subject_id and s.state <> 'excluded'
        join scored c on c.id = s.cycle_id
        join result r on r.sheet_id = s.id
             and r.version = (select max(n.version) from result n where n.sheet_id = s.id)
        join score k on k.sheet_id = r.sheet_id and k.version = r.version
        order by s.subject_id, c.kind, c.term
        "#,
        cycle,
        sheets
    )
    .fetch_all(change.conn())
    .await?;
    let mut people: BTreeMap<i64, Vec<Source>> = BTreeMap::new();
    for row in rows {
        people.entry(row.subject_id).or_default().push(Source {
            sheet: row.sheet,
            version: row.version,
            name: row.name,
            term: row.term,
            position: row.position_code,
            set: row.rule_set_id,
            ability: exact(row.ability)?,
            performance: exact(row.performance)?,
        });
    }
    Ok(people)
}

/// Sets of rules by key.
pub async fn sets(change: &mut Change, keys: &[i64]) -> Result<Vec<RuleSet>> {
    let rows = sqlx::query_scalar!(
        r#"select scoring_rules(k.id) as "set!" from unnest($1::bigint[]) as k (id)"#,
        keys
    )
    .fetch_all(change.conn())
    .await?;
    rows.into_iter().map(read).collect()
}

/// Adds what the fiscal year of a cycle makes together.
pub async fn insert(
    change: &mut Change,
    cycle: i64,
    kept: &[(i64, Score, Vec<Source>)],
) -> Result<()> {
    let now = change.now();
    let subjects: Vec<i64> = kept.iter().map(|one| one.0).collect();
    let deciding = |one: &(i64, Score, Vec<Source>)| super::deciding(&one.2).cloned();
    let decide: Vec<Source> = kept.iter().filter_map(deciding).collect();
    let sets: Vec<i64> = decide.iter().map(|source| source.set).collect();
    let positions: Vec<String> = decide.iter().map(|source| source.position.clone()).collect();
    let part = |of: fn(&Score) -> Option<Exact>| -> Vec<Option<String>> {
        kept.iter().map(|one| of(&one.1).map(Exact::numeric)).collect()
    };
    let total: Vec<String> = kept.iter().map(|one| one.1.total.numeric()).collect();
    let tested: Vec<String> = kept.iter().map(|one| one.1.tested.numeric()).collect();
    let proposed: Vec<i16> = kept.iter().map(|one| one.1.grade).collect();
    let parts: Vec<String> = kept.iter().map(|one| json!({ "score": one.1 }).to_string()).collect();
    let made: Vec<(i64, i64, i16)> = kept
        .iter()
        .flat_map(|one| one.2.iter().map(|source| (one.0, source.sheet, source.version)))
        .collect();
    sqlx::query!(
        "with made as (
             insert into year_score (subject_id, fiscal_year, version, rule_set_id, position_code,
                                     ability, performance, total, tested, proposed, parts, made_at)
             select g.subject, c.fiscal_year, 1 + coalesce(
                        (select max(y.version) from year_score y where y.subject_id = g.subject
                         and y.fiscal_year = c.fiscal_year), 0), g.set, g.position,
                    g.ability::numeric, g.performance::numeric, g.total::numeric,
                    g.tested::numeric, g.proposed, g.parts::jsonb, $11
             from cycle c, unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[],
                                  $7::text[], $8::text[], $9::smallint[], $10::text[])
                  as g (subject, set, position, ability, performance, total, tested, proposed,
                        parts)
             where c.id = $1
             returning subject_id, fiscal_year, version)
         insert into year_score_source (subject_id, fiscal_year, version, sheet_id, result_version)
         select m.subject_id, m.fiscal_year, m.version, s.sheet, s.result
         from unnest($12::bigint[], $13::bigint[], $14::smallint[]) as s (subject, sheet, result)
         join made m on m.subject_id = s.subject",
        cycle,
        &subjects,
        &sets,
        &positions,
        &part(|score| score.ability) as &[Option<String>],
        &part(|score| score.performance) as &[Option<String>],
        &total,
        &tested,
        &proposed,
        &parts,
        now,
        &made.iter().map(|one| one.0).collect::<Vec<_>>(),
        &made.iter().map(|one| one.1).collect::<Vec<_>>(),
        &made.iter().map(|one| one.2).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
