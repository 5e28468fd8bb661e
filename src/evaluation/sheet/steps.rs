//! The line of steps at the head of every sheet: what is done, where it is, until when.

use time::Date;

use super::{Content, Graded, Head};
use crate::{
    evaluation::workflow::{State, Step},
    kit::date::{local, month_day},
};

/// One step of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepView {
    pub label: &'static str,
    /// 「11月24日に提出」, 「いまここ・11月30日まで」, 「12月25日まで」, 「ありません」
    pub words: String,
    pub done: bool,
    pub current: bool,
}

/// The steps of a sheet in order. A step the route does not have is said, not hidden.
pub fn steps(head: &Head, content: &Content) -> Vec<StepView> {
    let plan = head.plan();
    let line = [
        (State::GoalSetting, "目標の設定", "goals", Some(Step::Goals)),
        (State::GoalReview, "目標の確認", "goal_review", Some(Step::GoalReview)),
        (State::MidtermReport, "中間申告", "midterm", Some(Step::Midterm)),
        (State::MidtermReview, "中間面談", "midterm_review", Some(Step::MidtermReview)),
        (State::SelfAssessment, "自己評価", "self", Some(Step::Own)),
        (State::FirstReview, "一次評価", "first", Some(Step::First)),
        (State::SecondReview, "二次評価", "second", Some(Step::Second)),
        (State::Calibration, "調整", "calibration", None),
        (State::Confirmation, "確認", "confirmation", None),
        (State::Disclosed, "結果の開示", "disclosure", None),
    ];
    let evaluators = [State::FirstReview, State::SecondReview];
    let steps = line
        .into_iter()
        .filter(|(state, ..)| plan.has(*state) || evaluators.contains(state))
        .map(|(state, label, code, step)| {
            let absent = !plan.has(state);
            let current = head.state == state && state != State::Disclosed;
            let done = !absent && (head.state > state || head.state == State::Disclosed);
            let due = head.window(code).map(|window| window.due_on);
            let words = if absent {
                "ありません".to_owned()
            } else if current {
                until(due).map_or("いまここ".to_owned(), |words| format!("いまここ・{words}"))
            } else if done {
                finished(content, state, step)
            } else {
                until(due).unwrap_or_default()
            };
            let deputy = head.deputy(code).filter(|_| !absent && !done);
            let words = match deputy {
                Some(deputy) => format!("{words}（代理 {}）", deputy.name),
                None => words,
            };
            StepView { label, words, done, current }
        });
    // nothing is planned on a short sheet
    let finish = (head.graded != Graded::Items).then(|| finish(head));
    steps.chain(finish).collect()
}

/// The last step: the feedback interview and the development plan (evaluation.md 1.2, 14 and 15).
fn finish(head: &Head) -> StepView {
    // while a result is corrected, the sheet is open again
    let closed_at = head.closed_at.filter(|_| head.state == State::Disclosed);
    let current = head.state == State::Disclosed && closed_at.is_none();
    let words = match closed_at {
        Some(at) => format!("{}に完了", month_day(local(at).date())),
        None if current => "いまここ・面談と育成計画".to_owned(),
        None => "面談と育成計画".to_owned(),
    };
    StepView { label: "完了", words, done: closed_at.is_some(), current }
}

fn until(due: Option<Date>) -> Option<String> {
    due.map(|due| format!("{}まで", month_day(due)))
}

/// When a step was last left forward, in words.
fn finished(content: &Content, state: State, step: Option<Step>) -> String {
    if let Some(submission) = step.and_then(|step| content.submission(step)) {
        let deputy =
            submission.standing_in_for.as_ref().map(|_| format!("（代理 {}）", submission.by));
        let day = month_day(local(submission.at).date());
        return format!("{day}に提出{}", deputy.unwrap_or_default());
    }
    let left = content.passages.iter().rev().find(|p| match state {
        State::Disclosed => p.to_state == State::Disclosed,
        _ => p.from_state == Some(state) && p.to_state > state,
    });
    left.map_or_else(
        || "済み".to_owned(),
        |p| {
            let day = month_day(local(p.at).date());
            let how = if p.action == "pass_over" { "記入なしで進む" } else { "完了" };
            format!("{day}に{how}")
        },
    )
}
