//! Interviews in the database: one statement for one of them with everything beside it, and the
//! writes.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value as Json;
use sqlx::PgExecutor;
use time::{Date, OffsetDateTime, Time};

use super::{
    agenda::{GoalSheet, Grades, Point, Promise},
    forms::{Appointment, Record, Said},
    rules::{Kind, Sent, Standing, Way},
    view::{Part, Role, may_see},
};
use crate::{
    audit::Change,
    evaluation::sheet::SheetId,
    kit::{AppError, Result, StaffId, date::local},
};

pub fn read<T: DeserializeOwned>(json: Json) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// An evaluator's own note.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Note {
    pub body: String,
    pub version: i32,
}

/// The shared text as the person got it.
#[derive(Clone, Debug, Deserialize)]
pub struct Sending {
    pub round: i16,
    pub body: String,
    pub by: String,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
    pub confirm_by: Date,
    pub closes_on: Date,
    #[serde(with = "time::serde::iso8601::option")]
    pub confirmed_at: Option<OffsetDateTime>,
    pub comment: String,
}

/// One interview, or what one reader may see of it.
#[derive(Clone, Debug)]
pub struct Interview {
    pub id: i64,
    pub sheet_id: SheetId,
    pub kind: Kind,
    pub held_on: Date,
    pub starts_at: Option<Time>,
    pub ends_at: Option<Time>,
    pub place: String,
    pub way: Way,
    pub written: bool,
    pub shared: String,
    pub checked: Vec<String>,
    pub version: i32,
    pub points: Vec<Point>,
    pub note: Note,
    pub sendings: Vec<Sending>,
    pub addenda: Vec<Point>,
    pub promises: Vec<Promise>,
    pub grades: Vec<Grades>,
    /// The goals of the same year, each sheet's cut where it is shown.
    pub goals: Vec<GoalSheet>,
}

impl Interview {
    /// Cuts away what this role may not see. The grades are cut where they are compared.
    #[must_use]
    pub fn cut(mut self, role: Role) -> Self {
        if !may_see(role, Part::Draft) {
            self.shared.clear();
        }
        if !may_see(role, Part::Checklist) {
            self.checked.clear();
        }
        if !may_see(role, Part::Note { own: true }) {
            self.note = Note::default();
        }
        if !may_see(role, Part::Agenda) {
            self.points.clear();
            self.promises.clear();
            self.goals.clear();
        }
        if !may_see(role, Part::Sent) {
            self.sendings.clear();
            self.addenda.clear();
        }
        if !may_see(role, Part::Answer) {
            self.sendings.iter_mut().for_each(|sending| sending.comment.clear());
        }
        self
    }

    /// The newest sending, by its days.
    pub fn sent(&self) -> Option<Sent> {
        self.sendings.last().map(|sending| Sent {
            confirm_by: sending.confirm_by,
            closes_on: sending.closes_on,
            confirmed_on: sending.confirmed_at.map(|at| local(at).date()),
        })
    }

    /// How far it has come.
    pub fn standing(&self, today: Date) -> Standing {
        Standing::of(self.held_on, self.written, self.sent(), today)
    }
}

/// One interview; the note is the reader's own.
pub async fn find(db: impl PgExecutor<'_>, id: i64, reader: StaffId) -> Result<Option<Interview>> {
    let row = sqlx::query_file!("src/evaluation/interview/find.sql", id, reader.0)
        .fetch_optional(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Interview {
        id: row.id,
        sheet_id: row.sheet_id,
        kind: row.kind,
        held_on: row.held_on,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        place: row.place,
        way: row.way,
        written: !row.shared.is_empty(),
        shared: row.shared,
        checked: row.checked,
        version: row.version,
        points: read(row.points)?,
        note: row.note.map(read).transpose()?.unwrap_or_default(),
        sendings: read(row.sendings)?,
        addenda: read(row.addenda)?,
        promises: read(row.promises)?,
        grades: read(row.grades)?,
        goals: read(row.goals)?,
    }))
}

/// Arranges an interview. None: this sheet has one of this kind already.
pub async fn arrange(
    change: &mut Change,
    sheet: SheetId,
    kind: Kind,
    when: &Appointment,
) -> Result<Option<i64>> {
    let by = change.author().map(|id| id.0);
    Ok(sqlx::query_scalar!(
        "insert into interview (sheet_id, kind, held_on, starts_at, ends_at, place, way,
                                arranged_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (sheet_id, kind) do nothing returning id",
        sheet.0,
        kind.code(),
        when.held_on,
        when.starts_at,
        when.ends_at,
        when.place,
        when.way.code(),
        by
    )
    .fetch_optional(change.conn())
    .await?)
}

/// Saves when, where, the shared text and the list, if nobody did since the page was read.
pub async fn save(change: &mut Change, id: i64, version: i32, record: &Record) -> Result<bool> {
    let when = &record.appointment;
    let saved = sqlx::query!(
        "update interview set held_on = $3, starts_at = $4, ends_at = $5, place = $6, way = $7,
                shared = $8, checked = $9, version = version + 1
         where id = $1 and version = $2",
        id,
        version,
        when.held_on,
        when.starts_at,
        when.ends_at,
        when.place,
        when.way.code(),
        record.shared,
        &record.checked
    )
    .execute(change.conn())
    .await?;
    Ok(saved.rows_affected() == 1)
}

/// Saves the writer's own note, if it is still the one that was read.
pub async fn save_note(change: &mut Change, id: i64, version: i32, body: &str) -> Result<bool> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let saved = sqlx::query!(
        "insert into interview_note as n (interview_id, author_id, body, updated_at)
         values ($1, $2, $3, $4)
         on conflict (interview_id, author_id) do update
         set body = excluded.body, version = n.version + 1, updated_at = excluded.updated_at
         where n.version = $5 or n.body = excluded.body",
        id,
        by,
        body,
        now,
        version
    )
    .execute(change.conn())
    .await?;
    Ok(saved.rows_affected() == 1)
}

/// Adds a point to the agenda. False: there are as many as one can talk about.
pub async fn add_point(change: &mut Change, id: i64, body: &str) -> Result<bool> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    // one after another: two at once would get the same place
    sqlx::query!("select id from interview where id = $1 for update", id)
        .fetch_one(change.conn())
        .await?;
    let added = sqlx::query!(
        "insert into agenda_point (interview_id, place, by_id, at, body)
         select $1, count(*) + 1, $2, $3, $4 from agenda_point where interview_id = $1
         having count(*) < 20",
        id,
        by,
        now,
        body
    )
    .execute(change.conn())
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Says what became of actions. False: somebody else said something about one in the meantime.
pub async fn say_outcomes(change: &mut Change, plan: i64, said: &[Said]) -> Result<bool> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let places: Vec<i16> = said.iter().map(|s| s.place).collect();
    let outcomes: Vec<String> = said.iter().map(|s| s.outcome.code().to_owned()).collect();
    let shown: Vec<Option<String>> =
        said.iter().map(|s| s.was.map(|was| was.code().to_owned())).collect();
    let written = sqlx::query!(
        "update development_action a
         set outcome = s.outcome, outcome_by = $5, outcome_at = $6
         from unnest($2::smallint[], $3::text[], $4::text[]) as s (place, outcome, shown)
         where a.sheet_id = $1 and a.place = s.place and a.outcome is not distinct from s.shown",
        plan,
        &places,
        &outcomes,
        &shown as &[Option<String>],
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(usize::try_from(written.rows_affected()).is_ok_and(|rows| rows == said.len()))
}

/// Sends the shared text to the person, as it stands in this version. None: it has changed.
pub async fn send(
    change: &mut Change,
    id: i64,
    version: i32,
    (confirm_by, closes_on): (Date, Date),
) -> Result<Option<i16>> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    Ok(sqlx::query_scalar!(
        "with now as (update interview set version = version + 1
                      where id = $1 and version = $2 and shared <> '' returning id, shared)
         insert into interview_sending (interview_id, round, body, by_id, at, confirm_by, closes_on)
         select n.id, coalesce((select max(d.round) from interview_sending d
                                where d.interview_id = n.id), 0) + 1, n.shared, $3, $4, $5, $6
         from now n returning round",
        id,
        version,
        by,
        now,
        confirm_by,
        closes_on
    )
    .fetch_optional(change.conn())
    .await?)
}

/// The person confirms what was sent. False: something newer was sent, or it was confirmed.
pub async fn confirm(change: &mut Change, id: i64, round: i16, comment: &str) -> Result<bool> {
    let now = change.now();
    let confirmed = sqlx::query!(
        "insert into interview_confirmation (interview_id, round, at, comment)
         select d.interview_id, d.round, $3, $4 from interview_sending d
         where d.interview_id = $1 and d.round = $2
           and not exists (select from interview_sending n
                           where n.interview_id = d.interview_id and n.round > d.round)
         on conflict do nothing",
        id,
        round,
        now,
        comment
    )
    .execute(change.conn())
    .await?;
    Ok(confirmed.rows_affected() == 1)
}

/// Adds to a locked text. False: there is no room for more.
pub async fn add_addendum(change: &mut Change, id: i64, body: &str) -> Result<bool> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!("select id from interview where id = $1 for update", id)
        .fetch_one(change.conn())
        .await?;
    let added = sqlx::query!(
        "insert into interview_addendum (interview_id, place, by_id, at, body)
         select $1, count(*) + 1, $2, $3, $4 from interview_addendum where interview_id = $1
         having count(*) < 50",
        id,
        by,
        now,
        body
    )
    .execute(change.conn())
    .await?;
    Ok(added.rows_affected() == 1)
}
