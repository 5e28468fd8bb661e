//! From the fields of an answer to what it means: agreed with difficulties, or sent back with what
//! is to be mended. What was agreed to before and says the same is not asked about again.

use std::collections::BTreeSet;

use crate::{
    evaluation::goal::{
        forms::{MAX_TEXT, words},
        rules::{Difficulty, Goal, GoalRound},
        store::Decided,
    },
    kit::{Answers, Mistakes, text},
};

/// The fields of one answer. Each round of goals is answered anew.
pub const PARTS: [&str; 4] = ["difficulty", "note", "verdict", "comment"];

/// What may be said of one goal: code and words.
pub const VERDICTS: [(&str, &str); 2] = [("agree", "承認する"), ("mend", "直してもらう")];

/// The name of a field.
pub fn name(round: i16, slot: i16, part: &str) -> String {
    format!("r{round}-{slot}-{part}")
}

/// The names of every field of the page: of the goals that keep no answer.
pub fn names(round: &GoalRound, kept: &[Decided]) -> BTreeSet<String> {
    let slots = round.goals.iter().map(|goal| goal.slot);
    let slots = slots.filter(|slot| !kept.iter().any(|answer| answer.slot == *slot));
    slots.flat_map(|slot| PARTS.map(|part| name(round.round, slot, part))).collect()
}

/// What the evaluator answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Agree(Vec<Decided>),
    /// The goals to be mended, the whole as one reason, and what is agreed to of the others.
    Mend {
        slots: Vec<i16>,
        reason: String,
        agreed: Vec<Decided>,
    },
}

/// How long the words of all goals to be mended may be together.
const MAX_REASON: usize = 1000;

/// Every goal answered, or every mistake at once. A difficulty other than the person's needs a
/// note; a goal to be mended says how.
pub fn answer(answers: &Answers, round: &GoalRound, kept: &[Decided]) -> Result<Answer, Mistakes> {
    let mut mistakes = Mistakes::default();
    let (mut decided, mut mend) = (Vec::new(), Vec::new());
    for (goal, n) in round.goals.iter().zip(1usize..) {
        if let Some(answer) = kept.iter().find(|answer| answer.slot == goal.slot) {
            decided.push(answer.clone());
            continue;
        }
        let typed = |part: &str| answers.get(&name(round.round, goal.slot, part));
        let field = |part: &str| name(round.round, goal.slot, part);
        let fix = match typed("verdict") {
            "agree" => false,
            "mend" => true,
            _ => {
                let sentence = format!("目標{n}を承認するか、直してもらうかを選んでください");
                mistakes.add(field("verdict"), sentence);
                false
            }
        };
        let label = format!("目標{n}の「本人に伝えること」");
        let least = if fix { 10 } else { 0 };
        let comment = text::prose(typed("comment"), &label, least..=MAX_TEXT);
        let comment = mistakes.note(&field("comment"), comment);
        if fix {
            mend.push((n, goal, comment.unwrap_or_default()));
            continue;
        }
        if let Some(one) = decision(answers, round, goal, n, comment, &mut mistakes) {
            decided.push(one);
        }
    }
    let Some((_, first, _)) = mend.first() else { return mistakes.or(Answer::Agree(decided)) };
    let lines: Vec<String> =
        mend.iter().map(|(n, goal, words)| format!("目標{n}「{}」：{words}", goal.what)).collect();
    let reason = lines.join("\n");
    let length = reason.chars().count();
    if length > MAX_REASON {
        mistakes.add(
            name(round.round, first.slot, "comment"),
            format!(
                "直してもらうことは、目標の名前も入れて全部で{MAX_REASON}文字までです（いまは{length}文字です）。短くしてください"
            ),
        );
    }
    let slots = mend.iter().map(|(_, goal, _)| goal.slot).collect();
    mistakes.or(Answer::Mend { slots, reason, agreed: decided })
}

fn decision(
    answers: &Answers,
    round: &GoalRound,
    goal: &Goal,
    n: usize,
    comment: Option<String>,
    mistakes: &mut Mistakes,
) -> Option<Decided> {
    let typed = |part: &str| answers.get(&name(round.round, goal.slot, part));
    let field = |part: &str| name(round.round, goal.slot, part);
    let difficulty = Difficulty::from_code(typed("difficulty"))
        .ok_or_else(|| format!("目標{n}の困難度を1つ選んでください"));
    let difficulty = mistakes.note(&field("difficulty"), difficulty);
    let differs = difficulty.is_some_and(|difficulty| difficulty != goal.difficulty);
    let label = format!("目標{n}の「困難度の理由」");
    let note = words(typed("note"), &label, MAX_TEXT, differs).map_err(|sentence| {
        if typed("note").is_empty() {
            format!("目標{n}の困難度が本人の申告と違います。理由を入力してください")
        } else {
            sentence
        }
    });
    let note = mistakes.note(&field("note"), note);
    Some(Decided { slot: goal.slot, difficulty: difficulty?, note: note?, comment: comment? })
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::evaluation::goal::rules::Kind;

    fn round() -> GoalRound {
        let goal = |slot, difficulty| Goal {
            slot,
            kind: Kind::Work,
            what: format!("仕事{slot}"),
            level: "10件".to_owned(),
            how: "試す".to_owned(),
            due_on: None,
            weight: 50,
            difficulty,
            ability_id: None,
            unit_goal_id: None,
            virtue: None,
            template_id: None,
        };
        GoalRound {
            round: 2,
            at: datetime!(2026-05-10 0:00 UTC),
            goals: vec![goal(1, Difficulty::High), goal(4, Difficulty::Normal)],
            reason: None,
            refused: None,
        }
    }

    #[test]
    fn what_was_agreed_to_is_not_asked_again() {
        let kept = [Decided {
            slot: 1,
            difficulty: Difficulty::Easy,
            note: "手順はもうあります。".to_owned(),
            comment: String::new(),
        }];
        assert!(names(&round(), &kept).iter().all(|name| name.starts_with("r2-4-")));
        let answers = Answers::from([("r2-4-verdict", "agree"), ("r2-4-difficulty", "normal")]);
        let Answer::Agree(decided) = answer(&answers, &round(), &kept).unwrap() else {
            panic!("nothing is to be mended");
        };
        assert_eq!(decided.len(), 2);
        assert_eq!(decided[0], kept[0]);
    }

    #[test]
    fn words_that_do_not_fit_are_refused_and_never_cut() {
        let mut round = round();
        let goal = round.goals[0].clone();
        round.goals = (1..=8).map(|slot| Goal { slot, ..goal.clone() }).collect();
        let mut answers = Answers::default();
        for slot in 1..=8 {
            answers.put(name(2, slot, "verdict"), "mend");
            answers.put(name(2, slot, "comment"), "あ".repeat(200));
        }
        let mistakes = answer(&answers, &round, &[]).unwrap_err();
        let said: Vec<_> = mistakes.iter().collect();
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].0, "r2-1-comment");
        assert!(said[0].1.contains("全部で1000文字まで"), "{}", said[0].1);
    }

    #[test]
    fn a_difficulty_other_than_claimed_needs_a_note() {
        let mut answers = Answers::from([
            ("r2-1-verdict", "agree"),
            ("r2-1-difficulty", "easy"),
            ("r2-4-verdict", "agree"),
            ("r2-4-difficulty", "normal"),
        ]);
        let mistakes = answer(&answers, &round(), &[]).unwrap_err();
        let said: Vec<_> = mistakes.iter().collect();
        assert_eq!(
            said,
            [("r2-1-note", "目標1の困難度が本人の申告と違います。理由を入力してください")]
        );
        answers.put("r2-1-note", "手順はもうあります。");
        let Answer::Agree(decided) = answer(&answers, &round(), &[]).unwrap() else {
            panic!("both were agreed to");
        };
        let read: Vec<_> = decided.iter().map(|d| (d.slot, d.difficulty, &*d.note)).collect();
        assert_eq!(
            read,
            [(1, Difficulty::Easy, "手順はもうあります。"), (4, Difficulty::Normal, "")]
        );
    }

    #[test]
    fn one_goal_to_mend_goes_back_with_how() {
        let answers = Answers::from([
            ("r2-1-verdict", "mend"),
            ("r2-1-comment", "短い"),
            ("r2-4-verdict", ""),
        ]);
        let mistakes = answer(&answers, &round(), &[]).unwrap_err();
        let said: Vec<_> = mistakes.iter().map(|(_, sentence)| sentence).collect();
        insta::assert_snapshot!(said.join("\n"), @"
        目標1の「本人に伝えること」は10文字以上で入力してください（いまは2文字です）
        目標2を承認するか、直してもらうかを選んでください
        目標2の困難度を1つ選んでください
        ");
        let answers = Answers::from([
            ("r2-1-verdict", "mend"),
            ("r2-1-comment", "できあがった状態を書いてください。"),
            ("r2-4-verdict", "agree"),
            ("r2-4-difficulty", "normal"),
        ]);
        let Answer::Mend { slots, reason, agreed } = answer(&answers, &round(), &[]).unwrap()
        else {
            panic!("one is to be mended");
        };
        assert_eq!((slots, agreed.len()), (vec![1], 1));
        assert_eq!(reason, "目標1「仕事1」：できあがった状態を書いてください。");
    }
}
