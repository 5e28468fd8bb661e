//! What HR types about the people of a year. Pure.

use crate::{
    evaluation::{office::EXCLUSIONS, sheet::reason},
    kit::{Answers, Mistakes, text},
};

/// How many people at once.
const MOST: usize = 200;

/// People to be left out, by staff number.
#[derive(Debug, PartialEq, Eq)]
pub struct Excluding {
    pub numbers: Vec<String>,
    pub code: String,
    pub reason: String,
}

/// Reads whom to leave out, or every mistake at once.
pub fn excluding(answers: &Answers) -> Result<Excluding, Mistakes> {
    let mut mistakes = Mistakes::default();
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | '、' | '，');
    let split = answers.get("numbers").split(between).filter(|number| !number.is_empty());
    let mut numbers: Vec<String> =
        split.map(|number| text::half_width(number).to_uppercase()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.is_empty() {
        mistakes.add("numbers", "対象外にする人の職員番号を入力してください");
    } else if numbers.len() > MOST {
        mistakes.add("numbers", format!("一度に入力できるのは{MOST}人までです"));
    }
    let code = EXCLUSIONS.iter().find(|(code, _)| *code == answers.get("code"));
    let code = mistakes.note("code", code.ok_or("理由の区分を選んでください"));
    let reason = mistakes.note("reason", reason(answers.get("reason")));
    match (code, reason) {
        (Some((code, _)), Some(reason)) => {
            mistakes.or(Excluding { numbers, code: (*code).to_owned(), reason })
        }
        _ => Err(mistakes),
    }
}

/// Those ticked.
pub fn ticked(answers: &Answers) -> Vec<i64> {
    answers.all("staff").filter_map(|id| id.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_however_they_are_pasted() {
        let typed = Answers::from([
            ("numbers", "０１０２３４\n010235、010234"),
            ("code", "secondment"),
            ("reason", "県に派遣されているためです。"),
        ]);
        assert_eq!(excluding(&typed).unwrap().numbers, ["010234", "010235"]);
        let wrong = excluding(&Answers::from([("code", "holiday")])).unwrap_err();
        let fields: Vec<_> = wrong.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["numbers", "code", "reason"]);
    }
}
