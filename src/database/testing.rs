//! A database of one's own for each test: a copy of a migrated template on a server that forgets
//! (no fsync), kept for the next test process for a minute.

use std::{path::Path, time::Duration};

use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, postgres::PgConnectOptions};

use super::{APP_ROLE, Embedded, Error, MIGRATOR, OWNER_ROLE, prepare};

/// Settings of a server whose data are worth nothing.
const FORGETFUL: [&str; 4] =
    ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off"];

/// One test's database. It is dropped when the template is next made, or with [`TestDb::end`].
pub struct TestDb {
    /// As the application's role.
    pub app: PgConnectOptions,
    /// As the owner, for planting what the application may not do.
    pub owner: PgConnectOptions,
    name: String,
    server: Embedded,
}

impl TestDb {
    /// A fresh, migrated, empty database.
    pub async fn new() -> Result<Self, Error> {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join(".data/test");
        let linger = Some(Duration::from_mins(1));
        let server = Embedded::start(&data, None, &FORGETFUL, linger).await?;
        let mut admin = PgConnection::connect_with(&server.superuser()).await?;
        let template = template(&server, &mut admin).await?;
        let name = format!("t_{}", uuid::Uuid::now_v7().simple());
        let sql = format!(
            "create database {name} template {template} strategy wal_log owner {OWNER_ROLE}"
        );
        admin.execute(AssertSqlSafe(sql)).await?;
        admin.close().await?;
        let at = |role| server.options.clone().username(role).database(&name);
        Ok(Self { app: at(APP_ROLE), owner: at(OWNER_ROLE), name, server })
    }

    /// The database's own name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The server's administrator, for tests that take the database away.
    pub async fn superuser(&self) -> Result<PgConnection, Error> {
        Ok(PgConnection::connect_with(&self.server.superuser()).await?)
    }

    /// Drops the database.
    pub async fn end(self) -> Result<(), Error> {
        let mut admin = PgConnection::connect_with(&self.server.superuser()).await?;
        let sql = format!("drop database if exists {} (force)", self.name);
        admin.execute(AssertSqlSafe(sql)).await?;
        admin.close().await?;
        Ok(())
    }
}

/// The migrated database the others are copies of. Its name holds the digest of the schema, so a
/// changed schema makes a new one.
async fn template(server: &Embedded, admin: &mut PgConnection) -> Result<String, Error> {
    let mut digest = Sha256::new();
    for step in MIGRATOR.iter() {
        digest.update(&*step.checksum);
    }
    let digest = digest.finalize();
    let mut name = "template_".to_owned();
    for byte in digest.iter().take(6) {
        use std::fmt::Write;
        let _ = write!(name, "{byte:02x}");
    }
    if !is_ready(admin, &name).await? {
        admin.execute("select pg_advisory_lock(4711)").await?;
        if !is_ready(admin, &name).await? {
            make_template(server, admin, &name).await?;
        }
        admin.execute("select pg_advisory_unlock(4711)").await?;
    }
    Ok(name)
}

async fn is_ready(admin: &mut PgConnection, name: &str) -> Result<bool, Error> {
    Ok(sqlx::query_scalar::<_, i32>(
        "select 1 from pg_database where datname = $1 and datistemplate",
    )
    .bind(name)
    .fetch_optional(admin)
    .await?
    .is_some())
}

async fn make_template(
    server: &Embedded,
    admin: &mut PgConnection,
    name: &str,
) -> Result<(), Error> {
    let left: Vec<String> = sqlx::query_scalar(
        "select datname from pg_database d where datname like 't\\_%'
         and not exists (select from pg_stat_activity a where a.datid = d.oid)",
    )
    .fetch_all(&mut *admin)
    .await?;
    for old in left {
        admin.execute(AssertSqlSafe(format!("drop database if exists {old}"))).await?;
    }
    admin.execute(AssertSqlSafe(format!("drop database if exists {name}"))).await?;
    prepare(&server.superuser(), name).await?;
    let owner = server.options.clone().username(OWNER_ROLE).database(name);
    let mut connection = PgConnection::connect_with(&owner).await?;
    MIGRATOR.run_direct(None, &mut connection, false).await?;
    connection.close().await?;
    super::migrate_queue(&owner).await?;
    let seal = format!("alter database {name} is_template true allow_connections false");
    admin.execute(AssertSqlSafe(seal)).await?;
    Ok(())
}
