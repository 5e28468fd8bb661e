//! Rules, words and what was sent, in the database.

use sqlx::PgExecutor;
use time::Date;

use super::{
    forms::Wording,
    rules::{Rule, Task},
};
use crate::{audit::Change, kit::Result};

/// When somebody is reminded of what, in the order of the page, and from which hour.
pub async fn rules(db: impl PgExecutor<'_>) -> Result<Vec<Rule>> {
    Ok(sqlx::query_as!(
        Rule,
        "select task, before_days as before, on_day, after_days as after
         from reminder_rule order by place"
    )
    .fetch_all(db)
    .await?)
}

/// The words of one kind, and the hour of sending if it was set.
pub struct Words {
    pub kind: String,
    pub subject: String,
    pub body: String,
    pub hour: Option<i16>,
}

/// The words of all kinds.
pub async fn words(db: impl PgExecutor<'_>) -> Result<Vec<Words>> {
    Ok(sqlx::query_as!(
        Words,
        r#"select t.kind, t.subject, t.body, d.hour as "hour?"
           from reminder_text t left join daily_job d on d.kind = 'send_reminders'
           order by t.kind desc"#
    )
    .fetch_all(db)
    .await?)
}

/// The last day whose reminders went out.
pub async fn last_day(db: impl PgExecutor<'_>) -> Result<Option<Date>> {
    Ok(sqlx::query_scalar!("select max(day) from reminder_day").fetch_one(db).await?)
}

/// Everything with a due day that waits for anybody, from `since` on. With a person: for that one.
pub async fn tasks(
    db: impl PgExecutor<'_>,
    today: Date,
    since: Date,
    person: Option<i64>,
) -> Result<Vec<Task>> {
    Ok(sqlx::query_as!(
        Task,
        r#"select t.person_id as "person!", t.kind as "kind!", t.subject_id as "subject!",
                  t.name as "name!", t.due_on as "due_on!", t.link as "link!"
           from whole_task_list($1) t
           where t.person_id is not null and t.due_on >= $2
             -- a preview looks over somebody's shoulder: a complaint is not 職員課's as such to see
             and ($3::bigint is null or (t.person_id = $3 and t.kind <> 'statement'))
           order by t.person_id"#,
        today,
        since,
        person
    )
    .fetch_all(db)
    .await?)
}

/// Whose overdue things somebody asks for; of all years and departments if none is named.
#[derive(Clone, Copy, Debug, Default)]
pub struct Whose {
    pub cycle: Option<i64>,
    pub department: Option<i64>,
    pub person: Option<i64>,
}

/// Overdue things that nobody was reminded of today.
pub async fn overdue(db: impl PgExecutor<'_>, whose: Whose, today: Date) -> Result<Vec<Task>> {
    Ok(sqlx::query_as!(
        Task,
        r#"select t.person_id as "person!", t.kind as "kind!", t.subject_id as "subject!",
                  t.name as "name!", t.due_on as "due_on!", t.link as "link!"
           from whole_task_list($1) t
           where t.person_id is not null and t.due_on < $1
             and ($2::bigint is null or t.cycle_id = $2)
             and t.kind not in ('interview_confirmation', 'statement')
             -- what these wait for is no sheet, though its number may be one's
             and ($3::bigint is null or t.kind not like 'probation%'
                  and t.kind not in ('handover', 'outside_opinion') and t.subject_id in (
                 select s.id from sheet s where s.department_id = $3))
             and ($4::bigint is null or t.person_id = $4)
             and not exists (select from reminder_sent r
                             where r.staff_id = t.person_id and r.task = t.kind
                               and r.subject_id = t.subject_id and r.day = $1)
           order by t.person_id"#,
        today,
        whose.cycle,
        whose.department,
        whose.person
    )
    .fetch_all(db)
    .await?)
}

/// Somebody who is told.
#[derive(Clone, Debug)]
pub struct Reader {
    pub id: i64,
    pub number: String,
    pub name: String,
    pub unit: Option<String>,
    /// Has an address.
    pub mail: bool,
}

/// Those people, in the order of their names.
pub async fn readers(db: impl PgExecutor<'_>, ids: &[i64], today: Date) -> Result<Vec<Reader>> {
    Ok(sqlx::query_as!(
        Reader,
        r#"select s.id, s.number, s.family_name || ' ' || s.given_name as "name!",
                  u.name as "unit?", s.mail is not null as "mail!"
           from staff s
           left join assignment a on a.staff_id = s.id and a.kind = 'main' and a.valid @> $2::date
           left join unit_version u on u.unit_id = a.unit_id and u.valid @> $2::date
           where s.id = any($1) and (s.left_on is null or s.left_on >= $2)
           order by s.family_kana collate "C", s.given_kana collate "C", s.id"#,
        ids,
        today
    )
    .fetch_all(db)
    .await?)
}

/// Somebody by staff number.
pub async fn reader(db: impl PgExecutor<'_>, number: &str) -> Result<Option<(i64, String)>> {
    let row = sqlx::query!(
        r#"select id, family_name || ' ' || given_name as "name!" from staff where number = $1"#,
        number
    );
    Ok(row.fetch_optional(db).await?.map(|row| (row.id, row.name)))
}

/// Notes what people are reminded of today. Answers what they had not been reminded of yet.
pub async fn mark(
    change: &mut Change,
    tasks: &[&Task],
    kind: &str,
    day: Date,
) -> Result<Vec<(i64, String, i64)>> {
    let people: Vec<i64> = tasks.iter().map(|task| task.person).collect();
    let kinds: Vec<String> = tasks.iter().map(|task| task.kind.clone()).collect();
    let subjects: Vec<i64> = tasks.iter().map(|task| task.subject).collect();
    let rows = sqlx::query!(
        "insert into reminder_sent (staff_id, task, subject_id, day, kind)
         select distinct t.staff_id, t.task, t.subject_id, $4::date, $5
         from unnest($1::bigint[], $2::text[], $3::bigint[]) as t (staff_id, task, subject_id)
         on conflict do nothing returning staff_id, task, subject_id",
        &people,
        &kinds,
        &subjects,
        day,
        kind
    )
    .fetch_all(change.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.staff_id, row.task, row.subject_id)).collect())
}

/// Notes that the reminders of a day have gone out.
pub async fn close_day(change: &mut Change, day: Date) -> Result<()> {
    sqlx::query!("insert into reminder_day (day) values ($1) on conflict do nothing", day)
        .execute(change.conn())
        .await?;
    Ok(())
}

/// Saves the days of all kinds and the hour of sending.
pub async fn save_days(change: &mut Change, rules: &[Rule], hour: u8) -> Result<()> {
    let task: Vec<String> = rules.iter().map(|rule| rule.task.clone()).collect();
    let on_day: Vec<bool> = rules.iter().map(|rule| rule.on_day).collect();
    let words = |days: &[i16]| {
        let numbers: Vec<String> = days.iter().map(ToString::to_string).collect();
        format!("{{{}}}", numbers.join(","))
    };
    let before: Vec<String> = rules.iter().map(|rule| words(&rule.before)).collect();
    let after: Vec<String> = rules.iter().map(|rule| words(&rule.after)).collect();
    sqlx::query!(
        "with hour as (select set_daily_hour('send_reminders', $5))
         update reminder_rule r set before_days = n.before::smallint[], on_day = n.on_day,
                                    after_days = n.after::smallint[]
         from hour, unnest($1::text[], $2::text[], $3::bool[], $4::text[])
              as n (task, before, on_day, after)
         where r.task = n.task",
        &task,
        &before,
        &on_day,
        &after,
        i32::from(hour)
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Saves the words of one kind. False: there is no such kind.
pub async fn save_words(change: &mut Change, kind: &str, wording: &Wording) -> Result<bool> {
    let saved = sqlx::query!(
        "update reminder_text set subject = $2, body = $3 where kind = $1",
        kind,
        wording.subject,
        wording.body
    );
    Ok(saved.execute(change.conn()).await?.rows_affected() == 1)
}
