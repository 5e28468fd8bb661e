//! The outbox in the database.

use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use crate::{
    audit::Change,
    jobs::{self, Job, RunId},
    kit::{Result, StaffId},
};

/// A mail that was refused.
#[derive(Clone, Debug)]
pub struct Refused {
    pub id: i64,
    pub number: String,
    pub name: String,
    pub unit: Option<String>,
    pub kind: String,
    pub subject: String,
    pub address: String,
    /// The person's address today.
    pub current: Option<String>,
    pub created_at: OffsetDateTime,
    pub attempts: i16,
    pub answer: Option<String>,
    /// How many there are in all.
    pub all: i64,
}

/// The newest refused mails.
pub async fn refused(db: impl PgExecutor<'_>, today: Date, most: i64) -> Result<Vec<Refused>> {
    Ok(sqlx::query_as!(
        Refused,
        r#"
        select m.id, s.number, s.family_name || ' ' || s.given_name as "name!", u.name as "unit?",
               m.kind, m.subject, m.address, s.mail as current, m.created_at, m.attempts, m.answer,
               count(*) over () as "all!"
        from mail m join staff s on s.id = m.staff_id
        left join assignment a on a.staff_id = s.id and a.kind = 'main' and a.valid @> $1::date
        left join unit_version u on u.unit_id = a.unit_id and u.valid @> $1::date
        where mail_is_refused(m.id, m.state, $3)
        order by m.id desc limit $2
        "#,
        today,
        most,
        super::SendMail::KIND
    )
    .fetch_all(db)
    .await?)
}

/// How the outbox stands.
#[derive(Clone, Debug)]
pub struct Tally {
    pub waiting: i64,
    pub oldest: Option<OffsetDateTime>,
    /// Sent in the last seven days.
    pub sent: i64,
    /// Staff in service without an address.
    pub without: i64,
}

/// Counts the outbox.
pub async fn tally(db: impl PgExecutor<'_>, now: OffsetDateTime, today: Date) -> Result<Tally> {
    Ok(sqlx::query_as!(
        Tally,
        r#"select (select count(*) from mail where state = 'waiting') as "waiting!",
                  (select min(created_at) from mail where state = 'waiting') as oldest,
                  (select count(*) from mail where state = 'sent'
                   and sent_at > $1::timestamptz - interval '7 days') as "sent!",
                  (select count(*) from staff where mail is null
                   and (left_on is null or left_on >= $2)) as "without!""#,
        now,
        today
    )
    .fetch_one(db)
    .await?)
}

/// Lets a refused mail be handed over again, to the person's address of today. Whose it is; None:
/// it is not refused any more, or the person has no address.
pub async fn again(change: &mut Change, mail: i64) -> Result<Option<StaffId>> {
    let staff = sqlx::query_scalar!(
        "update mail m set state = 'waiting', address = s.mail, attempts = 0, answer = null
         from staff s
         where m.id = $1 and mail_is_refused(m.id, m.state, $2)
           and s.id = m.staff_id and s.mail is not null
         returning m.staff_id",
        mail,
        super::SendMail::KIND
    )
    .fetch_optional(change.conn())
    .await?;
    let Some(staff) = staff else { return Ok(None) };
    let _: RunId =
        jobs::enqueue(change, &super::SendMail { mail }, &format!("mail-{mail}")).await?;
    Ok(Some(StaffId(staff)))
}

/// Takes a refused mail from the list. Whose it was; None: it is not refused any more.
pub async fn drop_one(change: &mut Change, mail: i64) -> Result<Option<StaffId>> {
    let staff = sqlx::query_scalar!(
        "update mail m set state = 'dropped' where m.id = $1 and mail_is_refused(m.id, m.state, $2)
         returning m.staff_id",
        mail,
        super::SendMail::KIND
    );
    Ok(staff.fetch_optional(change.conn()).await?.map(StaffId))
}
