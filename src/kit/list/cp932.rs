//! CSV in the Windows code page of Japan. What it does not have becomes 〓, and the file ends with a
//! line that names each such character by its number.

use std::{collections::HashMap, fmt::Write};

use super::List;
use crate::kit::{AppError, Result};

/// The mark printers have always set for a character they do not have.
pub const MISSING: char = '〓';
/// How the last line begins.
const NOTE: &str = "Shift_JISにない文字を〓にしました";

/// Whether a line of a file is that last line.
pub fn is_note(cell: &str) -> bool {
    cell.starts_with(NOTE)
}

/// Characters that Windows and the rest of the world number differently, and look the same.
fn twin(c: char) -> char {
    match c {
        '〜' => '～',
        '—' => '―',
        '−' => '－',
        '‖' => '∥',
        '¢' => '￠',
        '£' => '￡',
        '¬' => '￢',
        other => other,
    }
}

/// Tells of each character once whether the code page has it.
#[derive(Default)]
struct Page(HashMap<char, bool>);

impl Page {
    fn has(&mut self, c: char) -> bool {
        c.is_ascii()
            || *self.0.entry(c).or_insert_with(|| {
                let mut letter = [0; 4];
                !encoding_rs::SHIFT_JIS.encode(c.encode_utf8(&mut letter)).2
            })
    }
}

pub(super) fn foreign(list: &List) -> Vec<char> {
    let mut page = Page::default();
    let mut found = Vec::new();
    for cell in list.header.iter().chain(list.rows.iter().flatten()) {
        for c in cell.chars() {
            if !page.has(twin(c)) && !found.contains(&c) {
                found.push(c);
            }
        }
    }
    found
}

pub(super) fn bytes(list: &List) -> Result<Vec<u8>> {
    let csv = String::from_utf8(list.csv()?).map_err(|e| AppError::Internal(e.to_string()))?;
    let mut page = Page::default();
    let mut text: String = csv
        .trim_start_matches('\u{feff}')
        .chars()
        .map(|c| if page.has(twin(c)) { twin(c) } else { MISSING })
        .collect();
    let foreign = foreign(list);
    if !foreign.is_empty() {
        let names: Vec<String> =
            foreign.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect();
        let _ = write!(text, "\r\n{NOTE}：{}\r\n", names.join(" "));
    }
    Ok(encoding_rs::SHIFT_JIS.encode(&text).0.into_owned())
}
