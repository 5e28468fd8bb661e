//! The evaluations of results in the demo city, at every point of their way: a half year that is
//! being begun, a year in its middle, and a half year and a year that are over and have their points.

use time::{Date, Duration, OffsetDateTime};

use super::{
    calendar::{Hours, Year, next_minute},
    cast,
    city::{City, april},
    goals::{GOALS, Goal, PAST_GOALS, Sheet, Stage, WEIGHTS, on_weekday},
    random::Random,
    sheets::Subject,
};
use crate::kit::date::fiscal_label;

/// Of the sign-ins: who has written everything, and whose goals are being answered.
const READY: &str = "010235";
const ANSWERING: &str = "010131";
/// In the middle of the year: who has told everything, who something, and who waits for advice.
const TOLD: &str = "010177";
const TELLING: &str = "010169";
const WAITING: &str = "010143";

const NOTE: &str =
    "同じ仕事の職員とそろえました。進め方はもう決まっているため、見合う難しさと考えます。";

/// How far a whole evaluation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Goals are being written and agreed to.
    Beginning,
    /// How they stand is being told.
    Middle,
    Over,
}

/// One evaluation of results.
pub struct Period {
    pub year: i32,
    pub term: &'static str,
    pub name: String,
    pub from: Date,
    pub until: Date,
    pub opened_at: OffsetDateTime,
    /// Step, first day, due day.
    pub steps: Vec<(&'static str, Date, Date)>,
    reach: Reach,
    /// What its chances are drawn by.
    tag: u64,
    /// When people have worked since, and the minutes in which goals are set, and what comes later.
    hours: Hours,
    span: (usize, usize),
    later: Vec<(usize, usize)>,
}

/// The half years: word in the database, words on the page, first day, the day after the last.
fn half(fiscal_year: i32, second: bool) -> (&'static str, &'static str, Date, Date) {
    let middle = april(fiscal_year) + Duration::days(183);
    if second {
        ("second_half", "下半期", middle, april(fiscal_year + 1))
    } else {
        ("first_half", "上半期", april(fiscal_year), middle)
    }
}

fn named(fiscal_year: i32, words: &str) -> String {
    format!("{}{words} 業績評価", fiscal_label(i16::try_from(fiscal_year).unwrap_or(i16::MAX)))
}

/// The working hours from a day to the day before that of the city.
fn hours(date: Date, from: Date) -> Hours {
    Hours::of(&Year {
        fiscal: 0,
        open: true,
        base_date: from,
        steps: vec![("self", from, date)],
        until: date - Duration::days(1),
    })
}

impl Period {
    /// The half year of a day: goals are due in a week.
    pub fn beginning(date: Date, fiscal_year: i32) -> Self {
        let (term, words, from, until) =
            half(fiscal_year, !(4..=9).contains(&(date.month() as u8)));
        let day = |days| on_weekday(date + Duration::days(days));
        let hours = hours(date, day(-22));
        let span = (0, hours.end_of(date));
        Self {
            year: fiscal_year,
            term,
            name: named(fiscal_year, words),
            from,
            until,
            opened_at: hours.at(0),
            reach: Reach::Beginning,
            tag: 71,
            hours,
            span,
            later: Vec::new(),
            steps: vec![
                ("goals", day(-22), day(7)),
                ("goal_review", day(-15), day(17)),
                ("self", day(72), day(93)),
                ("first", day(94), day(104)),
                ("second", day(105), day(112)),
                ("confirmation", day(113), day(118)),
                ("disclosure", day(120), day(127)),
            ],
        }
    }

    /// The whole year of a day: how the goals stand is due this week.
    pub fn middle(date: Date, fiscal_year: i32) -> Self {
        let day = |days| on_weekday(date + Duration::days(days));
        let hours = hours(date, day(-180));
        let span = (0, hours.end_of(day(-155)));
        let told = (hours.end_of(day(-16)), hours.end_of(date));
        Self {
            year: fiscal_year,
            term: "year",
            name: named(fiscal_year, ""),
            from: april(fiscal_year),
            until: april(fiscal_year + 1),
            opened_at: hours.at(0),
            reach: Reach::Middle,
            tag: 72,
            later: vec![(told.0, told.0), told, told],
            hours,
            span,
            steps: vec![
                ("goals", day(-180), day(-166)),
                ("goal_review", day(-170), day(-155)),
                ("midterm", day(-15), day(2)),
                ("midterm_review", day(-12), day(16)),
                ("self", day(72), day(93)),
                ("first", day(94), day(104)),
                ("second", day(105), day(112)),
                ("confirmation", day(113), day(118)),
                ("disclosure", day(120), day(127)),
            ],
        }
    }

    /// The half year before that of a day: its results were disclosed three weeks ago.
    pub fn over(date: Date, fiscal_year: i32) -> Self {
        let second = !(4..=9).contains(&(date.month() as u8));
        let year = if second { fiscal_year } else { fiscal_year - 1 };
        let (term, words, from, until) = half(year, !second);
        let day = |days| on_weekday(date + Duration::days(days));
        let hours = hours(date, day(-200));
        let between = |one, two| (hours.end_of(day(one)), hours.end_of(day(two)));
        let later = vec![
            between(-63, -63),
            between(-62, -49),
            between(-48, -41),
            between(-40, -34),
            between(-30, -29),
            between(-23, -22),
        ];
        Self {
            year,
            term,
            name: named(year, words),
            from,
            until,
            opened_at: hours.at(0),
            reach: Reach::Over,
            tag: 73,
            span: (0, hours.end_of(day(-176))),
            later,
            hours,
            steps: vec![
                ("goals", day(-200), day(-187)),
                ("goal_review", day(-190), day(-176)),
                ("self", day(-62), day(-48)),
                ("first", day(-48), day(-41)),
                ("second", day(-41), day(-34)),
                ("confirmation", day(-33), day(-28)),
                ("disclosure", day(-27), day(-20)),
            ],
        }
    }

    /// The whole year before that of a day: its results were disclosed before the year was over.
    pub fn last_year(date: Date, fiscal_year: i32) -> Self {
        let year = fiscal_year - 1;
        let day = |days| on_weekday(april(year) + Duration::days(days));
        let hours = hours(date, day(8));
        let between = |one, two| (hours.end_of(day(one)), hours.end_of(day(two)));
        let later = vec![
            between(280, 280),
            between(284, 300),
            between(301, 314),
            between(315, 328),
            between(331, 336),
            between(342, 344),
        ];
        Self {
            year,
            term: "year",
            name: named(year, ""),
            from: april(year),
            until: april(fiscal_year),
            opened_at: hours.at(0),
            reach: Reach::Over,
            tag: 78,
            span: (0, hours.end_of(day(48))),
            later,
            hours,
            steps: vec![
                ("goals", day(8), day(30)),
                ("goal_review", day(14), day(48)),
                ("self", day(283), day(300)),
                ("first", day(301), day(314)),
                ("second", day(315), day(328)),
                ("confirmation", day(329), day(337)),
                ("disclosure", day(338), day(346)),
            ],
        }
    }

    /// Whose posts count: those of the day it opened.
    pub fn base_date(&self) -> Date {
        crate::kit::date::local(self.opened_at).date()
    }

    /// A year of its own, for whoever asks who was where.
    pub fn people(&self) -> Year {
        Year {
            fiscal: self.year,
            open: true,
            base_date: self.base_date(),
            steps: Vec::new(),
            until: self.base_date(),
        }
    }

    fn stage(&self, random: &mut Random, number: &str, goals: usize) -> Stage {
        let chance = random.below(100);
        match (self.reach, chance) {
            (Reach::Over, _) => Stage::Over,
            (Reach::Middle, _) if number == TOLD => Stage::Reporting(goals),
            (Reach::Middle, _) if number == TELLING => Stage::Reporting(1),
            (Reach::Middle, _) if number == WAITING => Stage::Reported,
            (Reach::Middle, 0..=19) => Stage::Reporting(0),
            (Reach::Middle, 20..=34) => Stage::Reporting(2),
            (Reach::Middle, 35..=64) => Stage::Reported,
            (Reach::Middle, _) => Stage::Advised,
            _ if number == cast::STAFF => Stage::Writing(2),
            // ready to be submitted, and half answered: what the check pages show
            _ if number == READY => Stage::Writing(goals),
            _ if number == ANSWERING => Stage::Submitted,
            (_, 0..=9) => Stage::Writing(0),
            (_, 10..=22) => Stage::Writing(2),
            (_, 23..=49) => Stage::Submitted,
            (_, 50..=94) => Stage::Agreed,
            _ => Stage::Changing,
        }
    }

    /// The goals of somebody, by chance but for the one who shows how they are written.
    fn goals(&self, random: &mut Random, number: &str, leads: bool) -> Vec<Goal> {
        let all: &[Goal] = if self.reach == Reach::Over { &PAST_GOALS } else { &GOALS };
        let fits = |goal: &Goal| leads || !matches!(goal.kind, "management" | "people");
        let mut pool: Vec<Goal> = all.iter().copied().filter(fits).collect();
        if number != cast::STAFF {
            random.shuffle(&mut pool);
        }
        let weights = WEIGHTS.get(random.below(WEIGHTS.len())).copied().unwrap_or_default();
        let (soon, late) = if self.term == "year" { (200, 340) } else { (80, 170) };
        let due = |random: &mut Random| i64::from(random.between(soon, late));
        pool.into_iter()
            .zip(weights)
            .map(|(goal, weight)| Goal {
                weight: *weight,
                due: random.chance(85).then(|| due(random)),
                ..goal
            })
            .collect()
    }

    /// Somebody's sheet.
    pub fn sheet(&self, city: &City, subject: Subject) -> Sheet {
        let mut random = Random::of(city.seed, &[self.tag, subject.person as u64]);
        let number = city.people.get(subject.person).map_or("", |person| person.number.as_str());
        let leads = matches!(subject.position, "kakaricho" | "kacho" | "bucho");
        let goals = self.goals(&mut random, number, leads);
        let stage = self.stage(&mut random, number, goals.len());
        let decided = goals
            .iter()
            .map(|goal| match goal.difficulty {
                "high" if random.chance(20) => ("normal", NOTE),
                same => (same, ""),
            })
            .collect();
        let submitted = next_minute(&mut random, self.span.0, self.span.1, 2);
        let answered = next_minute(&mut random, submitted, self.span.1, 1);
        let changed = next_minute(&mut random, answered, self.span.1, 0);
        let mut last = answered;
        let later = self.later.iter().map(|(from, until)| {
            last = if from == until {
                *from
            } else {
                next_minute(&mut random, last.max(*from), *until, 1)
            };
            self.hours.at(last)
        });
        let later = later.collect();
        Sheet {
            stage,
            answering: number == ANSWERING && self.reach == Reach::Beginning,
            decided,
            later,
            abilities: goals
                .iter()
                .map(|_| i16::try_from(1 + random.below(7)).unwrap_or(1))
                .collect(),
            submitted_at: self.hours.at(submitted),
            answered_at: self.hours.at(answered),
            changed_at: self.hours.at(changed),
            goals,
            subject,
        }
    }
}

/// How a goal went, from 2 to 5, the same for whoever looks; evaluators may differ by one.
pub fn attained(seed: u64, person: usize, slot: i16, evaluator: bool) -> i16 {
    let slot = u64::from(slot.unsigned_abs());
    let grade = |tag| match Random::of(seed, &[tag, person as u64, slot]).bell() {
        i32::MIN..=-140 => 2,
        -139..=60 => 3,
        61..=170 => 4,
        _ => 5,
    };
    let own = grade(74);
    if evaluator && Random::of(seed, &[75, person as u64, slot]).chance(25) {
        (own - 1).clamp(2, 5)
    } else {
        own
    }
}

/// The grade the usual rules propose for goals: weight, grade, difficulty (evaluation.md 3.5). In
/// tenths, which is exact: weights go in fives.
pub fn proposed(goals: &[(i16, i16, &str)]) -> i16 {
    let factor = |difficulty: &str| match difficulty {
        "high" => 12,
        "easy" => 8,
        _ => 10,
    };
    let tenths: i32 =
        goals.iter().map(|(w, g, d)| i32::from(*w) * i32::from(*g) * factor(d) / 5).sum();
    match tenths {
        900.. => 5,
        750.. => 4,
        550.. => 3,
        400.. => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn the_dates_of_every_day_follow_each_other() {
        let mut day = date!(2026 - 04 - 01);
        while day < date!(2027 - 04 - 01) {
            let year = super::super::city::fiscal_year(day);
            let all = [
                Period::beginning(day, year),
                Period::middle(day, year),
                Period::over(day, year),
                Period::last_year(day, year),
            ];
            for period in &all {
                assert!(period.steps.is_sorted_by_key(|s| s.1), "{day} {}", period.name);
                assert!(period.steps.iter().all(|s| s.1 <= s.2), "{day} {}", period.name);
                assert!(period.opened_at.date() < day);
            }
            let [beginning, _, over, last] = &all;
            assert!(last.until <= april(year) && last.steps.iter().all(|s| s.2 < day), "{day}");
            assert!(over.until <= beginning.from && over.steps.iter().all(|s| s.2 < day), "{day}");
            day += Duration::days(1);
        }
    }

    #[test]
    fn points_propose_the_grade_of_the_worked_example() {
        assert_eq!(proposed(&[(40, 4, "high"), (30, 3, "normal"), (30, 5, "easy")]), 4);
        assert_eq!(proposed(&[(50, 3, "normal"), (50, 3, "normal")]), 3);
    }
}
