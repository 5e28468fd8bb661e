//! Writes the units, the people and their accounts of the demo city, thousands of rows with a
//! handful of statements.

use std::collections::HashMap;

use sqlx::PgExecutor;

use time::{Date, Month, OffsetDateTime};

use super::city::{City, FOUNDED, Person};
use crate::{audit::Change, kit::Result, staff};

/// The numbers the database gave to units and people, in the order of the city.
pub struct Ids {
    pub units: Vec<i64>,
    pub staff: Vec<i64>,
}

impl Ids {
    /// The number of a unit.
    pub fn unit(&self, at: usize) -> i64 {
        self.units.get(at).copied().unwrap_or_default()
    }

    /// The number of a person.
    pub fn person(&self, at: usize) -> i64 {
        self.staff.get(at).copied().unwrap_or_default()
    }
}

/// Whether anybody works here already.
pub async fn is_inhabited(db: impl PgExecutor<'_>) -> Result<bool> {
    let there = sqlx::query_scalar!(r#"select exists (select from staff) as "there!""#);
    Ok(there.fetch_one(db).await?)
}

/// Whether what is in the database is a demo city.
pub async fn is_loaded(db: impl PgExecutor<'_>) -> Result<bool> {
    let there = sqlx::query_scalar!(
        r#"select exists (select from setting where name = 'demo') as "there!""#
    );
    Ok(there.fetch_one(db).await?)
}

/// Mail addresses, announcements of 職員課 and a message to these people.
pub async fn insert_news(change: &mut Change, day: Date, numbers: &[String]) -> Result<()> {
    sqlx::query_file!("src/demo/news.sql", day, numbers).execute(change.conn()).await?;
    Ok(())
}

/// The right to build the city, for one process at a time, however long its statements take.
pub async fn claim(change: &mut Change) -> Result<bool> {
    let claim = sqlx::query!(
        r#"select pg_try_advisory_xact_lock(4712) as "mine!",
                  set_config('statement_timeout', '0', true) as "limit!""#
    );
    Ok(claim.fetch_one(change.conn()).await?.mine)
}

/// Units with their names, people with their posts.
pub async fn insert_city(change: &mut Change, city: &City) -> Result<Ids> {
    let units = insert_units(change, city).await?;
    let staff = insert_staff(change, city).await?;
    let ids = Ids { units, staff };
    insert_unit_versions(change, city, &ids).await?;
    insert_assignments(change, city, &ids).await?;
    Ok(ids)
}

async fn insert_units(change: &mut Change, city: &City) -> Result<Vec<i64>> {
    let codes: Vec<String> = city.units.iter().map(|u| u.code.clone()).collect();
    let rows = sqlx::query!(
        "insert into unit (code) select unnest($1::text[]) returning id, code",
        &codes
    );
    let ids: HashMap<String, i64> =
        rows.fetch_all(change.conn()).await?.into_iter().map(|r| (r.code, r.id)).collect();
    Ok(codes.iter().filter_map(|code| ids.get(code).copied()).collect())
}

async fn insert_unit_versions(change: &mut Change, city: &City, ids: &Ids) -> Result<()> {
    let founded = Date::from_calendar_date(FOUNDED, Month::April, 1).unwrap_or(Date::MIN);
    let (mut unit, mut name, mut level) = (vec![], vec![], vec![]);
    let (mut parent, mut place) = (vec![], vec![]);
    let (mut from, mut until): (Vec<Date>, Vec<Option<Date>>) = (vec![], vec![]);
    for (at, here) in city.units.iter().enumerate() {
        let named = here.former_name.as_ref().map(|(_, day)| *day);
        let former = here.former_name.iter().map(|(name, day)| (name, founded, Some(*day)));
        let now = std::iter::once((&here.name, named.unwrap_or(founded), None));
        for (words, first, end) in former.chain(now) {
            unit.push(ids.unit(at));
            name.push(words.clone());
            level.push(here.level.to_owned());
            parent.push(here.parent.map(|at| ids.unit(at)));
            place.push(i32::try_from(at).unwrap_or(i32::MAX));
            from.push(first);
            until.push(end);
        }
    }
    sqlx::query!(
        "insert into unit_version (unit_id, name, level, parent_id, place, valid)
         select u, n, l, p, o, daterange(f, t)
         from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::int[],
                     $6::date[], $7::date[]) as row (u, n, l, p, o, f, t)",
        &unit,
        &name,
        &level,
        &parent as _,
        &place,
        &from,
        &until as _
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// What a person is searched by.
fn search(person: &Person) -> String {
    let former = person.former_family.unwrap_or_default();
    let (family, given) = (person.family, person.given);
    staff::search_text(&person.number, &[family.0, given.0, family.1, given.1, former])
}

async fn insert_staff(change: &mut Change, city: &City) -> Result<Vec<i64>> {
    let people = &city.people;
    let text = |of: fn(&Person) -> &str| -> Vec<String> {
        people.iter().map(|p| of(p).to_owned()).collect()
    };
    let numbers = text(|p| &p.number);
    let former: Vec<Option<&str>> = people.iter().map(|p| p.former_family).collect();
    let hired: Vec<Date> = people.iter().map(|p| p.hired_on).collect();
    let left: Vec<Option<Date>> = people.iter().map(|p| p.left_on).collect();
    let search: Vec<String> = people.iter().map(search).collect();
    let rows = sqlx::query!(
        "insert into staff (number, family_name, given_name, family_kana, given_kana,
                            former_family_name, employment, hired_on, left_on, search)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[],
                              $6::text[], $7::text[], $8::date[], $9::date[], $10::text[])
         returning id, number",
        &numbers,
        &text(|p| p.family.0),
        &text(|p| p.given.0),
        &text(|p| p.family.1),
        &text(|p| p.given.1),
        &former as _,
        &text(|p| p.employment),
        &hired,
        &left as _,
        &search
    );
    let ids: HashMap<String, i64> =
        rows.fetch_all(change.conn()).await?.into_iter().map(|r| (r.number, r.id)).collect();
    Ok(numbers.iter().filter_map(|number| ids.get(number).copied()).collect())
}

async fn insert_assignments(change: &mut Change, city: &City, ids: &Ids) -> Result<()> {
    let stints: Vec<_> = city
        .people
        .iter()
        .enumerate()
        .flat_map(|(at, person)| person.stints.iter().map(move |stint| (at, stint)))
        .collect();
    let staff: Vec<i64> = stints.iter().map(|(at, _)| ids.person(*at)).collect();
    let unit: Vec<i64> = stints.iter().map(|(_, s)| ids.unit(s.seat.unit)).collect();
    let position: Vec<Option<&str>> =
        stints.iter().map(|(_, s)| Some(s.seat.position).filter(|p| !p.is_empty())).collect();
    let post: Vec<String> = stints.iter().map(|(_, s)| s.seat.title.to_owned()).collect();
    let additional: Vec<bool> = stints.iter().map(|(_, s)| s.additional).collect();
    let leads: Vec<bool> = stints.iter().map(|(_, s)| s.seat.leads).collect();
    let from: Vec<Date> = stints.iter().map(|(_, s)| s.from).collect();
    let until: Vec<Option<Date>> = stints.iter().map(|(_, s)| s.until).collect();
    sqlx::query!(
        "insert into assignment (staff_id, unit_id, position_code, post, kind, leads, valid)
         select s, u, p, o, case when a then 'additional' else 'main' end, l, daterange(f, t)
         from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bool[], $6::bool[],
                     $7::date[], $8::date[]) as row (s, u, p, o, a, l, f, t)",
        &staff,
        &unit,
        &position as _,
        &post,
        &additional,
        &leads,
        &from,
        &until as _
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// An account with this password for everybody who works here on the day, and the hats.
pub async fn insert_accounts(
    change: &mut Change,
    city: &City,
    ids: &Ids,
    password_hash: &str,
) -> Result<()> {
    let here = |p: &Person| p.left_on.is_none();
    let people = || city.people.iter().enumerate().filter(|(_, p)| here(p));
    let staff: Vec<i64> = people().map(|(at, _)| ids.person(at)).collect();
    sqlx::query!(
        "insert into account (staff_id, password_hash) select unnest($1::bigint[]), $2",
        &staff,
        password_hash
    )
    .execute(change.conn())
    .await?;
    let hats: Vec<(i64, &str, Date)> = people()
        .flat_map(|(at, p)| {
            let since = p.main_on(city.date).map_or(p.hired_on, |s| s.from);
            p.hats.iter().map(move |hat| (ids.person(at), *hat, since))
        })
        .collect();
    let holders: Vec<i64> = hats.iter().map(|h| h.0).collect();
    let names: Vec<String> = hats.iter().map(|h| h.1.to_owned()).collect();
    let since: Vec<Date> = hats.iter().map(|h| h.2).collect();
    sqlx::query!(
        "insert into hat (staff_id, hat, valid)
         select s, h, daterange(f, null)
         from unnest($1::bigint[], $2::text[], $3::date[]) as row (s, h, f)",
        &holders,
        &names,
        &since
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Settings of the installation, by name.
pub async fn insert_settings(change: &mut Change, settings: &[(&str, String)]) -> Result<()> {
    let names: Vec<String> = settings.iter().map(|(name, _)| (*name).to_owned()).collect();
    let values: Vec<String> = settings.iter().map(|(_, value)| value.clone()).collect();
    sqlx::query!(
        "insert into setting (name, value) select * from unnest($1::text[], $2::text[])
         on conflict (name) do update set value = excluded.value",
        &names,
        &values
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Publishes a set of rules.
pub async fn publish(
    change: &mut Change,
    set: Option<i64>,
    (by, at): (i64, OffsetDateTime),
) -> Result<()> {
    sqlx::query!(
        "update scoring_rule_set set published_by = $2, published_at = $3 where id = $1",
        set,
        by,
        at
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// What goals may begin with, and what those who lead must have among theirs.
pub async fn insert_templates(change: &mut Change, from: Date, by: i64) -> Result<()> {
    sqlx::query!(
        "insert into goal_template (position_code, required, kind, what, level, how, weight,
                                    valid_from, by_id, at)
         select p, r, k, w, l, h, g, $1, $2, $1::date
         from (values
             ('kacho', true, 'management', '年次有給休暇の取得と超過勤務の縮減', '', '', 10),
             ('bucho', true, 'management', '年次有給休暇の取得と超過勤務の縮減', '', '', 10),
             ('kakaricho', true, 'people', '部下の育成', '', '', 20),
             (null, false, 'improvement', '事務の手順書を作る',
              '主な事務を1件選び、期限までに手順書を作って、2人以上ができるようにする。', '', null),
             (null, false, 'growth', '研修で学んだことを仕事に生かす',
              '研修を1つ受け、学んだことを係の会議で説明する。', '', null))
             as t (p, r, k, w, l, h, g)",
        from,
        by
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Somebody who may sign in to the demo, and in which qualities.
pub struct SignIn {
    pub number: String,
    pub name: String,
    pub unit_id: i64,
    pub post: String,
    /// codes, the person's own first
    pub hats: Vec<String>,
}

/// These people, in this order, if a demo city is loaded.
pub async fn sign_ins(
    db: impl sqlx::PgExecutor<'_>,
    numbers: &[String],
    today: Date,
) -> Result<Vec<SignIn>> {
    let rows = sqlx::query_as!(
        SignIn,
        r#"select s.number, s.family_name || ' ' || s.given_name as "name!", a.unit_id, a.post,
                  array_remove(array[
                      case when a.position_code is not null then 'self' end,
                      case when exists (select from sheet h where h.first_evaluator_id = s.id
                          and h.state <> 'disclosed') then 'first' end,
                      case when exists (select from sheet h where h.second_evaluator_id = s.id
                          and h.state <> 'disclosed') then 'second' end,
                      case when a.leads and exists (select from unit_version v
                          where v.unit_id = a.unit_id and v.level = 'department'
                            and v.valid @> $2::date) then 'department' end], null)
                  || array(select h.hat from hat h where h.staff_id = s.id
                           and h.valid @> $2::date order by h.hat) as "hats!"
           from unnest($1::text[]) with ordinality as wanted (number, place)
           join staff s on s.number = wanted.number
           join account on account.staff_id = s.id and account.disabled_at is null
           join assignment a on a.staff_id = s.id and a.kind = 'main' and a.valid @> $2::date
           where exists (select from setting where name = 'demo')
           order by wanted.place"#,
        numbers,
        today
    );
    Ok(rows.fetch_all(db).await?)
}

/// The imports were brought by this person.
pub async fn sign_imports(change: &mut Change, number: &str) -> Result<()> {
    sqlx::query!(
        "update import i set uploaded_by = s.id,
                stored_by = case when i.stored_at is not null then s.id end
         from staff s where s.number = $1",
        number
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
