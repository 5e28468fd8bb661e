//! What every request may reach.

use std::sync::Arc;

use sqlx::PgPool;
use time::{Date, OffsetDateTime};
use tokio::sync::Semaphore;

use super::{Clock, Mailer, date};

/// The city that runs this installation, as it stands on every page.
#[derive(Clone, Debug)]
pub struct City {
    /// 「昭島市」
    pub name: String,
    /// Whom to ask: 「総務部 職員課 人財育成係（内線 2345）」
    pub contact: String,
}

impl Default for City {
    fn default() -> Self {
        Self { name: "市役所".to_owned(), contact: "職員課".to_owned() }
    }
}

/// Shared by all requests. Cloning it is cheap.
#[derive(Clone)]
pub struct App {
    /// Connections that cannot write: a GET never changes anything.
    pub reader: PgPool,
    /// Connections for `audit`, which alone opens transactions.
    writer: PgPool,
    pub clock: Clock,
    pub city: City,
    /// The city's mail server, if it has one; without it messages stay in the portal.
    pub mailer: Option<Mailer>,
    /// How many passwords may be hashed at once: each takes 19 MiB and a core.
    pub hashing: Arc<Semaphore>,
    /// What one password hash costs; tests use the cheapest.
    pub hash_cost: HashCost,
}

/// Parameters of argon2id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashCost {
    /// 19 MiB, two passes, one lane: the minimum OWASP advises.
    Owasp,
    /// For tests that sign in many people.
    Cheapest,
}

impl App {
    pub fn new(reader: PgPool, writer: PgPool, clock: Clock, city: City) -> Self {
        let hashing = Arc::new(Semaphore::new(2));
        let hash_cost = HashCost::Owasp;
        Self { reader, writer, clock, city, mailer: None, hashing, hash_cost }
    }

    /// The day in Japan.
    pub fn today(&self) -> Date {
        date::local(self.clock.now()).date()
    }

    /// This moment, in UTC.
    pub fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    /// Gives the connections back before the database stops.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }

    /// For `audit::Change` and the few statements that are not business: touching a session,
    /// counting a failed sign-in.
    pub(crate) fn writer(&self) -> &PgPool {
        &self.writer
    }
}
