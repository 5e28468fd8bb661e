//! Whose goals there are, who may publish them, what changes between two editions. Pure.

use serde::Deserialize;
use time::{Date, Month, OffsetDateTime};

use crate::{
    kit::date,
    organisation::{Level, Tree},
};

/// The most goals one unit has in a year: more are no goals but a list of work.
pub const MOST: usize = 8;

/// Whose goals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    City,
    Unit(i64),
}

impl Holder {
    /// Reads the word of an address: `city` or the number of a unit.
    pub fn from_code(code: &str) -> Option<Self> {
        if code == "city" { Some(Self::City) } else { code.parse().ok().map(Self::Unit) }
    }

    /// The word in an address.
    pub fn code(self) -> String {
        match self {
            Self::City => "city".to_owned(),
            Self::Unit(id) => id.to_string(),
        }
    }

    /// The number in the database; none for the city.
    pub fn unit(self) -> Option<i64> {
        match self {
            Self::City => None,
            Self::Unit(id) => Some(id),
        }
    }

    /// The level, as it is called on the page, if there are such goals: the parts of the deputies
    /// (部局) share the goals of the city.
    pub fn level(self, tree: &Tree) -> Option<&'static str> {
        match self {
            Self::City => Some("市"),
            Self::Unit(id) => {
                tree.get(id).map(|u| u.level).filter(|l| *l != Level::Executive).map(Level::label)
            }
        }
    }

    /// Who publishes them, in a word.
    pub fn publisher(self, tree: &Tree) -> &'static str {
        match self {
            Self::City => "副市長・教育長か職員課",
            Self::Unit(id) => match tree.get(id).map(|unit| unit.level) {
                Some(Level::Department) => "部長",
                Some(Level::Section) => "課長",
                _ => "係長",
            },
        }
    }
}

/// A post somebody has today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Post {
    pub unit: i64,
    pub leads: bool,
    pub main: bool,
}

/// The head of a unit publishes its goals, a deputy those of the city; 職員課 may publish any,
/// for a unit without a head.
pub fn may_publish(posts: &[Post], hr: bool, tree: &Tree, holder: Holder) -> bool {
    let leads = |unit: i64| posts.iter().any(|post| post.leads && post.unit == unit);
    let is_deputy =
        || tree.units().iter().any(|unit| unit.level == Level::Executive && leads(unit.id));
    holder.level(tree).is_some()
        && (hr
            || match holder {
                Holder::City => is_deputy(),
                Holder::Unit(id) => leads(id),
            })
}

/// From the city down to a unit.
pub fn line(tree: &Tree, holder: Holder) -> Vec<Holder> {
    let mut line: Vec<Holder> = holder
        .unit()
        .into_iter()
        .flat_map(|id| tree.upwards(id))
        .filter(|unit| unit.level != Level::Executive)
        .map(|unit| Holder::Unit(unit.id))
        .collect();
    line.push(Holder::City);
    line.reverse();
    line
}

/// What stands directly below: the departments below the city.
pub fn below(tree: &Tree, holder: Holder) -> Vec<i64> {
    let direct = |id: i64| tree.children(id).map(|unit| unit.id).collect();
    match holder {
        Holder::Unit(id) => direct(id),
        Holder::City => tree
            .units()
            .iter()
            .filter(|unit| unit.level == Level::Executive)
            .flat_map(|unit| tree.children(unit.id))
            .map(|unit| unit.id)
            .collect(),
    }
}

/// The day whose organisation counts for a year: today within it, else its nearest day.
pub fn day_of(year: i16, today: Date) -> Date {
    let edge = |year: i32, month, day| Date::from_calendar_date(year, month, day).unwrap_or(today);
    let first = edge(i32::from(year), Month::April, 1);
    let last = edge(i32::from(year) + 1, Month::March, 31);
    today.max(first).min(last)
}

/// Goals are published for the running year and prepared for the next.
pub fn is_open(year: i16, today: Date) -> bool {
    let running = date::fiscal_year(today);
    year == running || year == running + 1
}

/// A goal as an edition says it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Goal {
    pub id: i64,
    pub what: String,
    pub level: String,
}

/// What a unit published at one time, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    pub holder: Holder,
    pub number: i16,
    pub by: String,
    pub at: OffsetDateTime,
    pub goals: Vec<Goal>,
}

/// A goal as it was typed; without a number it is new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub id: Option<i64>,
    pub what: String,
    pub level: String,
}

/// What becomes of one goal when an edition follows another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    Added(Written),
    Changed { old: Goal, new: Written },
    Kept(Written),
    Withdrawn(Goal),
}

/// What an edition changes, in its order, the withdrawn at the end. None if it names a goal that
/// does not stand any more: somebody else was faster.
pub fn turns(before: &[Goal], after: &[Written]) -> Option<Vec<Turn>> {
    let mut turns = Vec::new();
    for new in after {
        let Some(id) = new.id else {
            turns.push(Turn::Added(new.clone()));
            continue;
        };
        let old = before.iter().find(|goal| goal.id == id)?;
        if old.what == new.what && old.level == new.level {
            turns.push(Turn::Kept(new.clone()));
        } else {
            turns.push(Turn::Changed { old: old.clone(), new: new.clone() });
        }
    }
    let gone = before.iter().filter(|old| !after.iter().any(|new| new.id == Some(old.id)));
    turns.extend(gone.cloned().map(Turn::Withdrawn));
    Some(turns)
}

/// Whether an edition would say anything new; another order is new.
pub fn says_something(before: &[Goal], after: &[Written]) -> bool {
    let old = before.iter().map(|goal| (Some(goal.id), &goal.what, &goal.level));
    let new = after.iter().map(|goal| (goal.id, &goal.what, &goal.level));
    !old.eq(new)
}

/// An earlier wording, and when it was replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    pub goal: Goal,
    pub until: OffsetDateTime,
}

/// The wordings that were replaced or withdrawn, the newest first.
pub fn earlier(editions: &[&Edition]) -> Vec<Earlier> {
    let mut found: Vec<Earlier> = editions
        .iter()
        .zip(editions.iter().skip(1))
        .flat_map(|(old, new)| {
            let gone = |goal: &&Goal| !new.goals.contains(goal);
            old.goals.iter().filter(gone).map(|goal| Earlier { goal: goal.clone(), until: new.at })
        })
        .collect();
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use time::macros::{date, datetime};

    use super::*;
    use crate::organisation::Unit;

    fn tree() -> Tree {
        let unit = |id, name: &str, level, parent| Unit {
            id,
            code: id.to_string(),
            name: name.to_owned(),
            level,
            parent,
        };
        Tree::new(vec![
            unit(1, "市長部局", Level::Executive, None),
            unit(2, "保健福祉部", Level::Department, Some(1)),
            unit(3, "福祉総務課", Level::Section, Some(2)),
            unit(4, "庶務係", Level::Team, Some(3)),
            unit(5, "市民部", Level::Department, Some(1)),
        ])
    }

    fn goal(id: i64, what: &str) -> Goal {
        Goal { id, what: what.to_owned(), level: "12分以内".to_owned() }
    }

    fn written(id: Option<i64>, what: &str) -> Written {
        Written { id, what: what.to_owned(), level: "12分以内".to_owned() }
    }

    #[test]
    fn who_publishes_whose_goals() {
        let tree = tree();
        let leads = |unit| vec![Post { unit, leads: true, main: true }];
        let people = [
            ("副市長", leads(1), false),
            ("部長", leads(2), false),
            ("課長", leads(3), false),
            ("係長", leads(4), false),
            ("主事", vec![Post { unit: 4, leads: false, main: true }], false),
            ("職員課", vec![], true),
        ];
        let mut table = String::new();
        for (who, posts, hr) in people {
            write!(table, "{who}:").unwrap();
            for (name, holder) in [
                ("市", Holder::City),
                ("市長部局", Holder::Unit(1)),
                ("保健福祉部", Holder::Unit(2)),
                ("福祉総務課", Holder::Unit(3)),
                ("庶務係", Holder::Unit(4)),
                ("市民部", Holder::Unit(5)),
                ("ない部署", Holder::Unit(9)),
            ] {
                if may_publish(&posts, hr, &tree, holder) {
                    write!(table, " {name}").unwrap();
                }
            }
            table.push('\n');
        }
        insta::assert_snapshot!(table, @r"
        副市長: 市
        部長: 保健福祉部
        課長: 福祉総務課
        係長: 庶務係
        主事:
        職員課: 市 保健福祉部 福祉総務課 庶務係 市民部
        ");
    }

    #[test]
    fn the_line_runs_from_the_city_down() {
        let tree = tree();
        let whole = [Holder::City, Holder::Unit(2), Holder::Unit(3), Holder::Unit(4)];
        assert_eq!(line(&tree, Holder::Unit(4)), whole);
        assert_eq!(line(&tree, Holder::Unit(1)), [Holder::City], "a deputy's part is the city");
        assert_eq!(line(&tree, Holder::City), [Holder::City]);
        assert_eq!(below(&tree, Holder::City), [2, 5]);
        assert_eq!(below(&tree, Holder::Unit(2)), [3]);
    }

    #[test]
    fn the_organisation_is_that_of_the_year() {
        let today = date!(2026 - 11 - 24);
        assert_eq!(day_of(2026, today), today);
        assert_eq!(day_of(2027, today), date!(2027 - 04 - 01));
        assert_eq!(day_of(2024, today), date!(2025 - 03 - 31));
        let open: Vec<i16> = (2024..=2029).filter(|year| is_open(*year, today)).collect();
        assert_eq!(open, [2026, 2027]);
    }

    #[test]
    fn an_edition_adds_changes_keeps_and_withdraws() {
        let before = [goal(1, "待ち時間"), goal(2, "差し戻し"), goal(3, "案内")];
        let after = [written(None, "訓練"), written(Some(2), "誤り"), written(Some(1), "待ち時間")];
        let mut table = String::new();
        for turn in turns(&before, &after).unwrap() {
            match turn {
                Turn::Added(new) => writeln!(table, "加える {}", new.what),
                Turn::Changed { old, new } => writeln!(table, "改める {} → {}", old.what, new.what),
                Turn::Kept(new) => writeln!(table, "そのまま {}", new.what),
                Turn::Withdrawn(old) => writeln!(table, "取り下げる {}", old.what),
            }
            .unwrap();
        }
        insta::assert_snapshot!(table, @r"
        加える 訓練
        改める 差し戻し → 誤り
        そのまま 待ち時間
        取り下げる 案内
        ");
        assert_eq!(turns(&before, &[written(Some(9), "知らない")]), None);
    }

    #[test]
    fn another_order_is_something_new() {
        let before = [goal(1, "a"), goal(2, "b")];
        let same = [written(Some(1), "a"), written(Some(2), "b")];
        let turned = [written(Some(2), "b"), written(Some(1), "a")];
        assert!(!says_something(&before, &same));
        assert!(says_something(&before, &turned));
        assert!(says_something(&before, &[]));
    }

    #[test]
    fn earlier_wordings_stay_readable() {
        let edition = |number, at, goals| Edition {
            holder: Holder::City,
            number,
            by: "森 康夫".to_owned(),
            at,
            goals,
        };
        let first = edition(1, datetime!(2026-04-10 0:00 UTC), vec![goal(1, "a"), goal(2, "b")]);
        let second = edition(2, datetime!(2026-05-10 0:00 UTC), vec![goal(2, "b"), goal(1, "c")]);
        let third = edition(3, datetime!(2026-06-10 0:00 UTC), vec![goal(1, "c")]);
        let found = earlier(&[&first, &second, &third]);
        let words: Vec<_> = found.iter().map(|e| (e.goal.what.as_str(), e.until.month())).collect();
        assert_eq!(words, [("b", Month::June), ("a", Month::May)]);
    }
}
