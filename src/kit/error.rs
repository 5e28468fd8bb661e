//! Everything that can go wrong with a request, and the page each one shows. The reader gets a
//! sentence and a way on; the log gets the cause. Never the other way round.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};

use super::{City, Shell, see_other, way_back::is_written};

/// What a handler answers.
pub type Result<T = Response, E = AppError> = std::result::Result<T, E>;

/// Why a request was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error("sign in first")]
    SignInFirst,
    /// The first password is for one use.
    #[error("change the first password first")]
    ChangePasswordFirst,
    /// Also used for what the reader may not see: its existence is not given away.
    #[error("not found")]
    NotFound,
    /// A rule of the house said no; the text is for the reader.
    #[error("{0}")]
    Refused(String),
    #[error("{0}")]
    BadRequest(String),
    #[error("too large")]
    TooLarge,
    /// Sent from another site, or by something that is no browser page of ours.
    #[error("from another site")]
    ForeignSite,
    #[error("busy")]
    Busy,
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    #[error("a page failed to render")]
    Render(#[from] askama::Error),
    #[error("{0}")]
    Internal(String),
}

/// The page of a request that failed. [`super::protect()`] fills it in, because it alone knows
/// what was typed.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    pub shell: Shell,
    pub title: String,
    pub message: String,
    /// Given to the reader for asking, and to the log for finding. Empty when nobody is to blame.
    pub request_id: String,
    /// What was typed, to show again: field and text.
    pub kept: Vec<(String, String)>,
    /// Where the form was sent.
    pub action: String,
    /// Whether sending again may help.
    pub retry: bool,
    /// The page of the thing it was about.
    pub back: Option<String>,
}

impl ErrorPage {
    /// Whether any of what was sent is text to copy from.
    fn has_text(&self) -> bool {
        self.kept.iter().any(|(_, value)| is_written(value))
    }
}

/// The words of a failed request, carried from the handler to the layer that makes the page.
#[derive(Clone, Debug)]
pub struct Fault {
    pub title: &'static str,
    pub message: String,
    pub cause: Option<String>,
}

impl AppError {
    /// The status the reader's browser gets.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::SignInFirst | Self::ChangePasswordFirst => StatusCode::SEE_OTHER,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Refused(_) => StatusCode::CONFLICT,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::ForeignSite => StatusCode::FORBIDDEN,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Database(error) if is_away(error) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Database(_) | Self::Render(_) | Self::Internal(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    fn fault(&self) -> Fault {
        let (title, message) = match self {
            Self::NotFound => (
                "ページが見つかりません",
                "アドレスが違うか、見る権限のないページです。ホームから開き直してください。",
            ),
            Self::Refused(why) => {
                return Fault {
                    title: "いまは行えません", message: why.clone(), cause: None
                };
            }
            Self::BadRequest(why) => {
                return Fault {
                    title: "受け取れない内容でした",
                    message: why.clone(),
                    cause: None,
                };
            }
            Self::TooLarge => (
                "文章が長すぎて受け取れませんでした",
                "何も変わっていません。ブラウザーの［戻る］で前の画面に戻ると、書いた文章が残っています。短くしてから送ってください。",
            ),
            Self::ForeignSite => (
                "この画面からの送信ではありません",
                "安全のため受け付けませんでした。ポータルの画面を開き直してから、もう一度行ってください。",
            ),
            Self::SignInFirst | Self::ChangePasswordFirst | Self::Busy => {
                ("ただいま混み合っています", "少し待ってから、もう一度行ってください。")
            }
            Self::Database(error) if is_away(error) => (
                "ただいま保存と表示ができません",
                "データベースが一時的に止まっています。自動で回復します。1分ほど待ってから、もう一度行ってください。",
            ),
            Self::Database(_) | Self::Render(_) | Self::Internal(_) => (
                "システムの問題で表示できません",
                "職員課に受付番号を伝えてください。保存済みの内容は失われていません。",
            ),
        };
        let cause = self.status().is_server_error().then(|| self.cause());
        Fault { title, message: message.to_owned(), cause }
    }

    fn cause(&self) -> String {
        let mut words = self.to_string();
        let mut source = std::error::Error::source(self);
        while let Some(error) = source {
            words = format!("{words}: {error}");
            source = error.source();
        }
        words
    }
}

/// Whether the database cannot be reached now, as opposed to refusing what it was asked.
fn is_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::Io(_)
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Protocol(_) => true,
        // 57P0x the server is going down or coming up, 53xxx out of resources, 57014 too slow,
        // 55P03 lock not to be had, 25006 disk or role made it read-only
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            code.starts_with("57")
                || code.starts_with("53")
                || code == "55P03"
                || code.starts_with("08")
        }),
        _ => false,
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        match self {
            Self::SignInFirst => return see_other("/login"),
            Self::ChangePasswordFirst => return see_other("/account/password"),
            _ => {}
        }
        let mut response = self.status().into_response();
        if response.status() == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
        }
        response.extensions_mut().insert(self.fault());
        response
    }
}

/// Makes the page of a fault.
pub(super) fn page(
    city: &City,
    fault: &Fault,
    request_id: String,
    kept: Vec<(String, String)>,
    action: String,
    back: Option<String>,
) -> Response {
    let retry = fault.cause.is_some() && !kept.is_empty();
    let page = ErrorPage {
        shell: Shell::bare(city, fault.title),
        title: fault.title.to_owned(),
        message: fault.message.clone(),
        request_id,
        kept,
        action,
        retry,
        back,
    };
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(_) => "システムの問題で表示できません。職員課に連絡してください。".into_response(),
    }
}
