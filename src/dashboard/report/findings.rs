//! 読み取れること: sentences found by rule in what may be shown, never in what is hidden. Pure.

use super::{
    shape::{Shape, signed},
    store::{Numbers, YearMean},
    suppression::LIMIT,
};

/// One sentence with its grounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub heading: String,
    pub text: String,
    /// Below the city, or falling.
    pub warn: bool,
}

/// A difference smaller than this says nothing.
const NOTABLE: f64 = 0.15;
/// A change over a year worth a word.
const CHANGE: f64 = 0.1;

/// At most three sentences: the largest lead, the largest lag, the change over the last year.
pub fn findings(numbers: &Numbers, shape: &Shape) -> Vec<Finding> {
    let open: Vec<&str> =
        shape.positions.iter().filter(|p| p.own.is_some()).map(|p| p.code.as_str()).collect();
    let mut gaps: Vec<(f64, String, String, f64, f64)> = numbers
        .abilities
        .iter()
        .filter(|a| open.contains(&a.position.as_str()))
        .filter_map(|a| {
            let (own, city) = (a.own?, a.city?);
            let position = numbers.positions.iter().find(|p| p.code == a.position)?;
            Some((own - city, position.name.clone(), a.name.clone(), own, city))
        })
        .collect();
    gaps.sort_by(|a, b| a.0.total_cmp(&b.0));
    let sentence =
        |(gap, position, ability, own, city): &(f64, String, String, f64, f64)| Finding {
            heading: if *gap < 0.0 {
                format!("{position}の「{ability}」が全庁より低めです")
            } else {
                format!("{position}の「{ability}」が全庁より高めです")
            },
            text: format!("平均{own:.2}。全庁の平均{city:.2}との差は{}です。", signed(*gap)),
            warn: *gap < 0.0,
        };
    let mut found = Vec::new();
    found.extend(gaps.first().filter(|gap| gap.0 <= -NOTABLE).map(sentence));
    found.extend(gaps.last().filter(|gap| gap.0 >= NOTABLE).map(sentence));
    found.extend(change(&numbers.over_years));
    found
}

fn change(years: &[YearMean]) -> Option<Finding> {
    let [.., before, now] = years else { return None };
    if before.people < LIMIT || now.people < LIMIT {
        return None;
    }
    let (was, is) = (before.own?, now.own?);
    let step = is - was;
    (step.abs() >= CHANGE).then(|| Finding {
        heading: format!(
            "全体の評価の平均が前年度より{}",
            if step < 0.0 { "下がりました" } else { "上がりました" }
        ),
        text: format!("{was:.2}から{is:.2}になりました（{}）。", signed(step)),
        warn: step < 0.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::report::{shape::shape, store::AbilityMean};

    fn numbers() -> Numbers {
        let mean = |fiscal_year, people, own| YearMean {
            fiscal_year,
            people,
            city_people: 300,
            own: Some(own),
            city: Some(3.2),
        };
        let ability = |position: &str, name: &str, own| AbilityMean {
            position: position.to_owned(),
            name: name.to_owned(),
            own: Some(own),
            city: Some(3.2),
        };
        let position = |code: &str, people| crate::dashboard::report::store::PositionMean {
            code: code.to_owned(),
            name: format!("{code}職"),
            people,
            city_people: 300,
            mean: Some(3.2),
            city: Some(3.2),
        };
        let year = crate::dashboard::report::store::Year {
            id: 1,
            kind: "ability".to_owned(),
            name: String::new(),
        };
        Numbers {
            name: "福祉部".to_owned(),
            years: vec![year.clone()],
            year,
            grades: vec![crate::dashboard::report::store::GradeCount {
                points: 3,
                word: String::new(),
                own: 30,
                city: Some(300),
            }],
            positions: vec![position("主事", 20), position("課長", 8), position("部長", 2)],
            abilities: vec![
                ability("主事", "説明応対", 3.5),
                ability("主事", "企画実行力", 2.9),
                ability("部長", "先見性", 1.0),
            ],
            over_years: vec![mean(2024, 30, 3.0), mean(2025, 30, 3.2)],
            open: 0,
            inherited: Vec::new(),
        }
    }

    #[test]
    fn the_largest_lead_and_lag_are_said_and_hidden_groups_never() {
        let numbers = numbers();
        let found = findings(&numbers, &shape(&numbers, ""));
        let said: Vec<_> = found.iter().map(|f| f.heading.as_str()).collect();
        assert_eq!(
            said,
            [
                "主事職の「企画実行力」が全庁より低めです",
                "主事職の「説明応対」が全庁より高めです",
                "全体の評価の平均が前年度より上がりました"
            ]
        );
        assert!(found.iter().all(|f| !f.text.contains("先見性")));
        assert_eq!(found[0].text, "平均2.90。全庁の平均3.20との差は−0.30です。");
    }
}
