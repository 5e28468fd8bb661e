//! Writes the complaints of the demo city, one statement for each kind of row.

use std::collections::HashMap;

use serde_json::Value;
use time::Date;

use super::complaints::Cases;
use crate::{audit::Change, kit::Result};

/// A disclosed result somebody complains of.
#[derive(Clone, Debug)]
pub struct Ground {
    pub sheet: i64,
    pub version: i16,
    pub subject: i64,
    pub name: String,
    pub disclosed_on: Date,
    pub first: Option<i64>,
    pub second: Option<i64>,
}

/// The people with these numbers.
pub async fn people(change: &mut Change, numbers: &[String]) -> Result<HashMap<String, i64>> {
    let rows = sqlx::query!("select number, id from staff where number = any($1)", numbers)
        .fetch_all(change.conn())
        .await?;
    Ok(rows.into_iter().map(|row| (row.number, row.id)).collect())
}

/// The newest results of abilities of these people, and of one more person this evaluator evaluated, who is
/// none of the cast.
pub async fn grounds(
    change: &mut Change,
    subjects: &[i64],
    evaluator: i64,
    cast: &[String],
) -> Result<Vec<Ground>> {
    Ok(sqlx::query_as!(
        Ground,
        r#"with last as (select max(r.cycle_id) as cycle from result r
                         join cycle c on c.id = r.cycle_id and c.kind = 'ability'
                         where r.disclosed_at is not null),
               other as (
                   select s.subject_id from sheet s join last on s.cycle_id = last.cycle
                   join staff p on p.id = s.subject_id
                   where s.first_evaluator_id = $2 and p.left_on is null
                     and s.subject_id <> all($1) and p.number <> all($3)
                   order by s.subject_id limit 1)
           select s.id as sheet, v.version, s.subject_id as subject,
                  p.family_name || ' ' || p.given_name as "name!",
                  (v.disclosed_at at time zone 'Asia/Tokyo')::date as "disclosed_on!",
                  s.first_evaluator_id as first, s.second_evaluator_id as second
           from sheet s join last on s.cycle_id = last.cycle
           join result v on v.sheet_id = s.id and v.disclosed_at is not null
           join staff p on p.id = s.subject_id
           where s.subject_id = any($1) or s.subject_id in (select subject_id from other)"#,
        subjects,
        evaluator,
        cast
    )
    .fetch_all(change.conn())
    .await?)
}

/// Somebody more who leads a department and never evaluated this person.
pub async fn another_leader(change: &mut Change, but: &[i64], subject: i64) -> Result<Option<i64>> {
    Ok(sqlx::query_scalar!(
        "select g.staff_id from assignment g
         join unit_version u on u.unit_id = g.unit_id and u.level = 'department'
             and upper_inf(u.valid)
         where g.leads and g.kind = 'main' and upper_inf(g.valid) and g.staff_id <> all($1)
           and not took_part($2, g.staff_id)
           and not exists (select from sheet s join sheet o on o.section_id = s.section_id
                           where s.subject_id = $2
                             and g.staff_id in (o.first_evaluator_id, o.second_evaluator_id))
         order by u.place limit 1",
        but,
        subject
    )
    .fetch_optional(change.conn())
    .await?)
}

/// Enters everything.
pub async fn insert(change: &mut Change, cases: &Cases) -> Result<()> {
    let list = |rows: &[Value]| Value::Array(rows.to_vec());
    let (first, said) = (list(&cases.heads), list(&cases.pleas));
    sqlx::query_file!("src/demo/complaints.sql", first, said, list(&cases.passages))
        .execute(change.conn())
        .await?;
    sqlx::query_file!(
        "src/demo/complaint_inquiries.sql",
        list(&cases.hearings),
        list(&cases.questions),
        list(&cases.members)
    )
    .execute(change.conn())
    .await?;
    if let (Some(session), Some(decision)) = (&cases.session, &cases.decision) {
        sqlx::query_file!("src/demo/complaint_decision.sql", session, decision)
            .execute(change.conn())
            .await?;
    }
    Ok(())
}
