//! Writes the interviews and plans of the demo city. Each kind of row is one statement for
//! hundreds of sheets.

use time::{OffsetDateTime, Time};

use super::talks::{Agreed, Planned, Talk};
use crate::{audit::Change, kit::Result};

/// A sheet with what belongs to it: its number, whose it is, who leads.
pub struct Pair {
    pub sheet: i64,
    pub subject: i64,
    pub leader: i64,
    pub agreed: Agreed,
}

type Row<'a> = (&'a Pair, &'a Talk);

/// Everything two people agreed on, for many pairs.
pub async fn insert(change: &mut Change, pairs: &[Pair]) -> Result<()> {
    let rows: Vec<Row<'_>> =
        pairs.iter().flat_map(|pair| pair.agreed.talks.iter().map(move |t| (pair, t))).collect();
    insert_interviews(change, &rows).await?;
    insert_sendings(change, &rows).await?;
    insert_confirmations(change, &rows).await?;
    insert_words(change, &rows).await?;
    insert_plans(change, pairs).await?;
    close(change, pairs).await
}

async fn insert_interviews(change: &mut Change, rows: &[Row<'_>]) -> Result<()> {
    let ends: Vec<Time> =
        rows.iter().map(|r| r.1.starts_at + time::Duration::minutes(30)).collect();
    // what is recorded has been ticked off
    let checked: Vec<String> = rows
        .iter()
        .map(|r| {
            let list = r.1.kind.checklist().iter().map(|c| c.0);
            if r.1.shared.is_empty() { String::new() } else { list.collect::<Vec<_>>().join(",") }
        })
        .collect();
    sqlx::query!(
        "insert into interview (sheet_id, kind, held_on, starts_at, ends_at, place, way, shared,
                                checked, arranged_by)
         select s, k, h, b, e, p, w, t, string_to_array(c, ','), a
         from unnest($1::bigint[], $2::text[], $3::date[], $4::time[], $5::time[], $6::text[],
                     $7::text[], $8::text[], $9::text[], $10::bigint[])
              as row (s, k, h, b, e, p, w, t, c, a)",
        &rows.iter().map(|r| r.0.sheet).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.kind.code().to_owned()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.held_on).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.starts_at).collect::<Vec<_>>(),
        &ends,
        &rows.iter().map(|r| r.1.place.to_owned()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.way.to_owned()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.shared.clone()).collect::<Vec<_>>(),
        &checked,
        &rows.iter().map(|r| r.0.leader).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn insert_sendings(change: &mut Change, rows: &[Row<'_>]) -> Result<()> {
    let sent: Vec<_> =
        rows.iter().filter_map(|(pair, talk)| Some((pair, talk, talk.sending.as_ref()?))).collect();
    sqlx::query!(
        "insert into interview_sending (interview_id, round, body, by_id, at, confirm_by, closes_on)
         select i.id, 1, i.shared, i.arranged_by, r.at, r.confirm_by, r.closes_on
         from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::date[], $5::date[])
              as r (sheet, kind, at, confirm_by, closes_on)
         join interview i on i.sheet_id = r.sheet and i.kind = r.kind",
        &sent.iter().map(|r| r.0.sheet).collect::<Vec<_>>(),
        &sent.iter().map(|r| r.1.kind.code().to_owned()).collect::<Vec<_>>(),
        &sent.iter().map(|r| r.2.at).collect::<Vec<_>>(),
        &sent.iter().map(|r| r.2.confirm_by).collect::<Vec<_>>(),
        &sent.iter().map(|r| r.2.closes_on).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn insert_confirmations(change: &mut Change, rows: &[Row<'_>]) -> Result<()> {
    let confirmed: Vec<(&Pair, &Talk, OffsetDateTime, &str)> = rows
        .iter()
        .filter_map(|(pair, talk)| {
            let (at, comment) = talk.sending.as_ref()?.confirmed?;
            Some((*pair, *talk, at, comment))
        })
        .collect();
    sqlx::query!(
        "insert into interview_confirmation (interview_id, round, at, comment)
         select i.id, 1, r.at, r.comment
         from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::text[])
              as r (sheet, kind, at, comment)
         join interview i on i.sheet_id = r.sheet and i.kind = r.kind",
        &confirmed.iter().map(|r| r.0.sheet).collect::<Vec<_>>(),
        &confirmed.iter().map(|r| r.1.kind.code().to_owned()).collect::<Vec<_>>(),
        &confirmed.iter().map(|r| r.2).collect::<Vec<_>>(),
        &confirmed.iter().map(|r| r.3.to_owned()).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Notes and points: both hang on the interview they belong to.
async fn insert_words(change: &mut Change, rows: &[Row<'_>]) -> Result<()> {
    let points: Vec<Option<&str>> = rows.iter().map(|r| r.1.point.map(|p| p.0)).collect();
    let point_at: Vec<Option<OffsetDateTime>> =
        rows.iter().map(|r| r.1.point.map(|p| p.1)).collect();
    let notes: Vec<Option<&str>> = rows.iter().map(|r| r.1.note).collect();
    sqlx::query!(
        "with r as (
             select i.id, i.arranged_by, i.held_on, r.*
             from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::timestamptz[],
                         $6::text[]) as r (sheet, kind, subject, point, point_at, note)
             join interview i on i.sheet_id = r.sheet and i.kind = r.kind),
         points as (
             insert into agenda_point (interview_id, place, by_id, at, body)
             select r.id, 1, r.subject, r.point_at, r.point from r where r.point is not null)
         insert into interview_note (interview_id, author_id, body, updated_at)
         select r.id, r.arranged_by, r.note, (r.held_on + time '18:00') at time zone 'Asia/Tokyo'
         from r where r.note is not null",
        &rows.iter().map(|r| r.0.sheet).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.kind.code().to_owned()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.0.subject).collect::<Vec<_>>(),
        &points as _,
        &point_at as _,
        &notes as _
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn insert_plans(change: &mut Change, pairs: &[Pair]) -> Result<()> {
    let rows: Vec<(&Pair, &Planned)> =
        pairs.iter().flat_map(|pair| pair.agreed.plan.iter().map(move |p| (pair, p))).collect();
    let outcomes: Vec<Option<&str>> = rows.iter().map(|r| r.1.outcome.map(|o| o.0)).collect();
    let said: Vec<Option<OffsetDateTime>> = rows.iter().map(|r| r.1.outcome.map(|o| o.1)).collect();
    let by: Vec<Option<i64>> = rows.iter().map(|r| r.1.outcome.map(|_| r.0.leader)).collect();
    let planned: Vec<&Pair> = pairs.iter().filter(|pair| !pair.agreed.plan.is_empty()).collect();
    let written: Vec<Option<OffsetDateTime>> =
        planned.iter().map(|pair| pair.agreed.closed_at).collect();
    sqlx::query!(
        "insert into development_plan (sheet_id, written_by, written_at)
         select * from unnest($1::bigint[], $2::bigint[], $3::timestamptz[])",
        &planned.iter().map(|pair| pair.sheet).collect::<Vec<_>>(),
        &planned.iter().map(|pair| pair.leader).collect::<Vec<_>>(),
        &written as _
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "insert into development_action (sheet_id, place, ability_id, ways, body, look_on, outcome,
                                         outcome_by, outcome_at)
         select s, p, a, string_to_array(w, ','), b, l, o, y, t
         from unnest($1::bigint[], $2::smallint[], $3::bigint[], $4::text[], $5::text[], $6::date[],
                     $7::text[], $8::bigint[], $9::timestamptz[]) as row (s, p, a, w, b, l, o, y, t)",
        &rows.iter().map(|r| r.0.sheet).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.place).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.ability).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.ways.to_owned()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.body.to_owned()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.1.look_on).collect::<Vec<_>>(),
        &outcomes as _,
        &by as _,
        &said as _
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Those with a feedback interview and a plan are finished.
async fn close(change: &mut Change, pairs: &[Pair]) -> Result<()> {
    let closed: Vec<(i64, OffsetDateTime)> =
        pairs.iter().filter_map(|pair| Some((pair.sheet, pair.agreed.closed_at?))).collect();
    sqlx::query!(
        "update sheet s set closed_at = r.at
         from unnest($1::bigint[], $2::timestamptz[]) as r (id, at) where s.id = r.id",
        &closed.iter().map(|r| r.0).collect::<Vec<_>>(),
        &closed.iter().map(|r| r.1).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
