//! The dates of a year, as HR types them.

use time::{Date, Month, Weekday};

use super::store::{Cycle, StepRow};
use crate::{
    calendar::Calendar,
    evaluation::view::Scope,
    kit::{Answers, Mistakes, date},
};

/// The steps with dates, in order: word in the database and on the page.
pub const STEPS: [(&str, &str); 10] = [
    ("goals", "目標の設定"),
    ("goal_review", "目標の確認"),
    ("midterm", "中間申告"),
    ("midterm_review", "中間面談"),
    ("self", "自己評価"),
    ("first", "一次評価"),
    ("second", "二次評価"),
    ("calibration", "評価の調整"),
    ("confirmation", "確認と確定"),
    ("disclosure", "結果の開示"),
];

/// Steps a year need not have: left empty, they are not held.
pub const OPTIONAL: [&str; 5] =
    ["goals", "goal_review", "midterm", "midterm_review", "calibration"];

/// Steps that answer each other: what nobody answers, and answers to nothing, lead nowhere.
const PAIRS: [(&str, &str, &str); 2] = [
    ("goals", "goal_review", "目標の設定と目標の確認"),
    ("midterm", "midterm_review", "中間申告と中間面談"),
];

/// What is evaluated and for how long: word in the form, kind and term in the database, and the
/// words on the page. Abilities once a year, results also by half years (evaluation.md 1.1).
pub const KINDS: [(&str, &str, &str, &str); 4] = [
    ("ability", "ability", "year", "能力評価"),
    ("performance", "performance", "year", "業績評価（1年）"),
    ("first_half", "performance", "first_half", "業績評価（上半期）"),
    ("second_half", "performance", "second_half", "業績評価（下半期）"),
];

/// A year of results has goals to grade.
const NO_GOALS: &str = "業績評価では、目標の設定と確認の日程を入力してください";

/// What is told about in the middle of the period are goals.
const NO_MIDTERM: &str = "中間申告は、目標の設定を行う年度だけで行えます。目標の日程を入力するか、中間申告と中間面談を空にしてください";

/// Scopes of disclosure with their words.
pub const SCOPES: [(&str, &str); 4] = [
    (Scope::Overall.code(), Scope::Overall.label()),
    (Scope::Items.code(), Scope::Items.label()),
    (Scope::ItemsAndComments.code(), Scope::ItemsAndComments.label()),
    (Scope::Stages.code(), Scope::Stages.label()),
];

/// When one step opens and is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepDates {
    pub step: &'static str,
    pub opens_on: Date,
    pub due_on: Date,
}

/// The dates of all steps, or every mistake at once.
pub fn dates(answers: &Answers) -> Result<Vec<StepDates>, Mistakes> {
    let mut mistakes = Mistakes::default();
    let mut read: Vec<StepDates> = Vec::new();
    for (step, label) in STEPS {
        let (opens, due) = (format!("opens-{step}"), format!("due-{step}"));
        let empty = answers.get(&opens).is_empty() && answers.get(&due).is_empty();
        if empty && OPTIONAL.contains(&step) {
            continue;
        }
        let opens_on =
            mistakes.note(&opens, date::named(&format!("{label}の始まり"), answers.get(&opens)));
        let due_on = mistakes.note(&due, date::named(&format!("{label}の期限"), answers.get(&due)));
        let (Some(opens_on), Some(due_on)) = (opens_on, due_on) else { continue };
        if due_on < opens_on {
            let sentence = format!("{label}の期限は、始まりの日と同じか、後にしてください");
            mistakes.add(due.clone(), sentence);
        }
        if let Some(before) = read.last()
            && opens_on < before.opens_on
        {
            let sentence = format!("{label}の始まりは、前の段階の始まりより後にしてください");
            mistakes.add(opens.clone(), sentence);
        }
        read.push(StepDates { step, opens_on, due_on });
    }
    let has = |step| read.iter().any(|own| own.step == step);
    for (one, other, both) in PAIRS {
        if mistakes.is_empty() && has(one) != has(other) {
            let missing = if has(one) { other } else { one };
            let sentence = format!("{both}は、両方の日程を入力するか、両方空にしてください");
            mistakes.add(format!("opens-{missing}"), sentence);
        }
    }
    if has("midterm") && !has("goals") && mistakes.is_empty() {
        mistakes.add("opens-midterm", NO_MIDTERM);
    }
    mistakes.or(read)
}

/// An open year keeps its steps: sheets are on their way through them.
pub fn kept(cycle: &Cycle, steps: Vec<StepDates>) -> Result<Vec<StepDates>, Mistakes> {
    let mut mistakes = Mistakes::default();
    for step in OPTIONAL.iter().filter(|_| cycle.opened_at.is_some()) {
        let had = cycle.steps.iter().any(|own| own.step == *step);
        let has = steps.iter().any(|own| own.step == *step);
        if had != has {
            let sentence = "開始した後は、段階を加えたり外したりできません";
            mistakes.add(format!("opens-{step}"), sentence);
        }
    }
    if cycle.kind == "performance" && !steps.iter().any(|own| own.step == "goals") {
        mistakes.add("opens-goals", NO_GOALS);
    }
    mistakes.or(steps)
}

/// The same day a year later; 29 February becomes the 28th.
fn next_year(day: Date) -> Date {
    day.replace_year(day.year() + 1)
        .or_else(|_| day.replace_day(28).and_then(|d| d.replace_year(day.year() + 1)))
        .unwrap_or(day)
}

/// A new year to begin with: the last one's dates, a year later.
pub fn begun(last: Option<&Cycle>) -> Answers {
    let mut answers = Answers::default();
    let Some(last) = last else {
        answers.put("kind", "ability");
        return answers;
    };
    let kind = KINDS.iter().find(|kind| kind.1 == last.kind && kind.2 == last.term);
    answers.put("kind", kind.map_or("ability", |kind| kind.0));
    answers.put("fiscal_year", (last.fiscal_year + 1).to_string());
    answers.put_day("base_date", next_year(last.base_date));
    answers.put("scope", last.scope.clone());
    for step in &last.steps {
        answers.put_day(format!("opens-{}", step.step), next_year(step.opens_on));
        answers.put_day(format!("due-{}", step.step), next_year(step.due_on));
    }
    answers
}

/// A whole new year.
#[derive(Clone, Debug)]
pub struct NewCycle {
    pub fiscal_year: i16,
    /// One of [`KINDS`].
    pub kind: &'static str,
    pub term: &'static str,
    pub base_date: Date,
    pub scope: String,
    /// Whether the closing interview comes before the first review.
    pub interview_required: bool,
    pub steps: Vec<StepDates>,
}

/// A fiscal year as it is typed.
pub fn fiscal_year(typed: &str) -> Result<i16, &'static str> {
    crate::kit::text::half_width(typed)
        .parse()
        .ok()
        .filter(|year| (2000..2200).contains(year))
        .ok_or("年度を西暦4桁で入力してください（令和8年度は2026）")
}

/// A step of a year and its dates in words.
pub fn dated(row: &StepRow) -> Option<(&'static str, String)> {
    let (_, label) = STEPS.iter().find(|(code, _)| *code == row.step)?;
    let (from, until) =
        (date::month_day_weekday(row.opens_on), date::month_day_weekday(row.due_on));
    Some((*label, format!("{from}から{until}まで")))
}

/// Reads the form of a new year, or every mistake at once.
pub fn new_cycle(answers: &Answers) -> Result<NewCycle, Mistakes> {
    let mut mistakes = Mistakes::default();
    let fiscal_year = mistakes.note("fiscal_year", fiscal_year(answers.get("fiscal_year")));
    let base_date = mistakes.note("base_date", date::named("基準日", answers.get("base_date")));
    if let (Some(year), Some(base)) = (fiscal_year, base_date)
        && date::fiscal_year(base) != year
    {
        mistakes.add(
            "base_date",
            format!("基準日は{}の中の日にしてください", date::fiscal_label(year)),
        );
    }
    let asked = answers.get("kind");
    let kind = KINDS.iter().find(|kind| kind.0 == asked).ok_or("評価の種類を選んでください");
    let kind = mistakes.note("kind", kind);
    let scope = answers.get("scope");
    if !SCOPES.iter().any(|(code, _)| *code == scope) {
        mistakes.add("scope", "本人に開示する範囲を選んでください");
    }
    let steps = match dates(answers) {
        Ok(steps) => Some(steps),
        Err(wrong) => {
            for (field, sentence) in wrong.iter() {
                mistakes.add(field, sentence);
            }
            None
        }
    };
    let (Some(fiscal_year), Some(base_date), Some(steps), Some(&(_, kind, term, _))) =
        (fiscal_year, base_date, steps, kind)
    else {
        return Err(mistakes);
    };
    if kind == "performance" && !steps.iter().any(|own| own.step == "goals") {
        mistakes.add("opens-goals", NO_GOALS);
    }
    let interview_required = answers.has("interview_required");
    let scope = scope.to_owned();
    let new = NewCycle { fiscal_year, kind, term, base_date, scope, interview_required, steps };
    mistakes.or(new)
}

/// 「土曜日です」 or 「閉庁日です（文化の日）」, if the city hall is closed on a day.
pub fn closed(calendar: &Calendar, day: Date) -> Option<String> {
    let name = calendar.closed(day)?;
    Some(match day.weekday() {
        Weekday::Saturday => "土曜日です".to_owned(),
        Weekday::Sunday => "日曜日です".to_owned(),
        _ => format!("閉庁日です（{name}）"),
    })
}

/// Said where the holidays of a day's year are not in the calendar yet: they come once a year.
pub fn unknown_holidays(calendar: &Calendar, last: Option<Date>) -> Option<String> {
    let year = last?.year();
    let unknown = calendar.known_until().is_none_or(|known| known < year);
    unknown.then(|| {
        format!(
            "{}の祝日は、まだ登録されていません。いまは、土曜日、日曜日と、登録されている閉庁日だけを示しています。",
            date::era_year(Date::from_calendar_date(year, Month::December, 31).unwrap_or(Date::MIN))
        )
    })
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn whole() -> Answers {
        Answers::from([
            ("fiscal_year", "２０２６"),
            ("kind", "ability"),
            ("base_date", "令和8年10月1日"),
            ("scope", "items"),
            ("opens-self", "2026/10/1"),
            ("due-self", "2026/11/30"),
            ("opens-first", "2026/12/1"),
            ("due-first", "2026/12/14"),
            ("opens-second", "2026/12/15"),
            ("due-second", "2026/12/25"),
            ("opens-confirmation", "2027/1/4"),
            ("due-confirmation", "2027/1/8"),
            ("opens-disclosure", "2027/1/15"),
            ("due-disclosure", "2027/1/29"),
        ])
    }

    #[test]
    fn a_year_is_read_in_any_writing() {
        let cycle = new_cycle(&whole()).unwrap();
        assert_eq!(cycle.fiscal_year, 2026);
        assert_eq!(cycle.base_date, date!(2026 - 10 - 01));
        assert_eq!(cycle.steps.len(), 5, "no calibration where its dates are left empty");
    }

    #[test]
    fn a_year_may_have_a_calibration() {
        let mut answers = whole();
        answers.put("opens-calibration", "2026/12/26");
        assert!(dates(&answers).unwrap_err().on("due-calibration").is_some(), "half a step");
        answers.put("due-calibration", "2026/12/28");
        let steps: Vec<_> = dates(&answers).unwrap().into_iter().map(|s| s.step).collect();
        assert_eq!(steps, ["self", "first", "second", "calibration", "confirmation", "disclosure"]);
    }

    #[test]
    fn a_midterm_has_both_its_steps_and_goals_to_tell_about() {
        let mut answers = whole();
        for (name, day) in [("opens-midterm", "2026/9/1"), ("due-midterm", "2026/9/10")] {
            answers.put(name, day);
        }
        assert!(dates(&answers).unwrap_err().on("opens-midterm_review").is_some(), "half of it");
        answers.put("opens-midterm_review", "2026/9/11");
        answers.put("due-midterm_review", "2026/9/18");
        assert_eq!(dates(&answers).unwrap_err().on("opens-midterm"), Some(NO_MIDTERM));
        for (name, day) in [("goals", "2026/4/1"), ("goal_review", "2026/4/20")] {
            answers.put(format!("opens-{name}"), day);
            answers.put(format!("due-{name}"), day);
        }
        let steps: Vec<_> = dates(&answers).unwrap().into_iter().map(|s| s.step).collect();
        assert_eq!(steps[..5], ["goals", "goal_review", "midterm", "midterm_review", "self"]);
    }

    #[test]
    fn dates_must_follow_each_other() {
        let answers = Answers::from([
            ("opens-self", "2026/10/1"),
            ("due-self", "2026/9/30"),
            ("opens-first", "2026/9/1"),
            ("due-first", "2026/12/14"),
            ("opens-second", "きのう"),
            ("due-second", "2026/12/25"),
        ]);
        let mistakes = dates(&answers).unwrap_err();
        assert!(mistakes.on("due-self").unwrap().contains("自己評価の期限"));
        assert!(mistakes.on("opens-first").unwrap().contains("前の段階"));
        assert!(mistakes.on("opens-second").is_some());
        assert!(mistakes.on("opens-disclosure").is_some());
    }

    #[test]
    fn the_base_date_lies_in_the_year() {
        let mut answers = Answers::from([("fiscal_year", "2027")]);
        for (name, value) in whole().iter() {
            answers.put(name, value);
        }
        let mistakes = new_cycle(&answers).unwrap_err();
        assert!(mistakes.on("base_date").unwrap().contains("令和9年度"));
    }

    #[test]
    fn weekends_and_holidays_are_flagged() {
        let calendar =
            Calendar::new(vec![(date!(2026 - 11 - 03), "文化の日".to_owned())], Vec::new());
        let said = |day| closed(&calendar, day);
        assert_eq!(said(date!(2026 - 11 - 28)).as_deref(), Some("土曜日です"));
        assert_eq!(said(date!(2026 - 11 - 03)).as_deref(), Some("閉庁日です（文化の日）"));
        assert_eq!(said(date!(2026 - 11 - 30)), None);
        assert_eq!(unknown_holidays(&calendar, Some(date!(2026 - 12 - 25))), None);
        let unknown = unknown_holidays(&calendar, Some(date!(2027 - 01 - 08))).unwrap();
        assert!(unknown.starts_with("令和9年の祝日は"), "{unknown}");
    }
}
