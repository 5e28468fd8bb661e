//! Lists as files, in the form the reader asks for: CSV that every spreadsheet opens, CSV of the
//! Windows code page for older systems, or a workbook. No cell is ever taken for a formula
//! (quality.md S-10).

mod cp932;
mod listing;
mod workbook;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use super::{Answers, Result, csv};

pub use cp932::{MISSING, is_note};
pub use listing::{Listing, Sorting};

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum FileForm {
    /// CSV in UTF-8 with the mark by which Excel knows it.
    #[default]
    Csv,
    /// CSV in the Windows code page of Japan, for systems that know no other.
    Cp932,
    /// A workbook (.xlsx).
    Xlsx,
}

impl FileForm {
    /// Every form, the usual one first.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Cp932, Self::Xlsx];

    /// The word in forms and addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Cp932 => "cp932",
            Self::Xlsx => "xlsx",
        }
    }

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Csv => "CSV（UTF-8。Excelで開けます）",
            Self::Cp932 => "CSV（Shift_JIS。古いシステム向け）",
            Self::Xlsx => "Excelブック（xlsx）",
        }
    }

    /// Reads the word of a form or an address.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.code() == code)
    }

    /// What an address or a form asks for in `file`; CSV if it does not.
    pub fn asked(answers: &Answers) -> Self {
        Self::from_code(answers.get("file")).unwrap_or_default()
    }

    fn ending(self) -> &'static str {
        if self == Self::Xlsx { "xlsx" } else { "csv" }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Cp932 => "text/csv; charset=shift_jis",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A list before it becomes a file.
#[derive(Clone, Debug)]
pub struct List {
    /// The name of the file without its ending; may be Japanese.
    pub name: String,
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl List {
    pub fn new(name: impl Into<String>, header: &[&str], rows: Vec<Vec<String>>) -> Self {
        let header = header.iter().map(|&name| name.to_owned()).collect();
        Self { name: name.into(), header, rows }
    }

    /// The characters the Windows code page does not have, each once, in the order they come.
    pub fn foreign(&self) -> Vec<char> {
        cp932::foreign(self)
    }

    /// The bytes of the file.
    pub fn bytes(&self, form: FileForm) -> Result<Vec<u8>> {
        match form {
            FileForm::Csv => self.csv(),
            FileForm::Cp932 => cp932::bytes(self),
            FileForm::Xlsx => workbook::bytes(self),
        }
    }

    fn csv(&self) -> Result<Vec<u8>> {
        let header: Vec<&str> = self.header.iter().map(String::as_str).collect();
        csv::bytes(&header, &self.rows)
    }

    /// The file to download.
    pub fn answer(&self, form: FileForm) -> Result<Response> {
        let mut response = self.bytes(form)?.into_response();
        let out = response.headers_mut();
        out.insert(header::CONTENT_TYPE, HeaderValue::from_static(form.content_type()));
        let (name, ending) = (csv::encoded(&self.name), form.ending());
        let disposition =
            format!("attachment; filename=\"list.{ending}\"; filename*=UTF-8''{name}.{ending}");
        if let Ok(value) = HeaderValue::from_str(&disposition) {
            out.insert(header::CONTENT_DISPOSITION, value);
        }
        Ok(response)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::table::{Encoding, Records};

    fn list() -> List {
        let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
        let rows = vec![
            row(["010234", "=1+1", "12", "令和8年度〜"]),
            row(["010235", "髙橋 𠮷子", "-3", "「,」と\"と\n改行"]),
        ];
        List::new("職員", &["職員番号", "氏名", "点", "メモ"], rows)
    }

    #[test]
    fn every_form_says_the_same_and_is_read_again() {
        for (form, encoding) in [
            (FileForm::Csv, Encoding::Utf8Mark),
            (FileForm::Xlsx, Encoding::Xlsx),
            (FileForm::Cp932, Encoding::Cp932),
        ] {
            let bytes = list().bytes(form).unwrap();
            let records = Records::open(&bytes, None).unwrap();
            assert_eq!(records.encoding, encoding);
            assert_eq!(records.header, list().header);
            let rows: Vec<_> = records.take(2).map(|(_, cells)| cells.unwrap()).collect();
            if form == FileForm::Cp932 {
                assert_eq!(rows[0][3], "令和8年度～", "the tilde the code page has");
                assert_eq!(rows[1][1], "髙橋 〓子");
            } else {
                assert_eq!(rows, list().rows, "{form:?}");
            }
            assert_eq!(FileForm::from_code(form.code()), Some(form));
        }
    }

    #[test]
    fn what_the_code_page_does_not_have_is_listed_at_the_end() {
        assert_eq!(list().foreign(), ['𠮷']);
        let bytes = list().bytes(FileForm::Cp932).unwrap();
        let (text, _, lost) = encoding_rs::SHIFT_JIS.decode(&bytes);
        assert!(!lost);
        let end = text.trim_end().lines().last().unwrap();
        assert_eq!(end, "Shift_JISにない文字を〓にしました：U+20BB7");
    }
}
