//! What is typed about an interview: when and where, the texts, what became of last year's plan.

use time::{Date, Duration, Time};

use super::rules::{Kind, Way};
use crate::{
    evaluation::plan::Outcome,
    kit::{Answers, Mistakes, date, text},
};

/// The longest shared text and note.
pub const MAX_RECORD: usize = 800;
/// The longest point of an agenda.
pub const MAX_POINT: usize = 200;
/// The longest comment and addition.
pub const MAX_COMMENT: usize = 400;
const MAX_PLACE: usize = 60;

/// When, where and how. The day alone is enough to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    pub held_on: Date,
    pub starts_at: Option<Time>,
    pub ends_at: Option<Time>,
    pub place: String,
    pub way: Way,
}

/// Reads when and where, or every mistake at once. The interview of a year lies near that year.
pub fn appointment(answers: &Answers, fiscal_year: i16) -> Result<Appointment, Mistakes> {
    let mut mistakes = Mistakes::default();
    let day = date::named("面談の日", answers.get("held_on")).and_then(|day| {
        let year = date::fiscal_year(day);
        if (fiscal_year..=fiscal_year + 1).contains(&year) {
            Ok(day)
        } else {
            let span = (date::fiscal_label(fiscal_year), date::fiscal_label(fiscal_year + 1));
            Err(format!("面談の日は、{}か{}の日にしてください", span.0, span.1))
        }
    });
    let held_on = mistakes.note("held_on", day);
    let starts = mistakes.note("starts_at", hour(answers.get("starts_at"))).flatten();
    let ends = mistakes.note("ends_at", hour(answers.get("ends_at"))).flatten();
    match (starts, ends) {
        (None, Some(_)) if mistakes.on("starts_at").is_none() => {
            mistakes.add("starts_at", "始まりの時刻を入力してください");
        }
        (Some(from), Some(to)) if to <= from => {
            mistakes.add("ends_at", "終わりの時刻は、始まりより後にしてください");
        }
        _ => {}
    }
    let place = mistakes.note("place", text::prose(answers.get("place"), "場所", 0..=MAX_PLACE));
    let way = Way::from_code(answers.get("way")).ok_or("方法を選んでください");
    let way = mistakes.note("way", way);
    let (Some(held_on), Some(place), Some(way)) = (held_on, place, way) else {
        return Err(mistakes);
    };
    mistakes.or(Appointment {
        held_on,
        starts_at: starts,
        ends_at: ends.or(half_hour(starts)),
        place,
        way,
    })
}

/// Half an hour later, on the same day.
fn half_hour(starts: Option<Time>) -> Option<Time> {
    let starts = starts?;
    let later = starts + Duration::minutes(30);
    (later > starts).then_some(later)
}

/// Reads an hour as people write it: 15時, 15時30分, 15時半, 15:00, in either width. Empty is none.
fn hour(typed: &str) -> Result<Option<Time>, String> {
    const HOW: &str = "時刻は「15時」や「15:30」のように入力してください";
    let typed: String = text::half_width(typed).chars().filter(|c| !c.is_whitespace()).collect();
    if typed.is_empty() {
        return Ok(None);
    }
    let plain = typed.replace("時半", ":30").replace('時', ":").replace('分', "");
    let (hours, minutes) = plain.split_once(':').ok_or(HOW)?;
    let number = |part: &str| if part.is_empty() { Some(0) } else { part.parse::<u8>().ok() };
    let read = (!hours.is_empty()).then(|| Some((number(hours)?, number(minutes)?))).flatten();
    let (hours, minutes) = read.ok_or(HOW)?;
    Time::from_hms(hours, minutes, 0).map(Some).map_err(|_| HOW.to_owned())
}

/// Everything the one who leads the interview writes on its page.
#[derive(Clone, Debug)]
pub struct Record {
    pub appointment: Appointment,
    pub shared: String,
    pub note: String,
    pub checked: Vec<String>,
    /// A point to add, or nothing.
    pub point: String,
    pub said: Vec<Said>,
}

/// What became of an action of the last plan, and what stood there when the page was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    pub place: i16,
    pub outcome: Outcome,
    pub was: Option<Outcome>,
}

/// Reads the whole page. Whatever may still be incomplete may be; only what cannot be kept is a
/// mistake.
pub fn record(answers: &Answers, kind: Kind, fiscal_year: i16) -> Result<Record, Mistakes> {
    let mut mistakes = Mistakes::default();
    let appointment = match appointment(answers, fiscal_year) {
        Ok(appointment) => Some(appointment),
        Err(wrong) => {
            wrong.iter().for_each(|(field, sentence)| mistakes.add(field, sentence));
            None
        }
    };
    let point = text::prose(answers.get("point"), "議題", 0..=MAX_POINT);
    let point = mistakes.note("point", point);
    let shared = text::prose(answers.get("shared"), "話したこと", 0..=MAX_RECORD);
    let shared = mistakes.note("shared", shared);
    let note = mistakes.note("note", text::prose(answers.get("note"), "メモ", 0..=MAX_RECORD));
    let ticked: Vec<&str> = answers.all("checked").collect();
    let known = kind.checklist().iter().map(|(code, _)| *code);
    let checked = known.filter(|code| ticked.contains(code)).map(str::to_owned).collect();
    let (Some(appointment), Some(shared), Some(note), Some(point)) =
        (appointment, shared, note, point)
    else {
        return Err(mistakes);
    };
    let said = outcomes(answers);
    mistakes.or(Record { appointment, shared, note, checked, point, said })
}

/// What became of the actions of the last plan, where it is news.
pub fn outcomes(answers: &Answers) -> Vec<Said> {
    let read = |field: &str, place| Outcome::from_code(answers.get(&format!("{field}-{place}")));
    [1_i16, 2]
        .into_iter()
        .filter_map(|place| {
            let (outcome, was) = (read("outcome", place)?, read("was", place));
            (was != Some(outcome)).then_some(Said { place, outcome, was })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use time::macros::{date, time};

    use super::*;

    fn when(pairs: &[(&str, &str)]) -> Result<Appointment, Mistakes> {
        let mut answers = Answers::default();
        for (name, value) in pairs {
            answers.put(*name, *value);
        }
        appointment(&answers, 2026)
    }

    #[test]
    fn the_day_alone_is_enough() {
        let read = when(&[("held_on", "令和９年１月１８日"), ("way", "phone")]).unwrap();
        assert_eq!(read.held_on, date!(2027 - 01 - 18));
        assert_eq!((read.starts_at, read.ends_at, read.way), (None, None, Way::Phone));
    }

    #[test]
    fn an_hour_is_read_in_any_writing() {
        for typed in ["15時", "15:00", "１５：００", "15時00分", " 15 時 "] {
            assert_eq!(hour(typed), Ok(Some(time!(15:00))), "{typed}");
        }
        assert_eq!(hour("9時半"), Ok(Some(time!(9:30))));
        assert_eq!(hour(""), Ok(None));
        for typed in ["午後", "25時", "15時90分", "1500", ":30", "-1:00"] {
            assert!(hour(typed).unwrap_err().contains("15:30"), "{typed}");
        }
    }

    #[test]
    fn half_an_hour_is_meant_when_no_end_is_given() {
        let of = |start: &str| {
            when(&[("held_on", "2027/1/18"), ("starts_at", start), ("way", "online")]).unwrap()
        };
        assert_eq!(of("15時").ends_at, Some(time!(15:30)));
        assert_eq!(of("23:45").ends_at, None, "not beyond midnight");
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let long = "あ".repeat(61);
        let mistakes = when(&[
            ("held_on", "2025/1/18"),
            ("starts_at", "16時"),
            ("ends_at", "15時"),
            ("place", &long),
            ("way", "fax"),
        ])
        .unwrap_err();
        let said: Vec<_> = mistakes.iter().map(|(field, _)| field).collect();
        assert_eq!(said, ["held_on", "ends_at", "place", "way"]);
        assert!(mistakes.on("held_on").unwrap().contains("令和8年度か令和9年度"));
        let mistakes =
            when(&[("held_on", "2027/1/18"), ("ends_at", "15時"), ("way", "phone")]).unwrap_err();
        assert!(mistakes.on("starts_at").is_some());
    }

    #[test]
    fn only_what_stands_on_the_list_is_ticked() {
        let answers = Answers::from([
            ("held_on", "2027/1/18"),
            ("way", "phone"),
            ("checked", "opinion"),
            ("checked", "result"),
            ("outcome-1", "partly"),
            ("outcome-2", "done"),
            ("was-2", "done"),
        ]);
        let read = record(&answers, Kind::Closing, 2026).unwrap();
        assert_eq!(read.checked, ["opinion"]);
        let news = Said { place: 1, outcome: Outcome::Partly, was: None };
        assert_eq!(read.said, [news], "what is the same is no news");
    }
}
