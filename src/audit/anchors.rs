//! Anchors: now and then the number and hash of the newest entry are written down outside the
//! database, so that a cut-off or rewritten end of the book is found (quality.md S-68). One line
//! each: number, hash, moment. The file is meant to be copied to another machine.

use std::{
    fmt::Write as _,
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::store;
use crate::kit::App;

/// The file in the data folder.
const FILE: &str = "audit-anchors";
/// How often the head of the book is looked at.
const EVERY: Duration = Duration::from_secs(10);

/// What the newest entry was at some moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    pub seq: i64,
    pub hash: Vec<u8>,
}

/// All anchors of a data folder; none if there is no file yet. A last line without its end was
/// torn by a crash and never counted; any other line that cannot be read is a fault.
pub fn anchors(data: &Path) -> io::Result<Vec<Anchor>> {
    match fs::read_to_string(data.join(FILE)) {
        Ok(text) => parse(&text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn parse(text: &str) -> io::Result<Vec<Anchor>> {
    let whole = text.rfind('\n').and_then(|end| text.get(..end)).unwrap_or_default();
    let lines = whole.lines().enumerate();
    lines
        .map(|(place, line)| {
            line_of(line).ok_or_else(|| {
                let words = format!("line {} of {FILE} is not an anchor: {line}", place + 1);
                io::Error::new(io::ErrorKind::InvalidData, words)
            })
        })
        .collect()
}

fn line_of(line: &str) -> Option<Anchor> {
    let mut words = line.split(' ');
    let (seq, hash, at) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() || hash.len() != 64 {
        return None;
    }
    OffsetDateTime::parse(at, &Rfc3339).ok()?;
    let hash = (0..hash.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(hash.get(at..at + 2)?, 16).ok())
        .collect::<Option<Vec<u8>>>()?;
    Some(Anchor { seq: seq.parse().ok()?, hash })
}

/// Writes anchors down for as long as the portal runs.
pub struct Anchoring {
    file: PathBuf,
    last: Option<(i64, Vec<u8>)>,
}

impl Anchoring {
    /// Makes the file ready: a line torn by a crash is cut away.
    pub fn begin(data: &Path) -> io::Result<Self> {
        fs::create_dir_all(data)?;
        let file = data.join(FILE);
        if let Ok(bytes) = fs::read(&file) {
            let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
            if whole < bytes.len() {
                let whole = u64::try_from(whole).map_err(io::Error::other)?;
                OpenOptions::new().write(true).open(&file)?.set_len(whole)?;
            }
        }
        Ok(Self { file, last: None })
    }

    /// Writes one line if the book has grown since the last one.
    pub async fn write(&mut self, app: &App) -> Result<(), Box<dyn std::error::Error>> {
        let head = store::head(&app.reader).await?;
        if let Some((seq, hash)) = &head
            && head != self.last
        {
            let mut line = format!("{seq} ");
            for byte in hash {
                write!(line, "{byte:02x}")?;
            }
            writeln!(line, " {}", app.now().format(&Rfc3339)?)?;
            let mut file = OpenOptions::new().create(true).append(true).open(&self.file)?;
            // one write, so that two portals on one folder do not mix their lines
            file.write_all(line.as_bytes())?;
            file.sync_data()?;
            self.last = head;
        }
        Ok(())
    }

    /// Writes every ten seconds until `stop`, and once more then.
    pub async fn run(mut self, app: App, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        let mut tick = tokio::time::interval(EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let stopping = tokio::select! {
                () = &mut stop => true,
                _ = tick.tick() => false,
            };
            if let Err(error) = self.write(&app).await {
                tracing::warn!(%error, "the audit book could not be anchored");
            }
            if stopping {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_last_line_never_counted() {
        let hash = "ab".repeat(32);
        let line = |seq: i64| format!("{seq} {hash} 2026-11-24T05:12:00Z\n");
        let whole = format!("{}{}", line(3), line(17));
        let seqs = |text: &str| -> Vec<i64> {
            parse(text).unwrap().iter().map(|anchor| anchor.seq).collect()
        };
        assert_eq!(seqs(""), [] as [i64; 0]);
        assert_eq!(seqs(&whole), [3, 17]);
        let torn = line(21);
        for cut in 0..torn.len() {
            assert_eq!(seqs(&format!("{whole}{}", &torn[..cut])), [3, 17], "{cut}");
        }
        assert_eq!(parse(&whole).unwrap()[0].hash, vec![0xab; 32]);
        for broken in ["x\n", "3 abcd 2026-11-24T05:12:00Z\n", &whole.replace("ab", "zz")] {
            assert!(parse(&format!("{broken}{}", line(30))).is_err(), "{broken}");
        }
    }

    #[test]
    fn a_torn_line_is_cut_away_before_the_next() {
        let data = std::env::temp_dir().join(format!("anchors-{}", uuid::Uuid::now_v7()));
        fs::create_dir_all(&data).unwrap();
        let line = format!("3 {} 2026-11-24T05:12:00Z\n", "ab".repeat(32));
        fs::write(data.join(FILE), format!("{line}17 abab")).unwrap();
        Anchoring::begin(&data).unwrap();
        assert_eq!(fs::read_to_string(data.join(FILE)).unwrap(), line);
        fs::remove_dir_all(&data).unwrap();
    }
}
