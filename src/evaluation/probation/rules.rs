//! The rule of the city for a probation, its tasks and their days, and what becomes of it if nobody
//! decides. Pure.

use time::{Date, Duration};

use super::kinds::{Decision, What};
use crate::evaluation::view::Scope;
use crate::kit::date::{last_day, month_day};

/// The city's rule for one kind of appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub months: u8,
    /// Fewer days worked: it goes on until they are reached (22条の2第7項; 古賀市、坂東市).
    pub least_days: i16,
    pub most_months: u8,
    pub warn_days: i16,
    pub tasks: Vec<TaskRule>,
    /// What the person sees of the evaluation after disclosure.
    pub scope: Scope,
}

/// When a task is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The last day of so many months after the day of hiring.
    After(u8),
    /// So many days before the end.
    Before(i16),
}

/// A task as the rule names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRule {
    pub what: What,
    pub name: String,
    pub due: Due,
}

impl Rule {
    /// The last day, if nothing delays it.
    pub fn planned(&self, starts_on: Date) -> Date {
        last_day(starts_on, self.months)
    }

    /// The last day there can be.
    pub fn limit(&self, starts_on: Date) -> Date {
        last_day(starts_on, self.most_months)
    }

    /// The tasks with their days.
    pub fn tasks(&self, starts_on: Date) -> Vec<(What, String, Date)> {
        let end = self.planned(starts_on);
        let day = |due| match due {
            Due::After(months) => last_day(starts_on, months).min(end),
            Due::Before(days) => (end - Duration::days(i64::from(days))).max(starts_on),
        };
        self.tasks.iter().map(|task| (task.what, task.name.clone(), day(task.due))).collect()
    }
}

/// The days of open tasks, by place, when the end of the period moves: by as many days as the end, and
/// within the period.
pub fn moved(
    open: impl Iterator<Item = (i16, Date)>,
    starts_on: Date,
    (old, new): (Date, Date),
) -> Vec<(i16, Date)> {
    open.map(|(place, due)| (place, (due + (new - old)).clamp(starts_on, new))).collect()
}

/// When each step of the sheet opens and is due: the evaluation is due on the day of its task, and
/// is confirmed and disclosed before the end.
pub fn windows(
    starts_on: Date,
    due: Date,
    ends_on: Date,
    second: bool,
) -> Vec<(&'static str, Date, Date)> {
    let before = |days: i64| (due - Duration::days(days)).max(starts_on);
    let opens = before(30);
    let first = if second { before(5) } else { due };
    let mut windows = vec![("self", opens, before(14)), ("first", opens, first)];
    if second {
        windows.push(("second", opens, due));
    }
    windows.push(("confirmation", due, ends_on));
    windows.push(("disclosure", due, ends_on + Duration::days(30)));
    windows
}

/// Where a probation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The clock runs.
    Running,
    /// It becomes formal by itself in so many days, if nobody decides.
    Ending(i64),
    /// It became formal by itself.
    Formal,
    Decided(Decision),
}

/// Where a probation stands on a day.
pub fn standing(
    ends_on: Date,
    warn_days: i16,
    decision: Option<Decision>,
    today: Date,
) -> Standing {
    let left = (ends_on - today).whole_days();
    match decision {
        Some(decision) => Standing::Decided(decision),
        None if left < 0 => Standing::Formal,
        None if left <= i64::from(warn_days) => Standing::Ending(left),
        None => Standing::Running,
    }
}

impl Standing {
    /// In a word, and the class of its tag.
    pub fn label(&self) -> (String, &'static str) {
        match self {
            Self::Running => ("期間中".to_owned(), "now"),
            Self::Ending(0) => ("今日で終わります".to_owned(), "ng"),
            Self::Ending(days) => (format!("あと{days}日で正式採用"), "do"),
            Self::Formal => ("正式採用（自動）".to_owned(), "ok"),
            Self::Decided(Decision::Appoint) => ("正式採用を決定".to_owned(), "ok"),
            Self::Decided(Decision::Refuse) => ("正式採用しないと決定".to_owned(), "ng"),
        }
    }

    /// Whether something can still be decided.
    pub fn open(&self) -> bool {
        matches!(self, Self::Running | Self::Ending(_))
    }

    /// The sentence at the head of the case.
    pub fn sentence(&self, ends_on: Date) -> String {
        let end = month_day(ends_on);
        match self {
            Self::Running => format!("条件付採用の期間は{end}までです。"),
            Self::Ending(_) => format!(
                "決定しないまま{end}を過ぎると、翌日に自動で正式採用になります。延長か決定が必要なときは、それまでに行ってください。"
            ),
            Self::Formal => format!("{end}で期間が終わり、翌日に自動で正式採用になりました。"),
            Self::Decided(Decision::Appoint) => "正式採用することを決定しました。".to_owned(),
            Self::Decided(Decision::Refuse) => "正式採用しないことを決定しました。".to_owned(),
        }
    }
}

#[cfg(test)]
pub mod tests {
    use std::fmt::Write;

    use time::macros::date;

    use super::*;

    pub fn regular() -> Rule {
        let task = |what, name: &str, due| TaskRule { what, name: name.to_owned(), due };
        Rule {
            months: 6,
            least_days: 90,
            most_months: 12,
            warn_days: 30,
            tasks: vec![
                task(What::Interview, "育成面談", Due::After(3)),
                task(What::Review, "特別評価", Due::After(5)),
                task(What::Opinion, "意見", Due::Before(30)),
            ],
            scope: Scope::Items,
        }
    }

    #[test]
    fn open_tasks_move_with_the_end() {
        let start = date!(2026 - 06 - 15);
        let open = [(1, date!(2026 - 09 - 14)), (3, date!(2026 - 11 - 14))];
        let ends = (date!(2026 - 12 - 14), date!(2027 - 02 - 28));
        let later = moved(open.into_iter(), start, ends);
        assert_eq!(later, [(1, date!(2026 - 11 - 29)), (3, date!(2027 - 01 - 29))]);
        assert_eq!(moved(later.into_iter(), start, (ends.1, ends.0)), open, "and back");
        let early = moved([(1, date!(2026 - 06 - 20))].into_iter(), start, (ends.1, ends.0));
        assert_eq!(early, [(1, start)], "never before the period");
    }

    #[test]
    fn tasks_are_dated_from_the_day_of_hiring() {
        let mut table = String::new();
        for (words, rule, hired) in [
            ("4月1日採用", regular(), date!(2026 - 04 - 01)),
            ("8月31日採用", regular(), date!(2026 - 08 - 31)),
            (
                "会計年度任用",
                Rule { months: 1, tasks: vec![regular().tasks.remove(2)], ..regular() },
                date!(2026 - 04 - 01),
            ),
        ] {
            writeln!(table, "{words} {} まで、最長 {}", rule.planned(hired), rule.limit(hired))
                .unwrap();
            for (_, name, due) in rule.tasks(hired) {
                writeln!(table, "  {name} {due}").unwrap();
            }
        }
        insta::assert_snapshot!(table, @"
        4月1日採用 2026-09-30 まで、最長 2027-03-31
          育成面談 2026-06-30
          特別評価 2026-08-31
          意見 2026-08-31
        8月31日採用 2027-02-28 まで、最長 2027-08-30
          育成面談 2026-11-30
          特別評価 2027-01-30
          意見 2027-01-29
        会計年度任用 2026-04-30 まで、最長 2027-03-31
          意見 2026-04-01
        ");
    }

    #[test]
    fn without_a_decision_it_becomes_formal_by_itself() {
        let end = date!(2026 - 09 - 30);
        let mut table = String::new();
        for today in [
            date!(2026 - 08 - 30),
            date!(2026 - 08 - 31),
            date!(2026 - 09 - 30),
            date!(2026 - 10 - 01),
        ] {
            let open = standing(end, 30, None, today);
            let decided = standing(end, 30, Some(Decision::Refuse), today);
            let (open, decided) = (open.label().0, decided.label().0);
            writeln!(table, "{today}: {open} ／ {decided}").unwrap();
        }
        insta::assert_snapshot!(table, @"
        2026-08-30: 期間中 ／ 正式採用しないと決定
        2026-08-31: あと30日で正式採用 ／ 正式採用しないと決定
        2026-09-30: 今日で終わります ／ 正式採用しないと決定
        2026-10-01: 正式採用（自動） ／ 正式採用しないと決定
        ");
    }
}
