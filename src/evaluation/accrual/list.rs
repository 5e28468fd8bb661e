//! 積み上げの一覧: everybody's points by year, their sum, and who reaches the threshold.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    rules::{self, Basis, Counts, Line, words},
    store::{self, Desk, Person},
};
use crate::{
    audit::{self, Event, Subject},
    export::Export,
    identity::{Actor, HrOfficer},
    kit::{App, AppError, Filters, Notice, Page, Result, Shell, date::fiscal_label, list::List},
};

/// Years in the columns of the page.
const COLUMNS: i16 = 6;

/// Points for bands tell the bands.
const BANDED: &str = "成績区分に点をつける決め方があるため、成績区分担当の権限がないと開けません。";

/// Whom the list shows.
struct Chosen {
    year: i16,
    /// None: the whole city.
    department: Option<i64>,
    /// Only those who reach the threshold in the year.
    reached: bool,
}

/// Reads the address; what is not understood becomes the newest year that is through
/// and the first department.
fn chosen(filters: &Filters, desk: &Desk) -> Chosen {
    let known = |year: &i16| desk.years.iter().any(|(own, _)| own == year);
    let through = desk.years.iter().find(|(_, through)| *through).or(desk.years.first());
    let newest = through.map_or(0, |(year, _)| *year);
    let asked = filters.get("department");
    let first = desk.departments.first().map(|(id, _)| *id);
    Chosen {
        year: filters.get("year").parse().ok().filter(known).unwrap_or(newest),
        department: if asked == "all" { None } else { asked.parse().ok().or(first) },
        reached: filters.get("reached") == "1",
    }
}

/// One person's line.
struct Row {
    number: String,
    name: String,
    section: String,
    position: String,
    /// Year and points of each column; 「―」 where nothing gave any.
    points: Vec<(String, String)>,
    sum: String,
    threshold: String,
    steps: Option<i16>,
    left: String,
}

/// The last line of the year, if the person has one.
fn row(person: Person, lines: &[Line], years: &[i16], year: i16) -> Row {
    let of = |year: i16| lines.iter().find(|line| line.fiscal_year == year);
    let now = of(year);
    let none = || "―".to_owned();
    let carried = lines.last().map_or(0, |line| line.left);
    Row {
        points: years
            .iter()
            .map(|year| {
                let points = of(*year).and_then(|line| line.points);
                (fiscal_label(*year), points.map_or_else(none, words))
            })
            .collect(),
        // without a result this year the sum is what came from the years before
        sum: words(now.map_or(carried, |line| line.sum)),
        threshold: now.and_then(|line| line.threshold).map_or_else(none, words),
        steps: now.and_then(|line| line.steps),
        left: words(carried),
        number: person.number,
        name: person.name,
        section: person.section,
        position: person.position,
    }
}

fn columns(year: i16) -> Vec<i16> {
    (year - COLUMNS + 1..=year).collect()
}

async fn read(app: &App, actor: &Actor, desk: &Desk, chosen: &Chosen) -> Result<Vec<Row>> {
    let rules = desk.rules();
    let banded = rules.iter().any(|rule| rule.basis == Basis::Band);
    if banded && !actor.hats.band {
        return Err(AppError::Refused(BANDED.to_owned()));
    }
    let counts = rules::rule_of(&rules, chosen.year).map_or(Counts::Ability, |rule| rule.counts);
    let people =
        store::people(&app.reader, chosen.year, counts, chosen.department, actor.id).await?;
    let years = columns(chosen.year);
    let rows = people.into_iter().map(|person| {
        let lines = rules::walk(&rules, &person.years);
        row(person, &lines, &years, chosen.year)
    });
    Ok(rows.filter(|row| !chosen.reached || row.steps.is_some()).collect())
}

#[derive(Template)]
#[template(path = "evaluation/accrual/list.html")]
struct ListPage {
    shell: Shell,
    ruled: bool,
    years: Vec<(i16, String, bool)>,
    departments: Vec<(i64, String, bool)>,
    all: bool,
    reached: bool,
    columns: Vec<String>,
    rows: Vec<Row>,
    reaching: usize,
    csv: String,
    rule: Vec<(&'static str, String)>,
}

/// The rule that counts for the year, in words.
fn rule_words(desk: &Desk, year: i16) -> Vec<(&'static str, String)> {
    let rules = desk.rules();
    let Some(rule) = rules::rule_of(&rules, year) else { return Vec::new() };
    let keys: Vec<_> = desk.ground.grades.iter().chain(&desk.ground.bands).collect();
    let label = |key: &String| {
        keys.iter().find(|(own, _)| own == key).map_or(key.clone(), |(_, label)| label.clone())
    };
    let mut points: Vec<_> = rule.points.iter().collect();
    points.sort_by_key(|(_, points)| std::cmp::Reverse(**points));
    let points: Vec<_> =
        points.into_iter().map(|(key, own)| format!("{} {}点", label(key), words(*own))).collect();
    let thresholds: Vec<_> = desk
        .ground
        .positions
        .iter()
        .filter_map(|(code, name)| Some(format!("{name} {}点", words(*rule.thresholds.get(code)?))))
        .collect();
    let basis = rules::Basis::ALL.into_iter().find(|(own, ..)| *own == rule.basis);
    let reach = rules::OnReach::ALL.into_iter().find(|(own, ..)| *own == rule.on_reach);
    let counts = Counts::ALL.into_iter().find(|(own, ..)| *own == rule.counts);
    vec![
        ("数える評価", counts.map_or("", |(_, _, label)| label).to_owned()),
        ("点をつけるもの", basis.map_or("", |(_, _, label)| label).to_owned()),
        ("点", points.join("、")),
        ("到達点", thresholds.join("、")),
        ("到達したとき", format!("{}号給。{}", rule.steps, reach.map_or("", |(.., label)| label))),
    ]
}

/// GET /hr/accrual
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    audit::viewed(&app, &actor, Event::AccrualViewed, Subject::HOUSE, None).await?;
    let desk = store::desk(&app.reader).await?;
    let chosen = chosen(&filters, &desk);
    let rows = read(&app, &actor, &desk, &chosen).await?;
    let department = chosen.department.map_or("all".to_owned(), |id| id.to_string());
    let tick = if chosen.reached { "&reached=1" } else { "" };
    let page = ListPage {
        shell: actor
            .shell(&app, "点の積み上げ")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .saying(Notice::from_headers(&headers)),
        ruled: !desk.editions.is_empty(),
        years: desk
            .years
            .iter()
            .map(|(year, _)| (*year, fiscal_label(*year), *year == chosen.year))
            .collect(),
        departments: desk
            .departments
            .iter()
            .map(|(id, name)| (*id, name.clone(), chosen.department == Some(*id)))
            .collect(),
        all: chosen.department.is_none(),
        reached: chosen.reached,
        columns: columns(chosen.year).into_iter().map(fiscal_label).collect(),
        reaching: rows.iter().filter(|row| row.steps.is_some()).count(),
        csv: format!("/hr/accrual/points.csv?year={}&department={department}{tick}", chosen.year),
        rule: rule_words(&desk, chosen.year),
        rows,
    };
    Ok(Page(page).into_response())
}

/// GET /hr/accrual/points.csv
pub async fn csv(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("点の積み上げ", "/hr/accrual/points.csv", "/hr/accrual");
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let desk = store::desk(&app.reader).await?;
    let chosen = chosen(&filters, &desk);
    let rows = read(&app, &actor, &desk, &chosen).await?;
    let labels: Vec<String> = columns(chosen.year).into_iter().map(fiscal_label).collect();
    let mut header = vec!["職員番号", "氏名", "所属", "職位"];
    header.extend(labels.iter().map(String::as_str));
    header.extend(["累計", "到達点", "到達による号給数", "翌年への持ち越し"]);
    let lines: Vec<Vec<String>> = rows
        .into_iter()
        .map(|row| {
            let mut line = vec![row.number, row.name, row.section, row.position];
            line.extend(row.points.into_iter().map(|(_, points)| points));
            let steps = row.steps.unwrap_or(0).to_string();
            line.extend([row.sum, row.threshold, steps, row.left]);
            line
        })
        .collect();
    let name = format!("点の積み上げ_{}", fiscal_label(chosen.year));
    order.give(&app, &actor, Subject::HOUSE, &List::new(name, &header, lines)).await
}
