//! Who reads what of a sheet now, in words: read off the law itself ([`crate::evaluation::view`]), so
//! that the foot of a page never says anything else than the program does. Pure.

use super::Head;
use crate::evaluation::{
    view::{Reader, Value, may_see},
    workflow::{State, Step},
};

/// What there is to read in this state, by name.
fn values(head: &Head) -> Vec<(&'static str, Value)> {
    let plan = head.plan();
    let steps = [
        ("目標", Step::Goals, plan.goals),
        ("中間申告", Step::Midterm, plan.midterm),
        ("自己評価", Step::Own, !plan.direct),
        ("一次評価", Step::First, plan.first),
        ("二次評価", Step::Second, plan.second),
    ];
    let begun = |step: Step| head.state >= step.state();
    let steps = steps.into_iter().filter(|(_, step, there)| *there && begun(*step));
    let mut values: Vec<_> = steps.map(|(name, step, _)| (name, Value::Submitted(step))).collect();
    if head.state >= State::Confirmed {
        values.push(("確定した結果", Value::ResultOverall));
    }
    values
}

/// Who has to do with the sheet.
fn readers(head: &Head) -> Vec<(&'static str, Reader)> {
    let seats = &head.seats;
    let there = [
        ("本人", Reader::Subject, true),
        ("評価補助者", Reader::Assistant, seats.assistant.is_some()),
        ("評価補助者の代理", Reader::Assistant, head.deputy("assistant").is_some()),
        ("一次評価者", Reader::First, head.first.is_some()),
        ("一次評価者の代理", Reader::First, head.deputy("first").is_some()),
        ("二次評価者", Reader::Second, head.second.is_some()),
        ("二次評価者の代理", Reader::Second, head.deputy("second").is_some()),
        ("前の評価者（引継ぎまで）", Reader::Former, !head.former.is_empty()),
        ("調整者", Reader::Calibrator, seats.calibrator.is_some()),
        ("確認者", Reader::Calibrator, seats.confirmer.is_some()),
        ("職員課", Reader::Hr, true),
    ];
    there.into_iter().filter(|(.., there)| *there).map(|(name, who, _)| (name, who)).collect()
}

/// 「目標と自己評価を見られるのは、本人、一次評価者、職員課です。」 for everything there is now.
pub fn who_sees(head: &Head) -> String {
    if head.state == State::Excluded {
        return "この評価の対象ではありません。書かれた内容を見られるのは、書いた人だけです。"
            .to_owned();
    }
    let mut groups: Vec<(Vec<&str>, String)> = Vec::new();
    for (name, value) in values(head) {
        let sees = |who: Reader| may_see(who, value, head.state, head.scope);
        let who: Vec<&str> =
            readers(head).into_iter().filter(|(_, who)| sees(*who)).map(|(name, _)| name).collect();
        let who = who.join("、");
        match groups.last_mut() {
            Some((names, same)) if *same == who => names.push(name),
            _ => groups.push((vec![name], who)),
        }
    }
    let sentence = |(names, who): (Vec<&str>, String)| {
        let alone = if who.contains('、') { "" } else { "だけ" };
        format!("いま{}を見られるのは、{who}{alone}です。", names.join("・"))
    };
    groups.into_iter().map(sentence).collect()
}
