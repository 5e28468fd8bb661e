//! The framework in the database.

use time::Date;

use super::policy::Policy;
use crate::{audit::Change, kit::Result};

/// Enters a version of the framework, in force from a day on. Its id.
pub async fn insert(change: &mut Change, policy: &Policy, from: Date) -> Result<i64> {
    let id = sqlx::query_scalar!(
        "insert into framework (name, source, matrix_note, valid)
         values ($1, $2, $3, daterange($4, null)) returning id",
        policy.name,
        policy.source,
        policy.matrix_note,
        from
    )
    .fetch_one(change.conn())
    .await?;
    insert_grades(change, id, policy).await?;
    insert_positions(change, id, policy).await?;
    insert_abilities(change, id, policy).await?;
    insert_images_and_norms(change, id, policy).await?;
    Ok(id)
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
    let mut rows = Vec::new();
    for position in &policy.positions {
        for (ability, place) in position.abilities.iter().zip(1_i16..) {
            codes.push(ability.code.clone());
            positions.push(position.code.clone());
            elements.push(ability.element.clone());
            names.push(ability.name.clone());
            definitions.push(ability.definition.clone());
            order.push(place);
            rows.push(ability.row);
        }
    }
    sqlx::query!(
        "with elements as (
             insert into element (framework_id, name, place)
             select $1, * from unnest($2::text[], $3::smallint[]) returning id, name)
         insert into ability (framework_id, position_code, element_id, code, name, definition,
                              place, matrix_row)
         select $1, a.position, e.id, a.code, a.name, a.definition, a.place, a.matrix_row
         from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::smallint[],
                     $10::smallint[])
              as a (position, element, code, name, definition, place, matrix_row)
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
        &rows
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
