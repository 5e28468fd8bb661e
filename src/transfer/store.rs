//! Orders in the database: made, changed line by line, checked, decided, taken back.

use serde::de::DeserializeOwned;
use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::{
    forms::{NewLine, NewOrder},
    kinds::State,
};
use crate::{
    audit::Change,
    identity::Scope,
    kit::{AppError, Result},
};

/// Reads a JSON column; a shape the program does not know is a fault of ours.
pub fn read<T: DeserializeOwned>(json: serde_json::Value) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// An order in the list, as far as it is the reader's.
#[derive(Clone, Debug)]
pub struct Summary {
    pub id: i64,
    pub name: String,
    pub effective_on: Date,
    pub announce_on: Date,
    pub state: State,
    pub lines: i64,
}

/// The orders that concern the reader's part of the city, those to come first, then the newest.
pub async fn orders(db: impl PgExecutor<'_>, scope: &Scope, most: i64) -> Result<Vec<Summary>> {
    Ok(sqlx::query_as!(
        Summary,
        r#"select o.id, o.name, o.effective_on, o.announce_on, o.state as "state: State",
                  case when r.writes
                      then (select count(*) from order_line l where l.order_id = o.id)
                      else (select count(*) from order_lines_of_part(o.id, $3, $4)) end as "lines!"
           from personnel_order o
           cross join lateral order_right(o.id, $2, $3, $4) r (writes)
           where r.writes is not null
           order by o.state in ('effective', 'taken_back', 'discarded'), o.effective_on desc, o.id desc
           limit $1"#,
        most,
        scope.city,
        &scope.authorities,
        &scope.units
    )
    .fetch_all(db)
    .await?)
}

/// An order held until the change is done: nobody decides what another is changing.
pub struct Held {
    pub state: State,
    pub version: i32,
    pub effective_on: Date,
    /// Whose people may stand in it; both empty: everybody.
    part_authorities: Vec<String>,
    part_units: Vec<i64>,
}

/// Holds an order the writer may write.
pub async fn hold(change: &mut Change, id: i64, scope: &Scope) -> Result<Held> {
    sqlx::query_as!(
        Held,
        r#"select state as "state: State", version, effective_on, part_authorities, part_units
           from personnel_order where id = $1 and order_right(id, $2, $3, $4) for update"#,
        id,
        scope.city,
        &scope.authorities,
        &scope.units
    )
    .fetch_optional(change.conn())
    .await?
    .ok_or(AppError::NotFound)
}

/// Makes an order for the writer's part of the city.
pub async fn insert(change: &mut Change, new: &NewOrder, scope: &Scope) -> Result<i64> {
    let (authorities, units) = if scope.city {
        (&[] as &[String], &[] as &[i64])
    } else {
        (scope.authorities.as_slice(), scope.units.as_slice())
    };
    let id = sqlx::query_scalar!(
        "insert into personnel_order (name, effective_on, announce_on, part_authorities, part_units)
         values ($1, $2, $3, $4, $5) returning id",
        new.name,
        new.effective_on,
        new.announce_on,
        authorities,
        units
    )
    .fetch_one(change.conn())
    .await?;
    passed(change, id, "make", None).await?;
    Ok(id)
}

/// Changes name and dates of an order that is not decided.
pub async fn update(change: &mut Change, id: i64, new: &NewOrder) -> Result<()> {
    sqlx::query!(
        "update personnel_order set name = $2, effective_on = $3, announce_on = $4,
                state = 'draft', version = version + 1
         where id = $1 and state in ('draft', 'checked')",
        id,
        new.name,
        new.effective_on,
        new.announce_on
    )
    .execute(change.conn())
    .await?;
    passed(change, id, "change", None).await
}

/// Adds lines. None: one of them stands there already.
pub async fn add_lines(change: &mut Change, id: i64, lines: &[NewLine]) -> Result<Option<u64>> {
    let staff: Vec<i64> = lines.iter().map(|l| l.staff).collect();
    let kind: Vec<String> = lines.iter().map(|l| l.kind.code().to_owned()).collect();
    let unit: Vec<Option<i64>> = lines.iter().map(|l| l.unit).collect();
    let position: Vec<Option<String>> = lines.iter().map(|l| l.position.clone()).collect();
    let post: Vec<Option<String>> = lines.iter().map(|l| l.post.clone()).collect();
    let leads: Vec<bool> = lines.iter().map(|l| l.leads).collect();
    let destination: Vec<Option<String>> = lines.iter().map(|l| l.destination.clone()).collect();
    let basis: Vec<Option<String>> = lines.iter().map(|l| l.basis.map(str::to_owned)).collect();
    let minutes: Vec<Option<i16>> = lines.iter().map(|l| l.weekly_minutes).collect();
    let added = sqlx::query!(
        "insert into order_line (order_id, staff_id, kind, unit_id, position_code, post, leads,
                                 destination, basis, weekly_minutes)
         select $1, * from unnest($2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[],
                                  $7::bool[], $8::text[], $9::text[], $10::smallint[])",
        id,
        &staff,
        &kind,
        &unit as _,
        &position as _,
        &post as _,
        &leads,
        &destination as _,
        &basis as _,
        &minutes as _
    )
    .execute(change.conn())
    .await;
    match added {
        Ok(added) => {
            changed(change, id).await?;
            Ok(Some(added.rows_affected()))
        }
        Err(sqlx::Error::Database(error)) if error.constraint() == Some("order_line_once") => {
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes a line out; whose it was.
pub async fn remove_line(change: &mut Change, id: i64, line: i64) -> Result<Option<i64>> {
    let gone = sqlx::query_scalar!(
        "delete from order_line where order_id = $1 and id = $2 returning staff_id",
        id,
        line
    )
    .fetch_optional(change.conn())
    .await?;
    if gone.is_some() {
        changed(change, id).await?;
    }
    Ok(gone)
}

/// What was checked before is not checked any more.
async fn changed(change: &mut Change, id: i64) -> Result<()> {
    sqlx::query!(
        "update personnel_order set state = 'draft', version = version + 1 where id = $1",
        id
    )
    .execute(change.conn())
    .await?;
    passed(change, id, "change", None).await
}

/// Moves an order on, if it is still as it was seen.
pub async fn pass(
    change: &mut Change,
    id: i64,
    version: i32,
    (to, action): (State, &str),
    reason: Option<&str>,
) -> Result<bool> {
    let moved = sqlx::query!(
        "update personnel_order set state = $3, version = version + 1
         where id = $1 and version = $2",
        id,
        version,
        to as State
    )
    .execute(change.conn())
    .await?;
    if moved.rows_affected() == 0 {
        return Ok(false);
    }
    passed(change, id, action, reason).await?;
    Ok(true)
}

async fn passed(change: &mut Change, id: i64, action: &str, reason: Option<&str>) -> Result<()> {
    let (now, by): (OffsetDateTime, _) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "insert into order_passage (order_id, place, action, by_id, at, reason)
         select $1, coalesce(max(place), 0) + 1, $2, $3, $4, $5
         from order_passage where order_id = $1",
        id,
        action,
        by,
        now,
        reason
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Decided orders whose day has come, the oldest first; and those that are told already and wait.
pub async fn due(change: &mut Change, today: Date) -> Result<(Vec<i64>, Vec<i64>)> {
    let rows = sqlx::query!(
        r#"select id, effective_on <= $1 as "due!" from personnel_order
           where state = 'decided' and (effective_on <= $1 or announce_on <= $1)
           order by effective_on, id for update"#,
        today
    )
    .fetch_all(change.conn())
    .await?;
    let (due, told): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.due);
    Ok((due.iter().map(|row| row.id).collect(), told.iter().map(|row| row.id).collect()))
}

/// The people of these numbers, with those whose names are meant.
#[derive(Clone, Debug)]
pub struct Found {
    pub staff: i64,
    pub number: String,
    pub name: String,
    pub unit: Option<String>,
}

/// Everybody with one of these numbers or names whom the order may name, on its day; who begins on it
/// counts.
pub async fn people(change: &mut Change, words: &[String], held: &Held) -> Result<Vec<Found>> {
    Ok(sqlx::query_as!(
        Found,
        r#"select p.id as staff, p.number, p.family_name || ' ' || p.given_name as "name!",
                  v.name as "unit?"
           from staff p
           left join assignment g on g.staff_id = p.id and g.kind = 'main' and g.valid @> $2::date
           left join unit_version v on v.unit_id = g.unit_id and v.valid @> $2::date
           where (p.number = any($1) or p.family_name || p.given_name = any($1))
             and ($3::text[] || $4::bigint[]::text[] = '{}'
                  or staff_in_part(p.id, $3, $4, $2 - 1))
           order by p.number"#,
        words,
        held.effective_on,
        &held.part_authorities,
        &held.part_units
    )
    .fetch_all(change.conn())
    .await?)
}

/// Units and positions to choose from on a day: key, code and full name of a unit; code and name of a
/// position.
#[derive(Default)]
pub struct Choices {
    pub units: Vec<(i64, String, String)>,
    pub positions: Vec<(String, String)>,
}

impl Choices {
    /// The full name of a unit.
    pub fn path(&self, unit: i64) -> String {
        let known = self.units.iter().find(|known| known.0 == unit);
        known.map_or_else(|| "発令日にない組織".to_owned(), |known| known.2.clone())
    }
}

/// What can be chosen on a day.
pub async fn choices(db: impl PgExecutor<'_>, day: Date) -> Result<Choices> {
    let row = sqlx::query!(
        r#"select
          (select coalesce(json_agg(json_build_array(u.id, u.code,
                  concat_ws(' ', case when a.level <> 'executive' then
                      concat_ws(' ', case when b.level <> 'executive' then b.name end, a.name) end,
                      v.name)) order by v.place, u.code), '[]')
           from unit u join unit_version v on v.unit_id = u.id and v.valid @> $1::date
           left join unit_version a on a.unit_id = v.parent_id and a.valid @> $1::date
           left join unit_version b on b.unit_id = a.parent_id and b.valid @> $1::date) as "units!",
          (select coalesce(json_agg(json_build_array(p.code, p.name) order by p.rank), '[]')
           from position p join framework f on f.id = p.framework_id
           where f.valid @> $1::date and f.kind = 'ability') as "positions!""#,
        day
    )
    .fetch_one(db)
    .await?;
    Ok(Choices { units: read(row.units)?, positions: read(row.positions)? })
}
