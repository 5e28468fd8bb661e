//! The fields of a row: a grade for each item, the overall grade, a remark, and the opinion on a
//! further appointment. `s12-grade-3` is the grade of item 3 on sheet 12.

use std::collections::BTreeSet;

use super::store::{Form, Row};
use crate::evaluation::review::field_of;

/// The fields beside those of the items.
pub const EXTRA: [&str; 4] = ["overall", "remark-to_person", "renewal", "renewal_reason"];

/// The fields of one row, without the sheet.
pub fn fields(form: &Form) -> Vec<String> {
    let items = form.items.iter().map(|item| format!("grade-{}", item.id));
    items.chain(EXTRA.map(str::to_owned)).collect()
}

/// The fields that may be written: those of the rows that wait for the reader.
pub fn names(rows: &[(&Row, &Form)]) -> BTreeSet<String> {
    let of = |(row, form): &(&Row, &Form)| {
        let sheet = row.sheet;
        fields(form).into_iter().map(move |field| field_of(sheet, &field)).collect::<Vec<_>>()
    };
    rows.iter().flat_map(of).collect()
}
