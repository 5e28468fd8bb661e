//! What is typed about moves: a handover, an opinion, the rules of a year.

use time::Date;

use super::policy::Policy;
use crate::kit::{Answers, Mistakes, date, text};

/// What a former evaluator hands over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    pub results: String,
    pub observations: String,
    pub overall: Option<i16>,
}

/// Reads a handover; a grade from the scale is asked where evaluators share the period.
pub fn handed(answers: &Answers, scale: &[i16], graded: bool) -> Result<Handed, Mistakes> {
    let mut mistakes = Mistakes::default();
    let results =
        mistakes.note("results", text::prose(answers.get("results"), "仕事の実績", 10..=2000));
    let observations = mistakes.note(
        "observations",
        text::prose(answers.get("observations"), "見た行動と所見", 10..=2000),
    );
    let overall = answers.get("overall").parse().ok().filter(|points| scale.contains(points));
    if graded && overall.is_none() {
        mistakes.add("overall", "自分の期間の全体の評価を選んでください");
    }
    match (results, observations) {
        (Some(results), Some(observations)) => {
            mistakes.or(Handed { results, observations, overall: overall.filter(|_| graded) })
        }
        _ => Err(mistakes),
    }
}

/// Reads an opinion of 兼務先 or 派遣先.
pub fn opinion(answers: &Answers) -> Result<String, Mistakes> {
    let mut mistakes = Mistakes::default();
    mistakes.note("body", text::prose(answers.get("body"), "意見", 10..=2000)).ok_or(mistakes)
}

/// Why 職員課 goes on without a handover.
pub fn waiver(answers: &Answers) -> Result<String, Mistakes> {
    let mut mistakes = Mistakes::default();
    let reason = text::prose(answers.get("reason"), "引継ぎなしで進める理由", 10..=1000);
    mistakes.note("reason", reason).ok_or(mistakes)
}

/// The rules of a year about moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub policy: Policy,
    pub handover_days: i16,
    pub by_second: bool,
    pub renewal_months: i16,
    pub outside_due_on: Option<Date>,
}

/// Reads the rules of a year, or every mistake at once.
pub fn setting(answers: &Answers) -> Result<Setting, Mistakes> {
    let mut mistakes = Mistakes::default();
    let policy = Policy::from_code(answers.get("policy"));
    let policy =
        mistakes.note("policy", policy.ok_or("異動したときの評価者の決め方を選んでください"));
    let number = |field: &str, what: &str, most: i16| {
        let typed = text::half_width(answers.get(field));
        let number = typed.parse::<i16>().ok().filter(|n| (1..=most).contains(n));
        number.ok_or_else(|| format!("{what}は1から{most}までの数字で入力してください"))
    };
    let days = mistakes.note("handover_days", number("handover_days", "引継ぎの日数", 60));
    let months = mistakes.note("renewal_months", number("renewal_months", "目標を立て直す月数", 6));
    let outside = match answers.get("outside_due_on") {
        "" => Some(None),
        typed => mistakes
            .note("outside_due_on", date::named("兼務先・派遣先の意見の期限", typed))
            .map(Some),
    };
    match (policy, days, months, outside) {
        (Some(policy), Some(handover_days), Some(renewal_months), Some(outside_due_on)) => mistakes
            .or(Setting {
                policy,
                handover_days,
                by_second: answers.get("by_second") == "yes",
                renewal_months,
                outside_due_on,
            }),
        _ => Err(mistakes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handover_has_both_texts_and_a_grade_where_it_is_asked() {
        let typed = |overall| {
            Answers::from([
                ("results", "窓口の待ち時間を3割減らしました。"),
                ("observations", "新人に手順をていねいに教えていました。"),
                ("overall", overall),
            ])
        };
        assert_eq!(handed(&typed("4"), &[1, 2, 3, 4, 5], false).unwrap().overall, None);
        assert_eq!(handed(&typed("4"), &[1, 2, 3, 4, 5], true).unwrap().overall, Some(4));
        assert!(handed(&typed("9"), &[1, 2, 3, 4, 5], true).unwrap_err().on("overall").is_some());
        let wrong = handed(&Answers::default(), &[], true).unwrap_err();
        let fields: Vec<_> = wrong.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["results", "observations", "overall"]);
    }

    #[test]
    fn the_rules_of_a_year_are_read_or_every_mistake_is_told() {
        let typed = |days, months, day| {
            setting(&Answers::from([
                ("policy", "shared"),
                ("handover_days", days),
                ("renewal_months", months),
                ("outside_due_on", day),
            ]))
        };
        assert_eq!(typed("１４", "1", "").unwrap().handover_days, 14);
        let wrong = typed("0", "9", "いつか").unwrap_err();
        assert_eq!(wrong.len(), 3);
        assert!(setting(&Answers::default()).unwrap_err().on("policy").is_some());
        assert!(opinion(&Answers::from([("body", "短い")])).unwrap_err().on("body").is_some());
        assert!(waiver(&Answers::default()).is_err());
    }
}
