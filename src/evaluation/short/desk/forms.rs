//! What HR types: an appointment, and the city's rule.

use time::Date;

use crate::{
    evaluation::{
        short::rules::{Rule, Treatment},
        view::Scope,
    },
    kit::{Answers, Mistakes, date, text},
    organisation::Level,
    staff::{self, hours},
};

/// An appointment as it was typed, before it is known whose it is.
#[derive(Debug, PartialEq, Eq)]
pub struct Appointment {
    pub number: String,
    pub work: String,
    pub from: Date,
    pub until: Date,
    pub minutes: i16,
    /// None: every working day
    pub days: Option<i16>,
}

/// 「週23時間15分・3日」; without days: every working day.
pub fn week(minutes: i16, days: Option<i16>) -> String {
    match days {
        Some(days) => format!("{}・{days}日", hours(minutes)),
        None => hours(minutes),
    }
}

/// Reads an appointment, or every mistake at once. It ends with its fiscal year at the latest
/// (地方公務員法22条の2第2項).
pub fn appointment(answers: &Answers, works: &[(String, String)]) -> Result<Appointment, Mistakes> {
    let mut mistakes = Mistakes::default();
    let number = text::half_width(answers.get("number")).to_uppercase();
    if number.is_empty() {
        mistakes.add("number", "職員番号を入力してください");
    }
    let work = works.iter().find(|(code, _)| code == answers.get("work")).map(|(c, _)| c.clone());
    let work = mistakes.note("work", work.ok_or("職種を選んでください"));
    let from = mistakes.note("from", date::named("任期の始まりの日", answers.get("from")));
    let until = mistakes.note("until", date::named("任期の終わりの日", answers.get("until")));
    let minutes = mistakes.note("hours", staff::minutes(answers.get("hours")));
    let days = mistakes.note("days", staff::weekly_days(answers.get("days")));
    if let Some((from, until)) = from.zip(until) {
        if until < from {
            mistakes.add("until", "任期の終わりの日は、始まりの日より後にしてください");
        } else if date::fiscal_year(from) != date::fiscal_year(until) {
            mistakes.add("until", "任期は、始まりの日の年度の3月31日までです");
        }
    }
    match (work, from, until, minutes, days) {
        (Some(work), Some(from), Some(until), Some(minutes), Some(days)) => {
            mistakes.or(Appointment { number, work, from, until, minutes, days })
        }
        _ => Err(mistakes),
    }
}

fn whole(typed: &str, limits: std::ops::RangeInclusive<i16>, what: &str) -> Result<i16, String> {
    text::half_width(typed).parse().ok().filter(|n| limits.contains(n)).ok_or_else(|| {
        format!("{what}は、{}から{}までの数で入力してください", limits.start(), limits.end())
    })
}

/// Reads the rule, or every mistake at once.
pub fn rule(answers: &Answers) -> Result<Rule, Mistakes> {
    let mut mistakes = Mistakes::default();
    let treatment = |field: &str, mistakes: &mut Mistakes| {
        let read = Treatment::from_code(answers.get(field)).ok_or("どちらかを選んでください");
        mistakes.note(field, read)
    };
    let months = mistakes.note("months", whole(answers.get("months"), 1..=12, "月数"));
    let short_term = treatment("short_term", &mut mistakes);
    let few_hours = treatment("few_hours", &mut mistakes);
    let least = mistakes.note("least_hours", staff::minutes(answers.get("least_hours")));
    let first = Level::from_code(answers.get("first"))
        .filter(|level| *level != Level::Executive)
        .ok_or("一次評価者を選んでください");
    let first = mistakes.note("first", first);
    let second = Level::from_code(answers.get("second"));
    if let Some((first, second)) = first.zip(second)
        && second >= first
    {
        mistakes.add("second", "二次評価者は、一次評価者より上の職にしてください");
    }
    let opens = mistakes.note("opens", whole(answers.get("opens"), 1..=180, "日数"));
    let due = mistakes.note("due", whole(answers.get("due"), 0..=90, "日数"));
    if let Some((opens, due)) = opens.zip(due)
        && due >= opens
    {
        mistakes.add("due", "期限は、評価を始める日より後にしてください");
    }
    let scope = Scope::from_code(answers.get("scope")).ok_or("本人に開示する範囲を選んでください");
    let scope = mistakes.note("scope", scope);
    match (months, short_term, few_hours, least, first, opens, due, scope) {
        (
            Some(months),
            Some(short_term),
            Some(few_hours),
            Some(least_minutes),
            Some(first),
            Some(opens_days),
            Some(due_days),
            Some(scope),
        ) => mistakes.or(Rule {
            least_months: u8::try_from(months).unwrap_or(1),
            short_term,
            least_minutes,
            few_hours,
            first,
            second,
            opens_days,
            due_days,
            scope,
        }),
        _ => Err(mistakes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_appointment_names_every_mistake() {
        let works = [("office".to_owned(), "事務".to_owned())];
        let wrong = appointment(&Answers::default(), &works).unwrap_err();
        let fields: Vec<&str> = wrong.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["number", "work", "from", "until", "hours"]);
        let mut answers = Answers::from([
            ("number", "０２０１"),
            ("work", "office"),
            ("from", "R8.4.1"),
            ("hours", "30"),
        ]);
        let over = {
            answers.put("until", "R9.4.30");
            appointment(&answers, &works).unwrap_err()
        };
        assert_eq!(over.on("until").unwrap(), "任期は、始まりの日の年度の3月31日までです");
    }

    #[test]
    fn a_rule_keeps_its_parts_in_order() {
        let wrong = rule(&Answers::from([
            ("months", "3"),
            ("short_term", "brief"),
            ("few_hours", "excluded"),
            ("least_hours", "15:30"),
            ("first", "section"),
            ("second", "section"),
            ("opens", "10"),
            ("due", "14"),
            ("scope", "all"),
        ]))
        .unwrap_err();
        assert!(wrong.on("second").is_some() && wrong.on("due").is_some());
        assert!(wrong.on("scope").is_some() && wrong.len() == 3);
    }
}
