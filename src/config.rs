//! Settings: read once at the start, from flags and the environment. A half-made setting is
//! refused, never guessed.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;

use crate::kit::{City, MailServer, MailTls, Mailer};

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

    #[command(flatten)]
    pub mail: MailSettings,
}

/// The city's mail server. Without one, messages stay in the portal.
#[derive(Args, Clone, Debug, Default)]
pub struct MailSettings {
    /// Mail server of the city; without it messages are shown in the portal only
    #[arg(long, env = "JINZAI_SMTP_HOST", value_name = "HOST")]
    pub smtp_host: Option<String>,

    /// Its port; 587, or 465 with tls, or 25 with none
    #[arg(long, env = "JINZAI_SMTP_PORT", value_name = "PORT")]
    pub smtp_port: Option<u16>,

    /// How the way to it is closed; starttls if not given
    #[arg(long, env = "JINZAI_SMTP_TLS", value_name = "HOW")]
    pub smtp_tls: Option<MailTls>,

    /// User name, if the server asks for one
    #[arg(long, env = "JINZAI_SMTP_USER", value_name = "NAME")]
    pub smtp_user: Option<String>,

    /// File that holds the password, and nothing else
    #[arg(long, env = "JINZAI_SMTP_PASSWORD_FILE", value_name = "FILE")]
    pub smtp_password_file: Option<PathBuf>,

    /// Address the mails come from
    #[arg(long, env = "JINZAI_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,

    /// The portal's own address, for the links in mails: https://…
    #[arg(long, env = "JINZAI_URL", value_name = "URL")]
    pub url: Option<String>,
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

impl MailSettings {
    /// Whoever hands mails over; None if the city has no mail server. A half-made setting is told
    /// in one sentence.
    pub fn mailer(&self, city: &City) -> Result<Option<Mailer>, String> {
        let Some(host) = &self.smtp_host else { return self.nothing_else().map(|()| None) };
        let needed = |what: &Option<String>, name: &str| {
            what.clone().ok_or_else(|| format!("JINZAI_SMTP_HOST is set but {name} is not"))
        };
        let (from, portal) =
            (needed(&self.mail_from, "JINZAI_MAIL_FROM")?, needed(&self.url, "JINZAI_URL")?);
        if !portal.starts_with("https://") && !portal.starts_with("http://localhost") {
            return Err(format!("JINZAI_URL is {portal}: it must begin with https://"));
        }
        let tls = self.smtp_tls.unwrap_or(MailTls::Starttls);
        let usual = match tls {
            MailTls::None => 25,
            MailTls::Starttls => 587,
            MailTls::Tls => 465,
        };
        let login = self.login()?;
        let here = host == "localhost" || host.starts_with("127.") || host == "::1";
        if login.is_some() && tls == MailTls::None && !here {
            return Err("JINZAI_SMTP_TLS is none: the password would be sent in the clear; \
                        use starttls or tls"
                .to_owned());
        }
        Mailer::new(&MailServer {
            host: host.clone(),
            port: self.smtp_port.unwrap_or(usual),
            tls,
            login,
            from,
            name: format!("{} 人財育成ポータル", city.name),
            portal,
        })
        .map(Some)
    }

    /// Without a server, nothing else about mail may be set.
    fn nothing_else(&self) -> Result<(), String> {
        let set = [
            (self.smtp_port.is_some(), "JINZAI_SMTP_PORT"),
            (self.smtp_tls.is_some(), "JINZAI_SMTP_TLS"),
            (self.smtp_user.is_some(), "JINZAI_SMTP_USER"),
            (self.smtp_password_file.is_some(), "JINZAI_SMTP_PASSWORD_FILE"),
            (self.mail_from.is_some(), "JINZAI_MAIL_FROM"),
        ];
        match set.into_iter().find(|(set, _)| *set) {
            Some((_, name)) => Err(format!("{name} is set but JINZAI_SMTP_HOST is not")),
            None => Ok(()),
        }
    }

    /// User and password: both or neither.
    fn login(&self) -> Result<Option<(String, String)>, String> {
        match (&self.smtp_user, &self.smtp_password_file) {
            (None, None) => Ok(None),
            (Some(user), Some(file)) => {
                let password = std::fs::read_to_string(file)
                    .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
                let password = password.trim_end_matches(['\r', '\n']);
                if password.is_empty() {
                    return Err(format!("{} is empty", file.display()));
                }
                Ok(Some((user.clone(), password.to_owned())))
            }
            (Some(_), None) => {
                Err("JINZAI_SMTP_USER is set but JINZAI_SMTP_PASSWORD_FILE is not".to_owned())
            }
            (None, Some(_)) => {
                Err("JINZAI_SMTP_PASSWORD_FILE is set but JINZAI_SMTP_USER is not".to_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> MailSettings {
        let text = |text: &str| Some(text.to_owned());
        MailSettings {
            smtp_host: text("mail.city.example.jp"),
            mail_from: text("jinzai@city.example.jp"),
            url: text("https://jinzai.city.example.jp"),
            ..MailSettings::default()
        }
    }

    fn refused(change: impl FnOnce(&mut MailSettings)) -> String {
        let mut settings = whole();
        change(&mut settings);
        settings.mailer(&City::default()).unwrap_err()
    }

    #[test]
    fn a_half_made_mail_setting_is_refused() {
        assert!(whole().mailer(&City::default()).unwrap().is_some());
        assert!(MailSettings::default().mailer(&City::default()).unwrap().is_none());
        let only_url = MailSettings { url: whole().url, ..MailSettings::default() };
        assert!(only_url.mailer(&City::default()).unwrap().is_none(), "useful by itself");
        let password = std::env::temp_dir().join(format!("password-{}", uuid::Uuid::now_v7()));
        std::fs::write(&password, "\n").unwrap();
        let told = [
            refused(|s| s.smtp_host = None),
            refused(|s| s.mail_from = None),
            refused(|s| s.url = None),
            refused(|s| s.url = Some("http://jinzai".to_owned())),
            refused(|s| s.mail_from = Some("jinzai".to_owned())),
            refused(|s| s.smtp_user = Some("jinzai".to_owned())),
            refused(|s| s.smtp_password_file = Some(password.clone())),
        ];
        insta::assert_snapshot!(told.join("\n"), @r"
        JINZAI_MAIL_FROM is set but JINZAI_SMTP_HOST is not
        JINZAI_SMTP_HOST is set but JINZAI_MAIL_FROM is not
        JINZAI_SMTP_HOST is set but JINZAI_URL is not
        JINZAI_URL is http://jinzai: it must begin with https://
        jinzai is no mail address: Missing domain or user
        JINZAI_SMTP_USER is set but JINZAI_SMTP_PASSWORD_FILE is not
        JINZAI_SMTP_PASSWORD_FILE is set but JINZAI_SMTP_USER is not
        ");
        let with_login = |s: &mut MailSettings| {
            s.smtp_user = Some("jinzai".to_owned());
            s.smtp_password_file = Some(password.clone());
        };
        assert!(refused(with_login).ends_with("is empty"));
        std::fs::write(&password, "himitsu\n").unwrap();
        let in_the_clear = refused(|s| {
            with_login(s);
            s.smtp_tls = Some(MailTls::None);
        });
        assert!(in_the_clear.contains("in the clear"));
        std::fs::remove_file(&password).unwrap();
    }
}
