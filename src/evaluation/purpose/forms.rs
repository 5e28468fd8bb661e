//! What HR types about the use of a year's results.

use super::store::Purpose;
use crate::kit::{Answers, Mistakes, text};

/// The words for each purpose: code and body, or every mistake at once.
pub fn purposes(answers: &Answers, known: &[Purpose]) -> Result<Vec<(String, String)>, Mistakes> {
    let mut mistakes = Mistakes::default();
    let mut read = Vec::new();
    for purpose in known {
        let field = format!("purpose-{}", purpose.code);
        let body = text::prose(answers.get(&field), &purpose.heading, 1..=1000);
        if let Some(body) = mistakes.note(&field, body) {
            read.push((purpose.code.clone(), body));
        }
    }
    mistakes.or(read)
}
