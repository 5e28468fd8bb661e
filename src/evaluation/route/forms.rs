//! What HR types about routes.

use time::Date;

use crate::{
    kit::{Answers, Mistakes, date, text},
    organisation::Level,
};

/// The levels a rule may name, as fields and words.
pub const LEVELS: [(&str, &str); 4] = [
    ("team", "係長（係の長）"),
    ("section", "課長（課の長）"),
    ("department", "部長（部の長）"),
    ("executive", "副市長・教育長"),
];

/// A rule's two levels; an empty one means that the step is skipped.
pub fn levels(answers: &Answers) -> Result<(Option<Level>, Option<Level>), Mistakes> {
    let mut mistakes = Mistakes::default();
    let level = |field: &str| match answers.get(field) {
        "" => Ok(None),
        code => Level::from_code(code).map(Some).ok_or("評価者は、示された中から選んでください"),
    };
    let first = mistakes.note("first", level("first"));
    let second = mistakes.note("second", level("second"));
    if let (Some(first), Some(second)) = (first, second) {
        match (first, second) {
            (None, None) => {
                mistakes.add("first", "一次評価者か二次評価者のどちらかを選んでください");
            }
            // a level further up compares as smaller
            (Some(one), Some(two)) if two > one => {
                mistakes
                    .add("second", "二次評価者は、一次評価者より上位か同じ職から選んでください");
            }
            _ => {}
        }
    }
    mistakes.or((first.flatten(), second.flatten()))
}

/// A personal choice as typed: numbers still unknown.
pub struct TypedChoice {
    pub number: String,
    pub step: &'static str,
    /// None: this person has no such step.
    pub evaluator: Option<String>,
    pub reason: String,
    pub from: Date,
    pub until: Option<Date>,
}

/// Reads a personal choice, or every mistake at once.
pub fn choice(answers: &Answers) -> Result<TypedChoice, Mistakes> {
    let mut mistakes = Mistakes::default();
    let number = text::half_width(answers.get("number")).to_uppercase();
    if number.is_empty() {
        mistakes.add("number", "評価される人の職員番号を入力してください");
    }
    let step = match answers.get("step") {
        "first" => "first",
        "second" => "second",
        _ => {
            mistakes.add("step", "一次評価か二次評価かを選んでください");
            ""
        }
    };
    let evaluator = text::half_width(answers.get("evaluator")).to_uppercase();
    if !evaluator.is_empty() && evaluator == number {
        mistakes
            .add("evaluator", "本人を評価者にはできません。ほかの人の職員番号を入力してください");
    }
    let reason = mistakes.note("reason", text::prose(answers.get("reason"), "理由", 1..=400));
    let from = mistakes.note("from", date::parse(answers.get("from")));
    let until = match answers.get("until") {
        "" => Some(None),
        typed => mistakes.note("until", date::parse(typed)).map(Some),
    };
    if let (Some(from), Some(Some(until))) = (from, until)
        && until < from
    {
        mistakes.add("until", "終わりの日は、始まりの日と同じか、後にしてください");
    }
    let evaluator = (!evaluator.is_empty()).then_some(evaluator);
    let (Some(reason), Some(from), Some(until)) = (reason, from, until) else {
        return Err(mistakes);
    };
    mistakes.or(TypedChoice { number, step, evaluator, reason, from, until })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_evaluator_is_never_below_the_first() {
        let read = |first, second| levels(&Answers::from([("first", first), ("second", second)]));
        assert!(read("section", "department").is_ok());
        assert!(read("section", "section").is_ok());
        assert!(read("executive", "").is_ok());
        assert!(read("department", "section").unwrap_err().on("second").is_some());
        assert!(read("", "").unwrap_err().on("first").is_some());
        assert!(read("boss", "").unwrap_err().on("first").is_some());
    }

    #[test]
    fn a_choice_names_every_mistake_at_once() {
        let answers = Answers::from([
            ("number", "010234"),
            ("evaluator", "０１０２３４"),
            ("from", "令和8年4月1日"),
            ("until", "令和8年3月1日"),
        ]);
        let mistakes = choice(&answers).err().unwrap();
        let fields: Vec<_> = mistakes.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["step", "evaluator", "reason", "until"]);
    }
}
