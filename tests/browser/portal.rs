//! The portal on a port of its own, over the test house or the demo city.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    body::Body,
    extract::Request,
    http::StatusCode,
    middleware::{Next, from_fn},
    response::Response,
};
use http_body_util::BodyExt;
use jinzai::kit::App;
use tower::ServiceExt;

/// A running portal.
pub struct Portal {
    /// `http://localhost:…`, where browsers keep secure cookies.
    pub base: String,
    router: axum::Router,
    reports: Arc<AtomicUsize>,
}

impl Portal {
    pub async fn run(app: App) -> Self {
        let reports = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&reports);
        // a browser that stops something our own policy forbids tells us so
        let count = move |request: Request, next: Next| {
            if request.uri().path() == "/csp-report" {
                counted.fetch_add(1, Ordering::SeqCst);
            }
            next.run(request)
        };
        let router = jinzai::app(app).layer(from_fn(count));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let serving = router.clone();
        tokio::spawn(async move { axum::serve(listener, serving).await.unwrap() });
        Self { base, router, reports }
    }

    /// How often a browser has reported a breach of the content policy.
    pub fn policy_reports(&self) -> usize {
        self.reports.load(Ordering::SeqCst)
    }

    /// The page as the server sends it: status, type and text.
    pub async fn ask(
        &self,
        staff: i64,
        path: &str,
        form: Option<&[(String, String)]>,
    ) -> (StatusCode, String, String) {
        let body = form.map(|form| {
            form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
        });
        let request = Request::builder()
            .method(if body.is_some() { "POST" } else { "GET" })
            .uri(path)
            .header("host", "portal")
            .header("cookie", format!("__Host-sid=token-{staff}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body.unwrap_or_default()))
            .unwrap();
        let answer: Response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let kind = parts.headers.get("content-type").map(|v| v.to_str().unwrap().to_owned());
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        (parts.status, kind.unwrap_or_default(), text)
    }
}
