//! `jinzai audit verify`.

use clap::{Args, Subcommand};
use sqlx::{Connection, PgConnection};

use super::{anchors, verify};
use crate::{config::Config, database::Database};

/// What to do with the audit book.
#[derive(Args, Debug)]
pub struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    /// Check that no entry was edited, removed or cut off; also while the portal runs
    Verify,
}

impl Command {
    /// Carries it out. A broken book is an error.
    pub async fn run(self, config: &Config) -> Result<(), Box<dyn std::error::Error>> {
        let What::Verify = self.what;
        // read before the book, which may grow in between
        let known = anchors(&config.data)?;
        let database = Database::open(config).await?;
        let mut connection = PgConnection::connect_with(&database.app).await?;
        let report = verify(&mut connection, &known).await;
        connection.close().await?;
        database.close().await;
        let report = report?;
        if report.broken.is_some() {
            return Err(report.to_string().into());
        }
        println!("{report}");
        Ok(())
    }
}
