//! The points behind a card (screens.md 4.7 業績点, 能力点): what the rules of its year make of the last
//! evaluator's grades, before anything is confirmed. Pure.

use super::{
    forms::{ABILITY_POINTS, WORK_POINTS},
    rules::Card,
};
use crate::evaluation::scoring::RuleSet;

/// 「業績点 80.4」; nothing where the reference is no kind of points.
pub fn points(card: &Card, sets: &[RuleSet], code: &str) -> Option<String> {
    let label = match code {
        WORK_POINTS => "業績点",
        ABILITY_POINTS => "能力点",
        _ => return None,
    };
    let set = sets.iter().find(|set| card.set == Some(set.id));
    let number = set.and_then(|set| {
        let rules = &set.rules;
        let score = rules.score(&card.position_code, rules.sums(&card.items), &card.goals)?;
        let part = if code == WORK_POINTS { score.performance } else { score.ability };
        part.map(|part| {
            part.rounded(rules.rounding.place, rules.rounding.mode).fixed(rules.rounding.place)
        })
    });
    Some(format!("{label} {}", number.as_deref().unwrap_or("―")))
}
