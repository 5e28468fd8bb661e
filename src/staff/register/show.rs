//! The list as the page and the file show it.

use askama::Template;
use time::Date;

use super::{
    rules::{Asked, COUNTED, Column, Expiry, State},
    store::{Choices, ExtraField, Line},
};
use crate::{
    kit::{Filters, Mistakes, Shell, date::wareki},
    staff::kinds,
};

/// Rows a page.
pub const SIZE: i64 = 50;

#[derive(Template)]
#[template(path = "staff/register.html")]
pub struct RegisterPage {
    pub shell: Shell,
    pub typed: Filters,
    pub errors: Mistakes,
    pub as_of: String,
    /// not today
    pub other_day: bool,
    pub choices: Choices,
    pub employments: Vec<(String, String)>,
    pub states: Vec<(&'static str, &'static str)>,
    pub expiries: Vec<(&'static str, &'static str)>,
    pub counted: Vec<(String, String)>,
    pub headings: Vec<Heading>,
    pub rows: Vec<Row>,
    pub total: i64,
    pub narrowed: bool,
    pub pages: Vec<PageLink>,
    pub counts: Option<Counts>,
    pub file: String,
    /// the part of the city the reader keeps, if it is not the whole
    pub part: bool,
}

/// A heading by which the list can be put in order.
pub struct Heading {
    pub label: &'static str,
    pub href: String,
    /// `ascending`, `descending` or nothing
    pub sort: &'static str,
}

pub struct PageLink {
    pub number: i64,
    pub href: String,
    pub here: bool,
}

/// What was counted.
pub struct Counts {
    pub by: String,
    pub rows: Vec<(String, i64)>,
    /// somebody may be counted several times
    pub several: bool,
}

pub struct Row {
    pub href: String,
    pub name: String,
    pub kana: String,
    pub number: String,
    pub others: String,
    pub place: String,
    pub post: String,
    pub position: String,
    pub employment: String,
    pub occupation: String,
    pub qualifications: String,
    pub hired_on: String,
    pub marks: Vec<String>,
}

/// The page around what is asked, without rows.
pub fn page(
    shell: Shell,
    choices: Choices,
    asked: &Asked,
    today: Date,
    typed: Filters,
) -> RegisterPage {
    let mut counted: Vec<(String, String)> = kinds::options(&COUNTED);
    counted.extend(choices.fields.iter().map(|f| (format!("field-{}", f.id), f.name.clone())));
    RegisterPage {
        shell,
        typed,
        errors: Mistakes::default(),
        as_of: asked.as_of(),
        other_day: asked.day != today,
        employments: kinds::options(&kinds::EMPLOYMENT),
        states: State::ALL.iter().map(|state| (state.code(), state.label())).collect(),
        expiries: Expiry::ALL.iter().map(|one| (one.code(), one.label())).collect(),
        counted,
        headings: Column::ALL.iter().map(|by| heading(asked, *by, today)).collect(),
        rows: Vec::new(),
        total: 0,
        narrowed: asked.is_narrowed(),
        pages: Vec::new(),
        counts: None,
        file: address("/hr/staff/list.csv", &asked.paged(1).query(today)),
        part: false,
        choices,
    }
}

impl RegisterPage {
    /// Puts in what was found.
    pub fn fill(&mut self, asked: &Asked, today: Date, mut lines: Vec<Line>) {
        self.total = lines.first().map_or(0, |line| line.total);
        self.pages = pages(asked, self.total, today);
        let counts = lines.first_mut().and_then(|line| line.counts.take());
        self.counts = counts.map(|counts| self.counts(asked, counts.0));
        self.rows = lines.into_iter().map(|line| row(line, &self.choices, asked, today)).collect();
    }

    fn counts(&self, asked: &Asked, rows: Vec<(String, i64)>) -> Counts {
        let by = self.counted.iter().find(|(code, _)| *code == asked.count);
        let word = |word: String| match (asked.count.as_str(), word.as_str()) {
            (_, "") => "（登録なし）".to_owned(),
            ("position", code) => position(&self.choices, code),
            ("employment", code) => kinds::employment(code),
            ("basis", code) => kinds::basis(code),
            ("sex", code) => kinds::label(&kinds::SEX, code),
            _ => word.trim().to_owned(),
        };
        Counts {
            by: by.map_or_else(String::new, |(_, words)| words.clone()),
            rows: rows.into_iter().map(|(code, people)| (word(code), people)).collect(),
            several: asked.count == "qualification",
        }
    }
}

fn heading(asked: &Asked, by: Column, today: Date) -> Heading {
    let sort = match (asked.sort == by, asked.down) {
        (false, _) => "",
        (true, false) => "ascending",
        (true, true) => "descending",
    };
    Heading { label: by.label(), href: address("/hr/staff", &asked.sorted(by).query(today)), sort }
}

/// An address with its words, if there are any.
pub fn address(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The first, the last, and those around the present one.
fn pages(asked: &Asked, total: i64, today: Date) -> Vec<PageLink> {
    let last = (total + SIZE - 1) / SIZE;
    if last < 2 {
        return Vec::new();
    }
    let near = |page: &i64| *page == 1 || *page == last || (asked.page - *page).abs() <= 2;
    (1..=last)
        .filter(near)
        .map(|page| PageLink {
            number: page,
            href: address("/hr/staff", &asked.paged(page).query(today)),
            here: page == asked.page,
        })
        .collect()
}

fn position(choices: &Choices, code: &str) -> String {
    let found = choices.positions.iter().find(|(known, _)| known == code);
    found.map_or(code, |(_, name)| name).to_owned()
}

fn row(line: Line, choices: &Choices, asked: &Asked, today: Date) -> Row {
    let others = [("戸籍", line.registered), ("旧姓", line.former)]
        .into_iter()
        .filter_map(|(word, name)| name.map(|name| format!("{word}：{name}")));
    let mut marks: Vec<String> = line.leaves.into_iter().collect();
    if line.hired_on > asked.day {
        marks.push(format!("{}採用", wareki(line.hired_on)));
    }
    if let Some(left) = line.left_on {
        marks.push(format!("{}退職", wareki(left)));
    }
    let day = if asked.day == today { String::new() } else { format!("?day={}", asked.day) };
    Row {
        href: format!("/people/{}{day}", line.id),
        others: others.collect::<Vec<_>>().join("、"),
        name: line.name,
        kana: line.kana,
        number: line.number,
        place: line.place.unwrap_or_default(),
        post: line.post.unwrap_or_default(),
        position: line.position.map_or_else(String::new, |code| position(choices, &code)),
        employment: employment(&line.employment, line.basis.as_deref()),
        occupation: line.occupation.unwrap_or_default(),
        qualifications: line.qualifications.unwrap_or_default(),
        hired_on: wareki(line.hired_on),
        marks,
    }
}

/// 「再任用：暫定再任用（短時間）」: how somebody is employed, where it says more than that they were hired.
fn employment(kind: &str, basis: Option<&str>) -> String {
    let basis = basis.filter(|code| *code != "hired" && *code != kind);
    let basis = basis.map_or_else(String::new, |code| format!("：{}", kinds::basis(code)));
    format!("{}{basis}", kinds::employment(kind))
}

/// The columns of the file before the extra fields.
pub const HEADER: [&str; 20] = [
    "職員番号",
    "氏名",
    "ふりがな",
    "戸籍の姓",
    "旧姓",
    "所属",
    "職名",
    "職位",
    "この職に就いた日",
    "任用",
    "任用の種類",
    "職種",
    "資格",
    "級・号給",
    "生年月日",
    "性別",
    "採用日",
    "退職日",
    "休業・派遣",
    "時点",
];

/// One row of the file.
pub fn cells(line: Line, choices: &Choices, asked: &Asked, fields: &[ExtraField]) -> Vec<String> {
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    let mut cells = vec![
        line.number,
        line.name,
        line.kana,
        line.registered.unwrap_or_default(),
        line.former.unwrap_or_default(),
        line.place.unwrap_or_default(),
        line.post.unwrap_or_default(),
        line.position.map_or_else(String::new, |code| position(choices, &code)),
        day(line.since),
        kinds::employment(&line.employment),
        line.basis.as_deref().map(kinds::basis).unwrap_or_default(),
        line.occupation.unwrap_or_default(),
        line.qualifications.unwrap_or_default(),
        line.grade.unwrap_or_default(),
        day(line.birth_on),
        line.sex.map_or_else(String::new, |code| kinds::label(&kinds::SEX, &code)),
        day(Some(line.hired_on)),
        day(line.left_on),
        line.leaves.unwrap_or_default(),
        day(Some(asked.day)),
    ];
    let mut own = line.fields.map(|fields| fields.0).unwrap_or_default();
    cells.extend(fields.iter().map(|field| own.remove(&field.id).unwrap_or_default()));
    cells
}
