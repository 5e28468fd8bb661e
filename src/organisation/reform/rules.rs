//! What the organisation becomes when a prepared reform takes effect: which versions of units end,
//! which begin, whose figures go on where, and everything that stands against it. Pure.

use std::collections::BTreeMap;

use time::Date;

use crate::{kit::spans::Span, organisation::Level};

/// What a unit is during a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// the key of the stored version; None: it is to be written
    pub id: Option<i64>,
    pub code: String,
    pub span: Span,
    pub name: String,
    pub level: Level,
    pub parent: Option<String>,
    pub place: i32,
    /// None: as the unit above
    pub authority: Option<String>,
}

/// One change of a reform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    New { name: String, level: Level, parent: Option<String>, authority: Option<String> },
    Rename { name: String },
    Move { parent: String },
    Authority { authority: String },
    Abolish { successors: Vec<String> },
}

impl Act {
    /// In this order the changes of a reform are carried out, whatever order they were entered in.
    fn turn(&self) -> u8 {
        match self {
            Self::New { .. } => 0,
            Self::Rename { .. } => 1,
            Self::Move { .. } => 2,
            Self::Authority { .. } => 3,
            Self::Abolish { .. } => 4,
        }
    }
}

/// A change with the unit it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub id: i64,
    pub code: String,
    pub act: Act,
}

/// What has to be written, and what the city is afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub new_units: Vec<String>,
    /// stored versions that end on the day
    pub ended: Vec<i64>,
    pub begun: Vec<Held>,
    /// a unit and the unit its figures go on in
    pub successors: Vec<(String, String)>,
    /// the units of the first day, in the city's order
    pub after: Vec<Held>,
    /// the change and the sentence
    pub problems: Vec<(i64, String)>,
}

/// Lays the changes of a reform over the organisation, from a day on.
pub fn carry_out(stored: &[Held], steps: &[Step], day: Date) -> Outcome {
    let mut work = Work { all: stored.to_vec(), day, outcome: Outcome::default() };
    let mut steps: Vec<&Step> = steps.iter().collect();
    steps.sort_by_key(|step| {
        (
            step.act.turn(),
            matches!(step.act, Act::New { level, .. } if level > Level::Executive),
            step.id,
        )
    });
    for step in &steps {
        if let Err(sentence) = work.step(step) {
            work.outcome.problems.push((step.id, sentence));
        }
    }
    work.finish(&steps);
    work.outcome
}

struct Work {
    all: Vec<Held>,
    day: Date,
    outcome: Outcome,
}

impl Work {
    fn step(&mut self, step: &Step) -> Result<(), String> {
        match &step.act {
            Act::New { name, level, parent, authority } => {
                self.found(&step.code, name, *level, parent.as_deref(), authority.as_deref())
            }
            Act::Rename { name } => self.turned(&step.code, |held| held.name.clone_from(name)),
            Act::Move { parent } => {
                let place = self.last_place(parent);
                self.turned(&step.code, |held| {
                    held.parent = Some(parent.clone());
                    held.place = place;
                })
            }
            Act::Authority { authority } => {
                self.turned(&step.code, |held| held.authority = Some(authority.clone()))
            }
            Act::Abolish { successors } => self.abolished(&step.code, successors),
        }
    }

    /// Behind the last unit that belongs to the same one.
    fn last_place(&self, parent: &str) -> i32 {
        let own = |held: &&Held| {
            held.span.holds_on(self.day)
                && (held.parent.as_deref() == Some(parent) || held.code == parent)
        };
        self.all.iter().filter(own).map(|held| held.place).max().unwrap_or_default()
    }

    fn found(
        &mut self,
        code: &str,
        name: &str,
        level: Level,
        parent: Option<&str>,
        authority: Option<&str>,
    ) -> Result<(), String> {
        let later = |held: &&Held| held.span.until.is_none_or(|until| until > self.day);
        if self.all.iter().filter(|held| held.code == code).any(|held| later(&held)) {
            return Err(format!(
                "組織コード「{code}」は、この日にほかの組織が使っています。別のコードにしてください。"
            ));
        }
        if self.all.iter().all(|held| held.code != code) {
            self.outcome.new_units.push(code.to_owned());
        }
        let last = self.all.iter().map(|held| held.place).max().unwrap_or_default();
        let place = parent.map_or(last + 1, |parent| self.last_place(parent));
        self.all.push(Held {
            id: None,
            code: code.to_owned(),
            span: Span { from: self.day, until: None },
            name: name.to_owned(),
            level,
            parent: parent.map(str::to_owned),
            place,
            authority: authority.map(str::to_owned),
        });
        Ok(())
    }

    /// The version of a unit that holds on the day, made to begin on it.
    fn begun(&mut self, code: &str) -> Result<usize, String> {
        let at = self.all.iter().position(|h| h.code == code && h.span.holds_on(self.day));
        let at = at.ok_or_else(|| {
            format!(
                "組織コード「{code}」の組織は、この日にはありません。コードと日を確かめてください。"
            )
        })?;
        let Some(held) = self.all.get(at) else { return Err(String::new()) };
        if held.id.is_none() {
            return Ok(at);
        }
        if held.span.until.is_some() || held.span.from > self.day {
            return Err(format!(
                "「{}」には、この日より後の変更がすでにあります。先にそちらを取り消してください。",
                held.name
            ));
        }
        if held.span.from == self.day {
            return Err(format!(
                "「{}」には、この日から始まる登録がすでにあります。別の日にするか、先にそちらを取り消してください。",
                held.name
            ));
        }
        let new = Held { id: None, span: Span { from: self.day, until: None }, ..held.clone() };
        self.end(at);
        self.all.push(new);
        Ok(self.all.len() - 1)
    }

    fn end(&mut self, at: usize) {
        let day = self.day;
        if let Some(held) = self.all.get_mut(at) {
            held.span.until = Some(day);
            self.outcome.ended.extend(held.id);
        }
    }

    fn turned(&mut self, code: &str, turn: impl FnOnce(&mut Held)) -> Result<(), String> {
        let at = self.begun(code)?;
        if let Some(held) = self.all.get_mut(at) {
            turn(held);
        }
        Ok(())
    }

    fn abolished(&mut self, code: &str, successors: &[String]) -> Result<(), String> {
        if successors.iter().any(|successor| successor == code) {
            return Err("廃止する組織自身は、承継先にできません。".to_owned());
        }
        let at = self.begun(code)?;
        // a rename of the same day makes no sense on a unit that ends with it
        if self.all.get(at).is_some_and(|held| held.id.is_none()) {
            self.all.remove(at);
        }
        self.outcome
            .successors
            .extend(successors.iter().map(|successor| (code.to_owned(), successor.clone())));
        Ok(())
    }

    /// What is there on the day, and what cannot be so.
    fn finish(&mut self, steps: &[&Step]) {
        let mut after: Vec<Held> =
            self.all.iter().filter(|held| held.span.holds_on(self.day)).cloned().collect();
        after.sort_by(|a, b| (a.place, &a.code).cmp(&(b.place, &b.code)));
        let there: BTreeMap<&str, &Held> = after.iter().map(|h| (h.code.as_str(), h)).collect();
        for step in steps {
            let wrong = match (&step.act, there.get(step.code.as_str())) {
                (Act::Abolish { successors }, _) => {
                    orphaned(&after, &there, &step.code, successors)
                }
                (Act::New { .. } | Act::Move { .. }, Some(held)) => misplaced(&there, held),
                _ => None,
            };
            self.outcome.problems.extend(wrong.map(|sentence| (step.id, sentence)));
        }
        self.outcome.begun = self.all.iter().filter(|held| held.id.is_none()).cloned().collect();
        self.outcome.after = after;
    }
}

/// What would be left without anything above it, or goes on in nothing.
fn orphaned(
    after: &[Held],
    there: &BTreeMap<&str, &Held>,
    code: &str,
    successors: &[String],
) -> Option<String> {
    let below: Vec<&str> = after
        .iter()
        .filter(|held| held.parent.as_deref() == Some(code))
        .map(|held| held.name.as_str())
        .collect();
    if !below.is_empty() {
        return Some(format!(
            "下の組織（{}）が残ります。所属替えか廃止を加えてください。",
            below.join("、")
        ));
    }
    let missing = successors.iter().find(|successor| !there.contains_key(successor.as_str()))?;
    Some(format!(
        "承継先「{missing}」の組織が、この日にありません。新設を加えるか、コードを直してください。"
    ))
}

/// A unit below nothing, or below one that is no higher.
fn misplaced(there: &BTreeMap<&str, &Held>, held: &Held) -> Option<String> {
    match held.parent.as_deref() {
        None if held.level == Level::Executive => None,
        None => Some(format!("「{}」の上位の組織を選んでください。", held.name)),
        Some(_) if held.level == Level::Executive => {
            Some("部局には上位の組織がありません。空欄にしてください。".to_owned())
        }
        Some(parent) => match there.get(parent) {
            None => Some(format!("上位の組織「{parent}」が、この日にありません。")),
            Some(above) if above.level >= held.level => Some(format!(
                "「{}」の上位は、階層が上の組織にしてください（部局＞部＞課＞係）。",
                held.name
            )),
            Some(_) => None,
        },
    }
}
