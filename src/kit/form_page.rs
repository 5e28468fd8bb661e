//! A page with one form: what to have before one's eyes, the fields, one button.

use askama::Template;

use super::{Shell, field::Field};

/// The page.
#[derive(Template)]
#[template(path = "kit/form.html")]
pub struct FormPage {
    pub shell: Shell,
    pub lead: String,
    /// Who will see what is written.
    pub seen_by: &'static str,
    pub facts: Vec<(String, String)>,
    pub fields: Vec<Field>,
    /// What happens when the button is pressed.
    pub effects: Vec<String>,
    pub hidden: Vec<(&'static str, String)>,
    pub action: String,
    /// Empty: there is nothing to send, and no form.
    pub button: &'static str,
    pub back: String,
}
