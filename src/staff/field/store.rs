//! The extra fields in the database.

use sqlx::PgExecutor;
use time::Date;

use super::forms::NewField;
use crate::{audit::Change, kit::Result};

/// An extra field, and for how many people something is written in it.
#[derive(Clone, Debug)]
pub struct Kept {
    pub id: i64,
    pub name: String,
    pub kind: String,
    pub choices: Vec<String>,
    pub ended_on: Option<Date>,
    pub people: i64,
}

/// All of them, those in use first.
pub async fn all(db: impl PgExecutor<'_>) -> Result<Vec<Kept>> {
    Ok(sqlx::query_as!(
        Kept,
        r#"select f.id, f.name, f.kind, f.choices, f.ended_on,
                  (select count(*) from staff_field_value v where v.field_id = f.id) as "people!"
           from staff_field f order by f.ended_on is not null, f.place, f.id"#
    )
    .fetch_all(db)
    .await?)
}

/// Adds a field. None: there is one of this name.
pub async fn add(change: &mut Change, new: &NewField) -> Result<Option<i64>> {
    Ok(sqlx::query_scalar!(
        "insert into staff_field (name, kind, choices, place)
         values ($1, $2, $3, (select coalesce(max(place), 0) + 1 from staff_field))
         on conflict (name) do nothing returning id",
        new.name,
        new.kind,
        &new.choices
    )
    .fetch_optional(change.conn())
    .await?)
}

/// Ends a field, or takes it up again; its name. What was written stays.
pub async fn end(change: &mut Change, id: i64, on: Option<Date>) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "update staff_field set ended_on = $2
         where id = $1 and (ended_on is null) <> ($2::date is null) returning name",
        id,
        on
    )
    .fetch_optional(change.conn())
    .await?)
}
