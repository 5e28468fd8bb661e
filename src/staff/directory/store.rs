//! Those who work here today and match what is typed.

use sqlx::PgExecutor;
use time::Date;

use crate::{
    kit::Result,
    staff::{grams, patterns},
};

/// Somebody who was found.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: i64,
    pub name: String,
    pub kana: String,
    pub place: Option<String>,
    pub post: Option<String>,
}

/// Names and readings that match every word, or people of a unit whose name does; by reading.
pub async fn entries(
    db: impl PgExecutor<'_>,
    typed: &str,
    day: Date,
    most: i64,
) -> Result<Vec<Entry>> {
    let place = format!("%{}%", typed.trim().replace(['%', '_', '\\'], ""));
    Ok(sqlx::query_as!(
        Entry,
        r#"
        with found as (
            select s.id from staff s
            where search_grams(s.search) @> $2::text[] and s.search like all ($1::text[])
              and s.hired_on <= $3 and (s.left_on is null or s.left_on >= $3)
            union
            select a.staff_id from unit_version v
            join assignment a on a.unit_id = v.unit_id and a.kind = 'main' and a.valid @> $3::date
            where v.valid @> $3::date and v.name like $4 and char_length($4) > 3),
        page as (
            select s.id, s.family_name, s.given_name, s.family_kana, s.given_kana, s.number,
                   s.reading
            from found f join staff s on s.id = f.id
            where s.hired_on <= $3 and (s.left_on is null or s.left_on >= $3)
            order by s.reading collate "C", s.number limit $5)
        select p.id as "id!", p.family_name || ' ' || p.given_name as "name!",
               p.family_kana || ' ' || p.given_kana as "kana!", unit_path(a.unit_id, $3) as place,
               a.post as "post?"
        from page p
        left join assignment a on a.staff_id = p.id and a.kind = 'main' and a.valid @> $3::date
        order by p.reading collate "C", p.number
        "#,
        &patterns(typed),
        &grams(typed),
        day,
        place,
        most
    )
    .fetch_all(db)
    .await?)
}
