//! The board in the database.

use serde::{Deserialize, de::DeserializeOwned};
use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::{
    averages::Standing,
    forms::{Chosen, Moving, Session},
    participants::Participant,
    rules::{Card, Move},
    waiting::{Progress, Waiting},
};
use crate::{
    audit::Change,
    evaluation::{deputy::Keeper, review::Distribution, scoring::RuleSet},
    kit::{AppError, Result, StaffId},
    staff,
};

/// A meeting that was held.
#[derive(Deserialize)]
pub struct Held {
    #[serde(rename = "held_on")]
    pub day: Date,
    /// Name and post of those who have an account.
    pub people: Vec<(String, String)>,
    /// The others.
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
    /// How many of those asked for have come how far.
    pub progress: Progress,
    /// Who is not on the board, in the order of the board.
    pub waiting: Vec<Waiting>,
    /// The sets of rules that compute points in this year.
    pub sets: Vec<RuleSet>,
    /// The grades of the whole city in these positions, as they stand.
    pub city: Distribution,
    /// Those of the same people's department the year before.
    pub last_year: Distribution,
    /// How everybody and each group stood after each step.
    pub standings: Vec<Standing>,
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
    only: Option<Keeper>,
) -> Result<Board> {
    let row = sqlx::query_file!(
        "src/evaluation/calibration/board.sql",
        cycle,
        chosen.department,
        chosen.position,
        looker.0,
        only.map(|one| one.id.0),
        chosen.axis_code(),
        only.map(|one| one.today),
        chosen.points()
    )
    .fetch_optional(db)
    .await?
    .ok_or(AppError::NotFound)?;
    let cards: Vec<Card> = read(row.cards)?;
    let here = i64::try_from(cards.len()).unwrap_or(i64::MAX);
    let progress = Progress {
        people: here + row.unfinished,
        first_done: here + row.reviewed,
        unfinished: row.unfinished,
    };
    Ok(Board {
        name: row.name,
        held: row.held,
        departments: read(row.departments)?,
        positions: read(row.positions)?,
        grades: read(row.grades)?,
        cards,
        moves: read(row.moves)?,
        progress,
        waiting: read(row.waiting)?,
        sets: read(row.sets)?,
        city: distribution(row.city)?,
        last_year: distribution(row.last_year)?,
        standings: read(row.standings)?,
        sessions: read(row.sessions)?,
    })
}

/// A number that grows with every move and every undoing of a year, for pages that are open; of one
/// 調整者 only among the sheets that name them.
pub async fn newest(db: impl PgExecutor<'_>, cycle: i64, only: Option<Keeper>) -> Result<i64> {
    Ok(news(db, cycle, only).await?.0)
}

/// The number of [`newest`], and who moved or took back last.
pub async fn news(
    db: impl PgExecutor<'_>,
    cycle: i64,
    only: Option<Keeper>,
) -> Result<(i64, String)> {
    let row = sqlx::query!(
        r#"with moves as (
               select m.id, m.at, m.by_id from calibration_move m join sheet s on s.id = m.sheet_id
               where s.cycle_id = $1 and ($2::bigint is null
                      or sits_in(s.id, 'calibrator', s.calibrator_id, $2, $3))),
           acts as (
               select at, by_id from moves
               union all
               select u.at, u.by_id from calibration_undo u join moves m on m.id = u.move_id)
           select (select count(*) from acts) as "count!",
                  coalesce((select p.family_name || ' ' || p.given_name from acts a
                            join staff p on p.id = a.by_id order by a.at desc limit 1), '')
                      as "who!""#,
        cycle,
        only.map(|one| one.id.0),
        only.map(|one| one.today)
    )
    .fetch_one(db)
    .await?;
    Ok((row.count, row.who))
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
    only: Option<Keeper>,
) -> Result<Option<Seat>> {
    let by = change.author().map(|id| id.0);
    let locked = sqlx::query_scalar!(
        "select id from sheet where id = $1 and cycle_id = $2 and state = 'calibration'
           and subject_id <> $3 and ($4::bigint is null
                                     or sits_in(id, 'calibrator', calibrator_id, $4, $5)) for update",
        sheet,
        cycle,
        by,
        only.map(|one| one.id.0),
        only.map(|one| one.today)
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
    people: &[Participant],
) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "with made as (
             insert into calibration_session (cycle_id, department_id, held_on, participants,
                                              record, by_id, at)
             values ($1, $2, $3, $4, $5, $6, $7) returning id)
         insert into calibration_participant (session_id, place, staff_id, name, post)
         select m.id, p.place, p.staff, p.name, p.post
         from made m, unnest($8::bigint[], $9::text[], $10::text[])
              with ordinality as p (staff, name, post, place)",
        cycle,
        department,
        what.held_on,
        what.participants,
        what.record,
        by,
        now,
        &people.iter().map(|one| one.staff.0).collect::<Vec<_>>(),
        &people.iter().map(|one| one.name.clone()).collect::<Vec<_>>(),
        &people.iter().map(|one| one.post.clone()).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Which sheets the calibration is closed for.
pub struct Closing {
    /// None: the whole city.
    pub department: Option<i64>,
    /// The number of moves that was shown ([`newest`]).
    pub seen: i64,
    /// When it was shown.
    pub asked: OffsetDateTime,
    pub only: Option<Keeper>,
}

/// Sends every sheet of a department, or of the city, from the calibration to the confirmation:
/// those that stand as they were shown. How many. What came to the board after that stays on it.
pub async fn close(change: &mut Change, cycle: i64, what: &Closing) -> Result<i64> {
    let (only, today) = what.only.map(|one| (one.id.0, one.today)).unzip();
    // whoever moves a grade holds its sheet: from here on nobody does
    sqlx::query!(
        "select id from sheet where cycle_id = $1 and state = 'calibration'
           and ($2::bigint is null or department_id = $2)
           and ($3::bigint is null or sits_in(id, 'calibrator', calibrator_id, $3, $4)) for update",
        cycle,
        what.department,
        only,
        today
    )
    .fetch_all(change.conn())
    .await?;
    if newest(change.conn(), cycle, what.only).await? != what.seen {
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
              and state_since <= $6
              and ($2::bigint is null or department_id = $2)
              and ($5::bigint is null or sits_in(id, 'calibrator', calibrator_id, $5, $7))
            returning id),
        passes as (
            insert into passage (sheet_id, place, action, from_state, to_state, by_id, at)
            select m.id, (select coalesce(max(place), 0) + 1 from passage where sheet_id = m.id),
                   'submit', 'calibration', 'confirmation', $4, $3
            from moved m)
        select count(*) as "count!" from moved
        "#,
        cycle,
        what.department,
        now,
        by,
        only,
        what.asked,
        today
    )
    .fetch_one(change.conn())
    .await?)
}

/// Those with an account who worked here on a day and fit a typed line: a number, or words of a
/// name. The line's place among those typed stands with each; of a line that fits many, a few.
pub async fn people(
    db: impl PgExecutor<'_>,
    lines: &[String],
    day: Date,
) -> Result<Vec<(usize, Participant)>> {
    let numbers: Vec<String> = lines.iter().map(|line| staff::fold(line)).collect();
    let patterns: Vec<String> = lines.iter().map(|line| staff::patterns(line).join("\n")).collect();
    let rows = sqlx::query!(
        r#"
        select l.n as "line!", p.id as "staff: StaffId", p.number,
               p.family_name || ' ' || p.given_name as "name!",
               concat_ws(' ', u.name, a.post) as "post!"
        from unnest($1::text[], $2::text[]) with ordinality as l (number, patterns, n)
        cross join lateral (
            select s.* from staff s join account k on k.staff_id = s.id
            where s.search like all (string_to_array(l.patterns, E'\n'))
              and s.hired_on <= $3 and (s.left_on is null or s.left_on >= $3)
            order by s.number = l.number desc, s.family_kana collate "C",
                     s.given_kana collate "C", s.number limit 6) p
        left join assignment a on a.staff_id = p.id and a.kind = 'main' and a.valid @> $3::date
        left join unit_version u on u.unit_id = a.unit_id and u.valid @> $3::date
        order by l.n, p.number = l.number desc, p.family_kana collate "C", p.number
        "#,
        &numbers,
        &patterns,
        day
    )
    .fetch_all(db)
    .await?;
    let found = rows.into_iter().map(|row| {
        let line = usize::try_from(row.line).unwrap_or(1).saturating_sub(1);
        let (staff, number) = (row.staff, row.number);
        (line, Participant { staff, number, name: row.name, post: row.post })
    });
    Ok(found.collect())
}
