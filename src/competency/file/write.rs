//! A version as a table.

use super::{
    CODE, CONFIRMED, ELEMENT, HEADER, IMAGE, Kind, NAME, OPEN, PLACE, POSITION, ROW, SURE,
};
use super::{KIND, TEXT, VIEWPOINTS};
use crate::{competency::policy::Policy, kit::list::List};

/// A row that is filled by the names of its columns.
fn row(kind: Kind, place: impl std::fmt::Display, cells: &[(&str, &str)]) -> Vec<String> {
    let place = format!("{place}");
    let cell = |name: &str| match name {
        KIND => kind.label().to_owned(),
        PLACE => place.clone(),
        _ => cells.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value).to_owned(),
    };
    HEADER.iter().map(|name| cell(name)).collect()
}

/// Every part of a version, the abilities first: position by position from the lowest up, in the
/// order of the policy's pages.
pub fn list(name: impl Into<String>, policy: &Policy) -> List {
    let mut positions: Vec<_> = policy.positions.iter().collect();
    positions.sort_by_key(|position| position.rank);
    let mut rows = Vec::new();
    for position in &positions {
        for (ability, place) in position.abilities.iter().zip(1..) {
            rows.push(row(
                Kind::Ability,
                place,
                &[
                    (POSITION, &position.name),
                    (ELEMENT, &ability.element),
                    (ROW, &ability.row.to_string()),
                    (NAME, &ability.name),
                    (TEXT, &ability.definition),
                    (VIEWPOINTS, &ability.viewpoints.join("\n")),
                    (CODE, &ability.code),
                ],
            ));
        }
    }
    for (element, place) in policy.elements.iter().zip(1..) {
        rows.push(row(Kind::Element, place, &[(NAME, element)]));
    }
    for position in &positions {
        for (role, place) in position.roles.iter().zip(1..) {
            rows.push(row(Kind::Role, place, &[(POSITION, &position.name), (TEXT, role)]));
        }
    }
    for (image, place) in policy.images.iter().zip(1..) {
        rows.push(row(Kind::Image, place, &[(NAME, &image.name), (TEXT, &image.description)]));
    }
    for (norm, place) in policy.norms.iter().zip(1..) {
        let image = usize::try_from(norm.image - 1).ok().and_then(|at| policy.images.get(at));
        let sure = if norm.confirmed { CONFIRMED } else { OPEN };
        rows.push(row(
            Kind::Norm,
            place,
            &[
                (NAME, &norm.name),
                (TEXT, &norm.points.join("\n")),
                (IMAGE, image.map_or("", |image| &image.name)),
                (SURE, sure),
            ],
        ));
    }
    for grade in &policy.grades {
        rows.push(row(
            Kind::Grade,
            grade.points,
            &[(NAME, &grade.word), (TEXT, &grade.definition)],
        ));
    }
    List::new(name, &HEADER, rows)
}
