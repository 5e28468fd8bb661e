//! How a group stood after each step of the way: the mean of its overall grades as the first
//! evaluator left them, the last one, the meeting, and as they were confirmed. They come from the
//! rounds themselves, which nobody can change, and are kept nowhere else. Pure.

use serde::Deserialize;

use super::rules::signed;

/// After which steps the board tells them, in order.
pub const STEPS: [&str; 4] = ["一次評価の後", "二次評価の後", "調整の後（いまの案）", "確定"];

/// Sum of the overall grades and how many people they are of.
pub type Sum = (i64, i64);

/// A group's sums after each step, in the order of [`STEPS`]; without a name, everybody shown.
#[derive(Clone, Debug, Deserialize)]
pub struct Standing {
    pub name: Option<String>,
    pub sums: [Sum; STEPS.len()],
}

/// One number of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Average {
    /// In words: 「3.42」.
    pub mean: String,
    pub people: i64,
    /// From everybody shown after the same step; empty for everybody.
    pub difference: String,
}

/// One row of the table: none where nobody of the group has come so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub name: String,
    pub cells: [Option<Average>; STEPS.len()],
}

/// In hundredths, half up.
fn mean((sum, people): Sum) -> Option<i64> {
    (people > 0).then(|| (sum * 200 + people).div_euclid(people * 2))
}

/// The rows, everybody first. Nothing where nobody has been evaluated yet.
pub fn averages(standings: &[Standing]) -> Vec<Row> {
    let Some(all) = standings.iter().find(|one| one.name.is_none()) else { return Vec::new() };
    if all.sums.iter().all(|(_, people)| *people == 0) {
        return Vec::new();
    }
    let row = |one: &Standing| {
        let cell = |at: usize| {
            let own = one.sums.get(at).copied()?;
            let whole = all.sums.get(at).copied().and_then(mean);
            let average = mean(own)?;
            let far = whole.filter(|_| one.name.is_some()).map(|whole| average - whole);
            Some(Average {
                mean: format!("{}.{:02}", average / 100, average % 100),
                people: own.1,
                difference: far.map(signed).unwrap_or_default(),
            })
        };
        Row {
            name: one.name.clone().unwrap_or_else(|| "この範囲の全員".to_owned()),
            cells: std::array::from_fn(cell),
        }
    };
    let groups = standings.iter().filter(|one| one.name.is_some());
    std::iter::once(all).chain(groups).map(row).collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    fn standing(name: Option<&str>, sums: [Sum; 4]) -> Standing {
        Standing { name: name.map(str::to_owned), sums }
    }

    #[test]
    fn every_group_is_held_against_everybody_after_the_same_step() {
        let all = [
            standing(Some("福祉総務課"), [(40, 12), (38, 12), (36, 12), (0, 0)]),
            standing(Some("介護保険課"), [(27, 9), (9, 3), (9, 3), (0, 0)]),
            standing(Some("だれも進んでいない課"), [(0, 0), (0, 0), (0, 0), (0, 0)]),
            standing(None, [(67, 21), (47, 15), (45, 15), (0, 0)]),
        ];
        let mut table = String::new();
        for row in averages(&all) {
            write!(table, "{}", row.name).unwrap();
            for cell in row.cells {
                match cell {
                    Some(one) => {
                        write!(table, "｜{} {}名 {}", one.mean, one.people, one.difference)
                    }
                    None => write!(table, "｜―"),
                }
                .unwrap();
            }
            table.push('\n');
        }
        insta::assert_snapshot!(table, @"
        この範囲の全員｜3.19 21名 ｜3.13 15名 ｜3.00 15名 ｜―
        福祉総務課｜3.33 12名 +0.14｜3.17 12名 +0.04｜3.00 12名 +0.00｜―
        介護保険課｜3.00 9名 −0.19｜3.00 3名 −0.13｜3.00 3名 +0.00｜―
        だれも進んでいない課｜―｜―｜―｜―
        ");
    }

    #[test]
    fn before_anybody_is_evaluated_there_is_no_table() {
        assert_eq!(averages(&[standing(None, [(0, 0); 4])]), []);
        assert_eq!(averages(&[]), []);
    }
}
