//! Announcements and their readers in the database.

use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::{
    forms::{Choices, Draft},
    rules::Audience,
};
use crate::{
    audit::Change,
    kit::{Result, StaffId},
    organisation,
};

/// Something to read: an announcement or a message to oneself.
#[derive(Clone, Debug)]
pub struct Item {
    /// `announcement`, or the kind of the message.
    pub kind: String,
    pub id: i64,
    pub title: String,
    pub body: String,
    /// Where in the portal it leads, for messages.
    pub link: Option<String>,
    pub at: OffsetDateTime,
    pub until_on: Option<Date>,
    pub read: bool,
    /// How many there are in all, and how many of them are not read.
    pub all: i64,
    pub unread: i64,
}

/// A page of what one person can read: what is not read first, then the newest.
pub async fn items(
    db: impl PgExecutor<'_>,
    person: StaffId,
    today: Date,
    skip: i64,
    most: i64,
) -> Result<Vec<Item>> {
    Ok(sqlx::query_as!(
        Item,
        r#"
        with item as (
            select 'announcement' as kind, n.id, n.title, n.body, null as link,
                   greatest(n.created_at, n.from_on::timestamp at time zone 'Asia/Tokyo') as at,
                   n.until_on, r.read_at is not null as read
            from announcements_for($1, $2) n
            left join announcement_reading r on r.announcement_id = n.id and r.staff_id = $1
            union all
            select m.kind, m.id, m.subject, m.body, m.link, m.created_at, null,
                   m.read_at is not null
            from message m where m.staff_id = $1)
        select kind as "kind!", id as "id!", title as "title!", body as "body!", link, at as "at!",
               until_on, read as "read!", count(*) over () as "all!",
               count(*) filter (where not read) over () as "unread!"
        from item order by read, at desc, id desc offset $3 limit $4
        "#,
        person.0,
        today,
        skip,
        most
    )
    .fetch_all(db)
    .await?)
}

/// Marks one announcement as read. Only one that the person can see.
pub async fn read_announcement(
    change: &mut Change,
    person: StaffId,
    id: i64,
    today: Date,
) -> Result<u64> {
    let now = change.now();
    let marked = sqlx::query!(
        "insert into announcement_reading (announcement_id, staff_id, read_at)
         select n.id, $1, $4 from announcements_for($1, $3) n where n.id = $2
         on conflict do nothing",
        person.0,
        id,
        today,
        now
    );
    Ok(marked.execute(change.conn()).await?.rows_affected())
}

/// Marks one message as read.
pub async fn read_message(change: &mut Change, person: StaffId, id: i64) -> Result<u64> {
    let now = change.now();
    let marked = sqlx::query!(
        "update message set read_at = $3 where id = $2 and staff_id = $1 and read_at is null",
        person.0,
        id,
        now
    );
    Ok(marked.execute(change.conn()).await?.rows_affected())
}

/// Marks everything as read that the person could see when the page was made; how many.
pub async fn read_all(
    change: &mut Change,
    person: StaffId,
    today: Date,
    seen: OffsetDateTime,
) -> Result<i64> {
    let now = change.now();
    Ok(sqlx::query_scalar!(
        r#"
        with news as (
            insert into announcement_reading (announcement_id, staff_id, read_at)
            select n.id, $1, $4 from announcements_for($1, $2) n where n.created_at <= $3
            on conflict do nothing returning 1),
        own as (
            update message set read_at = $4
            where staff_id = $1 and read_at is null and created_at <= $3 returning 1)
        select (select count(*) from news) + (select count(*) from own) as "marked!"
        "#,
        person.0,
        today,
        seen,
        now
    )
    .fetch_one(change.conn())
    .await?)
}

/// An announcement as 職員課 sees it.
#[derive(Clone, Debug)]
pub struct Kept {
    pub id: i64,
    pub draft: Draft,
    pub ended: bool,
    pub mailed_at: Option<OffsetDateTime>,
    pub author: String,
    /// Whom it reaches today, and how many of them have read it.
    pub reaches: i64,
    pub read: i64,
}

/// Announcements of 職員課, the newest first; or some of them. Whom they reach takes a while in a large
/// city: without `counted` nobody is counted.
pub async fn kept(
    db: impl PgExecutor<'_>,
    only: Option<&[i64]>,
    today: Date,
    most: i64,
    counted: bool,
) -> Result<Vec<Kept>> {
    let rows = sqlx::query!(
        r#"
        with shown as (
            select n.* from announcement n
            where $1::bigint[] is null or n.id = any($1)
            order by n.from_on desc, n.id desc limit $3)
        select n.id, n.title, n.body, n.unit_id, n.position_code, n.employment, n.evaluators,
               n.from_on, n.until_on, n.by_mail, n.mailed_at, n.ended_at is not null as "ended!",
               s.family_name || ' ' || s.given_name as "author!",
               (select v.name from unit_version v where v.unit_id = n.unit_id
                order by v.valid @> $2::date desc, upper(v.valid) desc nulls first limit 1)
                   as "unit_name?",
               (select p.name from position p where p.code = n.position_code
                order by p.framework_id desc limit 1) as "position_name?",
               g.reaches as "reaches!", g.read as "read!"
        from shown n join staff s on s.id = n.author_id
        cross join lateral (
            select count(*) as reaches,
                   count(r.staff_id) as read
            from announcement_audience(n.unit_id, n.position_code, n.employment, n.evaluators, $2)
                 a (staff_id)
            left join announcement_reading r on r.announcement_id = n.id
                and r.staff_id = a.staff_id
            where $4::bool) g
        order by n.from_on desc, n.id desc
        "#,
        only,
        today,
        most,
        counted
    )
    .fetch_all(db)
    .await?;
    let kept = rows.into_iter().map(|row| Kept {
        id: row.id,
        draft: Draft {
            title: row.title,
            body: row.body,
            audience: Audience {
                unit: row.unit_id.zip(row.unit_name),
                position: row.position_code.map(|code| {
                    let name = row.position_name.unwrap_or_else(|| code.clone());
                    (code, name)
                }),
                employment: row.employment,
                evaluators: row.evaluators,
            },
            from_on: row.from_on,
            until_on: row.until_on,
            by_mail: row.by_mail,
        },
        ended: row.ended,
        mailed_at: row.mailed_at,
        author: row.author,
        reaches: row.reaches,
        read: row.read,
    });
    Ok(kept.collect())
}

/// What may be chosen as an audience.
pub async fn choices(db: &sqlx::PgPool, today: Date) -> Result<Choices> {
    let tree = organisation::tree(db, today).await?;
    let positions = sqlx::query!(
        "select p.code, p.name from position p join framework f on f.id = p.framework_id
         where f.kind = 'ability' and f.valid @> $1::date order by p.rank desc",
        today
    )
    .fetch_all(db)
    .await?;
    Ok(Choices {
        units: tree.units().iter().map(|unit| (unit.id, tree.path(unit.id))).collect(),
        positions: positions.into_iter().map(|row| (row.code, row.name)).collect(),
    })
}

/// How many people an audience has today, and how many of them would get a mail.
pub async fn reach(
    db: impl PgExecutor<'_>,
    audience: &Audience,
    today: Date,
) -> Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select count(*) as "people!",
                  count(*) filter (where s.mail is not null and not exists (
                      select from mail_refusal r
                      where r.staff_id = s.id and r.kind = 'announcement')) as "mails!"
           from announcement_audience($1, $2, $3, $4, $5) a (staff_id)
           join staff s on s.id = a.staff_id"#,
        audience.unit.as_ref().map(|(id, _)| *id),
        audience.position.as_ref().map(|(code, _)| code.clone()),
        audience.employment.clone(),
        audience.evaluators,
        today
    )
    .fetch_one(db)
    .await?;
    Ok((row.people, row.mails))
}

/// Adds an announcement.
pub async fn add(change: &mut Change, draft: &Draft, author: StaffId) -> Result<i64> {
    let now = change.now();
    Ok(sqlx::query_scalar!(
        "insert into announcement (title, body, unit_id, position_code, employment, evaluators,
                                   from_on, until_on, by_mail, author_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id",
        draft.title,
        draft.body,
        draft.audience.unit.as_ref().map(|(id, _)| *id),
        draft.audience.position.as_ref().map(|(code, _)| code.clone()),
        draft.audience.employment,
        draft.audience.evaluators,
        draft.from_on,
        draft.until_on,
        draft.by_mail,
        author.0,
        now
    )
    .fetch_one(change.conn())
    .await?)
}

/// Changes one that is still shown or to come. False: it is over.
pub async fn change(change: &mut Change, id: i64, draft: &Draft, today: Date) -> Result<bool> {
    let now = change.now();
    let changed = sqlx::query!(
        "update announcement
         set title = $2, body = $3, unit_id = $4, position_code = $5, employment = $6,
             evaluators = $7, from_on = $8, until_on = $9, by_mail = $10, changed_at = $11
         where id = $1 and ended_at is null and until_on >= $12",
        id,
        draft.title,
        draft.body,
        draft.audience.unit.as_ref().map(|(id, _)| *id),
        draft.audience.position.as_ref().map(|(code, _)| code.clone()),
        draft.audience.employment,
        draft.audience.evaluators,
        draft.from_on,
        draft.until_on,
        draft.by_mail,
        now,
        today
    );
    Ok(changed.execute(change.conn()).await?.rows_affected() == 1)
}

/// Takes one back. False: it is over.
pub async fn end(change: &mut Change, id: i64, today: Date) -> Result<bool> {
    let now = change.now();
    let ended = sqlx::query!(
        "update announcement set ended_at = $2
         where id = $1 and ended_at is null and until_on >= $3",
        id,
        now,
        today
    );
    Ok(ended.execute(change.conn()).await?.rows_affected() == 1)
}

/// An announcement that is to go out by mail now.
pub struct ToMail {
    pub id: i64,
    pub title: String,
    pub body: String,
    /// Those it is for who have not read it yet.
    pub people: Vec<i64>,
}

/// Marks those whose first day has come as mailed, and who gets each of them.
pub async fn take_for_mail(change: &mut Change, today: Date) -> Result<Vec<ToMail>> {
    let now = change.now();
    Ok(sqlx::query_as!(
        ToMail,
        r#"
        update announcement n set mailed_at = $2
        where n.by_mail and n.mailed_at is null and n.ended_at is null
          and $1::date between n.from_on and n.until_on
        returning n.id, n.title, n.body,
            array(select a.staff_id
                  from announcement_audience(n.unit_id, n.position_code, n.employment,
                                             n.evaluators, $1) a (staff_id)
                  where not exists (select from announcement_reading r
                                    where r.announcement_id = n.id and r.staff_id = a.staff_id))
                as "people!"
        "#,
        today,
        now
    )
    .fetch_all(change.conn())
    .await?)
}
