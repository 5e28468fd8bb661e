//! A demo city of a size, kept in `.data/bench`, and the people who look at its pages.

use std::{fs, path::Path};

use jinzai::{
    config::Config,
    database::{self, Database},
    demo::{self, LoadOptions},
    kit::{App, Clock},
};
use sqlx::{Connection, Executor, PgConnection, postgres::PgConnectOptions};
use time::macros::{date, datetime};

use crate::{
    Outcome,
    visits::{Visit, visits},
};

pub struct City {
    pub app: App,
    pub words: String,
    pub visits: Vec<Visit>,
    database: Database,
    admin: PgConnectOptions,
}

impl City {
    /// The city of this size: the kept one if its schema can be brought up to date, or a new one.
    pub async fn open(size: usize) -> Outcome<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!(".data/bench/{size}"));
        let config =
            Config { data: folder.clone(), database_url: None, owner_url: None, pg_bin_dir: None };
        let mut database = Database::open(&config).await?;
        if let Err(error) = database.migrate().await {
            println!("the kept city of {size} has an older schema ({error}): loading it anew");
            database.close().await;
            fs::remove_dir_all(&folder)?;
            database = Database::open(&config).await?;
            database.migrate().await?;
        }
        let (reader, writer) = (database::reader(&database.app), database::writer(&database.app));
        let city = database::city(&reader).await?.unwrap_or_default();
        let app = App::new(reader, writer, Clock::set(datetime!(2026-11-24 1:00 UTC)), city);
        let admin = database.app.clone().username("postgres");
        let mut owner = PgConnection::connect_with(&admin).await?;
        if !demo::is_inhabited(&app).await.map_err(|error| error.to_string())? {
            println!("loading a city of {size}, once");
            let options = LoadOptions { staff: size, date: date!(2026 - 11 - 24), seed: 1 };
            demo::load(&app, options).await.map_err(|error| error.to_string())?;
            owner.execute("vacuum analyze").await?;
        }
        // nothing of a load an hour ago is to be written while pages are measured
        owner.execute("checkpoint").await?;
        let visits = visits(&mut owner).await?;
        let words = words(&mut owner).await?;
        owner.close().await?;
        Ok(Self { app, words, visits, database, admin })
    }

    /// The processes of the database that work for the portal.
    pub async fn backends(&self) -> Outcome<Vec<i32>> {
        let mut admin = PgConnection::connect_with(&self.admin).await?;
        let pids = sqlx::query_scalar(
            "select pid from pg_stat_activity
                 where usename = 'jinzai_app' and backend_type = 'client backend'",
        )
        .fetch_all(&mut admin)
        .await?;
        admin.close().await?;
        Ok(pids)
    }

    pub async fn close(self) {
        self.app.close().await;
        self.database.close().await;
    }
}

async fn words(owner: &mut PgConnection) -> Outcome<String> {
    let words = "select format('%s people, %s departments, %s sheets, %s opinions; PostgreSQL %s',
            (select count(*) from account), (select count(distinct department_id) from sheet),
            (select count(*) from sheet), (select count(*) from opinion),
            current_setting('server_version'))";
    Ok(sqlx::query_scalar(words).fetch_one(owner).await?)
}
