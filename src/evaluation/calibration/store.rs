//! The board in the database.

use serde::{Deserialize, de::DeserializeOwned};
use sqlx::PgExecutor;
use time::Date;

use super::{
    forms::{Chosen, Moving, Session},
    rules::{Card, Move},
};
use crate::{
    audit::Change,
    evaluation::review::Distribution,
    kit::{AppError, Result, StaffId},
};

/// A meeting that was held.
#[derive(Deserialize)]
pub struct Held {
    #[serde(rename = "held_on")]
    pub day: Date,
    pub participants: String,
    pub record: String,
    pub department: Option<String>,
    pub by: String,
}

/// Everything on the board.
pub struct Board {
    pub name: String,
    /// Whether this year has a calibration at all.
    pub held: bool,
    pub departments: Vec<(i64, String)>,
    pub positions: Vec<(String, String)>,
    /// Points and words, the highest first.
    pub grades: Vec<(i16, String)>,
    pub cards: Vec<Card>,
    pub moves: Vec<Move>,
    /// How many of those asked for have not come so far.
    pub unfinished: i64,
    /// The grades of the whole city in these positions, as they stand.
    pub city: Distribution,
    /// Those of the same people's department the year before.
    pub last_year: Distribution,
    pub sessions: Vec<Held>,
}

fn read<T: DeserializeOwned>(json: serde_json::Value) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

fn distribution(json: serde_json::Value) -> Result<Distribution> {
    Ok(read::<Vec<(i16, i64)>>(json)?.into_iter().collect())
}

/// The board, without the card of the one who looks; of one 調整者 only where it is asked so.
pub async fn board(
    db: impl PgExecutor<'_>,
    cycle: i64,
    chosen: &Chosen,
    looker: StaffId,
    only: Option<StaffId>,
) -> Result<Board> {
    let row = sqlx::query_file!(
        "src/evaluation/calibration/board.sql",
        cycle,
        chosen.department,
        chosen.position,
        looker.0,
        only.map(|id| id.0)
    )
    .fetch_optional(db)
    .await?
    .ok_or(AppError::NotFound)?;
    Ok(Board {
        name: row.name,
        held: row.held,
        departments: read(row.departments)?,
        positions: read(row.positions)?,
        grades: read(row.grades)?,
        cards: read(row.cards)?,
        moves: read(row.moves)?,
        unfinished: row.unfinished,
        city: distribution(row.city)?,
        last_year: distribution(row.last_year)?,
        sessions: read(row.sessions)?,
    })
}

/// Whether the routes of a year name somebody as 調整者.
pub async fn calibrates(db: impl PgExecutor<'_>, cycle: i64, staff: StaffId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from sheet where cycle_id = $1 and calibrator_id = $2) as "yes!""#,
        cycle,
        staff.0
    )
    .fetch_one(db)
    .await?)
}

/// A number that grows with every move and every undoing of a year, for pages that are open.
pub async fn newest(db: impl PgExecutor<'_>, cycle: i64) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select count(m.id) + count(u.move_id) as "count!" from sheet s
           join calibration_move m on m.sheet_id = s.id
           left join calibration_undo u on u.move_id = m.id where s.cycle_id = $1"#,
        cycle
    )
    .fetch_one(db)
    .await?)
}

/// What a move is held against: where the card stands now.
pub struct Seat {
    pub subject: StaffId,
    pub round: i16,
    pub overall: i16,
    pub moved: Option<i64>,
    pub scale: Vec<i16>,
}

/// Holds a card that may be moved by this officer: in calibration, and not their own.
pub async fn hold(
    change: &mut Change,
    cycle: i64,
    sheet: i64,
    only: Option<StaffId>,
) -> Result<Option<Seat>> {
    let by = change.author().map(|id| id.0);
    let locked = sqlx::query_scalar!(
        "select id from sheet where id = $1 and cycle_id = $2 and state = 'calibration'
           and subject_id <> $3 and ($4::bigint is null or calibrator_id = $4) for update",
        sheet,
        cycle,
        by,
        only.map(|id| id.0)
    )
    .fetch_optional(change.conn())
    .await?;
    if locked.is_none() {
        return Ok(None);
    }
    // a statement of its own: it sees what was written while this one waited
    Ok(sqlx::query_as!(
        Seat,
        r#"select s.subject_id as "subject: StaffId", g.round as "round!",
                  g.overall as "overall!", g.move_id as moved,
                  array(select points from cycle_grade k where k.cycle_id = s.cycle_id
                        order by points) as "scale!"
           from sheet s join calibrated_grade_view g on g.sheet_id = s.id where s.id = $1"#,
        sheet
    )
    .fetch_optional(change.conn())
    .await?)
}

/// Moves a grade. What it was stays.
pub async fn insert_move(change: &mut Change, card: &Seat, what: &Moving) -> Result<i64> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    Ok(sqlx::query_scalar!(
        "insert into calibration_move (sheet_id, round, from_points, to_points, reason, agreed,
                                       by_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) returning id",
        what.sheet,
        card.round,
        card.overall,
        what.to,
        what.reason,
        what.agreed,
        by,
        now
    )
    .fetch_one(change.conn())
    .await?)
}

/// Takes a move back.
pub async fn undo(change: &mut Change, id: i64) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "insert into calibration_undo (move_id, by_id, at) values ($1, $2, $3)
         on conflict (move_id) do nothing",
        id,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Keeps the record of a meeting.
pub async fn insert_session(
    change: &mut Change,
    cycle: i64,
    department: Option<i64>,
    what: &Session,
) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "insert into calibration_session (cycle_id, department_id, held_on, participants, record,
                                          by_id, at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        cycle,
        department,
        what.held_on,
        what.participants,
        what.record,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Sends every sheet of a department, or of the city, from the calibration to the confirmation:
/// those that stand as they were shown. How many.
pub async fn close(
    change: &mut Change,
    cycle: i64,
    department: Option<i64>,
    seen: i64,
    only: Option<StaffId>,
) -> Result<i64> {
    // whoever moves a grade holds its sheet: from here on nobody does
    sqlx::query!(
        "select id from sheet where cycle_id = $1 and state = 'calibration'
           and ($2::bigint is null or department_id = $2)
           and ($3::bigint is null or calibrator_id = $3) for update",
        cycle,
        department,
        only.map(|id| id.0)
    )
    .fetch_all(change.conn())
    .await?;
    if newest(change.conn(), cycle).await? != seen {
        return Err(AppError::Refused(
            "確認の画面を開いた後に、ほかの人が評価を動かしました。最新の盤面を確かめてから、もう一度行ってください。"
                .to_owned(),
        ));
    }
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    Ok(sqlx::query_scalar!(
        r#"
        with moved as (
            update sheet set state = 'confirmation', version = version + 1, returned = false,
                             state_since = $3, holder_opened_at = null
            where cycle_id = $1 and state = 'calibration' and subject_id <> $4
              and ($2::bigint is null or department_id = $2)
              and ($5::bigint is null or calibrator_id = $5)
            returning id),
        passes as (
            insert into passage (sheet_id, place, action, from_state, to_state, by_id, at)
            select m.id, (select coalesce(max(place), 0) + 1 from passage where sheet_id = m.id),
                   'submit', 'calibration', 'confirmation', $4, $3
            from moved m)
        select count(*) as "count!" from moved
        "#,
        cycle,
        department,
        now,
        by,
        only.map(|id| id.0)
    )
    .fetch_one(change.conn())
    .await?)
}
