//! 目標以外の取組: what a person did beside the goals of a 業績評価, in words and with a grade if one
//! likes; evaluators grade it where the year says so (evaluation.md 3.2, F-053). It takes no part in
//! the points.

use serde::Deserialize;

use super::{
    Content, GradeChoice, Graded, Head, Shown, Submitting, TextField, Theirs,
    forms::{needs_grounds, points, prose},
    show::text_field,
};
use crate::{
    evaluation::workflow::Step,
    kit::{Answers, Mistakes},
};

/// The fields of the person, and of an evaluator.
pub const OWN_FIELDS: [&str; 2] = ["extra-work", "grade-extra"];
const COMMENT: &str = "comment-extra";
const NAME: &str = "目標以外の取組";

/// What one step says of it.
#[derive(Clone, Debug, Deserialize)]
pub struct ExtraWork {
    pub step: String,
    pub round: i16,
    pub body: String,
    pub points: Option<i16>,
}

/// As it is submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    pub body: String,
    pub points: Option<i16>,
}

/// Adds the mistakes of one reading to another, or the extra work to what is submitted.
fn joined(
    read: Result<Submitting, Mistakes>,
    extra: Result<Option<Extra>, Mistakes>,
) -> Result<Submitting, Mistakes> {
    match (read, extra) {
        (Ok(whole), Ok(extra)) => Ok(Submitting { extra, ..whole }),
        (Err(mut mistakes), Err(more)) => {
            more.iter().for_each(|(field, sentence)| mistakes.add(field, sentence));
            Err(mistakes)
        }
        (Err(mistakes), Ok(_)) | (Ok(_), Err(mistakes)) => Err(mistakes),
    }
}

/// With what the person wrote beside the goals. A grade alone says nothing.
pub fn with_own(
    read: Result<Submitting, Mistakes>,
    head: &Head,
    scale: &[i16],
    answers: &Answers,
) -> Result<Submitting, Mistakes> {
    if head.graded == Graded::Abilities {
        return read;
    }
    joined(read, own(scale, answers))
}

fn own(scale: &[i16], answers: &Answers) -> Result<Option<Extra>, Mistakes> {
    let mut mistakes = Mistakes::default();
    let [work, grade] = OWN_FIELDS;
    let given = match answers.get(grade) {
        "" => None,
        typed => mistakes.note(grade, points(typed, scale, NAME)),
    };
    let body = prose(answers.get(work), "「目標以外の取組」", given.is_some());
    let body = mistakes.note(work, body).unwrap_or_default();
    mistakes.or((!body.is_empty()).then_some(Extra { body, points: given }))
}

/// Whether an evaluator is asked for a grade of it.
pub fn asked(head: &Head, content: &Content) -> bool {
    head.extra_work_graded && content.extra(Step::Own).is_some()
}

/// With what an evaluator says to it, where the year asks and the person wrote something.
pub fn with_judged(
    read: Result<Submitting, Mistakes>,
    (head, content): (&Head, &Content),
    scale: &[i16],
    answers: &Answers,
) -> Result<Submitting, Mistakes> {
    if !asked(head, content) {
        return read;
    }
    joined(read, judged(scale, answers).map(Some))
}

fn judged(scale: &[i16], answers: &Answers) -> Result<Extra, Mistakes> {
    let mut mistakes = Mistakes::default();
    let [_, grade] = OWN_FIELDS;
    let given = mistakes.note(grade, points(answers.get(grade), scale, NAME));
    let grounds = given.is_some_and(|points| needs_grounds(points, scale));
    let body = prose(answers.get(COMMENT), "「目標以外の取組」の所見", grounds);
    let body = mistakes.note(COMMENT, body).unwrap_or_default();
    mistakes.or(Extra { body, points: given })
}

/// What one step said, to read.
pub struct ExtraTold {
    pub label: &'static str,
    pub grade: Option<(i16, String)>,
    pub body: String,
}

/// The fields of the one who writes now.
pub struct ExtraFields {
    pub text: TextField,
    pub grade_name: String,
    pub grade_version: i32,
    pub grade_required: bool,
    pub choices: Vec<GradeChoice>,
    pub grade_error: Option<String>,
    pub grade_theirs: Option<Theirs>,
}

/// The part of a page about it.
pub struct ExtraView {
    pub told: Vec<ExtraTold>,
    pub fields: Option<ExtraFields>,
}

/// What has been said, as far as the content holds it. The person reads the last evaluator's as the
/// result.
pub fn told(head: &Head, content: &Content, own: bool) -> Vec<ExtraTold> {
    let last = head.plan().last_step();
    let label = |step: Step| match step {
        Step::Own if own => "あなたが書いたこと",
        Step::Own => "本人が書いたこと",
        step if own && step == last => "評価者から",
        step => step.label(),
    };
    [Step::Own, Step::First, Step::Second]
        .into_iter()
        .filter_map(|step| {
            let extra = content.extra(step)?;
            let word = |points: i16| (points, content.word(points).to_owned());
            Some(ExtraTold {
                label: label(step),
                grade: extra.points.map(word),
                body: extra.body.clone(),
            })
        })
        .collect()
}

/// As it is about to be submitted.
pub fn about_to_be(content: &Content, whole: &Submitting) -> Option<ExtraTold> {
    let extra = whole.extra.as_ref()?;
    let word = |points: i16| (points, content.word(points).to_owned());
    Some(ExtraTold { label: NAME, grade: extra.points.map(word), body: extra.body.clone() })
}

fn fields(shown: &Shown<'_>, text: TextField, required: bool) -> ExtraFields {
    let [_, name] = OWN_FIELDS;
    let grade = text_field(shown, name, "", "", required);
    let choices = shown.content.scale.iter().enumerate().map(|(place, one)| GradeChoice {
        points: one.points,
        word: one.word.clone(),
        id: if place == 0 { name.to_owned() } else { format!("{name}-{}", one.points) },
        checked: grade.value == one.points.to_string(),
    });
    ExtraFields {
        text,
        grade_name: name.to_owned(),
        grade_version: grade.version,
        grade_required: required,
        choices: choices.collect(),
        grade_error: grade.error,
        grade_theirs: grade.theirs,
    }
}

/// The person's part of the page; none where abilities are assessed.
pub fn own_fields(head: &Head, shown: &Shown<'_>) -> Option<ExtraFields> {
    let [work, _] = OWN_FIELDS;
    let hint = "急な仕事や応援など、目標になかった取組があれば書きます（400文字以内）。点数の計算には入りません。";
    let text = || text_field(shown, work, "目標以外の取組", hint, false);
    (head.graded == Graded::Goals).then(|| fields(shown, text(), false))
}

/// An evaluator's part of the page; none where nothing was written and nothing is to be.
pub fn judged_fields(head: &Head, shown: &Shown<'_>, holds: bool) -> Option<ExtraView> {
    let told = told(head, shown.content, false);
    if told.is_empty() {
        return None;
    }
    let hint = "点数の計算には入りません。全体の評価を決めるときに考えます（400文字以内）。";
    let text = || text_field(shown, COMMENT, "所見", hint, false);
    let writes = holds && asked(head, shown.content);
    Some(ExtraView { told, fields: writes.then(|| fields(shown, text(), true)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCALE: [i16; 5] = [1, 2, 3, 4, 5];

    fn said<T: std::fmt::Debug>(read: Result<T, Mistakes>) -> Vec<String> {
        let mistakes = read.unwrap_err();
        mistakes.iter().map(|(field, sentence)| format!("{field}: {sentence}")).collect()
    }

    #[test]
    fn the_person_writes_something_or_nothing_but_no_grade_alone() {
        assert_eq!(own(&SCALE, &Answers::default()), Ok(None));
        let alone = Answers::from([("grade-extra", "4")]);
        assert_eq!(said(own(&SCALE, &alone)), ["extra-work: 「目標以外の取組」を入力してください"]);
        let words = Answers::from([("extra-work", "台風の避難所を3日支えた。")]);
        let extra = own(&SCALE, &words).unwrap().unwrap();
        assert_eq!((extra.body.as_str(), extra.points), ("台風の避難所を3日支えた。", None));
        let wrong = Answers::from([("extra-work", "応援"), ("grade-extra", "9")]);
        assert_eq!(
            said(own(&SCALE, &wrong)),
            ["grade-extra: 「目標以外の取組」の評価を、示された段階から選んでください"]
        );
    }

    #[test]
    fn an_evaluator_gives_a_grade_and_grounds_at_the_ends() {
        assert_eq!(
            said(judged(&SCALE, &Answers::default())),
            ["grade-extra: 「目標以外の取組」の評価を1つ選んでください"]
        );
        let top = Answers::from([("grade-extra", "5")]);
        assert_eq!(
            said(judged(&SCALE, &top)),
            ["comment-extra: 「目標以外の取組」の所見を入力してください"]
        );
        let middle = Answers::from([("grade-extra", "3")]);
        assert_eq!(judged(&SCALE, &middle).unwrap().points, Some(3));
    }

    #[test]
    fn mistakes_of_both_are_told_at_once() {
        let mut goals = Mistakes::default();
        goals.add("grade--1", "一");
        let mut extra = Mistakes::default();
        extra.add("grade-extra", "二");
        let both = joined(Err(goals), Err(extra)).unwrap_err();
        assert_eq!(both.iter().count(), 2);
    }
}
