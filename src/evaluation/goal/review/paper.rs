//! The answer to goals as it is entered from paper. To goals that are new it is an agreement: what is to
//! be mended is not entered, the paper goes back to its writer. A change of agreed goals may be
//! refused on paper as on the evaluator's own page, goal by goal.

use super::forms::{Answer, VERDICTS, answer, name};
use crate::{
    evaluation::goal::{
        behalf::{PaperField, difficulties},
        forms::MAX_TEXT,
        rules::{Goal, GoalRound},
        store::Decided,
    },
    kit::{Answers, Mistakes},
};

/// What is decided on one goal of a change, besides: whether it is agreed to.
pub fn change_fields(round: i16, goal: &Goal, position: &str) -> Vec<PaperField> {
    let verdicts = VERDICTS.map(|(code, words)| (code.to_owned(), words.to_owned()));
    let verdict = PaperField::choice(
        name(round, goal.slot, "verdict"),
        "紙に書かれた答え",
        verdicts.to_vec(),
    );
    let mut fields = fields(round, goal, position);
    fields.insert(0, verdict);
    for field in &mut fields {
        if field.name == name(round, goal.slot, "comment") {
            field.hint = "［直してもらう］のときは、その理由です（10文字以上200文字以内）。本人と共有します。";
        }
    }
    fields
}

/// What is decided on one goal; to begin with, what the person says.
pub fn fields(round: i16, goal: &Goal, position: &str) -> Vec<PaperField> {
    let field = |part: &str| name(round, goal.slot, part);
    let text = |part, label, hint| PaperField::text(field(part), label, hint, MAX_TEXT).optional();
    let mut difficulty =
        PaperField::choice(field("difficulty"), "困難度の決定", difficulties(position));
    goal.difficulty.code().clone_into(&mut difficulty.value);
    vec![
        difficulty,
        text("note", "困難度の理由", "本人の申告と違うときは必要です（200文字以内）。"),
        text("comment", "本人に伝えること", "本人と共有します（200文字以内）。"),
    ]
}

/// Every goal agreed to, or every mistake at once; `kept` are those that were answered before and say
/// the same still.
pub fn agreed(
    answers: &Answers,
    round: &GoalRound,
    kept: &[Decided],
) -> Result<Vec<Decided>, Mistakes> {
    let mut answers = answers.clone();
    for goal in &round.goals {
        answers.put(name(round.round, goal.slot, "verdict"), "agree");
    }
    match answer(&answers, round, kept)? {
        Answer::Agree(decided) => Ok(decided),
        // a form that says otherwise was not made by the page
        Answer::Mend { .. } => {
            let mut mistakes = Mistakes::default();
            mistakes.add("reason", "直してもらうことは、代わりに入力できません");
            Err(mistakes)
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::evaluation::goal::rules::{Difficulty, Kind};

    fn round() -> GoalRound {
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
        GoalRound {
            round: 2,
            at: datetime!(2026-05-01 0:00 UTC),
            goals: vec![goal(1), goal(2)],
            reason: None,
            refused: None,
        }
    }

    #[test]
    fn the_paper_about_a_change_asks_for_the_answer_to_each_goal() {
        let goal = &round().goals[0];
        let of = |fields: Vec<PaperField>| -> Vec<(String, bool)> {
            fields.into_iter().map(|f| (f.name, f.required)).collect()
        };
        let more = of(change_fields(2, goal, "主事職"));
        assert_eq!(more[0], ("r2-1-verdict".to_owned(), true));
        assert_eq!(more[1..], of(fields(2, goal, "主事職")), "and what an agreement asks");
    }

    #[test]
    fn a_paper_agrees_to_every_goal_and_says_why_a_difficulty_differs() {
        let typed = [("r2-1-difficulty", "normal"), ("r2-2-difficulty", "high")];
        let wrong = agreed(&Answers::from(typed), &round(), &[]).unwrap_err();
        assert!(wrong.on("r2-2-note").unwrap().contains("理由を入力"));
        let mut answers = Answers::from(typed);
        answers.put("r2-2-note", "初めての仕事です。");
        assert_eq!(agreed(&answers, &round(), &[]).unwrap().len(), 2);
        let mut mend = Answers::from([
            ("r2-1-verdict", "mend"),
            ("r2-1-comment", "数を入れて、書き直してください。"),
        ]);
        for (field, value) in answers.iter() {
            mend.put(field, value);
        }
        assert!(agreed(&mend, &round(), &[]).unwrap_err().on("reason").is_some());
    }
}
