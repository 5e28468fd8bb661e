//! From the fields of the midterm's pages to what they mean; every mistake at once.

use std::collections::BTreeSet;

use super::rules::{Advice, Report, Standing};
use crate::{
    evaluation::goal::{
        forms::{MAX_TEXT, words},
        rules::Goal,
    },
    kit::{Answers, Mistakes, text},
};

/// The longest advice on the whole.
pub const MAX_ADVICE: usize = 400;
/// The field of the advice on the whole.
pub const ADVICE: &str = "advice";

/// The name of a field of the report.
pub fn name(slot: i16, part: &str) -> String {
    format!("midterm-{slot}-{part}")
}

/// The name of the field for a word on one goal.
pub fn word_name(slot: i16) -> String {
    format!("word-{slot}")
}

/// The names of every field of the report.
pub fn names(goals: &[Goal]) -> BTreeSet<String> {
    let parts = ["standing", "progress", "note"];
    goals.iter().flat_map(|goal| parts.map(|part| name(goal.slot, part))).collect()
}

/// The names of every field of the answer.
pub fn advice_names(goals: &[Goal]) -> BTreeSet<String> {
    goals.iter().map(|goal| word_name(goal.slot)).chain([ADVICE.to_owned()]).collect()
}

/// How every goal stands, or every mistake. Whoever is behind says why and what comes next.
pub fn report(answers: &Answers, goals: &[Goal]) -> Result<Vec<Report>, Mistakes> {
    let mut mistakes = Mistakes::default();
    let mut reports = Vec::new();
    for (goal, n) in goals.iter().zip(1usize..) {
        let field = |part: &str| name(goal.slot, part);
        let typed = |part: &str| answers.get(&field(part));
        let standing = Standing::from_code(typed("standing"))
            .ok_or_else(|| format!("目標{n}の「進み具合」を1つ選んでください"));
        let standing = mistakes.note(&field("standing"), standing);
        let label = format!("目標{n}の「これまでに行ったこと」");
        let progress = words(typed("progress"), &label, MAX_TEXT, true);
        let progress = mistakes.note(&field("progress"), progress);
        let behind = standing == Some(Standing::Behind);
        let label = format!("目標{n}の「困っていること・これから行うこと」");
        let note = words(typed("note"), &label, MAX_TEXT, behind).map_err(|sentence| {
            if typed("note").is_empty() {
                format!("目標{n}は予定より遅れています。困っていることと、これから行うことを入力してください")
            } else {
                sentence
            }
        });
        let note = mistakes.note(&field("note"), note);
        if let (Some(standing), Some(progress), Some(note)) = (standing, progress, note) {
            reports.push(Report { slot: goal.slot, standing, progress, note });
        }
    }
    mistakes.or(reports)
}

/// What the evaluator answers, or every mistake: something on the whole, and a word on a goal
/// where there is one to say.
pub fn advice(answers: &Answers, goals: &[Goal]) -> Result<Vec<Advice>, Mistakes> {
    let mut mistakes = Mistakes::default();
    let whole = text::prose(answers.get(ADVICE), "指導助言", 10..=MAX_ADVICE);
    let whole = mistakes.note(ADVICE, whole);
    let mut advice: Vec<Advice> =
        whole.map(|body| Advice { slot: None, body }).into_iter().collect();
    for (goal, n) in goals.iter().zip(1usize..) {
        let field = word_name(goal.slot);
        let label = format!("目標{n}の「この目標についてのひとこと」");
        let word = words(answers.get(&field), &label, MAX_TEXT, false);
        let word = mistakes.note(&field, word).filter(|body| !body.is_empty());
        advice.extend(word.map(|body| Advice { slot: Some(goal.slot), body }));
    }
    mistakes.or(advice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::goal::rules::{Difficulty, Kind};

    fn goals() -> Vec<Goal> {
        let goal = |slot| Goal {
            slot,
            kind: Kind::Work,
            what: format!("仕事{slot}"),
            level: "10件".to_owned(),
            how: "試す".to_owned(),
            due_on: None,
            weight: 50,
            difficulty: Difficulty::Normal,
            ability_id: None,
            unit_goal_id: None,
            virtue: None,
            template_id: None,
        };
        vec![goal(1), goal(4)]
    }

    fn said<T: std::fmt::Debug>(read: Result<T, Mistakes>) -> String {
        let mistakes = read.unwrap_err();
        let lines: Vec<_> =
            mistakes.iter().map(|(field, sentence)| format!("{field}: {sentence}")).collect();
        lines.join("\n")
    }

    #[test]
    fn whoever_is_behind_says_why() {
        let mut answers = Answers::from([
            ("midterm-1-standing", "behind"),
            ("midterm-1-progress", "3件"),
            ("midterm-4-note", "あ"),
        ]);
        insta::assert_snapshot!(said(report(&answers, &goals())), @r"
        midterm-1-note: 目標1は予定より遅れています。困っていることと、これから行うことを入力してください
        midterm-4-standing: 目標2の「進み具合」を1つ選んでください
        midterm-4-progress: 目標2の「これまでに行ったこと」を入力してください
        ");
        answers.put("midterm-1-note", "様式が変わりました。");
        answers.put("midterm-4-standing", "ahead");
        answers.put("midterm-4-progress", "終わりました。");
        let read = report(&answers, &goals()).unwrap();
        let short: Vec<_> = read.iter().map(|r| (r.slot, r.standing, &*r.note)).collect();
        let behind = (1, Standing::Behind, "様式が変わりました。");
        assert_eq!(short, [behind, (4, Standing::Ahead, "あ")]);
    }

    #[test]
    fn something_is_said_on_the_whole() {
        let long = "あ".repeat(201);
        let answers = Answers::from([("advice", "短い"), ("word-4", &long)]);
        insta::assert_snapshot!(said(advice(&answers, &goals())), @r"
        advice: 指導助言は10文字以上で入力してください（いまは2文字です）
        word-4: 目標2の「この目標についてのひとこと」は200文字以内で入力してください（いまは201文字です。1文字減らしてください）
        ");
        let answers =
            Answers::from([("advice", "応援を頼んで進めましょう。"), ("word-1", "順調です。")]);
        let read = advice(&answers, &goals()).unwrap();
        let short: Vec<_> = read.iter().map(|a| (a.slot, &*a.body)).collect();
        assert_eq!(short, [(None, "応援を頼んで進めましょう。"), (Some(1), "順調です。")]);
    }
}
