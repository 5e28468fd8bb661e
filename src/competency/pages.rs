//! The framework for everyone: the matrix, one page per position, images and norms.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use time::Date;

use super::{
    matrix::{ElementRows, matrix},
    store::{self, AbilityRow, Framework, GradeRow, ImageRow, NormRow, PositionRow},
};
use crate::{
    identity::{Actor, SignedIn},
    kit::{App, AppError, Filters, Page, Result, Shell, date},
};

/// Today's version, or the one that held on the day `on` of the address.
async fn version(app: &App, actor: &Actor, filters: &Filters) -> Result<(Framework, Date)> {
    let on = date::parse(filters.get("on")).unwrap_or_else(|_| app.today());
    let found = store::find(&app.reader, on, actor.id).await?;
    found.map(|framework| (framework, on)).ok_or_else(|| {
        AppError::Refused("この日に使われている枠組みは、まだ登録されていません。".to_owned())
    })
}

/// What names the version on every page.
struct VersionView {
    name: String,
    from: String,
    /// Other versions: the day and the address of this page on that day.
    others: Vec<(String, String)>,
}

fn view(framework: &Framework, path: &str) -> VersionView {
    let from = framework.row.from;
    VersionView {
        name: framework.row.name.clone(),
        from: from.map_or_else(|| "はじめから".to_owned(), date::wareki),
        others: framework
            .versions
            .iter()
            .filter(|day| Some(**day) != from)
            .map(|day| (date::wareki(*day), format!("{path}?on={day}")))
            .collect(),
    }
}

#[derive(Template)]
#[template(path = "competency/matrix.html")]
struct MatrixPage {
    shell: Shell,
    version: VersionView,
    source: String,
    note: String,
    columns: Vec<Column>,
    elements: Vec<ElementRows>,
    abilities: usize,
    own: Option<(String, String, usize)>,
}

struct Column {
    name: String,
    href: String,
    count: usize,
    own: bool,
}

fn count(abilities: &[AbilityRow], position: &str) -> usize {
    abilities.iter().filter(|a| a.position_code == position).count()
}

/// GET /framework
pub async fn show_matrix(
    SignedIn(actor): SignedIn,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let (framework, _) = version(&app, &actor, &filters).await?;
    let own = framework.own_position.as_deref();
    let columns: Vec<Column> = framework
        .positions
        .iter()
        .map(|position| Column {
            name: position.name.clone(),
            href: format!("/framework/positions/{}", position.code),
            count: count(&framework.abilities, &position.code),
            own: own == Some(&position.code),
        })
        .collect();
    let page = MatrixPage {
        shell: actor.shell(&app, "職位ごとに求められる能力").at("/framework"),
        version: view(&framework, "/framework"),
        source: framework.row.source.clone(),
        note: framework.row.matrix_note.clone(),
        elements: matrix(&framework.positions, &framework.abilities),
        abilities: framework.abilities.len(),
        own: columns.iter().find(|c| c.own).map(|c| (c.name.clone(), c.href.clone(), c.count)),
        columns,
    };
    Ok(Page(page).into_response())
}

#[derive(Template)]
#[template(path = "competency/position.html")]
struct PositionPage {
    shell: Shell,
    version: VersionView,
    position: PositionRow,
    abilities: Vec<AbilityView>,
    below: Option<PositionRow>,
    above: Option<PositionRow>,
    /// What the reader's own position already asks of these, in a sentence.
    relation: Option<String>,
    grades: Vec<GradeRow>,
}

struct AbilityView {
    row: AbilityRow,
    /// Not asked of the position below.
    new: bool,
}

/// GET /framework/positions/{code}
pub async fn show_position(
    SignedIn(actor): SignedIn,
    Shared(app): Shared<App>,
    Path(code): Path<String>,
    filters: Filters,
) -> Result {
    let (framework, _) = version(&app, &actor, &filters).await?;
    let position =
        framework.positions.iter().find(|p| p.code == code).cloned().ok_or(AppError::NotFound)?;
    let neighbour =
        |step: i16| framework.positions.iter().find(|p| p.rank == position.rank + step).cloned();
    let (below, above) = (neighbour(-1), neighbour(1));
    let names = |code: &str| -> Vec<&str> {
        let own = framework.abilities.iter().filter(|a| a.position_code == code);
        own.map(|a| a.name.as_str()).collect()
    };
    let lower = below.as_ref().map(|below| names(&below.code)).unwrap_or_default();
    let abilities: Vec<AbilityView> = framework
        .abilities
        .iter()
        .filter(|a| a.position_code == code)
        .map(|row| AbilityView {
            new: below.is_some() && !lower.contains(&&*row.name),
            row: row.clone(),
        })
        .collect();
    let relation = framework.own_position.as_deref().and_then(|own| {
        let held = framework.positions.iter().find(|p| p.code == own)?;
        Some(relation(&held.name, own == code, &names(own), &abilities))
    });
    let path = format!("/framework/positions/{code}");
    let page = PositionPage {
        shell: actor
            .shell(&app, format!("{}に求められる能力", position.name))
            .at("/framework")
            .under("/framework", "職位ごとに求められる能力"),
        version: view(&framework, &path),
        position,
        abilities,
        below,
        above,
        relation,
        grades: framework.grades,
    };
    Ok(Page(page).into_response())
}

fn relation(held: &str, own: bool, names: &[&str], abilities: &[AbilityView]) -> String {
    if own {
        return format!("あなたの職位です。能力評価は、この{}項目で行います。", abilities.len());
    }
    let shared: Vec<&str> =
        abilities.iter().map(|a| a.row.name.as_str()).filter(|name| names.contains(name)).collect();
    match shared.len() {
        0 => format!("いまは{held}です。同じ名前の能力はありません。"),
        n => format!(
            "いまは{held}です。{}は、{held}でも求められています。残りの{}項目は、いまの職位の評価にはありません。",
            shared.join("、"),
            abilities.len() - n
        ),
    }
}

#[derive(Template)]
#[template(path = "competency/images_and_norms.html")]
struct ImagesAndNormsPage {
    shell: Shell,
    version: VersionView,
    images: Vec<ImageRow>,
    norms: Vec<NormRow>,
    links: String,
}

/// GET /framework/images-and-norms
pub async fn show_images_and_norms(
    SignedIn(actor): SignedIn,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let (framework, _) = version(&app, &actor, &filters).await?;
    let sure = |image: &ImageRow| {
        let own = |n: &&NormRow| n.image_confirmed && n.image_place == Some(image.place);
        format!("職員像{}が{}", image.place, framework.norms.iter().filter(own).count())
    };
    let mut links: Vec<String> = framework.images.iter().map(sure).collect();
    let open = framework.norms.iter().filter(|n| !n.image_confirmed).count();
    if open > 0 {
        links.push(format!("確認中が{open}"));
    }
    let page = ImagesAndNormsPage {
        shell: actor
            .shell(&app, "めざすべき職員像と行動規範")
            .at("/framework")
            .under("/framework", "職位ごとに求められる能力"),
        version: view(&framework, "/framework/images-and-norms"),
        links: links.join("、"),
        images: framework.images,
        norms: framework.norms,
    };
    Ok(Page(page).into_response())
}
