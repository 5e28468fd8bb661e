//! What HR types about routes.

use time::Date;

use super::rules::{Calibration, Levels, SeatKind};
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

/// Who may calibrate beside 職員課, as fields and words.
pub const CALIBRATIONS: [(&str, &str); 4] = [
    ("section", "課長（課の長）"),
    ("department", "部長（部の長）"),
    ("executive", "副市長・教育長"),
    ("none", "調整を行わない"),
];

/// The priorities of a rule beside the usual one, as fields and words.
pub const PRIORITIES: [(&str, &str); 3] = [("2", "最優先"), ("1", "優先"), ("-1", "後回し")];

/// A rule's priority; an empty one is the usual.
pub fn priority(answers: &Answers) -> Result<i32, Mistakes> {
    let code = answers.get("priority");
    let known = PRIORITIES.iter().any(|(own, _)| *own == code);
    match code.parse() {
        Ok(priority) if known => Ok(priority),
        _ if code.is_empty() => Ok(0),
        _ => {
            let mut mistakes = Mistakes::default();
            mistakes.add("priority", "優先順位は、示された中から選んでください");
            Err(mistakes)
        }
    }
}

/// A rule's levels; an empty one means that the seat is absent.
pub fn levels(answers: &Answers) -> Result<Levels, Mistakes> {
    let mut mistakes = Mistakes::default();
    let level = |field: &str| match answers.get(field) {
        "" => Ok(None),
        code => Level::from_code(code).map(Some).ok_or("評価者は、示された中から選んでください"),
    };
    let assistant = mistakes.note("assistant", level("assistant"));
    let first = mistakes.note("first", level("first"));
    let second = mistakes.note("second", level("second"));
    let confirmer = mistakes.note("confirmer", level("confirmer"));
    let calibration = mistakes.note("calibration", calibration(answers.get("calibration")));
    let (Some(assistant), Some(first), Some(second), Some(confirmer), Some(calibration)) =
        (assistant, first, second, confirmer, calibration)
    else {
        return Err(mistakes);
    };
    let levels = Levels { assistant, first, second, calibration, confirmer };
    fit(levels, &mut mistakes);
    mistakes.or(levels)
}

fn calibration(code: &str) -> Result<Calibration, &'static str> {
    match code {
        "" => Ok(Calibration::Office),
        "none" => Ok(Calibration::Without),
        code => Level::from_code(code)
            .map(Calibration::By)
            .ok_or("調整者は、示された中から選んでください"),
    }
}

/// Each seat lies above the one before. A level further up compares as smaller.
fn fit(levels: Levels, mistakes: &mut Mistakes) {
    match (levels.first, levels.second) {
        (None, None) => {
            mistakes.add("first", "一次評価者か二次評価者のどちらかを選んでください");
        }
        (Some(one), Some(two)) if two > one => {
            mistakes.add("second", "二次評価者は、一次評価者より上位か同じ職から選んでください");
        }
        _ => {}
    }
    let lowest = levels.first.or(levels.second);
    if levels.assistant.zip(lowest).is_some_and(|(below, above)| below <= above) {
        mistakes.add("assistant", "評価補助者は、評価者より下位の職から選んでください");
    }
    let last = levels.second.or(levels.first);
    if let (Calibration::By(above), Some(last)) = (levels.calibration, last)
        && above >= last
    {
        mistakes.add("calibration", "調整者は、最後の評価者より上位の職から選んでください");
    }
}

/// A personal choice as typed: numbers still unknown.
pub struct TypedChoice {
    pub number: String,
    pub seat: &'static str,
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
    let known = SeatKind::ALL.iter().find(|(_, code, _)| *code == answers.get("step"));
    let seat = mistakes.note("step", known.ok_or("どの役割かを選んでください"));
    let evaluator = text::half_width(answers.get("evaluator")).to_uppercase();
    if !evaluator.is_empty() && evaluator == number {
        mistakes
            .add("evaluator", "本人を評価者にはできません。ほかの人の職員番号を入力してください");
    }
    let reason = mistakes.note("reason", text::prose(answers.get("reason"), "理由", 1..=400));
    let from = mistakes.note("from", date::named("始まりの日", answers.get("from")));
    let until = match answers.get("until") {
        "" => Some(None),
        typed => mistakes.note("until", date::named("終わりの日", typed)).map(Some),
    };
    if let (Some(from), Some(Some(until))) = (from, until)
        && until < from
    {
        mistakes.add("until", "終わりの日は、始まりの日と同じか、後にしてください");
    }
    let evaluator = (!evaluator.is_empty()).then_some(evaluator);
    let (Some(reason), Some(from), Some(until), Some((_, seat, _))) = (reason, from, until, seat)
    else {
        return Err(mistakes);
    };
    mistakes.or(TypedChoice { number, seat, evaluator, reason, from, until })
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
    fn a_priority_is_one_of_those_offered() {
        let read = |code| priority(&Answers::from([("priority", code)])).ok();
        assert_eq!(["", "2", "1", "-1"].map(read), [Some(0), Some(2), Some(1), Some(-1)]);
        assert_eq!(["3", "0", "x", "99999999999"].map(read), [None; 4]);
    }

    #[test]
    fn who_assists_stands_below_and_who_calibrates_above() {
        let read = |assistant, calibration| {
            levels(&Answers::from([
                ("assistant", assistant),
                ("first", "section"),
                ("second", "department"),
                ("calibration", calibration),
            ]))
        };
        assert!(read("team", "executive").is_ok());
        assert!(read("", "none").is_ok());
        assert!(read("section", "").unwrap_err().on("assistant").is_some());
        assert!(read("", "department").unwrap_err().on("calibration").is_some());
        assert!(read("", "boss").unwrap_err().on("calibration").is_some());
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
