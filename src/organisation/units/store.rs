//! Units with their heads and people, and one unit through the years.

use serde::Deserialize;
use sqlx::{PgExecutor, types::Json};
use time::Date;

use crate::kit::Result;

/// A unit on a day.
#[derive(Clone, Debug)]
pub struct Unit {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub level: String,
    pub parent: Option<i64>,
    pub authority: Option<String>,
    pub head: Option<String>,
    /// main posts in the unit itself
    pub people: i64,
}

/// All units of a day, in the city's order.
pub async fn units(db: impl PgExecutor<'_>, day: Date) -> Result<Vec<Unit>> {
    Ok(sqlx::query_as!(
        Unit,
        r#"
        with posts as materialized (
            select a.unit_id, count(*) filter (where a.kind = 'main') as people,
                   min(a.staff_id) filter (where a.leads) as head
            from assignment a where a.valid @> $1::date group by a.unit_id)
        select u.id, u.code, v.name, v.level, v.parent_id as parent, t.name as "authority?",
               s.family_name || ' ' || s.given_name as head, coalesce(p.people, 0) as "people!"
        from unit u join unit_version v on v.unit_id = u.id and v.valid @> $1::date
        left join unit_authorities($1) x on x.unit_id = u.id
        left join authority t on t.code = x.authority
        left join posts p on p.unit_id = u.id
        left join staff s on s.id = p.head
        order by v.place, u.code
        "#,
        day
    )
    .fetch_all(db)
    .await?)
}

/// A name and place a unit had.
#[derive(Clone, Debug, Deserialize)]
pub struct Version {
    pub name: String,
    pub level: String,
    pub parent: Option<String>,
    pub from: Date,
    pub until: Option<Date>,
}

/// A unit figures come from or go on in.
#[derive(Clone, Debug, Deserialize)]
pub struct Kin {
    pub id: i64,
    pub name: String,
    pub since: Date,
}

/// Who led a unit: name, title, first day and the day after the last.
pub type Heads = Vec<(String, String, Date, Option<Date>)>;

/// A unit through the years.
#[derive(Clone, Debug)]
pub struct History {
    pub code: String,
    pub versions: Json<Vec<Version>>,
    pub before: Json<Vec<Kin>>,
    pub after: Json<Vec<Kin>>,
    pub heads: Json<Heads>,
    pub authority: Option<String>,
    pub people: i64,
    pub routes: i64,
}

/// One unit, counted on a day.
pub async fn history(db: impl PgExecutor<'_>, id: i64, day: Date) -> Result<Option<History>> {
    Ok(sqlx::query_file_as!(History, "src/organisation/units/history.sql", id, day)
        .fetch_optional(db)
        .await?)
}
