//! What a file of holidays changes, told before it is taken up: days, and the deadlines they move.
//! Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use time::Date;

use super::rules::{Calendar, Start, Term};
use crate::kit::date::{month_day_weekday, wareki_day};

/// What a file says against what is known, from a day on.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Difference {
    pub added: Vec<(Date, String)>,
    pub gone: Vec<(Date, String)>,
    /// Day, name so far, name in the file.
    pub renamed: Vec<(Date, String, String)>,
    /// The years the file tells of.
    pub years: Vec<i32>,
}

impl Difference {
    /// Within the years the file tells of, exactly its days are holidays; other years stay.
    pub fn of(known: &[(Date, String)], file: &[(Date, String)]) -> Self {
        let years: BTreeSet<i32> = file.iter().map(|(day, _)| day.year()).collect();
        let told: BTreeMap<Date, &String> = file.iter().map(|(day, name)| (*day, name)).collect();
        let before: BTreeMap<Date, &String> =
            known.iter().map(|(day, name)| (*day, name)).collect();
        let mut difference = Self { years: years.iter().copied().collect(), ..Self::default() };
        for (day, name) in &told {
            match before.get(day) {
                None => difference.added.push((*day, (*name).clone())),
                Some(old) if old != name => {
                    difference.renamed.push((*day, (*old).clone(), (*name).clone()));
                }
                Some(_) => {}
            }
        }
        for (day, name) in before {
            if years.contains(&day.year()) && !told.contains_key(&day) {
                difference.gone.push((day, name.clone()));
            }
        }
        difference
    }

    /// Whether the file says what is known already.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.gone.is_empty() && self.renamed.is_empty()
    }

    /// What the reader was shown, to know whether it still is so.
    pub fn stamp(&self) -> String {
        format!("{}-{}-{}", self.added.len(), self.gone.len(), self.renamed.len())
    }

    /// The lines of the page: day, and what becomes of it.
    pub fn lines(&self) -> Vec<(&'static str, String, String)> {
        let added =
            self.added.iter().map(|(day, name)| ("新しい祝日", wareki_day(*day), name.clone()));
        let gone = self
            .gone
            .iter()
            .map(|(day, name)| ("祝日でなくなる日", wareki_day(*day), name.clone()));
        let renamed = self.renamed.iter().map(|(day, old, new)| {
            ("名前が変わる祝日", wareki_day(*day), format!("{old} → {new}"))
        });
        gone.chain(renamed).chain(added).collect()
    }
}

/// Results that were disclosed on a day and may still be complained of.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Open {
    pub starts: Start,
    pub from: Date,
    pub people: i64,
    pub term: Term,
}

/// A date of a year.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Dated {
    pub cycle: String,
    pub due_on: Date,
}

/// A deadline that moves.
#[derive(Debug, PartialEq, Eq)]
pub struct Moved {
    pub what: String,
    pub before: String,
    pub after: String,
}

/// The deadlines that are counted in working days and move; what has passed stays passed.
pub fn moved(before: &Calendar, after: &Calendar, open: &[Open], today: Date) -> Vec<Moved> {
    let line = |one: &Open| {
        let (old, new) = (one.term.ends(before, one.from), one.term.ends(after, one.from));
        (old != new && old.max(new) >= today).then(|| Moved {
            what: format!(
                "{}に{}を受けた{}名の、苦情の相談と申出の期限",
                month_day_weekday(one.from),
                one.starts.label(),
                one.people
            ),
            before: month_day_weekday(old),
            after: month_day_weekday(new),
        })
    };
    open.iter().filter_map(line).collect()
}

/// The dates of years that become holidays: they stay, and 職員課 may want another day.
pub fn closed_dates(difference: &Difference, dates: &[Dated]) -> Vec<(String, String)> {
    let line = |dated: &Dated| {
        let (_, name) = difference.added.iter().find(|(day, _)| *day == dated.due_on)?;
        let day = format!("{}（{name}）", month_day_weekday(dated.due_on));
        Some((format!("{}の日程", dated.cycle), day))
    };
    dates.iter().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use time::macros::date;

    use super::*;
    use crate::calendar::Unit;

    fn days(of: &[(Date, &str)]) -> Vec<(Date, String)> {
        of.iter().map(|(day, name)| (*day, (*name).to_owned())).collect()
    }

    #[test]
    fn a_file_counts_for_its_own_years() {
        let known = days(&[
            (date!(2027 - 01 - 01), "元日"),
            (date!(2027 - 01 - 11), "成人の日"),
            (date!(2027 - 02 - 11), "建国の日"),
            (date!(2028 - 01 - 01), "元日"),
        ]);
        let file = days(&[
            (date!(2027 - 01 - 01), "元日"),
            (date!(2027 - 01 - 12), "成人の日"),
            (date!(2027 - 02 - 11), "建国記念の日"),
        ]);
        let difference = Difference::of(&known, &file);
        let mut told = format!("{:?} {}\n", difference.years, difference.stamp());
        for (what, day, name) in difference.lines() {
            writeln!(told, "{what} {day} {name}").unwrap();
        }
        insta::assert_snapshot!(told, @"
        [2027] 1-1-1
        祝日でなくなる日 令和9年1月11日（月） 成人の日
        名前が変わる祝日 令和9年2月11日（木） 建国の日 → 建国記念の日
        新しい祝日 令和9年1月12日（火） 成人の日
        ");
        assert!(Difference::of(&known, &known).is_empty());
    }

    #[test]
    fn a_new_holiday_moves_what_is_counted_in_working_days() {
        let known = days(&[(date!(2027 - 01 - 11), "成人の日")]);
        let file = days(&[(date!(2027 - 01 - 11), "成人の日"), (date!(2027 - 01 - 13), "休日")]);
        let before = Calendar::new(known.clone(), Vec::new());
        let after = before.with_holidays(&file);
        let open = |from, unit, number| Open {
            starts: Start::Disclosure,
            from,
            people: 2,
            term: Term { unit, number, moves_on: true },
        };
        let open = [
            open(date!(2027 - 01 - 08), Unit::WorkingDays, 3),
            open(date!(2027 - 01 - 08), Unit::Days, 3),
            open(date!(2027 - 01 - 06), Unit::Weeks, 1),
        ];
        let told = |today| -> Vec<String> {
            let moved = moved(&before, &after, &open, today);
            moved.iter().map(|m| format!("{}: {} → {}", m.what, m.before, m.after)).collect()
        };
        insta::assert_snapshot!(told(date!(2027 - 01 - 12)).join("\n"), @"
        1月8日（金）に開示を受けた2名の、苦情の相談と申出の期限: 1月14日（木） → 1月15日（金）
        1月6日（水）に開示を受けた2名の、苦情の相談と申出の期限: 1月13日（水） → 1月14日（木）
        ");
        assert!(told(date!(2027 - 02 - 01)).is_empty(), "it is over either way");
        let on = |due_on| Dated { cycle: "令和8年度 能力評価".to_owned(), due_on };
        let dates = [on(date!(2027 - 01 - 13)), on(date!(2027 - 01 - 11))];
        let closed = closed_dates(&Difference::of(&known, &file), &dates);
        assert_eq!(closed.len(), 1, "what was a holiday before is none of its doing");
    }
}
