//! The rule as HR types it, all mistakes at once.

use std::collections::BTreeMap;

use super::rules::{Basis, Counts, Hundredths, OnReach, Rule, words};
use crate::kit::{Answers, Mistakes, text};

/// What a rule is made for: keys and words of the scale, marks and labels of the bands, positions.
pub struct Ground {
    pub grades: Vec<(String, String)>,
    pub bands: Vec<(String, String)>,
    pub positions: Vec<(String, String)>,
}

/// 「1.5」 as hundredths, with at most two decimals, up to a most.
fn number(typed: &str, most: Hundredths) -> Option<Hundredths> {
    let typed = text::half_width(typed);
    let (whole, part) = typed.split_once('.').unwrap_or((typed.as_str(), "0"));
    let digits = |t: &str, longest| {
        !t.is_empty() && t.len() <= longest && t.chars().all(|c| c.is_ascii_digit())
    };
    if !digits(whole, 4) || !digits(part, 2) {
        return None;
    }
    let tail: i64 = format!("{part:0<2}").parse().ok()?;
    Some(whole.parse::<i64>().ok()? * 100 + tail).filter(|number| *number <= most)
}

const OVERALL_BANDS: &str =
    "総合には成績区分がありません。総合を数えるときは、「確定した全体の評価」を選んでください";

/// The thresholds by position; at least one.
fn thresholds(
    answers: &Answers,
    ground: &Ground,
    mistakes: &mut Mistakes,
) -> BTreeMap<String, Hundredths> {
    let mut thresholds = BTreeMap::new();
    for (code, name) in &ground.positions {
        let field = format!("threshold-{code}");
        if answers.get(&field).is_empty() {
            continue;
        }
        let read = number(answers.get(&field), 999_999).filter(|number| *number > 0);
        let sentence = format!("{name}の到達点を、0より大きい数字で入力するか、空にしてください");
        if let Some(read) = mistakes.note(&field, read.ok_or(sentence)) {
            thresholds.insert(code.clone(), read);
        }
    }
    if let (true, Some((code, _))) = (thresholds.is_empty(), ground.positions.first()) {
        let field = format!("threshold-{code}");
        if mistakes.on(&field).is_none() {
            mistakes.add(field, "到達点を、1つ以上の職位で入力してください");
        }
    }
    thresholds
}

/// Reads a rule and why, or every mistake at once.
pub fn rule(answers: &Answers, ground: &Ground) -> Result<(Rule, String), Mistakes> {
    let mut mistakes = Mistakes::default();
    let year = text::half_width(answers.get("first_year"));
    let year = year.parse::<i16>().ok().filter(|year| (2000..=2100).contains(year));
    let year = mistakes
        .note("first_year", year.ok_or("最初の年度を西暦4桁で入力してください（例：2026）"));
    let counts = Counts::ALL.into_iter().find(|(_, code, _)| *code == answers.get("counts"));
    let counts = mistakes.note("counts", counts.ok_or("数える評価を選んでください"));
    let basis = Basis::ALL.into_iter().find(|(_, code, _)| *code == answers.get("basis"));
    let basis = mistakes.note("basis", basis.ok_or("何に点をつけるかを選んでください"));
    let mut points = BTreeMap::new();
    if let Some((basis, _, _)) = basis {
        let (prefix, keys) = match basis {
            Basis::Grade => ("grade", &ground.grades),
            Basis::Band => ("band", &ground.bands),
        };
        if matches!((counts, basis), (Some((Counts::Overall, ..)), Basis::Band)) {
            mistakes.add("basis", OVERALL_BANDS);
        } else if keys.is_empty() {
            mistakes.add("basis", "成績区分がまだありません。先に年度の成績区分を決めてください");
        }
        for ((key, label), n) in keys.iter().zip(1..) {
            let field = format!("{prefix}-{n}");
            let sentence =
                format!("「{label}」の点を0から100までの数字で入力してください（小数は2桁まで）");
            let read = number(answers.get(&field), 10_000).ok_or(sentence);
            if let Some(read) = mistakes.note(&field, read) {
                points.insert(key.clone(), read);
            }
        }
    }
    let thresholds = thresholds(answers, ground, &mut mistakes);
    let on_reach = OnReach::ALL.into_iter().find(|(_, code, _)| *code == answers.get("on_reach"));
    let on_reach = mistakes.note("on_reach", on_reach.ok_or("到達したときの扱いを選んでください"));
    let steps = text::half_width(answers.get("steps"));
    let steps = steps.parse::<i16>().ok().filter(|steps| (1..=20).contains(steps));
    let steps = mistakes.note("steps", steps.ok_or("号給数を1から20までの整数で入力してください"));
    let reason =
        mistakes.note("reason", text::prose(answers.get("reason"), "決めた理由", 10..=400));
    let (Some(first_year), Some((counts, ..)), Some((basis, ..)), Some((on_reach, ..))) =
        (year, counts, basis, on_reach)
    else {
        return Err(mistakes);
    };
    let (Some(steps), Some(reason)) = (steps, reason) else { return Err(mistakes) };
    mistakes.or((Rule { first_year, counts, basis, on_reach, steps, points, thresholds }, reason))
}

/// The form of a rule that is stored.
pub fn filled(rule: &Rule, ground: &Ground) -> Answers {
    let mut form = Answers::default();
    form.put("counts", rule.counts.code());
    form.put("basis", rule.basis.code());
    form.put("on_reach", rule.on_reach.code());
    form.put("steps", rule.steps.to_string());
    let (prefix, keys) = match rule.basis {
        Basis::Grade => ("grade", &ground.grades),
        Basis::Band => ("band", &ground.bands),
    };
    for ((key, _), n) in keys.iter().zip(1..) {
        if let Some(points) = rule.points.get(key) {
            form.put(format!("{prefix}-{n}"), words(*points));
        }
    }
    for (code, threshold) in &rule.thresholds {
        form.put(format!("threshold-{code}"), words(*threshold));
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ground() -> Ground {
        let pairs = |list: &[(&str, &str)]| {
            list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
        };
        Ground {
            grades: pairs(&[("4", "期待以上"), ("3", "期待どおり")]),
            bands: Vec::new(),
            positions: pairs(&[("shuji", "主事職"), ("shunin", "主任職")]),
        }
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let answers = Answers::from([
            ("first_year", "令和9年度"),
            ("basis", "grade"),
            ("grade-1", "200"),
            ("steps", "0"),
            ("threshold-shunin", "0"),
        ]);
        let wrong = rule(&answers, &ground()).unwrap_err();
        let fields: Vec<_> = wrong.iter().map(|(field, _)| field).collect();
        assert_eq!(
            fields,
            [
                "first_year",
                "counts",
                "grade-1",
                "grade-2",
                "threshold-shunin",
                "threshold-shuji",
                "on_reach",
                "steps",
                "reason",
            ]
        );
        let bands = rule(&Answers::from([("basis", "band")]), &ground()).unwrap_err();
        assert!(bands.on("basis").unwrap().contains("成績区分がまだありません"));
        let both = Answers::from([("counts", "overall"), ("basis", "band")]);
        let both = rule(&both, &ground()).unwrap_err();
        assert!(both.on("basis").unwrap().contains("総合には成績区分がありません"));
    }

    #[test]
    fn what_is_stored_is_read_back_from_its_form() {
        let mut answers = Answers::from([
            ("first_year", "２０２６"),
            ("counts", "performance"),
            ("basis", "grade"),
            ("grade-1", "2.5"),
            ("grade-2", "１"),
            ("threshold-shuji", "5"),
            ("on_reach", "reset"),
            ("steps", "2"),
            ("reason", "昇給の規則の改正による。"),
        ]);
        let (read, _) = rule(&answers, &ground()).unwrap();
        assert_eq!(read.points, [("4".to_owned(), 250), ("3".to_owned(), 100)].into());
        assert_eq!(read.thresholds, [("shuji".to_owned(), 500)].into());
        let mut again = filled(&read, &ground());
        again.put("first_year", "2026");
        again.put("reason", answers.get("reason"));
        answers = again;
        assert_eq!(rule(&answers, &ground()).unwrap().0, read);
    }
}
