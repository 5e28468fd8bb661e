//! The pages of the framework, ready for display. Pure.

use time::Date;

use super::{
    promotion::{Promotion, neighbours, promotion},
    store::{AbilityRow, Framework, PositionRow},
};
use crate::kit::date;

/// What names the version on every page.
pub struct VersionView {
    pub name: String,
    pub from: String,
    /// Whether this is the version of today.
    pub current: bool,
    /// What an address needs at its end to stay in this version.
    pub on: String,
    /// Other versions: the day and the address of this page on that day.
    pub others: Vec<(String, String)>,
}

/// The version of a page at `path`.
pub fn version(framework: &Framework, path: &str, today: Date) -> VersionView {
    let from = framework.row.from;
    let in_force = framework.versions.iter().filter(|day| **day <= today).max();
    let current = from == in_force.copied();
    VersionView {
        name: framework.row.name.clone(),
        from: from.map_or_else(|| "はじめから".to_owned(), date::wareki),
        current,
        on: from.filter(|_| !current).map_or_else(String::new, |day| format!("?on={day}")),
        others: framework
            .versions
            .iter()
            .filter(|day| Some(**day) != from)
            .map(|day| (date::wareki(*day), format!("{path}?on={day}")))
            .collect(),
    }
}

/// A column of the matrix, and the card of its position below.
pub struct Column {
    pub name: String,
    pub href: String,
    pub count: usize,
    pub own: bool,
    /// The first of its roles, and how many more there are.
    pub role: String,
    pub more_roles: usize,
}

/// The columns from 主事職 up.
pub fn columns(framework: &Framework, on: &str) -> Vec<Column> {
    let own = framework.own_position.as_deref();
    let column = |position: &PositionRow| Column {
        name: position.name.clone(),
        href: format!("/framework/positions/{}{on}", position.code),
        count: framework.abilities.iter().filter(|a| a.position_code == position.code).count(),
        own: own == Some(&position.code),
        role: position.roles.first().cloned().unwrap_or_default(),
        more_roles: position.roles.len().saturating_sub(1),
    };
    framework.positions.iter().map(column).collect()
}

/// One ability of a position's page.
pub struct AbilityView {
    pub row: AbilityRow,
    /// Not asked of the position it is compared with.
    pub new: bool,
}

/// A position against the ones around it and the reader's own.
pub struct Around {
    pub abilities: Vec<AbilityView>,
    /// Below and above by rank, for turning pages.
    pub pages: Vec<PositionRow>,
    /// What 「新たに」 compares with.
    pub base: Option<String>,
    /// What the reader's own position already asks of these, in sentences.
    pub relation: Vec<String>,
    /// The next position of the ladder, and what changes there.
    pub next: Option<(PositionRow, Promotion)>,
}

/// Looks around a position.
pub fn around(framework: &Framework, position: &PositionRow) -> Around {
    let own = framework.positions.iter().find(|p| Some(&p.code) == framework.own_position.as_ref());
    let (before, next) = neighbours(&framework.positions, position);
    // somebody on the way up compares with what is asked of them today
    let base = own.filter(|own| own.rank < position.rank).or(before);
    let names = |of: &PositionRow| -> Vec<&str> {
        let abilities = framework.abilities.iter().filter(|a| a.position_code == of.code);
        abilities.map(|a| a.name.as_str()).collect()
    };
    let asked = base.map(names);
    let abilities = framework.abilities.iter().filter(|a| a.position_code == position.code);
    let abilities: Vec<AbilityView> = abilities
        .map(|row| AbilityView {
            new: asked.as_ref().is_some_and(|names| !names.contains(&row.name.as_str())),
            row: row.clone(),
        })
        .collect();
    let step = |by: i16| framework.positions.iter().find(|p| p.rank == position.rank + by);
    Around {
        relation: own
            .map(|own| relation(own, position, &names(own), &abilities))
            .unwrap_or_default(),
        base: base.map(|p| p.name.clone()),
        pages: [step(-1), step(1)].into_iter().flatten().cloned().collect(),
        next: next
            .map(|to| (to.clone(), promotion(&framework.abilities, &position.code, &to.code))),
        abilities,
    }
}

fn relation(
    own: &PositionRow,
    shown: &PositionRow,
    names: &[&str],
    abilities: &[AbilityView],
) -> Vec<String> {
    if own.code == shown.code {
        let count = abilities.len();
        return vec![format!("あなたの職位です。能力評価は、この{count}項目で行います。")];
    }
    let held = &own.name;
    let all = abilities.iter().map(|a| a.row.name.as_str());
    let shared: Vec<&str> = all.filter(|name| names.contains(name)).collect();
    let rest = abilities.len() - shared.len();
    let mut sentences = vec![if shared.is_empty() {
        format!("いまは{held}です。同じ名前の能力はありません。")
    } else {
        format!("いまは{held}です。{}は、{held}でも求められています。", shared.join("、"))
    }];
    if rest > 0 && own.rank < shown.rank {
        sentences.push(format!("残りの{rest}項目は、{}で新たに加わります。", shown.name));
    } else if rest > 0 {
        sentences.push(format!("残りの{rest}項目は、{held}の評価にはありません。"));
    }
    sentences
}
