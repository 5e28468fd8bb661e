//! What HR sends: the kind and the file, what the columns are, values put right.

use sha2::{Digest, Sha256};
use time::Date;

use super::kinds::Kind;
use crate::kit::{Answers, Mistakes, date, list::FileForm, table::Encoding, text, upload::Sent};

/// The longest file: rows below the names of the columns.
pub const MAX_ROWS: usize = 300_000;
/// The widest one.
pub const MAX_COLUMNS: usize = 200;
/// The longest value a cell may be given on the page.
const MAX_CELL: usize = 1000;

/// What is to be read.
#[derive(Debug, PartialEq, Eq)]
pub struct Wanted {
    pub kind: Kind,
    /// None: as it looks.
    pub encoding: Option<Encoding>,
}

/// The kind and the file, or everything that is wrong with them.
pub fn sent(sent: &Sent) -> Result<Wanted, Mistakes> {
    let mut mistakes = Mistakes::default();
    let kind = Kind::from_code(sent.answers.get("kind"));
    let kind = mistakes.note("kind", kind.ok_or("何を取り込むかを選んでください"));
    if let Some(fault) = sent.fault() {
        mistakes.add("file", fault);
    }
    let encoding = Encoding::from_code(sent.answers.get("encoding"));
    match kind {
        Some(kind) => mistakes.or(Wanted { kind, encoding }),
        None => Err(mistakes),
    }
}

/// The names of columns as one number, by which what they are is remembered.
pub fn header_hash(header: &[String]) -> Vec<u8> {
    Sha256::digest(header.join("\u{1f}").as_bytes()).to_vec()
}

/// What each column is taken for, or everything that is wrong with it.
pub fn mapping(answers: &Answers, kind: Kind, columns: usize) -> Result<Vec<String>, Mistakes> {
    let mut mistakes = Mistakes::default();
    let mut mapping: Vec<String> = Vec::with_capacity(columns);
    for at in 0..columns {
        let field = format!("column-{at}");
        let typed = answers.get(&field);
        let target = kind.targets().iter().find(|target| target.name == typed);
        match target {
            None if !typed.is_empty() => {
                mistakes.add(&field, "取り込む項目は、示された中から選んでください");
            }
            Some(target) if mapping.iter().any(|taken| taken == target.name) => {
                let name = target.name;
                mistakes
                    .add(&field, format!("「{name}」が2つの列に選ばれています。1つにしてください"));
            }
            _ => {}
        }
        mapping.push(target.map_or_else(String::new, |target| target.name.to_owned()));
    }
    for target in kind.targets().iter().filter(|target| target.required) {
        if !mapping.iter().any(|taken| taken == target.name) {
            let name = target.name;
            mistakes.add("columns", format!("「{name}」にあたる列を選んでください"));
        }
    }
    mistakes.or(mapping)
}

/// Values put right: row, place in the file and value.
pub fn mended(answers: &Answers) -> Vec<(i32, i32, String)> {
    let cell = |(name, value): (&str, &str)| {
        let (row, place) = name.strip_prefix("cell-")?.split_once('-')?;
        let value: String = value.trim().chars().take(MAX_CELL).collect();
        Some((row.parse().ok()?, place.parse().ok()?, value))
    };
    answers.iter().filter_map(cell).collect()
}

/// A register that is taken out.
#[derive(Debug, PartialEq, Eq)]
pub struct Export {
    pub kind: Kind,
    pub day: Date,
    pub file: FileForm,
    /// Why: 5 to 200 characters.
    pub purpose: String,
    /// Characters may be replaced.
    pub sure: bool,
}

/// What is taken out and why, or everything that is wrong with it.
pub fn export(answers: &Answers) -> Result<Export, Mistakes> {
    let mut mistakes = Mistakes::default();
    let kind = Kind::from_code(answers.get("kind")).ok_or("何を書き出すかを選んでください");
    let kind = mistakes.note("kind", kind);
    let day = mistakes.note("day", date::named("いつの登録か", answers.get("day")));
    let file = FileForm::from_code(answers.get("file")).ok_or("ファイルの形を選んでください");
    let file = mistakes.note("file", file);
    let purpose = mistakes.note("purpose", text::line(answers.get("purpose"), "使う目的", 5..=200));
    let sure = answers.get("sure") == "1";
    match (kind, day, file, purpose) {
        (Some(kind), Some(day), Some(file), Some(purpose)) => {
            Ok(Export { kind, day, file, purpose, sure })
        }
        _ => Err(mistakes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_needs_a_kind_and_a_size() {
        let file = |kind: &str, bytes: &[u8], too_large| Sent {
            answers: [("kind", kind), ("encoding", "cp932")].into(),
            file_name: String::new(),
            bytes: bytes.to_vec(),
            too_large,
        };
        let fields =
            |s: &Sent| sent(s).unwrap_err().iter().map(|(f, _)| f.to_owned()).collect::<Vec<_>>();
        assert_eq!(fields(&file("", b"", false)), ["kind", "file"]);
        assert_eq!(fields(&file("staff", b"x", true)), ["file"]);
        let right = Wanted { kind: Kind::Staff, encoding: Some(Encoding::Cp932) };
        assert_eq!(sent(&file("staff", b"x", false)), Ok(right));
        let name = |name: &str| Sent { file_name: name.to_owned(), ..Sent::default() }.name();
        assert_eq!(name("C:\\Users\\伊藤\\職員.csv"), "職員.csv");
        assert_eq!(name("../../etc/passwd"), "passwd");
        assert_eq!(name("\u{7}"), "名前のないファイル");
    }

    #[test]
    fn every_needed_column_is_chosen_once() {
        let all: Vec<(String, String)> = (0..)
            .zip(Kind::Staff.targets())
            .map(|(at, target)| (format!("column-{at}"), target.name.to_owned()))
            .collect();
        let mut answers = Answers::default();
        for (field, name) in &all {
            answers.put(field.clone(), name.clone());
        }
        assert_eq!(mapping(&answers, Kind::Staff, all.len()).unwrap().len(), all.len());
        answers.put("column-9", "姓");
        let twice = mapping(&answers, Kind::Staff, 10).unwrap_err();
        assert!(twice.on("column-9").unwrap().contains("2つの列"));
        let few = mapping(&[("column-0", "職員番号"), ("column-1", "年齢")].into(), Kind::Staff, 2);
        let few = few.unwrap_err();
        assert!(few.on("column-1").is_some());
        assert_eq!(few.iter().filter(|(field, _)| *field == "columns").count(), 6);
    }

    #[test]
    fn a_register_is_taken_out_for_a_purpose() {
        let asked = |purpose: &str| {
            export(
                &[("kind", "staff"), ("day", "R8.4.1"), ("file", "cp932"), ("purpose", purpose)]
                    .into(),
            )
        };
        let day = time::macros::date!(2026 - 04 - 01);
        let (kind, file, purpose) = (Kind::Staff, FileForm::Cp932, "4月の人事の点検".to_owned());
        let right = Export { kind, day, file, purpose, sure: false };
        assert_eq!(asked("4月の人事の点検"), Ok(right));
        assert!(asked("点検").unwrap_err().on("purpose").is_some());
        assert_eq!(export(&Answers::default()).unwrap_err().len(), 4);
    }

    #[test]
    fn values_are_put_right_by_row_and_place() {
        let answers = [("cell-18-7", " R1.6.1 "), ("cell-x-1", "a"), ("form", "1")].into();
        assert_eq!(mended(&answers), [(18, 7, "R1.6.1".to_owned())]);
        assert_ne!(header_hash(&["a".into(), "b".into()]), header_hash(&["ab".into()]));
    }
}
