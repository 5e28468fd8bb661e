//! The report's pages and its file.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};

use super::{
    access::{OwnReport, ReportReader},
    findings::{Finding, findings},
    shape::{Shape, shape},
    store::{self, Department, Numbers, Year},
    suppression::without_small_rest,
};
use crate::{
    audit::{self, Event, Subject},
    export::Export,
    kit::{App, AppError, Filters, Page, Result, Shell, list::List, see_other},
};

#[derive(Template)]
#[template(path = "dashboard/reports.html")]
struct ListPage {
    shell: Shell,
    departments: Vec<Department>,
}

/// GET /reports: the departments one may read about; the only one directly.
pub async fn list(ReportReader(actor): ReportReader, Shared(app): Shared<App>) -> Result {
    let only = actor.leads_department.filter(|_| !actor.hats.hr);
    if let Some(department) = only {
        return Ok(see_other(&format!("/reports/{department}")));
    }
    let departments = store::departments(&app.reader, None, app.today()).await?;
    let shell = actor.shell(&app, "部署レポート").at("/reports");
    Ok(Page(ListPage { shell, departments }).into_response())
}

#[derive(Template)]
#[template(path = "dashboard/report.html")]
struct ReportPage {
    shell: Shell,
    here: String,
    name: String,
    year: Year,
    years: Vec<Year>,
    open: i64,
    /// Units whose figures are counted with this one's.
    inherited: String,
    findings: Vec<Finding>,
    shape: Shape,
    tab: String,
    tab_name: String,
}

#[derive(Template)]
#[template(path = "dashboard/no_report.html")]
struct NothingPage {
    shell: Shell,
}

async fn numbers(app: &App, own: &OwnReport, filters: &Filters) -> Result<Option<Numbers>> {
    let cycle = filters.get("cycle").parse().ok();
    let numbers = store::numbers(&app.reader, own.department(), cycle, app.today()).await?;
    Ok(numbers.map(without_small_rest))
}

/// GET /reports/{id}
pub async fn show(own: OwnReport, Shared(app): Shared<App>, filters: Filters) -> Result {
    let actor = own.actor();
    let shell = actor.shell(&app, "部署レポート").at("/reports");
    let Some(numbers) = numbers(&app, &own, &filters).await? else {
        // HR may ask for a unit that is no department at all
        let known = store::departments(&app.reader, Some(own.department()), app.today()).await?;
        return if known.is_empty() {
            Err(AppError::NotFound)
        } else {
            Ok(Page(NothingPage { shell }).into_response())
        };
    };
    let subject = Subject::new("unit", own.department());
    audit::viewed(&app, actor, Event::ReportViewed, subject, None).await?;
    let wanted = filters.get("position");
    let shape = shape(&numbers, wanted);
    let tab = shape.tab(wanted).map(|tab| (tab.code.clone(), tab.name.clone()));
    let (tab, tab_name) = tab.unwrap_or_default();
    let mut shell = shell;
    if actor.hats.hr {
        shell = shell.under("/reports", "部署レポート");
    }
    shell.title = format!("{}の評価レポート", numbers.name);
    let page = ReportPage {
        shell,
        here: format!("/reports/{}", own.department()),
        year: numbers.year.clone(),
        years: numbers.years.clone(),
        open: numbers.open,
        inherited: numbers.inherited.join("、"),
        findings: findings(&numbers, &shape),
        name: numbers.name,
        shape,
        tab,
        tab_name,
    };
    Ok(Page(page).into_response())
}

/// GET /reports/{id}/report.csv: the tables of the page, cut in the same way.
pub async fn csv(own: OwnReport, Shared(app): Shared<App>, filters: Filters) -> Result {
    let actor = own.actor();
    let back = format!("/reports/{}", own.department());
    let export = Export::new("部署レポート", format!("{back}/report.csv"), back);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, actor, &filters));
    };
    let numbers = numbers(&app, &own, &filters).await?.ok_or(AppError::NotFound)?;
    let subject = Subject::new("unit", own.department());
    let mut rows: Vec<Vec<String>> = Vec::new();
    let whole = shape(&numbers, "");
    for grade in &whole.grades {
        let own = format!("{}名（{}%）", grade.people, grade.percent);
        rows.push(vec![
            "全体の評価の分布".to_owned(),
            grade.label.clone(),
            own,
            grade.city.clone(),
        ]);
    }
    for position in &whole.positions {
        let hidden = if position.empty { "0名" } else { "5名未満" };
        let own = position
            .own
            .as_ref()
            .map_or(hidden.to_owned(), |(people, mean)| format!("{mean}（{people}名）"));
        rows.push(vec![
            numbers.year.means().to_owned(),
            position.name.clone(),
            own,
            position.city.clone(),
        ]);
        if position.own.is_some() {
            for ability in shape(&numbers, &position.code).abilities {
                rows.push(vec![position.name.clone(), ability.name, ability.own, ability.city]);
            }
        }
    }
    for year in &whole.years {
        rows.push(vec![
            "全体の評価の5年間".to_owned(),
            year.label.clone(),
            year.own.clone(),
            year.city.clone(),
        ]);
    }
    let name = format!("{}_{}", numbers.name, numbers.year.name);
    let list = List::new(name, &["表", "区分", "この部署", "全庁"], rows);
    order.give(&app, actor, subject, &list).await
}
