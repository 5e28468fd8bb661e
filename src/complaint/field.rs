//! Pages with one form, and who may see what is written.

use askama::Template;

pub use crate::kit::field::{Field, filled, options};
use crate::kit::{Answers, Shell};

/// A page with one form.
#[derive(Template)]
#[template(path = "complaint/act.html")]
pub struct ActPage {
    pub shell: Shell,
    pub lead: String,
    /// Who will see what is written.
    pub seen_by: &'static str,
    /// What the writer should have before them.
    pub facts: Vec<(String, String)>,
    pub fields: Vec<Field>,
    pub action: String,
    pub button: &'static str,
    pub back: String,
    pub form: String,
    pub version: i32,
    /// The case moved on since the page was opened.
    pub stale: bool,
}

/// A page that asks once more.
#[derive(Template)]
#[template(path = "complaint/confirm.html")]
pub struct ConfirmPage {
    pub shell: Shell,
    pub lead: String,
    pub facts: Vec<(String, String)>,
    /// What will happen.
    pub effects: Vec<String>,
    /// What keeps it from happening; nothing is sent while there is any.
    pub missing: Vec<String>,
    pub fields: Vec<Field>,
    pub hidden: Vec<(String, String)>,
    pub action: String,
    pub button: &'static str,
    pub back: String,
    pub stale: bool,
}

/// What was typed, to be sent on from the page that asks once more.
pub fn carried(answers: &Answers) -> Vec<(String, String)> {
    answers.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
