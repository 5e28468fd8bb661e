//! The seats of a rule as fields of a form: with what is stored, or as they were typed with what is
//! wrong beside each; and the rules with whom they hit. Pure.

use super::{
    findings::Findings,
    forms::{CALIBRATIONS, LEVELS, PRIORITIES},
    rules::{Calibration, Levels, Map, Rule},
    store::Candidate,
};
use crate::{
    kit::{Answers, Mistakes},
    organisation::Level,
    staff::employment,
};

/// One seat that can be chosen.
pub struct SeatField {
    pub name: &'static str,
    /// Of its own on the page: many rules stand there.
    pub id: String,
    pub label: &'static str,
    pub chosen: String,
    /// What an empty choice means.
    pub none: &'static str,
    pub options: &'static [(&'static str, &'static str)],
    pub error: Option<String>,
}

const SEATS: [(&str, &str, &str); 6] = [
    ("priority", "優先順位", "ふつう"),
    ("assistant", "評価補助", "なし"),
    ("first", "一次", "行わない"),
    ("second", "二次", "行わない"),
    ("calibration", "調整", "職員課（調整会議）"),
    ("confirmer", "確認", "職員課"),
];

/// A form of seats that was sent and not accepted.
#[derive(Clone, Copy)]
pub struct Sent<'a> {
    /// The rule it was for; None: the one to be added.
    pub rule: Option<i64>,
    pub answers: &'a Answers,
    pub errors: &'a Mistakes,
}

/// The id of a field on the page.
pub fn id(name: &str, rule: Option<i64>) -> String {
    rule.map_or_else(|| name.to_owned(), |rule| format!("{name}-{rule}"))
}

/// The mistakes by the ids the fields have there.
pub fn placed(errors: &Mistakes, rule: i64) -> Mistakes {
    let mut placed = Mistakes::default();
    errors.iter().for_each(|(name, sentence)| placed.add(id(name, Some(rule)), sentence));
    placed
}

fn stored((priority, levels): (i32, Levels), name: &str) -> &'static str {
    let code = |level: Option<Level>| level.map_or("", Level::code);
    match name {
        "priority" => {
            let own = priority.to_string();
            PRIORITIES.iter().find(|(code, _)| *code == own).map_or("", |(code, _)| code)
        }
        "assistant" => code(levels.assistant),
        "first" => code(levels.first),
        "second" => code(levels.second),
        "confirmer" => code(levels.confirmer),
        _ => match levels.calibration {
            Calibration::Office => "",
            other => other.code(),
        },
    }
}

/// The priority and the seats of a rule, or of the one to be added.
pub fn fields(levels: (i32, Levels), rule: Option<i64>, sent: Option<Sent<'_>>) -> Vec<SeatField> {
    let sent = sent.filter(|sent| sent.rule == rule);
    let field = |(name, label, none): (&'static str, &'static str, &'static str)| {
        let id = id(name, rule);
        SeatField {
            chosen: sent
                .map_or_else(|| stored(levels, name), |sent| sent.answers.get(name))
                .to_owned(),
            options: match name {
                "priority" => &PRIORITIES,
                "calibration" => &CALIBRATIONS,
                _ => &LEVELS,
            },
            error: sent.and_then(|sent| sent.errors.on(&id)).map(str::to_owned),
            name,
            id,
            label,
            none,
        }
    };
    SEATS.into_iter().map(field).collect()
}

/// A rule as the page shows it.
pub struct RuleView {
    pub id: i64,
    pub whom: String,
    pub seats: Vec<SeatField>,
    pub hits: usize,
    /// The first of those it hits, by name.
    pub names: String,
}

/// Rules of equal rank that hit the same people.
pub struct ConflictView {
    pub rules: Vec<String>,
    pub count: usize,
    pub names: String,
}

/// Somebody without an evaluator.
pub struct HoleView {
    pub number: String,
    pub name: String,
    pub place: String,
    pub why: &'static str,
}

/// So many are listed of those without an evaluator: more than these are mended by a rule, not one
/// by one.
const LISTED: usize = 200;

/// The first who fall through, and where they work.
pub fn holes(map: &Map, found: &Findings, people: &[Candidate]) -> Vec<HoleView> {
    let holes = found.holes.iter().take(LISTED).filter_map(|(at, why)| {
        let candidate = people.get(*at)?;
        Some(HoleView {
            number: candidate.number.clone(),
            name: candidate.name.clone(),
            place: candidate.unit.map(|unit| map.tree.path(unit)).unwrap_or_default(),
            why,
        })
    });
    holes.collect()
}

/// How many names stand behind a count.
const NAMED: usize = 30;

/// The first names, and how many more there are.
pub fn names(people: &[Candidate], at: &[usize]) -> String {
    let named: Vec<&str> = at
        .iter()
        .take(NAMED)
        .filter_map(|at| people.get(*at))
        .map(|own| own.name.as_str())
        .collect();
    match at.len().saturating_sub(NAMED) {
        0 => named.join("、"),
        more => format!("{}　ほか{more}名", named.join("、")),
    }
}

/// Whom a rule is for: 「保健福祉部・主事職・再任用」.
pub fn whom(map: &Map, rule: i64) -> String {
    let Some(rule) = map.rules.iter().find(|own| own.id == rule) else { return String::new() };
    let place = rule.unit.map_or_else(|| "全庁".to_owned(), |unit| map.tree.path(unit));
    let position = rule.position.as_deref().map_or("すべての職位", |code| map.position(code));
    let employment = rule.employment.as_deref().map(|code| format!("・{}", employment(code)));
    format!("{place}・{position}{}", employment.unwrap_or_default())
}

/// A rule with whom it hits.
pub fn view(
    map: &Map,
    rule: &Rule,
    (found, people): (&Findings, &[Candidate]),
    sent: Option<Sent<'_>>,
) -> RuleView {
    let hits = found.hits.get(&rule.id).map(Vec::as_slice).unwrap_or_default();
    RuleView {
        id: rule.id,
        whom: whom(map, rule.id),
        seats: fields((rule.priority, rule.levels), Some(rule.id), sent),
        hits: hits.len(),
        names: names(people, hits),
    }
}

/// Rules of equal rank, with the people between them.
pub fn conflicts(map: &Map, found: &Findings, people: &[Candidate]) -> Vec<ConflictView> {
    let conflicts = found.conflicts.iter().map(|(rules, at)| ConflictView {
        rules: rules.iter().map(|rule| whom(map, *rule)).collect(),
        count: at.len(),
        names: names(people, at),
    });
    conflicts.collect()
}

/// Rules that are never used, and those that always come before.
pub fn shadowed(map: &Map, found: &Findings) -> Vec<(String, String)> {
    let shadowed = found.shadowed.iter().map(|(rule, before)| {
        let before: Vec<String> = before.iter().map(|rule| whom(map, *rule)).collect();
        (whom(map, *rule), before.join("」「"))
    });
    shadowed.collect()
}
