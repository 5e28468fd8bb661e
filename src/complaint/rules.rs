//! Deadlines by setting, who may judge, when a case may go on. Pure (evaluation.md 1.3).

use serde::Deserialize;
use time::Date;

use super::{explaining::Reexplanation, kinds::Redo, workflow::State};
use crate::{
    calendar::{Calendar, Start, Term, Unit, working_days_left},
    evaluation::workflow as law,
    kit::date::{Remaining, month_day_weekday},
};

/// What the city has set for the day a count began.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Rule {
    pub starts: Start,
    pub unit: Unit,
    pub number: u16,
    pub petition_unit: Unit,
    pub petition_number: u16,
    pub moves_on: bool,
    pub statement_days: u16,
    pub committee_size: u16,
    pub not_arguable: String,
    /// 再説明 before the written complaint, and the working days an evaluator has for it.
    pub reexplanation: Reexplanation,
    pub reexplanation_days: u16,
}

impl Rule {
    /// To ask or to file, after the result was disclosed or explained.
    pub fn first(&self) -> Term {
        Term { unit: self.unit, number: self.number, moves_on: self.moves_on }
    }

    /// To file, after a consultation was answered.
    pub fn petition(&self) -> Term {
        Term { unit: self.petition_unit, number: self.petition_number, moves_on: self.moves_on }
    }

    /// For an evaluator to explain the result again.
    pub fn explanation(&self) -> Term {
        Term { unit: Unit::WorkingDays, number: self.reexplanation_days, moves_on: true }
    }

    /// For an evaluator's statement.
    pub fn statement(&self) -> Term {
        Term { unit: Unit::WorkingDays, number: self.statement_days, moves_on: true }
    }
}

/// Ways other cities count, to begin with: name, unit, number, whether a closed last day moves on
/// (evaluation.md 1.3: 三原市・北栄町・対馬市 7日, 若狭町・直方市 7開庁日, 菊池広域 30日).
pub const PRESETS: [(&str, &str, Unit, u16, bool); 5] = [
    ("week", "1週間", Unit::Weeks, 1, true),
    ("seven", "7日（土日や祝日も数える）", Unit::Days, 7, true),
    ("seven-open", "7開庁日（閉庁日を除く）", Unit::WorkingDays, 7, true),
    ("ten-open", "10開庁日（2週間・閉庁日を除く）", Unit::WorkingDays, 10, true),
    ("thirty", "30日（土日や祝日も数える）", Unit::Days, 30, true),
];

/// From which day the count begins: the explanation if the rule says so and there was one.
pub fn begins(rule: &Rule, disclosed: Date, explained: Option<Date>) -> (Start, Date) {
    match explained {
        Some(day) if rule.starts == Start::Explanation && day >= disclosed => {
            (Start::Explanation, day)
        }
        _ => (Start::Disclosure, disclosed),
    }
}

/// What is left until a deadline in words, counted as the deadline was.
pub fn left(calendar: &Calendar, due: Date, today: Date) -> Remaining {
    let days = working_days_left(calendar, due, today);
    let (words, tag) = if due < today {
        (format!("{}開庁日過ぎています", -days), "ng")
    } else if due == today {
        ("今日まで".to_owned(), "do")
    } else if days <= 5 {
        (format!("あと{days}開庁日"), "do")
    } else {
        (format!("あと{days}開庁日"), "now")
    };
    Remaining { days, words, tag }
}

/// The sentence for somebody who comes too late, and whom to ask.
pub fn too_late(due: Date, contact: &str) -> String {
    format!(
        "申し出の期限は{}でした。事情があるときは、{contact}に相談してください。職員課は、理由を記録して受け付けることができます。",
        month_day_weekday(due)
    )
}

/// Why somebody may not judge a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// It is their own.
    Own,
    /// They had a part in evaluating the person, this year or before: as an evaluator, now or
    /// formerly, as 補助者, 調整者 or 確認者.
    Evaluated,
    /// They were asked for a statement.
    Asked,
    /// They have an open complaint themselves.
    Complains,
    /// They confirmed the result for 職員課.
    Confirmed,
}

impl Bar {
    /// Reads what the database's `complaint_bar` says; it is the same rule, refused there too.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "own" => Some(Self::Own),
            "evaluated" => Some(Self::Evaluated),
            "asked" => Some(Self::Asked),
            "complains" => Some(Self::Complains),
            "confirmed" => Some(Self::Confirmed),
            _ => None,
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Own => "申し出た本人のため",
            Self::Evaluated => "この人の評価に関わったことがあるため",
            Self::Asked => "この案件で説明を求められているため",
            Self::Complains => "自分も苦情を申し出ているため",
            Self::Confirmed => "この評価の調整か確定をしたため",
        }
    }
}

/// What a written complaint needs before it goes to the committee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gathered {
    pub heard_person: bool,
    /// Questions that are not answered and not overdue.
    pub waiting: usize,
    pub members: usize,
    pub chair: bool,
    pub needed: usize,
}

/// What is missing, in sentences; empty: it may go.
pub fn missing(gathered: Gathered) -> Vec<String> {
    let mut missing = Vec::new();
    if !gathered.heard_person {
        missing.push("本人の話を聞いて、聞き取りに記録してください。".to_owned());
    }
    if gathered.waiting > 0 {
        missing.push(format!(
            "評価者の説明を待っています（{}件）。届くか、期限を過ぎると進めます。",
            gathered.waiting
        ));
    }
    if gathered.members < gathered.needed {
        missing.push(format!(
            "委員を{}名以上決めてください（いまは{}名です）。",
            gathered.needed, gathered.members
        ));
    }
    if !gathered.chair {
        missing.push("委員長を1名決めてください。".to_owned());
    }
    missing
}

/// Whether enough members were there to decide: more than half.
pub fn quorum(present: usize, members: usize) -> bool {
    present > 0 && present * 2 > members
}

/// Where a sheet goes whose evaluation the committee ordered to be redone (evaluation.md 1.3): to the
/// first evaluator where the first step is redone, after whom the second acts again; else to
/// whoever writes the grades that become the result.
pub fn reopens(plan: law::Plan, now: law::Moment, redo: Redo) -> Result<law::State, law::Refusal> {
    let last = law::next(plan, now, law::Action::Correct, law::Hat::Hr)?;
    let first = plan.first && matches!(redo, Redo::First | Redo::Both);
    Ok(if first { law::State::FirstReview } else { last })
}

/// One step of the line at the head of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepView {
    pub label: &'static str,
    pub words: String,
    pub done: bool,
    pub current: bool,
}

/// The line of steps: what is done, where it is. `known` holds the day each state was reached.
pub fn steps(state: State, known: &[(State, String)], due: &str) -> Vec<StepView> {
    let shown = if state == State::Decided { State::Committee } else { state };
    let line = [
        (State::Consultation, "相談"),
        (State::Answered, "回答"),
        (State::Hearing, "申出と聞き取り"),
        (State::Committee, "委員会の審査"),
        (State::Notified, "決定と通知"),
    ];
    let reached = |step| known.iter().find(|(own, _)| *own == step).map(|(_, day)| day.clone());
    line.into_iter()
        .map(|(step, label)| {
            let current = shown == step && step != State::Notified;
            let day = reached(step);
            let done = !current && day.is_some();
            let words = match (current, day) {
                (true, _) if due.is_empty() => "いまここ".to_owned(),
                (true, _) => format!("いまここ・{due}"),
                (false, Some(day)) => day,
                (false, None) if !shown.ended() && step > shown => String::new(),
                (false, None) => "行っていません".to_owned(),
            };
            StepView { label, words, done, current }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn rule() -> Rule {
        Rule {
            starts: Start::Explanation,
            unit: Unit::WorkingDays,
            number: 7,
            petition_unit: Unit::Days,
            petition_number: 7,
            moves_on: true,
            statement_days: 5,
            committee_size: 3,
            not_arguable: String::new(),
            reexplanation: Reexplanation::None,
            reexplanation_days: 5,
        }
    }

    #[test]
    fn the_count_begins_with_the_explanation_if_there_was_one() {
        let (disclosed, explained) = (date!(2027 - 04 - 27), date!(2027 - 05 - 10));
        assert_eq!(begins(&rule(), disclosed, None), (Start::Disclosure, disclosed));
        assert_eq!(begins(&rule(), disclosed, Some(explained)), (Start::Explanation, explained));
        let plain = Rule { starts: Start::Disclosure, ..rule() };
        assert_eq!(begins(&plain, disclosed, Some(explained)).1, disclosed);
        assert_eq!(begins(&rule(), explained, Some(disclosed)).1, explained, "never earlier");
    }

    #[test]
    fn what_is_left_is_said_in_working_days() {
        let calendar = Calendar::default();
        let say = |due, today| left(&calendar, due, today).words;
        assert_eq!(say(date!(2026 - 12 - 01), date!(2026 - 11 - 26)), "あと3開庁日");
        assert_eq!(say(date!(2026 - 11 - 26), date!(2026 - 11 - 26)), "今日まで");
        assert_eq!(say(date!(2026 - 11 - 27), date!(2026 - 11 - 29)), "1開庁日過ぎています");
    }

    #[test]
    fn a_case_goes_to_the_committee_complete() {
        let whole = Gathered { heard_person: true, waiting: 0, members: 3, chair: true, needed: 3 };
        assert!(missing(whole).is_empty());
        let nothing =
            Gathered { heard_person: false, waiting: 2, members: 1, chair: false, needed: 3 };
        insta::assert_snapshot!(missing(nothing).join("\n"), @r"
        本人の話を聞いて、聞き取りに記録してください。
        評価者の説明を待っています（2件）。届くか、期限を過ぎると進めます。
        委員を3名以上決めてください（いまは1名です）。
        委員長を1名決めてください。
        ");
    }

    #[test]
    fn a_sheet_reopens_at_the_step_that_is_redone() {
        use law::State as Sheet;
        let plan = law::Plan {
            goals: false,
            midterm: false,
            direct: false,
            first: true,
            second: true,
            calibration: true,
        };
        let goes =
            |plan, state, redo| reopens(plan, law::Moment { state, opened: true }, redo).ok();
        for state in [Sheet::Confirmed, Sheet::Disclosed] {
            let whole = [Redo::First, Redo::Second, Redo::Both].map(|redo| goes(plan, state, redo));
            let both = [Sheet::FirstReview, Sheet::SecondReview, Sheet::FirstReview];
            assert_eq!(whole, both.map(Some));
            let alone = law::Plan { second: false, ..plan };
            assert_eq!(goes(alone, state, Redo::First), Some(Sheet::FirstReview));
            let skipped = law::Plan { first: false, ..plan };
            assert_eq!(goes(skipped, state, Redo::Both), Some(Sheet::SecondReview));
        }
        assert_eq!(goes(plan, Sheet::SecondReview, Redo::First), None, "it is open already");
    }

    #[test]
    fn more_than_half_of_the_members_decide() {
        let table: Vec<_> = (0..=4).map(|present| quorum(present, 4)).collect();
        assert_eq!(table, [false, false, false, true, true]);
        assert!(quorum(2, 3) && !quorum(1, 3) && !quorum(0, 0));
    }

    #[test]
    fn every_reason_not_to_judge_has_words() {
        for code in ["own", "evaluated", "asked", "complains", "confirmed"] {
            assert!(Bar::from_code(code).unwrap().words().ends_with("ため"), "{code}");
        }
        assert_eq!(Bar::from_code(""), None);
    }

    #[test]
    fn the_line_of_steps_says_where_a_case_is() {
        let day = |s: &str| s.to_owned();
        let known = [(State::Consultation, day("5月10日")), (State::Hearing, day("5月14日"))];
        let line = |state, due| {
            steps(state, &known, due)
                .iter()
                .map(|s| format!("{}:{}{}", s.label, s.words, if s.done { "✓" } else { "" }))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            line(State::Hearing, ""),
            "相談:5月10日✓ 回答:行っていません 申出と聞き取り:いまここ 委員会の審査: 決定と通知:"
        );
        assert!(line(State::Withdrawn, "").contains("決定と通知:行っていません"));
    }
}
