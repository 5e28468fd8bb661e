//! Appointments, the year of short sheets and the city's rule in the database.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value as Json;
use sqlx::PgExecutor;
use time::Date;

use crate::{
    audit::Change,
    evaluation::{
        short::rules::{Renewal, Rule, Treatment},
        view::Scope,
        workflow::State,
    },
    kit::{
        AppError, Result,
        date::{fiscal_label, fiscal_year},
    },
    organisation::Level,
    staff,
};

/// Somebody appointed in a year, with the sheet, if there is one yet.
#[derive(Clone, Debug, Deserialize)]
pub struct Appointed {
    pub staff: i64,
    pub number: String,
    pub name: String,
    pub from: Date,
    pub until: Date,
    pub minutes: i16,
    /// None: every working day
    pub days: Option<i16>,
    pub work: String,
    pub unit: Option<i64>,
    pub place: String,
    pub sheet: Option<i64>,
    pub state: Option<State>,
    pub returned: Option<bool>,
    pub exclusion: Option<String>,
    pub form: Option<String>,
    pub due_on: Option<Date>,
    pub holder: Option<String>,
    pub evaluator: Option<String>,
    pub overall: Option<i16>,
    pub renewal: Option<Renewal>,
    pub reason: Option<String>,
}

/// A year of them.
pub struct Year {
    pub fiscal: i16,
    /// Where the sheets are; none before the first is opened.
    pub cycle: Option<i64>,
    /// The set of forms that is used.
    pub framework: Option<i64>,
    /// Code and name of the kinds of work.
    pub works: Vec<(String, String)>,
    pub grades: Vec<(i16, String)>,
    pub people: Vec<Appointed>,
    /// 会計年度任用職員 nobody has entered an appointment of the year for.
    pub unregistered: Vec<Unregistered>,
}

/// Somebody whose appointment is missing.
#[derive(Clone, Debug, Deserialize)]
pub struct Unregistered {
    pub number: String,
    pub name: String,
    pub place: String,
    pub hired_on: Date,
}

impl Year {
    /// The name of a kind of work.
    pub fn work<'a>(&'a self, code: &'a str) -> &'a str {
        self.works.iter().find(|(own, _)| own == code).map_or(code, |(_, name)| name)
    }

    pub fn word(&self, points: i16) -> &str {
        self.grades.iter().find(|(own, _)| *own == points).map_or("", |(_, word)| word)
    }
}

pub(super) fn read<T: DeserializeOwned>(json: Json) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// 1 April of a fiscal year.
pub(super) fn april(year: i16) -> Date {
    Date::from_calendar_date(i32::from(year), time::Month::April, 1).unwrap_or(Date::MIN)
}

/// Everybody appointed in a fiscal year, by ふりがな.
pub async fn year(db: impl PgExecutor<'_>, fiscal: i16, today: Date, words: &str) -> Result<Year> {
    let first = april(fiscal);
    let patterns = staff::patterns(words);
    let row =
        sqlx::query_file!("src/evaluation/short/desk/year.sql", first, today, fiscal, &patterns)
            .fetch_one(db)
            .await?;
    Ok(Year {
        fiscal,
        cycle: row.cycle,
        framework: row.framework,
        works: read(row.works)?,
        grades: read(row.grades)?,
        people: read(row.people)?,
        unregistered: read(row.unregistered)?,
    })
}

/// The rule that holds on a day.
pub async fn rule(db: impl PgExecutor<'_>, day: Date) -> Result<Rule> {
    let row =
        sqlx::query!("select * from short_rule where valid @> $1::date", day).fetch_one(db).await?;
    let treatment = |code: &str| Treatment::from_code(code).unwrap_or(Treatment::Excluded);
    Ok(Rule {
        least_months: u8::try_from(row.least_months).unwrap_or(0),
        short_term: treatment(&row.short_term),
        least_minutes: row.least_minutes,
        few_hours: treatment(&row.few_hours),
        first: Level::from_code(&row.first_level).unwrap_or(Level::Section),
        second: row.second_level.as_deref().and_then(Level::from_code),
        opens_days: row.opens_days,
        due_days: row.due_days,
        scope: Scope::from_code(&row.disclosure_scope).unwrap_or(Scope::Overall),
    })
}

/// Sets the rule from a day on; the one before ends there.
pub async fn set_rule(change: &mut Change, rule: &Rule, from: Date) -> Result<()> {
    let by = change.author().map(|id| id.0);
    sqlx::query!("delete from short_rule where lower(valid) >= $1", from)
        .execute(change.conn())
        .await?;
    sqlx::query!(
        "update short_rule set valid = daterange(lower(valid), $1) where valid @> $1::date",
        from
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "insert into short_rule (least_months, short_term, least_minutes, few_hours, first_level,
                                 second_level, opens_days, due_days, set_by, valid,
                                 disclosure_scope)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, daterange($10, null), $11)",
        i16::from(rule.least_months),
        rule.short_term.code(),
        rule.least_minutes,
        rule.few_hours.code(),
        rule.first.code(),
        rule.second.map(Level::code),
        rule.opens_days,
        rule.due_days,
        by,
        from,
        rule.scope.code()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// An appointment as it is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employed {
    pub staff: i64,
    pub work: String,
    pub from: Date,
    pub until: Date,
    pub minutes: i16,
    /// None: every working day
    pub days: Option<i16>,
}

/// Enters appointments. False: one of them meets another of the same person.
pub async fn insert_employment(change: &mut Change, new: &[Employed]) -> Result<bool> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let works: Vec<String> = new.iter().map(|one| one.work.clone()).collect();
    let entered = sqlx::query!(
        "insert into employment (staff_id, kind, valid, weekly_minutes, work_code, entered_by, at,
                                 weekly_days)
         select n.staff, 'fiscal_year', daterange(n.f, n.u, '[]'), n.minutes, n.work, $6, $7, n.days
         from unnest($1::bigint[], $2::text[], $3::date[], $4::date[], $5::smallint[], $8::smallint[])
              as n (staff, work, f, u, minutes, days)",
        &new.iter().map(|one| one.staff).collect::<Vec<_>>(),
        &works,
        &new.iter().map(|one| one.from).collect::<Vec<_>>(),
        &new.iter().map(|one| one.until).collect::<Vec<_>>(),
        &new.iter().map(|one| one.minutes).collect::<Vec<_>>(),
        by,
        now,
        &new.iter().map(|one| one.days).collect::<Vec<_>>() as &[Option<i16>]
    )
    .execute(change.conn())
    .await;
    match entered {
        Ok(_) => Ok(true),
        Err(sqlx::Error::Database(error))
            if error.constraint() == Some("employment_no_overlap") =>
        {
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

/// The person with a number: id, name and kind of employment.
pub async fn person(
    db: impl PgExecutor<'_>,
    number: &str,
) -> Result<Option<(i64, String, String)>> {
    let row = sqlx::query!(
        r#"select id, family_name || ' ' || given_name as "name!", employment
           from staff where number = $1"#,
        number
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.id, row.name, row.employment)))
}

/// Somebody a list of appointments names, with the terms they have.
#[derive(Clone, Debug)]
pub struct Known {
    pub id: i64,
    pub number: String,
    pub name: String,
    pub employment: String,
    /// First and last day of each.
    pub terms: Vec<(Date, Date)>,
}

/// The people with these numbers.
pub async fn known(db: impl PgExecutor<'_>, numbers: &[String]) -> Result<Vec<Known>> {
    let rows = sqlx::query!(
        r#"select p.id, p.number, p.family_name || ' ' || p.given_name as "name!", p.employment,
                  (select coalesce(json_agg(json_build_array(lower(e.valid), upper(e.valid) - 1)),
                                   '[]')
                   from employment e
                   where e.staff_id = p.id and upper(e.valid) is not null) as "terms!"
           from staff p where p.number = any($1)"#,
        numbers
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let (id, number, name, employment) = (row.id, row.number, row.name, row.employment);
            Ok(Known { id, number, name, employment, terms: read(row.terms)? })
        })
        .collect()
}

/// The year's cycle; made when its first sheets are.
pub async fn cycle(change: &mut Change, fiscal: i16, framework: i64, scope: Scope) -> Result<i64> {
    let (first, next) = (april(fiscal), april(fiscal + 1));
    let last = next.previous_day().unwrap_or(next);
    let name = format!("{} 会計年度任用職員の評価", fiscal_label(fiscal));
    let now = change.now();
    Ok(sqlx::query_scalar!(
        r#"
        with made as (
            insert into cycle (fiscal_year, kind, name, framework_id, period, base_date, opened_at,
                               disclosure_scope)
            values ($1, 'short', $2, $3, daterange($4, $5), $4, $6, $8)
            on conflict (fiscal_year, kind, term) do nothing returning id),
        steps as (
            insert into cycle_step (cycle_id, step, opens_on, due_on)
            select m.id, s.step, $4, $7 from made m,
                   unnest(array['first', 'second', 'confirmation', 'disclosure']) as s (step))
        select coalesce((select id from made),
                        (select id from cycle where kind = 'short' and fiscal_year = $1)) as "id!"
        "#,
        fiscal,
        name,
        framework,
        first,
        next,
        now,
        last,
        scope.code()
    )
    .fetch_one(change.conn())
    .await?)
}

/// Makes the planned sheets. How many.
pub async fn open(change: &mut Change, cycle: i64, framework: i64, planned: Json) -> Result<i64> {
    let now = change.now();
    Ok(sqlx::query_file_scalar!(
        "src/evaluation/short/desk/open.sql",
        cycle,
        now,
        planned,
        framework
    )
    .fetch_one(change.conn())
    .await?)
}

/// The fiscal year an address names; the running one without.
pub(super) fn fiscal(asked: &str, today: Date) -> i16 {
    asked.parse().ok().filter(|year| (1950..=2200).contains(year)).unwrap_or(fiscal_year(today))
}
