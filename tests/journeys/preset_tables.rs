//! The tables of the three presets as the city gets them: their steps with dates and writers, every
//! move of a sheet, and who sees what when (evaluation.md 1.1, 1.2, 1.4).

use std::fmt::Write;

use jinzai::evaluation::{
    view::{Reader, Scope, Value, may_see},
    workflow::{Action, Hat, Moment, Plan, State, Step, next},
};

use crate::{
    house::House,
    presets::{Steps, parts, plan},
};

const ACTIONS: [(Action, &str); 12] = [
    (Action::Submit, "提出"),
    (Action::Withdraw, "取り下げ"),
    (Action::SendBack, "差し戻し"),
    (Action::Reevaluate, "再評価の指示"),
    (Action::Advance, "期日に進める"),
    (Action::PassOver, "記入なしで進める"),
    (Action::OnBehalf, "代理の入力"),
    (Action::Confirm, "確定"),
    (Action::Disclose, "開示"),
    (Action::Correct, "訂正"),
    (Action::Exclude, "対象外"),
    (Action::Reinstate, "対象に戻す"),
];
const HATS: [(Hat, &str); 6] = [
    (Hat::Subject, "本人"),
    (Hat::FirstEvaluator, "一次"),
    (Hat::SecondEvaluator, "二次"),
    (Hat::Calibrator, "調整"),
    (Hat::Hr, "職員課"),
    (Hat::Clock, "暦"),
];

fn hat(hat: Hat) -> &'static str {
    HATS.iter().find(|(own, _)| *own == hat).map_or("", |(_, words)| words)
}

/// Step, dates, and whose turn it is in its state.
fn steps(table: &mut String, plan: Plan, steps: &Steps) {
    for (step, opens, due) in steps {
        let writer = match Step::ALL.into_iter().find(|own| own.code() == step) {
            Some(own) => plan.hat(own.state()).map_or("", hat),
            None => match step.as_str() {
                "calibration" => hat(Hat::Calibrator),
                _ => hat(Hat::Hr),
            },
        };
        writeln!(table, "  {step} {opens}〜{due} {writer}").unwrap();
    }
}

/// Every accepted combination: state, act, by whom, where to.
fn moves(table: &mut String, plan: Plan) {
    for state in State::ALL.into_iter().filter(|s| plan.has(*s) || *s == State::Excluded) {
        write!(table, "  {}：", state.label()).unwrap();
        for (action, act) in ACTIONS {
            for (hat, who) in HATS {
                let to = |opened| next(plan, Moment { state, opened }, action, hat);
                if let Ok(to_state) = to(false) {
                    let fresh = if to(true).is_err() { "（開かれるまで）" } else { "" };
                    write!(table, " {who}が{act}{fresh}→{}", to_state.label()).unwrap();
                }
            }
        }
        table.push('\n');
    }
}

/// From which of the states of the plan on a reader sees a value, and up to which.
fn sight(table: &mut String, plan: Plan, scope: Scope) {
    let values = [
        ("目標", Value::Submitted(Step::Goals)),
        ("目標の確認", Value::Submitted(Step::GoalReview)),
        ("自己評価の下書き", Value::Draft(Step::Own)),
        ("自己評価", Value::Submitted(Step::Own)),
        ("一次評価の下書き", Value::Draft(Step::First)),
        ("一次評価", Value::Submitted(Step::First)),
        ("二次評価の下書き", Value::Draft(Step::Second)),
        ("二次評価", Value::Submitted(Step::Second)),
        ("評価の調整", Value::Calibration),
        ("評価補助者の情報提供", Value::Assistance),
        ("確定した全体", Value::ResultOverall),
        ("確定した項目", Value::ResultItems),
        ("本人への所見", Value::ResultComments),
        ("経過", Value::History),
    ];
    let readers = [
        ("本人", Reader::Subject),
        ("一次", Reader::First),
        ("二次", Reader::Second),
        ("職員課", Reader::Hr),
        ("調整", Reader::Calibrator),
        ("補助", Reader::Assistant),
        ("前の評価者", Reader::Former),
        ("ほか", Reader::Stranger),
    ];
    let states: Vec<State> = State::ALL.into_iter().filter(|s| plan.has(*s)).collect();
    let values = values.into_iter().filter(|(name, _)| plan.goals || !name.starts_with("目標"));
    for (name, value) in values {
        write!(table, "  {name}：").unwrap();
        for (who, reader) in readers {
            let seen: Vec<State> =
                states.iter().copied().filter(|s| may_see(reader, value, *s, scope)).collect();
            let from = match seen.first() {
                None => "見ない",
                Some(first) if *first == plan.start() => "いつも",
                Some(first) => first.label(),
            };
            let whole = seen.iter().eq(states.iter().skip(states.len() - seen.len()));
            assert!(whole, "{name} disappears again for {who}: {seen:?}");
            let from = if matches!(from, "見ない" | "いつも") {
                from.to_owned()
            } else {
                format!("{from}から")
            };
            write!(table, " {who} {from}").unwrap();
        }
        table.push('\n');
    }
}

/// The tables of one preset.
async fn tables(code: &str) -> String {
    let house = House::open().await;
    let mut table = String::new();
    for (preset, name, scope, rows) in parts(&house).await {
        if preset != code {
            continue;
        }
        let plan = plan(&rows);
        let scope = match scope.as_str() {
            "stages" => Scope::Stages,
            "overall" => Scope::Overall,
            "items" => Scope::Items,
            _ => Scope::ItemsAndComments,
        };
        writeln!(table, "{name}\n 段階").unwrap();
        steps(&mut table, plan, &rows);
        table.push_str(" 状態\n");
        moves(&mut table, plan);
        table.push_str(" 見える範囲\n");
        sight(&mut table, plan, scope);
    }
    house.close().await;
    table
}

#[tokio::test]
async fn steps_states_and_sight_of_the_yearly_preset() {
    insta::assert_snapshot!(tables("yearly").await);
}

#[tokio::test]
async fn steps_states_and_sight_of_the_preset_of_two_halves() {
    insta::assert_snapshot!(tables("twice").await);
}

#[tokio::test]
async fn steps_states_and_sight_of_the_national_preset() {
    insta::assert_snapshot!(tables("national").await);
}
