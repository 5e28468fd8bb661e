//! Style sheet, script and icon: inside the program, under names that change with their content.

use axum::{
    body::Body,
    extract::{Path, Query},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/static"]
struct Static;

/// The address of a file, with the digest of its content, so that browsers may keep it for good.
pub(super) fn href(name: &str) -> String {
    match Static::get(name) {
        Some(file) => format!("/static/{name}?v={}", digest(&file)),
        None => format!("/static/{name}"),
    }
}

fn digest(file: &EmbeddedFile) -> String {
    use std::fmt::Write;
    file.metadata.sha256_hash().iter().take(6).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// `v`: the digest the page was made with.
#[derive(serde::Deserialize)]
pub struct Version {
    v: Option<String>,
}

/// Answers one file. With the right digest it may be kept for a year.
pub async fn static_file(
    Path(name): Path<String>,
    Query(version): Query<Version>,
    headers: HeaderMap,
) -> Response {
    let Some(file) = Static::get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let digest = digest(&file);
    let tag = format!("\"{digest}\"");
    let keep = if version.v.as_deref() == Some(&digest) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|t| t.as_bytes() == tag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(file.data).into_response()
    };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(&name)));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    response
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
