//! What is worth a second look on the page of one sheet. Pure.

use super::show::{Judging, Values};
use crate::evaluation::{review::rules::signed, workflow::Step};

/// Something worth a second look.
pub struct Insight {
    pub warn: bool,
    pub name: String,
    pub text: String,
}

/// Grades so far apart are worth a second look.
const APART: i16 = 2;

/// What is worth a second look about one ability, in words, and whether it is the reader's to explain:
/// the self-assessment, the evaluations and last year held against each other.
fn apart(step: Step, values: &Values) -> Option<(bool, String)> {
    let far = |one: i16, other: i16| (one - other).abs() >= APART;
    let mine = if step == Step::First { values.first } else { values.second };
    let before = values.previous.map(|p| format!("前年度は{p}でした。")).unwrap_or_default();
    let (own, previous) = (values.own, values.previous);
    if let (Step::Second, Some(own), Some(first)) = (step, own, values.first)
        && own != first
    {
        return Some((true, format!("自己{own}に対して一次{first}。{before}")));
    }
    if let Some((own, mine)) = own.zip(mine).filter(|(own, mine)| far(*own, *mine)) {
        return Some((true, format!("自己{own}に対して{}{mine}。{before}", short(step))));
    }
    if let Some((was, mine)) = previous.zip(mine).filter(|(was, mine)| far(*was, *mine)) {
        let by = signed(mine - was);
        return Some((true, format!("{}{mine}は前年度の結果から{by}です。", short(step))));
    }
    let (was, own) = previous.zip(own).filter(|(was, own)| far(*was, *own))?;
    let text = format!("自己評価が前年度の結果から{}です。", signed(own - was));
    Some((step == Step::First, text))
}

fn short(step: Step) -> &'static str {
    if step == Step::First { "一次" } else { "二次" }
}

/// What is worth a second look on this page.
pub fn insights(lines: &[Judging], step: Step) -> Vec<Insight> {
    let insight = |judging: &Judging| {
        let (warn, text) = apart(step, &judging.values)?;
        Some(Insight { warn, name: judging.card.name.clone(), text })
    };
    lines.iter().filter_map(insight).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_far_apart_is_said_of_whoever_stands_apart() {
        let of = |step, previous, own, first, second| {
            apart(step, &Values { previous, own, first, second }).map(|(_, text)| text)
        };
        let first = |previous, own, mine| of(Step::First, previous, own, mine, None);
        assert_eq!(first(Some(3), Some(3), None), None, "nothing is given yet");
        assert_eq!(first(Some(3), Some(3), Some(2)), None);
        let words = first(Some(4), Some(3), Some(1)).unwrap();
        assert_eq!(words, "自己3に対して一次1。前年度は4でした。");
        let words = first(Some(4), Some(3), Some(2)).unwrap();
        assert_eq!(words, "一次2は前年度の結果から−2です。");
        let words = first(Some(2), Some(4), Some(3)).unwrap();
        assert_eq!(words, "自己評価が前年度の結果から+2です。");
        assert_eq!(first(None, None, Some(1)), None, "nothing to hold it against");
        let second = |own, first, mine| of(Step::Second, None, own, first, mine);
        assert_eq!(second(Some(3), Some(4), None).unwrap(), "自己3に対して一次4。");
        assert_eq!(second(Some(3), Some(3), Some(5)).unwrap(), "自己3に対して二次5。");
        assert_eq!(second(Some(3), Some(3), Some(4)), None);
    }
}
