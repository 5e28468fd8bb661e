//! The tree and one unit as pages show them.

use std::collections::HashMap;

use askama::Template;
use time::Date;

use super::store::{History, Kin, Unit, Version};
use crate::{
    kit::{Answers, Mistakes, Shell, date::wareki, field::Field, list::Listing},
    organisation::Level,
};

/// Up to so many units are shown as one tree; a larger city is opened branch by branch.
pub const WHOLE: usize = 400;

#[derive(Template)]
#[template(path = "organisation/units.html")]
pub struct UnitsPage {
    pub shell: Shell,
    pub typed: Answers,
    pub errors: Mistakes,
    pub day: String,
    pub list: Listing,
    pub rows: Vec<Row>,
    pub people: i64,
    /// the branch that is shown, and the way back
    pub under: Option<String>,
}

pub struct Row {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub level: String,
    pub depth: usize,
    /// what it belongs to, where no tree shows it
    pub above: String,
    pub head: String,
    pub authority: String,
    pub own: i64,
    /// with everything below
    pub people: i64,
    /// where the units below are shown, if they are not here
    pub open: Option<String>,
}

/// The word of a level.
pub fn level(code: &str) -> String {
    Level::from_code(code).map_or_else(|| code.to_owned(), |level| level.label().to_owned())
}

struct Forest<'a> {
    below: HashMap<Option<i64>, Vec<&'a Unit>>,
    sums: HashMap<i64, i64>,
}

impl<'a> Forest<'a> {
    fn of(units: &'a [Unit]) -> Self {
        let mut below: HashMap<Option<i64>, Vec<&Unit>> = HashMap::new();
        for unit in units {
            below.entry(unit.parent).or_default().push(unit);
        }
        let mut forest = Self { below, sums: HashMap::new() };
        for unit in units {
            let sum = forest.sum(unit, 0);
            forest.sums.insert(unit.id, sum);
        }
        forest
    }

    /// People of a unit with everything below. Rows that form a ring do not hang.
    fn sum(&self, unit: &Unit, depth: usize) -> i64 {
        if depth > Level::ALL.len() {
            return 0;
        }
        let below = self.below.get(&Some(unit.id)).into_iter().flatten();
        unit.people + below.map(|one| self.sum(one, depth + 1)).sum::<i64>()
    }

    fn rows(&self, unit: &Unit, depth: usize, most: usize, day: &str, rows: &mut Vec<Row>) {
        let below = self.below.get(&Some(unit.id));
        let open =
            below.filter(|_| depth >= most).map(|_| format!("/hr/units?under={}{day}", unit.id));
        rows.push(Row {
            id: unit.id,
            code: unit.code.clone(),
            name: unit.name.clone(),
            level: level(&unit.level),
            depth,
            above: String::new(),
            head: unit.head.clone().unwrap_or_default(),
            authority: unit.authority.clone().unwrap_or_default(),
            own: unit.people,
            people: self.sums.get(&unit.id).copied().unwrap_or_default(),
            open,
        });
        if depth < most && depth <= Level::ALL.len() {
            for one in below.into_iter().flatten() {
                self.rows(one, depth + 1, most, day, rows);
            }
        }
    }
}

fn rows(units: &[Unit], under: Option<i64>, day: &str, most: usize) -> Vec<Row> {
    let forest = Forest::of(units);
    let mut rows = Vec::new();
    let tops: Vec<&Unit> = match under {
        Some(id) => units.iter().filter(|unit| unit.id == id).collect(),
        None => forest.below.get(&None).cloned().unwrap_or_default(),
    };
    for top in tops {
        forest.rows(top, 0, most, day, &mut rows);
    }
    rows
}

/// The tree of a day, or one branch of it.
pub fn tree(units: &[Unit], under: Option<i64>, day: &str) -> Vec<Row> {
    let most = if units.len() <= WHOLE { Level::ALL.len() } else { 1 };
    rows(units, under, day, most)
}

/// The same units as lines that may be searched and sorted, each with what it belongs to.
pub fn lines(units: &[Unit], under: Option<i64>) -> Vec<Row> {
    let by_id: HashMap<i64, &Unit> = units.iter().map(|unit| (unit.id, unit)).collect();
    let mut rows = rows(units, under, "", Level::ALL.len());
    for row in &mut rows {
        row.depth = 0;
        let above = by_id.get(&row.id).and_then(|unit| by_id.get(&unit.parent?));
        row.above = above.map(|unit| unit.name.clone()).unwrap_or_default();
    }
    rows
}

#[derive(Template)]
#[template(path = "organisation/unit.html")]
pub struct UnitPage {
    pub shell: Shell,
    pub id: i64,
    pub code: String,
    pub authority: String,
    pub people: i64,
    pub routes: i64,
    pub versions: Vec<Line>,
    pub heads: Vec<Line>,
    pub before: Vec<KinLine>,
    pub after: Vec<KinLine>,
    /// to prepare a change of it
    pub fields: Vec<Field>,
    pub form: String,
}

/// Something with its time.
pub struct Line {
    pub what: String,
    pub time: String,
    pub now: bool,
}

pub struct KinLine {
    pub id: i64,
    pub name: String,
    pub since: String,
}

fn time(from: Date, until: Option<Date>) -> String {
    let last = until.and_then(Date::previous_day).map(wareki).unwrap_or_default();
    format!("{}〜{last}", wareki(from))
}

fn now(from: Date, until: Option<Date>, day: Date) -> bool {
    from <= day && until.is_none_or(|until| until > day)
}

fn version(version: &Version, day: Date) -> Line {
    let parent = version.parent.as_deref().map_or_else(String::new, |p| format!("　上位：{p}"));
    Line {
        what: format!("{}（{}）{parent}", version.name, level(&version.level)),
        time: time(version.from, version.until),
        now: now(version.from, version.until, day),
    }
}

fn kin(kin: &Kin) -> KinLine {
    KinLine { id: kin.id, name: kin.name.clone(), since: wareki(kin.since) }
}

/// The page of one unit.
pub fn unit(shell: Shell, id: i64, history: &History, day: Date, fields: Vec<Field>) -> UnitPage {
    let head = |(name, post, from, until): &(String, String, Date, Option<Date>)| Line {
        what: format!("{post}　{name}"),
        time: time(*from, *until),
        now: now(*from, *until, day),
    };
    UnitPage {
        shell,
        id,
        code: history.code.clone(),
        authority: history.authority.clone().unwrap_or_else(|| "―".to_owned()),
        people: history.people,
        routes: history.routes,
        versions: history.versions.iter().map(|one| version(one, day)).collect(),
        heads: history.heads.iter().map(head).collect(),
        before: history.before.iter().map(kin).collect(),
        after: history.after.iter().map(kin).collect(),
        fields,
        form: uuid::Uuid::now_v7().to_string(),
    }
}

/// The name a unit has on a day, or had last.
pub fn name(history: &History, day: Date) -> String {
    let versions = &history.versions;
    let held = versions.iter().find(|version| now(version.from, version.until, day));
    held.or(versions.first()).map_or_else(|| history.code.clone(), |version| version.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: i64, parent: Option<i64>, people: i64) -> Unit {
        Unit {
            id,
            code: id.to_string(),
            name: format!("組織{id}"),
            level: "section".to_owned(),
            parent,
            authority: None,
            head: None,
            people,
        }
    }

    #[test]
    fn people_are_counted_with_everything_below() {
        let units =
            [unit(1, None, 1), unit(2, Some(1), 2), unit(3, Some(2), 4), unit(4, Some(1), 8)];
        let told: Vec<_> = tree(&units, None, "")
            .iter()
            .map(|row| (row.id, row.depth, row.own, row.people))
            .collect();
        assert_eq!(told, [(1, 0, 1, 15), (2, 1, 2, 6), (3, 2, 4, 4), (4, 1, 8, 8)]);
        assert_eq!(tree(&units, Some(2), "").len(), 2);
        let flat: Vec<_> =
            lines(&units, None).into_iter().map(|row| (row.id, row.depth, row.above)).collect();
        assert_eq!(flat[2], (3, 0, "組織2".to_owned()), "a line says what it belongs to");
    }

    #[test]
    fn a_large_city_is_opened_branch_by_branch() {
        let mut units = vec![unit(1, None, 0), unit(2, Some(1), 0), unit(3, Some(2), 1)];
        units.extend((4..500).map(|id| unit(id, Some(3), 1)));
        assert_eq!(lines(&units, None).len(), units.len(), "a search finds every unit");
        let rows = tree(&units, None, "&day=2020-04-01");
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1].open.as_deref(), Some("/hr/units?under=2&day=2020-04-01"));
        assert_eq!(rows[0].people, 497);
    }
}
