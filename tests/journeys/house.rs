//! A test house: the real router over a real database, with people in it.
//!
//! 佐藤 and 鈴木 (主事), 渡辺 (主任) and 田中 (係長) work in 庶務係 of 福祉総務課, led by 課長 高橋,
//! in 保健福祉部, led by 部長 小林, under 副市長 森. 工藤 is HR, 監物 reads the audit book, 井上
//! administers. 課長 阿部 of 市民課 has nothing to do with any of them.

use std::{cell::Cell, sync::Once};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use jinzai::{
    database::{self, testing::TestDb},
    identity::password,
    jobs::{Handlers, Worker},
    kit::{App, City, Clock, HashCost, Mailer},
};
use scraper::{Html, Selector};
use sqlx::{Connection, Executor, PgConnection, PgPool, postgres::PgConnectOptions};
use time::macros::datetime;
use tower::ServiceExt;

/// The password of everybody in the house.
pub const PASSWORD: &str = "あかるい窓辺の青い鳥";

/// Somebody in the house, by staff id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Who(pub i64);

pub const MORI: Who = Who(1);
pub const KOBAYASHI: Who = Who(2);
pub const TAKAHASHI: Who = Who(3);
pub const TANAKA: Who = Who(4);
pub const SATO: Who = Who(5);
pub const SUZUKI: Who = Who(6);
pub const WATANABE: Who = Who(7);
pub const KUDO: Who = Who(9);
pub const ABE: Who = Who(11);
pub const KENMOTSU: Who = Who(12);
pub const INOUE: Who = Who(13);
/// Somebody who has not signed in.
pub const NOBODY: Who = Who(0);

/// Everybody, with their names, for tables.
pub const EVERYONE: [(&str, Who); 10] = [
    ("nobody", NOBODY),
    ("Sato", SATO),
    ("Suzuki", SUZUKI),
    ("Takahashi", TAKAHASHI),
    ("Kobayashi", KOBAYASHI),
    ("Mori", MORI),
    ("Kudo", KUDO),
    ("Abe", ABE),
    ("Kenmotsu", KENMOTSU),
    ("Inoue", INOUE),
];

pub struct House {
    router: Router,
    pub app: App,
    pub clock: Clock,
    /// As the owner: for looking and for planting, not as the application.
    pub db: PgPool,
    test_db: TestDb,
}

/// What came back.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub html: String,
    /// As it was sent; a file need not be text.
    pub bytes: Vec<u8>,
}

impl Reply {
    /// Where it leads.
    pub fn location(&self) -> &str {
        self.headers.get("location").map_or("", |value| value.to_str().unwrap())
    }

    /// The texts of all elements, with white space folded.
    pub fn texts(&self, css: &str) -> Vec<String> {
        let selector = Selector::parse(css).unwrap();
        Html::parse_document(&self.html)
            .select(&selector)
            .map(|e| e.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    }

    /// The text of the first such element, or nothing.
    pub fn text(&self, css: &str) -> String {
        self.texts(css).into_iter().next().unwrap_or_default()
    }

    /// What a field of the page holds: text, chosen radio or text area.
    pub fn value_of(&self, field: &str) -> Option<String> {
        let document = Html::parse_document(&self.html);
        let selector = Selector::parse(&format!("[name='{field}']")).unwrap();
        let fields: Vec<_> = document.select(&selector).collect();
        let first = fields.first()?;
        match (first.value().name(), first.value().attr("type")) {
            ("textarea", _) => Some(first.text().collect()),
            (_, Some("radio" | "checkbox")) => fields
                .iter()
                .find(|f| f.value().attr("checked").is_some())
                .and_then(|f| f.value().attr("value"))
                .map(str::to_owned),
            ("select", _) => {
                let chosen = Selector::parse("option[selected]").unwrap();
                first.select(&chosen).next()?.value().attr("value").map(str::to_owned)
            }
            _ => first.value().attr("value").map(str::to_owned),
        }
    }

    /// An attribute of all such elements that have it.
    pub fn attrs(&self, css: &str, name: &str) -> Vec<String> {
        let selector = Selector::parse(css).unwrap();
        Html::parse_document(&self.html)
            .select(&selector)
            .filter_map(|e| e.value().attr(name).map(str::to_owned))
            .collect()
    }

    /// An attribute of the first such element.
    pub fn attr(&self, css: &str, name: &str) -> Option<String> {
        let selector = Selector::parse(css).unwrap();
        let document = Html::parse_document(&self.html);
        document.select(&selector).next()?.value().attr(name).map(str::to_owned)
    }
}

impl House {
    /// The house on the morning of 24 November 2026, in Japan.
    pub async fn open() -> Self {
        let test_db = TestDb::new().await.unwrap();
        let clock = Clock::set(datetime!(2026-11-24 1:00 UTC));
        let city = City {
            name: "昭島市".to_owned(),
            contact: "総務部 職員課 人財育成係（内線 2345）".to_owned(),
        };
        let (reader, writer) = (database::reader(&test_db.app), database::writer(&test_db.app));
        let mut app = App::new(reader, writer, clock.clone(), city);
        app.hash_cost = HashCost::Cheapest;
        let hash = password::hash(&app, PASSWORD).await.unwrap();
        let mut owner = PgConnection::connect_with(&test_db.owner).await.unwrap();
        let fixture = include_str!("house.sql").replace("$1", &format!("'{hash}'"));
        owner.execute(sqlx::AssertSqlSafe(fixture)).await.unwrap();
        owner
            .execute(
                "insert into session (token_hash, staff_id, created_at, last_seen_at, expires_at,
                                      origin, user_agent)
                 select sha256(convert_to('token-' || id, 'UTF8')), id, '2026-11-24 1:00Z',
                        '2026-11-24 1:00Z', '2026-11-24 11:00Z', 'test', 'test' from staff",
            )
            .await
            .unwrap();
        owner.close().await.unwrap();
        let db = PgPool::connect_with(test_db.owner.clone()).await.unwrap();
        let router = jinzai::app(app.clone());
        Self { router, app, clock, db, test_db }
    }

    /// The same house with a mail server.
    pub fn with_mailer(mut self, mailer: Mailer) -> Self {
        self.app.mailer = Some(mailer);
        self.router = jinzai::app(self.app.clone());
        self
    }

    pub async fn get(&self, who: Who, path: &str) -> Reply {
        self.send(who, Method::GET, path, String::new()).await
    }

    /// A list as a file, with the purpose everybody has to name.
    pub async fn file(&self, who: Who, path: &str) -> Reply {
        let mark = if path.contains('?') { '&' } else { '?' };
        let purpose = "purpose=%E4%BA%BA%E4%BA%8B%E7%95%B0%E5%8B%95%E3%81%AE%E6%BA%96%E5%82%99";
        let reply = self.get(who, &format!("{path}{mark}{purpose}&sure=1")).await;
        assert!(reply.headers.contains_key("content-disposition"), "{path}: {}", reply.html);
        reply
    }

    pub async fn post(&self, who: Who, path: &str, form: &[(&str, &str)]) -> Reply {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.send(who, Method::POST, path, body).await
    }

    pub async fn send(&self, who: Who, method: Method, path: &str, body: String) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header("host", "portal");
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        if who != NOBODY {
            request = request.header(header::COOKIE, format!("__Host-sid=token-{}", who.0));
        }
        self.ask(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a request as it is.
    pub async fn ask(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        let html = String::from_utf8_lossy(&bytes).into_owned();
        Reply { status: parts.status, headers: parts.headers, html, bytes }
    }

    /// One number from the database.
    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.db).await.unwrap()
    }

    /// One text from the database.
    pub async fn word(&self, sql: &'static str) -> String {
        sqlx::query_scalar(sql).fetch_one(&self.db).await.unwrap()
    }

    /// Carries out anything as the owner.
    pub async fn plant(&self, sql: &'static str) {
        self.db.execute(sql).await.unwrap();
    }

    /// The codes of the audit book, oldest first.
    pub async fn book(&self) -> Vec<String> {
        sqlx::query_scalar("select event from audit_entry order by seq")
            .fetch_all(&self.db)
            .await
            .unwrap()
    }

    /// How many statements a page takes, beside the rollback that cleans a connection.
    pub async fn statements(&self, who: Who, path: &str) -> (StatusCode, usize) {
        // one listener for the whole binary: listeners that come and go with tests that run beside
        // each other miss events
        static LISTENING: Once = Once::new();
        LISTENING.call_once(|| tracing::subscriber::set_global_default(Counter).unwrap());
        STATEMENTS.set(0);
        let reply = self.get(who, path).await;
        (reply.status, STATEMENTS.get())
    }

    /// Does all work behind the pages whose time has come, as the portal's own worker.
    pub async fn work(&self) {
        self.worker(jinzai::handlers()).await.run_once().await.unwrap();
    }

    /// A worker for this house's queue.
    pub async fn worker(&self, handlers: Handlers) -> Worker {
        Worker::open(&self.app, self.app_options(), handlers).await.unwrap()
    }

    /// Whatever waits for its next try may be tried now.
    pub async fn skip_pauses(&self) {
        self.plant("update jobs._private_jobs set run_at = now() - interval '1 second'").await;
    }

    /// How the application itself connects.
    pub fn app_options(&self) -> &PgConnectOptions {
        &self.test_db.app
    }

    /// Nobody but the owner may connect any more, and those who are connected are thrown out.
    pub async fn stop_database(&self) {
        self.gate("connection limit 0").await;
        let out = "select pg_terminate_backend(pid) from pg_stat_activity
                   where datname = $1 and usename = 'jinzai_app'";
        let mut admin = self.test_db.superuser().await.unwrap();
        sqlx::query(out).bind(self.test_db.name()).execute(&mut admin).await.unwrap();
    }

    pub async fn start_database(&self) {
        self.gate("connection limit -1").await;
    }

    async fn gate(&self, limit: &str) {
        let sql = format!("alter database {} {limit}", self.test_db.name());
        let mut admin = self.test_db.superuser().await.unwrap();
        admin.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
    }

    pub async fn close(self) {
        self.db.close().await;
        self.app.close().await;
        self.test_db.end().await.unwrap();
    }
}

thread_local! {
    /// What this test has sent; every test has a thread of its own.
    static STATEMENTS: Cell<usize> = const { Cell::new(0) };
}

/// Counts what sqlx says it has sent.
struct Counter;

/// Whether a page waits for it: not for the rollback that cleans a connection, nor for the note that
/// a session is in use, which is written beside the requests, whenever that may be.
fn counts(summary: &str) -> bool {
    !summary.contains("rollback") && !summary.contains("update session set last_seen_at")
}

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
                    self.0 = counts(&format!("{value:?}"));
                }
            }
            fn record_str(&mut self, field: &tracing::field::Field, value: &str) {
                if field.name() == "summary" {
                    self.0 = counts(value);
                }
            }
        }
        let mut summary = Summary(true);
        event.record(&mut summary);
        if summary.0 {
            STATEMENTS.set(STATEMENTS.get() + 1);
        }
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}
