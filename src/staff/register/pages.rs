//! GET /hr/staff and the file of it.

use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    rules::Asked,
    show::{self, HEADER, SIZE},
    store::{self, Part},
};
use crate::{
    audit::{self, Event, Subject},
    export::Export,
    identity::{Actor, Personnel},
    kit::{App, Filters, Notice, Page, Result, Shell, list::List, see_other},
    staff::hr_shell,
};

const HERE: &str = "/hr/staff";
/// The list itself, in the audit book.
const LIST: Subject = Subject { kind: "staff_list", id: None };

fn shell(app: &App, actor: &Actor) -> Shell {
    hr_shell(app, actor, "職員の一覧")
}

/// GET /hr/staff
pub async fn show(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    headers: HeaderMap,
    filters: Filters,
) -> Result {
    let today = app.today();
    let (asked, mistakes) = Asked::read(&filters, today);
    let choices = store::choices(&app.reader, asked.day, asked.unit).await?;
    let mut page = show::page(shell(&app, &actor), choices, &asked, today, filters);
    page.part = !actor.scope.city;
    if !mistakes.is_empty() {
        page.shell = page.shell.with_mistakes(&mistakes);
        page.errors = mistakes;
        return Ok(Page(page).unprocessable());
    }
    let part = Part::page(&asked, SIZE);
    let lines = store::lines(&app.reader, &asked, &actor.scope, part, app.today()).await?;
    audit::viewed(&app, &actor, Event::StaffListed, LIST, None).await?;
    page.fill(&asked, today, lines);
    page.shell = page.shell.saying(Notice::from_headers(&headers));
    Ok(Page(page).into_response())
}

/// GET /hr/staff/list.csv
pub async fn csv(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("職員の一覧", "/hr/staff/list.csv", HERE);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let (mut asked, mistakes) = Asked::read(&filters, app.today());
    if !mistakes.is_empty() {
        // the page says what is wrong
        return Ok(see_other(&format!("{HERE}?day={}", filters.get("day"))));
    }
    asked.count.clear();
    let choices = store::choices(&app.reader, asked.day, asked.unit).await?;
    let lines = store::lines(&app.reader, &asked, &actor.scope, Part::ALL, app.today()).await?;
    let fields = &choices.fields;
    let header: Vec<&str> =
        HEADER.into_iter().chain(fields.iter().map(|field| field.name.as_str())).collect();
    let rows: Vec<Vec<String>> =
        lines.into_iter().map(|line| show::cells(line, &choices, &asked, fields)).collect();
    let list = List::new(format!("職員の一覧（{}時点）", asked.day), &header, rows);
    order.give(&app, &actor, LIST, &list).await
}
