//! How one ability and one text stand on a page where they are written.

use super::{Content, Previous, store::Conflict};
use crate::{
    evaluation::{
        fact::{self, FactLine},
        goal::{MidtermView, midterm_view},
        view::Reader,
        workflow::Step,
    },
    kit::{Answers, Mistakes},
};

/// One choice of the scale.
#[derive(Clone, Debug)]
pub struct GradeChoice {
    pub points: i16,
    pub word: String,
    /// The first carries the field's own name as its id, so that the summary can lead to it.
    pub id: String,
    pub checked: bool,
}

/// A text somebody else wrote in the same field in the meantime.
#[derive(Clone, Debug)]
pub struct Theirs {
    pub value: String,
    pub by: String,
}

/// One text of the page.
#[derive(Clone, Debug)]
pub struct TextField {
    pub name: String,
    pub label: String,
    pub hint: String,
    pub value: String,
    pub version: i32,
    pub required: bool,
    pub error: Option<String>,
    pub theirs: Option<Theirs>,
}

/// One ability of the page.
#[derive(Clone, Debug)]
pub struct AbilityCard {
    pub id: i64,
    pub number: usize,
    pub code: String,
    pub name: String,
    pub definition: String,
    pub viewpoints: Vec<String>,
    pub grade_name: String,
    pub grade_version: i32,
    pub choices: Vec<GradeChoice>,
    pub grade_error: Option<String>,
    pub grade_theirs: Option<Theirs>,
    pub comment: TextField,
    /// Grade chosen, and grounds given where they are asked for.
    pub complete: bool,
    pub previous: Option<Previous>,
    /// What was noted about this ability during the year, as far as the writer of the step sees it.
    pub facts: Vec<FactLine>,
    /// How a goal stood in the middle of the period.
    pub midterm: Option<MidtermView>,
}

/// What is needed to show a field again: what was typed if anything was, else what is stored.
pub struct Shown<'a> {
    pub content: &'a Content,
    pub step: Step,
    pub typed: Option<&'a Answers>,
    pub mistakes: &'a Mistakes,
    pub conflicts: &'a [Conflict],
}

impl Shown<'_> {
    /// As what the one who writes this step reads the sheet.
    fn reader(&self) -> Reader {
        match self.step {
            Step::Goals | Step::Midterm | Step::Own => Reader::Subject,
            Step::GoalReview | Step::MidtermReview | Step::First => Reader::First,
            Step::Second => Reader::Second,
        }
    }

    /// What was noted and stands beside none of the abilities or goals.
    pub fn facts_elsewhere(&self) -> Vec<FactLine> {
        let abilities: Vec<i64> =
            self.content.abilities.iter().filter_map(super::Ability::noted_as).collect();
        fact::elsewhere(&self.content.facts, &abilities, self.reader())
    }

    /// What those are called: of goals, most of them have an ability, only none that a goal names.
    pub fn elsewhere_heading(&self) -> &'static str {
        if self.content.abilities.iter().any(|item| item.worth.is_some()) {
            "どの目標の能力とも結びつかない記録"
        } else {
            "能力を決めていない記録"
        }
    }

    fn conflict(&self, field: &str) -> Option<&Conflict> {
        self.conflicts.iter().find(|conflict| conflict.field == field)
    }

    fn value(&self, field: &str) -> String {
        match self.typed {
            Some(typed) if typed.has(field) => typed.get(field).to_owned(),
            _ => self.content.draft(self.step, field).map(|d| d.value.clone()).unwrap_or_default(),
        }
    }

    /// The version to send back: the newest, once the writer has seen both texts.
    fn version(&self, field: &str) -> i32 {
        self.conflict(field).map_or_else(
            || self.content.draft(self.step, field).map_or(0, |draft| draft.version),
            |conflict| conflict.version,
        )
    }

    fn error(&self, field: &str) -> Option<String> {
        self.mistakes.on(field).map(str::to_owned)
    }

    fn theirs(&self, field: &str) -> Option<Theirs> {
        self.conflict(field).map(|c| Theirs { value: c.value.clone(), by: c.by.clone() })
    }
}

/// One text as it stands on the page.
pub fn text_field(
    shown: &Shown<'_>,
    name: &str,
    label: &str,
    hint: &str,
    required: bool,
) -> TextField {
    TextField {
        name: name.to_owned(),
        label: label.to_owned(),
        hint: hint.to_owned(),
        value: shown.value(name),
        version: shown.version(name),
        required,
        error: shown.error(name),
        theirs: shown.theirs(name),
    }
}

/// One ability as it stands on the page.
pub fn card(shown: &Shown<'_>, ability: &super::Ability, number: usize, hint: &str) -> AbilityCard {
    let grade_name = format!("grade-{}", ability.id);
    let given = shown.value(&grade_name);
    let scale = shown.content.points();
    let choices = shown
        .content
        .scale
        .iter()
        .enumerate()
        .map(|(place, grade)| GradeChoice {
            points: grade.points,
            word: grade.word.clone(),
            id: if place == 0 {
                grade_name.clone()
            } else {
                format!("{grade_name}-{}", grade.points)
            },
            checked: given == grade.points.to_string(),
        })
        .collect();
    let comment =
        text_field(shown, &format!("comment-{}", ability.id), "具体的な行動・事実", hint, false);
    let chosen: Option<i16> = given.parse().ok().filter(|points| scale.contains(points));
    let complete = chosen
        .is_some_and(|points| !super::needs_grounds(points, &scale) || !comment.value.is_empty());
    AbilityCard {
        id: ability.id,
        number,
        code: ability.code.clone(),
        name: ability.name.clone(),
        definition: ability.definition.clone(),
        viewpoints: ability.viewpoints.clone(),
        grade_error: shown.error(&grade_name),
        grade_theirs: shown.theirs(&grade_name),
        grade_version: shown.version(&grade_name),
        grade_name,
        choices,
        comment,
        complete,
        previous: shown.content.previous(&ability.code).cloned(),
        facts: ability
            .noted_as()
            .map(|id| fact::beside(&shown.content.facts, id, shown.reader()))
            .unwrap_or_default(),
        // goals stand on a sheet under negative numbers
        midterm: i16::try_from(-ability.id)
            .ok()
            .and_then(|slot| midterm_view(&shown.content.midterm, slot)),
    }
}
