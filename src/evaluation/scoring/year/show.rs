//! 総合 in words, with the person's own numbers.

use super::rules::{YearScore, ability, performance, performances, total};
use crate::{
    evaluation::scoring::{
        formula::{Line, closing},
        rules::Exact,
    },
    kit::StaffId,
};

/// The working of a person's fiscal year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearWorking {
    pub lines: Vec<Line>,
    /// 「74.0」, as it was held against the ranges.
    pub points: String,
    pub letter: String,
    pub word: String,
}

/// The newest of these whose every part the looker may see, in words.
pub fn year_working(
    scores: &[YearScore],
    looker: StaffId,
    subject: StaffId,
    hr: bool,
) -> Option<YearWorking> {
    let year = scores.iter().find(|year| year.is_for(looker, subject, hr))?;
    let rules = &year.set.rules;
    let sources = year.parts();
    let score = total(rules, &year.position, &sources)?;
    let share = rules.share(&year.position)?;
    let mut lines = Vec::new();
    let named = |points: Exact, name: &str| format!("{points}（{name}）");
    let abilities = sources.iter().find(|source| source.ability.is_some());
    lines.extend(
        ability(&sources)
            .zip(abilities)
            .map(|(points, source)| Line { label: "能力", words: named(points, &source.name) }),
    );
    let halves = performances(&sources);
    lines.extend(performance(&sources).map(|mean| Line {
        label: "業績",
        words: if let [(source, points)] = halves.as_slice() {
            named(*points, &source.name)
        } else {
            let each: Vec<String> = halves.iter().map(|(_, points)| points.to_string()).collect();
            format!("（{}）÷{}＝{mean}（上半期と下半期の平均）", each.join("＋"), halves.len())
        },
    }));
    let step = rules.step(score.grade)?;
    lines.extend(closing(rules, share, &score));
    Some(YearWorking {
        lines,
        points: score.tested.fixed(rules.rounding.place),
        letter: step.letter.clone(),
        word: step.word.clone(),
    })
}
