//! What the four pages have in common.

use super::{rules::State, store::Import};
use crate::{
    identity::Actor,
    kit::{App, Shell},
};

/// A step of the way, as the pages show it.
pub struct Step {
    pub label: &'static str,
    pub note: String,
    pub done: bool,
    pub current: bool,
}

/// The four steps of an import that stands here; `rows` 0: there is no file yet.
pub fn steps(state: State, rows: i32) -> Vec<Step> {
    let at = match state {
        State::Columns if rows == 0 => 0,
        State::Columns => 1,
        State::Checking | State::Checked => 2,
        State::Storing | State::Stored | State::Undone | State::Discarded => 3,
    };
    let labels = ["ファイル", "列の対応", "確認", "結果"];
    (0..)
        .zip(labels)
        .map(|(place, label)| Step {
            label,
            note: match (place, rows) {
                _ if place == at => "いまここ".to_owned(),
                (0, 1..) => format!("{rows}行"),
                _ => String::new(),
            },
            done: place < at,
            current: place == at,
        })
        .collect()
}

/// The frame of a page of an import.
pub fn shell(app: &App, actor: &Actor, import: &Import, step: &str) -> Shell {
    let kind = import.kind.label();
    actor
        .shell(app, format!("{kind}の取り込み（{step}）"))
        .at("/hr")
        .under("/hr", "職員課の仕事")
        .under("/hr/imports", "取り込み")
}

/// `職員.csv（684行・Shift_JIS（CP932））`
pub fn file_words(import: &Import) -> String {
    format!("{}（{}行・{}）", import.file_name, import.rows, import.encoding.label())
}
