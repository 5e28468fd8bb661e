//! What lies around every handler: security headers on every answer, a word instead of a bare
//! error, typed text kept through a fault, and changes that a closed browser cannot cut in half.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt, Limited};
use tower_http::csrf::CsrfLayer;
use tracing::Instrument;

use super::{
    Answers, App, AppError, MAX_FORM, Notice, Route,
    error::{self, Fault},
    list::{FileForm, List},
    way_back::way_back,
};

/// Where browsers report what the content policy stopped.
pub const REPORT_PATH: &str = "/csp-report";

/// Where files are sent to. They are read by their handler, after its guard, and not kept to be
/// shown again.
pub const UPLOADS: [&str; 3] =
    ["/hr/imports/file", "/hr/framework/file", "/hr/calendar/holidays/file"];

/// The longest body such a path reads to its end. A handler refuses files far below it, but a
/// browser that is still sending shows no answer.
pub const MAX_UPLOAD: usize = 48 * 1024 * 1024;

const HEADERS: [(HeaderName, &str); 8] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'; object-src 'none'; report-uri /csp-report",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    ),
];

/// Puts the layers round the router made from a table of routes. Outermost first: headers and fault pages, cross-site
/// refusal, and the task a disconnect cannot cancel.
pub fn protect(router: axum::Router<App>, table: &[Route], app: App) -> axum::Router {
    use axum::middleware::{from_fn, from_fn_with_state};
    router
        .fallback(async || AppError::NotFound)
        .method_not_allowed_fallback(async || {
            (StatusCode::METHOD_NOT_ALLOWED, AppError::NotFound).into_response()
        })
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(|_| {
            AppError::Internal("a handler panicked".to_owned()).into_response()
        }))
        .layer(from_fn(uncancelled))
        .layer(CsrfLayer::new().with_rejection_response(|_| AppError::ForeignSite.into_response()))
        .layer(from_fn_with_state((app.clone(), Arc::from(table)), explained))
        .with_state(app)
}

/// A change runs in a task of its own: a browser that goes away cannot stop it between two
/// statements (quality.md 0.1).
async fn uncancelled(request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    match tokio::spawn(next.run(request).in_current_span()).await {
        Ok(response) => response,
        Err(failed) => AppError::Internal(failed.to_string()).into_response(),
    }
}

/// Gives the request a number, keeps what was typed, and turns a fault into its page.
async fn explained(
    State((app, table)): State<(App, Arc<[Route]>)>,
    request: Request,
    next: Next,
) -> Response {
    let id = uuid::Uuid::now_v7().simple().to_string();
    let path = request.uri().path().to_owned();
    let query = request.uri().query().map(str::to_owned);
    let route = request.extensions().get::<MatchedPath>().map(|m| m.as_str().to_owned());
    let method = request.method().clone();
    let span = tracing::info_span!("request", id, %method, route = route.as_deref().unwrap_or("-"));
    let notice = Notice::from_headers(request.headers()).is_some() && method == Method::GET;
    let script = asks_for_json(request.headers());
    async move {
        let started = std::time::Instant::now();
        let (response, typed) = match keep(request).await {
            Ok((request, typed)) => (next.run(request).await, typed),
            Err(refused) => (refused.into_response(), Bytes::new()),
        };
        let response = in_our_words(in_form(response, query.as_deref(), &typed));
        let mut response = match response.extensions().get::<Fault>().cloned() {
            Some(fault) => {
                let failed = Failed { id: &id, typed: &typed, path: &path };
                let route = route.as_deref().unwrap_or_default();
                let back = way_back(&table, method.as_str(), route, &path);
                with_page(&app, &fault, response, &failed, back)
            }
            None => response,
        };
        if script && response.headers().get(header::LOCATION).is_some_and(|to| to == "/login") {
            response = signed_out();
        }
        dress(&mut response, &path, method == Method::GET, notice);
        record(&response, route.as_deref(), started);
        response
    }
    .instrument(span)
    .await
}

/// A list goes out in the form the address or the sent form asks for; without a word, as CSV.
fn in_form(mut response: Response, query: Option<&str>, typed: &Bytes) -> Response {
    let Some(list) = response.extensions_mut().remove::<List>() else { return response };
    let form = |bytes: &[u8]| {
        let answers = Answers::parse(bytes)?;
        FileForm::from_code(answers.get("file"))
    };
    let asked = query.and_then(|query| form(query.as_bytes())).or_else(|| form(typed));
    match asked {
        None | Some(FileForm::Csv) => response,
        Some(other) => list.answer(other).unwrap_or_else(IntoResponse::into_response),
    }
}

/// An address whose number is none is refused before any handler, in English and without a page: to
/// the reader it is a page that does not exist.
fn in_our_words(response: Response) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let bare = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if bare && response.status() == StatusCode::BAD_REQUEST {
        return AppError::NotFound.into_response();
    }
    response
}

/// Whether the page's script is asking, which wants words it can read and not another page.
fn asks_for_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|kinds| kinds.starts_with("application/json"))
}

fn signed_out() -> Response {
    let message = serde_json::json!({ "message": "もう一度ログインしてください。" });
    (StatusCode::UNAUTHORIZED, axum::Json(message)).into_response()
}

/// Reads a form once, so that it can be shown again if the answer is a fault.
async fn keep(request: Request) -> Result<(Request, Bytes), AppError> {
    if request.method() != Method::POST || UPLOADS.contains(&request.uri().path()) {
        return Ok((request, Bytes::new()));
    }
    let (parts, body) = request.into_parts();
    match Limited::new(body, MAX_FORM).collect().await {
        Ok(read) => {
            let bytes = read.to_bytes();
            Ok((Request::from_parts(parts, Body::from(bytes.clone())), bytes))
        }
        Err(error) if error.is::<http_body_util::LengthLimitError>() => Err(AppError::TooLarge),
        Err(_) => {
            Err(AppError::BadRequest("送信が途中で切れました。もう一度送ってください。".to_owned()))
        }
    }
}

/// A request that could not be carried out.
struct Failed<'a> {
    id: &'a str,
    typed: &'a Bytes,
    path: &'a str,
}

fn with_page(
    app: &App,
    fault: &Fault,
    response: Response,
    failed: &Failed<'_>,
    back: Option<String>,
) -> Response {
    let mut number = String::new();
    if let Some(cause) = &fault.cause {
        tracing::error!(cause, "request failed");
        failed.id.clone_into(&mut number);
    }
    // passwords are not text to show again, and the form's own number must stay as it was
    let kept = Answers::parse(failed.typed)
        .map(|answers| {
            answers
                .iter()
                .filter(|(name, _)| !name.contains("password"))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect()
        })
        .unwrap_or_default();
    let (mut parts, _) = response.into_parts();
    // a thing that is not there has no page either
    let back = back.filter(|_| parts.status != StatusCode::NOT_FOUND);
    let page = error::page(&app.city, fault, number, kept, failed.path.to_owned(), back);
    parts.headers.remove(header::CONTENT_LENGTH);
    for (name, value) in page.headers() {
        parts.headers.insert(name.clone(), value.clone());
    }
    Response::from_parts(parts, page.into_body())
}

fn dress(response: &mut Response, path: &str, get: bool, notice: bool) {
    let status = response.status();
    let headers: &mut HeaderMap = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !path.starts_with("/static/") {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    // the sign-in page leads back to where the reader wanted to go
    let to_door = headers.get(header::LOCATION).is_some_and(|to| to == "/login");
    if to_door
        && path.len() > 1
        && get
        && let Ok(to) = HeaderValue::from_str(&format!("/login?next={path}"))
    {
        headers.insert(header::LOCATION, to);
    }
    if notice && status == StatusCode::OK {
        headers.append(header::SET_COOKIE, HeaderValue::from_static(Notice::FORGET));
    }
}

fn record(response: &Response, route: Option<&str>, started: std::time::Instant) {
    let status = response.status().as_u16();
    let taken = started.elapsed();
    let route = route.unwrap_or("-").to_owned();
    metrics::counter!("http_requests_total", "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("http_request_seconds", "route" => route).record(taken.as_secs_f64());
    tracing::info!(status, micros = u64::try_from(taken.as_micros()).unwrap_or(u64::MAX), "done");
}
