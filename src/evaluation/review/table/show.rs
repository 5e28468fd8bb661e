//! The table as it stands on the page.

use super::store::{Person, Table};
use crate::evaluation::{
    review::{
        forms::drafted,
        grid::{Again, field},
        rules::reason_asked,
    },
    sheet::{TextField, ends},
    workflow::Step,
};

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
        let differs = if self.step == Step::Second { "、一次評価と違うとき" } else { "" };
        format!("所見は、{}のとき{differs}は必ず書きます（400文字以内）。", ends(&scale, "・"))
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
        let grade = drafted_field(person, &format!("grade-{id}"), "評価", again);
        let comment = drafted_field(person, &format!("comment-{id}"), "所見", again);
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

fn drafted_field(person: &Person, which: &str, label: &str, again: &Again<'_>) -> TextField {
    let stored = person.drafts.iter().find(|draft| draft.field == which);
    let stored = (stored.map(|d| d.value.clone()), stored.map(|d| d.version));
    field((person.sheet, which), label, String::new(), stored, again)
}
