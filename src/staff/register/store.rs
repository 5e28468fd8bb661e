//! The list and what it can be narrowed by.

use std::collections::HashMap;

use serde::Deserialize;
use sqlx::{PgExecutor, types::Json};
use time::{Date, Duration};

use super::rules::Asked;
use crate::{
    identity::Scope,
    kit::{Result, text},
    staff::{fold, grams, kinds::SOON, patterns},
};

/// Somebody in the list, on the day it is for.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: i64,
    pub number: String,
    pub name: String,
    pub kana: String,
    pub registered: Option<String>,
    pub former: Option<String>,
    pub birth_on: Option<Date>,
    pub sex: Option<String>,
    pub hired_on: Date,
    pub left_on: Option<Date>,
    pub employment: String,
    /// the ground of the 任用, by its code
    pub basis: Option<String>,
    pub post: Option<String>,
    /// the code of the position
    pub position: Option<String>,
    /// since when in this post
    pub since: Option<Date>,
    /// how many there are in all
    pub total: i64,
    pub place: Option<String>,
    pub occupation: Option<String>,
    pub grade: Option<String>,
    pub leaves: Option<String>,
    /// 資格 that hold, or those that have run out if these are asked for
    pub qualifications: Option<String>,
    pub fields: Option<Json<HashMap<i64, String>>>,
    /// what is counted: a word or nothing, and how many
    pub counts: Option<Json<Vec<(String, i64)>>>,
}

/// Rows to take, with or without the extra fields.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub most: i64,
    pub after: i64,
    pub fields: bool,
}

impl Part {
    /// Everybody, for a file.
    pub const ALL: Self = Self { most: i64::MAX, after: 0, fields: true };

    /// The page that is asked for.
    pub fn page(asked: &Asked, size: i64) -> Self {
        Self { most: size, after: (asked.page - 1) * size, fields: false }
    }
}

/// A part of the list.
pub async fn lines(
    db: impl PgExecutor<'_>,
    asked: &Asked,
    scope: &Scope,
    part: Part,
    today: Date,
) -> Result<Vec<Line>> {
    let plain = text::half_width(&asked.qualification).to_lowercase();
    let qualification = (!plain.is_empty()).then(|| pattern(&plain));
    let unit_words = (!asked.unit_words.is_empty()).then(|| pattern(&asked.unit_words));
    let lines = sqlx::query_file_as!(
        Line,
        "src/staff/register/list.sql",
        &patterns(&asked.words),
        &grams(&asked.words),
        asked.day,
        scope.city,
        &scope.authorities,
        &scope.units,
        asked.unit,
        unit_words,
        asked.position,
        asked.employment,
        asked.occupation,
        asked.authority,
        asked.state.code(),
        asked.field,
        pattern(&fold(&asked.value)),
        asked.sort.code(),
        asked.down,
        part.most,
        part.after,
        asked.count,
        part.fields,
        asked.count.strip_prefix("field-").and_then(|id| id.parse::<i64>().ok()),
        today,
        qualification,
        asked.expiry.code(),
        asked.day + Duration::days(SOON)
    );
    Ok(lines.fetch_all(db).await?)
}

/// What is typed, anywhere in a text; the signs of a pattern mean themselves.
fn pattern(typed: &str) -> String {
    let mut pattern = String::from("%");
    for c in typed.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// An extra field.
#[derive(Clone, Debug, Deserialize)]
pub struct ExtraField {
    pub id: i64,
    pub name: String,
}

/// What the list can be narrowed by: codes and words.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    pub positions: Vec<(String, String)>,
    pub occupations: Vec<(String, String)>,
    pub authorities: Vec<(String, String)>,
    pub fields: Vec<ExtraField>,
    /// names of 資格 in use
    pub qualifications: Vec<String>,
    /// the name of the unit that is asked for
    pub unit: Option<String>,
}

/// The choices of a day.
pub async fn choices(db: impl PgExecutor<'_>, day: Date, unit: Option<i64>) -> Result<Choices> {
    let row = sqlx::query!(
        r#"
        select (select coalesce(json_agg(json_build_array(p.code, p.name) order by p.rank), '[]')
                from position p join framework f on f.id = p.framework_id
                where f.kind = 'ability' and f.valid @> $1::date)
                   as "positions!: Json<Vec<(String, String)>>",
               (select coalesce(json_agg(json_build_array(o.code, o.name) order by o.place), '[]')
                from occupation o) as "occupations!: Json<Vec<(String, String)>>",
               (select coalesce(json_agg(json_build_array(a.code, a.name) order by a.place), '[]')
                from authority a) as "authorities!: Json<Vec<(String, String)>>",
               (select coalesce(json_agg(json_build_object('id', f.id, 'name', f.name)
                                         order by f.place, f.id), '[]')
                from staff_field f where f.ended_on is null) as "fields!: Json<Vec<ExtraField>>",
               array(select distinct q.name from qualification q order by q.name limit 300)
                   as "qualifications!",
               (select v.name from unit_version v where v.unit_id = $2
                order by v.valid @> $1::date desc, lower(v.valid) desc limit 1) as unit
        "#,
        day,
        unit
    )
    .fetch_one(db)
    .await?;
    Ok(Choices {
        positions: row.positions.0,
        occupations: row.occupations.0,
        authorities: row.authorities.0,
        fields: row.fields.0,
        qualifications: row.qualifications,
        unit: row.unit,
    })
}
