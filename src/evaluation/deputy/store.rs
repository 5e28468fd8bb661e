//! Deputies in the database.

use serde::Deserialize;
use sqlx::{PgExecutor, types::Json};
use time::Date;

use super::rules::{Around, Standings, period};
use crate::{
    audit::Change,
    evaluation::workflow::State,
    identity::StandingIn,
    kit::{AppError, Result, StaffId},
};

/// A sheet of the evaluator that the deputy may not do: whose, of which year, why.
pub type Refused = (String, String, String);

/// One deputy as 職員課 sees them.
pub struct Line {
    pub id: i64,
    pub evaluator: String,
    pub deputy: String,
    pub from: Date,
    pub until: Date,
    pub reason: String,
    pub ended_on: Option<Date>,
    /// Sheets of the evaluator in running years that the deputy may do.
    pub sheets: i64,
    pub refused: Json<Vec<Refused>>,
    /// What waits for the evaluator although the time is over.
    pub expired: Option<i64>,
}

/// The deputies of now and later, and those whose time ended within sixty days.
pub async fn lines(db: impl PgExecutor<'_>, today: Date) -> Result<Vec<Line>> {
    Ok(sqlx::query_file_as!(Line, "src/evaluation/deputy/lines.sql", today).fetch_all(db).await?)
}

/// Somebody a number names, for a form.
pub struct Known {
    pub number: String,
    pub id: i64,
    /// Works for the city on the last day that is asked for.
    pub works: bool,
}

/// The people of these numbers.
pub async fn known(db: impl PgExecutor<'_>, numbers: &[String], until: Date) -> Result<Vec<Known>> {
    Ok(sqlx::query_as!(
        Known,
        r#"select p.number, p.id, (p.left_on is null or p.left_on >= $2) as "works!"
           from staff p where p.number = any($1)"#,
        numbers,
        until
    )
    .fetch_all(db)
    .await?)
}

/// What the register says against somebody as a deputy.
pub async fn standing(
    db: impl PgExecutor<'_>,
    (evaluator, deputy): (i64, i64),
    from: Date,
) -> Result<Standings> {
    let row = sqlx::query!(
        r#"with post as (
               select a.staff_id, o.rank, o.name
               from assignment a
               join framework f on f.kind = 'ability' and f.valid @> $3::date
               join position o on o.framework_id = f.id and o.code = a.position_code
               where a.staff_id in ($1, $2) and a.kind = 'main' and a.valid @> $3::date)
           select (select row_to_json(u) from deputy_unfit($1, $2, $3) u) as unfit,
                  (select d.name from post d join post e on e.staff_id = $1 and e.rank > d.rank
                   where d.staff_id = $2) as "junior?",
                  (select e.name from post e where e.staff_id = $1) as "evaluator?""#,
        evaluator,
        deputy,
        from
    )
    .fetch_one(db)
    .await?;
    let unfit = row.unfit.map(serde_json::from_value).transpose();
    Ok(Standings {
        unfit: unfit.map_err(|error| AppError::Internal(error.to_string()))?,
        junior: row.junior.zip(row.evaluator),
    })
}

/// A deputy to be named.
#[derive(Clone, Debug)]
pub struct New {
    pub evaluator: i64,
    pub deputy: i64,
    pub from: Date,
    /// The last day.
    pub until: Date,
    pub reason: String,
}

/// Names a deputy. None: the evaluator has another one in the same time.
pub async fn insert(change: &mut Change, new: &New) -> Result<Option<i64>> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let named = sqlx::query_scalar!(
        "insert into deputy (evaluator_id, deputy_id, valid, reason, named_by, named_at)
         values ($1, $2, daterange($3, $4, '[]'), $5, $6, $7) returning id",
        new.evaluator,
        new.deputy,
        new.from,
        new.until,
        new.reason,
        by,
        now
    )
    .fetch_one(change.conn())
    .await;
    match named {
        Ok(id) => Ok(Some(id)),
        Err(sqlx::Error::Database(error)) if error.constraint() == Some("deputy_no_overlap") => {
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Ends a deputy whose time is not over. Whose deputy it was and who; None: there is nothing to end.
pub async fn end(change: &mut Change, id: i64, today: Date) -> Result<Option<(StaffId, StaffId)>> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let ended = sqlx::query!(
        r#"update deputy set ended_by = $2, ended_at = $3
           where id = $1 and ended_at is null and upper(valid) > $4
           returning evaluator_id as "evaluator: StaffId", deputy_id as "deputy: StaffId""#,
        id,
        by,
        now,
        today
    )
    .fetch_optional(change.conn())
    .await?;
    Ok(ended.map(|row| (row.evaluator, row.deputy)))
}

/// Somebody as the deputy of one evaluator today. None: they are not.
pub async fn standing_in(
    db: impl PgExecutor<'_>,
    deputy: StaffId,
    evaluator: StaffId,
    today: Date,
) -> Result<Option<StandingIn>> {
    let row = sqlx::query!(
        r#"
        select concat_ws(' ', p.family_name, p.given_name, nullif(g.post, '')) as "name!",
               lower(d.valid) as "from!", upper(d.valid) - 1 as "until!"
        from deputy d
        join staff p on p.id = d.evaluator_id
        left join assignment g on g.staff_id = p.id and g.kind = 'main' and g.valid @> $3::date
        where d.deputy_id = $1 and d.evaluator_id = $2 and d.valid @> $3 and d.ended_at is null
        "#,
        deputy.0,
        evaluator.0,
        today
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| StandingIn {
        evaluator,
        words: format!("{}（{}）", row.name, period(row.from, row.until)),
    }))
}

/// Somebody who keeps a board or a desk of many sheets, on the day they ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeper {
    pub id: StaffId,
    pub today: Date,
}

/// The seats whose work is a part of the city at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManySeat {
    Calibrator,
    Confirmer,
}

/// As what somebody has a seat of a year's sheets.
pub struct Sits {
    /// The routes name them.
    pub own: bool,
    /// Somebody whom the routes name, and for whom they stand in.
    pub standing_in: Option<StandingIn>,
}

/// Whether somebody has such a seat of any sheet of a year.
pub async fn sits(
    db: impl PgExecutor<'_>,
    cycle: i64,
    seat: ManySeat,
    who: Keeper,
) -> Result<Sits> {
    let code = match seat {
        ManySeat::Calibrator => "calibrator",
        ManySeat::Confirmer => "confirmer",
    };
    let row = sqlx::query!(
        r#"
        with held as (
            select s.id, case $2 when 'calibrator' then s.calibrator_id
                                 else s.confirmer_id end as holder
            from sheet s where s.cycle_id = $1)
        select exists (select from held where holder = $3) as "own!",
               f.id as "evaluator?: StaffId", f.name as "name?", f.from_on as "from?",
               f.until_on as "until?"
        from (values (1)) as one (row)
        left join lateral (
            select e.id, concat_ws(' ', e.family_name, e.given_name, nullif(g.post, '')) as name,
                   lower(d.valid) as from_on, upper(d.valid) - 1 as until_on
            from deputy d
            join staff e on e.id = d.evaluator_id
            left join assignment g on g.staff_id = e.id and g.kind = 'main'
                 and g.valid @> $4::date
            where d.deputy_id = $3 and d.valid @> $4 and d.ended_at is null
              and exists (select from held h where h.holder = d.evaluator_id
                          and stands_in(h.id, $2, $4) = $3)
            order by d.id limit 1) f on true
        "#,
        cycle,
        code,
        who.id.0,
        who.today
    )
    .fetch_one(db)
    .await?;
    let standing_in = row.evaluator.zip(row.name).zip(row.from.zip(row.until));
    Ok(Sits {
        own: row.own,
        standing_in: standing_in.map(|((evaluator, name), (from, until))| StandingIn {
            evaluator,
            words: format!("{name}（{}）", period(from, until)),
        }),
    })
}

/// For whom somebody stands in today, and who stands in for them.
pub async fn around(db: impl PgExecutor<'_>, who: StaffId, today: Date) -> Result<Around> {
    let rows = sqlx::query!(
        r#"
        select d.deputy_id = $1 as "mine!", p.family_name || ' ' || p.given_name
                   || coalesce(' ' || g.post, '') as "name!",
               lower(d.valid) as "from!", upper(d.valid) - 1 as "until!"
        from deputy d
        join staff p on p.id = case when d.deputy_id = $1 then d.evaluator_id else d.deputy_id end
        left join assignment g on g.staff_id = p.id and g.kind = 'main' and g.valid @> $2::date
        where $1 in (d.deputy_id, d.evaluator_id) and d.valid @> $2 and d.ended_at is null
        order by p.family_kana collate "C", p.given_kana collate "C", d.id
        "#,
        who.0,
        today
    )
    .fetch_all(db)
    .await?;
    let mut around = Around::default();
    for row in rows {
        let words = format!("{}（{}）", row.name.trim(), period(row.from, row.until));
        if row.mine {
            around.standing_in_for.push(words);
        } else {
            around.deputy = Some(words);
        }
    }
    Ok(around)
}

/// One sheet somebody does as a deputy.
#[derive(Clone, Debug, Deserialize)]
pub struct Sheet {
    pub id: i64,
    /// `first`, `second` or `assistant`
    pub seat: String,
    pub name: String,
    pub position: String,
    pub unit: String,
    pub cycle: String,
    /// The kind of the year: `ability`, `performance` or `short`
    pub graded: String,
    pub state: State,
    pub returned: bool,
    /// Where it is done, while it waits for this seat.
    pub link: Option<String>,
    pub due_on: Option<Date>,
}

/// What is done elsewhere for an evaluator: a board, a desk, somebody on probation.
#[derive(Clone, Debug, Deserialize)]
pub struct Beside {
    pub link: String,
    /// The year, or the task of a probation.
    pub name: String,
    /// Whom a probation is of.
    pub person: Option<String>,
    pub waiting: i64,
    pub due_on: Option<Date>,
}

/// One evaluator with the sheets on which somebody stands in for them.
pub struct Seat {
    /// The evaluator's key, for the address of the pages of many sheets.
    pub id: i64,
    pub evaluator: String,
    pub from: Date,
    pub until: Date,
    pub reason: String,
    pub sheets: Json<Vec<Sheet>>,
    pub beside: Json<Vec<Beside>>,
}

/// Everything somebody does as a deputy today, an evaluator at a time.
pub async fn seats(db: impl PgExecutor<'_>, deputy: StaffId, today: Date) -> Result<Vec<Seat>> {
    Ok(sqlx::query_file_as!(Seat, "src/evaluation/deputy/seats.sql", deputy.0, today)
        .fetch_all(db)
        .await?)
}
