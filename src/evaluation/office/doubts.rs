//! What HR should know before it gives more time. Nothing of it forbids it. Pure.

use time::Date;

use super::forms::{Extending, STEPS};
use crate::{calendar::Calendar, evaluation::cycle::closed, kit::date::month_day_weekday};

/// Sentences about a new due date: the city hall is closed on it, or later steps are due before.
pub fn doubts(what: &Extending, dues: &[(String, Date)], calendar: &Calendar) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    if let Some(why) = closed(calendar, what.due_on) {
        told.push(format!("新しい期限（{}）は、{why}。", month_day_weekday(what.due_on)));
    }
    let later = STEPS.iter().skip_while(|(step, _)| *step != what.step).skip(1);
    for (step, label) in later {
        let Some((_, due)) = dues.iter().find(|(own, due)| own == step && *due <= what.due_on)
        else {
            continue;
        };
        let how = if *due == what.due_on { "と同じ日" } else { "より後" };
        told.push(format!(
            "新しい期限は、後の段階の「{label}」の期限（{}）{how}です。「{label}」の期限も延ばすか、確かめてください。",
            month_day_weekday(*due)
        ));
    }
    told
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn a_closed_day_and_later_steps_that_are_due_before_are_told() {
        let calendar =
            Calendar::new(vec![(date!(2026 - 11 - 23), "勤労感謝の日".to_owned())], vec![]);
        let dues = [
            ("self", date!(2026 - 11 - 10)),
            ("first", date!(2026 - 11 - 20)),
            ("second", date!(2026 - 11 - 23)),
            ("disclosure", date!(2026 - 12 - 18)),
        ];
        let dues = dues.map(|(step, due)| (step.to_owned(), due));
        let said = |step: &str, due_on| {
            let what = Extending { step: step.to_owned(), due_on, reason: String::new() };
            doubts(&what, &dues, &calendar).join("\n")
        };
        assert_eq!(said("self", date!(2026 - 11 - 13)), "");
        insta::assert_snapshot!(said("self", date!(2026 - 11 - 23)), @"
        新しい期限（11月23日（月））は、閉庁日です（勤労感謝の日）。
        新しい期限は、後の段階の「一次評価」の期限（11月20日（金））より後です。「一次評価」の期限も延ばすか、確かめてください。
        新しい期限は、後の段階の「二次評価」の期限（11月23日（月））と同じ日です。「二次評価」の期限も延ばすか、確かめてください。
        ");
        assert_eq!(
            said("second", date!(2026 - 11 - 28)),
            "新しい期限（11月28日（土））は、土曜日です。"
        );
    }
}
