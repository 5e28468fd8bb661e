//! A list of appointments as it is pasted: rows to appointments, or every problem of every row with
//! what to do. Pure.
//!
//! | 列 | 書き方 |
//! |---|---|
//! | 職員番号 | 登録済みの会計年度任用職員の番号 |
//! | 職種 | 様式にある職種の名前 |
//! | 任期の始まり、任期の終わり | 2026/4/1、R8.4.1 など。終わりは年度の3月31日まで |
//! | 週の勤務時間 | 30、30時間、15時間30分 など |
//! | 週の勤務日数 | 毎日は働かないときだけ。3、3日 など。列ごと、なくてもよい |

use time::Date;

use super::{
    forms::{Appointment, appointment},
    store::{Employed, Known},
};
use crate::kit::{
    Answers, date,
    table::{self, Column, Problem, Row},
};

const fn column(name: &'static str) -> Column {
    Column { name, optional: false }
}

/// The columns, in the order of the hint.
pub const COLUMNS: [Column; 6] = [
    column("職員番号"),
    column("職種"),
    column("任期の始まり"),
    column("任期の終わり"),
    column("週の勤務時間"),
    Column { name: "週の勤務日数", optional: true },
];

/// The most rows of one list.
const MOST: usize = 2000;

/// The fields of the form for one appointment, by column.
const FIELDS: [(&str, &str); 6] = [
    ("number", "職員番号"),
    ("work", "職種"),
    ("from", "任期の始まり"),
    ("until", "任期の終わり"),
    ("hours", "週の勤務時間"),
    ("days", "週の勤務日数"),
];

/// A row that reads as an appointment.
#[derive(Debug)]
pub struct Line {
    row: Row,
    pub one: Appointment,
}

/// An appointment of somebody who is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub number: String,
    pub name: String,
    pub new: Employed,
}

/// Reads a list; `works` are codes and names of the kinds of work.
pub fn lines(typed: &str, works: &[(String, String)]) -> Result<Vec<Line>, Vec<Problem>> {
    let rows = table::read(typed.trim_start().as_bytes(), &COLUMNS)?;
    if rows.is_empty() {
        return Err(vec![Problem::file(
            "任用が1件もありません。2行目から、1行に1件書いてください。",
        )]);
    }
    if rows.len() > MOST {
        let advice = format!("{}行あります。{MOST}行までに分けてください。", rows.len());
        return Err(vec![Problem::file(advice)]);
    }
    let (mut lines, mut problems) = (Vec::new(), Vec::new());
    for row in rows {
        match line(&row, works) {
            Ok(one) => lines.push(Line { row, one }),
            Err(wrong) => problems.extend(wrong),
        }
    }
    if problems.is_empty() { Ok(lines) } else { Err(problems) }
}

fn line(row: &Row, works: &[(String, String)]) -> Result<Appointment, Vec<Problem>> {
    let mut answers = Answers::default();
    for (field, column) in FIELDS {
        let value = row.get(column);
        let work = works.iter().find(|(_, name)| field == "work" && name == value);
        answers.put(field, work.map_or(value, |(code, _)| code));
    }
    appointment(&answers, works).map_err(|mistakes| {
        let problem = |(field, sentence): (&str, &str)| {
            let column = FIELDS.iter().find(|(own, _)| *own == field).map_or("", |(_, name)| name);
            if field == "work" {
                let names: Vec<&str> = works.iter().map(|(_, name)| name.as_str()).collect();
                row.problem(
                    column,
                    format!("様式にある職種（{}）にしてください。", names.join("、")),
                )
            } else {
                // the column stands beside it
                let sentence = sentence.rsplit_once('：').map_or(sentence, |(_, rest)| rest);
                row.problem(column, format!("{sentence}。"))
            }
        };
        mistakes.iter().map(problem).collect()
    })
}

/// The numbers a list names.
pub fn numbers(lines: &[Line]) -> Vec<String> {
    lines.iter().map(|line| line.one.number.clone()).collect()
}

fn meet(one: (Date, Date), other: (Date, Date)) -> bool {
    one.0 <= other.1 && other.0 <= one.1
}

/// Whose appointments they are, or every row that names nobody, somebody else, or a term that meets
/// another.
pub fn named(lines: &[Line], known: &[Known]) -> Result<Vec<Named>, Vec<Problem>> {
    let (mut all, mut problems): (Vec<Named>, Vec<Problem>) = (Vec::new(), Vec::new());
    for Line { row, one } in lines {
        let Some(who) = known.iter().find(|who| who.number == one.number) else {
            let advice = "この職員番号の職員はいません。番号を直すか、先に職員を登録してください。";
            problems.push(row.problem("職員番号", advice));
            continue;
        };
        if who.employment != "fiscal_year" {
            let advice = format!(
                "{}さんは、会計年度任用職員として登録されていません。番号を直すか、職員の雇用区分を直してください。",
                who.name
            );
            problems.push(row.problem("職員番号", advice));
            continue;
        }
        let term = (one.from, one.until);
        let there = who.terms.iter().find(|own| meet(term, **own));
        let here = all
            .iter()
            .find(|own| own.new.staff == who.id && meet(term, (own.new.from, own.new.until)));
        if let Some((from, until)) = there {
            let advice = format!(
                "{}さんには、{}から{}までの任用がもう登録されています。重ならない日にするか、この行を消してください。",
                who.name,
                date::wareki(*from),
                date::wareki(*until)
            );
            problems.push(row.problem("任期の始まり", advice));
        } else if here.is_some() {
            let advice = format!(
                "{}さんの、この一覧の前の行の任期と重なります。重ならない日にしてください。",
                who.name
            );
            problems.push(row.problem("任期の始まり", advice));
        }
        let (work, from, until, minutes) = (one.work.clone(), one.from, one.until, one.minutes);
        let new = Employed { staff: who.id, work, from, until, minutes, days: one.days };
        all.push(Named { number: who.number.clone(), name: who.name.clone(), new });
    }
    if problems.is_empty() { Ok(all) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn works() -> Vec<(String, String)> {
        vec![("office".to_owned(), "事務".to_owned()), ("school".to_owned(), "学校支援".to_owned())]
    }

    fn told(problems: &[Problem]) -> String {
        problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    const HEAD: &str = "職員番号,職種,任期の始まり,任期の終わり,週の勤務時間\n";

    #[test]
    fn every_problem_of_every_row_is_told_with_what_to_do() {
        let typed =
            format!("{HEAD},飛行士,いつか,R9.3.31,たくさん\n020101,事務,R8.4.1,R9.4.30,30\n");
        insta::assert_snapshot!(told(&lines(&typed, &works()).unwrap_err()), @"
        2行目「職員番号」の値「」：職員番号を入力してください。
        2行目「職種」の値「飛行士」：様式にある職種（事務、学校支援）にしてください。
        2行目「任期の始まり」の値「いつか」：日付は「令和8年4月1日」や「2026/4/1」のように入力してください。
        2行目「週の勤務時間」の値「たくさん」：週の勤務時間は「30時間」や「15時間30分」のように入力してください。
        3行目「任期の終わり」の値「R9.4.30」：任期は、始まりの日の年度の3月31日までです。
        ");
        assert!(told(&lines(HEAD, &works()).unwrap_err()).contains("1件もありません"));
        let few = lines("職員番号,職種\n1,事務\n", &works()).unwrap_err();
        assert_eq!(few.len(), 3, "each column that is missing");
    }

    #[test]
    fn rows_name_people_whose_terms_do_not_meet() {
        let typed = format!(
            "{HEAD}020101,事務,2026/4/1,2026/9/30,30\n020101,school,2026/9/30,2027/3/31,15:30\n\
             020102,事務,2026/4/1,2027/3/31,30\n999999,事務,2026/4/1,2027/3/31,30\n\
             010234,事務,2026/4/1,2027/3/31,30\n020102,事務,2027/4/1,2028/3/31,30\n"
        );
        let read = lines(&typed, &works()).unwrap();
        assert_eq!(read[1].one.work, "school", "a code is read, too");
        let known = |id, number: &str, employment: &str, terms| Known {
            id,
            number: number.to_owned(),
            name: format!("職員{id}"),
            employment: employment.to_owned(),
            terms,
        };
        let earlier = vec![(date!(2026 - 06 - 01), date!(2026 - 06 - 30))];
        let people = [
            known(1, "020101", "fiscal_year", Vec::new()),
            known(2, "020102", "fiscal_year", earlier),
            known(3, "010234", "regular", Vec::new()),
        ];
        insta::assert_snapshot!(told(&named(&read, &people).unwrap_err()), @"
        3行目「任期の始まり」の値「2026/9/30」：職員1さんの、この一覧の前の行の任期と重なります。重ならない日にしてください。
        4行目「任期の始まり」の値「2026/4/1」：職員2さんには、令和8年6月1日から令和8年6月30日までの任用がもう登録されています。重ならない日にするか、この行を消してください。
        5行目「職員番号」の値「999999」：この職員番号の職員はいません。番号を直すか、先に職員を登録してください。
        6行目「職員番号」の値「010234」：職員3さんは、会計年度任用職員として登録されていません。番号を直すか、職員の雇用区分を直してください。
        ");
        let right = lines(&format!("{HEAD}020101,事務,2026/4/1,2026/9/30,30\n"), &works()).unwrap();
        let all = named(&right, &people).unwrap();
        assert_eq!((all[0].new.staff, all[0].new.minutes, all[0].new.days), (1, 1800, None));
        let head = HEAD.replace('\n', ",週の勤務日数\n");
        let days = format!("{head}020101,事務,2026/4/1,2026/9/30,30,3日\n");
        assert_eq!(lines(&days, &works()).unwrap()[0].one.days, Some(3));
        let many = days.replace("3日", "8日");
        assert!(told(&lines(&many, &works()).unwrap_err()).contains("1日から7日まで"));
    }
}
