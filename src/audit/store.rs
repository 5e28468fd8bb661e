//! Reads the audit book. It is written by [`super::Change`] and [`super::viewed`] alone.

use sqlx::{PgConnection, PgExecutor};
use time::{Date, OffsetDateTime};

use super::{Event, anchors::Anchor, event::VIEWS, rules::Wanted};
use crate::kit::{Result, StaffId};

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

/// One entry as it is shown.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub seq: i64,
    pub at: OffsetDateTime,
    pub origin: String,
    pub event: String,
    pub subject_kind: String,
    pub subject_id: Option<i64>,
    pub detail: serde_json::Value,
    pub actor_number: Option<String>,
    pub actor_name: Option<String>,
    pub staff_number: Option<String>,
    pub staff_name: Option<String>,
    /// Of all that are asked for, how many, up to the number that was to be counted.
    pub found: i64,
}

/// For whom the book is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct For {
    /// What is said about a case is nothing for whoever it is about or has a part in.
    pub reader: StaffId,
    /// Orders that are not announced on this day are nothing for them either.
    pub sealed_on: Option<Date>,
}

/// The first entries somebody asks for, in the order that is asked for, but those that are kept from
/// them. Whatever is asked, `audit_picked` lets an index lead to them in order. Moments follow the
/// numbers but for what runs side by side, so an hour more than was asked for is looked through.
/// `most` are read, `counted` are counted.
pub(super) async fn lines(
    db: impl PgExecutor<'_>,
    wanted: &Wanted,
    person: Option<StaffId>,
    (most, counted): (i64, i64),
    whom: For,
) -> Result<Vec<Line>> {
    let lines = sqlx::query_as!(
        Line,
        r#"
        with picked as materialized (
            select p.seq from audit_picked($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as p (seq))
        select e.seq, e.at, e.origin, e.event, e.subject_kind, e.subject_id, e.detail,
               a.number as "actor_number?",
               -- whoever acted for somebody else is named with them
               a.family_name || ' ' || a.given_name
                   || coalesce('（' || f.family_name || ' ' || f.given_name || 'の代理）', '')
                   as actor_name,
               s.number as "staff_number?", s.family_name || ' ' || s.given_name as staff_name,
               (select count(*) from picked) as "found!"
        from picked p join audit_entry e on e.seq = p.seq
        left join staff a on a.id = e.actor_id
        left join staff s on s.id = e.staff_id
        left join staff f on f.id = (e.detail ->> 'standing_in_for')::bigint
        order by case when $8::boolean then e.seq end, e.seq desc limit $11::bigint
        "#,
        wanted.before,
        wanted.begins(),
        wanted.ends(),
        wanted.event.map(Event::code),
        person.map(|person| person.0),
        counted.max(most),
        whom.sealed_on,
        wanted.oldest,
        wanted.after,
        whom.reader.0,
        most
    );
    Ok(lines.fetch_all(db).await?)
}

/// How long the book is, and who has the number that is asked for.
pub(super) struct Cover {
    pub entries: i64,
    pub person: Option<(StaffId, String)>,
}

/// What stands above the list.
pub(super) async fn cover(db: impl PgExecutor<'_>, number: Option<&str>) -> Result<Cover> {
    // the numbers have no gaps
    let row = sqlx::query!(
        r#"select coalesce((select max(seq) from audit_entry), 0) as "entries!",
                  s.id as "id?", s.family_name || ' ' || s.given_name as name
           from (values (1)) one (row) left join staff s on s.number = $1"#,
        number
    )
    .fetch_one(db)
    .await?;
    let person = row.id.zip(row.name).map(|(id, name)| (StaffId(id), name));
    Ok(Cover { entries: row.entries, person })
}

/// Somebody looked at one's record.
#[derive(Clone, Debug)]
pub(super) struct Look {
    pub seq: i64,
    pub at: OffsetDateTime,
    pub event: String,
    pub name: String,
    /// The looker's post on that day.
    pub unit: Option<String>,
    pub post: Option<String>,
    /// The year of the sheet, if it was one.
    pub cycle: Option<String>,
}

/// Who looked at this person's record, newest first.
pub(super) async fn looks(
    db: impl PgExecutor<'_>,
    me: StaffId,
    before: Option<i64>,
    most: i64,
) -> Result<Vec<Look>> {
    let views: Vec<String> = VIEWS.iter().map(|event| event.code().to_owned()).collect();
    let looks = sqlx::query_as!(
        Look,
        r#"
        with seen as (
            select e.* from audit_entry e
            where e.staff_id = $1 and e.actor_id <> $1 and e.event = any($2)
              and ($3::bigint is null or e.seq < $3)
            order by e.seq desc limit $4)
        select e.seq as "seq!", e.at as "at!", e.event as "event!",
               p.family_name || ' ' || p.given_name
                   || coalesce('（' || f.family_name || ' ' || f.given_name || 'の代理）', '')
                   as "name!",
               u.name as "unit?", a.post as "post?", c.name as "cycle?"
        from seen e
        join staff p on p.id = e.actor_id
        left join assignment a on a.staff_id = p.id and a.kind = 'main'
            and a.valid @> (e.at at time zone 'Asia/Tokyo')::date
        left join unit_version u on u.unit_id = a.unit_id
            and u.valid @> (e.at at time zone 'Asia/Tokyo')::date
        left join staff f on f.id = (e.detail ->> 'standing_in_for')::bigint
        left join sheet s on e.subject_kind = 'sheet' and s.id = e.subject_id
        left join cycle c on c.id = s.cycle_id
        order by e.seq desc
        "#,
        me.0,
        &views,
        before,
        most
    );
    Ok(looks.fetch_all(db).await?)
}
