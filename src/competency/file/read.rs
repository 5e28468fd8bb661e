//! A table as a version: what the file speaks of replaces what the draft has, everything else
//! stays. Every problem is told, with its row, its column, its value and what to do.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

use super::{CODE, ELEMENT, KIND, Kind, NAME, PLACE, POSITION, ROW, TEXT, VIEWPOINTS, words};
use crate::{
    competency::{
        draft::{lines, rules},
        policy::{Policy, PolicyPosition},
    },
    kit::{
        list::MISSING,
        table::{Problem, Row},
        text,
    },
};

/// The codes that abilities of a position have or had in every version, by the position's code.
pub type Used = BTreeMap<String, Vec<String>>;

/// Rows of one kind with the problems found so far.
pub(super) struct Reading {
    pub problems: Vec<Problem>,
}

impl Reading {
    /// The value, or a problem noted.
    pub fn note<T>(
        &mut self,
        row: &Row,
        column: &'static str,
        read: Result<T, impl AsRef<str>>,
    ) -> Option<T> {
        read.map_err(|advice| self.wrong(row, column, advice.as_ref())).ok()
    }

    pub fn wrong(&mut self, row: &Row, column: &'static str, advice: &str) {
        self.problems.push(row.problem(column, format!("{advice}。")));
    }

    /// A whole number of a column.
    pub fn number(
        &mut self,
        row: &Row,
        column: &'static str,
        range: RangeInclusive<i16>,
    ) -> Option<i16> {
        let read = text::half_width(row.get(column)).parse::<i16>().ok();
        let read = read.filter(|number| range.contains(number)).ok_or_else(|| {
            format!("{column}は、{}から{}までの数で書いてください", range.start(), range.end())
        });
        self.note(row, column, read)
    }

    /// Rows in their order; two of the same number are told. One without a number stands last, so
    /// that the rest of it is read too.
    pub fn sorted<'a>(&mut self, rows: &[&'a Row]) -> Vec<(i16, &'a Row)> {
        let mut sorted: Vec<(i16, &Row)> = rows
            .iter()
            .map(|row| (self.number(row, PLACE, 1..=99).unwrap_or(i16::MAX), *row))
            .collect();
        sorted.sort_by_key(|(place, _)| *place);
        for pair in sorted.windows(2) {
            if let [(one, first), (other, row)] = pair
                && one == other
                && *one != i16::MAX
            {
                let advice = format!("順が{}行目と同じです。別の数にしてください", first.number);
                self.wrong(row, PLACE, &advice);
            }
        }
        sorted
    }

    /// Names that stand twice among rows that must differ.
    pub fn distinct<'a>(&mut self, rows: impl Iterator<Item = &'a Row>) {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows {
            let name = text::normalise(row.get(NAME));
            if let Some(first) = seen.get(&name) {
                let advice = format!("名前が{first}行目と同じです。どちらかを変えてください");
                self.wrong(row, NAME, &advice);
            } else if !name.is_empty() {
                seen.insert(name, row.number);
            }
        }
    }
}

/// Reads a file over a draft.
pub fn read(rows: &[Row], draft: &Policy, used: &Used) -> Result<Policy, Vec<Problem>> {
    let mut reading = Reading { problems: Vec::new() };
    let mut by_kind: BTreeMap<Kind, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        for column in super::HEADER {
            if row.get(column).contains(MISSING) {
                let advice = format!(
                    "「{MISSING}」は、Shift_JISにない文字の印です。元の文字に直してください"
                );
                reading.wrong(row, column, &advice);
            }
        }
        let typed = row.get(KIND);
        let kind = Kind::ALL.into_iter().find(|kind| kind.label() == typed);
        match kind.or(typed.is_empty().then_some(Kind::Ability)) {
            Some(kind) => by_kind.entry(kind).or_default().push(row),
            None => reading.wrong(
                row,
                KIND,
                "種類は、能力、要素、役割、職員像、行動規範、段階のどれかにしてください",
            ),
        }
    }
    if rows.is_empty() {
        let advice =
            "列の名前だけで、取り込む行がありません。2行目から1行に1つずつ書いてください。";
        reading.problems.push(Problem::file(advice));
    }
    let mut new = draft.clone();
    let of = |kind: Kind| by_kind.get(&kind).map_or(&[][..], Vec::as_slice);
    words::elements(of(Kind::Element), &mut new, &mut reading);
    abilities(of(Kind::Ability), &mut new, used, &mut reading);
    elements_of_others(draft, &new, &mut reading);
    roles(of(Kind::Role), &mut new, &mut reading);
    words::images(of(Kind::Image), draft, &mut new, &mut reading);
    words::norms(of(Kind::Norm), &mut new, &mut reading);
    words::grades(of(Kind::Grade), &mut new, &mut reading);
    reading.problems.sort_by_key(|problem| problem.row);
    if reading.problems.is_empty() { Ok(new) } else { Err(reading.problems) }
}

/// The rows of each position, by the position's code.
fn by_position<'a>(
    rows: &[&'a Row],
    policy: &Policy,
    reading: &mut Reading,
) -> Vec<(PolicyPosition, Vec<&'a Row>)> {
    let mut found: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        let name = text::normalise(row.get(POSITION));
        if let Some(position) = policy.positions.iter().find(|own| own.name == name) {
            found.entry(&position.code).or_default().push(row);
        } else {
            let names: Vec<&str> = policy.positions.iter().map(|p| p.name.as_str()).collect();
            let advice = format!("職位は、{}のどれかにしてください", names.join("、"));
            reading.wrong(row, POSITION, &advice);
        }
    }
    let own = |position: &PolicyPosition| {
        found.get(position.code.as_str()).map(|rows| (position.clone(), rows.clone()))
    };
    policy.positions.iter().filter_map(own).collect()
}

fn abilities(rows: &[&Row], new: &mut Policy, used: &Used, reading: &mut Reading) {
    for (position, rows) in by_position(rows, new, reading) {
        let sorted = reading.sorted(&rows);
        reading.distinct(sorted.iter().map(|(_, row)| *row));
        let codes = codes(&position, &rows, used, reading);
        let mut cells = BTreeSet::new();
        let mut typed = Vec::new();
        for (place, row) in sorted {
            let code = codes.get(&row.number).cloned();
            let Some(ability) = ability(row, new, code, place, reading) else { continue };
            if let Some(at) = ability.row
                && !cells.insert((ability.element.clone(), at))
            {
                let advice = "同じ要素の同じ行に、この職位の別の能力があります。別の数にするか、空欄にしてください";
                reading.wrong(row, ROW, advice);
            }
            typed.push(ability);
        }
        if typed.len() > rules::MOST_ABILITIES {
            let (name, most) = (&position.name, rules::MOST_ABILITIES);
            let advice = format!("{name}の能力は{most}項目までにしてください。");
            reading.problems.push(Problem::file(advice));
        }
        let none = Vec::new();
        let used = used.get(&position.code).unwrap_or(&none);
        let column = rules::column(new, &position.code, used, typed);
        for own in new.positions.iter_mut().filter(|own| own.code == position.code) {
            own.abilities.clone_from(&column);
        }
    }
}

fn ability(
    row: &Row,
    policy: &Policy,
    code: Option<String>,
    place: i16,
    reading: &mut Reading,
) -> Option<rules::TypedAbility> {
    let name = reading.note(row, NAME, text::line(row.get(NAME), "能力の名前", 1..=30));
    let element = text::normalise(row.get(ELEMENT));
    let element =
        policy.elements.contains(&element).then_some(element).ok_or(
            "この名前の要素がありません。要素の行を加えるか、いまある要素の名前にしてください",
        );
    let element = reading.note(row, ELEMENT, element);
    let definition = text::prose(row.get(TEXT), "定義", rules::DEFINITION);
    let definition = reading.note(row, TEXT, definition);
    let viewpoints = lines(row.get(VIEWPOINTS), "着眼点", rules::VIEWPOINTS, 200);
    let viewpoints = reading.note(row, VIEWPOINTS, viewpoints);
    let at = if row.get(ROW).is_empty() {
        Some(None)
    } else {
        reading.number(row, ROW, 1..=30).map(Some)
    };
    Some(rules::TypedAbility {
        code,
        name: name?,
        element: element?,
        definition: definition?,
        viewpoints: viewpoints?,
        row: at?,
        place: i32::from(place),
    })
}

/// Which ability each row is, by its number: the one of its code or, without one, the one of its
/// name. Rows that are missing here are new.
fn codes(
    position: &PolicyPosition,
    rows: &[&Row],
    used: &Used,
    reading: &mut Reading,
) -> BTreeMap<usize, String> {
    let own = || position.abilities.iter();
    let known = |code: &str| {
        own().any(|ability| ability.code == code)
            || used.get(&position.code).is_some_and(|used| used.iter().any(|own| own == code))
    };
    let mut found: BTreeMap<usize, String> = BTreeMap::new();
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.get(CODE).is_empty()) {
        let code = text::half_width(row.get(CODE));
        if !known(&code) {
            let advice =
                "この職位の能力に、この記号はありません。新しい能力は、記号を空欄にしてください";
            reading.wrong(row, CODE, advice);
        } else if let Some(first) = taken.get(&code) {
            let advice = format!("記号が{first}行目と同じです。新しいほうは空欄にしてください");
            reading.wrong(row, CODE, &advice);
        } else {
            taken.insert(code.clone(), row.number);
            found.insert(row.number, code);
        }
    }
    for row in rows.iter().filter(|row| row.get(CODE).is_empty()) {
        let name = text::normalise(row.get(NAME));
        let namesake = own().find(|ability| ability.name == name);
        if let Some(ability) = namesake.filter(|ability| !taken.contains_key(&ability.code)) {
            taken.insert(ability.code.clone(), row.number);
            found.insert(row.number, ability.code.clone());
        }
    }
    found
}

/// Positions the file does not speak of may use an element it leaves out.
fn elements_of_others(draft: &Policy, new: &Policy, reading: &mut Reading) {
    for element in draft.elements.iter().filter(|element| !new.elements.contains(element)) {
        let uses = |position: &&PolicyPosition| {
            position.abilities.iter().any(|ability| ability.element == *element)
        };
        if let Some(position) = new.positions.iter().find(uses) {
            let advice = format!(
                "ファイルの要素に「{element}」がありませんが、{}の能力が使っています。要素の行を加えるか、その職位の能力も書いてください。",
                position.name
            );
            reading.problems.push(Problem::file(advice));
        }
    }
}

fn roles(rows: &[&Row], new: &mut Policy, reading: &mut Reading) {
    for (position, rows) in by_position(rows, new, reading) {
        let mut roles = Vec::new();
        for (_, row) in reading.sorted(&rows) {
            let role = text::line(row.get(TEXT), "役割", 1..=300);
            roles.extend(reading.note(row, TEXT, role));
        }
        if roles.len() > 10 {
            let advice = format!("{}の役割は10個までにしてください。", position.name);
            reading.problems.push(Problem::file(advice));
        }
        for own in new.positions.iter_mut().filter(|own| own.code == position.code) {
            own.roles.clone_from(&roles);
        }
    }
}
