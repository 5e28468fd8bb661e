//! Records in the database: what is stored of some people, and what a file adds or changes.

use std::collections::HashMap;

use time::Date;

use super::{Leave, PastResult, Plan, Qualification, Records};
use crate::{
    audit::Change,
    kit::{Result, spans::Span},
};

/// Names of people by number.
pub(super) async fn names(
    change: &mut Change,
    numbers: &[String],
) -> Result<HashMap<String, String>> {
    let rows = sqlx::query!(
        r#"select number, family_name || ' ' || given_name as "name!" from staff
           where number = any($1)"#,
        numbers
    );
    let rows = rows.fetch_all(change.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.number, row.name)).collect())
}

/// Names of the kinds of leave with their codes.
pub(super) async fn leave_kinds(change: &mut Change) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!("select name, code from leave_kind order by place");
    let rows = rows.fetch_all(change.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.name, row.code)).collect())
}

/// Periods of leave that count.
pub(super) async fn leaves(change: &mut Change, numbers: &[String]) -> Result<Vec<(i64, Leave)>> {
    let rows = sqlx::query!(
        r#"select l.id, s.number, l.kind, k.name as kind_name, lower(l.valid) as "from!",
                  upper(l.valid) as until, coalesce(l.host, '') as "host!", l.note
           from leave_period l join staff s on s.id = l.staff_id
           join leave_kind k on k.code = l.kind
           where s.number = any($1) and l.struck_at is null"#,
        numbers
    );
    let leave = rows.fetch_all(change.conn()).await?.into_iter().map(|row| {
        let span = Span { from: row.from, until: row.until };
        let (number, kind, kind_name) = (row.number, row.kind, row.kind_name);
        (row.id, Leave { number, kind, kind_name, span, host: row.host, note: row.note })
    });
    Ok(leave.collect())
}

/// Qualifications.
pub(super) async fn qualifications(
    change: &mut Change,
    numbers: &[String],
) -> Result<Vec<(i64, Qualification)>> {
    let rows = sqlx::query!(
        "select q.id, s.number, q.name, q.acquired_on, q.expires_on, q.proof
         from qualification q join staff s on s.id = q.staff_id where s.number = any($1)",
        numbers
    );
    let own = rows.fetch_all(change.conn()).await?.into_iter().map(|row| {
        let (number, name, proof) = (row.number, row.name, row.proof);
        let (acquired_on, expires_on) = (row.acquired_on, row.expires_on);
        (row.id, Qualification { number, name, acquired_on, expires_on, proof })
    });
    Ok(own.collect())
}

/// Results of years before the portal.
pub(super) async fn past_results(
    change: &mut Change,
    numbers: &[String],
) -> Result<Vec<(i64, PastResult)>> {
    let rows = sqlx::query!(
        r#"select r.id, s.number, r.fiscal_year, r.letter, trim_scale(r.points)::text as points,
                  r.note
           from past_result r join staff s on s.id = r.staff_id where s.number = any($1)"#,
        numbers
    );
    let own = rows.fetch_all(change.conn()).await?.into_iter().map(|row| {
        let (number, letter, note) = (row.number, row.letter, row.note);
        let (fiscal_year, points) = (row.fiscal_year, row.points);
        (row.id, PastResult { number, fiscal_year, letter, points, note })
    });
    Ok(own.collect())
}

/// Keeps records as they are before they change.
pub async fn remember(change: &mut Change, import: i64, plan: &Plan) -> Result<()> {
    let (relation, keys) = match plan {
        Plan::Leave(records) => ("leave_period", keys(records)),
        Plan::Qualification(records) => ("qualification", keys(records)),
        Plan::PastResult(records) => ("past_result", keys(records)),
    };
    sqlx::query!(
        "insert into import_effect (import_id, relation, key, before)
         select $1::bigint, $2::text, t.id, to_jsonb(t) from leave_period t
         where $2 = 'leave_period' and t.id = any($3)
         union all
         select $1::bigint, $2::text, t.id, to_jsonb(t) from qualification t
         where $2 = 'qualification' and t.id = any($3)
         union all
         select $1::bigint, $2::text, t.id, to_jsonb(t) from past_result t
         where $2 = 'past_result' and t.id = any($3)
         on conflict do nothing",
        import,
        relation,
        &keys
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

fn keys<R>(records: &Records<R>) -> Vec<i64> {
    records.changed.iter().map(|(id, _)| *id).collect()
}

/// Writes what is new and what has changed.
pub async fn carry_out(change: &mut Change, plan: &Plan) -> Result<()> {
    match plan {
        Plan::Leave(records) => write_leaves(change, records).await,
        Plan::Qualification(records) => write_qualifications(change, records).await,
        Plan::PastResult(records) => write_past_results(change, records).await,
    }
}

/// New and changed ones, of which a column is taken.
fn column<R, T>(records: &Records<R>, of: impl Fn(&R) -> T) -> Vec<T> {
    records.new.iter().chain(records.changed.iter().map(|(_, record)| record)).map(of).collect()
}

/// A period never loses its words: what a file says otherwise strikes it and enters another.
async fn write_leaves(change: &mut Change, records: &Records<Leave>) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "update leave_period set struck_at = $2, struck_by = $3 where id = any($1)",
        &keys(records),
        now,
        by
    )
    .execute(change.conn())
    .await?;
    let until: Vec<Option<Date>> = column(records, |r| r.span.until);
    sqlx::query!(
        "insert into leave_period (staff_id, kind, valid, host, note, entered_by, at)
         select s.id, r.k, daterange(r.f, r.t), nullif(r.h, ''), r.o, $7, $8
         from unnest($1::text[], $2::text[], $3::date[], $4::date[], $5::text[], $6::text[])
              as r (n, k, f, t, h, o)
         join staff s on s.number = r.n",
        &column(records, |r| r.number.clone()),
        &column(records, |r| r.kind.clone()),
        &column(records, |r| r.span.from),
        &until as _,
        &column(records, |r| r.host.clone()),
        &column(records, |r| r.note.clone()),
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn write_qualifications(change: &mut Change, records: &Records<Qualification>) -> Result<()> {
    let expires: Vec<Option<Date>> = column(records, |r| r.expires_on);
    sqlx::query!(
        "insert into qualification (staff_id, name, acquired_on, expires_on, proof)
         select s.id, r.m, r.a, r.e, r.p
         from unnest($1::text[], $2::text[], $3::date[], $4::date[], $5::text[])
              as r (n, m, a, e, p)
         join staff s on s.number = r.n
         on conflict (staff_id, name, acquired_on) do update
             set expires_on = excluded.expires_on, proof = excluded.proof",
        &column(records, |r| r.number.clone()),
        &column(records, |r| r.name.clone()),
        &column(records, |r| r.acquired_on),
        &expires as _,
        &column(records, |r| r.proof.clone())
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn write_past_results(change: &mut Change, records: &Records<PastResult>) -> Result<()> {
    let points: Vec<Option<String>> = column(records, |r| r.points.clone());
    sqlx::query!(
        "insert into past_result (staff_id, fiscal_year, letter, points, note)
         select s.id, r.y, r.l, r.p::numeric, r.o
         from unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::text[])
              as r (n, y, l, p, o)
         join staff s on s.number = r.n
         on conflict (staff_id, fiscal_year) do update
             set letter = excluded.letter, points = excluded.points, note = excluded.note",
        &column(records, |r| r.number.clone()),
        &column(records, |r| r.fiscal_year),
        &column(records, |r| r.letter.clone()),
        &points as _,
        &column(records, |r| r.note.clone())
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
