//! Writes the notes of the demo city, hundreds of rows with one statement.

use super::{facts::Fact, store::Ids};
use crate::{audit::Change, kit::Result};

/// Rows that are written at once.
const BUNDLE: usize = 2_000;

/// All notes of the running year.
pub async fn insert_facts(change: &mut Change, ids: &Ids, facts: &[Fact]) -> Result<()> {
    for rows in facts.chunks(BUNDLE) {
        let ability: Vec<Option<i64>> = rows.iter().map(|f| f.ability).collect();
        sqlx::query!(
            "insert into fact (subject_id, author_id, happened_on, body, ability_id, kind, shared,
                               created_at, updated_at)
             select s, w, d, b, a, k, v, t, t
             from unnest($1::bigint[], $2::bigint[], $3::date[], $4::text[], $5::bigint[],
                         $6::text[], $7::bool[], $8::timestamptz[])
                  as row (s, w, d, b, a, k, v, t)",
            &rows.iter().map(|f| ids.person(f.subject)).collect::<Vec<_>>(),
            &rows.iter().map(|f| ids.person(f.author)).collect::<Vec<_>>(),
            &rows.iter().map(|f| f.on).collect::<Vec<_>>(),
            &rows.iter().map(|f| f.body.clone()).collect::<Vec<_>>(),
            &ability as _,
            &rows.iter().map(|f| f.kind.to_owned()).collect::<Vec<_>>(),
            &rows.iter().map(|f| f.shared).collect::<Vec<_>>(),
            &rows.iter().map(|f| f.at).collect::<Vec<_>>()
        )
        .execute(change.conn())
        .await?;
    }
    Ok(())
}
