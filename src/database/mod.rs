//! The database: one somebody else runs, or one the portal runs by itself; its roles, its schema,
//! and pools that never lend a connection with a stale transaction.

pub mod embedded;
mod programs;
pub mod testing;

use std::{path::Path, time::Duration};

use sqlx::{
    Connection, Executor, PgConnection, PgPool,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::config::Config;
pub use embedded::Embedded;

/// The schema, step by step.
pub static MIGRATOR: Migrator = sqlx::migrate!();

/// The role that may not change the schema.
const APP_ROLE: &str = "jinzai_app";
/// The role that owns the schema of the portal's own server.
const OWNER_ROLE: &str = "jinzai_owner";
/// The database of the portal's own server.
const DATABASE: &str = "jinzai";

/// Why the database could not be had. The sentence is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "no PostgreSQL server programs were found, and neither pip nor npm is here to fetch them. \
         Install one, for example: apt-get install postgresql"
    )]
    NoPrograms,
    #[error("{0}: {1}")]
    Io(String, #[source] std::io::Error),
    #[error("{0}")]
    Failed(String),
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the schema: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

/// A database with its schema up to date, and how to connect to it.
pub struct Database {
    /// As the application: owns nothing.
    pub app: PgConnectOptions,
    /// As the owner, if it is known.
    owner: Option<PgConnectOptions>,
    /// Keeps the portal's own server running.
    embedded: Option<Embedded>,
}

impl Database {
    /// Finds the database the settings name, or starts the portal's own.
    pub async fn open(config: &Config) -> Result<Self, Error> {
        if let Some(url) = &config.database_url {
            let owner = config.owner_url.as_deref().map(str::parse).transpose()?;
            return Ok(Self { app: url.parse()?, owner, embedded: None });
        }
        let embedded =
            Embedded::start(&config.data, config.pg_bin_dir.as_deref(), &[], None).await?;
        prepare(&embedded.superuser(), DATABASE).await?;
        let at = |role| embedded.options.clone().username(role).database(DATABASE);
        Ok(Self { app: at(APP_ROLE), owner: Some(at(OWNER_ROLE)), embedded: Some(embedded) })
    }

    /// Brings the schema up to date. Without the owner it only checks that it is.
    pub async fn migrate(&self) -> Result<(), Error> {
        let Some(owner) = &self.owner else {
            let mut connection = PgConnection::connect_with(&self.app).await?;
            let ready = is_migrated(&mut connection).await?;
            connection.close().await?;
            return if ready {
                Ok(())
            } else {
                Err(Error::Failed(
                    "the schema is not up to date; run `jinzai migrate` with JINZAI_OWNER_URL set"
                        .to_owned(),
                ))
            };
        };
        let mut connection = PgConnection::connect_with(owner).await?;
        connection.execute("set lock_timeout = '10s'").await?;
        MIGRATOR.run_direct(None, &mut connection, false).await?;
        connection.close().await?;
        migrate_queue(owner).await
    }

    /// How the portal's own server was found, for the start message.
    pub fn how(&self) -> &str {
        self.embedded.as_ref().map_or("a database of your own", |server| &server.how)
    }

    /// Lets go of the portal's own server, which then stops if nobody else uses it.
    pub async fn close(self) {
        if let Some(server) = self.embedded {
            server.stop().await;
        }
    }
}

/// The queue of the work behind the pages has steps of its own, which come with its library.
async fn migrate_queue(owner: &PgConnectOptions) -> Result<(), Error> {
    crate::jobs::migrate(owner)
        .await
        .map_err(|error| Error::Failed(format!("the schema of the queue: {error}")))
}

/// The roles and the database of a server of our own.
async fn prepare(superuser: &PgConnectOptions, database: &str) -> Result<(), Error> {
    let mut connection = PgConnection::connect_with(superuser).await?;
    connection
        .execute(
            "do $$ begin
                 if not exists (select from pg_roles where rolname = 'jinzai_owner') then
                     create role jinzai_owner login;
                 end if;
                 if not exists (select from pg_roles where rolname = 'jinzai_app') then
                     create role jinzai_app login;
                 end if;
             end $$",
        )
        .await?;
    let there = sqlx::query_scalar::<_, i32>("select 1 from pg_database where datname = $1")
        .bind(database)
        .fetch_optional(&mut connection)
        .await?;
    if there.is_none() {
        // a name of ours, never somebody's text
        let sql = format!("create database {database} owner {OWNER_ROLE}");
        connection.execute(sqlx::AssertSqlSafe(sql)).await?;
    }
    connection.close().await?;
    Ok(())
}

/// Whether the newest step of the schema has been taken.
pub async fn is_migrated(db: impl sqlx::PgExecutor<'_>) -> Result<bool, sqlx::Error> {
    let newest = MIGRATOR.iter().map(|step| step.version).max();
    let taken = sqlx::query_scalar::<_, Option<i64>>(
        "select max(version) from _sqlx_migrations where success",
    );
    match taken.fetch_one(db).await {
        Ok(taken) => Ok(taken == newest),
        // no such table: nothing has been taken yet
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42P01") => Ok(false),
        Err(error) => Err(error),
    }
}

/// Refuses a server that would lose what it has acknowledged (quality.md R-07).
pub async fn check_durable(db: &PgPool) -> Result<(), Error> {
    let unsafe_settings: Vec<String> = sqlx::query_scalar(
        "select name || ' is ' || setting from pg_settings
         where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off'",
    )
    .fetch_all(db)
    .await?;
    if unsafe_settings.is_empty() {
        Ok(())
    } else {
        Err(Error::Failed(format!(
            "the database may lose acknowledged data ({}); turn these settings on",
            unsafe_settings.join(", ")
        )))
    }
}

/// A pool for reading: a page cannot write even by mistake.
pub fn reader(options: &PgConnectOptions) -> PgPool {
    pool(options.clone().options([("default_transaction_read_only", "on")]), 8)
}

/// A pool for `audit::Change`.
pub fn writer(options: &PgConnectOptions) -> PgPool {
    pool(options.clone(), 8)
}

/// A pool for the work behind the pages: what it does at once, its listening, and a spare.
pub fn queue(options: &PgConnectOptions) -> PgPool {
    pool(options.clone(), 5)
}

fn pool(options: PgConnectOptions, size: u32) -> PgPool {
    let options = options.application_name("jinzai").options([
        ("statement_timeout", "8s"),
        ("lock_timeout", "3s"),
        ("jit", "off"),
    ]);
    PgPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(Duration::from_secs(2))
        .test_before_acquire(false)
        // A `begin` that was cancelled may have left its transaction open; whoever borrows the
        // connection next would lose what they write (quality.md 0.1). This also finds out
        // whether the connection is still alive.
        .before_acquire(|connection, _| {
            Box::pin(async move { Ok(connection.execute("rollback").await.is_ok()) })
        })
        .connect_lazy_with(options)
}

/// The folder of the portal's own server: one for each major version, because a server refuses
/// the files of another.
pub(crate) fn server_folder(data: &Path, major: u32) -> std::path::PathBuf {
    data.join("postgres").join(major.to_string())
}

/// The city's name and contact line, if they have been set.
pub async fn city(db: &PgPool) -> Result<Option<crate::kit::City>, sqlx::Error> {
    let settings: Vec<(String, String)> = sqlx::query_as(
        "select name, value from setting where name in ('city.name', 'city.contact')",
    )
    .fetch_all(db)
    .await?;
    let of = |wanted: &str| {
        settings.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone())
    };
    let plain = crate::kit::City::default();
    Ok(of("city.name").map(|name| crate::kit::City {
        name,
        contact: of("city.contact").unwrap_or(plain.contact),
    }))
}
