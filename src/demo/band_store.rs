//! Writes the bands of the demo city, one statement for each kind of row and year.

use time::OffsetDateTime;

use crate::{audit::Change, kit::Result};

/// The two who decide, if both work here.
pub async fn deciders(change: &mut Change, head: &str, deputy: &str) -> Result<Option<(i64, i64)>> {
    let row = sqlx::query!(
        r#"select h.id as head, d.id as deputy from staff h join staff d on d.number = $2
           where h.number = $1"#,
        head,
        deputy
    )
    .fetch_optional(change.conn())
    .await?;
    Ok(row.map(|row| (row.head, row.deputy)))
}

/// Codes and names of a year's positions.
pub async fn positions(change: &mut Change, cycle: i64) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        "select o.code, o.name from position o join cycle c on c.framework_id = o.framework_id
         where c.id = $1 order by o.rank",
        cycle
    )
    .fetch_all(change.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.code, row.name)).collect())
}

/// Somebody in a group.
pub struct Seated {
    pub group: i64,
    pub department: Option<i64>,
    pub department_name: Option<String>,
    pub sheet: i64,
    pub subject: i64,
    pub excluded: bool,
    pub overall: Option<i16>,
    /// Of the abilities, in hundredths.
    pub mean: Option<i64>,
    /// The points of a year that computes them, in thousandths.
    pub score: Option<i64>,
}

impl Seated {
    pub fn group(&self) -> (i64, Option<i64>) {
        (self.group, self.department)
    }
}

/// Everybody of a year, group by group.
pub async fn seated(change: &mut Change, cycle: i64) -> Result<Vec<Seated>> {
    Ok(sqlx::query_as!(
        Seated,
        r#"
        select g.id as "group!", case g.scope when 'department' then h.department_id end as department,
               case g.scope when 'department' then d.name end as department_name,
               h.id as "sheet!", h.subject_id as "subject!", h.state = 'excluded' as "excluded!",
               r.overall as "overall?",
               (select round(avg(i.points) * 100)::bigint from result_item i
                where i.sheet_id = r.sheet_id and i.version = r.version) as mean,
               (k.tested * 1000)::bigint as score
        from band_scheme s
        join cycle c on c.id = s.cycle_id
        join band_group g on g.scheme_id = s.id
        join sheet h on h.cycle_id = c.id and h.position_code = any(g.positions)
        join unit_version d on d.unit_id = h.department_id and d.valid @> c.base_date
        left join evaluation_result_view r on r.sheet_id = h.id
        left join score k on k.sheet_id = h.id and k.version = r.version
        where c.id = $1
        order by 1, 2, h.id
        "#,
        cycle
    )
    .fetch_all(change.conn())
    .await?)
}

/// Somebody's band.
pub struct Placed {
    pub group: i64,
    pub department: Option<i64>,
    pub sheet: i64,
    pub subject: i64,
    /// 1 is the top.
    pub place: i16,
    pub mark: String,
    pub label: String,
    pub how: &'static str,
    /// Empty: the order alone.
    pub reason: &'static str,
}

/// Places people, decides their groups and keeps the records.
pub async fn insert(
    change: &mut Change,
    placed: &[(i64, Placed)],
    at: OffsetDateTime,
) -> Result<()> {
    let said: Vec<_> = placed.iter().filter(|(_, own)| !own.reason.is_empty()).collect();
    sqlx::query!(
        "insert into band_placement (sheet_id, mark, kind, reason, by_id, at)
         select p.sheet, p.mark, p.how, p.reason, p.by, $6::timestamptz - interval '1 day'
         from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[])
              as p (sheet, mark, how, reason, by)",
        &said.iter().map(|(_, own)| own.sheet).collect::<Vec<_>>(),
        &said.iter().map(|(_, own)| own.mark.clone()).collect::<Vec<_>>(),
        &said.iter().map(|(_, own)| own.how.to_owned()).collect::<Vec<_>>(),
        &said.iter().map(|(_, own)| own.reason.to_owned()).collect::<Vec<_>>(),
        &said.iter().map(|(by, _)| *by).collect::<Vec<_>>(),
        at
    )
    .execute(change.conn())
    .await?;
    let departments: Vec<Option<i64>> = placed.iter().map(|(_, own)| own.department).collect();
    let groups: Vec<i64> = placed.iter().map(|(_, own)| own.group).collect();
    sqlx::query!(
        "insert into band_decision (group_id, department_id, version, by_id, at)
         select distinct on (p.group_id, p.department) p.group_id, p.department, 1, p.by, $4
         from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as p (group_id, department, by)",
        &groups,
        &departments as &[Option<i64>],
        &placed.iter().map(|(by, _)| *by).collect::<Vec<_>>(),
        at
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "insert into band_record (decision_id, sheet_id, subject_id, place, mark, label, how)
         select d.id, p.sheet, p.subject, p.place, p.mark, p.label, p.how
         from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::smallint[],
                     $6::text[], $7::text[], $8::text[])
              as p (group_id, department, sheet, subject, place, mark, label, how)
         join band_decision d on d.group_id = p.group_id
              and d.department_id is not distinct from p.department",
        &groups,
        &departments as &[Option<i64>],
        &placed.iter().map(|(_, own)| own.sheet).collect::<Vec<_>>(),
        &placed.iter().map(|(_, own)| own.subject).collect::<Vec<_>>(),
        &placed.iter().map(|(_, own)| own.place).collect::<Vec<_>>(),
        &placed.iter().map(|(_, own)| own.mark.clone()).collect::<Vec<_>>(),
        &placed.iter().map(|(_, own)| own.label.clone()).collect::<Vec<_>>(),
        &placed.iter().map(|(_, own)| own.how.to_owned()).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
