//! A form with a file, read after the guard passed its sender.

use axum::{
    extract::{
        Multipart,
        multipart::{MultipartError, MultipartRejection},
    },
    http::StatusCode,
};

use super::{Answers, AppError, Result};

/// The largest file that is read: 10 MiB.
pub const MAX_FILE: usize = 10 * 1024 * 1024;

/// A file as it was sent, with the other answers of its form.
#[derive(Default)]
pub struct Sent {
    pub answers: Answers,
    pub file_name: String,
    pub bytes: Vec<u8>,
    /// It went on beyond [`MAX_FILE`].
    pub too_large: bool,
}

impl Sent {
    /// Reads what the browser sends. What is too long is read to its end and forgotten: a browser
    /// that is still sending shows no answer.
    pub async fn read(
        multipart: std::result::Result<Multipart, MultipartRejection>,
    ) -> Result<Self> {
        let mut multipart = multipart
            .map_err(|_| AppError::BadRequest("画面のボタンから送信してください。".to_owned()))?;
        let mut sent = Self::default();
        while let Some(mut field) = multipart.next_field().await.map_err(|error| cut(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" {
                field.file_name().unwrap_or_default().clone_into(&mut sent.file_name);
                while let Some(chunk) = field.chunk().await.map_err(|error| cut(&error))? {
                    if sent.bytes.len() + chunk.len() > MAX_FILE {
                        sent.too_large = true;
                        sent.bytes = Vec::new();
                    } else if !sent.too_large {
                        sent.bytes.extend_from_slice(&chunk);
                    }
                }
            } else {
                let mut value = field.text().await.map_err(|error| cut(&error))?;
                value.truncate(value.floor_char_boundary(200));
                sent.answers.put(name, value);
            }
        }
        Ok(sent)
    }

    /// What is wrong with the file as such, for the sender.
    pub fn fault(&self) -> Option<&'static str> {
        if self.too_large {
            Some("ファイルは10MBまでです。行を分けて、いくつかのファイルにしてください")
        } else if self.bytes.is_empty() {
            Some("ファイルを選んでください。中身のないファイルは取り込めません")
        } else {
            None
        }
    }

    /// The name of the file without the folders of the uploader's machine.
    pub fn name(&self) -> String {
        let last = self.file_name.rsplit(['/', '\\']).next().unwrap_or_default();
        let name: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
        if name.trim().is_empty() {
            "名前のないファイル".to_owned()
        } else {
            name.trim().to_owned()
        }
    }
}

fn cut(error: &MultipartError) -> AppError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        AppError::TooLarge
    } else {
        AppError::BadRequest("送信が途中で切れました。もう一度送ってください。".to_owned())
    }
}
