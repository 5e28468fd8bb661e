//! What the pages of a record read beside it, and what they write.

use serde::Deserialize;
use sqlx::{PgExecutor, types::Json};
use time::Date;

use super::forms::{
    Employment, Grade, Leave, LeaveKind, Names, Particulars, Qualification, Validity,
};
use crate::{
    audit::Change,
    kit::{Result, StaffId},
    staff,
};

/// Whether the database took it, or which of its rules stands against it.
pub type Taken = std::result::Result<(), &'static str>;

/// Turns a refusal of one of these constraints into its name.
pub fn taken<T>(
    done: std::result::Result<T, sqlx::Error>,
    constraints: &[&'static str],
) -> Result<Taken> {
    match done {
        Ok(_) => Ok(Ok(())),
        Err(sqlx::Error::Database(error)) => {
            let name = error.constraint().unwrap_or_default();
            match constraints.iter().find(|known| **known == name) {
                Some(known) => Ok(Err(known)),
                None => Err(sqlx::Error::Database(error).into()),
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// Keeps the names of before and puts the new ones in their place.
pub async fn save_names(change: &mut Change, who: StaffId, names: &Names) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let last = names.from.previous_day().unwrap_or(names.from);
    sqlx::query!(
        "with before as (
             insert into staff_name (staff_id, family_name, given_name, family_kana, given_kana,
                                     registered_family_name, former_family_name, until, entered_by,
                                     at)
             select id, family_name, given_name, family_kana, given_kana, registered_family_name,
                    former_family_name, $8, $9, $10 from staff where id = $1)
         update staff set family_name = $2, given_name = $3, family_kana = $4, given_kana = $5,
                registered_family_name = $6, former_family_name = $7 where id = $1",
        who.0,
        names.family,
        names.given,
        names.family_kana,
        names.given_kana,
        names.registered,
        names.former,
        last,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    staff::renew_search(change, who).await
}

/// Codes and names of the 職種, in the city's order.
pub async fn occupations(db: impl PgExecutor<'_>) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!("select code, name from occupation order by place, code");
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.code, row.name)).collect())
}

/// Writes basics. A 職種 or 級 ends the one before; `Err` names what has a later one already.
pub async fn save_particulars(
    change: &mut Change,
    who: StaffId,
    new: &Particulars,
) -> Result<Taken> {
    sqlx::query!(
        "update staff set birth_on = $2, sex = $3 where id = $1",
        who.0,
        new.birth,
        new.sex
    )
    .execute(change.conn())
    .await?;
    if let Some((code, from)) = &new.occupation {
        let done = save_occupation(change, who, code, *from).await;
        if let Err(later) = taken(done, &["staff_occupation_no_overlap"])? {
            return Ok(Err(later));
        }
    }
    if let Some(grade) = &new.grade {
        let done = save_grade(change, who, grade).await;
        return taken(done, &["pay_grade_no_overlap"]);
    }
    Ok(Ok(()))
}

async fn save_occupation(
    change: &mut Change,
    who: StaffId,
    code: &str,
    from: Date,
) -> std::result::Result<(), sqlx::Error> {
    sqlx::query!(
        "update staff_occupation set valid = daterange(lower(valid), $2)
         where staff_id = $1 and valid @> $2::date and lower(valid) < $2",
        who.0,
        from
    )
    .execute(change.conn())
    .await?;
    // the same first day: the same thing, put right
    sqlx::query!(
        "with corrected as (
             update staff_occupation set occupation = $2
             where staff_id = $1 and lower(valid) = $3 returning 1)
         insert into staff_occupation (staff_id, occupation, valid)
         select $1, $2, daterange($3, null) where not exists (select from corrected)",
        who.0,
        code,
        from
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn save_grade(
    change: &mut Change,
    who: StaffId,
    new: &Grade,
) -> std::result::Result<(), sqlx::Error> {
    sqlx::query!(
        "update pay_grade set valid = daterange(lower(valid), $2)
         where staff_id = $1 and valid @> $2::date and lower(valid) < $2",
        who.0,
        new.from
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "with corrected as (
             update pay_grade set schedule = $2, grade = $3, step = $4
             where staff_id = $1 and lower(valid) = $5 returning 1)
         insert into pay_grade (staff_id, schedule, grade, step, valid)
         select $1, $2, $3, $4, daterange($5, null) where not exists (select from corrected)",
        who.0,
        new.schedule,
        new.grade,
        new.step,
        new.from
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// The kinds of 休業・派遣, in the city's order.
pub async fn leave_kinds(db: impl PgExecutor<'_>) -> Result<Vec<LeaveKind>> {
    let kinds = sqlx::query_as!(
        LeaveKind,
        "select code, name, law, hosted from leave_kind order by place, code"
    );
    Ok(kinds.fetch_all(db).await?)
}

/// Enters a 休業 or 派遣.
pub async fn add_leave(change: &mut Change, who: StaffId, leave: &Leave) -> Result<Taken> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let done = sqlx::query!(
        "insert into leave_period (staff_id, kind, valid, host, note, entered_by, at)
         values ($1, $2, daterange($3, $4, '[]'), $5, $6, $7, $8)",
        who.0,
        leave.kind,
        leave.from,
        leave.until,
        leave.host,
        leave.note,
        by,
        now
    )
    .execute(change.conn())
    .await;
    taken(done, &["leave_period_no_overlap"])
}

/// Gives a 休業 or 派遣 its last day. None: until further notice.
pub async fn end_leave(change: &mut Change, leave: i64, until: Option<Date>) -> Result<Taken> {
    let done = sqlx::query!(
        "update leave_period set valid = daterange(lower(valid), $2, '[]')
         where id = $1 and struck_at is null",
        leave,
        until
    )
    .execute(change.conn())
    .await;
    taken(done, &["leave_period_no_overlap"])
}

/// Strikes a 休業 or 派遣 that was entered by mistake.
pub async fn strike_leave(change: &mut Change, leave: i64) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "update leave_period set struck_at = $2, struck_by = $3
         where id = $1 and struck_at is null",
        leave,
        now,
        by
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Enters a 資格. False: the same one of the same day is there already.
pub async fn add_qualification(
    change: &mut Change,
    who: StaffId,
    new: &Qualification,
) -> Result<bool> {
    let done = sqlx::query!(
        "insert into qualification (staff_id, name, acquired_on, expires_on, proof)
         values ($1, $2, $3, $4, $5) on conflict (staff_id, name, acquired_on) do nothing",
        who.0,
        new.name,
        new.acquired_on,
        new.validity.until,
        new.validity.proof
    )
    .execute(change.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Says until when a 資格 can be used.
pub async fn save_validity(change: &mut Change, id: i64, validity: &Validity) -> Result<()> {
    sqlx::query!(
        "update qualification set expires_on = $2, proof = $3 where id = $1",
        id,
        validity.until,
        validity.proof
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Takes a 資格 away that was entered by mistake.
pub async fn remove_qualification(change: &mut Change, id: i64) -> Result<()> {
    sqlx::query!("delete from qualification where id = $1", id).execute(change.conn()).await?;
    Ok(())
}

/// Enters a 任用: the one before ends. What somebody was before the first is written down with it.
pub async fn add_employment(change: &mut Change, who: StaffId, new: &Employment) -> Result<Taken> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    sqlx::query!(
        "with ended as (
             update employment set valid = daterange(lower(valid), $2)
             where staff_id = $1 and valid @> $2::date and lower(valid) < $2 and kind <> 'fiscal_year')
         insert into employment (staff_id, kind, valid, basis, entered_by, at)
         select s.id, s.employment, daterange(s.hired_on, $2), 'hired', $3, $4
         from staff s
         where s.id = $1 and s.hired_on < $2 and s.employment <> 'fiscal_year'
           and not exists (select from employment e where e.staff_id = s.id)",
        who.0,
        new.from,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    let done = sqlx::query!(
        "insert into employment (staff_id, kind, valid, weekly_minutes, basis, entered_by, at,
                                 weekly_days)
         values ($1, $2, daterange($3, $4, '[]'), $5, $6, $7, $8, $9)",
        who.0,
        new.kind,
        new.from,
        new.until,
        new.minutes,
        new.basis,
        by,
        now,
        new.days
    )
    .execute(change.conn())
    .await;
    taken(done, &["employment_no_overlap"])
}

/// Makes what somebody is today what the 任用 of today says.
pub async fn renew_employment(change: &mut Change, who: StaffId, today: Date) -> Result<()> {
    sqlx::query!("update staff set employment = employment_on(id, $2) where id = $1", who.0, today)
        .execute(change.conn())
        .await?;
    Ok(())
}

/// What ends with somebody's leaving on a day.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Ties {
    /// sheets that are still to be evaluated by this person
    pub sheets: i64,
    /// units the person leads
    pub units: i64,
    /// hats
    pub hats: i64,
    /// posts that begin on a later day
    pub coming: i64,
}

/// What somebody holds on a day.
pub async fn ties(db: impl PgExecutor<'_>, who: StaffId, day: Date) -> Result<Ties> {
    Ok(sqlx::query_scalar!(
        r#"
        select json_build_object(
            'sheets', (select count(*) from sheet s
                       where (s.first_evaluator_id = $1 or s.second_evaluator_id = $1)
                         and s.state not in ('excluded', 'confirmed', 'disclosed')),
            'units', (select count(*) from assignment a
                      where a.staff_id = $1 and a.leads and a.valid @> $2::date),
            'hats', (select count(*) from hat h where h.staff_id = $1 and h.valid @> $2::date),
            'coming', (select count(*) from assignment a
                       where a.staff_id = $1 and lower(a.valid) > $2)) as "ties!: Json<Ties>"
        "#,
        who.0,
        day
    )
    .fetch_one(db)
    .await?
    .0)
}

/// Extra fields of a person, as they are written.
#[derive(Clone, Debug)]
pub struct OwnField {
    pub id: i64,
    pub name: String,
    pub kind: String,
    pub choices: Vec<String>,
    pub value: Option<String>,
}

/// The extra fields of the city, with what stands in them for a person.
pub async fn own_fields(db: impl PgExecutor<'_>, who: StaffId) -> Result<Vec<OwnField>> {
    Ok(sqlx::query_as!(
        OwnField,
        r#"select f.id, f.name, f.kind, f.choices, v.value as "value?"
           from staff_field f left join staff_field_value v on v.field_id = f.id and v.staff_id = $1
           where f.ended_on is null order by f.place, f.id"#,
        who.0
    )
    .fetch_all(db)
    .await?)
}

/// Writes extra fields; an empty one is taken away.
pub async fn save_fields(
    change: &mut Change,
    who: StaffId,
    values: &[(i64, String)],
) -> Result<()> {
    let ids: Vec<i64> = values.iter().map(|(id, _)| *id).collect();
    let texts: Vec<String> = values.iter().map(|(_, value)| value.clone()).collect();
    let search: Vec<String> = texts.iter().map(|value| staff::fold(value)).collect();
    sqlx::query!(
        "delete from staff_field_value v using unnest($2::bigint[], $3::text[]) as n (id, value)
         where v.staff_id = $1 and v.field_id = n.id and n.value = ''",
        who.0,
        &ids,
        &texts
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "insert into staff_field_value (staff_id, field_id, value, search)
         select $1, n.id, n.value, n.search
         from unnest($2::bigint[], $3::text[], $4::text[]) as n (id, value, search)
         where n.value <> ''
         on conflict (field_id, staff_id) do update
             set value = excluded.value, search = excluded.search",
        who.0,
        &ids,
        &texts,
        &search
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
