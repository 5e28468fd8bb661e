//! How people got where they are: five years of April moves, promotions, retirements and new
//! people, played through year by year. What comes out is a history in which everybody's
//! earlier posts lead to today's.

use time::Date;

use super::{
    city::{Person, Seat, Stint, april},
    names,
    random::Random,
};

/// The seats of one block of the city.
#[derive(Debug, Default)]
pub struct Block {
    pub first: bool,
    /// 副市長 and 教育長
    pub heads: Vec<Seat>,
    pub seats: Vec<Seat>,
    /// the seat that nobody holds today, so that "vacant: the next higher" can be seen
    pub vacant: Option<usize>,
    /// the team of the person who signs in as an ordinary 主事
    pub beginner_team: Option<usize>,
}

/// From which position one is promoted to which, highest first.
const LADDER: [(&str, &str); 5] = [
    ("bucho", "kacho"),
    ("kacho", "kakaricho"),
    ("kakaricho", "shunin"),
    ("ginocho", "shunin"),
    ("shunin", "shuji"),
];

struct Worker {
    age: i32,
    seat: Option<usize>,
    since: Date,
    stays: bool,
    person: Person,
}

struct Play<'a> {
    block: &'a Block,
    /// who holds each seat
    held: Vec<Option<usize>>,
    workers: Vec<Worker>,
    random: &'a mut Random,
}

/// Plays the years up to April of `fiscal_year`.
pub fn simulate(block: &Block, fiscal_year: i32, random: &mut Random) -> Vec<Person> {
    let mut play = Play { block, held: vec![None; block.seats.len()], workers: Vec::new(), random };
    play.begin(fiscal_year - 5);
    for year in fiscal_year - 4..=fiscal_year {
        let day = april(year);
        let last = year == fiscal_year;
        play.leave(day, last);
        play.promote(day, last);
        play.transfer(day);
        play.hire(day, last);
        if year == fiscal_year - 2 && block.first {
            play.seat_the_beginner(day);
        }
    }
    play.workers.into_iter().map(|worker| worker.person).collect()
}

impl Play<'_> {
    fn begin(&mut self, year: i32) {
        for seat in 0..self.block.seats.len() {
            let position = self.block.seats.get(seat).map_or("", |s| s.position);
            let age = match position {
                "bucho" => self.random.between(54, 59),
                "kacho" => self.random.between(46, 58),
                "kakaricho" => self.random.between(37, 57),
                "ginocho" => self.random.between(44, 58),
                "shunin" => self.random.between(30, 57),
                _ => self.random.between(20, 36),
            };
            let hired = april(year - (age - self.random.between(18, 26)).max(0));
            let since = april(year - self.random.between(0, 3)).max(hired);
            self.appoint(age, hired, since, seat);
        }
        for head in self.block.heads.clone() {
            let age = self.random.between(58, 64);
            let mut person = self.newcomer(age, april(year - 1), "fixed_term");
            person.stints.push(stint(head, april(year - 1)));
            self.workers.push(Worker {
                age,
                seat: None,
                since: april(year - 1),
                stays: true,
                person,
            });
        }
    }

    fn newcomer(&mut self, age: i32, hired_on: Date, employment: &'static str) -> Person {
        let family = names::family(self.random);
        let former = names::family(self.random).0;
        Person {
            number: String::new(),
            family,
            given: names::given(self.random, age),
            former_family: (self.random.chance(4) && former != family.0).then_some(former),
            employment,
            hired_on,
            left_on: None,
            stints: Vec::new(),
            hats: Vec::new(),
        }
    }

    /// Somebody new on a seat.
    fn appoint(&mut self, age: i32, hired: Date, since: Date, seat: usize) {
        let person = self.newcomer(age, hired, "regular");
        self.workers.push(Worker { age, seat: None, since, stays: false, person });
        self.place(self.workers.len() - 1, seat, since);
    }

    /// Moves somebody to a seat, which must be free. The old seat is not touched.
    fn place(&mut self, worker: usize, to: usize, day: Date) {
        let Some(seat) = self.block.seats.get(to).copied() else { return };
        if let Some(held) = self.held.get_mut(to) {
            *held = Some(worker);
        }
        let Some(worker) = self.workers.get_mut(worker) else { return };
        worker.seat = Some(to);
        let same = worker.person.stints.last().is_some_and(|s| s.until.is_none() && s.seat == seat);
        if !same {
            end(&mut worker.person, day);
            worker.person.stints.push(stint(seat, day));
            worker.since = day;
        }
    }

    fn vacate(&mut self, worker: usize) {
        let seat = self.workers.get_mut(worker).and_then(|w| w.seat.take());
        if let Some(held) = seat.and_then(|seat| self.held.get_mut(seat)) {
            *held = None;
        }
    }

    /// Everybody is a year older; at 60 one retires, a few leave earlier.
    fn leave(&mut self, day: Date, last: bool) {
        for at in 0..self.workers.len() {
            let seat = self.workers.get(at).and_then(|w| w.seat);
            let ends = last && seat.is_some() && seat == self.block.vacant;
            let early = self.random.chance(2) || ends;
            let back = self.random.chance(20);
            let Some(worker) = self.workers.get_mut(at) else { continue };
            worker.age += 1;
            if worker.seat.is_none() || worker.stays || !(worker.age >= 60 || early) {
                continue;
            }
            let again = worker.person.employment == "reappointed";
            let free = if worker.age >= 60 && back && !again { self.free("shunin") } else { None };
            self.vacate(at);
            let Some(worker) = self.workers.get_mut(at) else { continue };
            if let Some(seat) = free {
                worker.person.employment = "reappointed";
                worker.age = 56;
                self.place(at, seat, day);
            } else {
                end(&mut worker.person, day);
                worker.person.left_on = day.previous_day();
            }
        }
    }

    fn free(&self, position: &str) -> Option<usize> {
        let seats = self.block.seats.iter().zip(&self.held).enumerate();
        seats
            .filter(|(_, (seat, held))| seat.position == position && held.is_none())
            .map(|(at, _)| at)
            .next()
    }

    /// Fills free seats from the position below, the longest serving first.
    fn promote(&mut self, day: Date, last: bool) {
        for (to, from) in LADDER {
            for seat in 0..self.block.seats.len() {
                let free = self.held.get(seat).is_some_and(Option::is_none);
                let right = self.block.seats.get(seat).is_some_and(|s| s.position == to);
                if !(free && right) || (last && self.block.vacant == Some(seat)) {
                    continue;
                }
                if let Some(worker) = self.candidate(from, day) {
                    self.vacate(worker);
                    self.place(worker, seat, day);
                }
            }
        }
    }

    fn candidate(&mut self, position: &str, day: Date) -> Option<usize> {
        let mut best = None;
        for at in 0..self.workers.len() {
            let luck = self.random.between(0, 500);
            let Some(worker) = self.workers.get(at) else { continue };
            let seat = worker.seat.and_then(|s| self.block.seats.get(s));
            let right = seat.is_some_and(|s| s.position == position);
            let able = worker.person.employment == "regular" && worker.age <= 57 && !worker.stays;
            // nobody is promoted in the year he came to the post
            if !right || !able || worker.since == day {
                continue;
            }
            let served = (day - worker.since).whole_days();
            let career = (day - worker.person.hired_on).whole_days() / 8;
            let merit = served + career + i64::from(luck);
            if best.is_none_or(|(_, most)| merit > most) {
                best = Some((at, merit));
            }
        }
        best.map(|(at, _)| at)
    }

    /// Those longest in a place change places, each with the next.
    fn transfer(&mut self, day: Date) {
        for position in ["kacho", "kakaricho", "shunin", "shuji"] {
            let mut movers = Vec::new();
            for at in 0..self.workers.len() {
                let wants = self.random.chance(38);
                let Some(worker) = self.workers.get(at) else { continue };
                let Some(from) = worker.seat else { continue };
                let right = self.block.seats.get(from).is_some_and(|s| s.position == position);
                let long = (day - worker.since).whole_days() >= 3 * 365;
                if right && long && wants && !worker.stays {
                    movers.push((at, from));
                }
            }
            self.random.shuffle(&mut movers);
            for (at, (worker, _)) in movers.iter().enumerate() {
                let next = movers.get((at + 1) % movers.len()).map(|(_, seat)| *seat);
                if let Some(seat) = next {
                    self.place(*worker, seat, day);
                }
            }
        }
    }

    /// New people for what is still free.
    fn hire(&mut self, day: Date, last: bool) {
        for seat in 0..self.block.seats.len() {
            let free = self.held.get(seat).is_some_and(Option::is_none);
            if !free || (last && self.block.vacant == Some(seat)) {
                continue;
            }
            let age = match self.block.seats.get(seat).map(|s| s.position) {
                Some("shuji") => self.random.between(18, 27),
                _ => self.random.between(35, 45),
            };
            self.appoint(age, day, day, seat);
        }
    }

    /// The first 主事 of 保健福祉部 福祉総務課 庶務係 came to the city four years ago and to the
    /// team two years ago, and stays: whoever signs in there finds a past of her own.
    fn seat_the_beginner(&mut self, day: Date) {
        let team = self.block.beginner_team;
        let seats = self.block.seats.iter();
        let Some(to) = seats.clone().position(|s| Some(s.unit) == team && s.position == "shuji")
        else {
            return;
        };
        let hired = april(day.year() - 2);
        let beginner = |w: &&Worker| {
            let seat = w.seat.and_then(|s| self.block.seats.get(s));
            seat.is_some_and(|s| s.position == "shuji" && Some(s.unit) != team)
        };
        let found = self
            .workers
            .iter()
            .enumerate()
            .filter(|(_, w)| beginner(w))
            .min_by_key(|(at, w)| ((w.person.hired_on - hired).whole_days().abs(), *at));
        let Some((worker, from)) = found.and_then(|(at, w)| Some((at, w.seat?))) else { return };
        let other = self.held.get(to).copied().flatten();
        if let Some(other) = other.filter(|other| *other != worker) {
            self.place(other, from, day);
        }
        self.place(worker, to, day);
        if let Some(worker) = self.workers.get_mut(worker) {
            worker.stays = true;
        }
    }
}

const fn stint(seat: Seat, from: Date) -> Stint {
    Stint { seat, additional: false, from, until: None }
}

/// Ends the open post. One that would begin and end on the same day never was.
fn end(person: &mut Person, day: Date) {
    if person.stints.last().is_some_and(|s| s.from == day) {
        person.stints.pop();
    } else if let Some(open) = person.stints.last_mut().filter(|s| s.until.is_none()) {
        open.until = Some(day);
    }
}

/// A few people hold a second post beside their own (兼務), from April of the year.
pub fn add_second_posts(
    people: &mut [Person],
    block: &Block,
    fiscal_year: i32,
    random: &mut Random,
) {
    let day = april(fiscal_year);
    let sections: Vec<usize> =
        block.seats.iter().filter(|s| s.leads && s.position == "kacho").map(|s| s.unit).collect();
    for person in people {
        let Some(main) = person.main_on(day).map(|s| s.seat) else { continue };
        if main.position != "kakaricho" || !random.chance(6) {
            continue;
        }
        let unit = random.pick(&sections);
        let seat = Seat { unit, title: "主査", position: "kakaricho", leads: false };
        person.stints.push(Stint { seat, additional: true, from: day, until: None });
    }
}
