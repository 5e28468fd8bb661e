//! Editions in the database.

use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::PgExecutor;
use time::Date;

use super::forms::Edition;
use crate::{
    audit::Change,
    evaluation::{
        sheet::Grade,
        short::{bulk::Form, rules::BRIEF},
    },
    kit::{AppError, Result, date},
};

/// An edition with its days.
#[derive(Clone, Debug, Deserialize)]
pub struct Dated {
    pub from: Option<Date>,
    pub until: Option<Date>,
    /// Fiscal years that use it.
    pub years: Vec<i16>,
}

/// All editions, newest first, and the forms of one of them: the one that holds on the day, else
/// the newest.
pub async fn editions(db: impl PgExecutor<'_>, day: Date) -> Result<(Vec<Dated>, Vec<Form>)> {
    let row = sqlx::query!(
        r#"
        with f as (select id, lower(valid) as from_on from framework where kind = 'short'
                   order by valid @> $1::date desc, lower(valid) desc limit 1)
        select
          (select coalesce(json_agg(json_build_object('from', lower(w.valid),
                  'until', upper(w.valid) - 1,
                  'years', array(select c.fiscal_year from cycle c where c.framework_id = w.id
                                 order by 1)) order by lower(w.valid) desc), '[]')
           from framework w where w.kind = 'short') as "editions!",
          (select coalesce(json_agg(json_build_object('framework', o.framework_id,
                  'code', o.code, 'name', o.name,
                  'items', (select json_agg(json_build_object('id', a.id, 'name', a.name,
                                   'definition', a.definition, 'element', e.name, 'goal', a.fixed_goal)
                                   order by a.place)
                            from ability a join element e on e.id = a.element_id
                            where a.framework_id = o.framework_id and a.position_code = o.code),
                  'scale', (select json_agg(json_build_object('points', g.points, 'word', g.word,
                                   'definition', g.definition) order by g.points desc)
                            from grade g where g.framework_id = o.framework_id))
                  order by o.rank), '[]')
           from f join position o on o.framework_id = f.id) as "forms!"
        "#,
        day
    )
    .fetch_one(db)
    .await?;
    let wrong = |error: serde_json::Error| AppError::Internal(error.to_string());
    Ok((
        serde_json::from_value(row.editions).map_err(wrong)?,
        serde_json::from_value(row.forms).map_err(wrong)?,
    ))
}

/// Enters an edition. Its id.
pub async fn insert(change: &mut Change, edition: &Edition) -> Result<i64> {
    let until = make_room(change, edition.from).await?;
    let scale: Vec<Value> = edition
        .scale
        .iter()
        .map(|s| json!({ "points": s.points, "word": s.word, "definition": s.definition }))
        .collect();
    let (mut works, mut elements, mut items) = (Vec::new(), Vec::<String>::new(), Vec::new());
    for (rank, work) in (1..).zip(&edition.works) {
        // the brief form is no kind of work and stands last
        let rank = if work.code == BRIEF { 999 } else { rank };
        works.push(json!({ "code": work.code, "name": work.name, "rank": rank }));
        for (place, item) in (1..).zip(&work.items) {
            if !elements.contains(&item.element) {
                elements.push(item.element.clone());
            }
            items.push(json!({ "work": work.code, "element": item.element, "name": item.name,
                               "definition": item.definition, "place": place, "goal": item.goal }));
        }
    }
    let elements: Vec<Value> = (1..)
        .zip(&elements)
        .map(|(place, name): (i32, _)| json!({ "name": name, "place": place }))
        .collect();
    let name = format!("会計年度任用職員の様式（{}から）", date::wareki(edition.from));
    Ok(sqlx::query_file_scalar!(
        "src/evaluation/short/edition/insert.sql",
        name,
        edition.from,
        until,
        Value::Array(scale),
        Value::Array(works),
        Value::Array(elements),
        Value::Array(items)
    )
    .fetch_one(change.conn())
    .await?)
}

/// Ends the edition that holds on the first day of a new one. The day the next one begins.
async fn make_room(change: &mut Change, from: Date) -> Result<Option<Date>> {
    let there = sqlx::query!(
        r#"select coalesce(bool_or(lower(valid) = $1), false) as "taken!",
                  min(lower(valid)) filter (where lower(valid) > $1) as next
           from framework where kind = 'short'"#,
        from
    )
    .fetch_one(change.conn())
    .await?;
    if there.taken {
        return Err(AppError::Refused(format!(
            "{}からの様式は、もう登録されています。別の日からにしてください。",
            date::wareki(from)
        )));
    }
    sqlx::query!(
        "update framework set valid = daterange(lower(valid), $1)
         where valid @> $1::date and kind = 'short'",
        from
    )
    .execute(change.conn())
    .await?;
    Ok(there.next)
}

/// The scale as lines.
pub fn scale_lines(scale: &[Grade]) -> String {
    let lines: Vec<String> =
        scale.iter().map(|g| format!("{}｜{}｜{}", g.points, g.word, g.definition)).collect();
    lines.join("\n")
}
