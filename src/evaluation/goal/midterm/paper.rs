//! The midterm as it is entered from paper.

use super::{
    forms::{ADVICE, MAX_ADVICE, name, word_name},
    rules::Standing,
};
pub use super::{
    forms::{advice, report},
    rules::{Advice, Report},
    store::{answer as keep_advice, report as keep_report},
};
use crate::evaluation::goal::{behalf::PaperField, forms::MAX_TEXT, rules::Goal};

/// How one goal stands.
pub fn report_fields(goal: &Goal) -> Vec<PaperField> {
    let standings = Standing::ALL.iter().map(|s| (s.code().to_owned(), s.label().to_owned()));
    let field = |part: &str| name(goal.slot, part);
    vec![
        PaperField::choice(field("standing"), "進み具合", standings.collect()),
        PaperField::text(field("progress"), "これまでに行ったこと", "200文字以内", MAX_TEXT),
        PaperField::text(
            field("note"),
            "困っていること・これから行うこと",
            "予定より遅れているときは必要です（200文字以内）。",
            MAX_TEXT,
        )
        .optional(),
    ]
}

/// What the evaluator says to one goal.
pub fn word_fields(goal: &Goal) -> Vec<PaperField> {
    let label = "この目標についてのひとこと";
    let hint = "本人と共有します（200文字以内）。";
    vec![PaperField::text(word_name(goal.slot), label, hint, MAX_TEXT).optional()]
}

/// What the evaluator says on the whole.
pub fn advice_field() -> PaperField {
    let hint = "本人と共有します（10文字以上400文字以内）。";
    PaperField::text(ADVICE.to_owned(), "指導助言", hint, MAX_ADVICE)
}
