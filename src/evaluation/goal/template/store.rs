//! Templates in the database: added and ended, never changed.

use sqlx::PgExecutor;
use time::Date;

use super::forms::New;
use crate::{
    audit::Change,
    kit::{Result, StaffId},
};

/// One line of the list.
pub struct Line {
    pub id: i64,
    pub position: Option<String>,
    pub required: bool,
    pub kind: String,
    pub what: String,
    pub level: String,
    pub how: String,
    pub weight: Option<i16>,
    pub valid_from: Date,
    pub last_on: Option<Date>,
    pub by: String,
    /// How many sheets have a goal that began with it.
    pub used: i64,
}

/// Every template; those that hold first.
pub async fn list(db: impl PgExecutor<'_>, today: Date) -> Result<Vec<Line>> {
    Ok(sqlx::query_as!(
        Line,
        r#"
        select t.id, t.position_code as position, t.required, t.kind, t.what, t.level, t.how,
               t.weight, t.valid_from, t.last_on, p.family_name || ' ' || p.given_name as "by!",
               (select count(distinct g.sheet_id) from goal g where g.template_id = t.id) as "used!"
        from goal_template t join staff p on p.id = t.by_id
        order by t.last_on is not null and t.last_on < $1, t.required desc,
                 t.position_code nulls first, t.id
        "#,
        today
    )
    .fetch_all(db)
    .await?)
}

/// A position and how many people have it.
pub struct Position {
    pub code: String,
    pub name: String,
    pub people: i64,
}

/// The positions of today's framework, from the lowest.
pub async fn positions(db: impl PgExecutor<'_>, today: Date) -> Result<Vec<Position>> {
    Ok(sqlx::query_as!(
        Position,
        r#"
        select o.code, o.name,
               (select count(*) from assignment a where a.position_code = o.code
                and a.kind = 'main' and a.valid @> $1::date) as "people!"
        from position o join framework f on f.id = o.framework_id and f.valid @> $1::date
        order by o.rank
        "#,
        today
    )
    .fetch_all(db)
    .await?)
}

/// Adds a template.
pub async fn insert(change: &mut Change, new: &New) -> Result<i64> {
    let (now, by) = (change.now(), change.author().map(|StaffId(id)| id));
    Ok(sqlx::query_scalar!(
        "insert into goal_template (position_code, required, kind, what, level, how, weight,
                                    valid_from, by_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id",
        new.position,
        new.required,
        new.kind.code(),
        new.what,
        new.level,
        new.how,
        new.weight,
        new.valid_from,
        by,
        now
    )
    .fetch_one(change.conn())
    .await?)
}

/// Ends a template after a day, or before it began. None: it had an end already, or is none.
pub async fn end(change: &mut Change, id: i64, today: Date) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "update goal_template set last_on = greatest($2, valid_from)
         where id = $1 and last_on is null returning what",
        id,
        today
    )
    .fetch_optional(change.conn())
    .await?)
}
