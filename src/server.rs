//! Answering requests: an accept loop of our own, because the stock one never drops a client that
//! dribbles its headers (quality.md 0.2), and a stop that lets requests in flight finish.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, Request, StatusCode},
    response::IntoResponse,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tower::ServiceExt;

use crate::{
    identity::{Anyone, Caller},
    kit::{App, REPORT_PATH, Result, Routes, static_file},
};

/// How long a client may take for its headers, the first byte included.
const HEADER_TIME: Duration = Duration::from_secs(5);
/// How long requests in flight get after the stop was asked for.
const GRACE: Duration = Duration::from_secs(20);
/// More connections than this wait in the kernel's queue.
const CONNECTIONS: usize = 2048;

/// Pages that need no person: is it alive, is it ready, files, reports of the content policy.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/healthz", alive)
        .get("/readyz", ready)
        .get("/static/{*name}", asset)
        .post(REPORT_PATH, policy_report)
}

async fn alive(_: Anyone) -> Result {
    Ok("ok\n".into_response())
}

/// Ready: the database answers, and its schema is the one this program was made for.
async fn ready(_: Anyone, State(app): State<App>) -> Result {
    match crate::database::is_migrated(&app.reader).await {
        Ok(true) => Ok("ready\n".into_response()),
        Ok(false) => Ok((StatusCode::SERVICE_UNAVAILABLE, "not migrated\n").into_response()),
        Err(_) => Ok((StatusCode::SERVICE_UNAVAILABLE, "no database\n").into_response()),
    }
}

async fn asset(_: Anyone, request: Request<Body>) -> Result {
    use axum::{
        RequestExt,
        extract::{Path, Query},
    };
    let mut request = request;
    let path = request.extract_parts::<Path<String>>().await;
    let query = request.extract_parts::<Query<_>>().await;
    let (Ok(path), Ok(query)) = (path, query) else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    Ok(static_file(path, query, request.headers().clone()).await)
}

/// A browser stopped something the policy does not allow: a fault of ours, or an attack.
async fn policy_report(_: Anyone, body: String) -> Result {
    let words: String = body.chars().filter(|c| !c.is_control()).take(500).collect();
    tracing::warn!(report = words, "content policy");
    metrics::counter!("csp_reports_total").increment(1);
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Whose word about the client's address is believed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Proxy(pub Option<std::net::IpAddr>);

/// Serves until `stop`, then lets what is under way finish.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    proxy: Proxy,
    stop: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let Some((stream, from, place)) = accepted else { continue };
        let (watcher, router) = (graceful.watcher(), router.clone());
        tokio::spawn(async move {
            answer(stream, from, router, proxy, watcher).await;
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(GRACE, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were still running at the end of the grace time");
    }
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, from)) => Some((stream, from, place)),
        Err(error) => {
            // out of file descriptors, most likely: wait instead of spinning
            tracing::warn!(%error, "a connection could not be accepted");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

/// One connection from its first byte to its end.
async fn answer(
    stream: TcpStream,
    from: SocketAddr,
    router: Router,
    proxy: Proxy,
    watcher: Watcher,
) {
    // nothing is promised to a client that connects and says nothing
    if !matches!(tokio::time::timeout(HEADER_TIME, stream.readable()).await, Ok(Ok(()))) {
        return;
    }
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: Request<Incoming>| {
        let caller = Caller(proxy.origin(from, request.headers()));
        request.extensions_mut().insert(caller);
        router.clone().oneshot(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service);
    // a client that goes away is no fault
    let _ = watcher.watch(connection).await;
}

impl Proxy {
    /// The client's address: the proxy's word for it if the proxy is the configured one, else
    /// whoever is at the other end.
    fn origin(self, from: SocketAddr, headers: &HeaderMap) -> String {
        let told = (self.0 == Some(from.ip()))
            .then(|| headers.get("x-forwarded-for")?.to_str().ok()?.rsplit(',').next())
            .flatten()
            .and_then(|address| address.trim().parse::<std::net::IpAddr>().ok());
        told.unwrap_or_else(|| from.ip()).to_string()
    }
}

/// The figures for monitoring, on an address of their own.
pub(crate) async fn figures(
    listener: TcpListener,
    recorder: metrics_exporter_prometheus::PrometheusHandle,
) {
    let router = Router::new().fallback(async move |request: Request<Body>| {
        if request.uri().path() == "/metrics" {
            recorder.render().into_response()
        } else {
            StatusCode::NOT_FOUND.into_response()
        }
    });
    serve(listener, router, Proxy(None), std::future::pending()).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_configured_proxy_is_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "6.6.6.6, 10.1.2.3".parse().unwrap());
        let from = "127.0.0.1:5000".parse().unwrap();
        assert_eq!(Proxy(None).origin(from, &headers), "127.0.0.1");
        assert_eq!(Proxy(Some([127, 0, 0, 1].into())).origin(from, &headers), "10.1.2.3");
        assert_eq!(Proxy(Some([10, 0, 0, 9].into())).origin(from, &headers), "127.0.0.1");
    }
}
