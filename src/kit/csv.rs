//! Lists as files: UTF-8 with a mark so that Excel opens them rightly, and no cell that a
//! spreadsheet would take for a formula (quality.md S-10).

use std::fmt::Write;

use axum::{
    http::{HeaderValue, header},
    response::IntoResponse,
};

use super::{AppError, Result};

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
    writer.write_record(header).map_err(failed)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| AppError::Internal(error.to_string()))
}

/// A list to download. `name` may be Japanese.
pub fn csv_response(name: &str, header: &[&str], rows: &[Vec<String>]) -> Result {
    let encoded = name.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    });
    let mut response = bytes(header, rows)?.into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let disposition = format!("attachment; filename=\"list.csv\"; filename*=UTF-8''{encoded}");
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        out.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_becomes_a_formula() {
        let rows = vec![vec!["=1+1".to_owned(), "-3".to_owned(), "髙橋, 恵子".to_owned()]];
        let text = String::from_utf8(bytes(&["a", "b", "c"], &rows).unwrap()).unwrap();
        assert_eq!(text, "\u{feff}a,b,c\r\n'=1+1,-3,\"髙橋, 恵子\"\r\n");
    }
}
