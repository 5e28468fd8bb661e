//! The formula in words, with a person's own numbers: 「能力　27÷8×20＝67.5」 (screens.md 4.5 foot).
//! It prints only what it is given: whoever may not see a grade is not given it. Pure.

use super::rules::{
    At, Difficulty, DifficultyBy, Exact, Family, Goal, Mode, Rounding, Rules, Score, Share,
};

/// One line: what is computed, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub label: &'static str,
    pub words: String,
}

/// The whole working of one person's points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Working {
    pub lines: Vec<Line>,
    /// 「67.5」, as it was held against the ranges.
    pub points: String,
    pub grade: i16,
    pub letter: String,
    pub word: String,
    pub score: Score,
}

impl Rounding {
    /// 「小数第1位までに四捨五入」
    pub fn words(self) -> String {
        let place = match self.place {
            0 => "整数".to_owned(),
            place => format!("小数第{place}位まで"),
        };
        let mode = match self.mode {
            Mode::HalfUp => "四捨五入",
            Mode::HalfEven => "四捨五入（ちょうど半分のときは偶数に）",
            Mode::Floor => "切り捨て",
        };
        format!("{place}に{mode}")
    }

    /// Where it is applied, as a sentence.
    pub fn place_words(self) -> &'static str {
        match self.at {
            At::Parts => {
                "能力と業績の点をそれぞれ端数処理してから総合の点を計算し、総合の点も端数処理します。"
            }
            At::Total => "総合の点だけを端数処理します。",
            At::RangeTest => {
                "総合の点は端数のまま記録し、表示するときと評価に当てはめるときだけ端数処理します。"
            }
        }
    }
}

impl Difficulty {
    /// All, the hardest first.
    pub const ALL: [Self; 3] = [Self::High, Self::Normal, Self::Low];

    /// The word in the database and in fields.
    pub fn code(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Normal => "normal",
            Self::Low => "low",
        }
    }

    /// 「◎（高い）」
    pub fn label(self) -> &'static str {
        match self {
            Self::High => "◎（高い）",
            Self::Normal => "無印（ふつう）",
            Self::Low => "△（低い）",
        }
    }
}

/// The working of a person with these grades; nothing where nothing is computed.
pub fn working(
    rules: &Rules,
    position: &str,
    items: &[(i64, i16)],
    goals: &[Goal],
) -> Option<Working> {
    if rules.family == Family::Judged {
        return None;
    }
    let score = rules.score(position, rules.sums(items), goals)?;
    let share = rules.share(position)?;
    let mut lines = Vec::new();
    lines.extend(score.ability.map(|part| ability_line(rules, items, part)));
    lines.extend(score.performance.map(|part| performance_line(rules, goals, part)));
    lines.extend(closing(rules, share, &score));
    let step = rules.step(score.grade)?;
    Some(Working {
        lines,
        points: score.tested.fixed(rules.rounding.place),
        grade: score.grade,
        letter: step.letter.clone(),
        word: step.word.clone(),
        score,
    })
}

/// The last lines: both parts together, and the grade they lead to.
pub fn closing(rules: &Rules, share: &Share, score: &Score) -> Vec<Line> {
    let grade = rules.step(score.grade).map(|step| Line {
        label: "評価",
        words: format!(
            "{}は{}なので{}（{}）",
            score.tested.fixed(rules.rounding.place),
            step.range(),
            step.letter,
            step.word
        ),
    });
    [total_line(rules, share, score)].into_iter().chain(grade).collect()
}

/// 「×20」, or 「×100÷6」 where it does not divide.
fn scaled(rules: &Rules) -> String {
    let factor = Exact::HUNDRED.over(rules.top()).unwrap_or(Exact::ONE);
    let plain = factor.to_string();
    if plain.ends_with('…') { format!("×100÷{}", rules.top()) } else { format!("×{plain}") }
}

/// The part as it goes on, and that it was rounded if it was.
fn kept(rules: &Rules, before: Option<Exact>, part: Exact) -> String {
    match before {
        Some(before) if before != part => format!(
            "＝{before}　→　{}（{}）",
            part.fixed(rules.rounding.place),
            rules.rounding.words()
        ),
        _ => format!("＝{part}"),
    }
}

fn ability_line(rules: &Rules, items: &[(i64, i16)], part: Exact) -> Line {
    let counted: Vec<(i64, Exact)> = items
        .iter()
        .map(|(ability, grade)| (rules.weight(*ability), rules.step(*grade)))
        .filter(|(weight, _)| *weight > 0)
        .filter_map(|(weight, step)| Some((weight, step?.value)))
        .collect();
    let sums = rules.sums(items);
    let exact = Exact::ratio(i128::from(sums.points), i128::from(sums.weight) * 100)
        .and_then(|mean| (mean * Exact::HUNDRED).over(rules.top()));
    let first = counted.first().map_or(1, |(weight, _)| *weight);
    let words = if counted.iter().all(|(weight, _)| *weight == first) {
        let sum = counted.iter().fold(Exact::ZERO, |sum, (_, value)| sum + *value);
        format!("{sum}÷{}", counted.len())
    } else {
        let terms: Vec<String> =
            counted.iter().map(|(weight, value)| format!("{value}×{weight}")).collect();
        format!("（{}）÷{}", terms.join("＋"), sums.weight)
    };
    Line { label: "能力", words: format!("{words}{}{}", scaled(rules), kept(rules, exact, part)) }
}

fn performance_line(rules: &Rules, goals: &[Goal], part: Exact) -> Line {
    let mut terms = Vec::new();
    let mut weights = 0;
    for goal in goals {
        let Some(points) = rules.attained(goal) else { continue };
        weights += goal.weight;
        let factor = rules.factor(goal.difficulty);
        let plain = rules.difficulty_by == DifficultyBy::Table || factor == Exact::ONE;
        terms.push(match rules.step(goal.grade) {
            Some(step) if !plain => format!("{}×{}×{factor}", goal.weight, step.value),
            _ => format!("{}×{points}", goal.weight),
        });
    }
    let tail = if weights == 100 {
        format!("÷{}", rules.top())
    } else {
        format!("÷{weights}{}", scaled(rules))
    };
    let before = rules.uncapped(goals);
    let over = before.zip(rules.cap).filter(|(before, cap)| before > cap);
    let end = match over {
        Some((before, cap)) => format!("＝{before}　→　上限の{cap}"),
        None => kept(rules, before, part),
    };
    Line { label: "業績", words: format!("（{}）{tail}{end}", terms.join("＋")) }
}

fn total_line(rules: &Rules, share: &Share, score: &Score) -> Line {
    let (sum, only) = match (score.ability, score.performance) {
        (Some(ability), Some(performance)) => {
            let exact =
                ability * Exact::from(share.ability) + performance * Exact::from(share.performance);
            let exact = exact.over(Exact::HUNDRED).unwrap_or(Exact::ZERO);
            let words = format!(
                "{ability}×{}％＋{performance}×{}％＝{exact}",
                share.ability, share.performance
            );
            (exact, words)
        }
        (Some(ability), None) => {
            (ability, format!("業績の評価がないため、能力の点だけを使います：{ability}"))
        }
        (None, performance) => {
            let performance = performance.unwrap_or(Exact::ZERO);
            let words = format!("能力の評価がないため、業績の点だけを使います：{performance}");
            (performance, words)
        }
    };
    let tested = score.tested.fixed(rules.rounding.place);
    let words = if sum == score.tested {
        only
    } else {
        format!("{only}　→　{tested}（{}）", rules.rounding.words())
    };
    Line { label: "総合", words }
}

/// 「5が2、4が3、3が3」: how often each grade was given, the highest first.
pub fn distribution(grades: &[i16]) -> String {
    let mut steps: Vec<i16> = grades.to_vec();
    steps.sort_unstable_by(|one, two| two.cmp(one));
    steps.dedup();
    let counts: Vec<String> = steps
        .iter()
        .map(|step| format!("{step}が{}つ", grades.iter().filter(|grade| *grade == step).count()))
        .collect();
    counts.join("、")
}
