//! What the numbers of a year say: totals, shares, the line against the plan. Pure.

use time::{Date, Duration};

use super::{
    phase::Phase,
    store::{DayCount, Progress, StepDates, UnitCount},
};
use crate::{
    evaluation::workflow::{Plan, State, Step},
    kit::{
        chart::{Frame, Line, number, percent, tenth},
        date::{month_day, month_day_weekday},
    },
};

impl UnitCount {
    /// Everybody who is evaluated.
    pub fn total(&self) -> i64 {
        self.counts.values().sum()
    }

    pub fn count(&self, state: State) -> i64 {
        self.counts.get(&state).copied().unwrap_or(0)
    }

    /// Who has a step behind them.
    pub fn passed(&self, step: Step) -> i64 {
        let later = self.counts.iter().filter(|(state, _)| **state > step.state());
        later.map(|(_, count)| count).sum()
    }
}

impl Progress {
    fn dates(&self, step: Step) -> Option<&StepDates> {
        self.steps.iter().find(|dates| dates.step == step.code())
    }

    /// The steps of the year, for a route with both evaluators.
    pub fn plan(&self) -> Plan {
        let has = |step: &str| self.steps.iter().any(|dates| dates.step == step);
        Plan {
            goals: has("goals"),
            midterm: has("midterm"),
            direct: !has("self"),
            first: true,
            second: true,
            calibration: has("calibration"),
        }
    }

    /// How many there are of a step at all.
    fn of(&self, step: Step) -> i64 {
        match step {
            Step::First => self.totals.first,
            Step::Second => self.totals.second,
            _ => self.totals.own,
        }
    }
}

/// One of the big numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    pub heading: &'static str,
    pub percent: String,
    pub done: i64,
    pub total: i64,
    /// 「期限 11月30日（月）」
    pub due: String,
}

fn sum(units: &[UnitCount], of: impl Fn(&UnitCount) -> i64) -> i64 {
    units.iter().map(of).sum()
}

/// 「自己評価を提出した人」
fn heading(step: Step) -> &'static str {
    match step {
        Step::Goals => "目標を提出した人",
        Step::GoalReview => "目標の確認が終わった人",
        Step::Midterm => "中間申告を提出した人",
        Step::MidtermReview => "中間面談が終わった人",
        Step::Own => "自己評価を提出した人",
        Step::First => "一次評価が終わった人",
        Step::Second => "評価者の評価がすべて終わった人",
    }
}

/// The steps of a phase over all units.
pub fn figures(progress: &Progress, phase: Phase) -> Vec<Figure> {
    let total = sum(&progress.units, UnitCount::total);
    let due = |dates: &StepDates| {
        if progress.dated {
            format!("期限 {}", month_day_weekday(dates.due_on))
        } else {
            "期限は一人ひとり違います".to_owned()
        }
    };
    // where nobody has a second evaluator, the first one is all of them
    let alone = |step: Step| step == Step::First && progress.totals.second == 0;
    let figure = |step: Step| {
        let done = sum(&progress.units, |unit| unit.passed(step));
        Some(Figure {
            heading: heading(step),
            percent: tenth(percent(done, total)),
            done,
            total,
            due: due(progress.dates(step)?),
        })
    };
    let steps = phase.steps().iter().copied().filter(|step| total == 0 || !alone(*step));
    steps.filter_map(figure).collect()
}

/// One step of the line chart.
#[derive(Clone, Debug, PartialEq)]
pub struct StepLine {
    pub label: &'static str,
    pub class: &'static str,
    pub line: Line,
    /// From the day it opens to the day it is due, straight.
    pub plan: String,
    /// Day, planned and real percent, for the table.
    pub rows: Vec<(String, String, String)>,
    /// 「自己評価：11月24日までに611件（95.5%）、計画は100%」
    pub words: String,
}

/// The chart of cumulative submissions against the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    pub lines: Vec<StepLine>,
    /// Height and words of the horizontal lines.
    pub grid: Vec<(String, &'static str)>,
    pub from: String,
    pub to: String,
    pub today: Option<String>,
}

/// The box of the curve in the chart's own units.
const FRAME: Frame =
    Frame { left: 44.0, right: 600.0, top: 16.0, bottom: 200.0, low: 0.0, high: 100.0 };

/// What has been submitted in a phase, day by day, beside a straight line from opening to due date.
/// None where each person has their own dates.
pub fn curve(progress: &Progress, phase: Phase, today: Date) -> Option<Curve> {
    let steps: Vec<(Step, &StepDates)> = phase
        .steps()
        .iter()
        .filter_map(|step| progress.dates(*step).map(|dates| (*step, dates)))
        .filter(|_| progress.dated)
        .collect();
    let shown = |day: &&DayCount| steps.iter().any(|(step, _)| step.code() == day.step);
    let earliest = progress.days.iter().filter(shown).map(|d| d.day);
    let from = steps.iter().map(|(_, s)| s.opens_on).chain(earliest).min()?;
    let to = steps.iter().map(|(_, s)| s.due_on).max()?.max(from + Duration::days(1));
    let end = today.min(to).max(from);
    let x = |day: Date| {
        let share = percent((day - from).whole_days(), (to - from).whole_days()) / 100.0;
        share.mul_add(FRAME.right - FRAME.left, FRAME.left)
    };
    let lines = steps
        .iter()
        .zip(["l1", "l3", "l2"])
        .map(|((step, dates), class)| {
            let look = (step.label(), class);
            step_line(dates, progress.of(*step), look, &progress.days, (from, end), &x)
        })
        .collect();
    Some(Curve {
        lines,
        grid: [(0.0, "0%"), (50.0, "50%"), (100.0, "100%")]
            .map(|(value, words)| (tenth(FRAME.y(value)), words))
            .into(),
        from: month_day(from),
        to: month_day(to),
        today: (from..=to).contains(&today).then(|| tenth(x(today))),
    })
}

fn step_line(
    dates: &StepDates,
    total: i64,
    (label, class): (&'static str, &'static str),
    days: &[DayCount],
    (from, end): (Date, Date),
    x: &impl Fn(Date) -> f64,
) -> StepLine {
    let mut sum = 0;
    let mut points = vec![(from, 0)];
    for day in days.iter().filter(|d| d.step == dates.step && d.day <= end) {
        sum += day.count;
        points.push((day.day, sum));
    }
    points.push((end, sum));
    let drawn: Vec<String> = points
        .iter()
        .map(|(day, sum)| format!("{},{}", tenth(x(*day)), tenth(FRAME.y(percent(*sum, total)))))
        .collect();
    let planned = |day: Date| {
        let all = (dates.due_on - dates.opens_on).whole_days().max(1);
        let gone = (day - dates.opens_on).whole_days().clamp(0, all);
        percent(gone, all)
    };
    let rows = points
        .iter()
        .rev()
        .take(10)
        .rev()
        .map(|(day, sum)| {
            let real = format!("{sum}件（{}%）", tenth(percent(*sum, total)));
            (month_day(*day), format!("{}%", tenth(planned(*day))), real)
        })
        .collect();
    StepLine {
        label,
        class,
        line: Line { runs: vec![drawn.join(" ")], dots: Vec::new() },
        plan: format!(
            "{},{} {},{}",
            tenth(x(dates.opens_on)),
            tenth(FRAME.y(0.0)),
            tenth(x(dates.due_on)),
            tenth(FRAME.y(100.0))
        ),
        rows,
        words: format!(
            "{label}：{}までに{sum}件（{}%）。計画は{}%です",
            month_day(end),
            tenth(percent(sum, total)),
            tenth(planned(end))
        ),
    }
}

/// One thing 職員課 should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notable {
    pub text: String,
    pub detail: String,
    pub href: String,
    pub verb: &'static str,
}

/// What needs action, the most pressing first.
pub fn notables(progress: &Progress) -> Vec<Notable> {
    let mut notables = Vec::new();
    let overdue = sum(&progress.units, |u| u.overdue);
    if overdue > 0 {
        let worst = progress.units.iter().max_by_key(|u| u.overdue);
        notables.push(Notable {
            text: format!("期限を過ぎているシートが{overdue}件あります"),
            detail: worst
                .map(|u| format!("最も多いのは{}の{}件です", u.name, u.overdue))
                .unwrap_or_default(),
            href: "#late".to_owned(),
            verb: "期限を過ぎている人を見る",
        });
    }
    let returned = sum(&progress.units, |u| u.returned);
    if returned > 0 {
        notables.push(Notable {
            text: format!("差し戻されているシートが{returned}件あります"),
            detail: "理由は、それぞれのシートの経過で読めます".to_owned(),
            href: "#dep-h".to_owned(),
            verb: "部署ごとに見る",
        });
    }
    let waiting = sum(&progress.units, |u| u.count(State::Confirmation));
    if waiting > 0 {
        notables.push(Notable {
            text: format!("職員課の確認を待っているシートが{waiting}件あります"),
            detail: "内容を確かめて、確定するか差し戻します".to_owned(),
            href: format!("/hr/cycles/{}/confirmation", progress.cycle),
            verb: "評価の確定へ",
        });
    }
    notables
}

/// Puts the rows in the order the reader asked for.
pub fn sorted(mut units: Vec<UnitCount>, sort: &str, phase: Phase) -> Vec<UnitCount> {
    let share = |u: &UnitCount| percent(phase.done(u), u.total());
    match sort {
        "done" => units.sort_by(|a, b| share(a).total_cmp(&share(b))),
        "-done" => units.sort_by(|a, b| share(b).total_cmp(&share(a))),
        "-late" => units.sort_by_key(|u| -u.overdue),
        _ => {}
    }
    units
}

/// The share of a row who have the phase behind them, in percent.
pub fn done_percent(unit: &UnitCount, phase: Phase) -> String {
    format!("{:.0}", number(phase.done(unit)) * 100.0 / number(unit.total().max(1)))
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::dashboard::progress::store::Totals;

    fn unit(name: &str, own: i64, first: i64, done: i64, overdue: i64) -> UnitCount {
        UnitCount {
            id: Some(1),
            name: name.to_owned(),
            counts: [
                (State::SelfAssessment, own),
                (State::FirstReview, first),
                (State::Confirmation, done),
            ]
            .into(),
            overdue,
            returned: 0,
        }
    }

    fn progress() -> Progress {
        let dates =
            |step: &str, opens_on, due_on| StepDates { step: step.to_owned(), opens_on, due_on };
        let day = |day, count| DayCount { step: "self".to_owned(), day, count };
        Progress {
            cycles: Vec::new(),
            cycle: 7,
            dated: true,
            units: vec![unit("総務部", 1, 2, 7, 0), unit("市民部", 5, 5, 0, 4)],
            department: None,
            days: vec![day(date!(2026 - 11 - 10), 8), day(date!(2026 - 11 - 20), 6)],
            steps: vec![
                dates("self", date!(2026 - 11 - 01), date!(2026 - 11 - 21)),
                dates("first", date!(2026 - 11 - 22), date!(2026 - 12 - 14)),
                dates("second", date!(2026 - 12 - 15), date!(2026 - 12 - 25)),
            ],
            totals: Totals { own: 20, first: 20, second: 18 },
        }
    }

    #[test]
    fn the_big_numbers_are_the_sum_of_the_rows() {
        let figures = figures(&progress(), Phase::Review);
        let seen: Vec<_> = figures.iter().map(|f| (f.done, f.total, f.percent.as_str())).collect();
        assert_eq!(seen, [(14, 20, "70"), (7, 20, "35"), (7, 20, "35")]);
        assert_eq!(figures[0].due, "期限 11月21日（土）");
    }

    #[test]
    fn dates_of_ones_own_have_no_line_and_no_day() {
        let own = Progress { dated: false, ..progress() };
        assert_eq!(curve(&own, Phase::Review, date!(2026 - 11 - 24)), None);
        let figures = figures(&own, Phase::Review);
        assert_eq!(figures[0].due, "期限は一人ひとり違います");
        assert!(super::figures(&own, Phase::Goals).is_empty(), "no goals, no number");
    }

    #[test]
    fn the_line_and_its_words_carry_the_same_numbers() {
        let curve = curve(&progress(), Phase::Review, date!(2026 - 11 - 24)).unwrap();
        assert_eq!(curve.lines[0].words, "自己評価：11月24日までに14件（70%）。計画は100%です");
        let last = curve.lines[0].rows.last().unwrap();
        assert_eq!(last, &("11月24日".to_owned(), "100%".to_owned(), "14件（70%）".to_owned()));
        assert!(curve.lines[1].words.contains("0件（0%）。計画は9.1%"));
    }

    #[test]
    fn what_presses_most_stands_first() {
        let notables = notables(&progress());
        assert!(notables[0].text.contains("4件") && notables[0].detail.contains("市民部の4件"));
        assert!(notables[1].text.contains("確認を待っているシートが7件"));
    }

    #[test]
    fn rows_are_sorted_as_asked() {
        let names = |sort| {
            sorted(progress().units, sort, Phase::Review)
                .into_iter()
                .map(|u| u.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names("done"), ["市民部", "総務部"]);
        assert_eq!(names("-late"), ["市民部", "総務部"]);
        assert_eq!(names(""), ["総務部", "市民部"]);
    }
}
