//! An evaluator's step as it is submitted: a grade for every ability, its grounds where they are
//! asked for, the overall grade, and what is told to the person. All mistakes at once; drafts are
//! kept as typed.

use super::rules::{Because, reason_asked};
use crate::{
    evaluation::{
        sheet::{Asked, Submitting, Written, points, prose},
        workflow::Step,
    },
    kit::{Answers, Mistakes, text},
};

/// The fields beside those of the abilities.
pub const EXTRA: [&str; 4] = ["overall", "remark-to_person", "grade-extra", "comment-extra"];

/// One ability that is asked for, and what the first evaluator gave it.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    pub asked: Asked<'a>,
    /// None for the first evaluator, and where the route has no first step.
    pub first: Option<i16>,
}

/// Reads a whole review, or every mistake at once.
pub fn review(
    step: Step,
    abilities: &[Judged<'_>],
    scale: &[i16],
    answers: &Answers,
) -> Result<Submitting, Mistakes> {
    let mut mistakes = Mistakes::default();
    let mut whole = Submitting::default();
    for Judged { asked, first } in abilities {
        let (grade, words) = (format!("grade-{}", asked.id), format!("comment-{}", asked.id));
        let given = mistakes.note(&grade, points(answers.get(&grade), scale, asked.name));
        let because = given.and_then(|points| reason_asked(step, points, *first, scale));
        let comment = grounds(answers.get(&words), asked.name, given, because);
        let comment = mistakes.note(&words, comment);
        if let (Some(points), Some(comment)) = (given, comment) {
            whole.opinions.push(Written { ability: asked.id, points, comment });
        }
    }
    whole.overall = mistakes.note("overall", points(answers.get("overall"), scale, "全体の評価"));
    let remark = prose(answers.get("remark-to_person"), "「本人に伝えること」", true);
    if let Some(body) = mistakes.note("remark-to_person", remark) {
        whole.remarks.push(("to_person", body));
    }
    mistakes.or(whole)
}

fn grounds(
    typed: &str,
    name: &str,
    given: Option<i16>,
    because: Option<Because>,
) -> Result<String, String> {
    let value = prose(typed, &format!("「{name}」の所見"), false)?;
    match (because, given) {
        (Some(Because::Differs(first)), _) if value.is_empty() => {
            Err(format!("「{name}」の所見に、一次評価の{first}と違う理由を書いてください"))
        }
        (Some(Because::Extreme), Some(points)) if value.is_empty() => {
            Err(format!("「{name}」の所見に、{points}をつけた根拠となる事実を書いてください"))
        }
        _ => Ok(value),
    }
}

/// A grade that stands in a draft, if it is one of the scale.
pub fn drafted(typed: &str, scale: &[i16]) -> Option<i16> {
    text::half_width(typed).parse().ok().filter(|points| scale.contains(points))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCALE: [i16; 5] = [1, 2, 3, 4, 5];

    fn judged(first: Option<i16>) -> [Judged<'static>; 2] {
        [
            Judged { asked: Asked { id: 1, name: "責任感・公正性" }, first },
            Judged { asked: Asked { id: 2, name: "業務知識" }, first },
        ]
    }

    fn said(result: Result<Submitting, Mistakes>) -> Vec<String> {
        result.unwrap_err().iter().map(|(field, sentence)| format!("{field}: {sentence}")).collect()
    }

    #[test]
    fn an_empty_review_names_everything_that_is_missing() {
        assert_eq!(
            said(review(Step::First, &judged(None), &SCALE, &Answers::default())),
            [
                "grade-1: 「責任感・公正性」の評価を1つ選んでください",
                "grade-2: 「業務知識」の評価を1つ選んでください",
                "overall: 「全体の評価」の評価を1つ選んでください",
                "remark-to_person: 「本人に伝えること」を入力してください",
            ]
        );
    }

    #[test]
    fn grounds_are_asked_where_the_second_differs_and_at_the_ends() {
        let answers = Answers::from([
            ("grade-1", "4"),
            ("grade-2", "２"),
            ("overall", "3"),
            ("remark-to_person", "よく努めました。"),
        ]);
        assert_eq!(
            said(review(Step::First, &judged(None), &SCALE, &answers)),
            ["comment-2: 「業務知識」の所見に、2をつけた根拠となる事実を書いてください"]
        );
        assert_eq!(
            said(review(Step::Second, &judged(Some(3)), &SCALE, &answers)),
            [
                "comment-1: 「責任感・公正性」の所見に、一次評価の3と違う理由を書いてください",
                "comment-2: 「業務知識」の所見に、一次評価の3と違う理由を書いてください",
            ]
        );
    }

    #[test]
    fn limits_and_foreign_grades_are_refused_without_losing_count() {
        let long = "𠮷".repeat(401);
        let answers = Answers::from([
            ("grade-1", "9"),
            ("grade-2", "3"),
            ("comment-2", &long),
            ("overall", "x"),
            ("remark-to_person", &long),
        ]);
        let said = said(review(Step::First, &judged(None), &SCALE, &answers));
        assert_eq!(said.len(), 4);
        assert!(said[1].contains("いまは401文字です。1文字減らしてください"));
    }

    #[test]
    fn a_complete_review_becomes_what_it_means() {
        let answers = Answers::from([
            ("grade-1", "3"),
            ("grade-2", "4"),
            ("comment-2", "一次より高くした理由です。"),
            ("overall", "3"),
            ("remark-to_person", "来年も期待しています。"),
        ]);
        let whole = review(Step::Second, &judged(Some(3)), &SCALE, &answers).unwrap();
        assert_eq!(whole.overall, Some(3));
        assert_eq!(whole.opinions.len(), 2);
        assert_eq!(whole.remarks, [("to_person", "来年も期待しています。".to_owned())]);
        assert_eq!(drafted("４", &SCALE), Some(4));
        assert_eq!(drafted("6", &SCALE), None);
    }
}
