//! Writes the goals of the demo city, hundreds of rows with a handful of statements.

use std::collections::HashMap;

use time::{Date, Duration, OffsetDateTime};

use super::{
    goals::{Edition, Sheet, Stage, every_goal},
    periods::Period,
    store::Ids,
};
use crate::{audit::Change, kit::Result};

/// What the units published.
pub async fn insert_editions(
    change: &mut Change,
    (editions, goals): &(Vec<Edition>, usize),
    ids: &Ids,
) -> Result<()> {
    let goal_ids = sqlx::query_scalar!(
        "insert into unit_goal select from generate_series(1, $1::int) returning id",
        i32::try_from(*goals).unwrap_or_default()
    )
    .fetch_all(change.conn())
    .await?;
    let year: Vec<i16> =
        editions.iter().map(|e| i16::try_from(e.year).unwrap_or(i16::MAX)).collect();
    let unit: Vec<Option<i64>> =
        editions.iter().map(|e| e.unit.map(|unit| ids.unit(unit))).collect();
    let number: Vec<i16> = editions.iter().map(|e| e.number).collect();
    let by: Vec<i64> = editions.iter().map(|e| ids.person(e.by)).collect();
    let at: Vec<OffsetDateTime> = editions.iter().map(|e| e.at).collect();
    let rows: Vec<_> = editions
        .iter()
        .zip(1i32..)
        .flat_map(|(edition, n)| {
            edition.goals.iter().zip(1i16..).map(move |(goal, place)| (n, place, goal))
        })
        .collect();
    let of: Vec<i32> = rows.iter().map(|row| row.0).collect();
    let place: Vec<i16> = rows.iter().map(|row| row.1).collect();
    let goal: Vec<i64> =
        rows.iter().map(|row| goal_ids.get(row.2.0).copied().unwrap_or_default()).collect();
    let what: Vec<String> = rows.iter().map(|row| row.2.1.0.to_owned()).collect();
    let level: Vec<String> = rows.iter().map(|row| row.2.1.1.to_owned()).collect();
    sqlx::query!(
        "with given as (
             select * from unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::bigint[],
                                  $5::timestamptz[])
                 with ordinality as g (year, unit, number, by_id, at, n)),
         made as (
             insert into unit_goal_edition (fiscal_year, unit_id, edition, by_id, at)
             select year, unit, number, by_id, at from given
             returning id, fiscal_year, unit_id, edition)
         insert into unit_goal_version (goal_id, edition_id, what, level, place)
         select r.goal, m.id, r.what, r.level, r.place
         from unnest($6::int[], $7::smallint[], $8::bigint[], $9::text[], $10::text[])
              as r (n, place, goal, what, level)
         join given g on g.n = r.n
         join made m on m.fiscal_year = g.year and m.unit_id is not distinct from g.unit
                    and m.edition = g.number",
        &year,
        &unit as &[Option<i64>],
        &number,
        &by,
        &at,
        &of,
        &place,
        &goal,
        &what,
        &level
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// An evaluation of results with its dates; without a set of rules it judges.
pub async fn insert_period(
    change: &mut Change,
    half: &Period,
    framework: i64,
    rules: Option<i64>,
) -> Result<i64> {
    let steps: Vec<String> = half.steps.iter().map(|s| s.0.to_owned()).collect();
    let opens: Vec<Date> = half.steps.iter().map(|s| s.1).collect();
    let due: Vec<Date> = half.steps.iter().map(|s| s.2).collect();
    let id = sqlx::query_scalar!(
        "with made as (
             insert into cycle (fiscal_year, kind, term, name, framework_id, period, base_date,
                                opened_at, disclosure_scope, scoring_rule_set_id)
             values ($1, 'performance', $2, $3, $4, daterange($5, $6), $7, $8, 'items',
                     coalesce($12::bigint, 1))
             returning id),
         steps as (
             insert into cycle_step (cycle_id, step, opens_on, due_on)
             select m.id, s.* from made m, unnest($9::text[], $10::date[], $11::date[]) s)
         select id from made",
        i16::try_from(half.year).unwrap_or(i16::MAX),
        half.term,
        half.name,
        framework,
        half.from,
        half.until,
        half.base_date(),
        half.opened_at,
        &steps,
        &opens,
        &due,
        rules
    )
    .fetch_one(change.conn())
    .await?;
    Ok(id)
}

/// The sheets with their goals. Which sheet got which number.
pub async fn insert_sheets<'a>(
    change: &mut Change,
    (cycle, framework): (i64, i64),
    half: &Period,
    sheets: &'a [Sheet],
    ids: &Ids,
) -> Result<Vec<(i64, &'a Sheet)>> {
    let made = insert_heads(change, (cycle, framework), half, sheets, ids).await?;
    let rows: Vec<(i64, &Sheet)> = sheets
        .iter()
        .filter_map(|s| Some((*made.get(&ids.person(s.subject.person))?, s)))
        .collect();
    insert_drafts(change, half, &rows, ids).await?;
    insert_rounds(change, &rows, ids).await?;
    insert_goals(change, (cycle, framework), half, &rows).await?;
    insert_answers(change, &rows).await?;
    Ok(rows)
}

/// Sheets by person.
async fn insert_heads(
    change: &mut Change,
    (cycle, framework): (i64, i64),
    half: &Period,
    sheets: &[Sheet],
    ids: &Ids,
) -> Result<HashMap<i64, i64>> {
    let person: Vec<i64> = sheets.iter().map(|s| ids.person(s.subject.person)).collect();
    let position: Vec<String> = sheets.iter().map(|s| s.subject.position.to_owned()).collect();
    let unit: Vec<i64> = sheets.iter().map(|s| ids.unit(s.subject.unit)).collect();
    let section: Vec<Option<i64>> =
        sheets.iter().map(|s| s.subject.section.map(|at| ids.unit(at))).collect();
    let department: Vec<i64> = sheets.iter().map(|s| ids.unit(s.subject.department)).collect();
    let of = |at: Option<usize>| at.map(|at| ids.person(at));
    let first: Vec<Option<i64>> = sheets.iter().map(|s| of(s.subject.chain.first)).collect();
    let second: Vec<Option<i64>> = sheets.iter().map(|s| of(s.subject.chain.second)).collect();
    let states: Vec<String> = sheets.iter().map(|s| s.stage.state().code().to_owned()).collect();
    let since: Vec<OffsetDateTime> = sheets
        .iter()
        .map(|s| match s.stage {
            Stage::Writing(_) => half.opened_at,
            Stage::Submitted => s.submitted_at,
            Stage::Agreed | Stage::Changing => s.answered_at,
            Stage::Reporting(_) => s.later.first().copied().unwrap_or(s.answered_at),
            Stage::Reported => s.later.get(1).copied().unwrap_or(s.answered_at),
            Stage::Advised | Stage::Over => s.later.last().copied().unwrap_or(s.answered_at),
        })
        .collect();
    let rows = sqlx::query!(
        "insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id, section_id,
                            department_id, state, first_evaluator_id, second_evaluator_id,
                            state_since)
         select $1, p, $2, o, u, c, d, s, f, e, n
         from unnest($3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
                     $8::text[], $9::bigint[], $10::bigint[], $11::timestamptz[])
              as row (p, o, u, c, d, s, f, e, n)
         returning id, subject_id",
        cycle,
        framework,
        &person,
        &position,
        &unit,
        &section as &[Option<i64>],
        &department,
        &states,
        &first as &[Option<i64>],
        &second as &[Option<i64>],
        &since
    )
    .fetch_all(change.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.subject_id, row.id)).collect())
}

async fn insert_drafts(
    change: &mut Change,
    half: &Period,
    rows: &[(i64, &Sheet)],
    ids: &Ids,
) -> Result<()> {
    let (mut sheet, mut by, mut field, mut value) = (vec![], vec![], vec![], vec![]);
    let mut step = Vec::new();
    for (id, one) in rows {
        for (goal, slot) in one.goals.iter().zip(1..).filter(|_| one.answering) {
            let slot = i32::to_string(&slot);
            for (part, words) in [("difficulty", goal.difficulty), ("verdict", "agree")] {
                step.push("goal_review".to_owned());
                sheet.push(*id);
                by.push(ids.person(one.subject.chain.first.unwrap_or(one.subject.person)));
                field.push(format!("r1-{slot}-{part}"));
                value.push(words.to_owned());
            }
        }
        let Stage::Writing(count) = one.stage else { continue };
        // the page begins with three rows
        if count > 3 {
            let order: Vec<String> = (1..=count).map(|slot| slot.to_string()).collect();
            step.push("goals".to_owned());
            sheet.push(*id);
            by.push(ids.person(one.subject.person));
            field.push("order".to_owned());
            value.push(order.join(","));
        }
        for (goal, slot) in one.goals.iter().take(count).zip(1..) {
            let slot = i32::to_string(&slot);
            for (part, words) in [
                ("what", goal.what.to_owned()),
                ("level", goal.level.to_owned()),
                ("how", goal.how.to_owned()),
                ("kind", goal.kind.to_owned()),
                ("difficulty", goal.difficulty.to_owned()),
                ("weight", goal.weight.to_string()),
            ] {
                step.push("goals".to_owned());
                sheet.push(*id);
                by.push(ids.person(one.subject.person));
                field.push(format!("goal-{slot}-{part}"));
                value.push(words);
            }
        }
    }
    sqlx::query!(
        "insert into draft (sheet_id, step, field, value, updated_by, updated_at, writer_id)
         select s, t, f, v, b, $6, b
         from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[])
              as row (s, t, f, v, b)",
        &sheet,
        &step,
        &field,
        &value,
        &by,
        half.opened_at + Duration::hours(6)
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Submissions, changes and passes.
async fn insert_rounds(change: &mut Change, rows: &[(i64, &Sheet)], ids: &Ids) -> Result<()> {
    let (mut sheet, mut step, mut round, mut by, mut at) = (vec![], vec![], vec![], vec![], vec![]);
    let mut put = |id: i64, what: &str, n: i16, who: usize, when: OffsetDateTime| {
        sheet.push(id);
        step.push(what.to_owned());
        round.push(n);
        by.push(ids.person(who));
        at.push(when);
    };
    for (id, one) in rows {
        if matches!(one.stage, Stage::Writing(_)) {
            continue;
        }
        put(*id, "goals", 1, one.subject.person, one.submitted_at);
        let reviewer = one.subject.chain.first.or(one.subject.chain.second);
        if let Some(who) = reviewer.filter(|_| one.stage != Stage::Submitted) {
            put(*id, "goal_review", 1, who, one.answered_at);
        }
        if one.stage == Stage::Changing {
            put(*id, "goals", 2, one.subject.person, one.changed_at);
        }
    }
    sqlx::query!(
        "with rounds as (
             insert into submission (sheet_id, step, round, by_id, at)
             select * from unnest($1::bigint[], $2::text[], $3::smallint[], $4::bigint[],
                                  $5::timestamptz[])
             returning sheet_id, step, round, by_id, at),
         opened as (
             insert into passage (sheet_id, place, action, to_state, at)
             select s.id, 1, 'open', 'goal_setting', c.opened_at
             from sheet s join cycle c on c.id = s.cycle_id where s.id = any($6)),
         passed as (
             insert into passage (sheet_id, place, action, from_state, to_state, by_id, at)
             select sheet_id, case step when 'goals' then 2 else 3 end, 'submit',
                    case step when 'goals' then 'goal_setting' else 'goal_review' end,
                    case step when 'goals' then 'goal_review' else 'working' end, by_id, at
             from rounds where round = 1)
         insert into goal_change (sheet_id, round, reason)
         select sheet_id, round, $7 from rounds where step = 'goals' and round = 2",
        &sheet,
        &step,
        &round,
        &by,
        &at,
        &rows.iter().map(|row| row.0).collect::<Vec<_>>(),
        "国の通知で申請の様式が変わり、最初の目標のまま進めると、やり直しになるためです。"
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// The goals of every round; a change moves a level. The first takes up a goal of the section.
async fn insert_goals(
    change: &mut Change,
    (cycle, framework): (i64, i64),
    half: &Period,
    rows: &[(i64, &Sheet)],
) -> Result<()> {
    let goals = every_goal(rows);
    let text = |of: fn(&super::goals::Goal) -> &'static str| -> Vec<String> {
        goals.iter().map(|row| of(row.3).to_owned()).collect()
    };
    let level: Vec<String> = goals
        .iter()
        .map(|row| match (row.1, row.2) {
            (2, 1) => format!("{}新しい様式での受付を2月から始める。", row.3.level),
            _ => row.3.level.to_owned(),
        })
        .collect();
    let due: Vec<Option<Date>> =
        goals.iter().map(|row| row.3.due.map(|days| half.from + Duration::days(days))).collect();
    sqlx::query!(
        "insert into goal (sheet_id, round, slot, place, kind, what, level, how, due_on, weight,
                           difficulty, ability_id, unit_goal_id)
         select g.sheet, g.round, g.slot, g.slot, g.kind, g.what, g.level, g.how, g.due, g.weight,
                g.difficulty, a.id, u.goal_id
         from unnest($1::bigint[], $2::smallint[], $3::smallint[], $4::text[], $5::text[],
                     $6::text[], $7::text[], $8::date[], $9::smallint[], $10::text[],
                     $11::smallint[])
              as g (sheet, round, slot, kind, what, level, how, due, weight, difficulty, ability)
         join sheet s on s.id = g.sheet
         join cycle c on c.id = $12
         left join ability a on a.framework_id = $13 and a.position_code = s.position_code
              and a.place = g.ability
         left join lateral (
             select v.goal_id from unit_goal_edition e
             join unit_goal_version v on v.edition_id = e.id and v.place = 1
             where g.slot = 1 and e.fiscal_year = c.fiscal_year
               and e.unit_id = coalesce(s.section_id, s.department_id)
             order by e.edition desc limit 1) u on true",
        &goals.iter().map(|row| row.0).collect::<Vec<_>>(),
        &goals.iter().map(|row| row.1).collect::<Vec<_>>(),
        &goals.iter().map(|row| row.2).collect::<Vec<_>>(),
        &text(|goal| goal.kind),
        &text(|goal| goal.what),
        &level,
        &text(|goal| goal.how),
        &due as &[Option<Date>],
        &goals.iter().map(|row| row.3.weight).collect::<Vec<_>>(),
        &text(|goal| goal.difficulty),
        &goals.iter().map(|row| row.4).collect::<Vec<_>>(),
        cycle,
        framework
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// What the first evaluators decided.
async fn insert_answers(change: &mut Change, rows: &[(i64, &Sheet)]) -> Result<()> {
    let mut decided = Vec::new();
    for (id, one) in rows {
        if one.stage.agreed() {
            for ((difficulty, note), slot) in one.decided.iter().zip(1i16..) {
                decided.push((*id, slot, (*difficulty).to_owned(), (*note).to_owned()));
            }
        }
    }
    sqlx::query!(
        "insert into goal_decision (sheet_id, round, goals_round, slot, difficulty, note)
         select s, 1, 1, t, d, n
         from unnest($1::bigint[], $2::smallint[], $3::text[], $4::text[]) as row (s, t, d, n)",
        &decided.iter().map(|row| row.0).collect::<Vec<_>>(),
        &decided.iter().map(|row| row.1).collect::<Vec<_>>(),
        &decided.iter().map(|row| row.2.clone()).collect::<Vec<_>>(),
        &decided.iter().map(|row| row.3.clone()).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
