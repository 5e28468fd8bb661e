//! What a first post can be, and writing somebody new.

use sqlx::{PgExecutor, types::Json};
use time::Date;

use super::forms::Hired;
use crate::{
    audit::Change,
    identity::Scope,
    kit::{Result, StaffId},
    staff,
};

/// Positions and 職種: codes and names.
pub type Known = Vec<(String, String)>;

/// Positions of the framework of a day, and 職種.
pub async fn known(db: impl PgExecutor<'_>, day: Date) -> Result<(Known, Known)> {
    let row = sqlx::query!(
        r#"select (select coalesce(json_agg(json_build_array(p.code, p.name) order by p.rank), '[]')
                   from position p join framework f on f.id = p.framework_id
                   where f.kind = 'ability' and f.valid @> $1::date) as "positions!: Json<Known>",
                  (select coalesce(json_agg(json_build_array(o.code, o.name) order by o.place), '[]')
                   from occupation o) as "occupations!: Json<Known>""#,
        day
    )
    .fetch_one(db)
    .await?;
    Ok((row.positions.0, row.occupations.0))
}

/// A unit that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub id: i64,
    pub code: String,
    pub path: String,
}

/// The units of a day with this code, name or path, as far as the reader keeps them.
pub async fn units(
    db: impl PgExecutor<'_>,
    typed: &str,
    day: Date,
    scope: &Scope,
) -> Result<Vec<Unit>> {
    let typed: Vec<&str> = typed.split_whitespace().collect();
    let last = typed.last().copied().unwrap_or_default();
    let found = sqlx::query_as!(
        Unit,
        r#"select u.id, u.code, unit_path(u.id, $3) as "path!"
           from unit u join unit_version v on v.unit_id = u.id and v.valid @> $3::date
           where (u.code = $1 or v.name = $2)
             and ($4 or u.id = any (units_in_scope($5::text[], $6::bigint[], $3)))
           order by v.place, u.code limit 50"#,
        crate::kit::text::half_width(last),
        last,
        day,
        scope.city,
        &scope.authorities,
        &scope.units
    );
    let found = found.fetch_all(db).await?;
    let whole = typed.join(" ");
    Ok(found.into_iter().filter(|unit| typed.len() < 2 || unit.path == whole).collect())
}

/// What stands against somebody new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// the number is somebody's
    Number,
    /// the unit has a head on that day
    Leader,
}

/// Writes somebody new with the first post. The account comes with the accounts.
pub async fn add(
    change: &mut Change,
    new: &Hired,
    unit: i64,
) -> Result<std::result::Result<StaffId, Refused>> {
    let added = sqlx::query_scalar!(
        "insert into staff (number, family_name, given_name, family_kana, given_kana,
                            registered_family_name, employment, hired_on, birth_on, sex)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (number) do nothing returning id",
        new.number,
        new.family,
        new.given,
        new.family_kana,
        new.given_kana,
        new.registered,
        new.employment,
        new.hired_on,
        new.birth,
        new.sex
    )
    .fetch_optional(change.conn())
    .await?;
    let Some(id) = added else { return Ok(Err(Refused::Number)) };
    if !post(change, new, id, unit).await? {
        return Ok(Err(Refused::Leader));
    }
    staff::renew_search(change, StaffId(id)).await?;
    Ok(Ok(StaffId(id)))
}

/// Writes the first post, the 任用 and the 職種. False: the unit has a head on that day.
async fn post(change: &mut Change, new: &Hired, id: i64, unit: i64) -> Result<bool> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let posted = sqlx::query!(
        "with done as (
             insert into staff_occupation (staff_id, occupation, valid)
             select $1, $6, daterange($5, null) where $6::text is not null),
         appointed as (
             -- an appointment of a fiscal year is entered with its term and its kind of work
             insert into employment (staff_id, kind, valid, basis, entered_by, at)
             select $1, $7, daterange($5, null),
                    case $7 when 'regular' then 'hired' when 'fixed_term' then 'fixed_term' end,
                    $9, $10 where $7 <> 'fiscal_year')
         insert into assignment (staff_id, unit_id, position_code, post, kind, leads, valid)
         values ($1, $2, $3, $4, 'main', $8, daterange($5, null))",
        id,
        unit,
        new.position,
        new.post,
        new.hired_on,
        new.occupation,
        new.employment,
        new.leads,
        by,
        now
    )
    .execute(change.conn())
    .await;
    match posted {
        Ok(_) => Ok(true),
        Err(sqlx::Error::Database(error))
            if error.constraint() == Some("assignment_one_leader") =>
        {
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}
