//! Reads the audit book. It is written by [`super::Change`] and [`super::viewed`] alone.

use sqlx::{PgConnection, PgExecutor};

use super::anchors::Anchor;
use crate::kit::Result;

/// What one walk along the whole chain found: how long it is, and of every kind of break the first
/// entry that shows it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Walk {
    pub entries: i64,
    pub last: i64,
    pub missing: Option<i64>,
    pub edited: Option<i64>,
    pub unchained: Option<i64>,
    pub cut: Option<i64>,
    pub replaced: Option<i64>,
}

/// Walks the chain in one statement, so in one snapshot, also while the portal appends to it.
pub(super) async fn walk(
    db: &mut PgConnection,
    anchors: &[Anchor],
) -> std::result::Result<Walk, sqlx::Error> {
    let seqs: Vec<i64> = anchors.iter().map(|anchor| anchor.seq).collect();
    let hashes: Vec<Vec<u8>> = anchors.iter().map(|anchor| anchor.hash.clone()).collect();
    // a long book takes longer than a page may
    sqlx::query!("select set_config('statement_timeout', '0', false)").fetch_one(&mut *db).await?;
    sqlx::query_as!(
        Walk,
        r#"
        with link as (
            select seq, hash, previous_hash,
                   coalesce(lag(seq) over w, 0) as seq_before,
                   coalesce(lag(hash) over w, '\x00'::bytea) as hash_before,
                   sha256(audit_words(seq, at, actor_id, origin, event, subject_kind, subject_id,
                                      staff_id, detail, previous_hash)) as hash_now
            from audit_entry window w as (order by seq)),
        chain as (
            select count(*) as entries, coalesce(max(seq), 0) as last,
                   min(seq_before + 1) filter (where seq <> seq_before + 1) as missing,
                   min(seq) filter (where hash <> hash_now) as edited,
                   min(seq) filter (where previous_hash <> hash_before) as unchained
            from link),
        anchored as (
            select min(a.seq) filter (where e.seq is null) as cut,
                   min(a.seq) filter (where e.hash <> a.hash) as replaced
            from unnest($1::bigint[], $2::bytea[]) as a (seq, hash)
            left join audit_entry e on e.seq = a.seq)
        select chain.entries as "entries!", chain.last as "last!", chain.missing, chain.edited,
               chain.unchained, anchored.cut, anchored.replaced
        from chain cross join anchored
        "#,
        &seqs,
        &hashes
    )
    .fetch_one(&mut *db)
    .await
}

/// The newest entry; None for an empty book.
pub(super) async fn head(db: impl PgExecutor<'_>) -> Result<Option<(i64, Vec<u8>)>> {
    let newest = sqlx::query!("select seq, hash from audit_entry order by seq desc limit 1")
        .fetch_optional(db)
        .await?;
    Ok(newest.map(|entry| (entry.seq, entry.hash)))
}
