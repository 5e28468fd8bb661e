//! Who sits where on a sheet, in words.

use super::{Content, Head};
use crate::evaluation::workflow::Step;

/// Who assists, calibrates and confirms, where the route names somebody; and the evaluators, where
/// a deputy stands in or submitted for one. On paper it is the only place that says so.
pub fn seats(head: &Head, content: &Content) -> Vec<(&'static str, String)> {
    let evaluators =
        [("一次評価者", &head.first, Step::First), ("二次評価者", &head.second, Step::Second)];
    let deputised = evaluators.into_iter().filter_map(|(label, who, step)| {
        let who = who.as_ref()?.titled();
        match (content.submission(step), head.deputy(step.code())) {
            (Some(wrote), _) if wrote.standing_in_for.is_some() => {
                Some((label, format!("{who}（代理 {}）", wrote.by)))
            }
            // who wrote themselves before has no deputy for it
            (Some(_), _) if head.state > step.state() => None,
            (_, Some(deputy)) => Some((label, format!("{who}（代理 {}）", deputy.name))),
            (_, None) => None,
        }
    });
    let named = [
        ("評価補助者", "assistant", &head.seats.assistant),
        ("調整者", "calibrator", &head.seats.calibrator),
        ("確認者", "confirmer", &head.seats.confirmer),
    ];
    let named = named.into_iter().filter_map(|(seat, code, who)| {
        let deputy = head.deputy(code);
        let deputy = deputy.map(|deputy| format!("（代理 {}）", deputy.name)).unwrap_or_default();
        Some((seat, who.as_ref()?.titled() + &deputy))
    });
    deputised.chain(named).collect()
}
