//! A list as a workbook: text stays text (a staff number keeps its zeros, nothing is a formula),
//! columns of plain numbers become numbers, the header stays in sight.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::List;
use crate::kit::{AppError, Result};

pub(super) fn bytes(list: &List) -> Result<Vec<u8>> {
    write(list).map_err(|error| AppError::Internal(error.to_string()))
}

fn write(list: &List) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let bold = Format::new().set_bold();
    for (at, name) in (0u16..).zip(&list.header) {
        sheet.write_string_with_format(0, at, name, &bold)?;
    }
    let numbers: Vec<bool> = (0..list.header.len()).map(|at| is_number(list, at)).collect();
    for (row, cells) in (1u32..).zip(&list.rows) {
        for (at, cell) in (0u16..).zip(cells) {
            let number = numbers.get(usize::from(at)).copied().unwrap_or(false);
            match cell.parse::<f64>() {
                Ok(value) if number => sheet.write_number(row, at, value)?,
                _ => sheet.write_string(row, at, cell)?,
            };
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let (rows, columns) = (u32::try_from(list.rows.len()), u16::try_from(list.header.len()));
    if let (Ok(rows @ 1..), Ok(columns @ 1..)) = (rows, columns) {
        sheet.autofilter(0, 0, rows, columns - 1)?;
    }
    sheet.autofit();
    book.save_to_buffer()
}

/// Whether a column holds plain numbers only: no zeros before, nothing that is a number by name.
fn is_number(list: &List, at: usize) -> bool {
    let named = list
        .header
        .get(at)
        .is_some_and(|name| ["番号", "コード", "年度"].iter().any(|word| name.contains(word)));
    let plain = |cell: &str| {
        let digits = cell.strip_prefix('-').unwrap_or(cell);
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let all = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        all(whole) && all(part) && whole.len() <= 12 && (whole == "0" || !whole.starts_with('0'))
    };
    let mut cells = list.rows.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.is_empty());
    !named && cells.clone().next().is_some() && cells.all(|cell| plain(cell))
}
