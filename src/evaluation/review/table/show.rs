//! The table as it stands on the page.

use super::store::{Person, Table};
use crate::{
    evaluation::{
        review::{forms::drafted, grid::name, rules::reason_asked},
        sheet::{Conflict, TextField, Theirs, needs_grounds},
        workflow::Step,
    },
    kit::{Answers, Mistakes},
};

/// A field somebody else wrote in the meantime, by its name on the page.
pub struct Clash {
    pub name: String,
    pub conflict: Conflict,
}

/// What stands on the page beside what is stored.
pub struct Again<'a> {
    pub typed: Option<&'a Answers>,
    pub mistakes: &'a Mistakes,
    pub clashes: &'a [Clash],
}

/// One person with a row for each ability.
pub struct PersonView {
    pub name: String,
    pub sheet: String,
    pub rows: Vec<Row>,
    /// Abilities with a grade.
    pub filled: usize,
}

/// One ability of one person.
pub struct Row {
    pub ability: String,
    pub own: Option<i16>,
    pub own_text: String,
    pub first: Option<i16>,
    pub grade: TextField,
    pub comment: TextField,
    /// A reason is asked for and not given.
    pub wanting: bool,
}

impl Table {
    pub fn points(&self) -> Vec<i16> {
        self.scale.iter().map(|grade| grade.points).collect()
    }

    /// The sheets that wait for the reader.
    pub fn sheets(&self) -> Vec<i64> {
        self.people.iter().map(|person| person.sheet).collect()
    }

    /// When a comment must be written.
    pub fn hint(&self) -> String {
        let scale = self.points();
        let ends = scale.iter().filter(|points| needs_grounds(**points, &scale));
        let ends: Vec<String> = ends.map(ToString::to_string).collect();
        let differs = if self.step == Step::Second { "、一次評価と違うとき" } else { "" };
        format!("所見は、{}のとき{differs}は必ず書きます（400文字以内）。", ends.join("・"))
    }

    pub fn views(&self, again: &Again<'_>) -> Vec<PersonView> {
        self.people.iter().map(|person| self.view(person, again)).collect()
    }

    fn view(&self, person: &Person, again: &Again<'_>) -> PersonView {
        let rows: Vec<Row> = self
            .items
            .iter()
            .map(|(id, ability)| self.row(person, (*id, ability), again))
            .collect();
        PersonView {
            name: person.name.clone(),
            sheet: format!("/sheets/{}/review", person.sheet),
            filled: rows.iter().filter(|row| !row.grade.value.is_empty()).count(),
            rows,
        }
    }

    fn row(&self, person: &Person, (id, ability): (i64, &String), again: &Again<'_>) -> Row {
        let before =
            |step: &str| person.opinions.iter().find(|own| own.step == step && own.ability == id);
        let (own, first) = (before("self"), before("first").map(|first| first.points));
        let grade = field(person, &format!("grade-{id}"), "評価", again);
        let comment = field(person, &format!("comment-{id}"), "所見", again);
        let scale = self.points();
        let asked = drafted(&grade.value, &scale)
            .and_then(|points| reason_asked(self.step, points, first, &scale));
        Row {
            ability: ability.clone(),
            own: own.map(|own| own.points),
            own_text: own.map(|own| own.comment.clone()).unwrap_or_default(),
            first: first.filter(|_| self.step == Step::Second),
            wanting: asked.is_some() && comment.value.is_empty(),
            grade,
            comment,
        }
    }
}

fn field(person: &Person, which: &str, label: &str, again: &Again<'_>) -> TextField {
    let name = name(person.sheet, which);
    let stored = person.drafts.iter().find(|draft| draft.field == which);
    let clash = again.clashes.iter().find(|clash| clash.name == name).map(|c| &c.conflict);
    TextField {
        label: label.to_owned(),
        hint: String::new(),
        value: match again.typed {
            Some(typed) if typed.has(&name) => typed.get(&name).to_owned(),
            _ => stored.map(|draft| draft.value.clone()).unwrap_or_default(),
        },
        version: clash
            .map_or_else(|| stored.map_or(0, |draft| draft.version), |conflict| conflict.version),
        required: false,
        error: again.mistakes.on(&name).map(str::to_owned),
        theirs: clash.map(|c| Theirs { value: c.value.clone(), by: c.by.clone() }),
        name,
    }
}
