//! What the reader typed, and what was wrong with it.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{header, request::Parts},
};

use time::Date;

use super::{App, AppError, date::wareki};

/// The largest form that is read: a sheet with every text far over its limit still fits, so that
/// the writer gets the page back instead of a refusal.
pub const MAX_FORM: usize = 1024 * 1024;

/// More fields than any page has.
const MAX_FIELDS: usize = 3000;

/// Raw answers, exactly as typed, so that a page can show them again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(Vec<(String, String)>);

impl Answers {
    /// Reads `a=1&b=2`.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let pairs: Vec<_> =
            form_urlencoded::parse(bytes).into_owned().take(MAX_FIELDS + 1).collect();
        (pairs.len() <= MAX_FIELDS).then_some(Self(pairs))
    }

    /// The first answer to a field, without spaces around; empty if there is none.
    pub fn get(&self, field: &str) -> &str {
        self.0.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value.trim())
    }

    /// Every answer to a field that may be ticked more than once.
    pub fn all<'a>(&'a self, field: &str) -> impl Iterator<Item = &'a str> {
        let field = field.to_owned();
        self.0.iter().filter(move |(name, _)| *name == field).map(|(_, value)| value.trim())
    }

    /// Whether the field was sent at all.
    pub fn has(&self, field: &str) -> bool {
        self.0.iter().any(|(name, _)| name == field)
    }

    /// All answers in the order of the page.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The number a form was made with, so that sending it twice has one effect. A form without one
    /// is a new one every time.
    pub fn form_id(&self) -> uuid::Uuid {
        self.get("form").parse().unwrap_or_else(|_| uuid::Uuid::now_v7())
    }

    /// Adds a stored day as the fields of every page show it: 「令和8年4月1日」. What somebody types is
    /// never written anew, but shown again as it was typed.
    pub fn put_day(&mut self, field: impl Into<String>, day: impl Into<Option<Date>>) {
        self.put(field, day.into().map(wareki).unwrap_or_default());
    }

    /// Adds an answer, for pages that are filled from what is stored.
    pub fn put(&mut self, field: impl Into<String>, value: impl Into<String>) {
        self.0.push((field.into(), value.into()));
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Answers {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self(pairs.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect())
    }
}

impl FromRequest<App> for Answers {
    type Rejection = AppError;

    async fn from_request(request: Request, app: &App) -> Result<Self, AppError> {
        let form = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        let bytes = Bytes::from_request(request, app).await.map_err(|rejected| {
            if rejected.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                AppError::TooLarge
            } else {
                AppError::BadRequest("送信された内容を最後まで受け取れませんでした。".to_owned())
            }
        })?;
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        if !form {
            return Err(AppError::BadRequest("画面のボタンから送信してください。".to_owned()));
        }
        Self::parse(&bytes).ok_or_else(|| AppError::BadRequest("項目の数が多すぎます。".to_owned()))
    }
}

/// The words of a list's address: search, sort, page. Read like [`Answers`].
#[derive(Clone, Debug, Default)]
pub struct Filters(pub Answers);

impl std::ops::Deref for Filters {
    type Target = Answers;

    fn deref(&self) -> &Answers {
        &self.0
    }
}

impl FromRequestParts<App> for Filters {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, AppError> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(Answers::parse(query.as_bytes()).unwrap_or_default()))
    }
}

/// Field id and the sentence shown beside it and in the summary, in the order of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistakes(Vec<(String, String)>);

impl Mistakes {
    /// Unwraps a parsed field, or notes its mistake.
    pub fn note<T>(&mut self, field: &str, parsed: Result<T, impl Into<String>>) -> Option<T> {
        parsed.map_err(|sentence| self.add(field, sentence)).ok()
    }

    pub fn add(&mut self, field: impl Into<String>, sentence: impl Into<String>) {
        self.0.push((field.into(), sentence.into()));
    }

    /// The sentence beside a field.
    pub fn on(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, sentence)| sentence.as_str())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, sentence)| (field.as_str(), sentence.as_str()))
    }

    /// The value if nothing was wrong, else everything that was.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_keep_what_was_typed() {
        let answers = Answers::parse("a=%20x%20&who=1&who=2&b=%E9%AB%99".as_bytes()).unwrap();
        assert_eq!(answers.get("a"), "x");
        assert_eq!(answers.get("b"), "髙");
        assert_eq!(answers.all("who").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(answers.iter().next(), Some(("a", " x ")));
        assert!(Answers::parse("a&".repeat(4000).as_bytes()).is_none());
    }

    #[test]
    fn stored_days_stand_in_fields_as_the_city_writes_them() {
        let mut answers = Answers::default();
        answers.put_day("from", time::macros::date!(2026 - 11 - 27));
        answers.put_day("until", None);
        assert_eq!((answers.get("from"), answers.get("until")), ("令和8年11月27日", ""));
    }
}
