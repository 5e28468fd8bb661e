//! Who evaluates whom (evaluation.md 2). Routes are rules, not lists: the April moves need no
//! repair by hand. Pure.
//!
//! A rule says from which level of the organisation the evaluator of a step comes. A vacant post
//! is filled by the next higher one; nobody evaluates themselves; nobody evaluates the same person
//! twice. What was done so is said on the sheet.

use std::collections::HashMap;

use crate::{
    evaluation::workflow::Step,
    organisation::{Level, Tree},
};

/// Somebody to be evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub staff: i64,
    pub unit: i64,
    pub position: String,
}

/// One rule. An empty unit or position means any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub id: i64,
    pub priority: i32,
    pub unit: Option<i64>,
    pub position: Option<String>,
    pub first: Option<Level>,
    pub second: Option<Level>,
}

/// For one person and step another evaluator, or none at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    pub staff: i64,
    pub step: Step,
    pub evaluator: Option<i64>,
}

/// Everything the rules are held against, as it stands on one day.
#[derive(Clone, Debug, Default)]
pub struct Map {
    pub tree: Tree,
    /// Unit and the one who leads it.
    pub leaders: HashMap<i64, i64>,
    pub rules: Vec<Rule>,
    pub overrides: Vec<Override>,
    /// Code and name of the framework's positions, from 主事職 up.
    pub positions: Vec<(String, String)>,
}

/// Who fills a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seat {
    Holder {
        staff: i64,
        note: Option<&'static str>,
    },
    /// The step is skipped, and the sheet says why.
    Absent(&'static str),
    /// Nobody can be found: a cycle does not open with one of these.
    Hole(&'static str),
}

/// The evaluators of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The rule that was used.
    pub rule: Option<i64>,
    pub first: Seat,
    pub second: Seat,
}

pub const HIGHER: &str = "評価者の職が空席か、置かれていないため、上位の評価者が行います。";
pub const SAME: &str = "一次評価者と同じ人になるため、二次評価は行いません。";
pub const NO_SECOND: &str = "この職位には二次評価がありません。";
pub const NO_FIRST: &str = "この職位には一次評価がありません。";
pub const LEFT_OUT: &str = "個別の指定により、この段階は行いません。";
pub const CHOSEN: &str = "個別の指定による評価者です。";
const NO_RULE: &str = "評価者の決め方がありません。";
const NOBODY: &str = "上位の職もすべて空席です。";

impl Seat {
    pub fn staff(&self) -> Option<i64> {
        match self {
            Self::Holder { staff, .. } => Some(*staff),
            Self::Absent(_) | Self::Hole(_) => None,
        }
    }

    /// What the sheet says about the step.
    pub fn note(&self) -> Option<&'static str> {
        match self {
            Self::Holder { note, .. } => *note,
            Self::Absent(note) | Self::Hole(note) => Some(note),
        }
    }
}

impl Map {
    /// The evaluators of one person.
    pub fn route(&self, person: &Person) -> Route {
        let Some(rule) = self.rule(person) else {
            let hole = Seat::Hole(NO_RULE);
            return self.settled(person, Route { rule: None, first: hole.clone(), second: hole });
        };
        let seat = |level: Option<Level>, none: &'static str| match level {
            Some(level) => self.head(person, level),
            None => Seat::Absent(none),
        };
        let route = Route {
            rule: Some(rule.id),
            first: seat(rule.first, NO_FIRST),
            second: seat(rule.second, NO_SECOND),
        };
        self.settled(person, route)
    }

    /// The name of a position; its code if the framework does not know it.
    pub fn position<'a>(&'a self, code: &'a str) -> &'a str {
        self.positions.iter().find(|(own, _)| own == code).map_or(code, |(_, name)| name)
    }

    /// The rule that counts: highest priority, then the narrower unit, then the named position.
    pub fn rule(&self, person: &Person) -> Option<&Rule> {
        let distance = |unit: i64| self.tree.upwards(person.unit).position(|u| u.id == unit);
        self.rules
            .iter()
            .filter(|rule| rule.position.as_ref().is_none_or(|p| *p == person.position))
            .filter_map(|rule| match rule.unit {
                None => Some((rule, usize::MAX)),
                Some(unit) => Some((rule, distance(unit)?)),
            })
            .min_by_key(|(rule, far)| (-rule.priority, *far, rule.position.is_none(), rule.id))
            .map(|(rule, _)| rule)
    }

    /// The head of the enclosing unit of a level, or the next higher who is there and somebody else.
    fn head(&self, person: &Person, level: Level) -> Seat {
        let found = self
            .tree
            .upwards(person.unit)
            .filter(|unit| unit.level <= level)
            .filter_map(|unit| Some((unit.level, *self.leaders.get(&unit.id)?)))
            .find(|(_, leader)| *leader != person.staff);
        match found {
            Some((at, staff)) => Seat::Holder { staff, note: (at != level).then_some(HIGHER) },
            None => Seat::Hole(NOBODY),
        }
    }

    /// Personal overrides win; then nobody evaluates the same person twice.
    fn settled(&self, person: &Person, mut route: Route) -> Route {
        for chosen in self.overrides.iter().filter(|o| o.staff == person.staff) {
            let seat = match chosen.evaluator {
                Some(staff) if staff != person.staff => Seat::Holder { staff, note: Some(CHOSEN) },
                _ => Seat::Absent(LEFT_OUT),
            };
            match chosen.step {
                Step::First => route.first = seat,
                Step::Second => route.second = seat,
                _ => {}
            }
        }
        if route.first.staff().is_some() && route.first.staff() == route.second.staff() {
            route.second = Seat::Absent(SAME);
        }
        route
    }
}

impl Route {
    /// What keeps the cycle from opening for this person.
    pub fn problem(&self) -> Option<&'static str> {
        match (&self.first, &self.second) {
            (Seat::Hole(why), _) | (_, Seat::Hole(why)) => Some(why),
            (Seat::Absent(_), Seat::Absent(_)) => Some("評価者が1人もいません。"),
            _ => None,
        }
    }
}

/// The default of evaluation.md 2.2: position, level of the first and of the second evaluator.
pub const DEFAULT: [(&str, Level, Option<Level>); 6] = [
    ("shuji", Level::Section, Some(Level::Department)),
    ("shunin", Level::Section, Some(Level::Department)),
    ("ginocho", Level::Section, Some(Level::Department)),
    ("kakaricho", Level::Section, Some(Level::Department)),
    ("kacho", Level::Department, Some(Level::Executive)),
    ("bucho", Level::Executive, None),
];

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::organisation::Unit;

    /// 1 市長部局 > 2 福祉部 > 3 福祉課 > 4 庶務係, and 5 議会事務局, a department without sections.
    fn map(vacant: &[i64]) -> Map {
        let unit = |id, name: &str, level, parent| Unit {
            id,
            code: id.to_string(),
            name: name.to_owned(),
            level,
            parent,
        };
        let tree = Tree::new(vec![
            unit(1, "市長部局", Level::Executive, None),
            unit(2, "福祉部", Level::Department, Some(1)),
            unit(3, "福祉課", Level::Section, Some(2)),
            unit(4, "庶務係", Level::Team, Some(3)),
            unit(5, "議会事務局", Level::Department, Some(1)),
        ]);
        // the leader of unit n is person 10 n
        let leaders =
            (1..=5).filter(|unit| !vacant.contains(unit)).map(|unit| (unit, unit * 10)).collect();
        let rules = DEFAULT
            .iter()
            .zip(1..)
            .map(|((position, first, second), id)| Rule {
                id,
                priority: 0,
                unit: None,
                position: Some((*position).to_owned()),
                first: Some(*first),
                second: *second,
            })
            .collect();
        Map { tree, leaders, rules, overrides: Vec::new(), positions: Vec::new() }
    }

    fn name(staff: i64) -> String {
        match staff {
            10 => "副市長".to_owned(),
            20 => "部長".to_owned(),
            30 => "課長".to_owned(),
            40 => "係長".to_owned(),
            50 => "事務局長".to_owned(),
            n => n.to_string(),
        }
    }

    fn words(seat: &Seat) -> String {
        match seat {
            Seat::Holder { staff, note: None } => name(*staff),
            Seat::Holder { staff, note: Some(HIGHER) } => format!("{}(上位)", name(*staff)),
            Seat::Holder { staff, .. } => format!("{}(指定)", name(*staff)),
            Seat::Absent(SAME) => "なし(同じ人)".to_owned(),
            Seat::Absent(_) => "なし".to_owned(),
            Seat::Hole(_) => "穴".to_owned(),
        }
    }

    fn person(staff: i64, unit: i64, position: &str) -> Person {
        Person { staff, unit, position: position.to_owned() }
    }

    fn people() -> [(&'static str, Person); 7] {
        [
            ("主事", person(99, 4, "shuji")),
            ("主任", person(99, 4, "shunin")),
            ("技能長", person(99, 4, "ginocho")),
            ("係長(係の長)", person(40, 4, "kakaricho")),
            ("課長(課の長)", person(30, 3, "kacho")),
            ("部長(部の長)", person(20, 2, "bucho")),
            ("主事(課のない局)", person(99, 5, "shuji")),
        ]
    }

    #[test]
    fn the_default_routes_of_the_six_positions() {
        let mut table = String::new();
        for (case, vacant) in [
            ("全員いる", &[][..]),
            ("課長が空席", &[3][..]),
            ("部長が空席", &[2][..]),
            ("課長と部長が空席", &[2, 3][..]),
            ("副市長が空席", &[1][..]),
        ] {
            writeln!(table, "{case}").unwrap();
            let map = map(vacant);
            for (who, person) in &people() {
                let route = map.route(person);
                let (first, second) = (words(&route.first), words(&route.second));
                writeln!(table, "  {who}: 一次 {first} 二次 {second}").unwrap();
            }
        }
        insta::assert_snapshot!(table, @r"
        全員いる
          主事: 一次 課長 二次 部長
          主任: 一次 課長 二次 部長
          技能長: 一次 課長 二次 部長
          係長(係の長): 一次 課長 二次 部長
          課長(課の長): 一次 部長 二次 副市長
          部長(部の長): 一次 副市長 二次 なし
          主事(課のない局): 一次 事務局長(上位) 二次 なし(同じ人)
        課長が空席
          主事: 一次 部長(上位) 二次 なし(同じ人)
          主任: 一次 部長(上位) 二次 なし(同じ人)
          技能長: 一次 部長(上位) 二次 なし(同じ人)
          係長(係の長): 一次 部長(上位) 二次 なし(同じ人)
          課長(課の長): 一次 部長 二次 副市長
          部長(部の長): 一次 副市長 二次 なし
          主事(課のない局): 一次 事務局長(上位) 二次 なし(同じ人)
        部長が空席
          主事: 一次 課長 二次 副市長(上位)
          主任: 一次 課長 二次 副市長(上位)
          技能長: 一次 課長 二次 副市長(上位)
          係長(係の長): 一次 課長 二次 副市長(上位)
          課長(課の長): 一次 副市長(上位) 二次 なし(同じ人)
          部長(部の長): 一次 副市長 二次 なし
          主事(課のない局): 一次 事務局長(上位) 二次 なし(同じ人)
        課長と部長が空席
          主事: 一次 副市長(上位) 二次 なし(同じ人)
          主任: 一次 副市長(上位) 二次 なし(同じ人)
          技能長: 一次 副市長(上位) 二次 なし(同じ人)
          係長(係の長): 一次 副市長(上位) 二次 なし(同じ人)
          課長(課の長): 一次 副市長(上位) 二次 なし(同じ人)
          部長(部の長): 一次 副市長 二次 なし
          主事(課のない局): 一次 事務局長(上位) 二次 なし(同じ人)
        副市長が空席
          主事: 一次 課長 二次 部長
          主任: 一次 課長 二次 部長
          技能長: 一次 課長 二次 部長
          係長(係の長): 一次 課長 二次 部長
          課長(課の長): 一次 部長 二次 穴
          部長(部の長): 一次 穴 二次 なし
          主事(課のない局): 一次 事務局長(上位) 二次 なし(同じ人)
        ");
    }

    #[test]
    fn the_nearer_rule_wins_and_then_the_named_position() {
        let mut map = map(&[]);
        let rule = |id, priority, unit, position: Option<&str>| Rule {
            id,
            priority,
            unit,
            position: position.map(str::to_owned),
            first: Some(Level::Team),
            second: Some(Level::Section),
        };
        let who = person(99, 4, "shuji");
        map.rules.push(rule(20, 0, Some(2), None));
        assert_eq!(map.rule(&who).unwrap().id, 20, "of its department, before that of the city");
        map.rules.push(rule(21, 0, Some(3), None));
        assert_eq!(map.rule(&who).unwrap().id, 21, "of its section, before that of its department");
        map.rules.push(rule(22, 0, Some(3), Some("shuji")));
        assert_eq!(map.rule(&who).unwrap().id, 22, "of its position, before that of any");
        map.rules.push(rule(23, 5, None, None));
        assert_eq!(map.rule(&who).unwrap().id, 23, "the higher priority before all");
        assert_eq!(words(&map.route(&who).first), "係長");
    }

    #[test]
    fn a_personal_choice_wins_and_nobody_evaluates_twice() {
        let mut map = map(&[]);
        let who = person(99, 4, "shuji");
        let choose = |step, evaluator| Override { staff: 99, step, evaluator };
        map.overrides = vec![choose(Step::First, Some(77))];
        assert_eq!(words(&map.route(&who).first), "77(指定)");
        map.overrides = vec![choose(Step::First, Some(20))];
        assert_eq!(words(&map.route(&who).second), "なし(同じ人)");
        map.overrides = vec![choose(Step::Second, None)];
        assert_eq!(words(&map.route(&who).second), "なし");
        map.overrides = vec![choose(Step::First, None), choose(Step::Second, None)];
        assert!(map.route(&who).problem().is_some());
        map.overrides = vec![choose(Step::First, Some(99))];
        assert_eq!(map.route(&who).first.staff(), None, "never oneself");
    }

    #[test]
    fn without_a_rule_there_is_a_hole() {
        let map = map(&[]);
        let route = map.route(&person(99, 4, "unheard"));
        assert_eq!(route.problem(), Some(NO_RULE));
    }
}
