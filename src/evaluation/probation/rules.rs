//! The clock of a probation: how many days were worked, when it ends, what becomes of it if nobody
//! decides. Pure; on which days the city hall works is the caller's.

use serde::Deserialize;
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

/// A span of days that were not worked, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Away {
    pub first_on: Date,
    pub last_on: Date,
}

/// How many days were worked from a first to a last day.
pub fn worked(from: Date, until: Date, away: &[Away], is_closed: impl Fn(Date) -> bool) -> i64 {
    days(from, until).filter(|day| counts(*day, away, &is_closed)).count().try_into().unwrap_or(0)
}

fn days(from: Date, until: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(from), |day| day.next_day()).take_while(move |day| *day <= until)
}

fn counts(day: Date, away: &[Away], is_closed: &impl Fn(Date) -> bool) -> bool {
    !is_closed(day) && !away.iter().any(|span| span.first_on <= day && day <= span.last_on)
}

/// What the end is computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    pub starts_on: Date,
    pub planned_on: Date,
    pub limit_on: Date,
    pub least_days: i16,
    pub warn_days: i16,
    /// The newest extension.
    pub extended: Option<Date>,
    pub away: Vec<Away>,
}

impl Clock {
    /// The last day as it stands now: the planned one or that of the extension; if too few days are
    /// worked until then, the day on which they are reached, at most the limit.
    pub fn end(&self, is_closed: impl Fn(Date) -> bool) -> Date {
        let base = self.extended.unwrap_or(self.planned_on).max(self.planned_on).min(self.limit_on);
        let mut left =
            i64::from(self.least_days) - worked(self.starts_on, base, &self.away, &is_closed);
        if left <= 0 {
            return base;
        }
        let mut end = base;
        for day in days(base, self.limit_on).skip(1) {
            end = day;
            left -= i64::from(counts(day, &self.away, &is_closed));
            if left == 0 {
                break;
            }
        }
        end
    }
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
mod tests {
    use std::fmt::Write;

    use time::{Weekday, macros::date};

    use super::*;

    fn weekend(day: Date) -> bool {
        matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

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

    fn clock(away: &[(Date, Date)], extended: Option<Date>) -> Clock {
        let starts_on = date!(2026 - 04 - 01);
        Clock {
            starts_on,
            planned_on: regular().planned(starts_on),
            limit_on: regular().limit(starts_on),
            least_days: 90,
            warn_days: 30,
            extended,
            away: away.iter().map(|(f, l)| Away { first_on: *f, last_on: *l }).collect(),
        }
    }

    #[test]
    fn under_ninety_days_it_goes_on_until_they_are_reached() {
        let (april, june) = (date!(2026 - 04 - 01), date!(2026 - 06 - 01));
        let september = date!(2026 - 09 - 30);
        let cases = [
            ("休みなし", vec![], None),
            ("40日の休み", vec![(june, date!(2026 - 07 - 24))], None),
            ("6月から8月まで休み", vec![(june, date!(2026 - 08 - 31))], None),
            ("4月から12月まで休み", vec![(april, date!(2026 - 12 - 31))], None),
            ("延長", vec![], Some(date!(2026 - 11 - 30))),
            ("1年を超える延長", vec![], Some(date!(2027 - 11 - 30))),
        ];
        let mut table = String::new();
        for (words, away, extended) in cases {
            let clock = clock(&away, extended);
            let days = worked(april, september, &clock.away, weekend);
            let end = clock.end(weekend);
            let all = worked(april, end, &clock.away, weekend);
            writeln!(table, "{words}: 6か月で{days}日、{end}まで（{all}日）").unwrap();
        }
        insta::assert_snapshot!(table, @"
        休みなし: 6か月で131日、2026-09-30まで（131日）
        40日の休み: 6か月で91日、2026-09-30まで（91日）
        6月から8月まで休み: 6か月で65日、2026-11-04まで（90日）
        4月から12月まで休み: 6か月で0日、2027-03-31まで（64日）
        延長: 6か月で131日、2026-11-30まで（174日）
        1年を超える延長: 6か月で131日、2027-03-31まで（261日）
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
