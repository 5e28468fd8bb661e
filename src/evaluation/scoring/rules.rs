//! How grades become points and points a grade (evaluation.md 3.4, 3.5): everything a city may
//! set, and what it makes of one person's grades. Pure, and exact to the last digit.

use serde::{Deserialize, Serialize};
use time::Date;

pub use super::exact::{Exact, Mode};

/// Whether anything is computed at all (総務省, 評語付与方式 and 数値化方式).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// 評語付与: the overall grade is judged; only the distribution of the grades is shown
    Judged,
    /// 数値化: points
    Scored,
}

/// Where the rounding is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum At {
    /// Each part, and the total.
    Parts,
    /// The total.
    Total,
    /// Only what is held against the ranges and shown; the total is kept exact.
    RangeTest,
}

/// 端数処理
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Rounding {
    /// Decimals kept.
    pub place: u32,
    pub mode: Mode,
    pub at: At,
}

/// Whether an evaluator may choose another overall grade than the points say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deviation {
    /// Yes, and says why.
    Reason,
    /// No.
    None,
}

/// 困難度 of a goal (evaluation.md 3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Difficulty {
    /// ◎
    High,
    Normal,
    /// △
    Low,
}

/// How difficulty weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifficultyBy {
    Multiplier,
    Table,
}

/// One end of a range, and whether the number itself belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct End {
    pub at: Exact,
    pub included: bool,
}

/// One step of the scale: what it counts, and which totals lead to it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Step {
    /// Its place in the scale, 1 the lowest.
    pub grade: i16,
    pub letter: String,
    pub word: String,
    pub value: Exact,
    pub low: Option<End>,
    pub high: Option<End>,
}

/// ウエイト of an ability within its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Weight {
    pub ability_id: i64,
    pub weight: i64,
}

/// 能力：業績 of a position, in percent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Share {
    pub position: String,
    pub ability: i64,
    pub performance: i64,
}

/// What a difficulty multiplies by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Factor {
    pub level: Difficulty,
    pub multiplier: Exact,
}

/// What an attainment counts at a difficulty, where a table says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Cell {
    pub level: Difficulty,
    pub grade: i16,
    pub points: Exact,
}

/// Everything a city sets.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Rules {
    pub family: Family,
    /// From the lowest.
    pub steps: Vec<Step>,
    pub weights: Vec<Weight>,
    pub shares: Vec<Share>,
    pub difficulty_by: DifficultyBy,
    pub factors: Vec<Factor>,
    pub cells: Vec<Cell>,
    /// The most a result of work can count.
    pub cap: Option<Exact>,
    pub rounding: Rounding,
    pub deviation: Deviation,
}

/// A set of rules with its name and dates.
#[derive(Clone, Debug, Deserialize)]
pub struct RuleSet {
    pub id: i64,
    pub name: String,
    pub framework_id: Option<i64>,
    /// The scale of its own it counts; None: the framework's.
    #[serde(default)]
    pub scale_id: Option<i64>,
    pub copied_from: Option<i64>,
    pub valid_from: Date,
    pub published: bool,
    pub version: i32,
    pub rules: Rules,
}

/// The grades of one person's abilities, added up: value × weight in hundredths, and the weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub points: i64,
    pub weight: i64,
}

/// One goal as it was attained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Goal {
    pub weight: i64,
    pub grade: i16,
    pub difficulty: Difficulty,
}

/// What the rules make of one person's year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Score {
    pub ability: Option<Exact>,
    pub performance: Option<Exact>,
    /// Both together; a part that was not evaluated is left out, never zero.
    pub total: Exact,
    /// The total as it was held against the ranges.
    pub tested: Exact,
    pub grade: i16,
}

impl Rules {
    /// What the highest step counts.
    pub fn top(&self) -> Exact {
        self.steps.iter().map(|step| step.value).max().unwrap_or(Exact::ONE)
    }

    pub fn step(&self, grade: i16) -> Option<&Step> {
        self.steps.iter().find(|step| step.grade == grade)
    }

    pub fn share(&self, position: &str) -> Option<&Share> {
        self.shares.iter().find(|share| share.position == position)
    }

    pub fn weight(&self, ability: i64) -> i64 {
        self.weights.iter().find(|w| w.ability_id == ability).map_or(0, |w| w.weight)
    }

    pub fn factor(&self, level: Difficulty) -> Exact {
        let factor = self.factors.iter().find(|factor| factor.level == level);
        factor.map_or(Exact::ONE, |factor| factor.multiplier)
    }

    pub fn cell(&self, level: Difficulty, grade: i16) -> Option<Exact> {
        let cell = self.cells.iter().find(|cell| cell.level == level && cell.grade == grade);
        cell.map(|cell| cell.points)
    }

    /// Adds up the grades of abilities, given as ability and grade. One without weight is left out.
    pub fn sums(&self, items: &[(i64, i16)]) -> Sums {
        let mut sums = Sums::default();
        for (ability, grade) in items {
            let (weight, step) = (self.weight(*ability), self.step(*grade));
            if let Some(step) = step {
                sums.points += step.value.hundredths() * weight;
                sums.weight += weight;
            }
        }
        sums
    }

    /// 能力 = Σ(ウエイト×点)÷Σウエイト × 100÷最高の点
    fn ability_part(&self, sums: Sums) -> Option<Exact> {
        let mean = Exact::ratio(i128::from(sums.points), i128::from(sums.weight) * 100)?;
        (mean * Exact::HUNDRED).over(self.top())
    }

    /// What a goal counts before its weight: attainment by difficulty.
    pub fn attained(&self, goal: &Goal) -> Option<Exact> {
        match self.difficulty_by {
            DifficultyBy::Table => self.cell(goal.difficulty, goal.grade),
            DifficultyBy::Multiplier => {
                Some(self.step(goal.grade)?.value * self.factor(goal.difficulty))
            }
        }
    }

    /// 業績 before the cap: the same over the goals' weights, with difficulty.
    pub fn uncapped(&self, goals: &[Goal]) -> Option<Exact> {
        let (mut sum, mut weights) = (Exact::ZERO, 0);
        for goal in goals {
            if let Some(points) = self.attained(goal) {
                sum = sum + Exact::from(goal.weight) * points;
                weights += goal.weight;
            }
        }
        (sum.over(Exact::from(weights))? * Exact::HUNDRED).over(self.top())
    }

    /// 業績 of goals already added up: attainment by difficulty × weight in ten-thousandths.
    pub fn work_part(&self, sums: Sums) -> Option<Exact> {
        let mean = Exact::ratio(i128::from(sums.points), i128::from(sums.weight) * 10_000)?;
        (mean * Exact::HUNDRED).over(self.top()).map(|part| self.capped(part))
    }

    fn capped(&self, part: Exact) -> Exact {
        self.cap.map_or(part, |cap| part.min(cap))
    }

    /// What the rules make of one person's grades; nothing where nothing was evaluated, or where
    /// nothing is computed.
    pub fn score(&self, position: &str, sums: Sums, goals: &[Goal]) -> Option<Score> {
        let work = self.uncapped(goals).map(|part| self.capped(part));
        self.combined(position, self.ability_part(sums), work)
    }

    /// What two parts make together by the shares of a position; one that was not evaluated is left
    /// out.
    pub fn combined(
        &self,
        position: &str,
        ability: Option<Exact>,
        performance: Option<Exact>,
    ) -> Option<Score> {
        if self.family == Family::Judged {
            return None;
        }
        let share = self.share(position)?;
        let round = |part: Exact| part.rounded(self.rounding.place, self.rounding.mode);
        let kept = |part: Exact| if self.rounding.at == At::Parts { round(part) } else { part };
        let (ability, performance) = (ability.map(kept), performance.map(kept));
        let parts = [(ability, share.ability), (performance, share.performance)];
        let (mut sum, mut shares) = (Exact::ZERO, 0);
        for (part, share) in parts {
            if let Some(part) = part {
                sum = sum + part * Exact::from(share);
                shares += share;
            }
        }
        let total = sum.over(Exact::from(shares))?;
        let tested = round(total);
        let total = if self.rounding.at == At::RangeTest { total } else { tested };
        Some(Score { ability, performance, total, tested, grade: self.grade(tested)? })
    }

    /// The step whose range holds this total.
    pub fn grade(&self, total: Exact) -> Option<i16> {
        let above = |end: &End| total > end.at || (end.included && total == end.at);
        let below = |end: &End| total < end.at || (end.included && total == end.at);
        let holds = |step: &&Step| {
            step.low.as_ref().is_none_or(above) && step.high.as_ref().is_none_or(below)
        };
        self.steps.iter().find(holds).map(|step| step.grade)
    }
}

impl Step {
    /// 「55以上75未満」
    pub fn range(&self) -> String {
        let end = |end: &Option<End>, with: &str, without: &str| {
            end.map(|end| format!("{}{}", end.at, if end.included { with } else { without }))
        };
        let low = end(&self.low, "以上", "を超え");
        let high = end(&self.high, "以下", "未満");
        match (low, high) {
            (None, None) => "すべての点".to_owned(),
            (low, high) => format!("{}{}", low.unwrap_or_default(), high.unwrap_or_default()),
        }
    }
}

/// What is wrong with the ranges: the step it is told at, and the sentence. No total may fall
/// through, and none may lead to two grades.
pub fn range_mistakes(steps: &[Step]) -> Vec<(i16, String)> {
    let mut wrong = Vec::new();
    for step in steps {
        if let (Some(low), Some(high)) = (step.low, step.high)
            && low.at >= high.at
        {
            let letter = &step.letter;
            wrong.push((
                step.grade,
                format!("{letter}の終わりの点は、始まりの点より大きくしてください"),
            ));
        }
    }
    for (one, two) in steps.iter().zip(steps.iter().skip(1)) {
        let (Some(end), Some(start)) = (one.high, two.low) else { continue };
        let names = format!("{}の終わりか{}の始まりを直してください", one.letter, two.letter);
        let (end_at, start_at) = (end.at, start.at);
        let sentence = match (end_at.cmp(&start_at), end.included, start.included) {
            (std::cmp::Ordering::Less, _, _) => {
                format!("{end_at}と{start_at}の間の点が、どの評価にも入りません。{names}")
            }
            (std::cmp::Ordering::Greater, _, _) => {
                format!(
                    "{start_at}と{end_at}の間の点が、{}と{}の両方に入ります。{names}",
                    one.letter, two.letter
                )
            }
            (_, false, false) => {
                format!("ちょうど{end_at}の点が、どの評価にも入りません。{names}")
            }
            (_, true, true) => format!(
                "ちょうど{end_at}の点が、{}と{}の両方に入ります。{names}",
                one.letter, two.letter
            ),
            _ => continue,
        };
        wrong.push((two.grade, sentence));
    }
    wrong
}

/// The words of the database and of forms.
macro_rules! codes {
    ($($kind:ident { $($variant:ident $code:literal),* })*) => {
        $(impl $kind {
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }
        })*
    };
}

codes! {
    Family { Judged "judged", Scored "scored" }
    At { Parts "parts", Total "total", RangeTest "range_test" }
    Mode { HalfUp "half_up", HalfEven "half_even", Floor "floor" }
    Deviation { Reason "reason", None "none" }
    DifficultyBy { Multiplier "multiplier", Table "table" }
}
