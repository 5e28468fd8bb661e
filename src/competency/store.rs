//! The framework in the database.

use sqlx::PgExecutor;
use time::Date;

use super::policy::Policy;
use crate::{
    audit::Change,
    kit::{AppError, Result, StaffId, date},
};

/// Enters a version of the framework, in force from a day on. Its id. The version before ends
/// there, and the sheets that were opened with it keep it.
pub async fn insert(change: &mut Change, policy: &Policy, from: Date) -> Result<i64> {
    let until = make_room(change, from).await?;
    let id = sqlx::query_scalar!(
        "insert into framework (name, source, matrix_note, valid)
         values ($1, $2, $3, daterange($4, $5)) returning id",
        policy.name,
        policy.source,
        policy.matrix_note,
        from,
        until
    )
    .fetch_one(change.conn())
    .await?;
    insert_grades(change, id, policy).await?;
    insert_positions(change, id, policy).await?;
    insert_abilities(change, id, policy).await?;
    insert_images_and_norms(change, id, policy).await?;
    Ok(id)
}

/// Ends the version that holds on the first day of a new one. The day the next one begins, if one
/// is entered already.
async fn make_room(change: &mut Change, from: Date) -> Result<Option<Date>> {
    let there = sqlx::query!(
        r#"select coalesce(bool_or(lower(valid) = $1), false) as "taken!",
                  min(lower(valid)) filter (where lower(valid) > $1) as next
           from framework where kind = 'ability'"#,
        from
    )
    .fetch_one(change.conn())
    .await?;
    if there.taken {
        return Err(AppError::Refused(format!(
            "{}からの枠組みは、もう登録されています。",
            date::wareki(from)
        )));
    }
    sqlx::query!(
        "update framework set valid = daterange(lower(valid), $1) where valid @> $1::date
           and kind = 'ability'",
        from
    )
    .execute(change.conn())
    .await?;
    Ok(there.next)
}

/// Numbers from one, for the order of a list.
fn places(count: usize) -> Vec<i16> {
    (1..).take(count).collect()
}

async fn insert_grades(change: &mut Change, id: i64, policy: &Policy) -> Result<()> {
    let points: Vec<i16> = policy.grades.iter().map(|g| g.points).collect();
    let words: Vec<String> = policy.grades.iter().map(|g| g.word.clone()).collect();
    let definitions: Vec<String> = policy.grades.iter().map(|g| g.definition.clone()).collect();
    sqlx::query!(
        "insert into grade (framework_id, points, word, definition)
         select $1, * from unnest($2::smallint[], $3::text[], $4::text[])",
        id,
        &points,
        &words,
        &definitions
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn insert_positions(change: &mut Change, id: i64, policy: &Policy) -> Result<()> {
    let codes: Vec<String> = policy.positions.iter().map(|p| p.code.clone()).collect();
    let names: Vec<String> = policy.positions.iter().map(|p| p.name.clone()).collect();
    let ranks: Vec<i16> = policy.positions.iter().map(|p| p.rank).collect();
    let roles: Vec<serde_json::Value> =
        policy.positions.iter().map(|p| serde_json::json!(p.roles)).collect();
    sqlx::query!(
        "insert into position (framework_id, code, name, rank, roles)
         select $1, p.code, p.name, p.rank, array(select jsonb_array_elements_text(p.roles))
         from unnest($2::text[], $3::text[], $4::smallint[], $5::jsonb[])
              as p (code, name, rank, roles)",
        id,
        &codes,
        &names,
        &ranks,
        &roles
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn insert_abilities(change: &mut Change, id: i64, policy: &Policy) -> Result<()> {
    let (mut codes, mut positions, mut elements) = (Vec::new(), Vec::new(), Vec::new());
    let (mut names, mut definitions, mut order) = (Vec::new(), Vec::new(), Vec::new());
    let (mut rows, mut viewpoints) = (Vec::new(), Vec::new());
    for position in &policy.positions {
        for (ability, place) in position.abilities.iter().zip(1_i16..) {
            codes.push(ability.code.clone());
            positions.push(position.code.clone());
            elements.push(ability.element.clone());
            names.push(ability.name.clone());
            definitions.push(ability.definition.clone());
            order.push(place);
            rows.push(ability.row);
            viewpoints.push(serde_json::json!(ability.viewpoints));
        }
    }
    sqlx::query!(
        "with elements as (
             insert into element (framework_id, name, place)
             select $1, * from unnest($2::text[], $3::smallint[]) returning id, name)
         insert into ability (framework_id, position_code, element_id, code, name, definition,
                              place, matrix_row, viewpoints)
         select $1, a.position, e.id, a.code, a.name, a.definition, a.place, a.matrix_row,
                array(select jsonb_array_elements_text(a.viewpoints))
         from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::smallint[],
                     $10::smallint[], $11::jsonb[])
              as a (position, element, code, name, definition, place, matrix_row, viewpoints)
         join elements e on e.name = a.element",
        id,
        &policy.elements,
        &places(policy.elements.len()),
        &positions,
        &elements,
        &codes,
        &names,
        &definitions,
        &order,
        &rows,
        &viewpoints
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn insert_images_and_norms(change: &mut Change, id: i64, policy: &Policy) -> Result<()> {
    let images: Vec<String> = policy.images.iter().map(|i| i.name.clone()).collect();
    let descriptions: Vec<String> = policy.images.iter().map(|i| i.description.clone()).collect();
    let names: Vec<String> = policy.norms.iter().map(|n| n.name.clone()).collect();
    let points: Vec<serde_json::Value> =
        policy.norms.iter().map(|n| serde_json::json!(n.points)).collect();
    let links: Vec<i16> = policy.norms.iter().map(|n| n.image).collect();
    let confirmed: Vec<bool> = policy.norms.iter().map(|n| n.confirmed).collect();
    sqlx::query!(
        "insert into image (framework_id, place, name, description)
         select $1, * from unnest($2::smallint[], $3::text[], $4::text[])",
        id,
        &places(images.len()),
        &images,
        &descriptions
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "insert into norm (framework_id, place, name, points, image_place, image_confirmed)
         select $1, n.place, n.name, array(select jsonb_array_elements_text(n.points)),
                n.image, n.confirmed
         from unnest($2::smallint[], $3::text[], $4::jsonb[], $5::smallint[], $6::bool[])
              as n (place, name, points, image, confirmed)",
        id,
        &places(names.len()),
        &names,
        &points,
        &links,
        &confirmed
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// A version of the framework.
#[derive(Clone, Debug)]
pub struct FrameworkRow {
    pub name: String,
    pub source: String,
    pub matrix_note: String,
    pub from: Option<Date>,
}

#[derive(Clone, Debug, serde::Deserialize)]
pub struct PositionRow {
    pub code: String,
    pub name: String,
    pub rank: i16,
    pub roles: Vec<String>,
}

#[derive(Clone, Debug, serde::Deserialize)]
pub struct AbilityRow {
    pub position_code: String,
    pub code: String,
    pub name: String,
    pub definition: String,
    pub element: String,
    pub element_place: i16,
    pub place: i16,
    pub matrix_row: i16,
    /// 着眼点
    pub viewpoints: Vec<String>,
}

#[derive(Clone, Debug, serde::Deserialize)]
pub struct ImageRow {
    pub place: i16,
    pub name: String,
    pub description: String,
}

#[derive(Clone, Debug, serde::Deserialize)]
pub struct NormRow {
    pub place: i16,
    pub name: String,
    pub points: Vec<String>,
    pub image_place: Option<i16>,
    pub image_confirmed: bool,
}

#[derive(Clone, Debug, serde::Deserialize)]
pub struct GradeRow {
    pub points: i16,
    pub word: String,
    pub definition: String,
}

/// A whole version, in one statement.
pub struct Framework {
    pub row: FrameworkRow,
    /// From 主事職 up.
    pub positions: Vec<PositionRow>,
    /// In the order of each position's page.
    pub abilities: Vec<AbilityRow>,
    pub images: Vec<ImageRow>,
    pub norms: Vec<NormRow>,
    pub grades: Vec<GradeRow>,
    /// The position the reader holds on that day.
    pub own_position: Option<String>,
    /// From which days other versions hold, newest first.
    pub versions: Vec<Date>,
}

fn read<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> Result<T> {
    serde_json::from_value(json).map_err(|error| AppError::Internal(error.to_string()))
}

/// The version that holds on a day, with everything in it and the reader's own position.
pub async fn find(db: impl PgExecutor<'_>, on: Date, reader: StaffId) -> Result<Option<Framework>> {
    let row = sqlx::query!(
        r#"
        select f.name, f.source, f.matrix_note, lower(f.valid) as "from",
          (select coalesce(json_agg(json_build_object('code', p.code, 'name', p.name,
                  'rank', p.rank, 'roles', p.roles) order by p.rank), '[]')
           from position p where p.framework_id = f.id) as "positions!",
          (select coalesce(json_agg(json_build_object('position_code', a.position_code,
                  'code', a.code, 'name', a.name, 'definition', a.definition, 'element', e.name,
                  'element_place', e.place, 'place', a.place, 'matrix_row', a.matrix_row,
                  'viewpoints', a.viewpoints)
                  order by a.position_code, a.place), '[]')
           from ability a join element e on e.id = a.element_id
           where a.framework_id = f.id) as "abilities!",
          (select coalesce(json_agg(json_build_object('place', i.place, 'name', i.name,
                  'description', i.description) order by i.place), '[]')
           from image i where i.framework_id = f.id) as "images!",
          (select coalesce(json_agg(json_build_object('place', n.place, 'name', n.name,
                  'points', n.points, 'image_place', n.image_place,
                  'image_confirmed', n.image_confirmed) order by n.place), '[]')
           from norm n where n.framework_id = f.id) as "norms!",
          (select coalesce(json_agg(json_build_object('points', g.points, 'word', g.word,
                  'definition', g.definition) order by g.points desc), '[]')
           from grade g where g.framework_id = f.id) as "grades!",
          (select g.position_code from assignment g where g.staff_id = $2 and g.kind = 'main'
           and g.valid @> $1::date) as own_position,
          (select array_agg(lower(v.valid) order by lower(v.valid) desc) from framework v
           where lower(v.valid) is not null and v.kind = 'ability') as versions
        from framework f where f.valid @> $1::date and f.kind = 'ability'
        "#,
        on,
        reader.0
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Framework {
        row: FrameworkRow {
            name: row.name,
            source: row.source,
            matrix_note: row.matrix_note,
            from: row.from,
        },
        positions: read(row.positions)?,
        abilities: read(row.abilities)?,
        images: read(row.images)?,
        norms: read(row.norms)?,
        grades: read(row.grades)?,
        own_position: row.own_position,
        versions: row.versions.unwrap_or_default(),
    }))
}
