//! Writes the years, routes and sheets of the demo city. Each kind of row is one statement for
//! hundreds of sheets.

use std::collections::HashMap;

use time::{Date, OffsetDateTime};

use super::{
    calendar::Year,
    sheets::{Abilities, Ability, Sheet},
    store::Ids,
};
use crate::{
    audit::Change,
    evaluation::{route::DEFAULT, workflow::State},
    kit::Result,
    organisation::Level,
};

/// The abilities of a framework by position, in the order of the policy.
pub async fn abilities(change: &mut Change, framework: i64) -> Result<Abilities> {
    let rows = sqlx::query!(
        "select id, position_code, name from ability where framework_id = $1
         order by position_code, place",
        framework
    )
    .fetch_all(change.conn())
    .await?;
    let mut abilities = Abilities::new();
    for row in rows {
        let list = abilities.entry(row.position_code).or_default();
        list.push(Ability { id: row.id, name: row.name });
    }
    Ok(abilities)
}

/// The routes of evaluation.md 2.2.
pub async fn insert_rules(change: &mut Change, since: Date) -> Result<()> {
    let positions: Vec<String> = DEFAULT.iter().map(|r| r.0.to_owned()).collect();
    let first: Vec<String> = DEFAULT.iter().map(|r| r.1.code().to_owned()).collect();
    let second: Vec<Option<&str>> = DEFAULT.iter().map(|r| r.2.map(Level::code)).collect();
    sqlx::query!(
        "insert into route_rule (position_code, first_level, second_level, valid)
         select p, f, s, daterange($4, null)
         from unnest($1::text[], $2::text[], $3::text[]) as row (p, f, s)",
        &positions,
        &first,
        &second as _,
        since
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Lets 係長 assist in a year.
pub async fn seat_assistants(change: &mut Change, cycle: i64) -> Result<()> {
    sqlx::query_file!("src/demo/assistants.sql", cycle).execute(change.conn()).await?;
    Ok(())
}

/// One year with its dates.
pub async fn insert_cycle(
    change: &mut Change,
    year: &Year,
    framework: i64,
    rules: Option<i64>,
) -> Result<i64> {
    let fiscal_year = i16::try_from(year.fiscal).unwrap_or(i16::MAX);
    let from = super::city::april(year.fiscal);
    let until = super::city::april(year.fiscal + 1);
    let opened = year.opened_at();
    let name = format!("{} 能力評価", crate::kit::date::fiscal_label(fiscal_year));
    let id = sqlx::query_scalar!(
        "insert into cycle (fiscal_year, kind, name, framework_id, period, base_date, opened_at,
                            interview_required, scoring_rule_set_id)
         values ($1, 'ability', $2, $3, daterange($4, $5), $6, $7, $8, coalesce($9::bigint, 1))
         returning id",
        fiscal_year,
        name,
        framework,
        from,
        until,
        year.base_date,
        opened,
        year.open,
        rules
    )
    .fetch_one(change.conn())
    .await?;
    let steps: Vec<String> = year.steps.iter().map(|s| s.0.to_owned()).collect();
    let opens: Vec<Date> = year.steps.iter().map(|s| s.1).collect();
    let due: Vec<Date> = year.steps.iter().map(|s| s.2).collect();
    sqlx::query!(
        "insert into cycle_step (cycle_id, step, opens_on, due_on)
         select $1, * from unnest($2::text[], $3::date[], $4::date[])",
        id,
        &steps,
        &opens,
        &due
    )
    .execute(change.conn())
    .await?;
    Ok(id)
}

/// Where the sheets belong.
pub struct Drawer<'a> {
    pub cycle: i64,
    pub framework: i64,
    pub ids: &'a Ids,
    /// without the submissions: a year that was taken over from paper
    pub results_only: bool,
}

/// A part of a year's sheets with everything in them. Which number each person's sheet got.
pub async fn insert_sheets(
    change: &mut Change,
    drawer: &Drawer<'_>,
    sheets: &[Sheet],
) -> Result<HashMap<i64, i64>> {
    let numbers = insert_heads(change, drawer, sheets).await?;
    let numbered: Vec<(i64, &Sheet)> = sheets
        .iter()
        .filter_map(|sheet| {
            let subject = drawer.ids.person(sheet.subject.person);
            Some((*numbers.get(&subject)?, sheet))
        })
        .collect();
    insert_passages(change, drawer, &numbered).await?;
    if !drawer.results_only {
        insert_submissions(change, drawer, &numbered).await?;
        insert_opinions(change, &numbered).await?;
        insert_remarks(change, &numbered).await?;
        insert_drafts(change, drawer, &numbered).await?;
    }
    insert_results(change, drawer, &numbered).await?;
    insert_items(change, &numbered).await?;
    Ok(numbers)
}

async fn insert_heads(
    change: &mut Change,
    drawer: &Drawer<'_>,
    sheets: &[Sheet],
) -> Result<HashMap<i64, i64>> {
    let ids = drawer.ids;
    let each = |of: &dyn Fn(&Sheet) -> i64| -> Vec<i64> { sheets.iter().map(of).collect() };
    let maybe = |of: &dyn Fn(&Sheet) -> Option<usize>| -> Vec<Option<i64>> {
        sheets.iter().map(|s| of(s).map(|at| ids.person(at))).collect()
    };
    let section: Vec<Option<i64>> =
        sheets.iter().map(|s| s.subject.section.map(|at| ids.unit(at))).collect();
    let note = |of: fn(&Sheet) -> &Option<String>| -> Vec<Option<&str>> {
        sheets.iter().map(|s| of(s).as_deref()).collect()
    };
    let versions: Vec<i32> =
        sheets.iter().map(|s| i32::try_from(s.passages.len()).unwrap_or(1)).collect();
    let opened: Vec<Option<OffsetDateTime>> = sheets.iter().map(|s| s.opened).collect();
    let rows = sqlx::query!(
        "insert into sheet (cycle_id, framework_id, subject_id, position_code, unit_id,
                section_id, department_id, state, first_evaluator_id, second_evaluator_id,
                first_note, second_note, returned, state_since, holder_opened_at, version)
         select $1, $2, * from unnest($3::bigint[], $4::text[], $5::bigint[], $6::bigint[],
                $7::bigint[], $8::text[], $9::bigint[], $10::bigint[], $11::text[], $12::text[],
                $13::bool[], $14::timestamptz[], $15::timestamptz[], $16::int[])
         returning id, subject_id",
        drawer.cycle,
        drawer.framework,
        &each(&|s| ids.person(s.subject.person)),
        &sheets.iter().map(|s| s.subject.position.to_owned()).collect::<Vec<_>>(),
        &each(&|s| ids.unit(s.subject.unit)),
        &section as _,
        &each(&|s| ids.unit(s.subject.department)),
        &sheets.iter().map(|s| s.state.code().to_owned()).collect::<Vec<_>>(),
        &maybe(&|s| s.subject.chain.first) as _,
        &maybe(&|s| s.subject.chain.second) as _,
        &note(|s| &s.subject.chain.first_note) as _,
        &note(|s| &s.subject.chain.second_note) as _,
        &sheets.iter().map(|s| s.returned).collect::<Vec<_>>(),
        &sheets.iter().map(|s| s.since).collect::<Vec<_>>(),
        &opened as _,
        &versions
    );
    let rows = rows.fetch_all(change.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.subject_id, row.id)).collect())
}

type Numbered<'a> = [(i64, &'a Sheet)];

async fn insert_passages(
    change: &mut Change,
    drawer: &Drawer<'_>,
    sheets: &Numbered<'_>,
) -> Result<()> {
    let rows: Vec<_> = sheets
        .iter()
        .flat_map(|(id, sheet)| {
            (1_i16..).zip(&sheet.passages).map(move |(place, passage)| (*id, place, passage))
        })
        .collect();
    let by: Vec<Option<i64>> =
        rows.iter().map(|r| r.2.by.map(|at| drawer.ids.person(at))).collect();
    let from: Vec<Option<&str>> = rows.iter().map(|r| r.2.from.map(State::code)).collect();
    let reasons: Vec<Option<&str>> = rows.iter().map(|r| r.2.reason).collect();
    sqlx::query!(
        "insert into passage (sheet_id, place, action, from_state, to_state, by_id, at, reason)
         select * from unnest($1::bigint[], $2::smallint[], $3::text[], $4::text[], $5::text[],
                              $6::bigint[], $7::timestamptz[], $8::text[])",
        &rows.iter().map(|r| r.0).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.2.action.to_owned()).collect::<Vec<_>>(),
        &from as _,
        &rows.iter().map(|r| r.2.to.code().to_owned()).collect::<Vec<_>>(),
        &by as _,
        &rows.iter().map(|r| r.2.at).collect::<Vec<_>>(),
        &reasons as _
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn insert_submissions(
    change: &mut Change,
    drawer: &Drawer<'_>,
    sheets: &Numbered<'_>,
) -> Result<()> {
    let rows: Vec<_> =
        sheets.iter().flat_map(|(id, s)| s.submissions.iter().map(move |s| (*id, s))).collect();
    let overall: Vec<Option<i16>> = rows.iter().map(|r| r.1.overall).collect();
    sqlx::query!(
        "insert into submission (sheet_id, step, round, by_id, at, overall)
         select * from unnest($1::bigint[], $2::text[], $3::smallint[], $4::bigint[],
                              $5::timestamptz[], $6::smallint[])",
        &rows.iter().map(|r| r.0).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.step.code().to_owned()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.round).collect::<Vec<_>>(),
        &rows.iter().map(|r| drawer.ids.person(r.1.by)).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.at).collect::<Vec<_>>(),
        &overall as _
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn insert_opinions(change: &mut Change, sheets: &Numbered<'_>) -> Result<()> {
    let rows: Vec<_> = sheets
        .iter()
        .flat_map(|(id, sheet)| {
            let submissions = sheet.submissions.iter();
            submissions.flat_map(move |s| s.opinions.iter().map(move |o| (*id, s, o)))
        })
        .collect();
    sqlx::query!(
        "insert into opinion (sheet_id, step, round, ability_id, points, comment)
         select * from unnest($1::bigint[], $2::text[], $3::smallint[], $4::bigint[],
                              $5::smallint[], $6::text[])",
        &rows.iter().map(|r| r.0).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.step.code().to_owned()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.round).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.2.0).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.2.1).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.2.2.clone()).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn insert_remarks(change: &mut Change, sheets: &Numbered<'_>) -> Result<()> {
    let rows: Vec<_> = sheets
        .iter()
        .flat_map(|(id, sheet)| {
            let submissions = sheet.submissions.iter();
            submissions.flat_map(move |s| s.remarks.iter().map(move |r| (*id, s, r)))
        })
        .collect();
    sqlx::query!(
        "insert into remark (sheet_id, step, round, kind, body)
         select * from unnest($1::bigint[], $2::text[], $3::smallint[], $4::text[], $5::text[])",
        &rows.iter().map(|r| r.0).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.step.code().to_owned()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.round).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.2.0.to_owned()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.2.1.to_owned()).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn insert_drafts(
    change: &mut Change,
    drawer: &Drawer<'_>,
    sheets: &Numbered<'_>,
) -> Result<()> {
    let rows: Vec<_> =
        sheets.iter().flat_map(|(id, s)| s.drafts.iter().map(move |d| (*id, d))).collect();
    sqlx::query!(
        "insert into draft (sheet_id, step, field, value, updated_by, updated_at, writer_id)
         select s, t, f, v, b, a, b
         from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[],
                     $6::timestamptz[]) as row (s, t, f, v, b, a)",
        &rows.iter().map(|r| r.0).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.step.code().to_owned()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.field.clone()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.value.clone()).collect::<Vec<_>>(),
        &rows.iter().map(|r| drawer.ids.person(r.1.by)).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.at).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn insert_results(
    change: &mut Change,
    drawer: &Drawer<'_>,
    sheets: &Numbered<'_>,
) -> Result<()> {
    let ids = drawer.ids;
    let rows: Vec<_> = sheets
        .iter()
        .filter_map(|(id, s)| {
            let last = s.last_review()?;
            Some((*id, *s, s.confirmed_at?, last.overall?, last.round))
        })
        .collect();
    let section: Vec<Option<i64>> =
        rows.iter().map(|r| r.1.subject.section.map(|at| ids.unit(at))).collect();
    let confirmed_by: Vec<Option<i64>> = rows
        .iter()
        .map(|r| {
            let passage = r.1.passages.iter().find(|p| p.action == "confirm")?;
            passage.by.map(|at| ids.person(at))
        })
        .collect();
    let disclosed: Vec<Option<OffsetDateTime>> = rows.iter().map(|r| r.1.disclosed_at).collect();
    sqlx::query!(
        "insert into result (sheet_id, version, cycle_id, subject_id, department_id, section_id,
                             position_code, overall, confirmed_by, confirmed_at, disclosed_at,
                             round)
         select i, 1, $1, s, d, c, p, o, b, a, l, n
         from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[],
                     $7::smallint[], $8::bigint[], $9::timestamptz[], $10::timestamptz[],
                     $11::smallint[])
              as row (i, s, d, c, p, o, b, a, l, n)",
        drawer.cycle,
        &rows.iter().map(|r| r.0).collect::<Vec<_>>(),
        &rows.iter().map(|r| ids.person(r.1.subject.person)).collect::<Vec<_>>(),
        &rows.iter().map(|r| ids.unit(r.1.subject.department)).collect::<Vec<_>>(),
        &section as _,
        &rows.iter().map(|r| r.1.subject.position.to_owned()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.3).collect::<Vec<_>>(),
        &confirmed_by as _,
        &rows.iter().map(|r| r.2).collect::<Vec<_>>(),
        &disclosed as _,
        &rows.iter().map(|r| r.4).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn insert_items(change: &mut Change, sheets: &Numbered<'_>) -> Result<()> {
    let rows: Vec<_> = sheets
        .iter()
        .filter(|(_, sheet)| sheet.confirmed_at.is_some())
        .flat_map(|(id, sheet)| {
            let items = sheet.last_review().map(|s| s.opinions.as_slice()).unwrap_or_default();
            items.iter().map(move |item| (*id, item.0, item.1))
        })
        .collect();
    sqlx::query!(
        "insert into result_item (sheet_id, version, ability_id, points)
         select i, 1, a, p from unnest($1::bigint[], $2::bigint[], $3::smallint[]) as row (i, a, p)",
        &rows.iter().map(|r| r.0).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.2).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
