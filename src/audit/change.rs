//! A write and the entry it is written up in, as one act.

use sqlx::{PgConnection, Postgres, Transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Entry, Event, Subject};
use crate::kit::{App, Result, StaffId};

/// On whose behalf something is written, and from where.
#[derive(Clone, Debug)]
pub struct Author {
    /// None: the system, or somebody who has not signed in.
    pub id: Option<StaffId>,
    /// A network address, or `cli`.
    pub origin: String,
}

impl Author {
    /// The operator at the machine's own terminal.
    pub fn cli() -> Self {
        Self { id: None, origin: "cli".to_owned() }
    }
}

/// Who writes, and for whom, if somebody stands in for an evaluator: the book names both.
#[derive(Clone, Debug)]
pub struct Writer {
    pub author: Author,
    pub standing_in_for: Option<StaffId>,
}

impl From<Author> for Writer {
    fn from(author: Author) -> Self {
        Self { author, standing_in_for: None }
    }
}

/// A transaction that can only be committed together with its entry in the audit book. Dropping
/// it instead rolls everything back.
pub struct Change {
    tx: Transaction<'static, Postgres>,
    writer: Writer,
    now: OffsetDateTime,
}

impl Change {
    #[expect(clippy::disallowed_methods, reason = "the one place that opens a write")]
    pub async fn begin(app: &App, writer: impl Into<Writer>) -> Result<Self> {
        Ok(Self { tx: app.writer().begin().await?, writer: writer.into(), now: app.now() })
    }

    /// For the statements of this change.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// The one moment everything in this change happens at.
    pub fn now(&self) -> OffsetDateTime {
        self.now
    }

    /// Who is writing; None for the system.
    pub fn author(&self) -> Option<StaffId> {
        self.writer.author.id
    }

    /// Notes that the form with this number is being carried out. If it already was, answers where
    /// the first one sent its reader: do nothing and redirect there (quality.md R-01).
    pub async fn repeated(
        &mut self,
        form: Uuid,
        path: &str,
        location: &str,
    ) -> Result<Option<String>> {
        let noted = sqlx::query!(
            "insert into operation (id, actor_id, path, location, created_at)
             values ($1, $2, $3, $4, $5) on conflict (id) do nothing",
            form,
            self.writer.author.id.map(|id| id.0),
            path,
            location,
            self.now
        )
        .execute(&mut *self.tx)
        .await?;
        if noted.rows_affected() == 1 {
            return Ok(None);
        }
        // somebody else's form number leads nowhere
        let first = sqlx::query_scalar!(
            "select location from operation
             where id = $1 and path = $2 and actor_id is not distinct from $3",
            form,
            path,
            self.writer.author.id.map(|id| id.0)
        )
        .fetch_optional(&mut *self.tx)
        .await?;
        Ok(Some(first.unwrap_or_else(|| "/".to_owned())))
    }

    /// Writes one of several entries; the last one goes with [`Change::commit`].
    pub async fn enter(&mut self, entry: &Entry) -> Result<()> {
        append(&mut *self.tx, self.now, &self.writer, entry).await
    }

    /// Writes the entry and commits.
    pub async fn commit(mut self, entry: Entry) -> Result<()> {
        append(&mut *self.tx, self.now, &self.writer, &entry).await?;
        self.tx.commit().await?;
        Ok(())
    }
}

async fn append(
    db: impl sqlx::PgExecutor<'_>,
    now: OffsetDateTime,
    writer: &Writer,
    entry: &Entry,
) -> Result<()> {
    let mut detail = entry.detail.clone();
    if let (Some(evaluator), Some(detail)) = (writer.standing_in_for, detail.as_object_mut()) {
        detail.insert("standing_in_for".to_owned(), evaluator.0.into());
    }
    sqlx::query!(
        r#"select append_audit($1, $2, $3, $4, $5, $6, $7, $8) as "seq!""#,
        now,
        writer.author.id.map(|id| id.0),
        writer.author.origin,
        entry.event.code(),
        entry.subject.kind,
        entry.subject.id,
        entry.staff.map(|id| id.0),
        detail
    )
    .fetch_one(db)
    .await?;
    Ok(())
}

/// Records that somebody looked at another person's record. One statement; the page is not shown
/// if it cannot be written.
pub async fn viewed(
    app: &App,
    writer: impl Into<Writer>,
    event: Event,
    subject: Subject,
    about: Option<StaffId>,
) -> Result<()> {
    let mut entry = Entry::new(event, subject);
    entry.staff = about;
    noted(app, writer, entry).await
}

/// The same, of an entry with words of its own: what was taken out, and for what.
pub async fn noted(app: &App, writer: impl Into<Writer>, entry: Entry) -> Result<()> {
    append(app.writer(), app.now(), &writer.into(), &entry).await
}
