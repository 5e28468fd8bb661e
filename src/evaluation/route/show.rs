//! The seats of a rule as fields of a form: with what is stored, or as they were typed with what is
//! wrong beside each.

use super::{
    forms::{CALIBRATIONS, LEVELS},
    rules::{Calibration, Levels},
};
use crate::{
    kit::{Answers, Mistakes},
    organisation::Level,
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

const SEATS: [(&str, &str, &str); 5] = [
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

fn stored(levels: Levels, name: &str) -> &'static str {
    let code = |level: Option<Level>| level.map_or("", Level::code);
    match name {
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

/// The seats of a rule, or of the one to be added.
pub fn fields(levels: Levels, rule: Option<i64>, sent: Option<Sent<'_>>) -> Vec<SeatField> {
    let sent = sent.filter(|sent| sent.rule == rule);
    let field = |(name, label, none): (&'static str, &'static str, &'static str)| {
        let id = id(name, rule);
        SeatField {
            chosen: sent
                .map_or_else(|| stored(levels, name), |sent| sent.answers.get(name))
                .to_owned(),
            options: if name == "calibration" { &CALIBRATIONS } else { &LEVELS },
            error: sent.and_then(|sent| sent.errors.on(&id)).map(str::to_owned),
            name,
            id,
            label,
            none,
        }
    };
    SEATS.into_iter().map(field).collect()
}
