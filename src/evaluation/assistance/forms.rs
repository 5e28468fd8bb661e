//! What an assistant types.

use crate::kit::{Answers, Mistakes, text};

/// What is told to the evaluators.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Telling {
    /// About the whole; may be empty.
    pub body: String,
    /// Item and what was seen; only those with words.
    pub items: Vec<(i64, String)>,
}

/// Reads it all; something must be told.
pub fn telling(answers: &Answers, items: &[(i64, &str)]) -> Result<Telling, Mistakes> {
    let mut mistakes = Mistakes::default();
    let mut told = Telling::default();
    for (id, name) in items {
        let field = format!("item-{id}");
        let read = text::prose(answers.get(&field), &format!("「{name}」の事実"), 0..=400);
        if let Some(body) = mistakes.note(&field, read)
            && !body.is_empty()
        {
            told.items.push((*id, body));
        }
    }
    let body = text::prose(answers.get("body"), "全体について", 0..=2000);
    told.body = mistakes.note("body", body).unwrap_or_default();
    if mistakes.is_empty() && told.items.is_empty() && told.body.is_empty() {
        mistakes.add("body", "見た事実を、1つ以上書いてください");
    }
    mistakes.or(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn something_is_told_and_nothing_too_long() {
        let items = [(1, "責任感・公正性"), (2, "業務知識")];
        let empty = telling(&Answers::default(), &items).unwrap_err();
        assert!(empty.on("body").unwrap().contains("1つ以上"));
        let long = "あ".repeat(401);
        let wrong = telling(&Answers::from([("item-2", &*long)]), &items).unwrap_err();
        assert!(wrong.on("item-2").unwrap().contains("業務知識"));
        let told = telling(&Answers::from([("item-2", "新人に手順を教えていた。")]), &items);
        assert_eq!(told.unwrap().items, [(2, "新人に手順を教えていた。".to_owned())]);
    }
}
