//! The registers of a day, as rows of the columns they are imported in.

use time::Date;

use super::kinds::Kind;
use crate::{audit::Change, kit::Result};

/// The rows of a register on a day.
pub async fn rows(change: &mut Change, kind: Kind, day: Date) -> Result<Vec<Vec<String>>> {
    match kind {
        Kind::Unit => units(change, day).await,
        Kind::Staff => staff(change, day).await,
        Kind::Assignment => assignments(change, day).await,
        Kind::Leave => leaves(change, day).await,
        Kind::Qualification => qualifications(change, day).await,
        Kind::PastResult => past_results(change, day).await,
    }
}

async fn units(change: &mut Change, day: Date) -> Result<Vec<Vec<String>>> {
    let rows = sqlx::query_scalar!(
        r#"select array[u.code, v.name,
                        case v.level when 'executive' then '部局' when 'department' then '部'
                                     when 'section' then '課' else '係' end,
                        coalesce(p.code, ''), v.place::text,
                        to_char(lower(v.valid), 'YYYY/MM/DD'),
                        coalesce(to_char(upper(v.valid) - 1, 'YYYY/MM/DD'), '')] as "cells!"
           from unit u join unit_version v on v.unit_id = u.id and v.valid @> $1::date
           left join unit p on p.id = v.parent_id order by v.place, u.code"#,
        day
    );
    Ok(rows.fetch_all(change.conn()).await?)
}

async fn staff(change: &mut Change, day: Date) -> Result<Vec<Vec<String>>> {
    let rows = sqlx::query_scalar!(
        r#"select array[number, family_name, given_name, family_kana, given_kana,
                        coalesce(former_family_name, ''),
                        case employment when 'regular' then '正規' when 'reappointed' then '再任用'
                                        when 'fixed_term' then '任期付' else '会計年度任用' end,
                        to_char(hired_on, 'YYYY/MM/DD'),
                        coalesce(to_char(left_on, 'YYYY/MM/DD'), '')] as "cells!"
           from staff where hired_on <= $1 and (left_on is null or left_on >= $1)
           order by number"#,
        day
    );
    Ok(rows.fetch_all(change.conn()).await?)
}

async fn assignments(change: &mut Change, day: Date) -> Result<Vec<Vec<String>>> {
    let rows = sqlx::query_scalar!(
        r#"select array[s.number, u.code, coalesce(p.name, ''), a.post,
                        case a.kind when 'main' then '本務' else '兼務' end,
                        case when a.leads then '○' else '' end,
                        to_char(lower(a.valid), 'YYYY/MM/DD'),
                        coalesce(to_char(upper(a.valid) - 1, 'YYYY/MM/DD'), '')] as "cells!"
           from assignment a join staff s on s.id = a.staff_id join unit u on u.id = a.unit_id
           left join framework f on f.valid @> $1::date and f.kind = 'ability'
           left join position p on p.framework_id = f.id and p.code = a.position_code
           where a.valid @> $1::date order by s.number, a.kind desc, u.code"#,
        day
    );
    Ok(rows.fetch_all(change.conn()).await?)
}

async fn leaves(change: &mut Change, day: Date) -> Result<Vec<Vec<String>>> {
    let rows = sqlx::query_scalar!(
        r#"select array[s.number, k.name, to_char(lower(l.valid), 'YYYY/MM/DD'),
                        coalesce(to_char(upper(l.valid) - 1, 'YYYY/MM/DD'), ''),
                        coalesce(l.host, ''), l.note] as "cells!"
           from leave_period l join staff s on s.id = l.staff_id
           join leave_kind k on k.code = l.kind
           where l.struck_at is null and l.valid @> $1::date order by s.number, lower(l.valid)"#,
        day
    );
    Ok(rows.fetch_all(change.conn()).await?)
}

/// Those acquired by the day and not run out before it.
async fn qualifications(change: &mut Change, day: Date) -> Result<Vec<Vec<String>>> {
    let rows = sqlx::query_scalar!(
        r#"select array[s.number, q.name, to_char(q.acquired_on, 'YYYY/MM/DD'),
                        coalesce(to_char(q.expires_on, 'YYYY/MM/DD'), ''), q.proof] as "cells!"
           from qualification q join staff s on s.id = q.staff_id
           where q.acquired_on <= $1 and (q.expires_on is null or q.expires_on >= $1)
           order by s.number, q.acquired_on, q.name"#,
        day
    );
    Ok(rows.fetch_all(change.conn()).await?)
}

/// Results of the years that were over on the day.
async fn past_results(change: &mut Change, day: Date) -> Result<Vec<Vec<String>>> {
    let rows = sqlx::query_scalar!(
        r#"select array[s.number, r.fiscal_year::text, r.letter,
                        coalesce(trim_scale(r.points)::text, ''), r.note] as "cells!"
           from past_result r join staff s on s.id = r.staff_id
           where make_date(r.fiscal_year + 1, 4, 1) <= $1 order by s.number, r.fiscal_year"#,
        day
    );
    Ok(rows.fetch_all(change.conn()).await?)
}
