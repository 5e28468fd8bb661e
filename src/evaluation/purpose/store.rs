//! The words of a year, its own or those it takes over.

use sqlx::PgExecutor;

use crate::{audit::Change, kit::Result};

/// One use of the results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    pub code: String,
    pub heading: String,
    pub body: String,
}

/// What a year says: its own words, else those of the newest earlier year of its kind, else what a
/// city begins with.
pub async fn purposes(db: impl PgExecutor<'_>, cycle: i64) -> Result<Vec<Purpose>> {
    Ok(sqlx::query_as!(
        Purpose,
        r#"
        select p.code, p.heading, coalesce(w.body, p.body) as "body!"
        from purpose p
        join cycle c on c.id = $1
        left join lateral (
            select u.body from cycle_purpose u join cycle o on o.id = u.cycle_id
            where u.code = p.code and o.kind = c.kind
              and (o.fiscal_year, o.id) <= (c.fiscal_year, c.id)
            order by o.fiscal_year desc, o.id desc limit 1) w on true
        order by p.place
        "#,
        cycle
    )
    .fetch_all(db)
    .await?)
}

/// Sets the words of a year.
pub async fn save(change: &mut Change, cycle: i64, words: &[(String, String)]) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let (codes, bodies): (Vec<String>, Vec<String>) = words.iter().cloned().unzip();
    sqlx::query!(
        "insert into cycle_purpose (cycle_id, code, body, by_id, at)
         select $1, w.code, w.body, $4, $5 from unnest($2::text[], $3::text[]) as w (code, body)
         on conflict (cycle_id, code) do update
         set body = excluded.body, by_id = excluded.by_id, at = excluded.at",
        cycle,
        &codes,
        &bodies,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
