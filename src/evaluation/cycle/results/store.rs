//! Confirming and disclosing in the database: always the whole set at once.

use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::forms::Chosen;
use crate::{
    audit::Change,
    kit::{AppError, Result},
    staff,
};

/// What the list of waiting sheets needs to know of its year.
#[derive(Clone, Debug)]
pub struct Desk {
    pub id: i64,
    pub name: String,
    /// The departments of the base date and the positions of the framework, in their order.
    pub departments: Vec<(i64, String)>,
    pub positions: Vec<(String, String)>,
    /// Points and word of each grade.
    grades: Vec<(i16, String)>,
    /// How many wait for a 確認者 of their route, and not for 職員課.
    pub elsewhere: i64,
}

impl Desk {
    /// The word of a grade.
    pub fn grade(&self, points: i16) -> String {
        self.grades
            .iter()
            .find(|(own, _)| *own == points)
            .map(|(_, w)| w.clone())
            .unwrap_or_default()
    }
}

/// A year with what its lists are narrowed by.
pub async fn desk(db: impl PgExecutor<'_>, id: i64) -> Result<Desk> {
    let row = sqlx::query!(
        r#"
        select c.name,
          (select coalesce(json_agg(json_build_array(v.unit_id, v.name) order by v.place), '[]')
           from unit_version v
           where v.level = 'department' and v.valid @> c.base_date) as "departments!",
          (select coalesce(json_agg(json_build_array(p.code, p.name) order by p.rank), '[]')
           from position p where p.framework_id = c.framework_id) as "positions!",
          (select coalesce(json_agg(json_build_array(g.points, g.word)), '[]')
           from cycle_grade g where g.cycle_id = c.id) as "grades!",
          (select count(*) from sheet s where s.cycle_id = c.id and s.state = 'confirmation'
             and s.confirmer_id is not null) as "elsewhere!"
        from cycle c where c.id = $1
        "#,
        id
    )
    .fetch_optional(db)
    .await?
    .ok_or(AppError::NotFound)?;
    let wrong = |error: serde_json::Error| AppError::Internal(error.to_string());
    Ok(Desk {
        id,
        name: row.name,
        departments: serde_json::from_value(row.departments).map_err(wrong)?,
        positions: serde_json::from_value(row.positions).map_err(wrong)?,
        grades: serde_json::from_value(row.grades).map_err(wrong)?,
        elsewhere: row.elsewhere,
    })
}

/// Who confirms: sheets that name them or somebody they stand in for, and as 職員課 those that name
/// nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Officer {
    pub id: i64,
    pub hr: bool,
    pub today: Date,
}

/// One sheet that waits for confirmation.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub id: i64,
    pub number: String,
    pub name: String,
    pub department: String,
    pub position: String,
    pub first: Option<i16>,
    pub second: Option<i16>,
    /// What the calibration made of it, if it was moved.
    pub calibrated: Option<i16>,
    pub since: OffsetDateTime,
    /// The officer's own: somebody else confirms it.
    pub own: bool,
    /// The 確認者 for whom the officer stands in.
    pub standing_in: Option<String>,
    /// How many there are in all.
    pub total: i64,
}

/// The sheets in confirmation, one page of them.
pub async fn waiting(
    db: impl PgExecutor<'_>,
    cycle: i64,
    officer: Officer,
    chosen: &Chosen,
    page: i64,
    size: i64,
) -> Result<Vec<Waiting>> {
    let words = staff::patterns(&chosen.words);
    Ok(sqlx::query_as!(
        Waiting,
        r#"
        select s.id, p.number, p.family_name || ' ' || p.given_name as "name!",
               d.name as department, o.name as position,
               (select b.overall from submission b where b.sheet_id = s.id and b.step = 'first'
                order by b.round desc limit 1) as first,
               (select b.overall from submission b where b.sheet_id = s.id and b.step = 'second'
                order by b.round desc limit 1) as second,
               (select g.overall from calibrated_grade_view g
                where g.sheet_id = s.id and g.move_id is not null) as calibrated,
               s.state_since as since, s.subject_id = $2 as "own!",
               (select q.family_name || ' ' || q.given_name from staff q
                where q.id = s.confirmer_id and q.id <> $2) as "standing_in?",
               count(*) over () as "total!"
        from sheet s
        join cycle c on c.id = s.cycle_id
        join staff p on p.id = s.subject_id
        join unit_version d on d.unit_id = s.department_id and d.valid @> c.base_date
        join position o on o.framework_id = s.framework_id and o.code = s.position_code
        where s.cycle_id = $1 and s.state = 'confirmation'
          and ($3::bigint is null or s.department_id = $3)
          and ($4::text is null or s.position_code = $4) and p.search like all ($5::text[])
          and (sits_in(s.id, 'confirmer', s.confirmer_id, $2, $9)
               or s.confirmer_id is null and $8)
        order by case $10 when 'waiting' then s.state_since end,
                 case $10 when 'newest' then s.state_since end desc,
                 case $10 when 'position' then o.rank end,
                 case when $10 <> 'name' then d.place end,
                 p.family_kana collate "C", p.given_kana collate "C", s.id
        limit $6 offset $7
        "#,
        cycle,
        officer.id,
        chosen.department,
        chosen.position,
        &words,
        size,
        page.saturating_sub(1).saturating_mul(size),
        officer.hr,
        officer.today,
        chosen.order.code()
    )
    .fetch_all(db)
    .await?)
}

/// Confirms the chosen sheets: the newest round of the last evaluator, as the calibration left it,
/// becomes the result. Which they were.
pub async fn confirm(
    change: &mut Change,
    cycle: i64,
    officer: Officer,
    chosen: &Chosen,
) -> Result<Vec<i64>> {
    let words = staff::patterns(&chosen.words);
    let now = change.now();
    Ok(sqlx::query_scalar!(
        r#"
        with chosen as (
            select s.* from sheet s join staff p on p.id = s.subject_id
            where s.cycle_id = $1 and s.state = 'confirmation' and s.subject_id <> $2
              and ($3::bigint[] is null or s.id = any($3))
              and ($4::bigint is null or s.department_id = $4)
              and ($5::text is null or s.position_code = $5) and p.search like all ($6::text[])
              and ($7::timestamptz is null or s.state_since <= $7)
              and (sits_in(s.id, 'confirmer', s.confirmer_id, $2, $10)
                   or s.confirmer_id is null and $9)
            for update of s),
        final as (
            select c.id, c.cycle_id, c.subject_id, c.department_id, c.section_id, c.position_code,
                   g.step, g.round, g.overall,
                   (select coalesce(max(r.version), 0) + 1 from result r
                    where r.sheet_id = c.id)::smallint as version
            from chosen c
            join calibrated_grade_view g on g.sheet_id = c.id),
        moved as (
            update sheet s set state = 'confirmed', version = s.version + 1, returned = false,
                               state_since = $8, holder_opened_at = null
            from final f where s.id = f.id returning s.id),
        results as (
            insert into result (sheet_id, version, cycle_id, subject_id, department_id,
                                section_id, position_code, overall, round, confirmed_by,
                                confirmed_at)
            select f.id, f.version, f.cycle_id, f.subject_id, f.department_id, f.section_id,
                   f.position_code, f.overall, f.round, $2, $8
            from final f),
        items as (
            insert into result_item (sheet_id, version, ability_id, points)
            select f.id, f.version, o.ability_id, o.points from final f
            join opinion o on o.sheet_id = f.id and o.step = f.step and o.round = f.round),
        passes as (
            insert into passage (sheet_id, place, action, from_state, to_state, by_id, at)
            select f.id, (select coalesce(max(place), 0) + 1 from passage where sheet_id = f.id),
                   'confirm', 'confirmation', 'confirmed', $2, $8
            from final f)
        select coalesce(array_agg(id order by id), '{}') as "sheets!" from moved
        "#,
        cycle,
        officer.id,
        chosen.ids.as_deref(),
        chosen.department,
        chosen.position,
        &words,
        chosen.asked,
        now,
        officer.hr,
        officer.today
    )
    .fetch_one(change.conn())
    .await?)
}

/// One confirmed sheet that is not yet disclosed.
#[derive(Clone, Debug)]
pub struct Undisclosed {
    pub id: i64,
    pub number: String,
    pub name: String,
    pub department: String,
    pub position: String,
    pub since: OffsetDateTime,
    /// Whether this officer may look at the page as the person will see it.
    pub preview: bool,
    /// How many there are in all.
    pub total: i64,
}

/// The confirmed sheets, by department and ふりがな, one page of them.
pub async fn undisclosed(
    db: impl PgExecutor<'_>,
    cycle: i64,
    officer: i64,
    chosen: &Chosen,
    page: i64,
    size: i64,
) -> Result<Vec<Undisclosed>> {
    let words = staff::patterns(&chosen.words);
    Ok(sqlx::query_as!(
        Undisclosed,
        r#"
        select s.id, p.number, p.family_name || ' ' || p.given_name as "name!",
               d.name as department, o.name as position, s.state_since as since,
               s.subject_id <> $2 and s.first_evaluator_id is distinct from $2
                   and s.second_evaluator_id is distinct from $2 as "preview!",
               count(*) over () as "total!"
        from sheet s
        join cycle c on c.id = s.cycle_id
        join staff p on p.id = s.subject_id
        join unit_version d on d.unit_id = s.department_id and d.valid @> c.base_date
        join position o on o.framework_id = s.framework_id and o.code = s.position_code
        where s.cycle_id = $1 and s.state = 'confirmed'
          and ($3::bigint is null or s.department_id = $3)
          and ($4::text is null or s.position_code = $4) and p.search like all ($5::text[])
        order by d.place, p.family_kana collate "C", p.given_kana collate "C", s.id
        limit $6 offset $7
        "#,
        cycle,
        officer,
        chosen.department,
        chosen.position,
        &words,
        size,
        page.saturating_sub(1).saturating_mul(size)
    )
    .fetch_all(db)
    .await?)
}

/// Somebody who is told by a disclosure.
#[derive(Clone, Debug)]
pub struct Told {
    pub department: String,
    pub name: String,
    /// The first evaluator, who reads the result from then on too.
    pub first: Option<i64>,
}

/// To whom the chosen sheets would be disclosed, by department and ふりがな.
pub async fn told(db: impl PgExecutor<'_>, cycle: i64, chosen: &Chosen) -> Result<Vec<Told>> {
    let words = staff::patterns(&chosen.words);
    Ok(sqlx::query_as!(
        Told,
        r#"
        select d.name as department, p.family_name || ' ' || p.given_name as "name!",
               s.first_evaluator_id as first
        from sheet s
        join cycle c on c.id = s.cycle_id
        join staff p on p.id = s.subject_id
        join unit_version d on d.unit_id = s.department_id and d.valid @> c.base_date
        where s.cycle_id = $1 and s.state = 'confirmed'
          and ($2::bigint[] is null or s.id = any($2))
          and ($3::bigint is null or s.department_id = $3)
          and ($4::text is null or s.position_code = $4) and p.search like all ($5::text[])
          and ($6::timestamptz is null or s.state_since <= $6)
        order by d.place, p.family_kana collate "C", p.given_kana collate "C", s.id
        "#,
        cycle,
        chosen.ids.as_deref(),
        chosen.department,
        chosen.position,
        &words,
        chosen.asked
    )
    .fetch_all(db)
    .await?)
}

/// Discloses the chosen sheets of a year that were confirmed at the moment it was asked. Which they
/// were.
pub async fn disclose(change: &mut Change, cycle: i64, chosen: &Chosen) -> Result<Vec<i64>> {
    let words = staff::patterns(&chosen.words);
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    Ok(sqlx::query_scalar!(
        r#"
        with chosen as (
            select s.id from sheet s join staff p on p.id = s.subject_id
            where s.cycle_id = $1 and s.state = 'confirmed'
              and ($4::bigint[] is null or s.id = any($4))
              and ($5::bigint is null or s.department_id = $5)
              and ($6::text is null or s.position_code = $6) and p.search like all ($7::text[])
              and ($8::timestamptz is null or s.state_since <= $8)
            for update of s),
        moved as (
            update sheet s set state = 'disclosed', version = s.version + 1, state_since = $2,
                   -- neither a feedback interview nor a plan follows
                   closed_at = case when (select c.kind in ('short', 'probation') from cycle c
                                          where c.id = $1) then $2 else s.closed_at end
            from chosen c where s.id = c.id
            returning s.id),
        marked as (
            update result set disclosed_at = $2 from moved
            where result.sheet_id = moved.id and result.disclosed_at is null
              -- a version that was corrected before anybody was told stays untold
              and result.version = (select max(n.version) from result n
                                    where n.sheet_id = moved.id)),
        passes as (
            insert into passage (sheet_id, place, action, from_state, to_state, by_id, at)
            select m.id, (select coalesce(max(place), 0) + 1 from passage where sheet_id = m.id),
                   'disclose', 'confirmed', 'disclosed', $3, $2
            from moved m)
        select coalesce(array_agg(id order by id), '{}') as "sheets!" from moved
        "#,
        cycle,
        now,
        by,
        chosen.ids.as_deref(),
        chosen.department,
        chosen.position,
        &words,
        chosen.asked
    )
    .fetch_one(change.conn())
    .await?)
}
