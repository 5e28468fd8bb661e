//! The sheets that are about to be confirmed, in the database.

use sqlx::PgExecutor;

use super::{forms::Chosen, store::Officer};
use crate::{kit::Result, staff};

/// A sheet that is about to be confirmed, with what may be odd about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confirmable {
    pub number: String,
    pub name: String,
    pub department: String,
    /// What the evaluators gave.
    pub first: Option<i16>,
    pub second: Option<i16>,
    /// What the calibration made of it, if it was moved.
    pub calibrated: Option<i16>,
    /// How often it was sent back.
    pub sent_back: i64,
    /// A step was written by 職員課 in somebody's place.
    pub on_behalf: bool,
    /// A step was left out.
    pub passed_over: bool,
    /// How many there are in all.
    pub total: i64,
}

/// The first of the chosen sheets this officer may confirm (never their own), the odd ones before the
/// others.
pub async fn confirmable(
    db: impl PgExecutor<'_>,
    cycle: i64,
    officer: Officer,
    chosen: &Chosen,
    most: i64,
) -> Result<Vec<Confirmable>> {
    let words = staff::patterns(&chosen.words);
    Ok(sqlx::query_as!(
        Confirmable,
        r#"
        select p.number, p.family_name || ' ' || p.given_name as "name!", d.name as department,
               f.overall as "first?", e.overall as "second?", g.overall as "calibrated?",
               m.sent_back as "sent_back!", m.on_behalf as "on_behalf!",
               m.passed_over as "passed_over!", count(*) over () as "total!"
        from sheet s
        join cycle c on c.id = s.cycle_id
        join staff p on p.id = s.subject_id
        join unit_version d on d.unit_id = s.department_id and d.valid @> c.base_date
        left join lateral (select b.overall from submission b where b.sheet_id = s.id
                           and b.step = 'first' order by b.round desc limit 1) f on true
        left join lateral (select b.overall from submission b where b.sheet_id = s.id
                           and b.step = 'second' order by b.round desc limit 1) e on true
        left join lateral (select x.overall from calibrated_grade_view x
                           where x.sheet_id = s.id and x.move_id is not null) g on true
        cross join lateral (
            select count(*) filter (where x.action = 'send_back') as sent_back,
                   count(*) filter (where x.action = 'on_behalf') > 0 as on_behalf,
                   count(*) filter (where x.action = 'pass_over') > 0 as passed_over
            from passage x where x.sheet_id = s.id) m
        where s.cycle_id = $1 and s.state = 'confirmation' and s.subject_id <> $2
          and ($3::bigint[] is null or s.id = any($3))
          and ($4::bigint is null or s.department_id = $4)
          and ($5::text is null or s.position_code = $5) and p.search like all ($6::text[])
          and ($7::timestamptz is null or s.state_since <= $7)
          and (sits_in(s.id, 'confirmer', s.confirmer_id, $2, $9)
               or s.confirmer_id is null and $8)
        order by coalesce(f.overall <> e.overall, false) or g.overall is not null
                     or m.sent_back > 0 or m.on_behalf or m.passed_over desc,
                 d.place, p.family_kana collate "C", p.given_kana collate "C", s.id
        limit $10
        "#,
        cycle,
        officer.id,
        chosen.ids.as_deref(),
        chosen.department,
        chosen.position,
        &words,
        chosen.asked,
        officer.hr,
        officer.today,
        most
    )
    .fetch_all(db)
    .await?)
}
