//! The demo city as a whole: its units, its people and where each of them has worked in the
//! last five years. Built from a seed and a day and nothing else, so that it is always the
//! same city. A larger city is the same one several times, with numbered names.

use std::collections::BTreeMap;

use time::{Date, Month};

use super::{
    career::{self, Block},
    cast,
    departments::{DEPARTMENTS, DepartmentPlan, EXECUTIVES, Post, TeamPlan},
    names,
    random::Random,
};

/// Fewer people cannot fill the departments the sign-ins come from.
pub const SMALLEST: usize = 100;
/// The size the departments are drawn for.
pub const USUAL: usize = 640;

/// Units exist since this day.
pub const FOUNDED: i32 = 2015;

/// A part of the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    pub code: String,
    pub level: &'static str,
    /// position in [`City::units`]
    pub parent: Option<usize>,
    pub name: String,
    /// what it was called until the day it got its name
    pub former_name: Option<(String, Date)>,
}

/// A place somebody can hold: the unit and the post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    pub unit: usize,
    pub title: &'static str,
    /// empty for 副市長 and 教育長, who are not evaluated
    pub position: &'static str,
    pub leads: bool,
}

/// Where somebody was, and from when until (the day after the last).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stint {
    pub seat: Seat,
    pub additional: bool,
    pub from: Date,
    pub until: Option<Date>,
}

/// Somebody who works or worked for the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub number: String,
    pub family: names::Read,
    pub given: names::Read,
    pub former_family: Option<&'static str>,
    pub employment: &'static str,
    pub hired_on: Date,
    pub left_on: Option<Date>,
    pub stints: Vec<Stint>,
    pub hats: Vec<&'static str>,
}

impl Person {
    /// The main post on a day.
    pub fn main_on(&self, day: Date) -> Option<&Stint> {
        self.stints
            .iter()
            .find(|s| !s.additional && s.from <= day && s.until.is_none_or(|end| day < end))
    }
}

/// Everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct City {
    pub seed: u64,
    pub date: Date,
    pub fiscal_year: i32,
    pub units: Vec<Unit>,
    pub people: Vec<Person>,
}

/// 1 April of a year.
pub fn april(year: i32) -> Date {
    Date::from_calendar_date(year, Month::April, 1).unwrap_or(Date::MIN)
}

/// The fiscal year a day belongs to.
pub fn fiscal_year(day: Date) -> i32 {
    if day.month() as u8 >= 4 { day.year() } else { day.year() - 1 }
}

impl City {
    /// The city of this seed on this day, with about `staff` people in regular posts.
    pub fn build(seed: u64, date: Date, staff: usize) -> Self {
        let staff = staff.max(SMALLEST);
        let mut city =
            Self { seed, date, fiscal_year: fiscal_year(date), units: vec![], people: vec![] };
        let blocks = ((staff + USUAL / 2) / USUAL).max(1);
        for block in 0..blocks {
            let size = staff / blocks + usize::from(block < staff % blocks);
            let mut random = Random::of(seed, &[block as u64]);
            let plan = city.add_block(block, size);
            let mut people = career::simulate(&plan, city.fiscal_year, &mut random);
            career::add_second_posts(&mut people, &plan, city.fiscal_year, &mut random);
            city.people.append(&mut people);
        }
        city.number_everybody();
        cast::appoint(&mut city);
        city
    }

    /// Adds the units of one block and returns its seats.
    fn add_block(&mut self, block: usize, size: usize) -> Block {
        let suffix = if block == 0 { String::new() } else { format!("（{}）", block + 1) };
        let mut plan = Block { first: block == 0, ..Block::default() };
        let mut executives = Vec::new();
        for (at, (name, title)) in EXECUTIVES.iter().enumerate() {
            let code = format!("{}{}", prefix(block), at + 90);
            let unit = self.add_unit(code, "executive", None, format!("{name}{suffix}"));
            executives.push(unit);
            plan.heads.push(Seat { unit, title, position: "", leads: true });
        }
        let mut teams = Vec::new();
        for (at, department) in DEPARTMENTS.iter().enumerate() {
            if !belongs(department, size) {
                continue;
            }
            let parent = executives.get(usize::from(department.education)).copied();
            let code = format!("{}{:02}", prefix(block), at + 1);
            self.add_department(&mut plan, &mut teams, department, (code, &suffix, parent));
        }
        fill_teams(&mut plan, &teams, size);
        plan
    }

    fn add_department(
        &mut self,
        plan: &mut Block,
        teams: &mut Vec<(usize, TeamPlan)>,
        department: &DepartmentPlan,
        (code, suffix, parent): (String, &str, Option<usize>),
    ) {
        let name = format!("{}{suffix}", department.name);
        let top = self.add_unit(code.clone(), "department", parent, name);
        plan.seats.push(seat(top, department.head, true));
        for (at, team) in department.teams.iter().enumerate() {
            let code = format!("{code}00{:02}", at + 1);
            let unit = self.add_unit(code, "team", Some(top), team.name.to_owned());
            teams.push((unit, *team));
        }
        for (at, section) in department.sections.iter().enumerate() {
            let code = format!("{code}{:02}", at + 1);
            let unit = self.add_unit(code.clone(), "section", Some(top), section.name.to_owned());
            if let (Some(former), Some(unit)) = (section.former_name, self.units.get_mut(unit)) {
                unit.former_name = Some((former.to_owned(), april(self.fiscal_year - 3)));
            }
            if plan.first && section.name == "交通対策課" {
                plan.vacant = Some(plan.seats.len());
            }
            plan.seats.push(seat(unit, section.head, true));
            // one 担当課長 in each department of five sections or more
            if at == 4 {
                let post = Post { title: "担当課長", position: "kacho" };
                plan.seats.push(seat(unit, post, false));
            }
            for (at, team) in section.teams.iter().enumerate() {
                let code = format!("{code}{:02}", at + 1);
                let unit = self.add_unit(code, "team", Some(unit), team.name.to_owned());
                if plan.first && section.name == "福祉総務課" && at == 0 {
                    plan.beginner_team = Some(unit);
                }
                teams.push((unit, *team));
            }
        }
    }

    fn add_unit(
        &mut self,
        code: String,
        level: &'static str,
        parent: Option<usize>,
        name: String,
    ) -> usize {
        self.units.push(Unit { code, level, parent, name, former_name: None });
        self.units.len() - 1
    }

    /// Staff numbers run by the day of hiring; those of the demo sign-ins are left free.
    fn number_everybody(&mut self) {
        self.people.sort_by_key(|p| (p.stints.is_empty(), p.hired_on));
        let mut numbers = (10_001..).map(|n: u32| format!("{n:06}"));
        for person in &mut self.people {
            person.number = numbers
                .by_ref()
                .find(|n| !cast::CAST.iter().any(|role| role.number == n))
                .unwrap_or_default();
        }
    }

    /// Who leads each unit on a day, by unit.
    pub fn leaders_on(&self, day: Date) -> BTreeMap<usize, usize> {
        let mut leaders = BTreeMap::new();
        for (at, person) in self.people.iter().enumerate() {
            if let Some(stint) = person.main_on(day).filter(|s| s.seat.leads) {
                leaders.insert(stint.seat.unit, at);
            }
        }
        leaders
    }

    /// The unit and everything above it, from the unit upwards.
    pub fn upwards(&self, unit: usize) -> impl Iterator<Item = (usize, &Unit)> {
        let mut next = Some(unit);
        std::iter::from_fn(move || {
            let at = next?;
            let unit = self.units.get(at)?;
            next = unit.parent;
            Some((at, unit))
        })
    }
}

fn prefix(block: usize) -> String {
    if block == 0 { String::new() } else { format!("{block:03}-") }
}

const fn seat(unit: usize, post: Post, leads: bool) -> Seat {
    Seat { unit, title: post.title, position: post.position, leads }
}

/// A small city has only the departments its people can fill.
fn belongs(department: &DepartmentPlan, size: usize) -> bool {
    let least = match department.name {
        "総務部" | "保健福祉部" => 0,
        "監査委員事務局" | "企画部" => 140,
        "学校教育部" | "会計課" => 200,
        "市民部" | "子ども家庭部" | "議会事務局" => 300,
        _ => 400,
    };
    size >= least
}

/// Seats of the teams: a head each, a 技能長 where there is one, 主査 in the large ones, and
/// the rest of the people by weight, 主任 and 主事 in the proportion 33 to 40.
fn fill_teams(plan: &mut Block, teams: &[(usize, TeamPlan)], size: usize) {
    for (unit, team) in teams {
        let head = Post { title: "係長", position: "kakaricho" };
        plan.seats.push(seat(*unit, head, true));
        if team.technical {
            let post = Post { title: "技能長", position: "ginocho" };
            plan.seats.push(seat(*unit, post, false));
        }
        if team.weight >= 7 && !team.technical {
            let post = Post { title: "主査", position: "kakaricho" };
            plan.seats.push(seat(*unit, post, false));
        }
    }
    let vacant = usize::from(plan.vacant.is_some());
    let members = (size + vacant).saturating_sub(plan.seats.len());
    let total: usize = teams.iter().map(|(_, t)| t.weight as usize).sum::<usize>().max(1);
    let (mut weight, mut placed) = (0, 0);
    for (unit, team) in teams {
        weight += team.weight as usize;
        // running totals, so that the rounding never adds or loses anybody
        let until = members * weight / total;
        while placed < until {
            let senior = (placed + 1) * 33 / 73 > placed * 33 / 73;
            let post = if senior {
                Post { title: "主任", position: "shunin" }
            } else {
                Post { title: "主事", position: "shuji" }
            };
            plan.seats.push(seat(*unit, post, false));
            placed += 1;
        }
    }
}
