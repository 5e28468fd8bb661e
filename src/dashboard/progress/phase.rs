//! The three times of a year, and how people are told apart in each: while goals are set nobody
//! asks for the second review. Pure.

use super::store::{Progress, UnitCount};
use crate::{
    evaluation::workflow::{Plan, State, Step},
    kit::chart::{Part, stacked},
};

/// 期首, 中間 or 期末.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Goals,
    Midterm,
    Review,
}

/// Some states that are one colour of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    pub label: &'static str,
    pub class: &'static str,
    dark: bool,
    first: State,
    last: State,
}

const fn band(
    label: &'static str,
    (class, dark): (&'static str, bool),
    (first, last): (State, State),
) -> Band {
    Band { label, class, dark, first, last }
}

const DONE: Band = band("確定", ("f1", true), (State::Confirmed, State::Disclosed));
const LATER: [Band; 4] = [
    band("二次評価中", ("f3", false), (State::SecondReview, State::SecondReview)),
    band("一次評価中", ("f4 ek", false), (State::FirstReview, State::FirstReview)),
    band("自己評価中", ("f5 em", false), (State::SelfAssessment, State::SelfAssessment)),
    band("期末の前", ("fs em", false), (State::GoalSetting, State::WorkingOn)),
];

impl Phase {
    /// The steps of a phase, in order.
    pub const fn steps(self) -> &'static [Step] {
        match self {
            Self::Goals => &[Step::Goals, Step::GoalReview],
            Self::Midterm => &[Step::Midterm, Step::MidtermReview],
            Self::Review => &[Step::Own, Step::First, Step::Second],
        }
    }

    /// The last one that has begun; before that, the first the year has.
    pub fn of(progress: &Progress, today: time::Date) -> Self {
        let dates = |phase: &Self| {
            let own = |step: &str| phase.steps().iter().any(|own| own.code() == step);
            progress.steps.iter().filter(move |dates| own(&dates.step)).map(|d| d.opens_on).min()
        };
        let all = [Self::Goals, Self::Midterm, Self::Review];
        let begun = |phase: &Self| dates(phase).is_some_and(|opens| opens <= today);
        all.into_iter()
            .rev()
            .find(begun)
            .or_else(|| all.into_iter().find(|phase| dates(phase).is_some()))
            .unwrap_or(Self::Review)
    }

    /// What is over when the phase is over for somebody, as a column's heading.
    pub const fn over(self) -> &'static str {
        match self {
            Self::Goals => "目標が決定",
            Self::Midterm => "中間が終了",
            Self::Review => "評価が終了",
        }
    }

    /// How many of a unit have it behind them.
    pub fn done(self, unit: &UnitCount) -> i64 {
        self.steps().last().map_or(0, |step| unit.passed(*step))
    }

    /// The colours of a bar, from the furthest state to the least far: those the year has.
    pub fn bands(self, plan: Plan) -> Vec<Band> {
        let all = match self {
            Self::Goals => vec![
                band("目標が決定", ("f2", true), (State::Working, State::Disclosed)),
                band("目標確認中", ("f4 ek", false), (State::GoalReview, State::GoalReview)),
                band("目標入力中", ("f5 em", false), (State::GoalSetting, State::GoalSetting)),
            ],
            Self::Midterm => vec![
                band("中間が終了", ("f2", true), (State::WorkingOn, State::Disclosed)),
                band("中間面談中", ("f4 ek", false), (State::MidtermReview, State::MidtermReview)),
                band("中間申告中", ("f5 em", false), (State::MidtermReport, State::MidtermReport)),
                band("中間の前", ("fs em", false), (State::GoalSetting, State::Working)),
            ],
            Self::Review => {
                // 調整 and 確認 are both 職員課's; 調整 is told where a year has one
                let office = if plan.calibration { "調整・確認中" } else { "確認中" };
                let office = band(office, ("f2", true), (State::Calibration, State::Confirmation));
                [DONE, office].into_iter().chain(LATER).collect()
            }
        };
        let has =
            |band: &Band| State::ALL.into_iter().any(|state| band.holds(state) && plan.has(state));
        all.into_iter().filter(has).collect()
    }
}

impl Band {
    fn holds(&self, state: State) -> bool {
        (self.first..=self.last).contains(&state)
    }

    fn count(&self, unit: &UnitCount) -> i64 {
        unit.counts.iter().filter(|(state, _)| self.holds(**state)).map(|(_, count)| count).sum()
    }
}

/// The bar of a row.
pub fn bar(unit: &UnitCount, bands: &[Band]) -> Vec<Part> {
    let parts: Vec<_> =
        bands.iter().map(|band| (band.count(unit), band.class, band.dark)).collect();
    stacked(&parts)
}

/// The bar in words.
pub fn words(unit: &UnitCount, bands: &[Band]) -> String {
    let parts: Vec<String> =
        bands.iter().map(|band| format!("{}{}名", band.label, band.count(unit))).collect();
    format!("{}：{}", unit.name, parts.join("、"))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use time::macros::date;

    use super::*;
    use crate::dashboard::progress::store::{StepDates, Totals};

    fn unit() -> UnitCount {
        UnitCount {
            id: Some(1),
            name: "福祉部".to_owned(),
            counts: State::ALL.into_iter().skip(1).zip(1..).collect(),
            overdue: 0,
            returned: 0,
        }
    }

    #[test]
    fn every_state_of_a_year_is_in_one_colour_of_each_phase() {
        let plan = Plan {
            goals: true,
            midterm: true,
            first: true,
            second: true,
            calibration: true,
            ..Plan::default()
        };
        let ability = Plan { first: true, second: true, ..Plan::default() };
        let short = Plan { direct: true, first: true, second: true, ..Plan::default() };
        let mut table = String::new();
        for (name, plan) in [("業績", plan), ("能力", ability), ("会計年度", short)] {
            for phase in [Phase::Goals, Phase::Midterm, Phase::Review] {
                let bands = phase.bands(plan);
                for state in State::ALL.into_iter().filter(|state| plan.has(*state)) {
                    let holding = bands.iter().filter(|band| band.holds(state)).count();
                    assert_eq!(holding, 1, "{name} {phase:?} {state:?}");
                }
            }
            writeln!(table, "{name} {}", words(&unit(), &Phase::Review.bands(plan))).unwrap();
        }
        for phase in [Phase::Goals, Phase::Midterm] {
            writeln!(table, "{phase:?} {}", words(&unit(), &phase.bands(plan))).unwrap();
        }
        insta::assert_snapshot!(table, @"
        業績 福祉部：確定25名、調整・確認中21名、二次評価中9名、一次評価中8名、自己評価中7名、期末の前21名
        能力 福祉部：確定25名、確認中21名、二次評価中9名、一次評価中8名、自己評価中7名
        会計年度 福祉部：確定25名、確認中21名、二次評価中9名、一次評価中8名
        Goals 福祉部：目標が決定88名、目標確認中2名、目標入力中1名
        Midterm 福祉部：中間が終了76名、中間面談中5名、中間申告中4名、中間の前6名
        ");
    }

    #[test]
    fn the_last_phase_that_has_begun_is_shown() {
        let dates = |step: &str, opens_on| StepDates {
            step: step.to_owned(),
            opens_on,
            due_on: date!(2027 - 03 - 31),
        };
        let progress = Progress {
            cycles: Vec::new(),
            cycle: 1,
            dated: true,
            units: Vec::new(),
            department: None,
            days: Vec::new(),
            steps: vec![
                dates("goals", date!(2026 - 04 - 10)),
                dates("midterm", date!(2026 - 09 - 20)),
                dates("self", date!(2027 - 01 - 10)),
            ],
            totals: Totals { own: 0, first: 0, second: 0 },
        };
        let seen = [
            date!(2026 - 04 - 01),
            date!(2026 - 09 - 19),
            date!(2026 - 09 - 20),
            date!(2027 - 02 - 01),
        ]
        .map(|day| Phase::of(&progress, day));
        assert_eq!(seen, [Phase::Goals, Phase::Goals, Phase::Midterm, Phase::Review]);
    }
}
