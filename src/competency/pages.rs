//! The framework for everyone: the matrix, one page per position, images and norms.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};

use super::{
    file,
    matrix::{ElementRows, matrix},
    policy::Policy,
    print::{self, Printed},
    promotion::Promotion,
    show::{AbilityView, Column, VersionView, around, columns, version},
    store::{self, Framework, GradeRow, ImageRow, NormRow, PositionRow},
};
use crate::{
    identity::{Actor, SignedIn},
    kit::{App, AppError, Filters, Page, Result, Shell, csv::list_response, date},
};

/// Today's version, or the one that held on the day `on` of the address.
async fn find(app: &App, actor: &Actor, filters: &Filters) -> Result<Framework> {
    let on = date::parse(filters.get("on")).unwrap_or_else(|_| app.today());
    let found = store::find(&app.reader, on, actor.id).await?;
    found.ok_or_else(|| {
        AppError::Refused("この日に使われている枠組みは、まだ登録されていません。".to_owned())
    })
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
    /// The address of the workbook.
    xlsx: String,
}

/// GET /framework
pub async fn show_matrix(
    SignedIn(actor): SignedIn,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let framework = find(&app, &actor, &filters).await?;
    let version = version(&framework, "/framework", app.today());
    let columns = columns(&framework, &version.on);
    let page = MatrixPage {
        shell: actor.shell(&app, "職位ごとに求められる能力").at("/framework"),
        xlsx: match version.on.as_str() {
            "" => "/framework.csv?file=xlsx".to_owned(),
            on => format!("/framework.csv{on}&file=xlsx"),
        },
        elements: matrix(&framework.positions, &framework.abilities, &version.on),
        version,
        abilities: framework.abilities.len(),
        source: framework.row.source,
        note: framework.row.matrix_note,
        own: columns.iter().find(|c| c.own).map(|c| (c.name.clone(), c.href.clone(), c.count)),
        columns,
    };
    Ok(Page(page).into_response())
}

/// GET /framework.csv: a whole version, in the form the editor reads in. Nobody is in it, so nobody
/// is asked what it is for.
pub async fn export(
    SignedIn(actor): SignedIn,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let framework = find(&app, &actor, &filters).await?;
    let from = framework.row.from.map_or_else(String::new, |day| format!("_{day}"));
    list_response(file::list(format!("求められる能力{from}"), &Policy::from(framework)))
}

/// GET /framework/print: the matrix as the policy prints it.
pub async fn print_matrix(
    SignedIn(actor): SignedIn,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let framework = find(&app, &actor, &filters).await?;
    let version = version(&framework, "/framework/print", app.today());
    let back = format!("/framework{}", version.on);
    let table = Printed {
        name: version.name,
        source: framework.row.source,
        note: framework.row.matrix_note,
        state: format!("{} 施行", version.from),
        here: match version.on.as_str() {
            "" => "/framework/print?".to_owned(),
            on => format!("/framework/print{on}&"),
        },
        back: back.clone(),
    };
    let shell = actor.shell(&app, "印刷用の表").at("/framework");
    let shell = shell.under(back, "職位ごとに求められる能力");
    Ok(print::page(shell, table, &framework.positions, &framework.abilities, &filters))
}

#[derive(Template)]
#[template(path = "competency/position.html")]
struct PositionPage {
    shell: Shell,
    version: VersionView,
    position: PositionRow,
    abilities: Vec<AbilityView>,
    pages: Vec<PositionRow>,
    base: Option<String>,
    relation: Vec<String>,
    next: Option<(PositionRow, Promotion)>,
    note: String,
    grades: Vec<GradeRow>,
}

/// GET /framework/positions/{code}
pub async fn show_position(
    SignedIn(actor): SignedIn,
    Shared(app): Shared<App>,
    Path(code): Path<String>,
    filters: Filters,
) -> Result {
    let framework = find(&app, &actor, &filters).await?;
    let position =
        framework.positions.iter().find(|p| p.code == code).cloned().ok_or(AppError::NotFound)?;
    let around = around(&framework, &position);
    let version = version(&framework, &format!("/framework/positions/{code}"), app.today());
    let shell = actor.shell(&app, format!("{}に求められる能力", position.name)).at("/framework");
    let page = PositionPage {
        shell: shell.under(format!("/framework{}", version.on), "職位ごとに求められる能力"),
        version,
        position,
        abilities: around.abilities,
        pages: around.pages,
        base: around.base,
        relation: around.relation,
        next: around.next,
        note: framework.row.matrix_note,
        grades: framework.grades,
    };
    Ok(Page(page).into_response())
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
    let framework = find(&app, &actor, &filters).await?;
    let version = version(&framework, "/framework/images-and-norms", app.today());
    let sure = |image: &ImageRow| {
        let own = |n: &&NormRow| n.image_confirmed && n.image_place == Some(image.place);
        format!("職員像{}が{}", image.place, framework.norms.iter().filter(own).count())
    };
    let mut links: Vec<String> = framework.images.iter().map(sure).collect();
    let open = framework.norms.iter().filter(|n| !n.image_confirmed).count();
    if open > 0 {
        links.push(format!("確認中が{open}"));
    }
    let shell = actor.shell(&app, "めざすべき職員像と行動規範").at("/framework");
    let page = ImagesAndNormsPage {
        shell: shell.under(format!("/framework{}", version.on), "職位ごとに求められる能力"),
        version,
        links: links.join("、"),
        images: framework.images,
        norms: framework.norms,
    };
    Ok(Page(page).into_response())
}
