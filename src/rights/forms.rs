//! What an administrator types about accounts and rights.

use time::Date;

use super::rules::HATS;
use crate::kit::{Answers, Mistakes, date, text};

/// For which part of the city a right is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    City,
    Authority(String),
    Unit(i64),
}

impl Scope {
    /// Reads `city`, `authority:…` and `unit:…`; only 職員課 may have a part of the city.
    fn read(typed: &str, hat: &str) -> Result<Self, &'static str> {
        const WRONG: &str = "範囲は、示された中から選んでください";
        let scope = match typed.split_once(':') {
            None if matches!(typed, "" | "city") => return Ok(Self::City),
            Some(("authority", code)) => Self::Authority(code.to_owned()),
            Some(("unit", id)) => Self::Unit(id.parse().map_err(|_| WRONG)?),
            _ => return Err(WRONG),
        };
        if hat == "hr" {
            Ok(scope)
        } else {
            Err("範囲を選べるのは職員課の権限だけです。市全体を選んでください")
        }
    }

    pub fn authority(&self) -> Option<&str> {
        if let Self::Authority(code) = self { Some(code) } else { None }
    }

    pub fn unit(&self) -> Option<i64> {
        if let Self::Unit(id) = self { Some(*id) } else { None }
    }
}

/// A right to be given.
pub struct NewHat {
    pub hat: &'static str,
    pub scope: Scope,
    /// The last day; None: until it is taken back.
    pub until: Option<Date>,
    pub reason: String,
}

/// Reads a right to be given from today on.
pub fn hat(answers: &Answers, today: Date) -> Result<NewHat, Mistakes> {
    let mut mistakes = Mistakes::default();
    let known = HATS.iter().find(|(code, ..)| *code == answers.get("hat"));
    let hat = mistakes.note("hat", known.ok_or("権限を選んでください"));
    let scope = mistakes.note("scope", Scope::read(answers.get("scope"), answers.get("hat")));
    let until = match answers.get("until") {
        "" => Some(None),
        typed => mistakes.note("until", date::named("終わりの日", typed)).map(Some),
    };
    if matches!(until, Some(Some(until)) if until < today) {
        mistakes.add("until", "終わりの日は、今日か、後の日にしてください");
    }
    let reason = mistakes.note("hat-reason", reason(answers.get("hat-reason")));
    let (Some((hat, ..)), Some(scope), Some(until), Some(reason)) = (hat, scope, until, reason)
    else {
        return Err(mistakes);
    };
    mistakes.or(NewHat { hat, scope, until, reason })
}

/// Why an account is stopped.
pub fn stop(answers: &Answers) -> Result<String, Mistakes> {
    let mut mistakes = Mistakes::default();
    mistakes.note("stop-reason", reason(answers.get("stop-reason"))).ok_or(mistakes)
}

/// What was found when the rights were looked through.
pub fn remark(answers: &Answers) -> Result<String, Mistakes> {
    let mut mistakes = Mistakes::default();
    let read = text::prose(answers.get("remark"), "点検の結果", 5..=400);
    mistakes.note("remark", read).ok_or(mistakes)
}

fn reason(typed: &str) -> Result<String, String> {
    text::prose(typed, "理由", 5..=400)
}

/// The first day of employment from which letters are made; None: everybody without an account.
pub fn hired_since(typed: &str) -> Result<Option<Date>, Mistakes> {
    let mut mistakes = Mistakes::default();
    if typed.is_empty() {
        return Ok(None);
    }
    mistakes.note("since", date::named("この日以後に採用された人", typed)).map(Some).ok_or(mistakes)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn a_right_names_every_mistake_at_once() {
        let today = date!(2026 - 11 - 24);
        let wrong = [("hat", "mayor"), ("until", "令和8年11月1日"), ("hat-reason", "異動")];
        let mistakes = hat(&Answers::from(wrong), today).err().unwrap();
        let fields: Vec<_> = mistakes.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["hat", "until", "hat-reason"]);
        let right = [("hat", "payroll"), ("until", ""), ("hat-reason", "給与係への異動のため")];
        let new = hat(&Answers::from(right), today).ok().unwrap();
        assert_eq!((new.hat, new.until), ("payroll", None));
        let last = [("hat", "hr"), ("until", "R8.11.24"), ("hat-reason", "一日だけの応援のため")];
        assert_eq!(hat(&Answers::from(last), today).ok().unwrap().until, Some(today));
    }

    #[test]
    fn only_hr_has_a_part_of_the_city() {
        assert_eq!(Scope::read("", "auditor"), Ok(Scope::City));
        assert_eq!(Scope::read("unit:5", "hr"), Ok(Scope::Unit(5)));
        assert_eq!(
            Scope::read("authority:education", "hr").unwrap().authority(),
            Some("education")
        );
        assert!(Scope::read("unit:5", "payroll").is_err());
        assert!(Scope::read("unit:five", "hr").is_err() && Scope::read("planet", "hr").is_err());
    }

    #[test]
    fn days_and_reasons_are_read() {
        assert_eq!(hired_since("").unwrap(), None);
        assert_eq!(hired_since("令和8年4月1日").unwrap(), Some(date!(2026 - 04 - 01)));
        assert!(hired_since("来年").unwrap_err().on("since").is_some());
        assert!(
            stop(&Answers::from([("stop-reason", "紛失")]))
                .unwrap_err()
                .on("stop-reason")
                .is_some()
        );
        assert!(remark(&Answers::from([("remark", "")])).unwrap_err().on("remark").is_some());
    }
}
