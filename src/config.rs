//! Settings: read once at the start, from flags and the environment. A half-made setting is
//! refused, never guessed.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;

/// Where the data are and where to listen.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Folder of the database the portal runs by itself
    #[arg(long, env = "JINZAI_DATA", default_value = ".data", global = true, value_name = "DIR")]
    pub data: PathBuf,

    /// Database run by somebody else; connects as a role that owns nothing (`jinzai_app`)
    #[arg(long, env = "DATABASE_URL", global = true, value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// The same database as its owner, for migrations
    #[arg(
        long,
        env = "JINZAI_OWNER_URL",
        global = true,
        value_name = "URL",
        hide_env_values = true
    )]
    pub owner_url: Option<String>,

    /// Folder with the PostgreSQL programs `postgres` and `initdb`
    #[arg(long, env = "PG_BIN_DIR", global = true, value_name = "DIR")]
    pub pg_bin_dir: Option<PathBuf>,
}

/// How the server answers.
#[derive(Args, Clone, Debug)]
pub struct Serving {
    /// Address and port of the portal
    #[arg(long, env = "JINZAI_LISTEN", default_value = "127.0.0.1:3000", value_name = "ADDR:PORT")]
    pub listen: SocketAddr,

    /// Address and port of the figures for monitoring; loopback only
    #[arg(
        long,
        env = "JINZAI_METRICS",
        default_value = "127.0.0.1:3001",
        value_name = "ADDR:PORT"
    )]
    pub metrics: SocketAddr,

    /// Address of the reverse proxy whose X-Forwarded-For is believed
    #[arg(long, env = "JINZAI_PROXY", value_name = "ADDR")]
    pub proxy: Option<std::net::IpAddr>,

    /// Start with an empty database instead of the demo city
    #[arg(long, env = "JINZAI_EMPTY")]
    pub empty: bool,

    /// Write the log as JSON lines
    #[arg(long, env = "JINZAI_LOG_JSON")]
    pub log_json: bool,
}

impl Config {
    /// What contradicts itself, in one sentence.
    pub fn check(&self) -> Result<(), String> {
        if self.owner_url.is_some() && self.database_url.is_none() {
            return Err("JINZAI_OWNER_URL is set but DATABASE_URL is not: \
                        set both to use a database of your own, or neither"
                .to_owned());
        }
        if let Some(dir) = &self.pg_bin_dir
            && !dir.join("postgres").is_file()
        {
            return Err(format!(
                "PG_BIN_DIR is {} but there is no program `postgres` in it",
                dir.display()
            ));
        }
        Ok(())
    }
}

impl Serving {
    /// What contradicts itself, in one sentence.
    pub fn check(&self) -> Result<(), String> {
        if self.metrics.ip().is_loopback() {
            Ok(())
        } else {
            Err(format!("JINZAI_METRICS is {}: only a loopback address is allowed", self.metrics))
        }
    }
}
