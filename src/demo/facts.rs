//! What was noted during the running year of the demo city (期中メモ): by most people about their own
//! work, by evaluators about theirs; good and to improve, shared and not, with months that have
//! nothing.

use std::collections::{BTreeMap, BTreeSet};

use time::{Date, Duration, OffsetDateTime, macros::offset};

use super::{
    calendar::Year,
    city::april,
    closed::is_closed,
    random::Random,
    sheets::{Abilities, Subject},
    words,
};

/// One note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub subject: usize,
    pub author: usize,
    pub on: Date,
    pub body: String,
    pub ability: Option<i64>,
    pub kind: &'static str,
    pub shared: bool,
    pub at: OffsetDateTime,
}

/// Who notes how often, in percent of the months.
struct Habit {
    author: usize,
    percent: u64,
    shares: u64,
}

/// Draws the notes of a year.
pub struct Notebook<'a> {
    pub seed: u64,
    pub year: &'a Year,
    pub abilities: &'a Abilities,
    /// who writes her self-assessment in the demo: she notes every month but June and August
    pub star: Option<usize>,
    /// one in so many people has notes at all
    pub one_in: usize,
}

impl Notebook<'_> {
    /// Everybody's notes.
    pub fn facts(&self, subjects: &[Subject]) -> Vec<Fact> {
        let months = self.months();
        subjects.iter().flat_map(|subject| self.about(subject, &months)).collect()
    }

    /// The working days of the year until today, by month.
    fn months(&self) -> Vec<Vec<Date>> {
        let mut months: BTreeMap<(i32, u8), Vec<Date>> = BTreeMap::new();
        let mut day = april(self.year.fiscal);
        while day <= self.year.until {
            if !is_closed(day) {
                months.entry((day.year(), day.month() as u8)).or_default().push(day);
            }
            day += Duration::days(1);
        }
        months.into_values().collect()
    }

    fn about(&self, subject: &Subject, months: &[Vec<Date>]) -> Vec<Fact> {
        let star = self.star == Some(subject.person);
        let mut random = Random::of(self.seed, &[50, subject.person as u64]);
        if !star && random.below(self.one_in) != 0 {
            return Vec::new();
        }
        let mut facts = Vec::new();
        let mut said = BTreeSet::new();
        for habit in self.habits(subject, star, &mut random) {
            for days in months {
                let month = days.first().map_or(0, |day| day.month() as u8);
                let silent = star && matches!(month, 6 | 8);
                let own = habit.author == subject.person;
                if silent || !(star && own || random.chance(habit.percent)) {
                    continue;
                }
                let twice = usize::from(own && random.chance(30));
                for _ in 0..=twice {
                    let fact = self.fact(subject, &habit, days, &mut random);
                    if said.insert(fact.body.clone()) {
                        facts.push(fact);
                    }
                }
            }
        }
        facts
    }

    /// Most people note something about their own work; evaluators differ.
    fn habits(&self, subject: &Subject, star: bool, random: &mut Random) -> Vec<Habit> {
        let mut habits = Vec::new();
        if star || random.chance(75) {
            let percent = 25 + random.next() % 60;
            habits.push(Habit { author: subject.person, percent, shares: 45 });
        }
        let chain = &subject.chain;
        if let Some(first) = chain.first {
            let percent = 5 + Random::of(self.seed, &[51, first as u64]).next() % 40;
            let percent = if star { 60 } else { percent };
            habits.push(Habit { author: first, percent, shares: if star { 60 } else { 40 } });
        }
        if let Some(second) = chain.second {
            habits.push(Habit { author: second, percent: if star { 25 } else { 4 }, shares: 30 });
        }
        habits
    }

    fn fact(&self, subject: &Subject, habit: &Habit, days: &[Date], random: &mut Random) -> Fact {
        let on = days.get(random.below(days.len())).copied().unwrap_or(self.year.until);
        let own = habit.author == subject.person;
        let good = random.chance(if own { 85 } else { 70 });
        let abilities = self.abilities.get(subject.position).map_or(&[][..], Vec::as_slice);
        let ability = abilities.get(random.below(abilities.len()));
        let body = match (own, good) {
            (true, true) => words::deed(random, ability.map_or("", |a| a.name.as_str())),
            (true, false) => words::lapse(random).to_owned(),
            (false, good) => words::seen(random, good).to_owned(),
        };
        // what an evaluator saw, and what went wrong, often belongs to no single ability yet
        let decided = random.chance(if own && good { 90 } else { 60 });
        Fact {
            subject: subject.person,
            author: habit.author,
            on,
            body,
            ability: ability.filter(|_| decided).map(|ability| ability.id),
            kind: if good { "good" } else { "improve" },
            shared: random.chance(habit.shares),
            at: on.midnight().assume_offset(offset!(+9))
                + Duration::minutes(i64::from(random.between(16 * 60 + 30, 17 * 60 + 15))),
        }
    }
}
