//! The settings a new 数値化 set begins with (evaluation.md 3.4, 3.5): every one can be changed.
//! Pure.

use serde::Deserialize;

use super::rules::{
    At, Cell, Deviation, Difficulty, DifficultyBy, End, Exact, Factor, Family, Mode, Rounding,
    Rules, Share, Step, Weight,
};

/// What rules are made for: the positions and abilities of a framework, and the steps of a scale.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Ground {
    pub framework_id: i64,
    /// The scale by key and name; None: the framework's.
    pub scale_id: Option<i64>,
    pub scale: Option<String>,
    /// From the lowest.
    pub grades: Vec<ScaleStep>,
    pub positions: Vec<Position>,
}

/// One step of the scale.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ScaleStep {
    pub grade: i16,
    pub word: String,
    /// What the scale says it is written and counts; None: the usual.
    #[serde(default)]
    pub letter: Option<String>,
    #[serde(default)]
    pub value: Option<Exact>,
}

/// One position with its abilities, in the order of the policy.
#[derive(Clone, Debug, Deserialize)]
pub struct Position {
    pub code: String,
    pub name: String,
    pub abilities: Vec<Ability>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Ability {
    pub id: i64,
    pub name: String,
}

/// 能力 in percent by position; the rest is 業績.
const SHARES: [(&str, i64); 6] = [
    ("shuji", 60),
    ("shunin", 55),
    ("ginocho", 60),
    ("kakaricho", 50),
    ("kacho", 45),
    ("bucho", 40),
];
/// Where a position has no line of its own.
const HALF: i64 = 50;
/// The lowest total of each step but the lowest, on a scale of five.
const STARTS: [i64; 4] = [40, 55, 75, 90];
/// Letters from the highest step down.
const LETTERS: [&str; 7] = ["S", "A", "B", "C", "D", "E", "F"];

/// The letter of a step on a scale of so many. A scale of three begins with A.
fn letter(place: usize, of: usize) -> String {
    let from_top = of - 1 - place.min(of - 1) + usize::from(of == 3);
    LETTERS.get(from_top).copied().unwrap_or_default().to_owned()
}

/// Where a step begins on a scale of so many: the usual on five, else in equal parts.
fn start(place: usize, of: usize) -> Option<i64> {
    let before = place.checked_sub(1)?;
    if of == 5 {
        return STARTS.get(before).copied();
    }
    i64::try_from(place * 100 / of).ok()
}

/// The usual rules for a framework.
pub fn rules(ground: &Ground) -> Rules {
    let of = ground.grades.len();
    let end = |place: usize, included: bool| {
        start(place, of).map(|at| End { at: Exact::from(at), included })
    };
    let steps: Vec<Step> = ground
        .grades
        .iter()
        .enumerate()
        .map(|(place, word)| Step {
            grade: word.grade,
            letter: word.letter.clone().unwrap_or_else(|| letter(place, of)),
            word: word.word.clone(),
            value: word.value.unwrap_or_else(|| Exact::from(i64::from(word.grade))),
            low: end(place, true),
            high: if place + 1 < of { end(place + 1, false) } else { None },
        })
        .collect();
    let factors = [(Difficulty::High, 12), (Difficulty::Normal, 10), (Difficulty::Low, 8)].map(
        |(level, tenths)| Factor {
            level,
            multiplier: Exact::ratio(tenths, 10).unwrap_or(Exact::ONE),
        },
    );
    let cells = factors
        .iter()
        .flat_map(|factor| {
            steps.iter().map(|step| Cell {
                level: factor.level,
                grade: step.grade,
                points: step.value * factor.multiplier,
            })
        })
        .collect();
    let abilities = ground.positions.iter().flat_map(|position| &position.abilities);
    Rules {
        family: Family::Scored,
        weights: abilities.map(|a| Weight { ability_id: a.id, weight: 1 }).collect(),
        shares: ground.positions.iter().map(|position| share(&position.code)).collect(),
        difficulty_by: DifficultyBy::Multiplier,
        factors: factors.to_vec(),
        cells,
        cap: Some(Exact::HUNDRED),
        rounding: Rounding { place: 1, mode: Mode::HalfUp, at: At::RangeTest },
        deviation: Deviation::Reason,
        steps,
    }
}

fn share(position: &str) -> Share {
    let known = SHARES.iter().find(|(code, _)| *code == position);
    let ability = known.map_or(HALF, |(_, ability)| *ability);
    Share { position: position.to_owned(), ability, performance: 100 - ability }
}
