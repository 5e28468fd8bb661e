//! How a set of rules stands on its page: the form of a draft, the tables of a published one, and
//! an example computed with what is stored.

use super::{
    defaults::{Ground, Position},
    formula::{Working, working},
    rules::{Difficulty, Goal, Rules},
};
use crate::kit::{Answers, Mistakes};

/// One line of typing.
pub struct Field {
    pub name: String,
    /// For those who do not see the table around it.
    pub label: String,
    pub value: String,
    pub error: Option<String>,
}

/// What a form is shown with.
pub struct Shown<'a> {
    pub answers: &'a Answers,
    pub mistakes: &'a Mistakes,
}

impl Shown<'_> {
    pub fn field(&self, name: String, label: String) -> Field {
        Field {
            value: self.answers.get(&name).to_owned(),
            error: self.mistakes.on(&name).map(str::to_owned),
            name,
            label,
        }
    }

    pub fn choices(
        &self,
        name: &'static str,
        label: &'static str,
        of: &[(&'static str, &'static str)],
    ) -> Choices {
        let chosen = self.answers.get(name);
        Choices {
            name,
            label,
            error: self.mistakes.on(name).map(str::to_owned),
            options: of.iter().map(|(code, words)| (*code, *words, *code == chosen)).collect(),
        }
    }
}

/// A question with a few answers.
pub struct Choices {
    pub name: &'static str,
    pub label: &'static str,
    pub error: Option<String>,
    pub options: Vec<(&'static str, &'static str, bool)>,
}

/// One end of a range in the form; the outermost have none.
pub struct EndField {
    pub at: Field,
    pub name: String,
    pub included: bool,
    /// Words for the two: the number belongs to the range, or not.
    pub with: &'static str,
    pub without: &'static str,
}

/// One step of the scale in the form, the highest first.
pub struct StepRow {
    pub word: String,
    pub letter: Field,
    pub value: Field,
    pub low: Option<EndField>,
    pub high: Option<EndField>,
}

/// One position in the form.
pub struct PositionRow {
    pub name: String,
    pub ability: Field,
    pub performance: Field,
    pub weights: Vec<(String, Field)>,
    /// A weight of it is wrong: it is shown open.
    pub open: bool,
    /// 「すべて同じ」, or that they differ.
    pub summary: String,
}

/// One difficulty in the form.
pub struct LevelRow {
    pub label: &'static str,
    pub factor: Field,
    pub cells: Vec<Field>,
}

/// The steps of the form.
pub fn steps(shown: &Shown<'_>, ground: &Ground) -> Vec<StepRow> {
    let of = ground.grades.len();
    let end = |name: &'static str, grade: i16, label: String| EndField {
        at: shown.field(format!("{name}-{grade}"), label),
        name: format!("{name}in-{grade}"),
        included: shown.answers.get(&format!("{name}in-{grade}")) == "1",
        with: if name == "low" { "以上" } else { "以下" },
        without: if name == "low" { "を超える" } else { "未満" },
    };
    let row = |(place, step): (usize, &super::defaults::ScaleStep)| {
        let (grade, word) = (step.grade, &step.word);
        let low = end("low", grade, format!("「{word}」の始まりの点"));
        let high = end("high", grade, format!("「{word}」の終わりの点"));
        StepRow {
            word: format!("{grade}　{word}"),
            letter: shown.field(format!("letter-{grade}"), format!("「{word}」の略号")),
            value: shown.field(format!("value-{grade}"), format!("「{word}」の点")),
            low: (place > 0).then_some(low),
            high: (place + 1 < of).then_some(high),
        }
    };
    ground.grades.iter().enumerate().map(row).rev().collect()
}

/// The positions of the form.
pub fn positions(shown: &Shown<'_>, ground: &Ground) -> Vec<PositionRow> {
    let row = |position: &Position| {
        let (code, name) = (&position.code, &position.name);
        let weights: Vec<(String, Field)> = position
            .abilities
            .iter()
            .map(|ability| {
                let label = format!("{name}「{}」のウエイト", ability.name);
                (ability.name.clone(), shown.field(format!("weight-{}", ability.id), label))
            })
            .collect();
        let first = weights.first().map(|(_, field)| field.value.clone()).unwrap_or_default();
        let same = weights.iter().all(|(_, field)| field.value == first);
        PositionRow {
            name: name.clone(),
            ability: shown.field(format!("ability-{code}"), format!("{name}の能力の割合")),
            performance: shown.field(format!("performance-{code}"), format!("{name}の業績の割合")),
            open: weights.iter().any(|(_, field)| field.error.is_some()),
            summary: if same {
                format!("{}の能力すべて{first}", weights.len())
            } else {
                format!("{}の能力で違うウエイト", weights.len())
            },
            weights,
        }
    };
    ground.positions.iter().map(row).collect()
}

/// The difficulties of the form.
pub fn levels(shown: &Shown<'_>, ground: &Ground) -> Vec<LevelRow> {
    let row = |level: Difficulty| {
        let (code, label) = (level.code(), level.label());
        LevelRow {
            label,
            factor: shown.field(format!("factor-{code}"), format!("困難度{label}の倍率")),
            cells: ground
                .grades
                .iter()
                .rev()
                .map(|step| {
                    let name = format!("cell-{code}-{}", step.grade);
                    shown.field(name, format!("困難度{label}、達成度「{}」の点", step.word))
                })
                .collect(),
        }
    };
    Difficulty::ALL.into_iter().map(row).collect()
}

/// A published set, line by line.
pub struct Plain {
    /// Word, letter, points, range; the highest first.
    pub steps: Vec<(String, String, String, String)>,
    /// Position, 能力, 業績, the weights in words.
    pub positions: Vec<(String, i64, i64, String)>,
    /// Difficulty and what it multiplies by, or what each attainment counts.
    pub levels: Vec<(&'static str, String)>,
    pub cap: String,
    pub rounding: String,
    pub applied: &'static str,
    pub deviation: &'static str,
}

/// A published set in words.
pub fn plain(rules: &Rules, ground: &Ground) -> Plain {
    let weights = |position: &Position| {
        let weight = |id: i64| rules.weight(id);
        let first = position.abilities.first().map_or(0, |ability| weight(ability.id));
        if position.abilities.iter().all(|ability| weight(ability.id) == first) {
            return "すべて同じ".to_owned();
        }
        let each = position.abilities.iter().map(|a| format!("{} {}", a.name, weight(a.id)));
        each.collect::<Vec<_>>().join("、")
    };
    let level = |level: Difficulty| {
        let table: Vec<String> = rules
            .cells
            .iter()
            .rev()
            .filter(|cell| cell.level == level)
            .map(|cell| {
                let letter = rules.step(cell.grade).map_or("", |step| step.letter.as_str());
                format!("{letter} {}点", cell.points)
            })
            .collect();
        match rules.difficulty_by {
            super::rules::DifficultyBy::Table => (level.label(), table.join("、")),
            super::rules::DifficultyBy::Multiplier => {
                (level.label(), format!("×{}", rules.factor(level)))
            }
        }
    };
    let word = |of: &[(&'static str, &'static str)], code: &str| {
        of.iter().find(|(own, _)| *own == code).map_or("", |(_, words)| *words)
    };
    Plain {
        steps: rules
            .steps
            .iter()
            .rev()
            .map(|s| (s.word.clone(), s.letter.clone(), s.value.to_string(), s.range()))
            .collect(),
        positions: ground
            .positions
            .iter()
            .filter_map(|position| {
                let share = rules.share(&position.code)?;
                let name = position.name.clone();
                Some((name, share.ability, share.performance, weights(position)))
            })
            .collect(),
        levels: Difficulty::ALL.into_iter().map(level).collect(),
        cap: rules.cap.map_or_else(|| "なし".to_owned(), |cap| format!("{cap}点")),
        rounding: rules.rounding.words(),
        applied: rules.rounding.place_words(),
        deviation: word(&super::forms::DEVIATION, rules.deviation.code()),
    }
}

/// An example: the same grades and goals by these rules.
pub struct Example {
    pub position: String,
    pub working: Option<Working>,
    /// The goals in words.
    pub goals: Vec<String>,
    /// All grades the middle one, no difficulty: points and letter.
    pub middle: Option<(String, String)>,
    /// The other positions: address and name, and whether it is the one shown.
    pub others: Vec<(String, String, bool)>,
}

/// The grades of the specification's example B, over and over, moved to this scale.
const GRADES: [i16; 8] = [4, 3, 3, 4, 3, 3, 3, 4];

/// The example for one position; the first but the two lowest, if none is named.
pub fn example(rules: &Rules, ground: &Ground, asked: &str) -> Option<Example> {
    let position = ground
        .positions
        .iter()
        .find(|position| position.code == asked)
        .or_else(|| ground.positions.iter().find(|position| position.code == "kakaricho"))
        .or_else(|| ground.positions.first())?;
    let top = rules.steps.last()?.grade;
    let middle = rules.steps.get(rules.steps.len() / 2)?.grade;
    let moved = |grade: i16| (middle + grade - 3).clamp(1, top);
    let items: Vec<(i64, i16)> = position
        .abilities
        .iter()
        .zip(GRADES.iter().cycle())
        .map(|(ability, grade)| (ability.id, moved(*grade)))
        .collect();
    let goal = |weight, grade, difficulty| Goal { weight, grade: moved(grade), difficulty };
    let goals = [
        goal(40, 4, Difficulty::High),
        goal(30, 3, Difficulty::Normal),
        goal(30, 5, Difficulty::Low),
    ];
    let letter = |grade: i16| rules.step(grade).map_or("", |step| step.letter.as_str());
    let even: Vec<(i64, i16)> = items.iter().map(|(ability, _)| (*ability, middle)).collect();
    let plain = [Goal { weight: 100, grade: middle, difficulty: Difficulty::Normal }];
    Some(Example {
        position: position.name.clone(),
        working: working(rules, &position.code, &items, &goals),
        goals: goals
            .iter()
            .map(|goal| {
                let label = goal.difficulty.label();
                format!("ウエイト{}、困難度{label}、達成度{}", goal.weight, letter(goal.grade))
            })
            .collect(),
        middle: working(rules, &position.code, &even, &plain).map(|w| (w.points, w.letter)),
        others: ground
            .positions
            .iter()
            .map(|other| (other.code.clone(), other.name.clone(), other.code == position.code))
            .collect(),
    })
}
