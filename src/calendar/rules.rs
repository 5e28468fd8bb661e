//! Counting days. Pure. The first day is never counted (初日不算入, 民法140条), and by setting a
//! deadline that falls on a closed day moves on to the next working day (requirements F-066).

use std::collections::BTreeMap;

use serde::Deserialize;
use time::{Date, Duration, Weekday};

use crate::kit::{date::month_day_weekday, working_days::add_working_days};

/// Days the city closes for by itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Closed {
    pub name: String,
    pub first_on: Date,
    pub last_on: Date,
    /// Comes again on the same days of every later year.
    pub yearly: bool,
}

impl Closed {
    fn holds(&self, day: Date) -> bool {
        if !self.yearly {
            return self.first_on <= day && day <= self.last_on;
        }
        // the span that began in this year, or in the last one and goes over New Year
        [day.year(), day.year() - 1].into_iter().any(|year| {
            let length = self.last_on - self.first_on;
            year >= self.first_on.year()
                && in_year(self.first_on, year).is_some_and(|f| f <= day && day <= f + length)
        })
    }
}

/// The same day in another year; 29 February is the 28th where there is none.
fn in_year(day: Date, year: i32) -> Option<Date> {
    day.replace_year(year).or_else(|_| day.replace_day(28).and_then(|d| d.replace_year(year))).ok()
}

/// Everything that decides whether a day is a working day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    holidays: BTreeMap<Date, String>,
    closed: Vec<Closed>,
}

impl Calendar {
    pub fn new(holidays: Vec<(Date, String)>, closed: Vec<Closed>) -> Self {
        Self { holidays: holidays.into_iter().collect(), closed }
    }

    /// Reads what the database's `working_calendar` says.
    pub fn read(json: serde_json::Value) -> Result<Self, serde_json::Error> {
        #[derive(Deserialize)]
        struct Raw {
            holidays: Vec<(Date, String)>,
            closed: Vec<Closed>,
        }
        let raw: Raw = serde_json::from_value(json)?;
        Ok(Self::new(raw.holidays, raw.closed))
    }

    /// The same with other holidays in the years these tell of.
    #[must_use]
    pub fn with_holidays(&self, told: &[(Date, String)]) -> Self {
        let mut holidays = self.holidays.clone();
        holidays.retain(|day, _| told.iter().all(|(own, _)| own.year() != day.year()));
        holidays.extend(told.iter().cloned());
        Self { holidays, closed: self.closed.clone() }
    }

    /// Why the city hall is closed on this day, in a word; None: it works.
    pub fn closed(&self, day: Date) -> Option<&str> {
        if let Some(name) = self.holidays.get(&day) {
            return Some(name);
        }
        if let Some(closed) = self.closed.iter().find(|closed| closed.holds(day)) {
            return Some(&closed.name);
        }
        matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday).then_some("休")
    }

    /// Whether the city hall is closed on this day.
    pub fn is_closed(&self, day: Date) -> bool {
        self.closed(day).is_some()
    }

    /// The last year whose holidays are known.
    pub fn known_until(&self) -> Option<i32> {
        self.holidays.keys().next_back().map(|day| day.year())
    }
}

/// What a deadline is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Days,
    WorkingDays,
    Weeks,
}

impl Unit {
    pub const ALL: [Self; 3] = [Self::WorkingDays, Self::Days, Self::Weeks];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::WorkingDays => "working_days",
            Self::Weeks => "weeks",
        }
    }

    /// 「7開庁日」
    pub fn label(self) -> &'static str {
        match self {
            Self::Days => "日",
            Self::WorkingDays => "開庁日",
            Self::Weeks => "週間",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.code() == code)
    }
}

/// From which day a deadline is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Start {
    Disclosure,
    Explanation,
    /// The answer to a consultation.
    Answer,
}

impl Start {
    pub fn code(self) -> &'static str {
        match self {
            Self::Disclosure => "disclosure",
            Self::Explanation => "explanation",
            Self::Answer => "answer",
        }
    }

    /// What stands in the calendar on that day.
    pub fn label(self) -> &'static str {
        match self {
            Self::Disclosure => "開示",
            Self::Explanation => "説明",
            Self::Answer => "回答",
        }
    }
}

/// How long somebody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Term {
    pub unit: Unit,
    pub number: u16,
    /// A last day that is closed moves on to the next working day.
    pub moves_on: bool,
}

fn next_working_day(day: Date, is_closed: impl Fn(Date) -> bool) -> Date {
    if is_closed(day) { add_working_days(day, 1, is_closed) } else { day }
}

impl Term {
    /// 「7開庁日」
    pub fn words(self) -> String {
        format!("{}{}", self.number, self.unit.label())
    }

    /// The last day, which still counts as in time.
    pub fn ends(self, calendar: &Calendar, from: Date) -> Date {
        let closed = |day| calendar.is_closed(day);
        let number = i64::from(self.number);
        let last = match self.unit {
            Unit::WorkingDays => return add_working_days(from, u32::from(self.number), closed),
            Unit::Days => from.checked_add(Duration::days(number)),
            Unit::Weeks => from.checked_add(Duration::weeks(number)),
        };
        let last = last.unwrap_or(Date::MAX);
        if self.moves_on { next_working_day(last, closed) } else { last }
    }

    /// 「開示の翌日から7開庁日 → 5月12日（水）」
    pub fn counted(self, start: Start, due: Date) -> String {
        format!("{}の翌日から{} → {}", start.label(), self.words(), month_day_weekday(due))
    }

    /// How the days are counted, in a sentence.
    pub fn rule(self) -> &'static str {
        match (self.unit, self.moves_on) {
            (Unit::WorkingDays, _) => "土日、祝日、閉庁日は数えません。最初の日は数えません。",
            (_, true) => {
                "土日や祝日も数えます。最初の日は数えません。最後の日が閉庁日のときは、次の開庁日まで延びます。"
            }
            (_, false) => {
                "土日や祝日も数えます。最初の日は数えません。最後の日が閉庁日でも延びません。"
            }
        }
    }
}

/// How many working days are left until a due day, the due day included; negative when it passed.
pub fn working_days_left(calendar: &Calendar, due: Date, today: Date) -> i64 {
    let count = |from: Date, until: Date| {
        let mut day = from;
        let mut days = 0;
        while day < until {
            let Some(next) = day.next_day() else { break };
            day = next;
            days += i64::from(!calendar.is_closed(day));
        }
        days
    };
    if due >= today { count(today, due) } else { -count(due, today).max(1) }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use time::macros::date;

    use super::*;

    /// The turn of 2026 to 2027 and the Golden Week of 2027.
    fn calendar() -> Calendar {
        let holidays = [
            (date!(2026 - 11 - 03), "文化の日"),
            (date!(2026 - 11 - 23), "勤労感謝の日"),
            (date!(2027 - 01 - 01), "元日"),
            (date!(2027 - 01 - 11), "成人の日"),
            (date!(2027 - 04 - 29), "昭和の日"),
            (date!(2027 - 05 - 03), "憲法記念日"),
            (date!(2027 - 05 - 04), "みどりの日"),
            (date!(2027 - 05 - 05), "こどもの日"),
        ];
        let closed = [
            Closed {
                name: "年末年始".to_owned(),
                first_on: date!(2019 - 12 - 29),
                last_on: date!(2020 - 01 - 03),
                yearly: true,
            },
            Closed {
                name: "庁舎の点検".to_owned(),
                first_on: date!(2027 - 05 - 10),
                last_on: date!(2027 - 05 - 10),
                yearly: false,
            },
        ];
        Calendar::new(holidays.map(|(d, n)| (d, n.to_owned())).into(), closed.into())
    }

    #[test]
    fn the_turn_of_the_year_and_golden_week_day_by_day() {
        let mut table = String::new();
        for (from, until) in [
            (date!(2026 - 12 - 27), date!(2027 - 01 - 12)),
            (date!(2027 - 04 - 28), date!(2027 - 05 - 11)),
        ] {
            let mut day = from;
            while day <= until {
                let why = calendar().closed(day).unwrap_or("開庁").to_owned();
                writeln!(table, "{} {why}", month_day_weekday(day)).unwrap();
                day = day.next_day().unwrap();
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn every_kind_of_deadline_over_new_year_and_golden_week() {
        let mut table = String::new();
        let term = |unit, number, moves_on| Term { unit, number, moves_on };
        let terms = [
            term(Unit::WorkingDays, 7, true),
            term(Unit::WorkingDays, 10, true),
            term(Unit::Days, 7, true),
            term(Unit::Days, 7, false),
            term(Unit::Weeks, 1, true),
            term(Unit::Weeks, 2, true),
            term(Unit::Days, 30, true),
            term(Unit::Days, 30, false),
        ];
        for from in [
            date!(2026 - 11 - 24),
            date!(2026 - 12 - 25),
            date!(2026 - 12 - 28),
            date!(2027 - 01 - 15),
            date!(2027 - 04 - 27),
            date!(2027 - 04 - 30),
            date!(2027 - 05 - 03),
        ] {
            for term in terms {
                let moves = if term.moves_on { "" } else { "（延びない）" };
                let due = term.ends(&calendar(), from);
                let due = month_day_weekday(due);
                let from = month_day_weekday(from);
                writeln!(table, "{from} + {}{moves} = {due}", term.words()).unwrap();
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn what_is_left_is_counted_in_working_days() {
        let calendar = calendar();
        let left = |due, today| working_days_left(&calendar, due, today);
        assert_eq!(left(date!(2027 - 05 - 12), date!(2027 - 05 - 07)), 2, "the 10th is closed");
        assert_eq!(left(date!(2027 - 05 - 12), date!(2027 - 05 - 12)), 0);
        assert_eq!(left(date!(2027 - 05 - 06), date!(2027 - 04 - 30)), 1);
        assert_eq!(left(date!(2027 - 04 - 30), date!(2027 - 05 - 06)), -1);
        assert_eq!(left(date!(2027 - 04 - 30), date!(2027 - 05 - 02)), -1, "late is late");
        assert_eq!(left(date!(2027 - 04 - 28), date!(2027 - 05 - 07)), -3);
    }

    #[test]
    fn a_day_of_the_end_of_february_comes_every_year() {
        let closed = Closed {
            name: "点検".to_owned(),
            first_on: date!(2024 - 02 - 29),
            last_on: date!(2024 - 02 - 29),
            yearly: true,
        };
        let calendar = Calendar::new(Vec::new(), vec![closed]);
        assert_eq!(calendar.closed(date!(2028 - 02 - 29)), Some("点検"));
        assert_eq!(calendar.closed(date!(2025 - 02 - 28)), Some("点検"));
        assert_eq!(calendar.closed(date!(2023 - 02 - 28)), None, "not before it began");
    }
}
