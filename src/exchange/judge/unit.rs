//! Rows of units.

use std::collections::{BTreeMap, BTreeSet};

use super::{Plan, compare, last_day};
use crate::{
    audit::Change,
    exchange::rules::{Difference, Verdict, settle, wrong},
    kit::{Result, spans::Span, table::Row},
    organisation::files::{self, Stored, UnitRow, Version},
};

/// Judges them all at once: a parent may stand anywhere in the file.
pub(super) async fn judge(change: &mut Change, rows: &[Row]) -> Result<(Vec<Verdict>, Plan)> {
    let mut problems = Vec::new();
    let mut units: Vec<UnitRow> =
        rows.iter().filter_map(|row| files::unit(row, &mut problems)).collect();
    let unread: BTreeSet<usize> = problems.iter().map(|problem| problem.row).collect();
    units.retain(|unit| !unread.contains(&unit.row));
    let stored = files::versions(change).await?;
    let (plan, more) = settle(|out| {
        let right: Vec<UnitRow> =
            units.iter().filter(|unit| !out.contains(&unit.row)).cloned().collect();
        files::plan(&stored, &right)
    });
    problems.extend(more);
    let texts: BTreeMap<usize, String> = rows
        .iter()
        .map(|row| (row.number, format!("{} {}", row.get("組織コード"), row.get("名称"))))
        .collect();
    let whom = |row: usize| texts.get(&row).cloned().unwrap_or_default();
    let mut verdicts = wrong(problems, whom);
    let old: BTreeMap<i64, &Stored> = stored.iter().map(|one| (one.id, one)).collect();
    let of_file: BTreeMap<usize, &UnitRow> = units.iter().map(|unit| (unit.row, unit)).collect();
    let all_ended = all_ended(&plan, &old);
    for (row, key, span) in &plan.rows {
        let Some(unit) = of_file.get(row) else { continue };
        let before = key.and_then(|key| old.get(&key));
        let mut changes =
            before.map_or_else(Vec::new, |before| differences(before, &unit.version, *span));
        changes.extend(ended(&all_ended, unit, *span));
        verdicts.push(Verdict::right(*row, whom(*row), before.is_some(), changes));
    }
    Ok((verdicts, Plan::Units(plan)))
}

fn differences(before: &Stored, after: &Version, span: Span) -> Vec<Difference> {
    let old = &before.version;
    let parent = |version: &Version| version.parent.clone().unwrap_or_else(|| "なし".to_owned());
    compare(&[
        ("名称", old.name.clone(), after.name.clone()),
        ("階層", old.level.label().to_owned(), after.level.label().to_owned()),
        ("上位組織コード", parent(old), parent(after)),
        ("並び順", old.place.to_string(), after.place.to_string()),
        ("終了日", last_day(before.span), last_day(span)),
    ])
}

/// Versions that come to their end without a row of their own, by code.
type Ended<'a> = BTreeMap<&'a str, Vec<(&'a Stored, Span)>>;

fn all_ended<'a>(plan: &files::Plan, old: &BTreeMap<i64, &'a Stored>) -> Ended<'a> {
    let named: BTreeSet<i64> = plan.rows.iter().filter_map(|(_, key, _)| *key).collect();
    let mut ended = Ended::new();
    for (key, span, _) in plan.changed.iter().filter(|(key, ..)| !named.contains(key)) {
        if let Some(stored) = old.get(key) {
            ended.entry(&stored.code).or_default().push((stored, *span));
        }
    }
    ended
}

/// What a row brings to its end: the name and place the unit has had.
fn ended(all: &Ended<'_>, unit: &UnitRow, span: Span) -> Vec<Difference> {
    let own = all.get(unit.code.as_str()).into_iter().flatten();
    own.filter(|(_, new)| new.until == Some(span.from))
        .filter_map(|(stored, new)| {
            let label = format!("前の「{}」の終了日", stored.version.name);
            Difference::between(&label, &last_day(stored.span), &last_day(*new))
        })
        .collect()
}
