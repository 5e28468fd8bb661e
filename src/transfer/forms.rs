//! What 職員課 types about an order, and the rows of a file.

use time::Date;

use super::{
    kinds::Kind,
    store::{Choices, Found},
};
use crate::{
    kit::{
        Answers, Mistakes, date,
        table::{self, Column, Problem, Row},
        text,
    },
    staff,
};

/// Name and dates of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrder {
    pub name: String,
    pub effective_on: Date,
    pub announce_on: Date,
}

/// Reads name and dates, or every mistake at once. An order for a day that is over corrects
/// nothing: its effect begins today at the earliest.
pub fn order(answers: &Answers, today: Date) -> Result<NewOrder, Mistakes> {
    let mut mistakes = Mistakes::default();
    let name = mistakes.note("name", text::line(answers.get("name"), "名前", 1..=60));
    let effective =
        mistakes.note("effective_on", date::named("発令日", answers.get("effective_on")));
    let announce = mistakes.note("announce_on", date::named("内示日", answers.get("announce_on")));
    if effective.is_some_and(|day| day < today) {
        mistakes.add("effective_on", "発令日は、今日か、今日より後の日にしてください");
    }
    if let (Some(effective), Some(announce)) = (effective, announce)
        && announce > effective
    {
        mistakes.add("announce_on", "内示日は、発令日と同じか、前の日にしてください");
    }
    match (name, effective, announce) {
        (Some(name), Some(effective_on), Some(announce_on)) => {
            mistakes.or(NewOrder { name, effective_on, announce_on })
        }
        _ => Err(mistakes),
    }
}

/// Why a decided order is taken back.
pub fn reason(answers: &Answers) -> Result<String, Mistakes> {
    let mut mistakes = Mistakes::default();
    let reason =
        mistakes.note("reason", text::prose(answers.get("reason"), "取り消す理由", 10..=1000));
    reason.ok_or(mistakes)
}

/// A line that can be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLine {
    pub staff: i64,
    pub kind: Kind,
    pub unit: Option<i64>,
    pub position: Option<String>,
    pub post: Option<String>,
    pub leads: bool,
    pub destination: Option<String>,
    /// The ground of a 再任用, by its code.
    pub basis: Option<&'static str>,
    /// The hours of a 再任用 in a week, in minutes; None: full time.
    pub weekly_minutes: Option<i16>,
}

/// What a line is read against.
pub struct Known<'a> {
    pub choices: &'a Choices,
    pub people: &'a [Found],
}

/// Somebody by number or by name, as typed; a number of any width, a name with or without a space.
pub fn word(typed: &str) -> String {
    let number = text::half_width(typed).to_uppercase();
    if number.chars().any(|c| c.is_ascii_digit()) {
        number
    } else {
        text::normalise(typed).split_whitespace().collect()
    }
}

fn person(known: &Known<'_>, typed: &str) -> Result<i64, String> {
    let word = word(typed);
    if word.is_empty() {
        return Err("職員番号か氏名を入力してください".to_owned());
    }
    let fits = |found: &&Found| {
        found.number == word || found.name.split_whitespace().collect::<String>() == word
    };
    let found: Vec<&Found> = known.people.iter().filter(fits).collect();
    match found.as_slice() {
        [] => Err("この番号か氏名の職員はいません。確かめてください".to_owned()),
        [one] => Ok(one.staff),
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|f| format!("{}（{}）", f.number, f.unit.as_deref().unwrap_or("所属なし")))
                .collect();
            Err(format!("同じ氏名の職員がいます。職員番号で入力してください：{}", names.join("、")))
        }
    }
}

/// Reads one line from the form, or every mistake at once.
pub fn line(answers: &Answers, known: &Known<'_>) -> Result<NewLine, Mistakes> {
    let mut mistakes = Mistakes::default();
    let staff = mistakes.note("staff", person(known, answers.get("staff")));
    let kind = Kind::from_code(answers.get("kind"));
    let kind = mistakes.note("kind", kind.ok_or("発令の種類を選んでください"));
    let chosen = |typed: &str| known.choices.units.iter().find(|u| u.0.to_string() == typed);
    let (unit, position) = (chosen(answers.get("unit")).map(|u| u.0), answers.get("position"));
    let typed = Typed {
        unit,
        position: known.choices.positions.iter().find(|p| p.0 == position).map(|p| p.0.clone()),
        odd_position: !position.is_empty()
            && !known.choices.positions.iter().any(|p| p.0 == position),
        post: answers.get("post"),
        leads: answers.get("leads") == "yes",
        destination: answers.get("destination"),
        basis: grounds().find(|(code, _)| *code == answers.get("basis")).map(|(code, _)| code),
        hours: answers.get("hours"),
    };
    let (Some(staff), Some(kind)) = (staff, kind) else {
        if let Some(kind) = kind {
            let _ = fitted(0, kind, &typed, &mut |field, sentence| mistakes.add(field, sentence));
        }
        return Err(mistakes);
    };
    let line = fitted(staff, kind, &typed, &mut |field, sentence| mistakes.add(field, sentence));
    mistakes.or(line)
}

struct Typed<'a> {
    unit: Option<i64>,
    position: Option<String>,
    odd_position: bool,
    post: &'a str,
    leads: bool,
    destination: &'a str,
    basis: Option<&'static str>,
    hours: &'a str,
}

/// The grounds of a 再任用: codes and words.
pub fn grounds() -> impl Iterator<Item = (&'static str, &'static str)> {
    staff::grounds("reappointed")
}

/// Keeps what the kind of line asks for, and says what is missing.
fn fitted(
    staff: i64,
    kind: Kind,
    typed: &Typed<'_>,
    note: &mut dyn FnMut(&'static str, String),
) -> NewLine {
    if kind.names_unit() && typed.unit.is_none() {
        note("unit", "所属を選んでください".to_owned());
    }
    let mut post = None;
    if kind.gives_post() {
        match text::line(typed.post, "職名", 1..=30) {
            Ok(words) => post = Some(words),
            Err(sentence) => note("post", sentence),
        }
        if typed.odd_position {
            note("position", "職位は、示された中から選んでください".to_owned());
        }
    }
    let mut destination = None;
    if kind == Kind::Secondment {
        match text::line(typed.destination, "派遣先", 1..=60) {
            Ok(words) => destination = Some(words),
            Err(sentence) => note("destination", sentence),
        }
    }
    let again = kind == Kind::Reappointment;
    if again && typed.basis.is_none() {
        note("basis", "再任用の種類を選んでください".to_owned());
    }
    let weekly_minutes = if again { weekly(typed, note) } else { None };
    NewLine {
        staff,
        kind,
        basis: typed.basis.filter(|_| again),
        weekly_minutes,
        unit: typed.unit.filter(|_| kind.names_unit()),
        position: typed.position.clone().filter(|_| kind.gives_post()),
        post,
        leads: typed.leads && kind.gives_post(),
        destination,
    }
}

/// The hours of a 再任用: asked where it is short.
fn weekly(typed: &Typed<'_>, note: &mut dyn FnMut(&'static str, String)) -> Option<i16> {
    if typed.hours.is_empty() {
        if typed.basis.is_some_and(|code| code.ends_with("short")) {
            let ask = "短時間勤務では、週の勤務時間を入力してください（例：31時間）";
            note("hours", ask.to_owned());
        }
        return None;
    }
    staff::minutes(typed.hours).map_err(|sentence| note("hours", sentence)).ok()
}

const fn column(name: &'static str, optional: bool) -> Column {
    Column { name, optional }
}

/// The columns of a file of lines.
pub const COLUMNS: [Column; 9] = [
    column("職員番号", false),
    column("種類", false),
    column("組織コード", true),
    column("職位", true),
    column("職名", true),
    column("所属長", true),
    column("派遣先", true),
    column("再任用の種類", true),
    column("週の勤務時間", true),
];

/// The rows of what was pasted: CSV, or cells of a spreadsheet with tabs between them.
pub fn rows(typed: &str) -> Result<Vec<Row>, Vec<Problem>> {
    table::read(typed.as_bytes(), &COLUMNS)
}

/// Every row as a line, or everything that is wrong with them.
pub fn lines(rows: &[Row], known: &Known<'_>) -> Result<Vec<NewLine>, Vec<Problem>> {
    let mut problems = Vec::new();
    let lines: Vec<NewLine> =
        rows.iter().filter_map(|row| row_line(row, known, &mut problems)).collect();
    if rows.is_empty() {
        problems.push(Problem::file(
            "行がありません。1行目に列の名前、2行目から発令を書いてください。",
        ));
    }
    if problems.is_empty() { Ok(lines) } else { Err(problems) }
}

fn row_line(row: &Row, known: &Known<'_>, problems: &mut Vec<Problem>) -> Option<NewLine> {
    let before = problems.len();
    let mut note =
        |column, advice: String| problems.push(row.problem(column, format!("{advice}。")));
    let staff = person(known, row.get("職員番号")).map_err(|a| note("職員番号", a)).ok();
    let kind = Kind::from_label(row.get("種類"));
    if kind.is_none() {
        let all: Vec<&str> = Kind::ALL.iter().map(|kind| kind.label()).collect();
        note("種類", format!("{}のどれかにしてください", all.join("、")));
    }
    let code = text::half_width(row.get("組織コード"));
    let unit = known.choices.units.iter().find(|u| u.1 == code).map(|u| u.0);
    if unit.is_none() && !code.is_empty() {
        note("組織コード", "発令日にこのコードの組織がありません".to_owned());
    }
    let name = row.get("職位");
    let ground = row.get("再任用の種類");
    let position = known.choices.positions.iter().find(|p| p.1 == name).map(|p| p.0.clone());
    let typed = Typed {
        unit,
        odd_position: position.is_none() && !name.is_empty(),
        position,
        post: row.get("職名"),
        leads: matches!(row.get("所属長"), "○" | "〇" | "1"),
        destination: row.get("派遣先"),
        // the law behind the words may be left out
        basis: grounds()
            .find(|(_, words)| !ground.is_empty() && words.starts_with(ground))
            .map(|(code, _)| code),
        hours: row.get("週の勤務時間"),
    };
    let line = fitted(staff.unwrap_or_default(), kind?, &typed, &mut |field, sentence| {
        let column = match field {
            "unit" if code.is_empty() => "組織コード",
            "post" => "職名",
            "position" => "職位",
            "destination" => "派遣先",
            "basis" => "再任用の種類",
            "hours" => "週の勤務時間",
            _ => return,
        };
        note(column, sentence);
    });
    (problems.len() == before).then_some(line)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn choices() -> Choices {
        Choices {
            units: vec![(3, "2010".to_owned(), "福祉部 福祉総務課".to_owned())],
            positions: vec![("shuji".to_owned(), "主事職".to_owned())],
        }
    }

    fn found(staff: i64, number: &str, name: &str) -> Found {
        Found { staff, number: number.to_owned(), name: name.to_owned(), unit: None }
    }

    #[test]
    fn an_order_names_every_mistake_at_once() {
        let today = date!(2026 - 11 - 24);
        let wrong = order(&Answers::default(), today).unwrap_err();
        let fields: Vec<_> = wrong.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["name", "effective_on", "announce_on"]);
        let typed = |effective, announce| {
            order(
                &Answers::from([
                    ("name", "4月1日付"),
                    ("effective_on", effective),
                    ("announce_on", announce),
                ]),
                today,
            )
        };
        assert!(typed("令和9年4月1日", "R9.3.18").is_ok());
        assert!(typed("2026/11/01", "2026/10/20").unwrap_err().on("effective_on").is_some());
        assert!(typed("2027/4/1", "2027/4/2").unwrap_err().on("announce_on").is_some());
    }

    #[test]
    fn a_line_asks_for_what_its_kind_needs() {
        let choices = choices();
        let people = [
            found(5, "010234", "佐藤 みなみ"),
            found(6, "010300", "鈴木 一"),
            found(7, "010301", "鈴木 一"),
        ];
        let known = Known { choices: &choices, people: &people };
        let read = |pairs: [(&str, &str); 6]| line(&Answers::from(pairs), &known);
        let typed = |staff, kind, unit, post| {
            read([
                ("staff", staff),
                ("kind", kind),
                ("unit", unit),
                ("post", post),
                ("position", ""),
                ("destination", ""),
            ])
        };
        let ok = typed("０１０２３４", "transfer", "3", "主事").unwrap();
        assert_eq!((ok.staff, ok.unit, ok.post.as_deref()), (5, Some(3), Some("主事")));
        assert!(typed("佐藤　みなみ", "retirement", "", "").is_ok(), "by name");
        assert!(
            typed("鈴木一", "retirement", "", "")
                .unwrap_err()
                .on("staff")
                .unwrap()
                .contains("010301")
        );
        let wrong = typed("999", "transfer", "9", "").unwrap_err();
        let fields: Vec<_> = wrong.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["staff", "unit", "post"]);
        assert!(typed("010234", "secondment", "", "").unwrap_err().on("destination").is_some());
        assert!(typed("010234", "lottery", "", "").unwrap_err().on("kind").is_some());
        let left = typed("010234", "retirement", "3", "主事").unwrap();
        assert_eq!((left.unit, left.post), (None, None), "what a kind does not need is left out");
    }

    #[test]
    fn a_file_tells_every_problem_with_its_row() {
        let choices = choices();
        let people = [found(5, "010234", "佐藤 みなみ")];
        let known = Known { choices: &choices, people: &people };
        let good = "職員番号,種類,組織コード,職位,職名,所属長\n010234,異動,2010,主事職,主事,\n";
        let read = lines(&rows(good).unwrap(), &known).unwrap();
        assert_eq!((read[0].unit, read[0].position.as_deref()), (Some(3), Some("shuji")));
        let tabs = good.replace(',', "\t");
        assert_eq!(
            lines(&rows(&tabs).unwrap(), &known).unwrap(),
            read,
            "as a spreadsheet copies it"
        );
        let bad = "職員番号,種類,組織コード,職位,職名\n9,異動,9999,部長,\n010234,転勤,,,\n";
        let problems = lines(&rows(bad).unwrap(), &known).unwrap_err();
        let told: Vec<_> = problems.iter().map(|p| (p.row, p.column)).collect();
        assert_eq!(
            told,
            [(2, "職員番号"), (2, "組織コード"), (2, "職名"), (2, "職位"), (3, "種類")]
        );
        assert!(rows("番号\n1\n").is_err());
        assert!(lines(&[], &known).is_err());
    }
}
