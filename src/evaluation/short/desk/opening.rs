//! Opening sheets for everybody who has none yet: asked once more, carried out once. It is done
//! again whenever somebody is appointed during the year.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::{Value, json};
use time::Date;

use super::{
    forms::week,
    planning::{Problem, plan, short_map},
    store::{self, Year},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::{
        route::{self, Map},
        short::rules::{Rule, term},
    },
    identity::HrOfficer,
    kit::{
        Answers, App, AppError, Filters, Notice, Page, Result, Shell, date::fiscal_label, redirect,
        see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/short/opening.html")]
struct OpeningPage {
    shell: Shell,
    fiscal: i16,
    year: String,
    /// Name, kind of work, term, hours, form.
    lines: Vec<[String; 5]>,
    sheets: usize,
    excluded: usize,
    problems: Vec<Problem>,
    form: String,
    back: String,
}

const NO_FORMS: &str = "短い様式がまだ登録されていません。先に「様式」の画面で登録してください。";

/// GET /hr/short-sheets/opening?year=
pub async fn ask(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let today = app.today();
    let fiscal = store::fiscal(filters.get("year"), today);
    let year = store::year(&app.reader, fiscal, today, "").await?;
    if year.framework.is_none() {
        return Err(AppError::Refused(NO_FORMS.to_owned()));
    }
    let rule = store::rule(&app.reader, today).await?;
    let map = short_map(route::map(&app.reader, today).await?, &rule);
    let (planned, problems) = plan(&map, &year.works, &rule, &year.people);
    let back = format!("/hr/short-sheets?year={fiscal}");
    let page = OpeningPage {
        shell: actor
            .shell(&app, "評価の開始の確認")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(back.clone(), "会計年度任用職員の評価"),
        fiscal,
        year: fiscal_label(fiscal),
        lines: planned
            .iter()
            .map(|p| {
                [
                    format!("{}（{}）", p.who.name, p.who.number),
                    year.work(&p.who.work).to_owned(),
                    term((p.who.from, p.who.until)),
                    week(p.who.minutes, p.who.days),
                    p.form.label().to_owned(),
                ]
            })
            .collect(),
        excluded: planned.iter().filter(|p| p.excluded()).count(),
        sheets: planned.iter().filter(|p| !p.excluded()).count(),
        problems,
        form: uuid::Uuid::now_v7().to_string(),
        back,
    };
    Ok(Page(page).into_response())
}

/// Opens the sheets of everybody who has none. How many.
async fn open(change: &mut Change, year: &Year, rule: &Rule, map: Map) -> Result<i64> {
    let framework = year.framework.ok_or_else(|| AppError::Refused(NO_FORMS.to_owned()))?;
    let map = short_map(map, rule);
    let (planned, _) = plan(&map, &year.works, rule, &year.people);
    let rows: Vec<Value> = planned.iter().map(super::planning::Planned::row).collect();
    if rows.is_empty() {
        return Ok(0);
    }
    let cycle = store::cycle(change, year.fiscal, framework, rule.scope).await?;
    store::open(change, cycle, framework, Value::Array(rows)).await
}

/// Reads everything on a day and opens.
pub async fn open_on(change: &mut Change, fiscal: i16, today: Date) -> Result<i64> {
    let year = store::year(change.conn(), fiscal, today, "").await?;
    let rule = store::rule(change.conn(), today).await?;
    let map = route::map(change.conn(), today).await?;
    open(change, &year, &rule, map).await
}

/// POST /hr/short-sheets/opening
pub async fn carry_out(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let fiscal = store::fiscal(answers.get("year"), app.today());
    let back = format!("/hr/short-sheets?year={fiscal}");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) =
        change.repeated(answers.form_id(), "/hr/short-sheets/opening", &back).await?
    {
        return Ok(see_other(&there));
    }
    let sheets = open_on(&mut change, fiscal, app.today()).await?;
    if sheets == 0 {
        return Err(AppError::Refused("開始できるシートがありません。".to_owned()));
    }
    let entry = Entry::new(Event::ShortSheetsOpened, Subject::HOUSE)
        .detail(json!({ "fiscal_year": fiscal, "sheets": sheets }));
    change.commit(entry).await?;
    Ok(redirect(&back, Notice::ShortSheetsOpened))
}
