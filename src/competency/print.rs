//! The matrix on paper, as the policy prints its own table: positions across, elements down, an
//! ability that neighbours share printed once across them, an empty cell left empty.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{
    matrix::{ElementRows, matrix},
    store::{AbilityRow, PositionRow},
};
use crate::kit::{Filters, Page, Shell};

/// What stands round the table.
pub struct Printed {
    pub name: String,
    pub source: String,
    pub note: String,
    /// From when it holds, or that it is a draft.
    pub state: String,
    pub back: String,
    /// The address of this page up to the size of the paper.
    pub here: String,
}

#[derive(Template)]
#[template(path = "competency/print.html")]
struct PrintPage {
    shell: Shell,
    table: Printed,
    positions: Vec<String>,
    elements: Vec<ElementRows>,
    large: bool,
}

/// The page, for A4 or, if the address asks for it, A3.
pub fn page(
    shell: Shell,
    table: Printed,
    positions: &[PositionRow],
    abilities: &[AbilityRow],
    filters: &Filters,
) -> Response {
    Page(PrintPage {
        shell,
        table,
        positions: positions.iter().map(|position| position.name.clone()).collect(),
        elements: matrix(positions, abilities, ""),
        large: filters.get("paper") == "a3",
    })
    .into_response()
}
