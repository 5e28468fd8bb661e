//! How points add up over years. Pure; numbers are whole hundredths.
//!
//! Each year gives the points its own rule says: the newest edition that counts for that year. A
//! year without a result gives none and takes none away. The sum is held against the threshold of
//! the position of that year; reached, the threshold is taken off or the sum begins at zero again,
//! once a year at most. A new position keeps the sum and has its own threshold.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Points in hundredths: 150 is 1.5.
pub type Hundredths = i64;

/// Which evaluation is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    /// 能力評価 of the year
    Ability,
    /// 業績評価 of the year; of its halves the mean
    Performance,
    /// 総合: the grade the points of both lead to
    Overall,
}

impl Counts {
    /// All, with the words of the page.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Ability, "ability", "能力評価"),
        (Self::Performance, "performance", "業績評価（半期ごとのときは、2回の点の平均）"),
        (Self::Overall, "overall", "総合（能力と業績の点から決まる評価）"),
    ];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        Self::ALL.into_iter().find(|(own, ..)| *own == self).map_or("", |(_, code, _)| code)
    }
}

/// What gives points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The confirmed overall grade.
    Grade,
    /// The decided band.
    Band,
}

impl Basis {
    /// Both, with the words of the page.
    pub const ALL: [(Self, &'static str, &'static str); 2] =
        [(Self::Grade, "grade", "確定した全体の評価"), (Self::Band, "band", "決定した成績区分")];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        if self == Self::Grade { "grade" } else { "band" }
    }
}

/// What becomes of the sum on reaching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnReach {
    /// The threshold is taken off; what is over counts on.
    Subtract,
    /// It begins at zero again.
    Reset,
}

impl OnReach {
    /// Both, with the words of the page.
    pub const ALL: [(Self, &'static str, &'static str); 2] = [
        (Self::Subtract, "subtract", "到達点を引き、残りを次の年に持ち越す"),
        (Self::Reset, "reset", "0に戻して、次の年から数え直す"),
    ];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        if self == Self::Subtract { "subtract" } else { "reset" }
    }
}

/// One edition of the rule.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Rule {
    pub first_year: i16,
    pub counts: Counts,
    pub basis: Basis,
    pub on_reach: OnReach,
    /// How many 号給 reaching is worth.
    pub steps: i16,
    /// By grade or mark of a band.
    pub points: BTreeMap<String, Hundredths>,
    /// By position; one without a threshold never reaches anything.
    pub thresholds: BTreeMap<String, Hundredths>,
}

/// What one year says about one person.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Outcome {
    pub fiscal_year: i16,
    pub position: String,
    pub results: Vec<Counted>,
}

/// What one evaluation of a year ended with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Counted {
    pub of: Counts,
    /// The confirmed overall grade, or the one the points of the year lead to.
    pub grade: Option<i16>,
    /// The mark of the decided band.
    pub mark: Option<String>,
}

/// What a year gives by a rule: of two halves the mean, half up; None where nothing is counted.
fn given(rule: &Rule, year: &Outcome) -> Option<Hundredths> {
    let worth = |one: &Counted| {
        let key = match rule.basis {
            Basis::Grade => one.grade.map(|grade| grade.to_string()),
            Basis::Band => one.mark.clone(),
        };
        rule.points.get(&key?).copied()
    };
    let counted = year.results.iter().filter(|one| one.of == rule.counts);
    let worths: Vec<Hundredths> = counted.filter_map(worth).collect();
    let many = Hundredths::try_from(worths.len()).ok().filter(|many| *many > 0)?;
    Some((worths.iter().sum::<Hundredths>() * 2 + many).div_euclid(many * 2))
}

/// What one year makes of the sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    pub fiscal_year: i16,
    /// None: nothing that gives points.
    pub points: Option<Hundredths>,
    /// With what came from the years before.
    pub sum: Hundredths,
    pub threshold: Option<Hundredths>,
    /// How many 号給 this year brings.
    pub steps: Option<i16>,
    /// What goes on into the next year.
    pub left: Hundredths,
}

/// The edition that counts for a year. `rules` come with the newest first.
pub fn rule_of(rules: &[Rule], fiscal_year: i16) -> Option<&Rule> {
    rules.iter().find(|rule| rule.first_year <= fiscal_year)
}

/// Walks through the years of one person, the oldest first. Years before the first rule give nothing.
pub fn walk(rules: &[Rule], years: &[Outcome]) -> Vec<Line> {
    let mut left = 0;
    let mut lines = Vec::new();
    for year in years {
        let Some(rule) = rule_of(rules, year.fiscal_year) else { continue };
        let points = given(rule, year);
        let sum = left + points.unwrap_or(0);
        let threshold = rule.thresholds.get(&year.position).copied();
        let reached = points.is_some() && threshold.is_some_and(|threshold| sum >= threshold);
        left = match (reached, rule.on_reach) {
            (false, _) => sum,
            (true, OnReach::Subtract) => sum - threshold.unwrap_or(0),
            (true, OnReach::Reset) => 0,
        };
        let steps = reached.then_some(rule.steps);
        lines.push(Line { fiscal_year: year.fiscal_year, points, sum, threshold, steps, left });
    }
    lines
}

/// 「1.5」 from hundredths.
pub fn words(hundredths: Hundredths) -> String {
    let (whole, part) = (hundredths / 100, hundredths % 100);
    match part {
        0 => whole.to_string(),
        _ if part % 10 == 0 => format!("{whole}.{}", part / 10),
        _ => format!("{whole}.{part:02}"),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    fn rule(first_year: i16, on_reach: OnReach) -> Rule {
        Rule {
            first_year,
            counts: Counts::Ability,
            basis: Basis::Grade,
            on_reach,
            steps: 1,
            points: [("5", 300), ("4", 200), ("3", 100), ("2", 50), ("1", 0)]
                .map(|(key, points)| (key.to_owned(), points))
                .into(),
            thresholds: [("shuji", 500), ("shunin", 600)]
                .map(|(code, threshold)| (code.to_owned(), threshold))
                .into(),
        }
    }

    fn years(position: &str, grades: &[Option<i16>]) -> Vec<Outcome> {
        grades
            .iter()
            .zip(2021..)
            .map(|(grade, fiscal_year)| Outcome {
                fiscal_year,
                position: position.to_owned(),
                results: vec![Counted { of: Counts::Ability, grade: *grade, mark: None }],
            })
            .collect()
    }

    fn table(rules: &[Rule], years: &[Outcome]) -> String {
        walk(rules, years).iter().fold(String::new(), |mut out, line| {
            let points = line.points.map_or("―".to_owned(), words);
            let threshold = line.threshold.map_or("―".to_owned(), words);
            let steps = line.steps.map(|n| format!(" +{n}号給")).unwrap_or_default();
            let (year, sum, left) = (line.fiscal_year, words(line.sum), words(line.left));
            writeln!(out, "{year}: +{points} = {sum} / {threshold}{steps} → {left}").unwrap();
            out
        })
    }

    #[test]
    fn points_add_up_reach_and_what_is_over_counts_on() {
        let years = years("shuji", &[Some(4), Some(3), Some(5), None, Some(4), Some(4), Some(1)]);
        insta::assert_snapshot!(table(&[rule(2021, OnReach::Subtract)], &years), @r"
        2021: +2 = 2 / 5 → 2
        2022: +1 = 3 / 5 → 3
        2023: +3 = 6 / 5 +1号給 → 1
        2024: +― = 1 / 5 → 1
        2025: +2 = 3 / 5 → 3
        2026: +2 = 5 / 5 +1号給 → 0
        2027: +0 = 0 / 5 → 0
        ");
    }

    #[test]
    fn reaching_may_begin_at_zero_again() {
        let years = years("shuji", &[Some(4), Some(4), Some(4), Some(2), Some(5)]);
        insta::assert_snapshot!(table(&[rule(2021, OnReach::Reset)], &years), @r"
        2021: +2 = 2 / 5 → 2
        2022: +2 = 4 / 5 → 4
        2023: +2 = 6 / 5 +1号給 → 0
        2024: +0.5 = 0.5 / 5 → 0.5
        2025: +3 = 3.5 / 5 → 3.5
        ");
    }

    #[test]
    fn every_year_has_its_own_rule_and_position() {
        let mut later = rule(2024, OnReach::Subtract);
        later.points.insert("4".to_owned(), 250);
        later.thresholds.remove("shuji");
        let mut told = years("shuji", &[Some(4), Some(4), Some(4), Some(4), Some(4)]);
        told[4].position = "shunin".to_owned();
        // the first year is before any rule; in 2024 the position has no threshold; promoted, the
        // sum is kept and held against the new one
        insta::assert_snapshot!(table(&[later, rule(2022, OnReach::Subtract)], &told), @r"
        2022: +2 = 2 / 5 → 2
        2023: +2 = 4 / 5 → 4
        2024: +2.5 = 6.5 / ― → 6.5
        2025: +2.5 = 9 / 6 +1号給 → 3
        ");
    }

    #[test]
    fn bands_may_give_the_points_instead() {
        let mut by_band = rule(2021, OnReach::Subtract);
        by_band.basis = Basis::Band;
        by_band.points = [("上".to_owned(), 250), ("標".to_owned(), 100)].into();
        let mut told = years("shuji", &[Some(5), Some(5), Some(5)]);
        told[0].results[0].mark = Some("上".to_owned());
        told[1].results[0].mark = Some("標".to_owned());
        insta::assert_snapshot!(table(&[by_band], &told), @r"
        2021: +2.5 = 2.5 / 5 → 2.5
        2022: +1 = 3.5 / 5 → 3.5
        2023: +― = 3.5 / 5 → 3.5
        ");
    }

    #[test]
    fn the_rule_names_the_evaluation_that_counts() {
        let result = |of, grade| Counted { of, grade: Some(grade), mark: None };
        let year =
            |fiscal_year, results| Outcome { fiscal_year, position: "shuji".to_owned(), results };
        let told = [
            year(2021, vec![result(Counts::Ability, 5), result(Counts::Performance, 3)]),
            // two halves: 4 and 3 are 2 and 1
            year(
                2022,
                vec![
                    result(Counts::Ability, 3),
                    result(Counts::Performance, 4),
                    result(Counts::Performance, 3),
                    result(Counts::Overall, 4),
                ],
            ),
            year(2023, vec![result(Counts::Ability, 2)]),
        ];
        let mut said = String::new();
        for (counts, code, _) in Counts::ALL {
            let rule = Rule { counts, ..rule(2021, OnReach::Subtract) };
            writeln!(said, "{code}\n{}", table(&[rule], &told)).unwrap();
        }
        insta::assert_snapshot!(said, @r"
        ability
        2021: +3 = 3 / 5 → 3
        2022: +1 = 4 / 5 → 4
        2023: +0.5 = 4.5 / 5 → 4.5

        performance
        2021: +1 = 1 / 5 → 1
        2022: +1.5 = 2.5 / 5 → 2.5
        2023: +― = 2.5 / 5 → 2.5

        overall
        2021: +― = 0 / 5 → 0
        2022: +2 = 2 / 5 → 2
        2023: +― = 2 / 5 → 2
        ");
    }

    #[test]
    fn a_year_without_points_reaches_nothing() {
        // a lower threshold alone, in a year of leave, brings no step
        let mut lower = rule(2022, OnReach::Subtract);
        lower.thresholds.insert("shuji".to_owned(), 100);
        let told = years("shuji", &[Some(4), None]);
        let steps: Vec<_> = walk(&[lower, rule(2021, OnReach::Subtract)], &told)
            .into_iter()
            .map(|line| line.steps)
            .collect();
        assert_eq!(steps, [None, None]);
    }
}
