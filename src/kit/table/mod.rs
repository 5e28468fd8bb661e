//! Tables from files: CSV as offices save it, in any of their encodings, and workbooks. Whoever
//! reads one is told every problem at once, with its row, its column, the value and what to do
//! (quality.md S-35).

mod day;
mod encoding;
mod workbook;

use std::{collections::HashMap, fmt, io::Cursor};

use unicode_normalization::UnicodeNormalization;

use super::{list::is_note, text};

pub use day::day;
pub use encoding::{Encoding, decode};

/// A column of a file. One that may be missing altogether is `optional`.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub name: &'static str,
    pub optional: bool,
}

/// Something that must be put right before anything is taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// as the spreadsheet counts; 0 when it is the file as a whole
    pub row: usize,
    pub column: &'static str,
    pub value: String,
    /// what is wrong and what to do
    pub advice: String,
}

impl Problem {
    /// About the file as a whole.
    pub fn file(advice: impl Into<String>) -> Self {
        Self { row: 0, column: "", value: String::new(), advice: advice.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.row, self.column) {
            (0, _) => write!(out, "ファイル：{}", self.advice),
            (row, "") => write!(out, "{row}行目：{}", self.advice),
            (row, column) => {
                write!(out, "{row}行目「{column}」の値「{}」：{}", self.value, self.advice)
            }
        }
    }
}

/// One row that has been read, and where to put its problems.
#[derive(Debug, Clone)]
pub struct Row {
    /// as the spreadsheet counts: the names of the columns are row 1
    pub number: usize,
    cells: HashMap<&'static str, String>,
}

impl Row {
    /// A row whose cells have been found already.
    pub fn new(number: usize, cells: HashMap<&'static str, String>) -> Self {
        Self { number, cells }
    }

    /// Whether the file has this column at all.
    pub fn has(&self, column: &str) -> bool {
        self.cells.contains_key(column)
    }

    /// What stands in a column, without spaces around.
    pub fn get(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// A problem in this row.
    pub fn problem(&self, column: &'static str, advice: impl Into<String>) -> Problem {
        let value = self.get(column).to_owned();
        Problem { row: self.number, column, value, advice: advice.into() }
    }
}

/// The rows of a file, one after another, as they stand.
pub struct Records {
    pub encoding: Encoding,
    /// the names of the columns, in one width
    pub header: Vec<String>,
    reader: csv::Reader<Cursor<String>>,
    row: usize,
    /// copied from a spreadsheet, or saved by one with tabs between the cells
    tabs: bool,
}

impl Records {
    /// Opens a file: as it is said to be written, or as it looks.
    pub fn open(bytes: &[u8], said: Option<Encoding>) -> Result<Self, Problem> {
        let (mut text, encoding) = decode(bytes, said)?;
        // so that the last row is counted like the others
        text.push('\n');
        // Excel's 「Unicodeテキスト」 and cells that were copied and pasted have tabs between them
        let first = text.lines().next().unwrap_or_default();
        let tabs = first.contains('\t') && !first.contains(',');
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(if tabs { b'\t' } else { b',' })
            .from_reader(Cursor::new(text));
        let mut records = Self { encoding, header: Vec::new(), reader, row: 0, tabs };
        let header = records.next().and_then(|(_, cells)| cells.ok()).unwrap_or_default();
        records.header = header.iter().map(|name| text::normalise(name)).collect();
        while records.header.last().is_some_and(String::is_empty) {
            records.header.pop();
        }
        Ok(records)
    }

    /// Cuts what stands empty behind the last column. A browser leaves out the tabs at the very end.
    fn cut(&self, cells: &mut Vec<String>) {
        if self.tabs && cells.len() < self.header.len() {
            cells.resize(self.header.len(), String::new());
        }
        while cells.len() > self.header.len() && cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
    }
}

/// The number of a row, as the spreadsheet counts, and its cells or what is wrong with all of it.
/// Rows without any value are passed over.
impl Iterator for Records {
    type Item = (usize, Result<Vec<String>, String>);

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = csv::StringRecord::new();
        loop {
            let before = self.reader.position().line();
            match self.reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(_) => {
                    self.row += 1;
                    let advice = "引用符「\"」の組が合いません。直してください。";
                    return Some((self.row, Err(advice.to_owned())));
                }
            }
            // the reader passes over empty lines, the spreadsheet counts them
            let lines = usize::try_from(self.reader.position().line() - before).unwrap_or(1);
            let inside = record.iter().map(|cell| cell.matches('\n').count()).sum::<usize>();
            self.row += lines.saturating_sub(inside).max(1);
            // also what our own files say behind their rows
            let note = record.get(0).is_some_and(is_note);
            if note || record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let mut cells: Vec<String> = record.iter().map(composed).collect();
            if !self.header.is_empty() {
                self.cut(&mut cells);
            }
            let (is, should) = (cells.len(), self.header.len());
            if should > 0 && is != should {
                return Some((
                    self.row,
                    Err(format!(
                        "値が{is}個あります。列は{should}個です。値の中の「,」は、値を「\"」で囲んでください。"
                    )),
                ));
            }
            return Some((self.row, Ok(cells)));
        }
    }
}

/// All rows of a file with these columns, in any order. Rows without any value are passed over.
pub fn read(bytes: &[u8], columns: &[Column]) -> Result<Vec<Row>, Vec<Problem>> {
    read_as(bytes, None, columns)
}

/// The same, of a file that is said to be written in an encoding.
pub fn read_as(
    bytes: &[u8],
    said: Option<Encoding>,
    columns: &[Column],
) -> Result<Vec<Row>, Vec<Problem>> {
    let records = Records::open(bytes, said).map_err(|problem| vec![problem])?;
    if records.header.is_empty() {
        let names = columns.iter().map(|c| c.name).collect::<Vec<_>>().join(",");
        let advice = format!("中身がありません。1行目に列の名前（{names}）を書いてください。");
        return Err(vec![Problem::file(advice)]);
    }
    let places = places(&records.header, columns)?;
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for (number, cells) in records {
        match cells {
            Ok(cells) => {
                let cell = |at: usize| cells.get(at).cloned().unwrap_or_default();
                let cells = places.iter().map(|(name, at)| (*name, cell(*at))).collect();
                rows.push(Row { number, cells });
            }
            Err(advice) => problems.push(problem_of_row(number, &advice)),
        }
    }
    if problems.is_empty() { Ok(rows) } else { Err(problems) }
}

/// A cell without spaces around, and without the apostrophe our own files put before what a
/// spreadsheet would take for a formula. Only loose voicing marks are composed: names keep every character
/// they are registered with, and NFC would change some of them.
fn composed(cell: &str) -> String {
    let cell = cell.trim();
    let bare = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@']));
    let cell = bare.unwrap_or(cell);
    if cell.contains(['\u{3099}', '\u{309a}']) { cell.nfc().collect() } else { cell.to_owned() }
}

fn problem_of_row(row: usize, advice: &str) -> Problem {
    Problem { row, column: "", value: String::new(), advice: advice.to_owned() }
}

/// Which column stands where.
fn places(
    names: &[String],
    columns: &[Column],
) -> Result<Vec<(&'static str, usize)>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut found = Vec::new();
    for column in columns {
        let mut at = names.iter().enumerate().filter(|(_, name)| *name == column.name);
        match (at.next(), at.next()) {
            (Some((at, _)), None) => found.push((column.name, at)),
            (Some(_), Some(_)) => {
                let advice = format!("列「{}」が2つあります。1つにしてください。", column.name);
                problems.push(Problem::file(advice));
            }
            (None, _) if !column.optional => {
                let advice = format!("列「{}」がありません。1行目に加えてください。", column.name);
                problems.push(Problem::file(advice));
            }
            (None, _) => {}
        }
    }
    for name in names.iter().filter(|name| !columns.iter().any(|c| c.name == **name)) {
        let advice = format!("列「{name}」は取り込めません。列ごと削除してください。");
        problems.push(Problem::file(advice));
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [
        Column { name: "番号", optional: false },
        Column { name: "氏名", optional: false },
        Column { name: "旧姓", optional: true },
    ];

    fn said(bytes: &[u8]) -> Vec<String> {
        read(bytes, &COLUMNS).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn cells_from_a_spreadsheet_are_rows_too() {
        let read = |text: &str| {
            let rows = read(text.as_bytes(), &COLUMNS[..2]).unwrap();
            let cells: Vec<_> = rows.iter().map(|row| row.get("氏名").to_owned()).collect();
            (rows.len(), cells.join("／"))
        };
        let tabs = read("番号\t氏名\n1\t佐藤, みなみ\n2\t鈴木\n");
        assert_eq!(tabs, (2, "佐藤, みなみ／鈴木".to_owned()));
        assert_eq!(read("番号,氏名\r\n1,佐藤\r\n"), (1, "佐藤".to_owned()));
        // the last cells stand empty
        assert_eq!(read("氏名\t番号\n佐藤\t1\n鈴木\n"), (2, "佐藤／鈴木".to_owned()));
    }

    #[test]
    fn three_encodings_say_the_same() {
        let text = "氏名,番号\r\n髙橋 﨑, 1 \r\n\r\n";
        let (cp932, _, lost) = encoding_rs::SHIFT_JIS.encode(text);
        assert!(!lost);
        let with_mark = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &with_mark, &cp932] {
            let rows = read(bytes, &COLUMNS).unwrap();
            let cells: Vec<_> = rows
                .iter()
                .map(|r| (r.number, r.get("番号"), r.get("氏名"), r.get("旧姓")))
                .collect();
            assert_eq!(cells, [(2, "1", "髙橋 﨑", "")]);
        }
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said_at_once() {
        assert_eq!(
            said("番号,年齢,番号\n".as_bytes()),
            [
                "ファイル：列「番号」が2つあります。1つにしてください。",
                "ファイル：列「氏名」がありません。1行目に加えてください。",
                "ファイル：列「年齢」は取り込めません。列ごと削除してください。",
            ]
        );
        assert_eq!(
            said("番号,氏名\n1,佐藤,みなみ\n2\n".as_bytes()),
            [
                "2行目：値が3個あります。列は2個です。値の中の「,」は、値を「\"」で囲んでください。",
                "3行目：値が1個あります。列は2個です。値の中の「,」は、値を「\"」で囲んでください。",
            ]
        );
        assert!(said(b"").first().unwrap().contains("中身がありません"));
        assert!(said(b"\x80\xff\xff").first().unwrap().contains("CSV UTF-8"));
    }

    #[test]
    fn rows_are_counted_as_the_spreadsheet_does() {
        let text = "番号\t氏名\t\r\n\r\n1\t佐藤\t\r\n \t\t\r\n2\t\"鈴\n木\"\r\n";
        let rows: Vec<_> = Records::open(text.as_bytes(), None).unwrap().collect();
        let cells = |one: &str, other: &str| Ok(vec![one.to_owned(), other.to_owned()]);
        assert_eq!(rows, [(3, cells("1", "佐藤")), (5, cells("2", "鈴\n木"))]);
    }
}
