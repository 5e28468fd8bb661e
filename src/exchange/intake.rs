//! A file on its way into the database: opened, and its rows kept piece by piece.

use serde_json::json;

use super::{
    forms::{MAX_COLUMNS, MAX_ROWS},
    kinds::Kind,
    store::{self, PIECE, Raw},
};
use crate::{
    audit::Change,
    kit::{
        AppError, Result,
        table::{Encoding, Records},
    },
};

/// Opens a file away from the threads that answer requests: a workbook takes a while. The inner
/// error is a sentence for the reader.
pub async fn opened(
    bytes: Vec<u8>,
    encoding: Option<Encoding>,
) -> Result<std::result::Result<Records, String>> {
    let opened = tokio::task::spawn_blocking(move || Records::open(&bytes, encoding)).await;
    let records = match opened.map_err(|error| AppError::Internal(error.to_string()))? {
        Ok(records) => records,
        Err(problem) => return Ok(Err(problem.advice)),
    };
    Ok(if records.header.is_empty() {
        Err("ファイルに中身がありません。1行目に列の名前を書いてください".to_owned())
    } else if records.header.len() > MAX_COLUMNS {
        Err(format!("列は{MAX_COLUMNS}個までです。使わない列を削除してください"))
    } else {
        Ok(records)
    })
}

/// A file that stands in the database.
pub struct Kept {
    pub id: i64,
    pub rows: usize,
    pub encoding: Encoding,
}

/// Keeps the rows of a file.
pub async fn keep(
    change: &mut Change,
    kind: Kind,
    name: &str,
    mut records: Records,
) -> Result<std::result::Result<Kept, String>> {
    let (encoding, header) = (records.encoding, records.header.clone());
    let id = store::insert(change, kind, name, encoding, &header).await?;
    let mut rows = 0;
    loop {
        let piece: Vec<Raw> =
            records.by_ref().take(usize::try_from(PIECE).unwrap_or(1)).map(raw).collect();
        if piece.is_empty() {
            break;
        }
        rows += piece.len();
        if rows > MAX_ROWS {
            return Ok(Err(format!(
                "行は{MAX_ROWS}行までです。行を分けて、いくつかのファイルにしてください"
            )));
        }
        store::insert_rows(change, id, &piece).await?;
    }
    if rows == 0 {
        let advice = "列の名前だけで、取り込む行がありません。2行目から1行に1件を書いてください";
        return Ok(Err(advice.to_owned()));
    }
    Ok(Ok(Kept { id, rows, encoding }))
}

fn raw((row, cells): (usize, std::result::Result<Vec<String>, String>)) -> Raw {
    let row = i32::try_from(row).unwrap_or(i32::MAX);
    match cells {
        Ok(cells) => Raw { row, cells: json!(cells), broken: None },
        Err(advice) => Raw { row, cells: json!([]), broken: Some(advice) },
    }
}
