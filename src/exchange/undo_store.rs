//! Taking an import back, in the database.

use crate::{audit::Change, kit::Result};

/// Something that stands against taking back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub what: String,
    pub why: String,
}

impl Conflict {
    /// From the refusal of the database to delete what others point to.
    pub fn used(error: &sqlx::Error) -> Self {
        let table = error.as_database_error().and_then(|e| e.table()).unwrap_or_default();
        let what = match table {
            "sheet" => "評価シート",
            "account" => "アカウント",
            "assignment" => "任命",
            "unit_version" => "組織",
            _ => "ほかの記録",
        };
        Self {
            what: "この取り込みで加えたもの".to_owned(),
            why: format!("取り込んだ後に、{what}で使われています"),
        }
    }
}

/// Whether the database refused because something is used elsewhere, or would collide.
pub fn is_used(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| code == "23503" || code == "23P01" || code == "23505")
}

/// Rows that are no longer what the import made of them; at most a hundred.
pub async fn conflicts(change: &mut Change, id: i64) -> Result<Vec<Conflict>> {
    let rows = sqlx::query!(
        r#"with now as (
               select e.relation, e.key, e.after, to_jsonb(t) as row
               from import_effect e left join unit t on t.id = e.key
               where e.import_id = $1 and e.relation = 'unit'
               union all
               select e.relation, e.key, e.after, to_jsonb(t)
               from import_effect e left join unit_version t on t.id = e.key
               where e.import_id = $1 and e.relation = 'unit_version'
               union all
               select e.relation, e.key, e.after, to_jsonb(t)
               from import_effect e left join staff t on t.id = e.key
               where e.import_id = $1 and e.relation = 'staff'
               union all
               select e.relation, e.key, e.after, to_jsonb(t)
               from import_effect e left join assignment t on t.id = e.key
               where e.import_id = $1 and e.relation = 'assignment'
               union all
               select e.relation, e.key, e.after, to_jsonb(t)
               from import_effect e left join leave_period t on t.id = e.key
               where e.import_id = $1 and e.relation = 'leave_period'
               union all
               select e.relation, e.key, e.after, to_jsonb(t)
               from import_effect e left join qualification t on t.id = e.key
               where e.import_id = $1 and e.relation = 'qualification'
               union all
               select e.relation, e.key, e.after, to_jsonb(t)
               from import_effect e left join past_result t on t.id = e.key
               where e.import_id = $1 and e.relation = 'past_result')
           select n.row is null as "gone!",
                  case n.relation
                      when 'unit' then '組織 ' || (n.after ->> 'code')
                      when 'unit_version' then '組織 ' || (n.after ->> 'name')
                      else concat_ws(' ', s.number, s.family_name, s.given_name,
                                     coalesce(n.after ->> 'post', n.after ->> 'name',
                                              n.after ->> 'fiscal_year')) end as "what!"
           from now n
           left join staff s on s.id = case n.relation when 'staff' then n.key
               else (n.after ->> 'staff_id')::bigint end
           where n.row is distinct from n.after
           order by n.relation, n.key limit 100"#,
        id
    );
    let rows = rows.fetch_all(change.conn()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Conflict {
            what: row.what,
            why: if row.gone {
                "取り込んだ後に削除されています"
            } else {
                "取り込んだ後に変更されています"
            }
            .to_owned(),
        })
        .collect())
}

/// Everything an import wrote becomes what it was: what it added goes first, then what it changed
/// becomes shorter, then as long as before, so that no two posts meet on the way.
pub async fn take_back(change: &mut Change, id: i64) -> Result<()> {
    take_back_leaves(change, id).await?;
    take_back_records(change, id).await?;
    take_back_posts(change, id).await?;
    take_back_units(change, id).await?;
    take_back_people(change, id).await?;
    sqlx::query!(
        "delete from unit t using import_effect e
         where e.import_id = $1 and e.relation = 'unit' and e.before is null and t.id = e.key",
        id
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn take_back_posts(change: &mut Change, id: i64) -> Result<()> {
    sqlx::query!(
        "delete from assignment t using import_effect e
         where e.import_id = $1 and e.relation = 'assignment' and e.before is null
           and t.id = e.key",
        id
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "update assignment t set valid = t.valid * o.valid, leads = t.leads and o.leads
         from import_effect e cross join lateral jsonb_populate_record(null::assignment, e.before) o
         where e.import_id = $1 and e.relation = 'assignment' and e.before is not null
           and t.id = e.key",
        id
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "update assignment t set unit_id = o.unit_id, position_code = o.position_code,
                post = o.post, kind = o.kind, leads = o.leads, valid = o.valid
         from import_effect e cross join lateral jsonb_populate_record(null::assignment, e.before) o
         where e.import_id = $1 and e.relation = 'assignment' and e.before is not null
           and t.id = e.key",
        id
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn take_back_units(change: &mut Change, id: i64) -> Result<()> {
    sqlx::query!(
        "delete from unit_version t using import_effect e
         where e.import_id = $1 and e.relation = 'unit_version' and e.before is null
           and t.id = e.key",
        id
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "update unit_version t set name = o.name, level = o.level, parent_id = o.parent_id,
                place = o.place, valid = o.valid
         from import_effect e
         cross join lateral jsonb_populate_record(null::unit_version, e.before) o
         where e.import_id = $1 and e.relation = 'unit_version' and e.before is not null
           and t.id = e.key",
        id
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn take_back_people(change: &mut Change, id: i64) -> Result<()> {
    sqlx::query!(
        "delete from staff t using import_effect e
         where e.import_id = $1 and e.relation = 'staff' and e.before is null and t.id = e.key",
        id
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "update staff t set family_name = o.family_name, given_name = o.given_name,
                family_kana = o.family_kana, given_kana = o.given_kana,
                former_family_name = o.former_family_name, employment = o.employment,
                hired_on = o.hired_on, left_on = o.left_on, search = o.search
         from import_effect e cross join lateral jsonb_populate_record(null::staff, e.before) o
         where e.import_id = $1 and e.relation = 'staff' and e.before is not null
           and t.id = e.key",
        id
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// A period of leave never loses its words: what was added is struck, what was struck counts again.
async fn take_back_leaves(change: &mut Change, id: i64) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "update leave_period t set struck_at = $2, struck_by = $3 from import_effect e
         where e.import_id = $1 and e.relation = 'leave_period' and e.before is null
           and t.id = e.key",
        id,
        now,
        by
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "update leave_period t set struck_at = null, struck_by = null from import_effect e
         where e.import_id = $1 and e.relation = 'leave_period' and e.before is not null
           and t.id = e.key",
        id
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn take_back_records(change: &mut Change, id: i64) -> Result<()> {
    sqlx::query!(
        "with gone as (
             delete from qualification t using import_effect e
             where e.import_id = $1 and e.relation = 'qualification' and e.before is null
               and t.id = e.key)
         update qualification t set expires_on = o.expires_on, proof = o.proof
         from import_effect e
         cross join lateral jsonb_populate_record(null::qualification, e.before) o
         where e.import_id = $1 and e.relation = 'qualification' and e.before is not null
           and t.id = e.key",
        id
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "with gone as (
             delete from past_result t using import_effect e
             where e.import_id = $1 and e.relation = 'past_result' and e.before is null
               and t.id = e.key)
         update past_result t set letter = o.letter, points = o.points, note = o.note
         from import_effect e
         cross join lateral jsonb_populate_record(null::past_result, e.before) o
         where e.import_id = $1 and e.relation = 'past_result' and e.before is not null
           and t.id = e.key",
        id
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// The import is stored.
pub async fn put_stored(change: &mut Change, id: i64) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "update import set state = 'stored', stored_at = $2, stored_by = $3 where id = $1",
        id,
        now,
        by
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// The import is taken back.
pub async fn put_undone(change: &mut Change, id: i64) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "update import set state = 'undone', undone_at = $2, undone_by = $3 where id = $1",
        id,
        now,
        by
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Somebody takes an import back: what it wrote, for the page that asks first.
pub async fn effects(db: impl sqlx::PgExecutor<'_>, id: i64) -> Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select count(*) filter (where before is null) as "added!",
                  count(*) filter (where before is not null) as "changed!"
           from import_effect where import_id = $1"#,
        id
    )
    .fetch_one(db)
    .await?;
    Ok((row.added, row.changed))
}
