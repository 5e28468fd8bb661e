//! Deputies in the database.

use serde::Deserialize;
use sqlx::{PgExecutor, types::Json};
use time::Date;

use super::rules::{Around, period};
use crate::{
    audit::Change,
    evaluation::workflow::State,
    kit::{Result, StaffId},
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
    pub state: State,
    pub returned: bool,
    /// Where it is done, while it waits for this seat.
    pub link: Option<String>,
    pub due_on: Option<Date>,
}

/// One evaluator with the sheets on which somebody stands in for them.
pub struct Seat {
    pub evaluator: String,
    pub from: Date,
    pub until: Date,
    pub reason: String,
    pub sheets: Json<Vec<Sheet>>,
}

/// Everything somebody does as a deputy today, an evaluator at a time.
pub async fn seats(db: impl PgExecutor<'_>, deputy: StaffId, today: Date) -> Result<Vec<Seat>> {
    Ok(sqlx::query_file_as!(Seat, "src/evaluation/deputy/seats.sql", deputy.0, today)
        .fetch_all(db)
        .await?)
}
