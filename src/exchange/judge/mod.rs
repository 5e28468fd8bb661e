//! What rows come to when they are laid over what is stored: read, planned, put into words; and the
//! plan carried out. The rules are those of the rooms the rows belong to.

mod record;
mod staff;
mod unit;

use std::collections::HashMap;

use super::{
    kinds::Kind,
    rules::{Difference, Finding, Outcome, Verdict, wrong},
    work_store::{self, Staged},
};
use crate::{
    audit::Change,
    kit::{
        Result,
        date::wareki,
        list::MISSING,
        spans::Span,
        table::{Problem, Row},
    },
    organisation, staff as people,
};

/// What has to be written.
pub enum Plan {
    Units(organisation::files::Plan),
    Staff(Box<people::files::Plan>),
    Record(record::Plan),
}

/// What is looked up once for all rows.
pub struct Ground {
    /// names of positions with their codes
    positions: Vec<(String, String)>,
    units: HashMap<String, String>,
}

impl Ground {
    /// Reads it.
    pub async fn read(change: &mut Change, day: time::Date) -> Result<Self> {
        let positions = people::files::positions(change, day).await?;
        let units = work_store::unit_names(change).await?.into_iter().collect();
        Ok(Self { positions, units })
    }

    /// 「福祉総務課（2010）」
    fn unit(&self, code: &str) -> String {
        self.units.get(code).map_or_else(|| code.to_owned(), |name| format!("{name}（{code}）"))
    }

    fn position(&self, code: Option<&str>) -> String {
        let known = self.positions.iter().find(|(_, own)| Some(own.as_str()) == code);
        known.map_or_else(|| code.unwrap_or("なし").to_owned(), |(name, _)| name.clone())
    }
}

/// The last day of a span in words.
fn last_day(span: Span) -> String {
    let last = span.until.and_then(time::Date::previous_day);
    last.map_or_else(|| "続く".to_owned(), wareki)
}

/// Rows with the cells their targets have in the file; what cannot be read at all becomes a verdict.
fn readable(kind: Kind, mapping: &[String], staged: &[Staged]) -> (Vec<Row>, Vec<Verdict>) {
    let (mut rows, mut verdicts) = (Vec::new(), Vec::new());
    for one in staged {
        let number = usize::try_from(one.row).unwrap_or_default();
        if let Some(advice) = &one.broken {
            let (column, value) = (String::new(), String::new());
            verdicts.push(Verdict {
                row: number,
                outcome: Outcome::Wrong,
                whom: one.owner.clone(),
                problems: vec![Finding { column, value, advice: advice.clone() }],
                changes: Vec::new(),
            });
            continue;
        }
        let cell = |name: &str| {
            let at = mapping.iter().position(|taken| taken == name)?;
            one.cells.get(at).cloned()
        };
        let cells = kind.targets().iter().filter_map(|t| Some((t.name, cell(t.name)?)));
        let row = Row::new(number, cells.collect());
        let lost = lost(kind, &row);
        if lost.is_empty() {
            rows.push(row);
        } else {
            verdicts.extend(wrong(lost, |_| one.owner.clone()));
        }
    }
    (rows, verdicts)
}

/// Cells in which an older file has lost a character: they would overwrite the right one.
fn lost(kind: Kind, row: &Row) -> Vec<Problem> {
    let advice = "「〓」は、Shift_JISにない文字の代わりです。正しい文字に直してください。";
    let lost = kind.targets().iter().filter(|target| row.get(target.name).contains(MISSING));
    lost.map(|target| row.problem(target.name, advice)).collect()
}

/// Judges rows, and says what must be written for those that are right.
pub async fn judge(
    change: &mut Change,
    kind: Kind,
    ground: &Ground,
    mapping: &[String],
    staged: &[Staged],
) -> Result<(Vec<Verdict>, Plan)> {
    let (rows, mut verdicts) = readable(kind, mapping, staged);
    let (more, plan) = match kind {
        Kind::Unit => unit::judge(change, &rows).await?,
        Kind::Staff | Kind::Assignment => staff::judge(change, kind, ground, &rows).await?,
        Kind::Leave | Kind::Qualification | Kind::PastResult => {
            let (verdicts, plan) = record::judge(change, kind, &rows).await?;
            (verdicts, Plan::Record(plan))
        }
    };
    verdicts.extend(more);
    Ok((verdicts, plan))
}

/// Carries a plan out, and keeps what was there before.
pub async fn carry_out(change: &mut Change, import: i64, plan: &Plan) -> Result<()> {
    match plan {
        Plan::Units(plan) if !plan.is_empty() => {
            let keys: Vec<i64> = plan.changed.iter().map(|(id, ..)| *id).collect();
            work_store::remember_units(change, import, &keys).await?;
            organisation::files::carry_out(change, plan).await
        }
        Plan::Staff(plan) if !plan.is_empty() => {
            let numbers: Vec<String> =
                plan.changed_people.iter().map(|p| p.number.clone()).collect();
            let keys: Vec<i64> = plan.changed_posts.iter().map(|(id, ..)| *id).collect();
            work_store::remember_staff(change, import, &numbers).await?;
            work_store::remember_assignments(change, import, &keys).await?;
            people::files::carry_out(change, plan).await
        }
        Plan::Record(plan) => {
            record::remember(change, import, plan).await?;
            record::carry_out(change, plan).await
        }
        Plan::Units(_) | Plan::Staff(_) => Ok(()),
    }
}

/// What two things have different, field by field.
fn compare(fields: &[(&str, String, String)]) -> Vec<Difference> {
    fields.iter().filter_map(|(label, old, new)| Difference::between(label, old, new)).collect()
}
