//! Facts in the database.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value as Json;
use sqlx::PgExecutor;
use time::Date;

use super::{
    forms::{Noted, Whom},
    rules::{Author, Kind, may_read, may_read_as},
};
use crate::{
    audit::Change,
    evaluation::{view::Reader, workflow::State},
    identity::Actor,
    kit::{AppError, Result, StaffId, date::fiscal_year},
};

/// One fact, as the database function `facts_of` tells it.
#[derive(Clone, Debug, Deserialize)]
pub struct Fact {
    pub id: i64,
    pub on: Date,
    pub body: String,
    pub ability: Option<i64>,
    pub ability_name: Option<String>,
    pub kind: Kind,
    pub shared: bool,
    pub author: Author,
    /// A result was confirmed since: it stays as it is.
    pub settled: bool,
    /// Who wrote it, by name.
    pub by: String,
}

/// The day of a fact, for counting months.
#[derive(Clone, Debug, Deserialize)]
pub struct FactDay {
    pub on: Date,
    pub shared: bool,
    pub author: Author,
}

impl Fact {
    /// Whether this reader may read it.
    pub fn is_for(&self, reader: Reader) -> bool {
        may_read(self.author, reader, self.shared)
    }

    /// The same for a reader who may be somebody's deputy.
    pub fn is_read_by(&self, reader: Reader, standing_in: bool) -> bool {
        may_read_as(self.author, reader, self.shared, standing_in)
    }
}

impl FactDay {
    /// Whether this reader may read the fact.
    pub fn is_for(&self, reader: Reader) -> bool {
        may_read(self.author, reader, self.shared)
    }
}

fn read<T: DeserializeOwned>(json: Json) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

#[derive(Deserialize)]
struct Own {
    framework: Option<i64>,
    code: Option<String>,
    position: Option<String>,
    years: Vec<i16>,
    others: Vec<String>,
}

#[derive(Deserialize)]
struct Person {
    sheet: i64,
    sheets: Vec<i64>,
    subject: i64,
    name: String,
    framework: i64,
    code: String,
    position: String,
    year: i16,
    other: Option<String>,
}

#[derive(Deserialize)]
struct AbilityOf {
    framework: i64,
    code: String,
    id: i64,
    name: String,
}

/// About whom somebody may note facts today: first themselves, then the people they evaluate, by
/// ふりがな.
pub async fn people(db: impl PgExecutor<'_>, writer: &Actor, today: Date) -> Result<Vec<Whom>> {
    let row =
        sqlx::query_file!("src/evaluation/fact/whom.sql", writer.id.0, today, fiscal_year(today))
            .fetch_one(db)
            .await?;
    let own: Own = read(row.own)?;
    let people: Vec<Person> = read(row.people)?;
    let abilities: Vec<AbilityOf> = read(row.abilities)?;
    let of = |framework: Option<i64>, code: Option<&str>| -> Vec<(i64, String)> {
        abilities
            .iter()
            .filter(|a| Some(a.framework) == framework && Some(a.code.as_str()) == code)
            .map(|a| (a.id, a.name.clone()))
            .collect()
    };
    let mut whom = vec![Whom {
        key: "own".to_owned(),
        sheet: None,
        sheets: Vec::new(),
        subject: writer.id,
        name: writer.name.clone(),
        abilities: of(own.framework, own.code.as_deref()),
        position: own.position.unwrap_or_default(),
        years: own.years,
        others: own.others,
    }];
    whom.extend(people.into_iter().map(|person| Whom {
        key: person.sheet.to_string(),
        sheet: Some(person.sheet),
        sheets: person.sheets,
        subject: StaffId(person.subject),
        abilities: of(Some(person.framework), Some(&person.code)),
        years: vec![person.year],
        others: [person.name.clone()].into_iter().chain(person.other).collect(),
        name: person.name,
        position: person.position,
    }));
    Ok(whom)
}

/// A person's year of facts, uncut.
pub struct YearOfFacts {
    pub facts: Vec<Fact>,
    /// Where the sheet of that year is; None before there is one.
    pub state: Option<State>,
    /// The evaluators, by name.
    pub evaluators: Vec<String>,
    /// The years in which the person reads any.
    pub years: Vec<i16>,
}

/// One's own facts of a fiscal year. Cut them before showing them.
pub async fn own_year(db: impl PgExecutor<'_>, subject: StaffId, year: i16) -> Result<YearOfFacts> {
    let row =
        sqlx::query_file!("src/evaluation/fact/year.sql", subject.0, year).fetch_one(db).await?;
    Ok(YearOfFacts {
        facts: read(row.facts)?,
        state: row.state,
        evaluators: [row.first, row.second].into_iter().flatten().collect(),
        years: row.years,
    })
}

/// The facts about the person of a sheet. Cut them before showing them.
pub async fn of_sheet(db: impl PgExecutor<'_>, sheet: i64) -> Result<Vec<Fact>> {
    let facts = sqlx::query_scalar!(
        r#"
        select facts_of(s.subject_id, c.fiscal_year, s.first_evaluator_id, s.second_evaluator_id)
               as "facts!"
        from sheet s join cycle c on c.id = s.cycle_id where s.id = $1
        "#,
        sheet
    )
    .fetch_one(db)
    .await?;
    read(facts)
}

/// A fact in the hands of the one who wrote it.
#[derive(Clone, Debug)]
pub struct Written {
    pub id: i64,
    pub subject: StaffId,
    pub subject_name: String,
    pub on: Date,
    pub body: String,
    pub ability: Option<i64>,
    pub ability_name: Option<String>,
    pub kind: Kind,
    pub shared: bool,
    pub version: i32,
    pub deleted: bool,
    /// A result was confirmed since: it stays as it is.
    pub settled: bool,
    /// The sheet of that year.
    pub sheet: Option<i64>,
}

/// Finds a fact for its writer: one's own, or about somebody one still evaluates.
pub async fn written(db: impl PgExecutor<'_>, id: i64, writer: StaffId) -> Result<Option<Written>> {
    Ok(sqlx::query_as!(
        Written,
        r#"
        select f.id, f.subject_id as "subject: StaffId",
               p.family_name || ' ' || p.given_name as "subject_name!",
               f.happened_on as "on", f.body, f.ability_id as ability, a.name as "ability_name?",
               f.kind as "kind: Kind", f.shared, f.version, f.deleted_at is not null as "deleted!",
               fact_settled(f.subject_id, f.fiscal_year, f.created_at) as "settled!",
               s.id as "sheet?"
        from fact f
        join staff p on p.id = f.subject_id
        left join ability a on a.id = f.ability_id
        left join lateral (
            select n.id from sheet n join cycle c on c.id = n.cycle_id
            where n.subject_id = f.subject_id and c.fiscal_year = f.fiscal_year
              and c.kind in ('ability', 'performance') and c.opened_at is not null
              and $2 in (n.subject_id, n.first_evaluator_id, n.second_evaluator_id)
            order by c.kind = 'ability' desc, n.id desc limit 1) s on true
        where f.id = $1 and f.author_id = $2 and (f.subject_id = $2 or s.id is not null)
        "#,
        id,
        writer.0
    )
    .fetch_optional(db)
    .await?)
}

/// Writes a fact down.
pub async fn insert(change: &mut Change, whom: &Whom, noted: &Noted) -> Result<i64> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    Ok(sqlx::query_scalar!(
        "insert into fact (subject_id, author_id, happened_on, body, ability_id, kind, shared,
                           created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8) returning id",
        whom.subject.0,
        by,
        noted.on,
        noted.body,
        noted.ability,
        noted.kind.code(),
        noted.shared,
        now
    )
    .fetch_one(change.conn())
    .await?)
}

/// Changes a fact, only if it is still as its writer saw it and no result has been confirmed
/// since.
pub async fn update(
    change: &mut Change,
    fact: &Written,
    version: i32,
    noted: &Noted,
) -> Result<bool> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let changed = sqlx::query!(
        "update fact f set happened_on = $4, body = $5, ability_id = $6, kind = $7, shared = $8,
                           version = version + 1, updated_at = $9
         where f.id = $1 and f.author_id = $2 and f.version = $3 and f.deleted_at is null
           and not fact_settled(f.subject_id, f.fiscal_year, f.created_at)",
        fact.id,
        by,
        version,
        noted.on,
        noted.body,
        noted.ability,
        noted.kind.code(),
        noted.shared,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Deletes the text of a fact, only if it is still as its writer saw it and no result has
/// been confirmed since.
pub async fn delete(change: &mut Change, fact: &Written, version: i32) -> Result<bool> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let deleted = sqlx::query!(
        "update fact f set body = '', ability_id = null, deleted_at = $4, updated_at = $4,
                           version = version + 1
         where f.id = $1 and f.author_id = $2 and f.version = $3 and f.deleted_at is null
           and not fact_settled(f.subject_id, f.fiscal_year, f.created_at)",
        fact.id,
        by,
        version,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(deleted.rows_affected() == 1)
}
