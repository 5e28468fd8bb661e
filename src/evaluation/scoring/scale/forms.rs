//! A scale as HR types it: the steps from the highest down, all mistakes at once. Pure.

use std::collections::HashSet;

use time::Date;

use crate::{
    evaluation::scoring::rules::Exact,
    kit::{Answers, Mistakes, date, text},
};

/// The fewest and the most steps (evaluation.md 3.4).
pub const FEWEST: usize = 3;
pub const MOST: usize = 7;
/// The longest name.
const MAX_NAME: usize = 60;

/// One step as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub word: String,
    pub letter: String,
    /// What it counts in a 数値化.
    pub value: Exact,
    pub definition: String,
}

/// A scale as typed, its steps from the highest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    pub name: String,
    /// Years with this base date or a later one may use it.
    pub valid_from: Date,
    pub steps: Vec<Step>,
}

/// The fields of a row of the form.
pub const PARTS: [&str; 4] = ["word", "letter", "value", "definition"];

/// The name of a field of the nth row, from the highest step.
pub fn field(part: &str, row: usize) -> String {
    format!("{part}-{row}")
}

fn is_empty(answers: &Answers, row: usize) -> bool {
    PARTS.iter().all(|part| answers.get(&field(part, row)).trim().is_empty())
}

fn step(answers: &Answers, row: usize, mistakes: &mut Mistakes) -> Option<Step> {
    let typed = |part: &str| answers.get(&field(part, row));
    let what = |part: &str| format!("{row}段目の{part}");
    let word = text::line(typed("word"), &what("評語"), 1..=20);
    let letter = text::line(&text::half_width(typed("letter")), &what("略号"), 1..=4);
    let definition = text::line(typed("definition"), &what("説明"), 1..=200);
    let value = Exact::parse(&text::half_width(typed("value")), 2)
        .filter(|value| *value <= Exact::HUNDRED)
        .ok_or_else(|| {
            format!("{row}段目の点を0から100までの数字で入力してください（小数は2桁まで）")
        });
    let word = mistakes.note(&field("word", row), word);
    let letter = mistakes.note(&field("letter", row), letter);
    let value = mistakes.note(&field("value", row), value);
    let definition = mistakes.note(&field("definition", row), definition);
    Some(Step { word: word?, letter: letter?, value: value?, definition: definition? })
}

/// Reads the form, or every mistake at once. Rows that are left empty are no steps.
pub fn scale(answers: &Answers) -> Result<New, Mistakes> {
    let mut mistakes = Mistakes::default();
    let name = mistakes.note("name", text::line(answers.get("name"), "名前", 1..=MAX_NAME));
    let valid_from = mistakes.note("valid_from", date::parse(answers.get("valid_from")));
    let rows: Vec<usize> = (1..=MOST).filter(|row| !is_empty(answers, *row)).collect();
    if rows.len() < FEWEST {
        let now = rows.len();
        let sentence =
            format!("段階を{FEWEST}つから{MOST}つまで入力してください（いまは{now}つです）");
        mistakes.add("steps", sentence);
    }
    let steps: Vec<(usize, Option<Step>)> =
        rows.into_iter().map(|row| (row, step(answers, row, &mut mistakes))).collect();
    let (mut words, mut letters) = (HashSet::new(), HashSet::new());
    let mut above: Option<Exact> = None;
    for (row, step) in steps.iter().filter_map(|(row, step)| Some((*row, step.as_ref()?))) {
        if !words.insert(&step.word) {
            mistakes.add(
                field("word", row),
                format!("{row}段目の評語は、上の段階と同じです。違う言葉にしてください"),
            );
        }
        if !letters.insert(&step.letter) {
            mistakes.add(
                field("letter", row),
                format!("{row}段目の略号は、上の段階と同じです。違う略号にしてください"),
            );
        }
        if above.is_some_and(|above| step.value >= above) {
            mistakes.add(
                field("value", row),
                format!("{row}段目の点は、上の段階の点より小さくしてください"),
            );
        }
        above = Some(step.value);
    }
    let steps: Option<Vec<Step>> = steps.into_iter().map(|(_, step)| step).collect();
    match (name, valid_from, steps) {
        (Some(name), Some(valid_from), Some(steps)) => mistakes.or(New { name, valid_from, steps }),
        _ => Err(mistakes),
    }
}

/// The form as it begins with the steps of another scale.
pub fn filled(steps: &[Step]) -> Answers {
    let mut answers = Answers::default();
    for (step, row) in steps.iter().zip(1..) {
        answers.put(field("word", row), step.word.clone());
        answers.put(field("letter", row), step.letter.clone());
        answers.put(field("value", row), step.value.to_string());
        answers.put(field("definition", row), step.definition.clone());
    }
    answers
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn typed(rows: &[(&str, &str, &str)]) -> Answers {
        let mut answers = Answers::from([("name", "4段階"), ("valid_from", "令和9年4月1日")]);
        for ((word, letter, value), row) in rows.iter().zip(1..) {
            answers.put(field("word", row), *word);
            answers.put(field("letter", row), *letter);
            answers.put(field("value", row), *value);
            if !word.is_empty() {
                answers.put(field("definition", row), format!("{word}とは"));
            }
        }
        answers
    }

    fn told(rows: &[(&str, &str, &str)]) -> String {
        match scale(&typed(rows)) {
            Ok(new) => {
                let step = |s: &Step| format!("{}{}={}", s.letter, s.word, s.value);
                new.steps.iter().map(step).collect::<Vec<_>>().join(" ")
            }
            Err(wrong) => {
                let line = |(field, sentence): (&str, &str)| format!("{field}: {sentence}");
                wrong.iter().map(line).collect::<Vec<_>>().join("\n")
            }
        }
    }

    #[test]
    fn three_to_seven_steps_fall_in_points_and_differ_in_letters() {
        let (s, a, b) = (("優秀", "Ｓ", "４"), ("良好", "A", "2.5"), ("不十分", "B", "0"));
        let mut table = String::new();
        for rows in [
            vec![s, a, b],
            vec![s, a],
            vec![],
            vec![s, a, ("良好", "A", "2.5")],
            vec![s, a, ("不十分", "S", "3")],
            vec![s, a, ("", "B", "百")],
            vec![s, a, b, ("だめ", "C", "-1")],
        ] {
            table.push_str(&told(&rows));
            table.push('\n');
        }
        insta::assert_snapshot!(table, @"
        S優秀=4 A良好=2.5 B不十分=0
        steps: 段階を3つから7つまで入力してください（いまは2つです）
        steps: 段階を3つから7つまで入力してください（いまは0つです）
        word-3: 3段目の評語は、上の段階と同じです。違う言葉にしてください
        letter-3: 3段目の略号は、上の段階と同じです。違う略号にしてください
        value-3: 3段目の点は、上の段階の点より小さくしてください
        letter-3: 3段目の略号は、上の段階と同じです。違う略号にしてください
        value-3: 3段目の点は、上の段階の点より小さくしてください
        word-3: 3段目の評語を入力してください
        value-3: 3段目の点を0から100までの数字で入力してください（小数は2桁まで）
        definition-3: 3段目の説明を入力してください
        value-4: 4段目の点を0から100までの数字で入力してください（小数は2桁まで）
        ");
    }

    #[test]
    fn an_empty_row_is_no_step_and_a_copy_reads_as_what_it_copies() {
        let mut answers = typed(&[("優秀", "S", "3"), ("", "", ""), ("良好", "A", "2")]);
        answers.put("word-7", "不十分");
        answers.put("letter-7", "B");
        answers.put("value-7", "1");
        answers.put("definition-7", "果たさない");
        let new = scale(&answers).unwrap();
        assert_eq!((new.steps.len(), new.valid_from), (3, date!(2027 - 04 - 01)));
        let mut copy = filled(&new.steps);
        copy.put("name", "写し");
        copy.put("valid_from", "R9.4.1");
        assert_eq!(scale(&copy).unwrap().steps, new.steps);
    }
}
