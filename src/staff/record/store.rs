//! One person from the database.

use serde::Deserialize;
use sqlx::{PgExecutor, types::Json};
use time::Date;

use crate::{
    identity::Actor,
    kit::{Result, StaffId},
};

/// A post the person has or had.
#[expect(clippy::struct_field_names, reason = "職名 is called so everywhere")]
#[derive(Clone, Debug, Deserialize)]
pub struct Post {
    /// None: the unit has no name on that day
    pub place: Option<String>,
    pub post: String,
    pub main: bool,
    pub leads: bool,
    pub from: Date,
    pub until: Option<Date>,
}

/// 休業 or 派遣.
#[derive(Clone, Debug, Deserialize)]
pub struct Leave {
    pub id: i64,
    pub kind: String,
    pub host: Option<String>,
    pub note: String,
    pub from: Date,
    pub until: Option<Date>,
    pub struck: bool,
}

/// A 資格.
#[derive(Clone, Debug, Deserialize)]
pub struct Qualification {
    pub id: i64,
    pub name: String,
    pub acquired_on: Date,
    /// the last day; None: it does not run out
    pub expires_on: Option<Date>,
    /// by what it was seen
    pub proof: String,
}

/// Something that holds for a time.
#[derive(Clone, Debug, Deserialize)]
pub struct Spell {
    pub what: String,
    pub detail: Option<String>,
    /// The hours of a 任用 in a week, in minutes; None: full time.
    #[serde(default)]
    pub minutes: Option<i16>,
    /// Of a 任用: on how many days a week; None: on every working day.
    #[serde(default)]
    pub days: Option<i16>,
    pub from: Date,
    pub until: Option<Date>,
}

/// Names of before.
#[derive(Clone, Debug, Deserialize)]
pub struct OldName {
    pub name: String,
    pub kana: String,
    pub registered: Option<String>,
    pub until: Date,
}

/// Everything that is kept of a person, uncut.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: i64,
    pub number: String,
    pub family_name: String,
    pub given_name: String,
    pub family_kana: String,
    pub given_kana: String,
    pub registered_family_name: Option<String>,
    pub former_family_name: Option<String>,
    pub birth_on: Option<Date>,
    pub sex: Option<String>,
    pub hired_on: Date,
    pub left_on: Option<Date>,
    pub employment: String,
    pub authority: Option<String>,
    pub position: Option<String>,
    /// the reader keeps the record, as 職員課
    pub kept: bool,
    /// the reader leads a unit the person works in
    pub led: bool,
    pub account: bool,
    pub posts: Json<Vec<Post>>,
    pub leaves: Json<Vec<Leave>>,
    pub employments: Json<Vec<Spell>>,
    pub occupations: Json<Vec<Spell>>,
    pub grades: Json<Vec<Spell>>,
    pub names: Json<Vec<OldName>>,
    pub fields: Json<Vec<(String, String)>>,
    pub qualifications: Json<Vec<Qualification>>,
}

impl Person {
    /// 「佐藤 みなみ」
    pub fn name(&self) -> String {
        format!("{} {}", self.family_name, self.given_name)
    }

    /// 「さとう みなみ」
    pub fn kana(&self) -> String {
        format!("{} {}", self.family_kana, self.given_kana)
    }
}

/// One person, as of a day, for this reader to be cut.
pub async fn person(
    db: impl PgExecutor<'_>,
    id: i64,
    reader: &Actor,
    today: Date,
    day: Date,
) -> Result<Option<Person>> {
    let StaffId(by) = reader.id;
    let scope = &reader.scope;
    let person = sqlx::query_file_as!(
        Person,
        "src/staff/record/person.sql",
        id,
        by,
        today,
        day,
        scope.city,
        &scope.authorities,
        &scope.units
    );
    Ok(person.fetch_optional(db).await?)
}
