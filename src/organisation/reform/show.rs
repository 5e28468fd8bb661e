//! Reforms as pages show them.

use std::collections::BTreeMap;

use askama::Template;

use super::{
    forms::KINDS,
    rules::{Act, Held, Outcome},
    step::told,
    store::{Reform, Touched},
};
use crate::kit::{Shell, date::wareki, field::Field, list::Listing};

#[derive(Template)]
#[template(path = "organisation/reforms.html")]
pub struct ListPage {
    pub shell: Shell,
    pub list: Listing,
    pub rows: Vec<ListRow>,
    pub fields: Vec<Field>,
    pub form: String,
}

pub struct ListRow {
    pub id: i64,
    pub name: String,
    pub day: String,
    pub changes: i64,
    pub state: &'static str,
}

#[derive(Template)]
#[template(path = "organisation/reform.html")]
pub struct ReformPage {
    pub shell: Shell,
    pub id: i64,
    pub day: String,
    pub applied: bool,
    /// whether it can still be undone
    pub undoable: bool,
    pub who: String,
    pub kinds: [(&'static str, &'static str, &'static str); 5],
    pub steps: Vec<StepRow>,
    pub problems: usize,
    pub after: Vec<AfterRow>,
    pub touched: Vec<TouchedRow>,
    pub refused: Option<String>,
    /// Name and day, as long as they can be changed.
    pub fields: Vec<Field>,
    /// They were sent and not accepted.
    pub editing: bool,
    pub form: String,
}

pub struct StepRow {
    pub id: i64,
    pub kind: &'static str,
    pub label: &'static str,
    pub unit: String,
    pub what: String,
    pub problems: Vec<String>,
}

/// A unit of the first day.
pub struct AfterRow {
    pub code: String,
    pub name: String,
    pub level: &'static str,
    /// how deep, from 0
    pub depth: usize,
    /// `新`, `変更` or nothing
    pub mark: &'static str,
    pub was: String,
}

/// What a unit touches.
pub struct TouchedRow {
    pub name: String,
    pub people: i64,
    pub routes: i64,
    pub advice: &'static str,
}

fn kind(act: &Act) -> &'static str {
    match act {
        Act::New { .. } => "new",
        Act::Rename { .. } => "rename",
        Act::Move { .. } => "move",
        Act::Authority { .. } => "authority",
        Act::Abolish { .. } => "abolish",
    }
}

fn label(act: &Act) -> &'static str {
    match act {
        Act::Abolish { successors } if successors.len() > 1 => "分割",
        Act::Abolish { successors } if successors.len() == 1 => "統合",
        Act::Abolish { .. } => "廃止",
        other => {
            let code = kind(other);
            KINDS.iter().find(|(known, ..)| *known == code).map_or("", |(_, label, _)| label)
        }
    }
}

/// The changes, each with what stands against it.
pub fn steps(reform: &Reform, before: &[Held], problems: &[(i64, String)]) -> Vec<StepRow> {
    let name = |code: &str| {
        let held = before.iter().find(|held| held.code == code);
        held.map_or_else(|| code.to_owned(), |held| format!("{}（{code}）", held.name))
    };
    let rows = reform.steps.iter().map(|step| StepRow {
        id: step.id,
        kind: kind(&step.act),
        label: label(&step.act),
        unit: name(&step.code),
        what: told(&step.act),
        problems: problems
            .iter()
            .filter(|(id, _)| *id == step.id)
            .map(|(_, sentence)| sentence.clone())
            .collect(),
    });
    rows.collect()
}

/// The departments that change, with everything below them, as they will be.
pub fn after(outcome: &Outcome, before: &[Held]) -> Vec<AfterRow> {
    let old: BTreeMap<&str, &Held> = before.iter().map(|held| (held.code.as_str(), held)).collect();
    let mut below: BTreeMap<Option<&str>, Vec<&Held>> = BTreeMap::new();
    for held in &outcome.after {
        below.entry(held.parent.as_deref()).or_default().push(held);
    }
    let mut rows = Vec::new();
    for top in below.get(&None).into_iter().flatten() {
        rows.extend(branch(top, &below, &old, 0));
    }
    rows
}

/// A unit with what is below it, if anything in it changes.
fn branch(
    held: &Held,
    below: &BTreeMap<Option<&str>, Vec<&Held>>,
    old: &BTreeMap<&str, &Held>,
    depth: usize,
) -> Vec<AfterRow> {
    // rows that form a ring would never end
    if depth > 5 {
        return Vec::new();
    }
    let own = below.get(&Some(held.code.as_str()));
    let rows: Vec<AfterRow> =
        own.into_iter().flatten().flat_map(|one| branch(one, below, old, depth + 1)).collect();
    let before = old.get(held.code.as_str());
    let mark = match (held.id, before) {
        (Some(_), _) => "",
        (None, None) => "新",
        (None, Some(_)) => "変更",
    };
    // what stays as it is, is shown where something below it or beside it changes
    if mark.is_empty() && rows.is_empty() && depth < 2 {
        return Vec::new();
    }
    let was = before.filter(|was| was.name != held.name && !mark.is_empty());
    let first = AfterRow {
        code: held.code.clone(),
        name: held.name.clone(),
        level: held.level.label(),
        depth,
        mark,
        was: was.map_or_else(String::new, |was| was.name.clone()),
    };
    let quiet = mark.is_empty() && depth >= 2 && rows.iter().all(|row| row.mark.is_empty());
    if quiet { vec![first] } else { std::iter::once(first).chain(rows).collect() }
}

/// What the changed units touch.
pub fn touched(reform: &Reform, before: &[Held], touched: Vec<Touched>) -> Vec<TouchedRow> {
    let rows = touched.into_iter().filter_map(|one| {
        let held = before.iter().find(|held| held.code == one.code)?;
        let ends = reform
            .steps
            .iter()
            .any(|step| step.code == one.code && matches!(step.act, Act::Abolish { .. }));
        let advice = match (ends, one.people > 0, one.routes > 0) {
            (true, true, _) => "この日付の発令で、全員を次の組織に移してください。",
            (true, false, true) => "評価者の決め方から、この組織の決まりを外してください。",
            _ => "発令はいりません。職員の所属の名称と上位の組織が変わります。",
        };
        Some(TouchedRow { name: held.name.clone(), people: one.people, routes: one.routes, advice })
    });
    rows.collect()
}

/// 「準備中」 or since when it is true.
pub fn state(applied: bool) -> &'static str {
    if applied { "反映済み" } else { "準備中" }
}

/// Who prepared it, and who made it true.
pub fn who(reform: &Reform) -> String {
    let entered = reform.entered_by.clone().unwrap_or_else(|| "システム".to_owned());
    let applied = reform.applied_by.as_ref().map(|by| format!("　反映：{by}"));
    format!("準備：{entered}{}", applied.unwrap_or_default())
}

/// 「令和9年4月1日」
pub fn day(reform: &Reform) -> String {
    wareki(reform.on_day)
}
