//! The little calendar beside a deadline: what each day is counted as. Pure.

use time::{Date, Duration};

use super::rules::{Calendar, Start, Unit};
use crate::kit::date::weekday;

/// One day of the little calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// 「4/25」 where a month begins, else 「26」.
    pub day: String,
    /// The weekday in a word, for those who hear it.
    pub weekday: &'static str,
    pub words: String,
    /// `off` closed, `n` counted, `n end` the last day, or nothing.
    pub class: &'static str,
}

/// The weeks from the first day to the last one, Sunday first, with what each day is counted as.
pub fn weeks(
    calendar: &Calendar,
    start: Start,
    from: Date,
    due: Date,
    unit: Unit,
) -> Vec<Vec<Cell>> {
    const MOST: usize = 10;
    let sunday = |day: Date| {
        let back = i64::from(day.weekday().number_days_from_sunday());
        day.checked_sub(Duration::days(back)).unwrap_or(day)
    };
    let mut day = sunday(from);
    let (mut weeks, mut counted) = (Vec::new(), 0);
    while day <= due && weeks.len() < MOST {
        let mut week = Vec::new();
        for _ in 0..7 {
            let closed = calendar.closed(day);
            let counts =
                day > from && day <= due && (unit != Unit::WorkingDays || closed.is_none());
            counted += i32::from(counts);
            let (class, words) = if day == due {
                ("n end", "期限".to_owned())
            } else if day == from {
                (if closed.is_some() { "off" } else { "" }, start.label().to_owned())
            } else if counts {
                (if closed.is_some() { "n off" } else { "n" }, format!("{counted}日目"))
            } else {
                (closed.map_or("", |_| "off"), closed.unwrap_or_default().to_owned())
            };
            let first = weeks.is_empty() && week.is_empty() || day.day() == 1;
            week.push(Cell {
                day: if first {
                    format!("{}/{}", u8::from(day.month()), day.day())
                } else {
                    day.day().to_string()
                },
                weekday: weekday(day),
                words,
                class,
            });
            let Some(next) = day.next_day() else { break };
            day = next;
        }
        weeks.push(week);
    }
    weeks
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use time::macros::date;

    use super::{super::rules::Term, *};

    #[test]
    fn the_prototypes_little_calendar() {
        let holidays = [
            (date!(2027 - 04 - 29), "昭和の日"),
            (date!(2027 - 05 - 03), "憲法記念日"),
            (date!(2027 - 05 - 04), "みどりの日"),
            (date!(2027 - 05 - 05), "こどもの日"),
        ];
        let holidays = holidays.map(|(day, name)| (day, name.to_owned()));
        let calendar = Calendar::new(holidays.into(), Vec::new());
        let from = date!(2027 - 04 - 27);
        let term = Term { unit: Unit::WorkingDays, number: 7, moves_on: true };
        let due = term.ends(&calendar, from);
        let mut table = format!("{}\n", term.counted(Start::Disclosure, due));
        for week in weeks(&calendar, Start::Disclosure, from, due, term.unit) {
            for cell in week {
                write!(table, "[{}{} {} {}]", cell.day, cell.weekday, cell.words, cell.class)
                    .unwrap();
            }
            table.push('\n');
        }
        insta::assert_snapshot!(table, @r"
        開示の翌日から7開庁日 → 5月12日（水）
        [4/25日 休 off][26月  ][27火 開示 ][28水 1日目 n][29木 昭和の日 off][30金 2日目 n][5/1土 休 off]
        [2日 休 off][3月 憲法記念日 off][4火 みどりの日 off][5水 こどもの日 off][6木 3日目 n][7金 4日目 n][8土 休 off]
        [9日 休 off][10月 5日目 n][11火 6日目 n][12水 期限 n end][13木  ][14金  ][15土 休 off]
        ");
    }
}
