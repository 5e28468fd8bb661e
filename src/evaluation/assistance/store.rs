//! What was told, by rounds; and whom somebody assists with.

use sqlx::PgExecutor;
use time::Date;

use super::forms::Telling;
use crate::{
    audit::Change,
    evaluation::{sheet::SheetId, workflow::State},
    kit::{Result, StaffId},
};

/// Somebody whose evaluators are to be told something.
pub struct Line {
    pub id: i64,
    pub name: String,
    pub position: String,
    pub cycle: String,
    pub state: State,
    pub told_on: Option<time::OffsetDateTime>,
    /// When the first review is due.
    pub due_on: Option<Date>,
}

/// The people somebody assists with, in years that are under way; those without words first.
pub async fn people(db: impl PgExecutor<'_>, assistant: StaffId) -> Result<Vec<Line>> {
    Ok(sqlx::query_as!(
        Line,
        r#"
        select s.id, p.family_name || ' ' || p.given_name as "name!", o.name as position,
               c.name as cycle, s.state as "state: State",
               (select max(a.at) from assistance a where a.sheet_id = s.id) as told_on,
               due_on(s.id, c.id, case when s.first_evaluator_id is null then 'second'
                                       else 'first' end) as due_on
        from sheet s
        join cycle c on c.id = s.cycle_id
        join staff p on p.id = s.subject_id
        join position o on o.framework_id = s.framework_id and o.code = s.position_code
        where s.assistant_id = $1 and s.state not in ('excluded', 'confirmed', 'disclosed')
        order by exists (select from assistance a where a.sheet_id = s.id), c.fiscal_year desc, p.family_kana collate "C",
                 p.given_kana collate "C", s.id
        "#,
        assistant.0
    )
    .fetch_all(db)
    .await?)
}

/// Writes what is told as the next round, if nobody did since `seen`. False: somebody did.
pub async fn tell(change: &mut Change, sheet: SheetId, seen: i16, told: &Telling) -> Result<bool> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let (items, bodies): (Vec<i64>, Vec<String>) = told.items.iter().cloned().unzip();
    let written = sqlx::query_scalar!(
        r#"
        with next as (
            insert into assistance (sheet_id, round, by_id, at, body)
            select $1, $2 + 1::smallint, $3, $4, $5
            where coalesce((select max(round) from assistance where sheet_id = $1), 0) = $2
            on conflict do nothing returning round),
        items as (
            insert into assistance_item (sheet_id, round, item, body)
            select $1, n.round, i.item, i.body
            from next n, unnest($6::bigint[], $7::text[]) as i (item, body))
        select round from next
        "#,
        sheet.0,
        seen,
        by,
        now,
        told.body,
        &items,
        &bodies
    )
    .fetch_optional(change.conn())
    .await?;
    Ok(written.is_some())
}
