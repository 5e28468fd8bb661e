//! Who evaluates whom (evaluation.md 2). Routes are rules, not lists: the April moves need no
//! repair by hand. Pure.
//!
//! A rule says from which level of the organisation the evaluator of a step comes. A vacant post
//! is filled by the next higher one; nobody evaluates themselves; nobody evaluates the same person
//! twice. What was done so is said on the sheet.

use std::collections::HashMap;

use crate::organisation::{Level, Tree};

/// Somebody to be evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub staff: i64,
    pub unit: i64,
    pub position: String,
}

/// One rule. An empty unit, position or 雇用区分 means any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub id: i64,
    pub priority: i32,
    pub unit: Option<i64>,
    pub position: Option<String>,
    /// 雇用区分 (`staff.employment`)
    pub employment: Option<String>,
    pub levels: Levels,
}

/// From which level of the organisation each seat is filled; an empty one is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// 評価補助者
    pub assistant: Option<Level>,
    pub first: Option<Level>,
    pub second: Option<Level>,
    pub calibration: Calibration,
    /// 確認者; absent: 職員課
    pub confirmer: Option<Level>,
}

/// Who calibrates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Calibration {
    /// 職員課, in the meeting
    #[default]
    Office,
    /// 調整者: the head of the enclosing unit of a level
    By(Level),
    /// These people are not calibrated.
    Without,
}

impl Calibration {
    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::By(level) => level.code(),
            Self::Without => "none",
        }
    }
}

/// The seats of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeatKind {
    Assistant,
    First,
    Second,
    Calibrator,
    Confirmer,
}

impl SeatKind {
    /// All seats: word in the database and on the page.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Assistant, "assistant", "評価補助者"),
        (Self::First, "first", "一次評価者"),
        (Self::Second, "second", "二次評価者"),
        (Self::Calibrator, "calibrator", "調整者"),
        (Self::Confirmer, "confirmer", "確認者"),
    ];

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, own, _)| *own == code).map(|(seat, ..)| seat)
    }
}

/// For one person and seat somebody else, or nobody at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    pub staff: i64,
    pub seat: SeatKind,
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
    /// 雇用区分 of those people whose own some rule names.
    pub employments: HashMap<i64, String>,
}

/// How a rule stands to the others that hit the same person: the smallest counts. By priority, then
/// the narrower unit, then how many of position and 雇用区分 it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    priority: i32,
    distance: usize,
    unnamed: usize,
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
    pub assistant: Seat,
    pub first: Seat,
    pub second: Seat,
    pub calibrator: Seat,
    pub confirmer: Seat,
}

pub const HIGHER: &str = "評価者の職が空席か、置かれていないため、上位の評価者が行います。";
pub const SAME: &str = "一次評価者と同じ人になるため、二次評価は行いません。";
pub const NO_SECOND: &str = "この職位には二次評価がありません。";
pub const NO_FIRST: &str = "この職位には一次評価がありません。";
pub const LEFT_OUT: &str = "個別の指定により、この段階は行いません。";
pub const CHOSEN: &str = "個別の指定による評価者です。";
pub const NO_ASSISTANT: &str = "評価補助者はいません。";
pub const BY_OFFICE: &str = "職員課が行います。";
pub const SAME_CALIBRATOR: &str = "評価者と同じ人になるため、調整は行いません。";
pub const NO_CALIBRATION: &str = "この職位には調整がありません。";
pub const NO_RULE: &str = "評価者の決め方がありません。";
pub const NOBODY: &str = "上位の職もすべて空席です。";

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
            let route = Route {
                rule: None,
                assistant: Seat::Absent(NO_ASSISTANT),
                first: hole.clone(),
                second: hole,
                calibrator: Seat::Absent(BY_OFFICE),
                confirmer: Seat::Absent(BY_OFFICE),
            };
            return self.settled(person, route);
        };
        let seat = |level: Option<Level>, none: &'static str| match level {
            Some(level) => self.head(person, level),
            None => Seat::Absent(none),
        };
        let levels = rule.levels;
        let route = Route {
            rule: Some(rule.id),
            assistant: self.assistant(person, levels.assistant),
            first: seat(levels.first, NO_FIRST),
            second: seat(levels.second, NO_SECOND),
            calibrator: match levels.calibration {
                Calibration::Office => Seat::Absent(BY_OFFICE),
                Calibration::Without => Seat::Absent(NO_CALIBRATION),
                Calibration::By(level) => self.head(person, level),
            },
            confirmer: match seat(levels.confirmer, BY_OFFICE) {
                Seat::Hole(_) => Seat::Absent(BY_OFFICE),
                seat => seat,
            },
        };
        self.settled(person, route)
    }

    /// Who assists: the head of exactly this level. Nobody takes the place of somebody who only
    /// gives facts.
    fn assistant(&self, person: &Person, level: Option<Level>) -> Seat {
        let head = level
            .and_then(|level| self.tree.upwards(person.unit).find(|unit| unit.level == level))
            .and_then(|unit| self.leaders.get(&unit.id))
            .filter(|leader| **leader != person.staff);
        head.map_or(Seat::Absent(NO_ASSISTANT), |staff| Seat::Holder { staff: *staff, note: None })
    }

    /// The name of a position; its code if the framework does not know it.
    pub fn position<'a>(&'a self, code: &'a str) -> &'a str {
        self.positions.iter().find(|(own, _)| own == code).map_or(code, |(_, name)| name)
    }

    /// The rule that counts: highest priority, then the narrower unit, then the one that names more
    /// of position and 雇用区分. Where several are equal, the oldest; see [`Self::tied`].
    pub fn rule(&self, person: &Person) -> Option<&Rule> {
        self.hitting(person).min_by_key(|(rank, rule)| (*rank, rule.id)).map(|(_, rule)| rule)
    }

    /// The rules that count equally for this person, where they are more than one: nothing says which
    /// of them is meant.
    pub fn tied(&self, person: &Person) -> Vec<i64> {
        let hitting: Vec<_> = self.hitting(person).collect();
        let first = hitting.iter().map(|(rank, _)| *rank).min();
        let equal = hitting.iter().filter(|(rank, _)| Some(*rank) == first);
        let mut ids: Vec<i64> = equal.map(|(_, rule)| rule.id).collect();
        ids.sort_unstable();
        if ids.len() > 1 { ids } else { Vec::new() }
    }

    /// Every rule whose conditions this person meets, whether or not it counts.
    pub fn all_hitting(&self, person: &Person) -> Vec<i64> {
        self.hitting(person).map(|(_, rule)| rule.id).collect()
    }

    fn hitting(&self, person: &Person) -> impl Iterator<Item = (Rank, &Rule)> {
        let employment = self.employments.get(&person.staff);
        let distance = move |unit: i64| self.tree.upwards(person.unit).position(|u| u.id == unit);
        self.rules
            .iter()
            .filter(|rule| rule.position.as_ref().is_none_or(|p| *p == person.position))
            .filter(move |rule| rule.employment.as_ref().is_none_or(|e| Some(e) == employment))
            .filter_map(move |rule| {
                let distance = match rule.unit {
                    None => usize::MAX,
                    Some(unit) => distance(unit)?,
                };
                let unnamed =
                    usize::from(rule.position.is_none()) + usize::from(rule.employment.is_none());
                Some((Rank { priority: -rule.priority, distance, unnamed }, rule))
            })
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
            match chosen.seat {
                SeatKind::Assistant => route.assistant = seat,
                SeatKind::First => route.first = seat,
                SeatKind::Second => route.second = seat,
                SeatKind::Calibrator => route.calibrator = seat,
                SeatKind::Confirmer => route.confirmer = seat,
            }
        }
        if route.first.staff().is_some() && route.first.staff() == route.second.staff() {
            route.second = Seat::Absent(SAME);
        }
        let evaluates = |seat: &Seat| {
            seat.staff().is_some()
                && (seat.staff() == route.first.staff() || seat.staff() == route.second.staff())
        };
        if evaluates(&route.calibrator) {
            route.calibrator = Seat::Absent(SAME_CALIBRATOR);
        }
        if evaluates(&route.assistant) {
            route.assistant = Seat::Absent(NO_ASSISTANT);
        }
        route
    }
}

impl Route {
    /// What keeps the cycle from opening for this person.
    pub fn problem(&self) -> Option<&'static str> {
        match (&self.first, &self.second, &self.calibrator) {
            (Seat::Hole(why), ..) | (_, Seat::Hole(why), _) | (.., Seat::Hole(why)) => Some(why),
            (Seat::Absent(_), Seat::Absent(_), _) => Some("評価者が1人もいません。"),
            _ => None,
        }
    }

    /// Whether this person's grade is not calibrated, though the year calibrates.
    pub fn without_calibration(&self) -> bool {
        matches!(self.calibrator, Seat::Absent(note) if note != BY_OFFICE)
    }

    /// What the sheet says about the calibration, if anything is unusual.
    pub fn calibration_note(&self) -> Option<&'static str> {
        self.calibrator.note().filter(|note| *note != BY_OFFICE)
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
