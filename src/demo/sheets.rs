//! The sheets of one year in the demo city: who has done what, when, and in which words. Every
//! move is one the workflow allows; the pen that writes a sheet asks it each time.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::{
    calendar::{Hours, Year},
    minds::Minds,
    pen::Pen,
    random::Random,
};
use crate::evaluation::workflow::{State, Step};

/// An ability of a framework.
#[derive(Debug, Clone)]
pub struct Ability {
    pub id: i64,
    pub name: String,
}

/// The abilities of each position.
pub type Abilities = BTreeMap<String, Vec<Ability>>;

/// Who evaluates somebody, by place in the list of people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chain {
    pub first: Option<usize>,
    pub second: Option<usize>,
    pub first_note: Option<String>,
    pub second_note: Option<String>,
}

/// Whose sheet it is.
#[derive(Debug, Clone)]
pub struct Subject {
    pub person: usize,
    pub position: &'static str,
    pub unit: usize,
    pub section: Option<usize>,
    pub department: usize,
    pub chain: Chain,
}

/// How far a sheet has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    /// Lies with the holder of this state, who has written a part or nothing.
    With(State, bool),
    /// Was sent back to this state.
    BackTo(State),
    /// Confirmed; disclosed as well in a past year.
    Done,
}

/// One submission of one step.
#[derive(Debug, Clone)]
pub struct Submission {
    pub step: Step,
    pub round: i16,
    pub by: usize,
    pub at: OffsetDateTime,
    pub overall: Option<i16>,
    /// ability, points, words
    pub opinions: Vec<(i64, i16, String)>,
    pub remarks: Vec<(&'static str, &'static str)>,
}

/// One move.
#[derive(Debug, Clone)]
pub struct Passage {
    pub action: &'static str,
    pub from: Option<State>,
    pub to: State,
    pub by: Option<usize>,
    pub at: OffsetDateTime,
    pub reason: Option<&'static str>,
}

/// A text in the making.
#[derive(Debug, Clone)]
pub struct Draft {
    pub step: Step,
    pub field: String,
    pub value: String,
    pub by: usize,
    pub at: OffsetDateTime,
}

/// A sheet with everything that happened to it.
#[derive(Debug, Clone)]
pub struct Sheet {
    pub subject: Subject,
    pub state: State,
    pub returned: bool,
    pub since: OffsetDateTime,
    pub opened: Option<OffsetDateTime>,
    pub submissions: Vec<Submission>,
    pub passages: Vec<Passage>,
    pub drafts: Vec<Draft>,
    pub confirmed_at: Option<OffsetDateTime>,
    pub disclosed_at: Option<OffsetDateTime>,
}

impl Sheet {
    /// The submission whose values are the result.
    pub fn last_review(&self) -> Option<&Submission> {
        self.submissions.iter().rev().find(|s| s.step != Step::Own)
    }
}

/// What all sheets of a year have in common.
pub struct Desk<'a> {
    pub year: &'a Year,
    pub hours: Hours,
    pub abilities: &'a Abilities,
    pub minds: Minds,
    /// points decide the overall grade
    pub scored: bool,
    /// who confirms and discloses
    pub officer: usize,
}

impl Desk<'_> {
    /// Writes one sheet up to its scene.
    pub fn write(&self, subject: Subject, scene: Scene) -> Sheet {
        let year = self.year.fiscal.unsigned_abs().into();
        let random = Random::of(self.minds.seed, &[20, subject.person as u64, year]);
        let begun = self.hours.at(0);
        let open = Passage {
            action: "open",
            from: None,
            to: State::SelfAssessment,
            by: None,
            at: begun,
            reason: None,
        };
        let sheet = Sheet {
            subject,
            state: State::SelfAssessment,
            returned: false,
            since: begun,
            opened: None,
            submissions: Vec::new(),
            passages: vec![open],
            drafts: Vec::new(),
            confirmed_at: None,
            disclosed_at: None,
        };
        let mut pen = Pen::new(self, random, sheet);
        pen.play(scene);
        pen.sheet
    }
}
