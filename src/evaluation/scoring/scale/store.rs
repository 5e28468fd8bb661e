//! The scales beside the framework's in the database, and what rules can be made for.

use serde::Deserialize;
use sqlx::{PgExecutor, types::Json};
use time::Date;

use super::forms::{New, Step};
use crate::{
    audit::Change,
    evaluation::scoring::{defaults::Ground, rules::Exact, store::read},
    kit::Result,
};

/// A scale a year may have for itself, with its words from the lowest.
pub struct Scale {
    pub id: i64,
    pub name: String,
    pub words: Vec<String>,
    /// Years with an earlier base date may not use it; None: every year may.
    pub valid_from: Option<Date>,
}

/// Every such scale.
pub async fn scales(db: impl PgExecutor<'_>) -> Result<Vec<Scale>> {
    Ok(sqlx::query_as!(
        Scale,
        r#"select l.id, l.name, l.valid_from,
                  array(select s.word from scale_step s where s.scale_id = l.id
                        order by s.points) as "words!"
           from scale l order by l.id"#
    )
    .fetch_all(db)
    .await?)
}

/// A step as it is shown; its points as text stay exact.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedStep {
    pub letter: String,
    pub word: String,
    pub value: String,
    pub definition: String,
}

/// A scale with its steps from the highest, and what uses it.
pub struct Listed {
    pub id: i64,
    pub name: String,
    pub valid_from: Option<Date>,
    pub copied_from: Option<String>,
    pub steps: Json<Vec<ListedStep>>,
    pub years: i64,
    pub sets: i64,
    pub preset: bool,
}

impl Listed {
    /// Nothing uses it, and it did not come with the portal.
    pub fn removable(&self) -> bool {
        self.years == 0 && self.sets == 0 && !self.preset && self.valid_from.is_some()
    }

    /// Its steps as a form reads them, or what is wrong with the number of one.
    pub fn typed(&self) -> Result<Vec<Step>, String> {
        let step = |s: &ListedStep| {
            Ok(Step {
                word: s.word.clone(),
                letter: s.letter.clone(),
                value: Exact::parse(&s.value, 2).ok_or_else(|| s.value.clone())?,
                definition: s.definition.clone(),
            })
        };
        self.steps.0.iter().map(step).collect()
    }
}

/// Every scale, with what uses it.
pub async fn listed(db: impl PgExecutor<'_>) -> Result<Vec<Listed>> {
    Ok(sqlx::query_as!(
        Listed,
        r#"select l.id, l.name, l.valid_from,
                  (select o.name from scale o where o.id = l.copied_from) as copied_from,
                  (select coalesce(json_agg(json_build_object('letter', s.letter, 'word', s.word,
                          'value', scoring_number(s.value), 'definition', s.definition)
                          order by s.points desc), '[]')
                   from scale_step s where s.scale_id = l.id) as "steps!: Json<Vec<ListedStep>>",
                  (select count(*) from cycle c where c.scale_id = l.id) as "years!",
                  (select count(*) from scoring_rule_set r where r.scale_id = l.id) as "sets!",
                  exists (select from preset_part p where p.scale_id = l.id) as "preset!"
           from scale l order by l.id"#
    )
    .fetch_all(db)
    .await?)
}

/// Makes a scale with its steps. None: the name is taken.
pub async fn insert(change: &mut Change, new: &New, copied: Option<i64>) -> Result<Option<i64>> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let steps = new.steps.iter().rev();
    let of = |part: fn(&Step) -> String| steps.clone().map(part).collect::<Vec<String>>();
    Ok(sqlx::query_scalar!(
        r#"with made as (
               insert into scale (name, valid_from, copied_from, made_by, made_at)
               values ($1, $2, $3, $4, $5) on conflict (name) do nothing returning id),
           steps as (
               insert into scale_step (scale_id, points, word, letter, value, definition)
               select m.id, n.points::smallint, n.word, n.letter, n.value::numeric, n.definition
               from made m, unnest($6::text[], $7::text[], $8::text[], $9::text[]) with ordinality
                   as n (word, letter, value, definition, points))
           select id as "id!" from made"#,
        new.name,
        new.valid_from,
        copied,
        by,
        now,
        &of(|step| step.word.clone()),
        &of(|step| step.letter.clone()),
        &of(|step| step.value.to_string()),
        &of(|step| step.definition.clone())
    )
    .fetch_optional(change.conn())
    .await?)
}

/// Takes a scale away that nothing uses and that did not come with the portal. Its name; None: there
/// is nothing to take away.
pub async fn remove(change: &mut Change, id: i64) -> Result<Option<String>> {
    let free = sqlx::query_scalar!(
        "select name from scale
         where id = $1 and valid_from is not null and not scale_used(id)",
        id
    )
    .fetch_optional(change.conn())
    .await?;
    if free.is_some() {
        sqlx::query!("delete from scale_step where scale_id = $1", id)
            .execute(change.conn())
            .await?;
        sqlx::query!("delete from scale where id = $1", id).execute(change.conn()).await?;
    }
    Ok(free)
}

/// What rules are made for on a day, by the framework's scale or by another; nothing if no framework
/// holds then, or there is no such scale.
pub async fn ground_on(
    db: impl PgExecutor<'_>,
    day: Date,
    scale: Option<i64>,
) -> Result<Option<Ground>> {
    let row = sqlx::query_scalar!(
        r#"select scoring_ground(f.id, $2) as "ground!" from framework f
           where f.valid @> $1::date and f.kind = 'ability'
             and ($2::bigint is null or exists (select from scale l where l.id = $2))"#,
        day,
        scale
    )
    .fetch_optional(db)
    .await?;
    row.map(read).transpose()
}
