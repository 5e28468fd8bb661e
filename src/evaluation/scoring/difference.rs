//! What one set of rules says otherwise than another, line by line. Pure.

use super::{
    defaults::Ground,
    forms::{DEVIATION, DIFFICULTY, PLACES_APPLIED},
    rules::{Difficulty, Exact, Rules},
};

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub what: String,
    pub before: String,
    pub after: String,
}

fn word(of: &[(&str, &str)], code: &str) -> String {
    of.iter().find(|(own, _)| *own == code).map_or("", |(_, words)| words).to_owned()
}

/// Every setting as a name and its value in words, always in the same order.
fn lines(rules: &Rules, ground: &Ground) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for step in rules.steps.iter().rev() {
        let name = if step.word.is_empty() { &step.letter } else { &step.word };
        lines.push((format!("「{name}」の略号と点"), format!("{} {}点", step.letter, step.value)));
        lines.push((format!("「{name}」の範囲"), step.range()));
    }
    for position in &ground.positions {
        if let Some(share) = rules.share(&position.code) {
            let words = format!("{}：{}", share.ability, share.performance);
            lines.push((format!("{}の能力：業績", position.name), words));
        }
    }
    for position in &ground.positions {
        for ability in &position.abilities {
            let what = format!("{}「{}」のウエイト", position.name, ability.name);
            lines.push((what, rules.weight(ability.id).to_string()));
        }
    }
    if rules.steps.is_empty() {
        return lines;
    }
    lines.push(("困難度の扱い".to_owned(), word(&DIFFICULTY, rules.difficulty_by.code())));
    for level in Difficulty::ALL {
        lines.push((format!("困難度{}の倍率", level.label()), rules.factor(level).to_string()));
        for cell in rules.cells.iter().filter(|cell| cell.level == level) {
            let what = format!("困難度{}で達成度{}の点", level.label(), cell.grade);
            lines.push((what, cell.points.to_string()));
        }
    }
    let cap = rules.cap.map_or_else(|| "なし".to_owned(), |cap: Exact| cap.to_string());
    lines.push(("業績の点の上限".to_owned(), cap));
    lines.push(("端数処理".to_owned(), rules.rounding.words()));
    lines.push(("端数処理するところ".to_owned(), word(&PLACES_APPLIED, rules.rounding.at.code())));
    lines.push(("評価者の選び方".to_owned(), word(&DEVIATION, rules.deviation.code())));
    lines
}

/// What differs; a line that only one of them has stands against 「なし」.
pub fn differences(before: &Rules, after: &Rules, ground: &Ground) -> Vec<Change> {
    let (old, new) = (lines(before, ground), lines(after, ground));
    let none = || "なし".to_owned();
    let value = |lines: &[(String, String)], what: &str| {
        lines.iter().find(|(own, _)| own == what).map(|(_, value)| value.clone())
    };
    let gone = old.iter().filter(|(what, _)| value(&new, what).is_none());
    new.iter()
        .chain(gone)
        .filter_map(|(what, _)| {
            let before = value(&old, what).unwrap_or_else(none);
            let after = value(&new, what).unwrap_or_else(none);
            (before != after).then(|| Change { what: what.clone(), before, after })
        })
        .collect()
}
