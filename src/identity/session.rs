//! Sessions: a random token in a cookie, its digest in the database, and the layer that finds the
//! person behind a request.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use rand::RngExt;
use sha2::{Digest, Sha256};
use time::Duration;

use super::{rules, store};
use crate::kit::{App, AppError, Notice};

/// The cookie's name makes browsers refuse it unless it is secure and this host's own.
const COOKIE: &str = "__Host-sid";

/// Where a request came from; put there by the server for every connection.
#[derive(Clone, Debug)]
pub struct Caller(pub String);

impl Caller {
    /// The address in words; tests and odd transports have none.
    pub fn of(extensions: &axum::http::Extensions) -> String {
        extensions.get::<Self>().map_or_else(|| "-".to_owned(), |caller| caller.0.clone())
    }
}

/// A fresh token: 256 random bits in hexadecimal.
pub fn new_token() -> String {
    let bytes: [u8; 32] = rand::rng().random();
    hex(&bytes)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// What the database keeps of a token, a code or a typed number.
pub fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// The header that gives the browser its token.
pub fn cookie(token: &str) -> String {
    let seconds = rules::ABSOLUTE.whole_seconds();
    format!("{COOKIE}={token}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax")
}

/// The header that takes it away again.
pub const FORGET: &str = "__Host-sid=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax";

/// The token a request brings.
pub fn token(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// Finds the person behind the request, in one statement, and notes that the session is in use.
pub async fn load_actor(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let Some(token) = token(request.headers()) else {
        return next.run(request).await;
    };
    let found = store::actor(&app.reader, &digest(token), app.now(), app.today()).await;
    match found {
        Ok(Some(found)) => {
            let mut actor = found.actor;
            actor.origin = Caller::of(request.extensions());
            if request.method() == Method::GET {
                actor.notice = Notice::from_headers(request.headers());
            }
            // an open page that looks for news by itself is nobody at work
            let looks = request.headers().contains_key("x-look");
            if !looks && app.now() - found.last_seen_at > Duration::minutes(1) {
                touch(&app, actor.session);
            }
            request.extensions_mut().insert(actor);
            next.run(request).await
        }
        Ok(None) => next.run(request).await,
        // without the database nobody is let in, and nobody is signed out
        Err(error) => AppError::from(error).into_response(),
    }
}

/// Notes that a session is in use, beside the request: a reader never waits for it.
fn touch(app: &App, session: i64) {
    let (app, now) = (app.clone(), app.now());
    tokio::spawn(async move {
        if let Err(error) = store::touch(&app, session, now).await {
            tracing::warn!(%error, "a session could not be touched");
        }
    });
}
