//! What HR types when it moves a sheet.

use time::Date;

use super::seat::Seat;
use crate::{
    evaluation::{
        sheet::reason,
        workflow::{Action, Hat, Moment, Plan, next},
    },
    kit::{Answers, Mistakes, date, text},
};

/// Why somebody is not evaluated: word in the database and on the page (evaluation.md 2.3).
pub const EXCLUSIONS: [(&str, &str); 13] = [
    ("special_post", "特別職"),
    ("temporary", "臨時的任用"),
    ("leave", "休職"),
    ("childcare", "育児休業"),
    ("suspension", "停職"),
    ("long_sick_leave", "病気休暇（長期）"),
    ("secondment", "派遣"),
    ("long_training", "長期の研修"),
    ("under_three_months", "勤務が3か月未満"),
    ("conditional", "条件付採用（特別評価を行う）"),
    ("leaving", "年度内の退職"),
    ("short_hours", "勤務時間が短い"),
    ("other", "その他"),
];

/// The words of an exclusion.
pub fn exclusion_label(code: &str) -> &'static str {
    EXCLUSIONS.iter().find(|(own, _)| *own == code).map_or("", |(_, label)| label)
}

/// Acts that move the sheet, in the order of the page.
pub const MOVES: [Action; 5] =
    [Action::PassOver, Action::Reevaluate, Action::Exclude, Action::Reinstate, Action::Correct];

/// Those of the acts that are allowed now.
pub fn allowed(plan: Plan, now: Moment) -> Vec<Action> {
    MOVES.into_iter().filter(|action| next(plan, now, *action, Hat::Hr).is_ok()).collect()
}

/// The title of an act and what it does, for the page.
pub fn words(action: Action) -> (&'static str, &'static str) {
    match action {
        Action::PassOver => (
            "記入なしで次へ進める",
            "本人が書けないときに、書かれたところまでで次の担当者へ進めます。下書きは残り、提出されなかったことが経過に残ります。",
        ),
        Action::Reevaluate => (
            "一次評価からやり直してもらう",
            "一次評価者に戻し、その後の評価者にももう一度評価してもらいます。前の評価は上書きされず、経過から読めます。",
        ),
        Action::Exclude => (
            "評価の対象から外す",
            "理由を選んで、この年度の対象外にします。書かれた内容は残り、対象に戻すと続きから書けます。",
        ),
        Action::Reinstate => {
            ("評価の対象に戻す", "最初の段階から始めます。前に書いた下書きは残っています。")
        }
        _ => (
            "確定した評価を訂正する",
            "最後の評価者に戻し、あらためて評価してもらいます。新しい評価は別の版として確定し、前の版も残ります。開示済みの結果は、訂正が終わるまで本人に見えたままです。",
        ),
    }
}

/// The steps whose date may be moved for one sheet.
pub const STEPS: [(&str, &str); 10] = [
    ("goals", "目標の設定"),
    ("goal_review", "目標の確認"),
    ("midterm", "中間申告"),
    ("midterm_review", "中間面談"),
    ("self", "自己評価"),
    ("first", "一次評価"),
    ("second", "二次評価"),
    ("calibration", "評価の調整"),
    ("confirmation", "確認と確定"),
    ("disclosure", "結果の開示"),
];

/// A later date for a step.
#[derive(Debug, PartialEq, Eq)]
pub struct Extending {
    pub step: String,
    pub due_on: Date,
    pub reason: String,
}

/// Reads a later date; `due` tells the present one of a step the year has.
pub fn extending(
    answers: &Answers,
    due: impl Fn(&str) -> Option<Date>,
) -> Result<Extending, Mistakes> {
    let mut mistakes = Mistakes::default();
    let step = answers.get("step").to_owned();
    let before = due(&step);
    if before.is_none() {
        mistakes.add("step", "段階は、示された中から選んでください");
    }
    let due_on = mistakes.note("due_on", date::named("新しい期限", answers.get("due_on")));
    if let (Some(before), Some(due_on)) = (before, due_on)
        && due_on <= before
    {
        let sentence = format!(
            "新しい期限は、いまの期限（{}）より後の日にしてください",
            date::month_day_weekday(before)
        );
        mistakes.add("due_on", sentence);
    }
    let reason = mistakes.note("extension-reason", reason(answers.get("extension-reason")));
    match (due_on, reason) {
        (Some(due_on), Some(reason)) => mistakes.or(Extending { step, due_on, reason }),
        _ => Err(mistakes),
    }
}

/// Somebody else for a seat, named by staff number; nobody where the seat may be empty.
#[derive(Debug, PartialEq, Eq)]
pub struct HandingOver {
    pub seat: Seat,
    pub number: Option<String>,
    pub reason: String,
}

/// Reads a hand-over.
pub fn handing_over(answers: &Answers) -> Result<HandingOver, Mistakes> {
    let mut mistakes = Mistakes::default();
    let seat = Seat::ALL.into_iter().find(|seat| seat.code() == answers.get("seat"));
    let seat = mistakes.note("seat", seat.ok_or("だれを変えるかを選んでください"));
    let number = text::half_width(answers.get("number")).to_uppercase();
    let number = (!number.is_empty()).then_some(number);
    if number.is_none() && seat.is_none_or(|seat| seat.empty().is_none()) {
        mistakes.add("number", "新しい評価者の職員番号を入力してください");
    }
    let reason = mistakes.note("evaluator-reason", reason(answers.get("evaluator-reason")));
    match (seat, reason) {
        (Some(seat), Some(reason)) => mistakes.or(HandingOver { seat, number, reason }),
        _ => Err(mistakes),
    }
}

/// An act that moves the sheet.
#[derive(Debug, PartialEq, Eq)]
pub struct Moving {
    pub action: Action,
    /// Only with [`Action::Exclude`].
    pub exclusion: Option<String>,
    pub reason: String,
}

/// Reads an act; only what is allowed now can be chosen.
pub fn moving(answers: &Answers, allowed: &[Action]) -> Result<Moving, Mistakes> {
    let mut mistakes = Mistakes::default();
    let action = allowed.iter().copied().find(|a| a.code() == answers.get("act"));
    if action.is_none() {
        mistakes.add("act", "行うことを選んでください");
    }
    let exclusion = (action == Some(Action::Exclude)).then(|| answers.get("exclusion"));
    if exclusion.is_some_and(|code| exclusion_label(code).is_empty()) {
        mistakes.add("exclusion", "対象外にする理由の区分を選んでください");
    }
    let reason = mistakes.note("move-reason", reason(answers.get("move-reason")));
    match (action, reason) {
        (Some(action), Some(reason)) => {
            let exclusion = exclusion.map(str::to_owned);
            mistakes.or(Moving { action, exclusion, reason })
        }
        _ => Err(mistakes),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use time::macros::date;

    use super::*;
    use crate::evaluation::workflow::State;

    #[test]
    fn what_hr_may_do_in_each_state() {
        let plan = Plan {
            goals: true,
            midterm: true,
            direct: false,
            first: true,
            second: true,
            calibration: true,
        };
        let mut table = String::new();
        for state in State::ALL {
            let acts: Vec<_> = allowed(plan, Moment { state, opened: true })
                .into_iter()
                .map(|action| words(action).0)
                .collect();
            writeln!(table, "{}: {}", state.label(), acts.join("、")).unwrap();
        }
        insta::assert_snapshot!(table, @"
        対象外: 評価の対象に戻す
        目標入力中: 評価の対象から外す
        目標確認中: 評価の対象から外す
        業務遂行中: 評価の対象から外す
        中間申告中: 記入なしで次へ進める、評価の対象から外す
        中間面談中: 評価の対象から外す
        業務遂行中（後半）: 評価の対象から外す
        自己評価中: 記入なしで次へ進める、評価の対象から外す
        一次評価中: 評価の対象から外す
        二次評価中: 評価の対象から外す
        調整中: 評価の対象から外す
        確認中: 一次評価からやり直してもらう、評価の対象から外す
        確定: 確定した評価を訂正する
        開示済み: 確定した評価を訂正する
        ");
    }

    #[test]
    fn an_extension_is_later_and_has_a_reason() {
        let due = |step: &str| (step == "self").then_some(date!(2026 - 11 - 30));
        let read = |step, day, reason| {
            let answers =
                Answers::from([("step", step), ("due_on", day), ("extension-reason", reason)]);
            extending(&answers, due)
        };
        let why = "入院していたため、2週間延ばします。";
        assert_eq!(read("self", "令和8年12月14日", why).unwrap().due_on, date!(2026 - 12 - 14));
        let wrong = read("self", "2026/11/30", "短い").unwrap_err();
        assert!(wrong.on("due_on").unwrap().contains("11月30日"));
        assert!(wrong.on("extension-reason").unwrap().contains("いまは2文字"));
        assert!(read("goals", "2026/12/14", why).unwrap_err().on("step").is_some());
    }

    #[test]
    fn only_what_is_allowed_can_be_done() {
        let answers = |act, code| {
            Answers::from([
                ("act", act),
                ("exclusion", code),
                ("move-reason", "育児休業を取得するためです。"),
            ])
        };
        let allowed = [Action::Exclude];
        let read = moving(&answers("exclude", "childcare"), &allowed).unwrap();
        assert_eq!(read.exclusion.as_deref(), Some("childcare"));
        assert!(
            moving(&answers("exclude", "lazy"), &allowed).unwrap_err().on("exclusion").is_some()
        );
        assert!(moving(&answers("correct", ""), &allowed).unwrap_err().on("act").is_some());
    }

    #[test]
    fn a_hand_over_names_every_mistake_at_once() {
        let wrong = handing_over(&Answers::default()).unwrap_err();
        let fields: Vec<_> = wrong.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["seat", "number", "evaluator-reason"]);
        let typed = |seat| {
            let reason = "確認者が長期の病気休暇に入ったため。";
            handing_over(&Answers::from([("seat", seat), ("evaluator-reason", reason)]))
        };
        assert!(typed("first").is_err(), "somebody has to evaluate");
        assert_eq!(typed("confirmer").unwrap().number, None, "職員課 confirms then");
    }
}
