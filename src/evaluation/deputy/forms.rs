//! What 職員課 types to name a deputy.

use time::{Date, Duration};

use crate::kit::{Answers, Mistakes, date, text};

/// The longest time: whoever is away for more than a year is no evaluator of it.
const LONGEST: Duration = Duration::days(366);

/// The field that says that a lower position is meant; it stands there once it is asked about.
pub const JUNIOR: &str = "junior";

/// A deputy as typed: the numbers are still unknown.
#[derive(Debug, PartialEq, Eq)]
pub struct Typed {
    pub evaluator: String,
    pub deputy: String,
    pub from: Date,
    /// The last day.
    pub until: Date,
    pub reason: String,
    /// Somebody in a lower position is meant, and it was thought about.
    pub junior: bool,
}

/// Reads who stands in for whom, or every mistake at once.
pub fn naming(answers: &Answers, today: Date) -> Result<Typed, Mistakes> {
    let mut mistakes = Mistakes::default();
    let mut number = |field: &str, whose: &str| {
        let typed = text::half_width(answers.get(field)).trim().to_uppercase();
        if typed.is_empty() {
            mistakes.add(field, format!("{whose}の職員番号を入力してください"));
        }
        typed
    };
    let evaluator = number("evaluator", "評価者");
    let deputy = number("deputy", "代理");
    if !deputy.is_empty() && evaluator == deputy {
        mistakes
            .add("deputy", "評価者本人は代理になれません。ほかの人の職員番号を入力してください");
    }
    // two days on one page: each says which of them it is
    let mut day = |field: &str, which: &str| {
        let read = date::parse(answers.get(field)).map_err(|why| format!("{which}：{why}"));
        mistakes.note(field, read)
    };
    let (from, until) = (day("from", "始まりの日"), day("until", "終わりの日"));
    if let (Some(from), Some(until)) = (from, until) {
        if until < from {
            mistakes.add("until", "終わりの日は、始まりの日と同じか、後にしてください");
        } else if until < today {
            mistakes.add("until", "終わりの日が過ぎています。今日か、これからの日にしてください");
        } else if until - from > LONGEST {
            mistakes.add(
                "until",
                "代理は1年以内です。もっと長いときは、評価者の決め方で評価者を変えてください",
            );
        }
    }
    let reason = mistakes.note("reason", text::prose(answers.get("reason"), "理由", 1..=400));
    let (Some(from), Some(until), Some(reason)) = (from, until, reason) else {
        return Err(mistakes);
    };
    let junior = answers.get(JUNIOR) == "yes";
    mistakes.or(Typed { evaluator, deputy, from, until, reason, junior })
}

/// What 職員課 makes of a proposal: None it is named, else why not. A time that is over is named no more.
pub fn answering(answers: &Answers, until: Date, today: Date) -> Result<Option<String>, Mistakes> {
    let mut mistakes = Mistakes::default();
    match answers.get("outcome") {
        "named" if until < today => {
            mistakes.add("outcome", "期間が過ぎています。見送ってください");
        }
        "named" => return Ok(None),
        "declined" => {
            let why = text::prose(answers.get("answer"), "見送る理由", 5..=400);
            if let Some(why) = mistakes.note("answer", why) {
                return Ok(Some(why));
            }
        }
        _ => mistakes.add("outcome", "このとおり決めるか、見送るかを選んでください"),
    }
    Err(mistakes)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn mistakes(fields: &[(&str, &str)]) -> Vec<String> {
        let usual = [
            ("evaluator", "010078"),
            ("deputy", "010088"),
            ("from", "2026-11-24"),
            ("until", "2026-12-20"),
            ("reason", "入院のため"),
        ];
        let typed = usual.map(|(name, value)| {
            *fields.iter().find(|(own, _)| *own == name).unwrap_or(&(name, value))
        });
        match naming(&Answers::from(typed), date!(2026 - 11 - 24)) {
            Ok(_) => Vec::new(),
            Err(mistakes) => mistakes.iter().map(|(field, _)| field.to_owned()).collect(),
        }
    }

    #[test]
    fn a_proposal_is_named_or_declined_with_a_reason() {
        let of = |outcome: &str, why: &str, until: Date| {
            let answers = Answers::from([("outcome", outcome), ("answer", why)]);
            answering(&answers, until, date!(2026 - 11 - 24)).map_err(|wrong| {
                wrong.iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>()
            })
        };
        let last = date!(2026 - 11 - 24);
        assert_eq!(of("named", "", last), Ok(None), "today is the last day");
        assert_eq!(of("named", "", date!(2026 - 11 - 23)), Err(vec!["outcome".to_owned()]));
        assert_eq!(of("declined", "短い", last), Err(vec!["answer".to_owned()]));
        let why = "その期間は出勤の予定です。";
        assert_eq!(of("declined", why, last), Ok(Some(why.to_owned())));
        assert_eq!(of("", why, last), Err(vec!["outcome".to_owned()]));
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        assert!(mistakes(&[]).is_empty());
        assert!(mistakes(&[("from", "2026-11-01"), ("until", "2026-11-24")]).is_empty(), "today");
        assert_eq!(mistakes(&[("until", "2026-11-23")]), ["until"], "before it begins");
        let over = [("from", "2026-11-01"), ("until", "2026-11-23")];
        assert_eq!(mistakes(&over), ["until"], "over already");
        assert_eq!(mistakes(&[("until", "2027-11-26")]), ["until"], "more than a year");
        assert_eq!(mistakes(&[("deputy", "０１００７８")]), ["deputy"], "the evaluator");
        let empty = ["evaluator", "deputy", "from", "until", "reason"].map(|name| (name, ""));
        assert_eq!(mistakes(&empty), ["evaluator", "deputy", "from", "until", "reason"]);
    }
}
