//! The deadlines of complaints as HR types them.

use super::{
    explaining::Reexplanation,
    rules::{PRESETS, Rule},
};
use crate::{
    calendar::{Start, Unit},
    kit::{
        Answers, Mistakes,
        text::{self, half_width},
    },
};

const MAX_ARGUABLE: usize = 400;

fn number(typed: &str, most: u16) -> Result<u16, String> {
    half_width(typed)
        .parse()
        .ok()
        .filter(|number| (1..=most).contains(number))
        .ok_or_else(|| format!("1から{most}までの数字を入力してください"))
}

/// Whether results are explained again, and within how many working days. A city that does not has no
/// need to say in how many.
fn explanation(answers: &Answers, mistakes: &mut Mistakes) -> Option<(Reexplanation, u16)> {
    let again = match answers.get("reexplanation") {
        "" => Ok(Reexplanation::None),
        code => Reexplanation::from_code(code).ok_or("再説明をどうするかを選んでください"),
    };
    let again = mistakes.note("reexplanation", again)?;
    let days = match answers.get("reexplanation_days") {
        "" if again == Reexplanation::None => Ok(5),
        typed => number(typed, 60),
    };
    Some((again, mistakes.note("reexplanation_days", days)?))
}

/// Reads the rule, or every mistake at once. A chosen preset stands before what was typed.
pub fn rule(answers: &Answers) -> Result<Rule, Mistakes> {
    let mut mistakes = Mistakes::default();
    let starts = match answers.get("starts") {
        "disclosure" => Ok(Start::Disclosure),
        "explanation" => Ok(Start::Explanation),
        _ => Err("数え始める日を選んでください"),
    };
    let starts = mistakes.note("starts", starts);
    let preset = PRESETS.iter().find(|preset| preset.0 == answers.get("preset"));
    let (unit, count, moves_on) = if let Some((_, _, unit, number, moves_on)) = preset {
        (Some(*unit), Some(*number), *moves_on)
    } else {
        let unit = Unit::from_code(answers.get("unit")).ok_or("数え方を選んでください");
        let unit = mistakes.note("unit", unit);
        let count = mistakes.note("number", number(answers.get("number"), 366));
        (unit, count, answers.get("moves_on") == "yes")
    };
    let petition_unit = Unit::from_code(answers.get("petition_unit"));
    let petition_unit =
        mistakes.note("petition_unit", petition_unit.ok_or("数え方を選んでください"));
    let petition_number =
        mistakes.note("petition_number", number(answers.get("petition_number"), 366));
    let days = mistakes.note("statement_days", number(answers.get("statement_days"), 60));
    let size = mistakes.note("committee_size", number(answers.get("committee_size"), 15));
    let again = explanation(answers, &mut mistakes);
    let not_arguable =
        text::prose(answers.get("not_arguable"), "対象にならないこと", 0..=MAX_ARGUABLE);
    let not_arguable = mistakes.note("not_arguable", not_arguable);
    let said = not_arguable.zip(again);
    match (starts, unit, count, petition_unit, petition_number, days.zip(size), said) {
        (
            Some(starts),
            Some(unit),
            Some(number),
            Some(petition_unit),
            Some(petition_number),
            Some((statement_days, committee_size)),
            Some((not_arguable, (reexplanation, reexplanation_days))),
        ) => mistakes.or(Rule {
            starts,
            unit,
            number,
            petition_unit,
            petition_number,
            moves_on,
            statement_days,
            committee_size,
            not_arguable,
            reexplanation,
            reexplanation_days,
        }),
        _ => Err(mistakes),
    }
}

/// A rule as the form shows it.
pub fn answers(rule: &Rule) -> Answers {
    let mut answers = Answers::default();
    answers.put("starts", rule.starts.code());
    answers.put("unit", rule.unit.code());
    answers.put("number", rule.number.to_string());
    answers.put("petition_unit", rule.petition_unit.code());
    answers.put("petition_number", rule.petition_number.to_string());
    if rule.moves_on {
        answers.put("moves_on", "yes");
    }
    answers.put("statement_days", rule.statement_days.to_string());
    answers.put("committee_size", rule.committee_size.to_string());
    answers.put("reexplanation", rule.reexplanation.code());
    answers.put("reexplanation_days", rule.reexplanation_days.to_string());
    answers.put("not_arguable", rule.not_arguable.clone());
    answers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Answers {
        Answers::from([
            ("starts", "explanation"),
            ("unit", "weeks"),
            ("number", "２"),
            ("petition_unit", "days"),
            ("petition_number", "7"),
            ("statement_days", "5"),
            ("committee_size", "3"),
            ("reexplanation", "required"),
            ("reexplanation_days", "4"),
        ])
    }

    #[test]
    fn what_is_shown_is_read_back() {
        let read = rule(&typed()).unwrap();
        assert_eq!((read.unit, read.number, read.moves_on), (Unit::Weeks, 2, false));
        assert_eq!(rule(&answers(&read)), Ok(read));
    }

    #[test]
    fn every_preset_can_be_chosen() {
        for (code, words, unit, number, moves_on) in PRESETS {
            let mut answers = typed();
            answers.put("preset", code);
            let read = rule(&answers).unwrap();
            assert_eq!(
                (read.unit, read.number, read.moves_on),
                (unit, number, moves_on),
                "{words}"
            );
        }
    }

    #[test]
    fn every_mistake_is_told() {
        let mistakes =
            rule(&Answers::from([("number", "0"), ("committee_size", "99")])).unwrap_err();
        let fields: Vec<_> = mistakes.iter().map(|(field, _)| field.to_owned()).collect();
        assert_eq!(
            fields,
            [
                "starts",
                "unit",
                "number",
                "petition_unit",
                "petition_number",
                "statement_days",
                "committee_size"
            ]
        );
    }
}
