//! Points beside results: only ever added.

use serde_json::json;

use crate::{
    audit::Change,
    evaluation::{
        scoring::{
            RuleSet,
            rules::{Exact, Goal, Score, Sums},
            store::read,
        },
        sheet::SheetId,
        workflow::Step,
    },
    kit::Result,
};

/// The sheets that compute points, by the set each is held against: what it keeps, else that of
/// its year.
pub async fn sets_of_sheets(
    change: &mut Change,
    sheets: &[i64],
) -> Result<Vec<(RuleSet, Vec<i64>)>> {
    let rows = sqlx::query!(
        r#"
        select scoring_rules(k.set_id) as "set!", k.sheets as "sheets!"
        from (select coalesce(s.scoring_rule_set_id, c.scoring_rule_set_id) as set_id,
                     array_agg(s.id order by s.id) as sheets
              from sheet s join cycle c on c.id = s.cycle_id
              where s.id = any($1) group by 1) k
        join scoring_rule_set r on r.id = k.set_id and r.family = 'scored'
        order by k.set_id
        "#,
        sheets
    )
    .fetch_all(change.conn())
    .await?;
    rows.into_iter().map(|row| Ok((read(row.set)?, row.sheets))).collect()
}

/// A confirmed result with the grades of its abilities added up, and its goals.
pub struct Confirmed {
    pub sheet: i64,
    pub version: i16,
    pub position: String,
    pub sums: Sums,
    pub goals: Vec<Goal>,
}

/// The newest results of these sheets that have no points yet.
pub async fn confirmed(change: &mut Change, set: i64, sheets: &[i64]) -> Result<Vec<Confirmed>> {
    let rows = sqlx::query!(
        r#"
        select r.sheet_id, r.version, r.position_code,
               coalesce(sum(w.weight * (p.value * 100)), 0)::bigint as "points!",
               coalesce(sum(w.weight) filter (where p.value is not null), 0)::bigint as "weight!",
               -- goals as the last evaluator graded them, with the difficulty that was decided
               (select coalesce(json_agg(json_build_object('weight', g.weight, 'grade', o.points,
                       'difficulty', case d.difficulty when 'easy' then 'low' else d.difficulty end)
                       order by g.place), '[]')
                from sheet s
                join goal_opinion o on o.sheet_id = s.id and o.round = r.round
                     and o.step = case when s.second_evaluator_id is null then 'first'
                                       else 'second' end
                join goal g on g.sheet_id = s.id and g.round = o.goals_round and g.slot = o.slot
                join goal_decision d on d.sheet_id = s.id and d.goals_round = o.goals_round
                     and d.slot = o.slot
                     and d.round = (select max(n.round) from goal_decision n
                                    where n.sheet_id = s.id)
                where s.id = r.sheet_id) as "goals!"
        from result r
        left join result_item i on i.sheet_id = r.sheet_id and i.version = r.version
        left join scoring_weight w on w.rule_set_id = $1 and w.ability_id = i.ability_id
        left join scoring_step p on p.rule_set_id = $1 and p.grade = i.points
        where r.sheet_id = any($2)
          and not exists (select from result n where n.sheet_id = r.sheet_id
                                                 and n.version > r.version)
          and not exists (select from score s where s.sheet_id = r.sheet_id
                                                and s.version = r.version)
        group by r.sheet_id, r.version, r.position_code
        "#,
        set,
        sheets
    )
    .fetch_all(change.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Confirmed {
                sheet: row.sheet_id,
                version: row.version,
                position: row.position_code,
                sums: Sums { points: row.points, weight: row.weight },
                goals: read(row.goals)?,
            })
        })
        .collect()
}

/// Adds the points of results.
pub async fn insert(change: &mut Change, set: i64, scores: &[(Score, Confirmed)]) -> Result<()> {
    let now = change.now();
    let sheets: Vec<i64> = scores.iter().map(|(_, one)| one.sheet).collect();
    let versions: Vec<i16> = scores.iter().map(|(_, one)| one.version).collect();
    let ability: Vec<_> = scores.iter().map(|(s, _)| s.ability.map(Exact::numeric)).collect();
    let performance: Vec<_> =
        scores.iter().map(|(s, _)| s.performance.map(Exact::numeric)).collect();
    let total: Vec<String> = scores.iter().map(|(s, _)| s.total.numeric()).collect();
    let tested: Vec<String> = scores.iter().map(|(s, _)| s.tested.numeric()).collect();
    let proposed: Vec<i16> = scores.iter().map(|(s, _)| s.grade).collect();
    let parts: Vec<String> = scores
        .iter()
        .map(|(score, one)| {
            let sums = json!({ "points": one.sums.points, "weight": one.sums.weight });
            json!({ "score": score, "abilities": sums, "goals": one.goals,
                    "position": one.position })
            .to_string()
        })
        .collect();
    sqlx::query!(
        "insert into score (sheet_id, version, rule_set_id, ability, performance, total, tested,
                            proposed, parts, made_at)
         select s.sheet, s.version, $1, s.ability::numeric, s.performance::numeric,
                s.total::numeric, s.tested::numeric, s.proposed, s.parts::jsonb, $10
         from unnest($2::bigint[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::text[],
                     $8::smallint[], $9::text[])
              as s (sheet, version, ability, performance, total, tested, proposed, parts)",
        set,
        &sheets,
        &versions,
        &ability as &[Option<String>],
        &performance as &[Option<String>],
        &total,
        &tested,
        &proposed,
        &parts,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// An overall grade that is not what the points say.
pub struct Deviating {
    pub set: i64,
    pub proposed: i16,
    pub given: i16,
    pub reason: String,
}

/// Keeps why a round has another overall grade than its points say.
pub async fn keep_deviation(
    change: &mut Change,
    sheet: SheetId,
    step: Step,
    round: i16,
    what: &Deviating,
) -> Result<()> {
    sqlx::query!(
        "insert into score_deviation (sheet_id, step, round, rule_set_id, proposed, given, reason)
         values ($1, $2, $3, $4, $5, $6, $7)",
        sheet.0,
        step.code(),
        round,
        what.set,
        what.proposed,
        what.given,
        what.reason
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
