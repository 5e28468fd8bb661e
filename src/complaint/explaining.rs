//! 再説明: whether the result is explained once more before a written complaint, and when one may file
//! without it. Pure (evaluation.md 1.3).

use serde::Deserialize;
use time::Date;

use crate::kit::date::month_day_weekday;

/// What the city does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reexplanation {
    None,
    Offered,
    /// A written complaint comes after it.
    Required,
}

impl Reexplanation {
    pub const ALL: [Self; 3] = [Self::None, Self::Offered, Self::Required];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Offered => "offered",
            Self::Required => "required",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::None => "行わない",
            Self::Offered => "本人が求めたときに行う",
            Self::Required => "申出書の前に必ず行う",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// An explanation the person asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The last day the evaluator has.
    pub due_on: Date,
    pub held_on: Option<Date>,
}

impl Asked {
    /// As it is stored: without a last day nothing was asked for.
    pub fn of(due_on: Option<Date>, held_on: Option<Date>) -> Option<Self> {
        due_on.map(|due_on| Self { due_on, held_on })
    }
}

/// Why the written complaint has to wait; None: it can be filed. Nobody loses their right by silence:
/// neither after the evaluator's last day nor on the last day of one's own time.
pub fn waits(
    rule: Reexplanation,
    asked: Option<Asked>,
    due: Option<Date>,
    today: Date,
) -> Option<String> {
    if rule != Reexplanation::Required || due.is_some_and(|due| today >= due) {
        return None;
    }
    let last = due.map_or_else(String::new, |due| {
        format!("行われなくても、{}には申出書を出せます。", month_day_weekday(due))
    });
    match asked {
        None => Some(format!(
            "申出書の前に、評価者の再説明を受けることになっています。「苦情の相談と申出」で再説明を求めてください。{last}"
        )),
        Some(Asked { held_on: None, due_on }) if today <= due_on => Some(format!(
            "評価者の再説明を待っています。{}を過ぎても行われないときは、再説明なしで申出書を出せます。{last}",
            month_day_weekday(due_on)
        )),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use time::macros::date;

    use super::*;

    #[test]
    fn a_petition_comes_after_the_explanation_and_silence_blocks_nobody() {
        let due = Some(date!(2026 - 12 - 03));
        let asked = |held_on| Some(Asked { due_on: date!(2026 - 12 - 01), held_on });
        let held = Some(date!(2026 - 11 - 26));
        let mut table = String::new();
        for (words, rule, asked, due, today) in [
            ("行わない市", Reexplanation::None, None, due, date!(2026 - 11 - 25)),
            ("求められる市", Reexplanation::Offered, None, due, date!(2026 - 11 - 25)),
            ("求めていない", Reexplanation::Required, None, due, date!(2026 - 11 - 25)),
            ("待っている", Reexplanation::Required, asked(None), due, date!(2026 - 12 - 01)),
            ("日数が過ぎた", Reexplanation::Required, asked(None), due, date!(2026 - 12 - 02)),
            ("行われた", Reexplanation::Required, asked(held), due, date!(2026 - 11 - 26)),
            ("期限の最後の日", Reexplanation::Required, None, due, date!(2026 - 12 - 03)),
            ("期限がまだない", Reexplanation::Required, None, None, date!(2026 - 12 - 03)),
        ] {
            let said = waits(rule, asked, due, today).unwrap_or_else(|| "出せる".to_owned());
            writeln!(table, "{words}: {said}").unwrap();
        }
        insta::assert_snapshot!(table, @"
        行わない市: 出せる
        求められる市: 出せる
        求めていない: 申出書の前に、評価者の再説明を受けることになっています。「苦情の相談と申出」で再説明を求めてください。行われなくても、12月3日（木）には申出書を出せます。
        待っている: 評価者の再説明を待っています。12月1日（火）を過ぎても行われないときは、再説明なしで申出書を出せます。行われなくても、12月3日（木）には申出書を出せます。
        日数が過ぎた: 出せる
        行われた: 出せる
        期限の最後の日: 出せる
        期限がまだない: 申出書の前に、評価者の再説明を受けることになっています。「苦情の相談と申出」で再説明を求めてください。
        ");
    }

    #[test]
    fn every_choice_is_read_back() {
        for one in Reexplanation::ALL {
            assert_eq!(Reexplanation::from_code(one.code()), Some(one));
        }
        assert_eq!(Reexplanation::from_code(""), None);
    }
}
