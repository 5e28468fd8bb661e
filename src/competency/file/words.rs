//! What a file says beside the matrix: elements, images, norms, grades. A kind that is not in the
//! file stays as it is.

use super::{CONFIRMED, IMAGE, NAME, OPEN, PLACE, SURE, TEXT, read::Reading};
use crate::{
    competency::{
        draft::{lines, rules},
        policy::{Policy, PolicyGrade, PolicyImage, PolicyNorm},
    },
    kit::{
        table::{Problem, Row},
        text,
    },
};

pub(super) fn elements(rows: &[&Row], new: &mut Policy, reading: &mut Reading) {
    if rows.is_empty() {
        return;
    }
    let sorted = reading.sorted(rows);
    reading.distinct(sorted.iter().map(|(_, row)| *row));
    new.elements = sorted
        .into_iter()
        .filter_map(|(_, row)| {
            reading.note(row, NAME, text::line(row.get(NAME), "要素の名前", 1..=30))
        })
        .collect();
}

/// Norms that are not in the file keep their image by its name.
pub(super) fn images(rows: &[&Row], draft: &Policy, new: &mut Policy, reading: &mut Reading) {
    if rows.is_empty() {
        return;
    }
    let sorted = reading.sorted(rows);
    reading.distinct(sorted.iter().map(|(_, row)| *row));
    new.images.clear();
    for (_, row) in sorted {
        let name = reading.note(row, NAME, text::line(row.get(NAME), "職員像の名前", 1..=60));
        let words = text::prose(row.get(TEXT), "職員像の説明", 1..=600);
        if let (Some(name), Some(description)) = (name, reading.note(row, TEXT, words)) {
            new.images.push(PolicyImage { name, description });
        }
    }
    let names: Vec<&String> = new.images.iter().map(|image| &image.name).collect();
    for norm in &mut new.norms {
        let was = usize::try_from(norm.image - 1).ok().and_then(|at| draft.images.get(at));
        let place = was.and_then(|was| (1..).zip(&names).find(|(_, name)| **name == &was.name));
        // one that is gone is chosen anew; until then the link is open
        let gone = || (norm.image.clamp(1, i16::try_from(names.len().max(1)).unwrap_or(1)), false);
        (norm.image, norm.confirmed) =
            place.map_or_else(gone, |(place, _)| (place, norm.confirmed));
    }
}

pub(super) fn norms(rows: &[&Row], new: &mut Policy, reading: &mut Reading) {
    if rows.is_empty() {
        return;
    }
    let sorted = reading.sorted(rows);
    reading.distinct(sorted.iter().map(|(_, row)| *row));
    new.norms.clear();
    for (_, row) in sorted {
        let name = reading.note(row, NAME, text::line(row.get(NAME), "行動規範の名前", 1..=30));
        let points = lines(row.get(TEXT), "行動規範の内容", 1..=8, 200);
        let points = reading.note(row, TEXT, points);
        let typed = text::normalise(row.get(IMAGE));
        let number = text::half_width(&typed).parse::<i16>().ok();
        let image = (1..)
            .zip(&new.images)
            .find(|(place, image)| image.name == typed || Some(*place) == number)
            .map(|(place, _)| place)
            .ok_or("職員像の名前か、その順の数を書いてください");
        let image = reading.note(row, IMAGE, image);
        let confirmed = match row.get(SURE) {
            CONFIRMED => Ok(true),
            OPEN | "" => Ok(false),
            _ => Err(format!("「{CONFIRMED}」か「{OPEN}」と書いてください")),
        };
        let confirmed = reading.note(row, SURE, confirmed);
        if let (Some(name), Some(points), Some(image), Some(confirmed)) =
            (name, points, image, confirmed)
        {
            new.norms.push(PolicyNorm { name, points, image, confirmed });
        }
    }
}

pub(super) fn grades(rows: &[&Row], new: &mut Policy, reading: &mut Reading) {
    if rows.is_empty() {
        return;
    }
    new.grades.clear();
    for ((points, row), should) in reading.sorted(rows).into_iter().zip(1..) {
        if points != should && points != i16::MAX {
            reading.wrong(row, PLACE, "段階の順は、1から続けた数にしてください");
        }
        let word = reading.note(row, NAME, text::line(row.get(NAME), "評価のことば", 1..=20));
        let means = text::prose(row.get(TEXT), "評価の意味", 1..=200);
        if let (Some(word), Some(definition)) = (word, reading.note(row, TEXT, means)) {
            new.grades.push(PolicyGrade { points, word, definition });
        }
    }
    if !rules::STEPS.contains(&rows.len()) {
        let (least, most) = (rules::STEPS.start(), rules::STEPS.end());
        let advice = format!("評価の段階は、{least}つから{most}つまでにしてください。");
        reading.problems.push(Problem::file(advice));
    }
}
