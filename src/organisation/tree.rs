//! The tree of units as it stands on one day: 市長部局・教育委員会, 部, 課, 係. Pure.

use std::collections::HashMap;

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// what one of the mayor's deputies answers for
    Executive,
    /// 部
    Department,
    /// 課
    Section,
    /// 係
    Team,
}

impl Level {
    /// All levels from the top.
    pub const ALL: [Self; 4] = [Self::Executive, Self::Department, Self::Section, Self::Team];

    /// The word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Executive => "executive",
            Self::Department => "department",
            Self::Section => "section",
            Self::Team => "team",
        }
    }

    /// The word on the page and in files.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Executive => "部局",
            Self::Department => "部",
            Self::Section => "課",
            Self::Team => "係",
        }
    }

    /// Reads the word of the database.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }
}

/// A unit on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub level: Level,
    pub parent: Option<i64>,
}

/// All units of one day, in the order in which the city prints them.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    units: Vec<Unit>,
    at: HashMap<i64, usize>,
}

impl Tree {
    /// From the units in the city's order.
    pub fn new(units: Vec<Unit>) -> Self {
        let at = units.iter().enumerate().map(|(at, unit)| (unit.id, at)).collect();
        Self { units, at }
    }

    /// Every unit in order.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// One unit.
    pub fn get(&self, id: i64) -> Option<&Unit> {
        self.units.get(*self.at.get(&id)?)
    }

    /// The unit and what it belongs to, upwards. Ends even if the rows form a ring.
    pub fn upwards(&self, id: i64) -> impl Iterator<Item = &Unit> {
        let mut next = self.get(id);
        let start = next;
        std::iter::successors(start, move |_| {
            next = next.and_then(|unit| self.get(unit.parent?));
            next
        })
        .take(Level::ALL.len())
    }

    /// The enclosing unit of a level, or the unit itself.
    pub fn enclosing(&self, id: i64, level: Level) -> Option<&Unit> {
        self.upwards(id).find(|unit| unit.level == level)
    }

    /// 「保健福祉部 福祉総務課 庶務係」; the name of the deputy's part only when that is all.
    pub fn path(&self, id: i64) -> String {
        let mut names: Vec<&str> = self
            .upwards(id)
            .filter(|unit| unit.level != Level::Executive)
            .map(|unit| unit.name.as_str())
            .collect();
        if names.is_empty() {
            names.extend(self.get(id).map(|unit| unit.name.as_str()));
        }
        names.reverse();
        names.join(" ")
    }

    /// What belongs directly to a unit.
    pub fn children(&self, id: i64) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(move |unit| unit.parent == Some(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: i64, name: &str, level: Level, parent: Option<i64>) -> Unit {
        Unit { id, code: id.to_string(), name: name.to_owned(), level, parent }
    }

    fn tree() -> Tree {
        Tree::new(vec![
            unit(1, "市長部局", Level::Executive, None),
            unit(2, "保健福祉部", Level::Department, Some(1)),
            unit(3, "福祉総務課", Level::Section, Some(2)),
            unit(4, "庶務係", Level::Team, Some(3)),
            unit(5, "会計課", Level::Department, Some(1)),
            unit(6, "出納係", Level::Team, Some(5)),
        ])
    }

    #[test]
    fn a_path_reads_from_the_department_down() {
        let tree = tree();
        assert_eq!(tree.path(4), "保健福祉部 福祉総務課 庶務係");
        assert_eq!(tree.path(6), "会計課 出納係");
        assert_eq!(tree.path(1), "市長部局");
        assert_eq!(tree.path(99), "");
    }

    #[test]
    fn the_enclosing_unit_may_be_missing_or_itself() {
        let tree = tree();
        let name = |id, level| tree.enclosing(id, level).map(|unit| unit.name.as_str());
        assert_eq!(name(4, Level::Section), Some("福祉総務課"));
        assert_eq!(name(2, Level::Department), Some("保健福祉部"));
        assert_eq!(name(6, Level::Section), None);
        assert_eq!(tree.children(2).count(), 1);
    }

    #[test]
    fn a_ring_does_not_hang() {
        let ring = Tree::new(vec![
            unit(1, "甲", Level::Section, Some(2)),
            unit(2, "乙", Level::Section, Some(1)),
        ]);
        assert_eq!(ring.upwards(1).count(), 4);
    }
}
