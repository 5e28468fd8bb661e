//! The form on paper, one A4 page for each person, for evaluators without a computer at their place
//! of work. What is written on it is entered on the page with a row each.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};

use super::{
    bulk::Form,
    rules::{BRIEF, Item, Renewal},
    store::{self, OnPaper, Whose},
};
use crate::{
    audit::Event,
    evaluation::{access::Reviewer, review::viewed, sheet::Grade},
    identity::{Actor, HrOfficer},
    kit::{
        App, Filters, Page, Result, Shell,
        date::{fiscal_year, wareki, wareki_day},
    },
};

#[derive(Template)]
#[template(path = "evaluation/short/paper.html")]
struct PaperPage {
    shell: Shell,
    sheets: Vec<Paper>,
    renewals: [&'static str; 3],
    back: String,
    city: String,
}

struct Paper {
    name: String,
    number: String,
    unit: String,
    kind: String,
    term: String,
    due: String,
    evaluators: String,
    items: Vec<Item>,
    scale: Vec<Grade>,
}

fn paper(person: OnPaper, forms: &[Form]) -> Option<Paper> {
    let form = forms.iter().find(|f| f.framework == person.framework && f.code == person.code)?;
    let evaluators = [person.first, person.second].into_iter().flatten().collect::<Vec<_>>();
    Some(Paper {
        kind: if form.code == BRIEF {
            "短い任期の様式".to_owned()
        } else {
            form.name.clone()
        },
        term: format!("{}から{}まで", wareki(person.from), wareki(person.until)),
        due: person.due_on.map(wareki_day).unwrap_or_default(),
        evaluators: evaluators.join("、"),
        items: form.items.clone(),
        scale: form.scale.clone(),
        name: person.name,
        number: person.number,
        unit: person.unit,
    })
}

async fn print(
    app: &App,
    actor: &Actor,
    whose: Whose<'_>,
    mut shell: Shell,
    back: String,
) -> Result {
    let (forms, people) = store::on_paper(&app.reader, whose).await?;
    let sheets: Vec<i64> = people.iter().map(|person| person.sheet).collect();
    viewed(app, actor, Event::ShortReviewsViewed, &sheets).await?;
    shell = shell.under(back.clone(), "会計年度任用職員の評価");
    let page = PaperPage {
        shell,
        sheets: people.into_iter().filter_map(|person| paper(person, &forms)).collect(),
        renewals: Renewal::ALL.map(Renewal::label),
        back,
        city: app.city.name.clone(),
    };
    Ok(Page(page).into_response())
}

const TITLE: &str = "会計年度任用職員の評価の用紙";

/// GET /reviews/short/paper?step=
pub async fn evaluator(
    Reviewer(actor): Reviewer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let step = if filters.get("step") == "second" { "second" } else { "first" };
    let shell = actor.shell(&app, TITLE).at("/reviews").under("/reviews", "部下の評価");
    let back = format!("/reviews/short?step={step}");
    print(&app, &actor, Whose::Evaluator(actor.id, step), shell, back).await
}

/// GET /hr/short-sheets/paper?year=
pub async fn office(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let year = filters.get("year").parse().unwrap_or(fiscal_year(app.today()));
    let shell = actor.shell(&app, TITLE).at("/hr/cycles").under("/hr/cycles", "年度と日程");
    let back = format!("/hr/short-sheets?year={year}");
    print(&app, &actor, Whose::Year(year), shell, back).await
}
