//! Reforms in the database, and the organisation they are laid over.

use sqlx::{PgExecutor, types::Json};
use time::{Date, OffsetDateTime};

use super::rules::{Act, Held, Outcome, Step};
use crate::{
    audit::Change,
    kit::{Result, spans::Span},
    organisation::Level,
};

/// Every version of a unit that holds on a day or later.
pub async fn versions(db: impl PgExecutor<'_>, day: Date) -> Result<Vec<Held>> {
    let rows = sqlx::query!(
        r#"select v.id, u.code, v.name, v.level, p.code as "parent?", v.place, v.authority,
                  lower(v.valid) as "from!", upper(v.valid) as until
           from unit_version v join unit u on u.id = v.unit_id
           left join unit p on p.id = v.parent_id
           where upper(v.valid) is null or upper(v.valid) > $1
           order by v.place, u.code"#,
        day
    )
    .fetch_all(db)
    .await?;
    let held = rows.into_iter().filter_map(|row| {
        Some(Held {
            id: Some(row.id),
            code: row.code,
            span: Span { from: row.from, until: row.until },
            name: row.name,
            level: Level::from_code(&row.level)?,
            parent: row.parent,
            place: row.place,
            authority: row.authority,
        })
    });
    Ok(held.collect())
}

/// A reform in the list.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: i64,
    pub name: String,
    pub on_day: Date,
    pub changes: i64,
    pub applied_at: Option<OffsetDateTime>,
}

/// All reforms, the latest day first.
pub async fn list(db: impl PgExecutor<'_>) -> Result<Vec<Line>> {
    Ok(sqlx::query_as!(
        Line,
        r#"select r.id, r.name, r.on_day, r.applied_at,
                  (select count(*) from reform_change c where c.reform_id = r.id) as "changes!"
           from reform r order by r.on_day desc, r.id desc"#
    )
    .fetch_all(db)
    .await?)
}

/// A reform with its changes.
#[derive(Clone, Debug)]
pub struct Reform {
    pub id: i64,
    pub name: String,
    pub on_day: Date,
    pub applied_at: Option<OffsetDateTime>,
    pub entered_by: Option<String>,
    pub applied_by: Option<String>,
    pub steps: Vec<Step>,
}

/// A change as the database keeps it.
#[derive(Clone, Debug, serde::Deserialize)]
struct Row {
    id: i64,
    kind: String,
    code: String,
    name: Option<String>,
    level: Option<String>,
    parent: Option<String>,
    authority: Option<String>,
    successors: Vec<String>,
}

impl Row {
    fn step(self) -> Option<Step> {
        let act = match self.kind.as_str() {
            "new" => Act::New {
                name: self.name?,
                level: Level::from_code(&self.level?)?,
                parent: self.parent,
                authority: self.authority,
            },
            "rename" => Act::Rename { name: self.name? },
            "move" => Act::Move { parent: self.parent? },
            "authority" => Act::Authority { authority: self.authority? },
            _ => Act::Abolish { successors: self.successors },
        };
        Some(Step { id: self.id, code: self.code, act })
    }
}

/// One reform.
pub async fn reform(db: impl PgExecutor<'_>, id: i64) -> Result<Option<Reform>> {
    let row = sqlx::query!(
        r#"select r.id, r.name, r.on_day, r.applied_at,
                  e.family_name || ' ' || e.given_name as entered_by,
                  a.family_name || ' ' || a.given_name as applied_by,
                  (select coalesce(json_agg(json_build_object('id', c.id, 'kind', c.kind,
                       'code', c.code, 'name', c.name, 'level', c.level, 'parent', c.parent,
                       'authority', c.authority, 'successors', c.successors) order by c.id), '[]')
                   from reform_change c where c.reform_id = r.id) as "steps!: Json<Vec<Row>>"
           from reform r left join staff e on e.id = r.entered_by
           left join staff a on a.id = r.applied_by
           where r.id = $1"#,
        id
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Reform {
        id: row.id,
        name: row.name,
        on_day: row.on_day,
        applied_at: row.applied_at,
        entered_by: row.entered_by,
        applied_by: row.applied_by,
        steps: row.steps.0.into_iter().filter_map(Row::step).collect(),
    }))
}

/// Begins a reform.
pub async fn create(change: &mut Change, name: &str, day: Date) -> Result<i64> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    Ok(sqlx::query_scalar!(
        "insert into reform (name, on_day, entered_by, entered_at) values ($1, $2, $3, $4)
         returning id",
        name,
        day,
        by,
        now
    )
    .fetch_one(change.conn())
    .await?)
}

/// Gives a prepared reform another name and day.
pub async fn rename(change: &mut Change, id: i64, name: &str, day: Date) -> Result<()> {
    sqlx::query!("update reform set name = $2, on_day = $3 where id = $1", id, name, day)
        .execute(change.conn())
        .await?;
    Ok(())
}

/// Locks a reform that is still prepared. False: it has been applied, or is gone.
pub async fn hold(change: &mut Change, id: i64, applied: bool) -> Result<bool> {
    let held = sqlx::query_scalar!(
        "select id from reform where id = $1 and (applied_at is not null) = $2 for update",
        id,
        applied
    );
    Ok(held.fetch_optional(change.conn()).await?.is_some())
}

/// Adds a change. False: there is one of this kind about this unit.
pub async fn add_step(change: &mut Change, reform: i64, code: &str, act: &Act) -> Result<bool> {
    let none: &[String] = &[];
    let (kind, name, level, parent, authority, successors) = match act {
        Act::New { name, level, parent, authority } => {
            ("new", Some(name), Some(level.code()), parent.as_ref(), authority.as_ref(), none)
        }
        Act::Rename { name } => ("rename", Some(name), None, None, None, none),
        Act::Move { parent } => ("move", None, None, Some(parent), None, none),
        Act::Authority { authority } => ("authority", None, None, None, Some(authority), none),
        Act::Abolish { successors } => ("abolish", None, None, None, None, &successors[..]),
    };
    let added = sqlx::query!(
        "insert into reform_change (reform_id, kind, code, name, level, parent, authority, successors)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
        reform,
        kind,
        code,
        name,
        level,
        parent,
        authority,
        successors
    )
    .execute(change.conn())
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Takes a change out of a reform.
pub async fn remove_step(change: &mut Change, reform: i64, step: i64) -> Result<bool> {
    let removed =
        sqlx::query!("delete from reform_change where reform_id = $1 and id = $2", reform, step);
    Ok(removed.execute(change.conn()).await?.rows_affected() == 1)
}

/// Throws a prepared reform away.
pub async fn remove(change: &mut Change, id: i64) -> Result<()> {
    sqlx::query!("delete from reform_change where reform_id = $1", id)
        .execute(change.conn())
        .await?;
    sqlx::query!("delete from reform where id = $1", id).execute(change.conn()).await?;
    Ok(())
}

/// Makes a reform true.
pub async fn apply(change: &mut Change, id: i64, day: Date, outcome: &Outcome) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        // a unit that was made and undone is still known by its code
        "with units as (insert into unit (code) select unnest($4::text[])
                        on conflict (code) do nothing)
         update unit_version set was_until = upper(valid), valid = daterange(lower(valid), $2),
                ended_by = $1
         where id = any ($3::bigint[])",
        id,
        day,
        &outcome.ended,
        &outcome.new_units
    )
    .execute(change.conn())
    .await?;
    begin_versions(change, id, day, &outcome.begun).await?;
    let (from, to): (Vec<String>, Vec<String>) = outcome.successors.iter().cloned().unzip();
    sqlx::query!(
        "with applied as (update reform set applied_at = $5, applied_by = $6 where id = $1)
         insert into unit_successor (unit_id, successor_id, since, reform_id)
         select u.id, s.id, $2, $1
         from unnest($3::text[], $4::text[]) as r (unit, successor)
         join unit u on u.code = r.unit join unit s on s.code = r.successor
         on conflict do nothing",
        id,
        day,
        &from,
        &to,
        now,
        by
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn begin_versions(change: &mut Change, id: i64, day: Date, begun: &[Held]) -> Result<()> {
    let codes: Vec<String> = begun.iter().map(|held| held.code.clone()).collect();
    let names: Vec<String> = begun.iter().map(|held| held.name.clone()).collect();
    let levels: Vec<String> = begun.iter().map(|held| held.level.code().to_owned()).collect();
    let parents: Vec<Option<String>> = begun.iter().map(|held| held.parent.clone()).collect();
    let places: Vec<i32> = begun.iter().map(|held| held.place).collect();
    let authorities: Vec<Option<String>> =
        begun.iter().map(|held| held.authority.clone()).collect();
    sqlx::query!(
        "insert into unit_version (unit_id, name, level, parent_id, place, authority, valid,
                                   reform_id)
         select u.id, r.name, r.level, p.id, r.place, r.authority, daterange($8, null), $1
         from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[])
              as r (code, name, level, parent, place, authority)
         join unit u on u.code = r.code left join unit p on p.code = r.parent",
        id,
        &codes,
        &names,
        &levels,
        &parents as _,
        &places,
        &authorities as _,
        day
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// What stands against undoing a reform: posts in what it made, and later reforms of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Built {
    pub posts: i64,
    pub reforms: i64,
}

/// What has been built on a reform.
pub async fn built(change: &mut Change, id: i64) -> Result<Built> {
    Ok(sqlx::query_as!(
        Built,
        r#"select (select count(*) from assignment a
                   where a.unit_id in (select v.unit_id from unit_version v where v.reform_id = $1
                                       and not exists (select from unit_version o
                                                       where o.unit_id = v.unit_id
                                                         and o.ended_by = $1))) as "posts!",
                  (select count(distinct v.ended_by) from unit_version v
                   where v.reform_id = $1 and v.ended_by is not null) as "reforms!""#,
        id
    )
    .fetch_one(change.conn())
    .await?)
}

/// Takes back exactly what a reform wrote.
pub async fn undo(change: &mut Change, id: i64) -> Result<()> {
    sqlx::query!(
        "with successors as (delete from unit_successor where reform_id = $1)
         delete from unit_version where reform_id = $1",
        id
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "with again as (update reform set applied_at = null, applied_by = null where id = $1)
         update unit_version set valid = daterange(lower(valid), was_until), ended_by = null,
                was_until = null
         where ended_by = $1",
        id
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// What a changed unit touches.
#[derive(Clone, Debug)]
pub struct Touched {
    pub code: String,
    /// people with a post in it on the day or later
    pub people: i64,
    /// rules of routes that name it
    pub routes: i64,
}

/// What the units of these codes touch from a day on.
pub async fn touched(db: impl PgExecutor<'_>, codes: &[String], day: Date) -> Result<Vec<Touched>> {
    Ok(sqlx::query_as!(
        Touched,
        r#"select u.code,
                  (select count(distinct a.staff_id) from assignment a
                   where a.unit_id = u.id and (upper(a.valid) is null or upper(a.valid) > $2))
                      as "people!",
                  (select count(*) from route_rule r
                   where r.unit_id = u.id and (upper(r.valid) is null or upper(r.valid) > $2))
                      as "routes!"
           from unit u where u.code = any ($1::text[]) order by u.code"#,
        codes,
        day
    )
    .fetch_all(db)
    .await?)
}

/// Codes and names of the 任命権者.
pub async fn authorities(db: impl PgExecutor<'_>) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!("select code, name from authority order by place");
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.code, row.name)).collect())
}
