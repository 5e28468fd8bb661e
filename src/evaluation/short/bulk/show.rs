//! The rows as they stand on the page.

use super::{
    forms::fields,
    store::{Form, Given, Row, Rows},
};
use crate::{
    evaluation::{
        review::field_of,
        short::rules::{Item, Renewal, term},
        workflow::Action,
    },
    kit::{
        Answers, Mistakes,
        date::{Remaining, month_day, remaining},
        text,
    },
    staff::hours,
};

/// What stands on the page beside what is stored.
pub struct Again<'a> {
    pub typed: Option<&'a Answers>,
    pub mistakes: &'a Mistakes,
}

/// One field of a row.
pub struct Cell {
    pub name: String,
    pub label: String,
    pub value: String,
    pub version: i32,
    pub error: Option<String>,
    /// Value and words of each choice; none for a text.
    pub options: Vec<(String, String)>,
    /// What the first evaluator gave, for the second.
    pub first: Option<String>,
}

/// The fields of a row that can be written.
pub struct Entry {
    pub grades: Vec<Cell>,
    pub remark: Cell,
    pub renewal: Cell,
    pub reason: Cell,
    pub complete: bool,
    pub begun: bool,
}

/// One person's row.
pub struct Line {
    pub sheet: i64,
    pub name: String,
    pub number: String,
    pub about: String,
    /// From when on it is usually written, while that day is still to come.
    pub opens: Option<String>,
    pub due: Option<(String, Remaining)>,
    pub state: &'static str,
    pub back: Option<String>,
    pub entry: Option<Entry>,
    /// What the reader submitted: the column and a word, for each.
    pub given: Vec<(String, String)>,
    /// The opinion on a further appointment that was submitted, and the remark.
    pub told: Vec<String>,
    /// May be taken back.
    pub withdraw: bool,
}

/// Everybody of one kind of work.
pub struct Table {
    pub name: String,
    pub items: Vec<Item>,
    pub scale: String,
    pub lines: Vec<Line>,
}

/// Choices of a grade: its points; what they mean stands above the table.
fn grades(form: &Form) -> Vec<(String, String)> {
    form.scale.iter().map(|g| (g.points.to_string(), g.points.to_string())).collect()
}

fn renewals() -> Vec<(String, String)> {
    Renewal::ALL.map(|one| (one.code().to_owned(), one.label().to_owned())).into()
}

/// Builds the cells of one row.
struct Maker<'a> {
    row: &'a Row,
    again: &'a Again<'a>,
}

impl Maker<'_> {
    fn cell(&self, field: &str, label: &str, options: Vec<(String, String)>) -> Cell {
        let name = field_of(self.row.sheet, field);
        let typed = self.again.typed.filter(|typed| typed.has(&name)).map(|typed| typed.get(&name));
        Cell {
            label: format!("{}さんの{label}", self.row.name),
            value: match typed.unwrap_or_else(|| self.row.draft(field)) {
                // a choice is read in any width, and so stands in its list again
                value if !options.is_empty() => text::half_width(value),
                value => value.to_owned(),
            },
            version: self.row.version_of(field),
            error: self.again.mistakes.on(&name).map(str::to_owned),
            options,
            first: None,
            name,
        }
    }

    fn graded(&self, field: &str, label: &str, form: &Form, first: Option<i16>) -> Cell {
        let mut cell = self.cell(field, label, grades(form));
        cell.first = first.map(|points| format!("一次 {points}"));
        cell
    }

    fn entry(&self, form: &Form) -> Entry {
        let first = self.row.given("first").filter(|_| self.row.step == "second");
        let point = |item: &Item| {
            let found = first?.points.iter().find(|(id, _)| *id == item.id);
            found.map(|(_, points)| *points)
        };
        let mut cells: Vec<Cell> = form
            .items
            .iter()
            .map(|item| self.graded(&format!("grade-{}", item.id), &item.name, form, point(item)))
            .collect();
        cells.push(self.graded("overall", "全体の評価", form, first.map(|f| f.overall)));
        let mut remark = self.cell("remark-to_person", "所見", Vec::new());
        remark.first = first.and_then(|f| f.remark.clone()).map(|words| format!("一次：{words}"));
        let mut renewal = self.cell("renewal", "再度の任用の意見", renewals());
        renewal.first =
            first.and_then(|f| f.renewal).map(|renewal| format!("一次：{}", renewal.label()));
        Entry {
            grades: cells,
            remark,
            renewal,
            reason: self.cell("renewal_reason", "再度の任用の意見の理由", Vec::new()),
            complete: self.row.complete(form).is_ok(),
            begun: self.row.begun(),
        }
    }
}

/// What was submitted, in the order of the columns.
fn given_words(given: &Given, form: &Form) -> Vec<(String, String)> {
    let word = |points: Option<i16>| {
        points.map_or_else(|| "―".to_owned(), |p| format!("{p} {}", form.word(p)))
    };
    let item = |item: &Item| given.points.iter().find(|(id, _)| *id == item.id).map(|(_, p)| *p);
    let items = form.items.iter().map(|own| (own.name.clone(), word(item(own))));
    items.chain([("全体".to_owned(), word(Some(given.overall)))]).collect()
}

/// The opinion with its reason, and the remark.
pub fn told_words(given: &Given) -> Vec<String> {
    let renewal = given.renewal.map(|renewal| {
        let reason = given.reason.as_deref().filter(|reason| !reason.is_empty());
        let reason = reason.map(|reason| format!("（{reason}）")).unwrap_or_default();
        format!("再度の任用：{}{reason}", renewal.label())
    });
    let remark = given.remark.as_ref().map(|remark| format!("所見：{remark}"));
    renewal.into_iter().chain(remark).collect()
}

fn about(row: &Row) -> String {
    let hours = row.weekly_minutes.map(|minutes| format!("・{}", hours(minutes)));
    format!("{}　任期 {}{}", row.unit, term((row.from, row.until)), hours.unwrap_or_default())
}

fn line(row: &Row, form: &Form, again: &Again<'_>, today: time::Date) -> Line {
    let waits = row.waits();
    let given = row.given(&row.step).filter(|_| !waits);
    Line {
        sheet: row.sheet,
        name: row.name.clone(),
        number: row.number.clone(),
        about: about(row),
        opens: row.opens_on.filter(|day| waits && *day > today).map(month_day),
        due: row.due_on.filter(|_| waits).map(|due| (month_day(due), remaining(due, today))),
        state: if row.returned { "差し戻し" } else { row.state.label() },
        back: row.back.clone().filter(|_| waits),
        entry: waits.then(|| Maker { row, again }.entry(form)),
        given: given.map(|given| given_words(given, form)).unwrap_or_default(),
        told: given.map(told_words).unwrap_or_default(),
        withdraw: !waits && row.next(Action::Withdraw).is_ok(),
    }
}

/// A table for each kind of work that somebody has at this step.
pub fn tables(rows: &Rows, step: &str, again: &Again<'_>, today: time::Date) -> Vec<Table> {
    let table = |form: &Form| {
        let same = |own: &Form| own.framework == form.framework && own.code == form.code;
        let lines: Vec<Line> = rows
            .of(step)
            .filter(|(_, own)| same(own))
            .map(|(row, form)| line(row, form, again, today))
            .collect();
        (!lines.is_empty()).then(|| Table {
            name: form.name.clone(),
            items: form.items.clone(),
            scale: form
                .scale
                .iter()
                .map(|g| format!("{} {}：{}", g.points, g.word, g.definition))
                .collect::<Vec<_>>()
                .join("　"),
            lines,
        })
    };
    rows.forms.iter().filter_map(table).collect()
}

/// Everything that is missing in the rows that were begun, by the name of the field on the page.
pub fn missing(rows: &[(&Row, &Form)]) -> Mistakes {
    let mut mistakes = Mistakes::default();
    for (row, form) in rows.iter().filter(|(row, _)| row.begun()) {
        for (field, sentence) in row.complete(form).err().unwrap_or_default() {
            debug_assert!(fields(form).contains(&field));
            mistakes.add(field_of(row.sheet, &field), format!("{}さん：{sentence}", row.name));
        }
    }
    mistakes
}
