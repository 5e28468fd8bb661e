//! Turning a template into a response.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};

use super::{AppError, Notice};

/// A rendered page. It answers 200; [`Page::unprocessable`] answers 422.
pub struct Page<T>(pub T);

impl<T: Template> Page<T> {
    /// The same page again, because what was sent cannot be accepted.
    pub fn unprocessable(self) -> Response {
        (StatusCode::UNPROCESSABLE_ENTITY, self).into_response()
    }

    /// The same page again, because somebody else was faster.
    pub fn conflicting(self) -> Response {
        (StatusCode::CONFLICT, self).into_response()
    }
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => Html(html).into_response(),
            Err(error) => AppError::Render(error).into_response(),
        }
    }
}

/// Post, redirect, get.
pub fn see_other(to: &str) -> Response {
    Redirect::to(to).into_response()
}

/// Post, redirect, get, and a word about what was done on the next page.
pub fn redirect(to: &str, notice: Notice) -> Response {
    let mut response = see_other(to);
    if let Ok(cookie) = HeaderValue::from_str(&notice.cookie()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
