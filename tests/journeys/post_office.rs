//! A mail server for tests: real SMTP on a port of its own, with whatever mood the test gives it.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use jinzai::kit::{MailServer, MailTls, Mailer};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// How the server treats one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Good,
    /// Answers each line only after a while.
    Slow,
    /// Hangs up without a word.
    HangsUp,
    /// 451 to the sender.
    Busy,
    /// Takes the letter but hangs up before saying so: the sender cannot know.
    LosesTheReceipt,
    /// 452 after the letter.
    Full,
}

/// A letter that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub to: String,
    pub raw: String,
}

impl Taken {
    /// The head of the letter, with folded lines put together.
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.raw.split("\r\n\r\n").next()?.replace("\r\n ", " ");
        let wanted = format!("{}:", name.to_lowercase());
        head.lines().find_map(|line| {
            let found = line.to_lowercase().starts_with(&wanted);
            found.then(|| line[wanted.len()..].trim().to_owned())
        })
    }
}

/// The running server.
#[derive(Clone)]
pub struct PostOffice {
    address: SocketAddr,
    taken: Arc<Mutex<Vec<Taken>>>,
}

type Moods = Box<dyn FnMut() -> Mood + Send>;

impl PostOffice {
    /// Opens with a mood for each connection. Addresses that begin with `gone` are unknown (550).
    pub async fn open(moods: impl FnMut() -> Mood + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let office = Self {
            address: listener.local_addr().unwrap(),
            taken: Arc::new(Mutex::new(Vec::new())),
        };
        let taken = Arc::clone(&office.taken);
        let mut moods: Moods = Box::new(moods);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (mood, taken) = (moods(), Arc::clone(&taken));
                // a sender that goes away is no fault of the server's
                tokio::spawn(async move { talk(stream, mood, &taken).await });
            }
        });
        office
    }

    /// Who hands letters to this server.
    pub fn mailer(&self) -> Mailer {
        Mailer::new(&MailServer {
            host: self.address.ip().to_string(),
            port: self.address.port(),
            tls: MailTls::None,
            login: None,
            from: "jinzai@city.example.jp".to_owned(),
            name: "昭島市 人財育成ポータル".to_owned(),
            portal: "https://jinzai.city.example.jp".to_owned(),
        })
        .unwrap()
    }

    /// Everything that was taken, doubles included.
    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }

    /// The letters by their Message-ID, and how often each came.
    pub fn by_number(&self) -> BTreeMap<String, Vec<Taken>> {
        let mut letters: BTreeMap<String, Vec<Taken>> = BTreeMap::new();
        for letter in self.taken() {
            letters.entry(letter.header("Message-ID").unwrap()).or_default().push(letter);
        }
        letters
    }
}

async fn talk(stream: TcpStream, mood: Mood, taken: &Mutex<Vec<Taken>>) -> std::io::Result<()> {
    if mood == Mood::HangsUp {
        return Ok(());
    }
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 post office\r\n").await?;
    let mut to = String::new();
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        if mood == Mood::Slow {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let verb = line.to_uppercase();
        let answer = if verb.starts_with("EHLO") {
            "250-post office\r\n250 8BITMIME\r\n"
        } else if verb.starts_with("MAIL") && mood == Mood::Busy {
            "451 4.3.0 try again later\r\n"
        } else if verb.starts_with("RCPT") && verb.contains("<GONE") {
            "550 5.1.1 no such person\r\n"
        } else if verb.starts_with("RCPT") {
            to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
            "250 ok\r\n"
        } else if verb.starts_with("DATA") {
            stream.write_all(b"354 go on\r\n").await?;
            let raw = letter(&mut stream).await?;
            if mood == Mood::Full {
                "452 4.3.1 no room\r\n"
            } else {
                taken.lock().unwrap().push(Taken { to: to.clone(), raw });
                if mood == Mood::LosesTheReceipt {
                    return Ok(());
                }
                "250 2.0.0 taken\r\n"
            }
        } else if verb.starts_with("QUIT") {
            stream.write_all(b"221 bye\r\n").await?;
            return Ok(());
        } else {
            "250 ok\r\n"
        };
        stream.write_all(answer.as_bytes()).await?;
        line.clear();
    }
    Ok(())
}

/// Reads until the line with the single dot.
async fn letter(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n.\r\n") {
        bytes.push(stream.read_u8().await?);
    }
    bytes.truncate(bytes.len() - 3);
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
