//! What is typed about extra fields and into them. Pure.

use time::{Date, macros::format_description};

use crate::kit::{Answers, Mistakes, date, text};

/// What a field holds: code and words.
pub const KINDS: [(&str, &str); 4] =
    [("text", "文字"), ("date", "日付"), ("number", "数"), ("choice", "選択肢から選ぶ")];

/// A field as it is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewField {
    pub name: String,
    pub kind: &'static str,
    pub choices: Vec<String>,
}

/// Reads a new field.
pub fn new_field(answers: &Answers) -> Result<NewField, Mistakes> {
    let mut mistakes = Mistakes::default();
    let name = mistakes.note("name", text::line(answers.get("name"), "項目の名前", 1..=30));
    let kind = KINDS.iter().find(|(code, _)| *code == answers.get("kind"));
    let kind = mistakes.note("kind", kind.ok_or("書くものの種類を選んでください"));
    let choices = if kind.is_some_and(|(code, _)| *code == "choice") {
        mistakes.note("choices", choices(answers.get("choices")))
    } else {
        Some(Vec::new())
    };
    match (name, kind, choices) {
        (Some(name), Some((kind, _)), Some(choices)) => {
            mistakes.or(NewField { name, kind, choices })
        }
        _ => Err(mistakes),
    }
}

/// One choice a line.
fn choices(typed: &str) -> Result<Vec<String>, String> {
    let lines = text::normalise(typed);
    let choices: Vec<String> =
        lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let mut once = choices.clone();
    once.sort();
    once.dedup();
    match () {
        () if choices.len() < 2 => Err("選択肢を、1行に1つずつ、2つ以上書いてください".to_owned()),
        () if choices.len() > 30 => Err("選択肢は30までにしてください".to_owned()),
        () if once.len() < choices.len() => Err("同じ選択肢が2つあります".to_owned()),
        () if choices.iter().any(|choice| text::count(choice) > 40) => {
            Err("選択肢は、1つ40文字までにしてください".to_owned())
        }
        () => Ok(choices),
    }
}

/// How a value of this kind is written.
pub fn hint(kind: &str) -> &'static str {
    match kind {
        "date" => "例：令和8年4月1日、2026/4/1",
        "number" => "数字だけ。小数も書けます。例：3、2.5",
        "choice" => "1つ選びます。",
        _ => "100文字まで",
    }
}

/// A value as it is kept: dates as 2026-04-01, numbers in half width. Empty: none.
pub fn value(kind: &str, choices: &[String], typed: &str) -> Result<String, String> {
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    match kind {
        "date" => date::parse(typed).map(|day| day.to_string()),
        "number" => number(typed),
        "choice" if choices.iter().any(|choice| choice == typed) => Ok(typed.to_owned()),
        "choice" => Err("示された中から選んでください".to_owned()),
        _ => text::line(typed, "この項目", 1..=100),
    }
}

/// A number without signs for thousands and without needless zeros.
fn number(typed: &str) -> Result<String, String> {
    let plain = text::half_width(typed).replace(',', "");
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let good = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !good(whole) || !good(part) || digits.len() > 15 {
        return Err("数字で入力してください（例：3、2.5）".to_owned());
    }
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if plain.starts_with('-') && (whole != "0" || !part.is_empty()) { "-" } else { "" };
    Ok(if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") })
}

/// A date as it is kept.
pub fn day(kept: &str) -> Option<Date> {
    Date::parse(kept, format_description!("[year]-[month]-[day]")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_in_one_form() {
        let own = ["自転車".to_owned(), "バス".to_owned()];
        let cases = [
            ("date", "R8.4.1", "2026-04-01"),
            ("number", "１，２００．５０", "1200.5"),
            ("number", "-0.0", "0"),
            ("number", "-007", "-7"),
            ("choice", "バス", "バス"),
            ("text", " 防災士 ", "防災士"),
            ("text", "  ", ""),
        ];
        for (kind, typed, kept) in cases {
            assert_eq!(value(kind, &own, typed).unwrap(), kept, "{kind} {typed}");
        }
        let wrong = [("date", "4/31"), ("number", "三"), ("number", "1e9"), ("choice", "船")];
        for (kind, typed) in wrong {
            assert!(value(kind, &own, typed).is_err(), "{kind} {typed}");
        }
        assert_eq!(day("2026-04-01").unwrap().to_string(), "2026-04-01");
        assert_eq!(day("いつか"), None);
    }

    #[test]
    fn a_field_has_a_name_a_kind_and_choices_where_it_needs_them() {
        let typed =
            Answers::from([("name", "通勤"), ("kind", "choice"), ("choices", "徒歩\r\n\nバス")]);
        assert_eq!(new_field(&typed).unwrap().choices, ["徒歩", "バス"]);
        let one = Answers::from([("name", "通勤"), ("kind", "choice"), ("choices", "徒歩\n徒歩")]);
        assert!(new_field(&one).unwrap_err().on("choices").unwrap().contains("同じ"));
        let none: Vec<String> =
            new_field(&Answers::default()).unwrap_err().iter().map(|(f, _)| f.to_owned()).collect();
        assert_eq!(none, ["name", "kind"]);
    }
}
