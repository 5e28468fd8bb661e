//! How the middle of the period stands on pages: read, and being written.

use super::{
    forms::{MAX_ADVICE, name, word_name},
    rules::{Midterm, Standing},
};
use crate::evaluation::{
    goal::{forms::MAX_TEXT, rules::Goal},
    sheet::{Shown, TextField, text_field},
};

/// How one goal stood in the middle of the period, to read.
#[derive(Clone, Debug)]
pub struct MidtermView {
    /// 「予定どおり」
    pub standing: &'static str,
    /// `do` where it was behind: the words say it, too
    pub tag: &'static str,
    pub progress: String,
    pub note: String,
    /// What the evaluator said to this goal.
    pub word: String,
}

/// What was said about one goal, if anything was.
pub fn midterm_view(midterm: &Midterm, slot: i16) -> Option<MidtermView> {
    let report = midterm.report(slot);
    let word = midterm.advice(Some(slot)).unwrap_or_default();
    if report.is_none() && word.is_empty() {
        return None;
    }
    Some(MidtermView {
        standing: report.map_or("", |report| report.standing.label()),
        tag: match report.map(|report| report.standing) {
            Some(Standing::Behind) => "do",
            _ => "ok",
        },
        progress: report.map(|report| report.progress.clone()).unwrap_or_default(),
        note: report.map(|report| report.note.clone()).unwrap_or_default(),
        word: word.to_owned(),
    })
}

/// A text with its limit.
pub struct ProseView {
    pub field: TextField,
    pub max: usize,
    pub rows: usize,
    pub hints: Vec<String>,
}

/// One choice.
pub struct ChoiceView {
    pub code: &'static str,
    pub mark: &'static str,
    pub label: &'static str,
    pub id: String,
    pub chosen: bool,
}

/// How one goal stands, being written.
pub struct ReportFields {
    pub standing: TextField,
    pub standings: Vec<ChoiceView>,
    pub progress: ProseView,
    pub note: ProseView,
    pub complete: bool,
}

fn prose(shown: &Shown<'_>, name: &str, label: &str, hint: &str, required: bool) -> ProseView {
    let field = text_field(shown, name, label, hint, required);
    ProseView { field, max: MAX_TEXT, rows: 2, hints: Vec::new() }
}

/// The fields of one goal.
pub fn report_fields(shown: &Shown<'_>, goal: &Goal) -> ReportFields {
    let standing = text_field(shown, &name(goal.slot, "standing"), "進み具合", "", true);
    let behind = standing.value == Standing::Behind.code();
    let standings = Standing::ALL
        .iter()
        .enumerate()
        .map(|(at, choice)| ChoiceView {
            code: choice.code(),
            mark: "",
            label: choice.label(),
            id: if at == 0 {
                standing.name.clone()
            } else {
                format!("{}-{}", standing.name, choice.code())
            },
            chosen: standing.value == choice.code(),
        })
        .collect();
    let progress = prose(
        shown,
        &name(goal.slot, "progress"),
        "これまでに行ったこと",
        "数値か、できたことで書きます（200文字以内）。",
        true,
    );
    let note = prose(
        shown,
        &name(goal.slot, "note"),
        "困っていること・これから行うこと",
        "予定より遅れているときは必要です（200文字以内）。",
        false,
    );
    let told = !behind || !note.field.value.is_empty();
    ReportFields {
        complete: !standing.value.is_empty() && !progress.field.value.is_empty() && told,
        standing,
        standings,
        progress,
        note,
    }
}

/// The field for a word on one goal.
pub fn word_field(shown: &Shown<'_>, goal: &Goal) -> ProseView {
    let hint = "本人と共有します（200文字以内）。";
    prose(shown, &word_name(goal.slot), "この目標についてのひとこと", hint, false)
}

/// The field for the advice on the whole.
pub fn advice_field(shown: &Shown<'_>) -> ProseView {
    let hint = "後半に向けて、続けてほしいことと、変えてほしいことを書きます。本人と共有します（10文字以上400文字以内）。";
    let field = text_field(shown, super::forms::ADVICE, "指導助言", hint, true);
    ProseView { field, max: MAX_ADVICE, rows: 4, hints: Vec::new() }
}
