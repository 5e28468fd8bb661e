//! The first sheet of a workbook (.xlsx) as the text of a CSV file, so that everything after it
//! knows one form. A workbook is a packed archive: how large it unpacks is measured before it is
//! opened.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};

use super::Problem;

/// What a workbook may unpack to: 128 MiB.
const UNPACKED: u64 = 128 * 1024 * 1024;
/// More rows or columns than any list of a city.
const ROWS: u32 = 300_000;
const COLUMNS: u32 = 200;
/// The longest text of all cells together.
const TEXT: usize = 64 * 1024 * 1024;

const HOW: &str =
    "Excelファイルを開けません。表計算ソフトで「CSV UTF-8」として保存し直してください。";

fn too_large() -> Problem {
    Problem::file("表が大きすぎます。行を分けて、いくつかのファイルにしてください。")
}

/// The rows of the first sheet, as CSV. Empty rows stay, so that rows keep their numbers.
pub(super) fn text(bytes: &[u8]) -> Result<String, Problem> {
    measure(bytes)?;
    let broken = |_| Problem::file(HOW);
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(broken)?;
    let first = book.sheet_names().into_iter().next().ok_or_else(|| Problem::file(HOW))?;
    let mut cells = book.worksheet_cells_reader(&first).map_err(broken)?;
    let mut sheet = Sheet { out: Vec::new(), row: Vec::new(), at: 0, width: 0 };
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        if row >= ROWS || column >= COLUMNS || sheet.out.len() > TEXT {
            return Err(too_large());
        }
        sheet.put(row, column, words(cell.get_value()));
    }
    sheet.end();
    String::from_utf8(sheet.out).map_err(|_| Problem::file(HOW))
}

/// Unpacks everything into nothing: what an archive says of its own size need not be true.
fn measure(bytes: &[u8]) -> Result<(), Problem> {
    let broken = |_| Problem::file(HOW);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut left = UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(broken)?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        let read = read.map_err(|_| Problem::file(HOW))?;
        left = left.checked_sub(read).ok_or_else(too_large)?;
    }
    Ok(())
}

/// A sheet on its way to text, row by row.
struct Sheet {
    out: Vec<u8>,
    row: Vec<String>,
    at: u32,
    /// how many columns have names; a sheet does not store what stands empty behind
    width: usize,
}

impl Sheet {
    fn put(&mut self, row: u32, column: u32, words: String) {
        while self.at < row {
            self.end();
        }
        let column = column as usize;
        if self.row.len() <= column {
            self.row.resize(column + 1, String::new());
        }
        if let Some(cell) = self.row.get_mut(column) {
            *cell = words;
        }
    }

    /// Writes the row that has come to its end.
    fn end(&mut self) {
        self.width = self.width.max(if self.at == 0 { self.row.len() } else { 0 });
        if !self.row.is_empty() && self.row.len() < self.width {
            self.row.resize(self.width, String::new());
        }
        for (at, cell) in self.row.drain(..).enumerate() {
            if at > 0 {
                self.out.push(b',');
            }
            self.out.push(b'"');
            self.out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
            self.out.push(b'"');
        }
        self.out.extend_from_slice(b"\r\n");
        self.at += 1;
    }
}

/// A cell as somebody reads it. Days become 2026/04/01, whole numbers lose their decimal point.
fn words(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::String(text) | DataRef::DateTimeIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}/{month:02}/{day:02}")
        }
        DataRef::DateTime(moment) => moment.as_f64().to_string(),
        DataRef::Error(_) => "#N/A".to_owned(),
        DataRef::DurationIso(_) | DataRef::Empty => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_workbook_reads_like_a_file_of_text() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let day = rust_xlsxwriter::Format::new().set_num_format("yyyy/m/d");
        sheet.write_string(0, 0, "職員番号").unwrap();
        sheet.write_string(0, 1, "採用日").unwrap();
        sheet.write_string(0, 2, "備考").unwrap();
        sheet.write_string(2, 0, "010234").unwrap();
        sheet.write_number_with_format(2, 1, 46113.0, &day).unwrap();
        sheet.write_number(3, 0, 10234.0).unwrap();
        sheet.write_string(3, 1, "令和8年4月1日 \"仮\"").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        assert_eq!(
            text(&bytes).unwrap(),
            "\"職員番号\",\"採用日\",\"備考\"\r\n\r\n\"010234\",\"2026/04/01\",\"\"\r\n\
             \"10234\",\"令和8年4月1日 \"\"仮\"\"\",\"\"\r\n"
        );
    }

    #[test]
    fn what_is_no_workbook_or_unpacks_without_end_is_refused() {
        assert!(text(b"PK\x03\x04 nothing").unwrap_err().advice.contains("開けません"));
        let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        bomb.start_file("xl/sharedStrings.xml", options).unwrap();
        let zeros = vec![0; 1024 * 1024];
        for _ in 0..129 {
            bomb.write_all(&zeros).unwrap();
        }
        let bytes = bomb.finish().unwrap().into_inner();
        assert!(bytes.len() < 1024 * 1024);
        assert!(text(&bytes).unwrap_err().advice.contains("大きすぎます"));
    }
}
