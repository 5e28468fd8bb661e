//! The days and the words of reminders as 職員課 types them.

use super::rules::{PLACES, Rule, TASKS, unknown_place};
use crate::kit::{
    Answers, Mistakes,
    text::{self, half_width},
};

/// The longest subject and text.
pub const MAX_SUBJECT: usize = 80;
pub const MAX_BODY: usize = 1500;

/// Days of all kinds, and the hour of sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days {
    pub rules: Vec<Rule>,
    pub hour: u8,
}

/// Reads the table of days, or every mistake at once.
pub fn days(answers: &Answers) -> Result<Days, Mistakes> {
    let mut mistakes = Mistakes::default();
    let mut rules = Vec::new();
    for (task, label, _) in TASKS {
        let (before, after) = (format!("before-{task}"), format!("after-{task}"));
        let early = mistakes.note(&before, numbers(answers.get(&before), label, 5));
        let late = mistakes.note(&after, numbers(answers.get(&after), label, 10));
        rules.push(Rule {
            task: task.to_owned(),
            before: early.unwrap_or_default(),
            on_day: answers.get(&format!("on-{task}")) == "yes",
            after: late.unwrap_or_default(),
        });
    }
    let hour = half_width(answers.get("hour"));
    let hour = hour.trim_end_matches('時').parse::<u8>().ok().filter(|hour| *hour < 24);
    let hour = mistakes.note("hour", hour.ok_or("送る時刻を0から23の数字で入力してください"));
    let Some(hour) = hour else { return Err(mistakes) };
    mistakes.or(Days { rules, hour })
}

/// 「7、1」, the furthest first.
fn numbers(typed: &str, label: &str, most: usize) -> Result<Vec<i16>, String> {
    let plain = half_width(typed);
    let mut numbers = Vec::new();
    for word in plain.split(['、', ',', '・', ' ', '\t']).filter(|word| !word.is_empty()) {
        match word.trim_end_matches(['日', '前', '後']).parse::<i16>() {
            Ok(number) if (1..=60).contains(&number) => numbers.push(number),
            _ => {
                return Err(format!(
                    "{label}の日数を1から60の数字で入力してください（例：7、1）。「{word}」は使えません"
                ));
            }
        }
    }
    numbers.sort_unstable_by(|a, b| b.cmp(a));
    numbers.dedup();
    if numbers.len() > most {
        return Err(format!("{label}の日数は{most}個以内にしてください"));
    }
    Ok(numbers)
}

/// 「7、1」 again.
pub fn numbers_words(numbers: &[i16]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
}

/// Subject and body of one kind of reminder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    pub subject: String,
    pub body: String,
}

/// Reads the words, or every mistake at once.
pub fn wording(answers: &Answers) -> Result<Wording, Mistakes> {
    let mut mistakes = Mistakes::default();
    let subject = text::line(answers.get("subject"), "件名", 1..=MAX_SUBJECT);
    let subject = mistakes.note("subject", subject.and_then(known_places).and_then(one_line));
    let body = text::prose(answers.get("body"), "本文", 1..=MAX_BODY).and_then(known_places);
    let body = mistakes.note(
        "body",
        body.and_then(|body| {
            if body.contains("{作業}") {
                Ok(body)
            } else {
                Err("本文に {作業} を入れてください。終わっていない作業の一覧が入ります".to_owned())
            }
        }),
    );
    let (Some(subject), Some(body)) = (subject, body) else { return Err(mistakes) };
    mistakes.or(Wording { subject, body })
}

/// The list of tasks has a line each, and a subject has one.
fn one_line(subject: String) -> Result<String, String> {
    if subject.contains("{作業}") {
        Err("件名に {作業} は使えません。本文に入れてください".to_owned())
    } else {
        Ok(subject)
    }
}

fn known_places(text: String) -> Result<String, String> {
    match unknown_place(&text) {
        None => Ok(text),
        Some(place) => {
            Err(format!("「{place}」は使えません。使えるのは {} です", PLACES.join(" ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(extra: &[(&str, &str)]) -> Answers {
        let mut answers = Answers::default();
        for (name, value) in extra {
            answers.put(*name, *value);
        }
        answers
    }

    #[test]
    fn days_are_read_however_they_are_typed() {
        for words in ["7、1", "７日前、１", "1,7", " 7 1 ", "7・1・7"] {
            assert_eq!(numbers(words, "自己評価", 5).unwrap(), [7, 1], "{words}");
        }
        assert!(numbers("", "自己評価", 5).unwrap().is_empty());
        for words in ["0", "61", "一週間", "-1", "1.5"] {
            assert!(numbers(words, "自己評価", 5).is_err(), "{words}");
        }
        assert!(numbers("1 2 3 4 5 6", "自己評価", 5).unwrap_err().contains("5個以内"));
        assert_eq!(numbers_words(&[7, 1]), "7、1");
        let read = days(&typed(&[("before-self", "7"), ("on-self", "yes"), ("hour", "８時")]));
        let read = read.unwrap();
        assert_eq!((read.hour, read.rules.len()), (8, TASKS.len()));
        assert!(read.rules.iter().any(|r| r.task == "self" && r.on_day && r.before == [7]));
        let wrong = days(&typed(&[("after-first", "x"), ("hour", "25")])).unwrap_err();
        assert!(wrong.on("after-first").is_some() && wrong.on("hour").is_some());
    }

    #[test]
    fn words_have_known_places_and_the_list() {
        let good = typed(&[("subject", "{件数}件"), ("body", "{氏名} さん\n{作業}")]);
        assert!(wording(&good).is_ok());
        let wrong =
            wording(&typed(&[("subject", "{人数}件"), ("body", "{氏名} さん")])).unwrap_err();
        assert!(wrong.on("subject").unwrap().contains("「{人数}」は使えません"));
        assert!(wrong.on("body").unwrap().contains("{作業} を入れて"));
        assert_eq!(wording(&Answers::default()).unwrap_err().len(), 2);
    }
}
