//! Writes the records of the demo city's people. What is drawn is drawn from the staff number, so
//! that it is the same in every city of the same seed.

use time::Date;

use super::cast;
use crate::{audit::Change, kit::Result};

/// Birth, sex, the name of the 戸籍, 職種, 級 and leave.
pub async fn complete(change: &mut Change, today: Date) -> Result<()> {
    let now = change.now();
    sqlx::query_file!("src/demo/people.sql").execute(change.conn()).await?;
    let cast: Vec<String> = cast::CAST.iter().map(|role| role.number.to_owned()).collect();
    sqlx::query_file!("src/demo/leaves.sql", today, now, &cast).execute(change.conn()).await?;
    Ok(())
}

/// Two extra fields, written for some.
pub async fn write_fields(change: &mut Change) -> Result<()> {
    sqlx::query!(
        "with fields as (
             insert into staff_field (name, kind, choices, place)
             values ('通勤の方法', 'choice', '{徒歩,自転車,電車・バス,自動車}', 1),
                    ('防災士の登録日', 'date', '{}', 2)
             returning id, kind, choices)
         insert into staff_field_value (staff_id, field_id, value, search)
         select s.id, f.id, v.value, v.value
         from fields f cross join staff s
         cross join lateral (
             select case f.kind when 'choice' then f.choices[1 + draw.n % 4]
                    else ('2024-04-01'::date + (draw.n % 700)::int)::text end as value,
                    f.kind = 'choice' or draw.n % 9 = 0 as given
             from (select abs(hashtext(s.number)::bigint) as n) draw) v
         where v.given and s.left_on is null"
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// A reform that splits one section, renames another and founds a third; not yet applied.
pub async fn prepare_reform(change: &mut Change, name: &str, day: Date) -> Result<()> {
    let now = change.now();
    sqlx::query!(
        "with reform as (
             insert into reform (name, on_day, entered_by, entered_at)
             values ($1, $2, (select staff_id from hat where hat = 'hr' order by 1 limit 1), $3)
             returning id),
         named as (
             select u.code, v.name, p.code as parent from unit u
             join unit_version v on v.unit_id = u.id and upper(v.valid) is null
             join unit p on p.id = v.parent_id
             where v.level = 'section' and v.name in ('介護福祉課', '職員課'))
         insert into reform_change (reform_id, kind, code, name, level, parent, successors)
         select r.id, c.* from reform r, named n cross join lateral (values
             ('rename', n.code, '人財育成課', null, null, '{}'::text[]),
             ('new', n.code || '-2', '介護保険課', 'section', n.parent, '{}'::text[]))
             as c (kind, code, name, level, parent, successors)
         where (n.name = '職員課') = (c.kind = 'rename')",
        name,
        day,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
