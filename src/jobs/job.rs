//! What a piece of work is, and how it can fail.

use serde::{Serialize, de::DeserializeOwned};

use super::Progress;
use crate::kit::{App, AppError};

/// Work that is done behind the pages. What it holds is kept in the database until it is done, so
/// it holds numbers and codes, never a person's data. It may be begun more than once (after a
/// failure, or when a machine stopped in the middle) and must lead to the same end.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The word in the database: small letters and underscores.
    const KIND: &'static str;

    /// How often it is tried before somebody has to look at it: eight times take 80 minutes.
    const TRIES: i16 = 8;

    /// What people read in the list of 処理: 「祝日の取り込み」. No person's name.
    fn title(&self) -> String;

    /// Does it.
    fn run(
        self,
        app: App,
        progress: Progress,
    ) -> impl Future<Output = Result<(), Failure>> + Send + 'static;
}

/// Why work did not come to its end, in a sentence for 職員課. No person's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// May succeed later: tried again, each time after a longer while.
    ForNow(String),
    /// Will not succeed by itself.
    ForGood(String),
    /// Somebody gave it up while it was running.
    Stopped,
}

impl From<AppError> for Failure {
    /// The cause goes to the log; the list of 処理 gets a sentence.
    fn from(error: AppError) -> Self {
        match &error {
            AppError::Refused(why) | AppError::BadRequest(why) => Self::ForGood(why.clone()),
            _ => {
                tracing::warn!(%error, "a job failed");
                let words = if matches!(error, AppError::Database(_)) {
                    "データベースに書き込めませんでした。"
                } else {
                    "システムの問題で終えられませんでした。"
                };
                Self::ForNow(words.to_owned())
            }
        }
    }
}
