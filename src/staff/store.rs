//! Reads people and posts, and writes what a file says of them.

use std::collections::BTreeMap;

use sqlx::PgExecutor;
use time::Date;

use super::{
    GAP, fold,
    forms::{Person, Post},
    rules::{Known, Plan, Stored},
    search_text,
};
use crate::{
    audit::Change,
    kit::{Result, StaffId, date, spans::Span},
};

/// Somebody who was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub id: StaffId,
    pub number: String,
    pub name: String,
    pub kana: String,
    pub former_name: Option<String>,
    /// the main post of the day
    pub unit_id: Option<i64>,
    pub post: Option<String>,
}

/// Those who work here on a day and match every typed word: number, name, reading or former name,
/// in any width and with any variant of a character. Ordered by reading.
pub async fn search(
    db: impl PgExecutor<'_>,
    typed: &str,
    day: Date,
    most: i64,
) -> Result<Vec<Found>> {
    let patterns = patterns(typed);
    let found = sqlx::query_as!(
        Found,
        r#"select s.id as "id: StaffId", s.number,
                  s.family_name || ' ' || s.given_name as "name!",
                  s.family_kana || ' ' || s.given_kana as "kana!",
                  s.former_family_name as former_name,
                  a.unit_id as "unit_id?", a.post as "post?"
           from staff s
           left join assignment a on a.staff_id = s.id and a.kind = 'main' and a.valid @> $2::date
           where search_grams(s.search) @> $4::text[] and s.search like all ($1::text[])
             and s.hired_on <= $2
             and (s.left_on is null or s.left_on >= $2)
           order by s.family_kana collate "C", s.given_kana collate "C", s.number limit $3"#,
        &patterns,
        day,
        most,
        &grams(typed)
    );
    Ok(found.fetch_all(db).await?)
}

/// What is typed into a search box, for `staff.search like all (…)`.
pub fn patterns(typed: &str) -> Vec<String> {
    typed.split_whitespace().map(pattern).collect()
}

/// A typed word as it is looked for: the signs of a pattern mean themselves.
fn pattern(word: &str) -> String {
    let word = fold(word);
    let mut pattern = String::from("%");
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// The single characters or pairs of what is typed, for `search_grams(staff.search) @> …`.
pub fn grams(typed: &str) -> Vec<String> {
    let mut grams: Vec<String> = Vec::new();
    for word in typed.split_whitespace() {
        let word: Vec<char> = fold(word).chars().collect();
        let size = word.len().min(2);
        grams.extend(word.windows(size.max(1)).map(|gram| gram.iter().collect::<String>()));
    }
    grams.sort();
    grams.dedup();
    grams
}

/// What somebody can be found by, before it is folded.
pub struct Words {
    pub id: i64,
    pub number: String,
    pub family: String,
    pub given: String,
    pub kana: String,
    /// 戸籍の名, 旧姓 and names of before, each with the given name
    pub others: Vec<String>,
    pub search: String,
}

/// Everybody's words.
pub async fn search_words(change: &mut Change) -> Result<Vec<Words>> {
    let people = sqlx::query_file_as!(Words, "src/staff/words.sql", None::<Vec<i64>> as _);
    Ok(people.fetch_all(change.conn()).await?)
}

/// One person's words made anew, after names have changed.
pub async fn renew_search(change: &mut Change, staff: StaffId) -> Result<()> {
    renew_searches(change, &[staff.0]).await
}

async fn renew_searches(change: &mut Change, staff: &[i64]) -> Result<()> {
    if staff.is_empty() {
        return Ok(());
    }
    let people = sqlx::query_file_as!(Words, "src/staff/words.sql", Some(staff.to_vec()) as _);
    let people = people.fetch_all(change.conn()).await?;
    let search: Vec<_> = people.iter().map(|person| (person.id, person.folded())).collect();
    save_search(change, &search).await
}

/// Writes what people are found by.
pub async fn save_search(change: &mut Change, search: &[(i64, String)]) -> Result<()> {
    let ids: Vec<i64> = search.iter().map(|(id, _)| *id).collect();
    let words: Vec<String> = search.iter().map(|(_, words)| words.clone()).collect();
    sqlx::query!(
        "update staff s set search = n.search
         from unnest($1::bigint[], $2::text[]) as n (id, search) where s.id = n.id",
        &ids,
        &words
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// By which version of the folding the stored words were made.
pub async fn folded_by(db: impl PgExecutor<'_>) -> Result<i32> {
    let version = sqlx::query_scalar!(
        "select value::int as \"version!\" from setting where name = 'staff.fold'"
    );
    Ok(version.fetch_optional(db).await?.unwrap_or(1))
}

/// Keeps by which version they were made.
pub async fn note_fold(change: &mut Change, version: i32) -> Result<()> {
    sqlx::query!(
        "insert into setting (name, value) values ('staff.fold', $1)
         on conflict (name) do update set value = excluded.value",
        version.to_string()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// The 雇用区分 by the dated 任用 of today, for those of these numbers who have one.
pub async fn dated_employments(
    change: &mut Change,
    numbers: &[String],
) -> Result<BTreeMap<String, String>> {
    let today = date::local(change.now()).date();
    let rows = sqlx::query!(
        "select s.number, e.kind from employment e join staff s on s.id = e.staff_id
         where s.number = any($1) and e.valid @> $2::date",
        numbers,
        today
    );
    let rows = rows.fetch_all(change.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.number, row.kind)).collect())
}

/// Makes people what their 任用 of the day says, where it began or ended since; how many.
pub async fn renew_employments(change: &mut Change, day: Date) -> Result<u64> {
    let renewed = sqlx::query!(
        "update staff s set employment = e.kind from employment e
         where e.staff_id = s.id and e.valid @> $1::date and s.employment <> e.kind",
        day
    );
    Ok(renewed.execute(change.conn()).await?.rows_affected())
}

/// The positions of the framework that holds on a day: name and code, lowest first.
pub async fn positions(change: &mut Change, day: Date) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        "select p.name, p.code from position p join framework f on f.id = p.framework_id
         where f.valid @> $1::date and f.kind = 'ability' order by p.rank",
        day
    );
    let rows = rows.fetch_all(change.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.name, row.code)).collect())
}

/// Everything a file is laid over: what concerns these numbers. Heads of units concern everybody.
/// Asked once for every piece of a long file, so each part must find its rows by an index.
pub async fn known(change: &mut Change, numbers: &[String]) -> Result<Known> {
    let people = sqlx::query_as!(
        Person,
        "select number, family_name as family, given_name as given, family_kana, given_kana,
                former_family_name as former_family, employment, hired_on, left_on
         from staff where number = any($1)",
        numbers
    );
    let people = people.fetch_all(change.conn()).await?;
    let posts = sqlx::query_file!("src/staff/posts.sql", numbers);
    let posts = posts.fetch_all(change.conn()).await?.into_iter().map(|row| Stored {
        id: row.id,
        number: row.number,
        post: Post {
            unit: row.unit,
            position: row.position,
            title: row.post,
            main: row.main,
            leads: row.leads,
        },
        span: Span { from: row.from, until: row.until },
    });
    let mut known = Known { posts: posts.collect(), ..Known::default() };
    known.people = people.into_iter().map(|person| (person.number.clone(), person)).collect();
    let units = sqlx::query!(
        r#"select u.code, lower(v.valid) as "from!", upper(v.valid) as until
           from unit u join unit_version v on v.unit_id = u.id"#
    );
    let mut spans: BTreeMap<String, Vec<Span>> = BTreeMap::new();
    for row in units.fetch_all(change.conn()).await? {
        spans.entry(row.code).or_default().push(Span { from: row.from, until: row.until });
    }
    known.units = spans;
    Ok(known)
}

/// Carries out a plan: people, then what ends, then what begins.
pub async fn carry_out(change: &mut Change, plan: &Plan) -> Result<()> {
    let people: Vec<&Person> = plan.new_people.iter().chain(&plan.changed_people).collect();
    save_people(change, &people).await?;
    change_posts(change, &plan.changed_posts).await?;
    add_posts(change, &plan.new_posts).await
}

async fn save_people(change: &mut Change, people: &[&Person]) -> Result<()> {
    let text = |of: fn(&Person) -> &str| -> Vec<String> {
        people.iter().map(|p| of(p).to_owned()).collect()
    };
    let former: Vec<Option<String>> = people.iter().map(|p| p.former_family.clone()).collect();
    let hired: Vec<Date> = people.iter().map(|p| p.hired_on).collect();
    let left: Vec<Option<Date>> = people.iter().map(|p| p.left_on).collect();
    let search: Vec<String> = people
        .iter()
        .map(|p| {
            let mut names = vec![&*p.family, &*p.given, GAP, &*p.family_kana, &*p.given_kana];
            if let Some(former) = &p.former_family {
                names.extend([GAP, former, &*p.given]);
            }
            search_text(&p.number, &names)
        })
        .collect();
    sqlx::query!(
        "insert into staff (number, family_name, given_name, family_kana, given_kana,
                            former_family_name, employment, hired_on, left_on, search)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[],
                              $6::text[], $7::text[], $8::date[], $9::date[], $10::text[])
         on conflict (number) do update set
             family_name = excluded.family_name, given_name = excluded.given_name,
             family_kana = excluded.family_kana, given_kana = excluded.given_kana,
             former_family_name = excluded.former_family_name,
             employment = excluded.employment, hired_on = excluded.hired_on,
             left_on = excluded.left_on, search = excluded.search",
        &text(|p| &p.number),
        &text(|p| &p.family),
        &text(|p| &p.given),
        &text(|p| &p.family_kana),
        &text(|p| &p.given_kana),
        &former as _,
        &text(|p| &p.employment),
        &hired,
        &left as _,
        &search
    )
    .execute(change.conn())
    .await?;
    // those who have other names beside are found by them, too
    let more = sqlx::query_scalar!(
        "select s.id from staff s where s.number = any ($1::text[])
           and (s.registered_family_name is not null
                or exists (select from staff_name n where n.staff_id = s.id))",
        &text(|p| &p.number)
    );
    let more: Vec<i64> = more.fetch_all(change.conn()).await?;
    renew_searches(change, &more).await
}

/// Posts as the database takes them, by column.
struct Columns {
    unit: Vec<String>,
    position: Vec<Option<String>>,
    title: Vec<String>,
    kind: Vec<String>,
    leads: Vec<bool>,
    from: Vec<Date>,
    until: Vec<Option<Date>>,
}

impl Columns {
    fn of<'a>(posts: impl Iterator<Item = (&'a Span, &'a Post)> + Clone) -> Self {
        let kind = |p: &Post| if p.main { "main" } else { "additional" }.to_owned();
        Self {
            unit: posts.clone().map(|(_, p)| p.unit.clone()).collect(),
            position: posts.clone().map(|(_, p)| p.position.clone()).collect(),
            title: posts.clone().map(|(_, p)| p.title.clone()).collect(),
            kind: posts.clone().map(|(_, p)| kind(p)).collect(),
            leads: posts.clone().map(|(_, p)| p.leads).collect(),
            from: posts.clone().map(|(s, _)| s.from).collect(),
            until: posts.map(|(s, _)| s.until).collect(),
        }
    }
}

/// First what becomes shorter, so that no two posts meet on the way.
async fn change_posts(change: &mut Change, posts: &[(i64, Span, Post)]) -> Result<()> {
    let columns = Columns::of(posts.iter().map(|(_, span, post)| (span, post)));
    let ids: Vec<i64> = posts.iter().map(|p| p.0).collect();
    sqlx::query!(
        "update assignment a set valid = a.valid * daterange(r.f, r.t), leads = a.leads and r.l
         from unnest($1::bigint[], $2::bool[], $3::date[], $4::date[]) as r (i, l, f, t)
         where a.id = r.i",
        &ids,
        &columns.leads,
        &columns.from,
        &columns.until as _
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "update assignment a set position_code = r.p, post = r.o, kind = r.k, leads = r.l,
                valid = daterange(r.f, r.t), unit_id = u.id
         from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bool[],
                     $7::date[], $8::date[]) as r (i, c, p, o, k, l, f, t)
         join unit u on u.code = r.c
         where a.id = r.i",
        &ids,
        &columns.unit,
        &columns.position as _,
        &columns.title,
        &columns.kind,
        &columns.leads,
        &columns.from,
        &columns.until as _
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn add_posts(change: &mut Change, posts: &[(String, Span, Post)]) -> Result<()> {
    let columns = Columns::of(posts.iter().map(|(_, span, post)| (span, post)));
    let numbers: Vec<String> = posts.iter().map(|p| p.0.clone()).collect();
    sqlx::query!(
        "insert into assignment (staff_id, unit_id, position_code, post, kind, leads, valid)
         select s.id, u.id, r.p, r.o, r.k, r.l, daterange(r.f, r.t)
         from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bool[],
                     $7::date[], $8::date[]) as r (n, c, p, o, k, l, f, t)
         join staff s on s.number = r.n join unit u on u.code = r.c",
        &numbers,
        &columns.unit,
        &columns.position as _,
        &columns.title,
        &columns.kind,
        &columns.leads,
        &columns.from,
        &columns.until as _
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::grams;

    #[test]
    fn one_character_or_pairs_of_each_word_are_looked_for() {
        assert_eq!(grams("髙橋　ﾐ"), ["み", "高橋"]);
        assert_eq!(grams("010234"), ["01", "02", "10", "23", "34"]);
        assert_eq!(grams(" "), Vec::<String>::new());
    }
}
