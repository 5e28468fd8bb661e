//! The fields of the grid: the same two as on a sheet, for each person. `s12-grade-3` is the grade
//! of ability 3 on sheet 12.

use std::collections::BTreeSet;

use crate::{
    evaluation::sheet::{Field, page_fields, triples},
    kit::{Answers, Mistakes, text},
};

/// A field of somebody's sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    pub sheet: i64,
    pub field: Field,
}

/// The name of a field on the page.
pub fn name(sheet: i64, field: &str) -> String {
    format!("s{sheet}-{field}")
}

/// Whose field it is, and which.
fn parts(name: &str) -> Option<(i64, &str)> {
    let (sheet, field) = name.strip_prefix('s')?.split_once('-')?;
    Some((sheet.parse().ok()?, field))
}

/// The fields that may be written: those of the people who wait for the reader.
pub fn names(sheets: &[i64], ability: i64) -> BTreeSet<String> {
    let both = [format!("grade-{ability}"), format!("comment-{ability}")];
    sheets.iter().flat_map(|sheet| both.iter().map(|field| name(*sheet, field))).collect()
}

/// Reads the whole page, each field with the version it was shown with.
pub fn page(names: &BTreeSet<String>, answers: &Answers) -> Result<Vec<Entered>, Mistakes> {
    Ok(entered(page_fields(names, answers)?))
}

/// Reads the triples of an automatic save.
pub fn automatic(names: &BTreeSet<String>, answers: &Answers) -> Result<Vec<Entered>, Mistakes> {
    Ok(entered(triples(names, answers)?))
}

fn entered(fields: Vec<Field>) -> Vec<Entered> {
    fields
        .into_iter()
        .filter_map(|read| {
            let (sheet, field) = parts(&read.name)?;
            let grade = field.starts_with("grade-");
            let value = if grade { text::half_width(&read.value) } else { read.value.clone() };
            let field = Field { name: field.to_owned(), value, version: read.version };
            Some(Entered { sheet, field })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_people_who_wait_can_be_written() {
        let names = names(&[12, 14], 3);
        let answers = Answers::from([
            ("s12-grade-3", "４"),
            ("version-s12-grade-3", "2"),
            ("s12-comment-3", "窓口\r\nの応対"),
            ("s13-grade-3", "5"),
            ("s14-grade-9", "5"),
        ]);
        let read = page(&names, &answers).unwrap();
        let told: Vec<_> = read
            .iter()
            .map(|e| (e.sheet, e.field.name.as_str(), e.field.value.as_str(), e.field.version))
            .collect();
        assert_eq!(told, [(12, "comment-3", "窓口\nの応対", 0), (12, "grade-3", "4", 2)]);
    }

    #[test]
    fn an_automatic_save_names_the_sheet_too() {
        let answers = Answers::from([
            ("field", "s12-grade-3"),
            ("value", "4"),
            ("version", "1"),
            ("field", "sx-grade-3"),
            ("value", "4"),
            ("version", "1"),
        ]);
        let read = automatic(&names(&[12], 3), &answers).unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!((read[0].sheet, read[0].field.version), (12, 1));
    }
}
