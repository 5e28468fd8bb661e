//! 任用をまとめて登録する: a list from a spreadsheet is pasted, looked at once more, and entered, all rows
//! or none.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::{Value, json};

use super::{
    employing::{Works, works},
    forms::week,
    importing_forms::{COLUMNS, Named, lines, named, numbers},
    store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, Mistakes, Notice, Page, Result, Shell,
        date::{fiscal_year, wareki},
        redirect, see_other,
        table::Problem,
    },
};

const HERE: &str = "/hr/short-sheets/employment/import";

#[derive(Template)]
#[template(path = "evaluation/short/import.html")]
struct ImportPage {
    shell: Shell,
    columns: Vec<&'static str>,
    works: String,
    rows: String,
    /// Row, column, value, and what to do.
    problems: Vec<(String, &'static str, String, String)>,
}

#[derive(Template)]
#[template(path = "evaluation/short/import_check.html")]
struct CheckPage {
    shell: Shell,
    /// Name and number, kind of work, first and last day, hours.
    lines: Vec<[String; 4]>,
    rows: String,
    form: String,
}

fn shell(app: &App, actor: &Actor, title: &str) -> Shell {
    actor
        .shell(app, title)
        .at("/hr/cycles")
        .under("/hr/cycles", "年度と日程")
        .under("/hr/short-sheets", "会計年度任用職員の評価")
}

fn page(
    app: &App,
    actor: &Actor,
    works: &Works,
    rows: &str,
    problems: &[Problem],
) -> Page<ImportPage> {
    let names: Vec<&str> = works.iter().map(|(_, name)| name.as_str()).collect();
    let mut mistakes = Mistakes::default();
    if !problems.is_empty() {
        let sentence =
            format!("直すところが{}件あります。まだ何も登録していません", problems.len());
        mistakes.add("rows", sentence);
    }
    let view = |problem: &Problem| {
        let row = match problem.row {
            0 => "全体".to_owned(),
            row => format!("{row}行目"),
        };
        (row, problem.column, problem.value.clone(), problem.advice.clone())
    };
    Page(ImportPage {
        shell: shell(app, actor, "任用をまとめて登録する").with_mistakes(&mistakes),
        columns: COLUMNS.iter().map(|column| column.name).collect(),
        works: names.join("、"),
        rows: rows.to_owned(),
        problems: problems.iter().map(view).collect(),
    })
}

/// GET /hr/short-sheets/employment/import
pub async fn form(HrOfficer(actor): HrOfficer, Shared(app): Shared<App>) -> Result {
    let works = works(&app).await?;
    Ok(page(&app, &actor, &works, "", &[]).into_response())
}

/// Reads a list and finds its people.
async fn read(app: &App, works: &Works, rows: &str) -> Result<Result<Vec<Named>, Vec<Problem>>> {
    let lines = match lines(rows, works) {
        Ok(lines) => lines,
        Err(problems) => return Ok(Err(problems)),
    };
    let known = store::known(&app.reader, &numbers(&lines)).await?;
    Ok(named(&lines, &known))
}

/// POST /hr/short-sheets/employment/import/check: what would be entered.
pub async fn check(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let works = works(&app).await?;
    let rows = answers.get("rows");
    let all = match read(&app, &works, rows).await? {
        Ok(all) => all,
        Err(problems) => return Ok(page(&app, &actor, &works, rows, &problems).unprocessable()),
    };
    let work = |code: &str| {
        works.iter().find(|(own, _)| own == code).map_or_else(String::new, |(_, name)| name.clone())
    };
    let line = |one: &Named| {
        [
            format!("{}（{}）", one.name, one.number),
            work(&one.new.work),
            format!("{}から{}まで", wareki(one.new.from), wareki(one.new.until)),
            week(one.new.minutes, one.new.days),
        ]
    };
    let page = CheckPage {
        shell: shell(&app, &actor, "登録する前の確認").under(HERE, "任用をまとめて登録する"),
        lines: all.iter().map(line).collect(),
        rows: rows.to_owned(),
        form: uuid::Uuid::now_v7().to_string(),
    };
    Ok(Page(page).into_response())
}

/// POST /hr/short-sheets/employment/import
pub async fn enter(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let works = works(&app).await?;
    let rows = answers.get("rows");
    let first = lines(rows, &works).ok().and_then(|all| Some(all.first()?.one.from));
    let year = fiscal_year(first.unwrap_or(app.today()));
    let back = format!("/hr/short-sheets?year={year}");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, &back).await? {
        return Ok(see_other(&there));
    }
    let again = |problems: &[Problem]| page(&app, &actor, &works, rows, problems).unprocessable();
    let all = match read(&app, &works, rows).await? {
        Ok(all) => all,
        Err(problems) => return Ok(again(&problems)),
    };
    let new: Vec<store::Employed> = all.iter().map(|one| one.new.clone()).collect();
    if !store::insert_employment(&mut change, &new).await? {
        drop(change);
        let advice =
            "確認の画面を開いた後に、重なる任用が登録されました。もう一度確かめてください。";
        return Ok(again(&[Problem::file(advice)]));
    }
    let told = |one: &Named| -> Value {
        json!([
            one.new.staff,
            one.new.work,
            one.new.from.to_string(),
            one.new.until.to_string(),
            one.new.minutes,
            one.new.days
        ])
    };
    let entry = Entry::new(Event::EmploymentsImported, Subject::HOUSE)
        .detail(json!({ "count": all.len(), "new": all.iter().map(told).collect::<Vec<_>>() }));
    change.commit(entry).await?;
    Ok(redirect(&back, Notice::EmploymentsImported))
}
