//! The instruments: a server on a thread of its own whose processor time the kernel counts, and a
//! client that costs it nothing.

use std::{
    cell::Cell,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    sync::mpsc,
};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{Request, StatusCode, header},
};
use http_body_util::BodyExt;
use jinzai::kit::App;
use tokio::runtime::{Builder, Handle};
use tower::ServiceExt;

use crate::{Outcome, visits::Visit};

/// One thread that answers requests.
pub struct Server {
    runtime: Handle,
}

impl Server {
    /// The thread runs as long as the program.
    pub fn new() -> Outcome<Self> {
        let (send, receive) = mpsc::channel();
        std::thread::spawn(move || {
            let Ok(runtime) = Builder::new_current_thread().enable_all().build() else { return };
            if send.send(runtime.handle().clone()).is_ok() {
                runtime.block_on(std::future::pending::<()>());
            }
        });
        Ok(Self { runtime: receive.recv()? })
    }

    /// Carries something out with the server's connections.
    pub fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Answers on a free port.
    pub fn serve(&self, router: Router) -> Outcome<u16> {
        let listener = self.run(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
        let port = listener.local_addr()?.port();
        self.runtime.spawn(async move { axum::serve(listener, router).await });
        Ok(port)
    }

    /// Nanoseconds of processor time of the thread that answers.
    pub fn cpu(&self) -> Outcome<f64> {
        let read = async { fs::read_to_string("/proc/thread-self/schedstat") };
        first_number(&self.run(self.runtime.spawn(read))??)
    }

    /// The statements of a page, beside the rollback that cleans a connection.
    pub fn statements(&self, app: &App, visit: &Visit) -> Outcome<usize> {
        let router = jinzai::app(app.clone());
        let request =
            Request::get(&visit.path).header("host", "bench").header(header::COOKIE, &visit.cookie);
        let request = request.body(Body::empty())?;
        COUNT.set(0);
        let response = tracing::subscriber::with_default(Counter, || {
            self.run(async {
                let response = router.oneshot(request).await?;
                let status = response.status();
                response.into_body().collect().await?;
                Ok::<_, Box<dyn std::error::Error>>(status)
            })
        })?;
        if response != StatusCode::OK {
            return Err(format!("{} answered {response}", visit.path).into());
        }
        Ok(COUNT.get())
    }
}

/// The same bytes from a handler that does nothing.
pub fn bare(bytes: Bytes) -> Router {
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    Router::new().fallback(move || async move { (kind, bytes) })
}

fn first_number(text: &str) -> Outcome<f64> {
    Ok(text.split_whitespace().next().unwrap_or_default().parse()?)
}

/// Nanoseconds of processor time of these processes.
pub fn cpu_of(pids: &[i32]) -> Outcome<f64> {
    pids.iter()
        .map(|pid| first_number(&fs::read_to_string(format!("/proc/{pid}/schedstat"))?))
        .sum()
}

pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// One connection that asks for one page again and again.
pub struct Client {
    request: String,
    connection: BufReader<TcpStream>,
}

impl Client {
    pub fn new(port: u16, path: &str, cookie: &str) -> Outcome<Self> {
        let connection = TcpStream::connect(("127.0.0.1", port))?;
        connection.set_nodelay(true)?;
        let request = format!("GET {path} HTTP/1.1\r\nhost: bench\r\ncookie: {cookie}\r\n\r\n");
        Ok(Self { request, connection: BufReader::with_capacity(1 << 18, connection) })
    }

    /// Asks and reads the answer to its end.
    pub fn get(&mut self) -> Outcome<Bytes> {
        self.connection.get_mut().write_all(self.request.as_bytes())?;
        let (mut line, mut length) = (String::new(), None);
        self.connection.read_line(&mut line)?;
        if !line.starts_with("HTTP/1.1 200") {
            return Err(format!("{:?} was answered {line:?}", self.request).into());
        }
        loop {
            line.clear();
            self.connection.read_line(&mut line)?;
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = Some(value.trim().parse()?);
            }
        }
        let mut body = vec![0; length.ok_or("an answer without its length")?];
        self.connection.read_exact(&mut body)?;
        Ok(body.into())
    }
}

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

/// Counts what sqlx says it has sent.
struct Counter;

impl tracing::Subscriber for Counter {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        struct Summary(bool);
        impl tracing::field::Visit for Summary {
            fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
                if field.name() == "summary" {
                    self.0 = !format!("{value:?}").contains("rollback");
                }
            }
        }
        let mut summary = Summary(true);
        event.record(&mut summary);
        if summary.0 {
            COUNT.set(COUNT.get() + 1);
        }
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}
