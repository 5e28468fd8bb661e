//! Lists as files: UTF-8 with a mark so that Excel opens them rightly, and no cell that a
//! spreadsheet would take for a formula (quality.md S-10).

use std::fmt::Write;

use super::{
    AppError, Result,
    list::{FileForm, List},
};

/// A cell that begins like a formula gets an apostrophe before it.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err() {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// The bytes of a list.
pub fn bytes(header: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::from("\u{feff}".as_bytes()));
    let failed = |error: csv::Error| AppError::Internal(error.to_string());
    writer.write_record(header.iter().map(|cell| harmless(cell))).map_err(failed)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| AppError::Internal(error.to_string()))
}

/// A name as it stands in a header: RFC 5987.
pub(super) fn encoded(name: &str) -> String {
    name.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// A list to download. `name` may be Japanese. The list goes with the answer, so that it can still be
/// given in another form if the reader asks for one ([`super::protect()`]).
pub fn csv_response(name: &str, header: &[&str], rows: &[Vec<String>]) -> Result {
    let name = name.strip_suffix(".csv").unwrap_or(name);
    list_response(List::new(name, header, rows.to_vec()))
}

/// The same, of a list that is made already.
pub fn list_response(list: List) -> Result {
    let mut response = list.answer(FileForm::Csv)?;
    response.extensions_mut().insert(list);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_becomes_a_formula() {
        let rows = vec![vec!["=1+1".to_owned(), "-3".to_owned(), "髙橋, 恵子".to_owned()]];
        // the header of somebody's own file comes back, too
        let text = String::from_utf8(bytes(&["=a", "b", "c"], &rows).unwrap()).unwrap();
        assert_eq!(text, "\u{feff}'=a,b,c\r\n'=1+1,-3,\"髙橋, 恵子\"\r\n");
    }
}
