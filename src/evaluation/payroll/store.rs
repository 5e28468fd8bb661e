//! Codes of the pay in the database, and who gets which. Nothing here knows a grade.

use serde::Deserialize;
use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::rules::{Season, Why};
use crate::{
    audit::Change,
    evaluation::band::read,
    kit::{AppError, Result},
};

/// What a band is worth. Rates are text and stay exact.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Code {
    pub mark: String,
    pub label: String,
    /// Whom it holds for; None: everybody of the band who has no code of their own.
    pub position: Option<Position>,
    /// 成績率 in hundredths of the base.
    pub june: String,
    pub december: String,
    /// 昇給区分
    pub class: String,
    /// How many 号給.
    pub steps: i16,
}

/// A position a code may hold for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Position {
    pub code: String,
    pub name: String,
}

impl Code {
    /// 「上位」, 「上位（部長）」
    pub fn called(&self) -> String {
        match &self.position {
            Some(position) => format!("{}（{}）", self.label, position.name),
            None => self.label.clone(),
        }
    }
}

/// One edition of the codes.
#[derive(Clone, Debug, Deserialize)]
pub struct Edition {
    pub valid_from: Date,
    pub reason: String,
    pub by: Option<String>,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
    /// The one that counts today.
    pub current: bool,
    pub codes: Vec<Code>,
}

/// A year with decided bands.
#[derive(Clone, Debug, Deserialize)]
pub struct Year {
    pub id: i64,
    pub name: String,
    pub decided: i64,
    pub people: i64,
}

/// Everything the first page shows.
pub struct Desk {
    /// The newest first.
    pub editions: Vec<Edition>,
    /// Marks and labels of the bands there are, the top first.
    pub bands: Vec<(String, String)>,
    /// The positions of those who have bands, the highest first.
    pub positions: Vec<Position>,
    /// The newest first.
    pub years: Vec<Year>,
}

/// Codes, bands and years.
pub async fn desk(db: impl PgExecutor<'_>, today: Date) -> Result<Desk> {
    let row = sqlx::query_file!("src/evaluation/payroll/desk.sql", today).fetch_one(db).await?;
    Ok(Desk {
        editions: read(row.editions)?,
        bands: read(row.bands)?,
        positions: read(row.positions)?,
        years: read(row.years)?,
    })
}

/// Adds an edition.
pub async fn insert(
    change: &mut Change,
    valid_from: Date,
    reason: &str,
    codes: &[Code],
) -> Result<i64> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let id = sqlx::query_scalar!(
        "insert into pay_edition (valid_from, reason, made_by, made_at)
         values ($1, $2, $3, $4) returning id",
        valid_from,
        reason,
        by,
        now
    )
    .fetch_one(change.conn())
    .await?;
    sqlx::query!(
        "insert into pay_code (edition_id, mark, label, june, december, raise_class, raise_steps,
                               position_code, position_name)
         select $1, c.mark, c.label, c.june::numeric, c.december::numeric, c.class, c.steps,
                c.position, c.position_name
         from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[],
                     $8::text[], $9::text[])
              as c (mark, label, june, december, class, steps, position, position_name)",
        id,
        &codes.iter().map(|c| c.mark.clone()).collect::<Vec<_>>(),
        &codes.iter().map(|c| c.label.clone()).collect::<Vec<_>>(),
        &codes.iter().map(|c| c.june.clone()).collect::<Vec<_>>(),
        &codes.iter().map(|c| c.december.clone()).collect::<Vec<_>>(),
        &codes.iter().map(|c| c.class.clone()).collect::<Vec<_>>(),
        &codes.iter().map(|c| c.steps).collect::<Vec<_>>(),
        &codes.iter().map(|c| position(c, |p| &p.code)).collect::<Vec<_>>(),
        &codes.iter().map(|c| position(c, |p| &p.name)).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(id)
}

/// A word about whom a code holds for; empty for everybody.
fn position(code: &Code, word: fn(&Position) -> &String) -> String {
    code.position.as_ref().map(word).cloned().unwrap_or_default()
}

/// How many people of a band, and what it is worth in June and December.
#[derive(Clone, Debug, Deserialize)]
pub struct Count {
    /// 「上位」; 「上位（部長）」 where the position has a code of its own.
    pub label: String,
    pub people: i64,
    /// None: the codes that count then do not know the band.
    pub june: Option<String>,
    pub december: Option<String>,
    pub class: Option<String>,
    pub steps: Option<i16>,
}

/// One year, as far as the pay goes.
pub struct Paid {
    pub name: String,
    pub fiscal_year: i16,
    /// The top band first.
    pub counts: Vec<Count>,
    /// Groups that are not decided, with their people.
    pub undecided: Vec<(String, i64)>,
    /// Who gets no line in the file though no group of theirs waits.
    pub left_out: Vec<LeftOut>,
}

/// Somebody without a line in the file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LeftOut {
    pub number: String,
    pub name: String,
    pub place: String,
    pub position: String,
    pub why: Why,
}

/// One year's bands, counted.
pub async fn year(db: impl PgExecutor<'_>, cycle: i64) -> Result<Paid> {
    let row = sqlx::query_file!("src/evaluation/payroll/year.sql", cycle)
        .fetch_optional(db)
        .await?
        .ok_or(AppError::NotFound)?;
    Ok(Paid {
        name: row.name,
        fiscal_year: row.fiscal_year,
        counts: read(row.counts)?,
        undecided: read(row.undecided)?,
        left_out: read(row.left_out)?,
    })
}

/// One line of the list.
pub struct Line {
    pub number: String,
    pub name: String,
    pub unit: String,
    pub position: String,
    pub label: String,
    /// None: the codes of the day do not know the band.
    pub rate: Option<String>,
    pub class: Option<String>,
    pub steps: Option<i16>,
}

/// Everybody with a decided band in a year, by staff number, with the codes of a day.
pub async fn lines(
    db: impl PgExecutor<'_>,
    cycle: i64,
    season: Season,
    day: Date,
) -> Result<Vec<Line>> {
    Ok(sqlx::query_as!(
        Line,
        r#"
        select p.number, p.family_name || ' ' || p.given_name as "name!",
               d.name || coalesce(' ' || t.name, '') as "unit!", v.label as "label!",
               o.name as "position!",
               trim_scale(case when $2 then c.june else c.december end)::text as "rate?",
               c.raise_class as "class?", c.raise_steps as "steps?"
        from band_record_view v
        join staff p on p.id = v.subject_id
        join sheet h on h.id = v.sheet_id
        join cycle y on y.id = h.cycle_id
        join position o on o.framework_id = h.framework_id and o.code = h.position_code
        -- a unit may be newer than the base day: nobody falls out with it
        join lateral (select u.name, u.place from unit_version u where u.unit_id = h.department_id
              order by u.valid @> y.base_date desc, lower(u.valid) desc limit 1) d on true
        left join lateral (select u.name, u.place from unit_version u where u.unit_id = h.section_id
              order by u.valid @> y.base_date desc, lower(u.valid) desc limit 1) t on true
        left join lateral pay_code_of(pay_edition_on($3), v.mark, h.position_code) c on true
        where v.cycle_id = $1
        order by p.number
        "#,
        cycle,
        season == Season::June,
        day
    )
    .fetch_all(db)
    .await?)
}
