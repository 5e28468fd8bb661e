//! Closed days as HR types them, and the rows of the Cabinet Office's file.

use time::Date;

use super::rules::Closed;
use crate::kit::{
    Answers, Mistakes, date,
    table::{self, Column, Problem},
    text,
};

const NAME: usize = 40;
const DAY: &str = "国民の祝日・休日月日";
const HOLIDAY: &str = "国民の祝日・休日名称";

/// Reads new closed days, or every mistake at once.
pub fn closed_days(answers: &Answers) -> Result<Closed, Mistakes> {
    let mut mistakes = Mistakes::default();
    let name = mistakes.note("name", text::line(answers.get("name"), "名前", 1..=NAME));
    let first = mistakes.note("first", date::named("最初の日", answers.get("first")));
    let last = match answers.get("last") {
        "" => first,
        typed => mistakes.note("last", date::named("最後の日", typed)),
    };
    if let (Some(first), Some(last)) = (first, last) {
        if last < first {
            mistakes.add("last", "最後の日は、最初の日と同じか、後にしてください");
        } else if (last - first).whole_days() > 30 {
            mistakes.add("last", "続けて閉庁する日は31日以内にしてください");
        }
    }
    let yearly = answers.get("yearly") == "yes";
    let (Some(name), Some(first_on), Some(last_on)) = (name, first, last) else {
        return Err(mistakes);
    };
    mistakes.or(Closed { name, first_on, last_on, yearly })
}

/// Every row of the Cabinet Office's file, or every problem.
pub fn holidays(bytes: &[u8]) -> Result<Vec<(Date, String)>, Vec<Problem>> {
    let columns =
        [Column { name: DAY, optional: false }, Column { name: HOLIDAY, optional: false }];
    let rows = table::read(bytes, &columns)?;
    let (mut holidays, mut problems) = (Vec::new(), Vec::new());
    for row in &rows {
        let name = text::normalise(row.get(HOLIDAY));
        if name.is_empty() || text::count(&name) > NAME {
            problems.push(row.problem(HOLIDAY, "祝日の名称を40文字以内で書いてください。"));
        }
        match date::parse(row.get(DAY)) {
            Err(advice) => problems.push(row.problem(DAY, format!("{advice}。"))),
            Ok(day) if holidays.iter().any(|(known, _)| *known == day) => {
                problems.push(row.problem(DAY, "同じ日が2行あります。1行にしてください。"));
            }
            Ok(day) => holidays.push((day, name)),
        }
    }
    if rows.is_empty() {
        problems.push(Problem::file("祝日の行がありません。内閣府のファイルを確かめてください。"));
    }
    if problems.is_empty() { Ok(holidays) } else { Err(problems) }
}

/// The problems of a file in a sentence: the first of them, and how many more.
pub fn advice(problems: &[Problem]) -> String {
    let first = problems.first().map(ToString::to_string).unwrap_or_default();
    let first = first.trim_end_matches('。');
    match problems.len() {
        0 | 1 => format!("{first}。ファイルを確かめて、もう一度選んでください"),
        more => {
            format!("{first}（ほかに{}件）。ファイルを確かめて、もう一度選んでください", more - 1)
        }
    }
}

/// Rows as a file of the same form, to be read again.
pub fn file_of(rows: &[(Date, String)]) -> String {
    let line = |(day, name): &(Date, String)| {
        let name = name.replace('"', "\"\"");
        format!("{}/{}/{},\"{name}\"\n", day.year(), u8::from(day.month()), day.day())
    };
    let header = format!("{DAY},{HOLIDAY}\n");
    rows.iter().map(line).fold(header, |file, line| file + &line)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn closed_days_are_read_or_every_mistake_is_told() {
        let typed =
            Answers::from([("name", "庁舎の点検"), ("first", "Ｒ９．５．１０"), ("last", "")]);
        let closed = closed_days(&typed).unwrap();
        assert_eq!(
            (closed.first_on, closed.last_on),
            (date!(2027 - 05 - 10), date!(2027 - 05 - 10))
        );
        let wrong = Answers::from([("first", "2027/5/10"), ("last", "2027/5/9")]);
        let fields: Vec<_> =
            closed_days(&wrong).unwrap_err().iter().map(|(f, _)| f.to_owned()).collect();
        assert_eq!(fields, ["name", "last"]);
        let long = Answers::from([("name", "点検"), ("first", "2027/5/1"), ("last", "2027/6/9")]);
        assert!(closed_days(&long).unwrap_err().on("last").unwrap().contains("31日"));
    }

    #[test]
    fn the_cabinet_offices_file_is_read_in_its_own_encoding() {
        let file =
            "国民の祝日・休日月日,国民の祝日・休日名称\r\n2028/1/1,元日\r\n2028/1/10,成人の日\r\n";
        let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(file);
        let read = holidays(&cp932).unwrap();
        assert_eq!(read, holidays(file.as_bytes()).unwrap());
        assert_eq!(read[1], (date!(2028 - 01 - 10), "成人の日".to_owned()));
    }

    #[test]
    fn rows_are_written_and_read_again() {
        let rows = vec![
            (date!(2028 - 01 - 01), "元日".to_owned()),
            (date!(2028 - 05 - 10), "「開庁,\"150\"年」".to_owned()),
        ];
        assert_eq!(holidays(file_of(&rows).as_bytes()).unwrap(), rows);
    }

    #[test]
    fn every_wrong_row_is_told() {
        let file =
            "国民の祝日・休日月日,国民の祝日・休日名称\n2028/2/30,元日\n2028/1/1,\n2028/1/1,元日\n";
        let told: Vec<_> =
            holidays(file.as_bytes()).unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 3, "{told:#?}");
        assert!(told[0].contains("2月30日"), "{told:#?}");
        let advice = advice(&holidays(file.as_bytes()).unwrap_err());
        assert!(advice.contains("2月30日") && advice.contains("ほかに2件"), "{advice}");
    }
}
