//! Handing mails to the city's mail server, by SMTP with TLS.

use std::{error::Error as _, fmt, sync::Arc, time::Duration};

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::authentication::Credentials,
};

/// A mail server that says nothing for so long is away.
const PATIENCE: Duration = Duration::from_secs(20);

/// How the way to the mail server is closed to listeners.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Tls {
    /// Open: only for a server on the same machine or in a closed network
    None,
    /// Opened in the clear, then closed; refused if the server cannot (usually port 587)
    Starttls,
    /// Closed from the first byte (usually port 465)
    Tls,
}

/// The city's mail server and who the portal's mails come from.
#[derive(Clone)]
pub struct MailServer {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// User and password, if the server wants them.
    pub login: Option<(String, String)>,
    /// The address of the sender; answers go there.
    pub from: String,
    /// The name beside it: 「昭島市 人財育成ポータル」.
    pub name: String,
    /// The portal's address as staff type it, for the links in mails.
    pub portal: String,
}

/// One mail.
pub struct Mail<'a> {
    /// Without angle brackets; the same however often the mail is handed over.
    pub message_id: &'a str,
    pub to: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
}

/// Why a mail was not taken, with what the server said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It may be taken later.
    ForNow(String),
    /// It will never be taken as it is.
    ForGood(String),
}

/// Hands mails over. Cloning it is cheap.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Arc<Mailbox>,
    portal: Arc<str>,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "a mailer for {}", self.from.email)
    }
}

impl Mailer {
    /// Makes ready; connects with the first mail. An error is a sentence for the operator.
    pub fn new(server: &MailServer) -> Result<Self, String> {
        let address: Address = server
            .from
            .parse()
            .map_err(|error| format!("{} is no mail address: {error}", server.from))?;
        let host = server.host.as_str();
        let builder = match server.tls {
            Tls::None => Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)),
            Tls::Starttls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host),
            Tls::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(host),
        }
        .map_err(|error| format!("the mail server {host} cannot be used: {error}"))?;
        let mut builder = builder.port(server.port).timeout(Some(PATIENCE));
        if let Some((user, password)) = &server.login {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self {
            transport: builder.build(),
            from: Arc::new(Mailbox::new(Some(server.name.clone()), address)),
            portal: server.portal.trim_end_matches('/').into(),
        })
    }

    /// A number no other mail has.
    pub fn new_message_id(&self) -> String {
        format!("{}@{}", uuid::Uuid::now_v7().simple(), self.from.email.domain())
    }

    /// The address of a page, for the text of a mail.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.portal)
    }

    /// Hands a mail over; what the server answered.
    pub async fn send(&self, mail: &Mail<'_>) -> Result<String, Refusal> {
        let message = self.message(mail)?;
        match self.transport.send(message).await {
            Ok(answer) => {
                let words: Vec<&str> = answer.message().collect();
                Ok(plain(&format!("{} {}", answer.code(), words.join(" "))))
            }
            Err(error) => {
                let mut words = error.to_string();
                if let Some(cause) = error.source() {
                    words = format!("{words}: {cause}");
                }
                let words = plain(&words);
                if error.is_permanent() {
                    Err(Refusal::ForGood(words))
                } else {
                    Err(Refusal::ForNow(words))
                }
            }
        }
    }

    fn message(&self, mail: &Mail<'_>) -> Result<Message, Refusal> {
        let for_good = |error: String| Refusal::ForGood(plain(&error));
        let to: Address = mail.to.parse().map_err(|error| for_good(format!("{error}")))?;
        // nobody's absence note needs to answer a machine (RFC 3834)
        let by_machine = HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        );
        Message::builder()
            .from((*self.from).clone())
            .to(Mailbox::new(None, to))
            .message_id(Some(format!("<{}>", mail.message_id)))
            .subject(one_line(mail.subject))
            .header(ContentType::TEXT_PLAIN)
            .raw_header(by_machine)
            .body(mail.text.to_owned())
            .map_err(|error| for_good(error.to_string()))
    }
}

/// A header is one line, whatever a text holds.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// What a server says, short and without anything that draws outside its line.
fn plain(words: &str) -> String {
    one_line(words).trim().chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailer() -> Mailer {
        Mailer::new(&MailServer {
            host: "localhost".to_owned(),
            port: 25,
            tls: Tls::None,
            login: None,
            from: "jinzai@city.example.jp".to_owned(),
            name: "昭島市 人財育成ポータル".to_owned(),
            portal: "https://jinzai.city.example.jp/".to_owned(),
        })
        .unwrap()
    }

    fn headers(to: &str, subject: &str) -> Result<String, Refusal> {
        let mail = Mail { message_id: "1@city.example.jp", to, subject, text: "本文" };
        let bytes = mailer().message(&mail)?.formatted();
        let text = String::from_utf8(bytes).unwrap();
        Ok(text.split("\r\n\r\n").next().unwrap().to_owned())
    }

    #[test]
    fn a_header_cannot_be_smuggled_in() {
        let subject = "お知らせ\r\nBcc: everybody@city.example.jp\r\n\r\nX";
        let head = headers("sato@city.example.jp", subject).unwrap();
        let names: Vec<_> = head
            .split("\r\n")
            .filter(|line| !line.starts_with([' ', '\t']))
            .filter_map(|line| line.split(':').next())
            .collect();
        assert!(!names.contains(&"Bcc") && !names.contains(&"X"), "{names:?}");
        assert_eq!(head.matches("To:").count(), 1);
        for address in ["a@b.jp\r\nBcc: c@d.jp", "a@b.jp, c@d.jp", "", "なまえ", "a@b@c"] {
            assert!(matches!(headers(address, "件名"), Err(Refusal::ForGood(_))), "{address}");
        }
    }

    #[test]
    fn the_head_is_plain_ascii_and_names_the_mail() {
        let head = headers("sato@city.example.jp", "自己評価の期限は11月30日（月）です").unwrap();
        assert!(head.is_ascii(), "{head}");
        assert!(head.contains("Message-ID: <1@city.example.jp>"));
        assert!(head.contains("Auto-Submitted: auto-generated"));
        assert!(head.contains("=?utf-8?b?"));
    }

    #[test]
    fn links_lead_to_the_portal() {
        assert_eq!(mailer().link("/announcements"), "https://jinzai.city.example.jp/announcements");
        let (one, other) = (mailer().new_message_id(), mailer().new_message_id());
        assert!(one.ends_with("@city.example.jp") && one != other);
    }
}
