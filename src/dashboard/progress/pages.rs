//! The progress page and its tables as files.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    phase::{Band, Phase, bar, words},
    rules::{Curve, Figure, Notable, curve, done_percent, figures, notables, sorted},
    store::{self, CycleName, Overdue, Progress, UnitCount, Which},
};
use crate::{
    audit::Subject,
    evaluation::workflow::State,
    export::Export,
    identity::HrOfficer,
    kit::{
        App, AppError, Filters, Notice, Page, Result, Shell,
        chart::Part,
        date::{moment, month_day_weekday, remaining, slashed},
        list::List,
    },
    staff::fold,
};

const SIZE: i64 = 20;
/// Who holds what nobody is named for.
const HR: &str = "職員課";
/// A file holds everybody.
const ALL: i64 = 1_000_000;

#[derive(Template)]
#[template(path = "dashboard/progress.html")]
struct ProgressPage {
    shell: Shell,
    at: String,
    name: String,
    cycles: Vec<CycleName>,
    cycle: i64,
    department: Option<(i64, String)>,
    notables: Vec<Notable>,
    figures: Vec<Figure>,
    /// The colours of the rows' bars, and what is over when they are full.
    bands: Vec<Band>,
    over: &'static str,
    rows: Vec<Row>,
    total: i64,
    sort: String,
    curve: Option<Curve>,
    late: Vec<LateRow>,
    late_total: i64,
    search: String,
    by_name: bool,
    page: i64,
    pages: i64,
    /// The choices as they stand in addresses, without the page.
    query: String,
}

struct Row {
    name: String,
    href: Option<String>,
    parts: Vec<Part>,
    words: String,
    done: String,
    fraction: String,
    overdue: i64,
    returned: i64,
}

struct LateRow {
    sheet: i64,
    name: String,
    number: String,
    place: String,
    state: &'static str,
    returned: bool,
    holder: String,
    holder_id: Option<i64>,
    due: String,
    days: String,
}

fn label(state: &str) -> &'static str {
    State::ALL.iter().find(|s| s.code() == state).map_or("", |s| s.label())
}

fn which(filters: &Filters, cycle: i64, size: i64) -> Which {
    Which {
        cycle,
        department: filters.get("department").parse().ok(),
        search: fold(filters.get("q")),
        by_name: filters.get("late") == "name",
        page: if size == ALL {
            1
        } else {
            filters.get("page").parse().unwrap_or(1).clamp(1, 50_000)
        },
        size,
    }
}

async fn look(app: &App, filters: &Filters) -> Result<Option<Progress>> {
    let cycle = filters.get("cycle").parse().ok();
    let department = filters.get("department").parse().ok();
    store::progress(&app.reader, cycle, department, app.today()).await
}

fn row(unit: &UnitCount, (phase, bands): (Phase, &[Band]), cycle: Option<i64>) -> Row {
    Row {
        name: unit.name.clone(),
        href: unit
            .id
            .zip(cycle)
            .map(|(id, cycle)| format!("/hr/progress?cycle={cycle}&department={id}")),
        parts: bar(unit, bands),
        words: words(unit, bands),
        done: done_percent(unit, phase),
        fraction: format!("{}/{}", phase.done(unit), unit.total()),
        overdue: unit.overdue,
        returned: unit.returned,
    }
}

fn late_row(row: &Overdue, today: time::Date) -> LateRow {
    LateRow {
        sheet: row.sheet,
        name: row.name.clone(),
        number: row.number.clone(),
        place: row.place.clone(),
        state: label(&row.state),
        returned: row.returned,
        holder: row.holder.clone().unwrap_or_else(|| HR.to_owned()),
        holder_id: row.holder_id,
        due: month_day_weekday(row.due_on),
        days: remaining(row.due_on, today).words,
    }
}

/// GET /hr/progress
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let shell =
        actor.shell(&app, "評価の進捗").at("/hr/progress").saying(Notice::from_headers(&headers));
    let Some(progress) = look(&app, &filters).await? else {
        return Ok(Page(NothingPage { shell }).into_response());
    };
    let which = which(&filters, progress.cycle, SIZE);
    let late = store::overdue(&app.reader, &which, app.today()).await?;
    Ok(Page(page(&app, shell, progress, (&filters, which), &late)).into_response())
}

/// The choices as they stand in addresses.
fn query(filters: &Filters, cycle: i64) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair("cycle", &cycle.to_string())
        .append_pair("department", filters.get("department"))
        .append_pair("q", filters.get("q"))
        .append_pair("late", filters.get("late"))
        .finish()
}

fn page(
    app: &App,
    mut shell: Shell,
    progress: Progress,
    (filters, which): (&Filters, Which),
    late: &[Overdue],
) -> ProgressPage {
    let today = app.today();
    let late_total = late.first().map_or(0, |row| row.total);
    let department = which.department.zip(progress.department.clone());
    if let Some((_, name)) = &department {
        shell = shell.under(format!("/hr/progress?cycle={}", progress.cycle), "評価の進捗");
        shell.title = format!("{name}の進捗");
    }
    let sort = filters.get("sort").to_owned();
    let name = progress.cycles.iter().find(|c| c.id == progress.cycle);
    let phase = Phase::of(&progress, today);
    let bands = phase.bands(progress.plan());
    let below = department.is_none().then_some(progress.cycle);
    ProgressPage {
        shell,
        at: moment(app.now()),
        name: name.map(|c| c.name.clone()).unwrap_or_default(),
        notables: notables(&progress),
        figures: figures(&progress, phase),
        curve: curve(&progress, phase, today),
        total: progress.units.iter().map(UnitCount::total).sum(),
        rows: sorted(progress.units.clone(), &sort, phase)
            .iter()
            .map(|unit| row(unit, (phase, &bands), below))
            .collect(),
        bands,
        over: phase.over(),
        query: query(filters, progress.cycle),
        cycle: progress.cycle,
        cycles: progress.cycles,
        department,
        sort,
        late: late.iter().map(|row| late_row(row, today)).collect(),
        late_total,
        search: filters.get("q").to_owned(),
        by_name: which.by_name,
        page: which.page,
        pages: (late_total + SIZE - 1).div_euclid(SIZE).max(1),
    }
}

/// Before the first year has opened.
#[derive(Template)]
#[template(path = "dashboard/no_progress.html")]
struct NothingPage {
    shell: Shell,
}

/// GET /hr/progress/departments.csv
pub async fn departments_csv(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("部署ごとの進捗", "/hr/progress/departments.csv", "/hr/progress");
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let progress = look(&app, &filters).await?.ok_or(AppError::NotFound)?;
    let subject = Subject::new("cycle", progress.cycle);
    let plan = progress.plan();
    let states: Vec<State> = State::ALL.into_iter().filter(|state| plan.has(*state)).collect();
    let header: Vec<&str> = std::iter::once("部署")
        .chain(states.iter().map(|state| state.label()))
        .chain(["期限超過", "差し戻し"])
        .collect();
    let row = |unit: &UnitCount| {
        let counts = states.iter().map(|state| unit.count(*state));
        let counts = counts.chain([unit.overdue, unit.returned]).map(|n| n.to_string());
        std::iter::once(unit.name.clone()).chain(counts).collect()
    };
    let rows: Vec<Vec<String>> = progress.units.iter().map(row).collect();
    order.give(&app, &actor, subject, &List::new("部署ごとの進捗", &header, rows)).await
}

/// GET /hr/progress/overdue.csv
pub async fn overdue_csv(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("期限を過ぎているシート", "/hr/progress/overdue.csv", "/hr/progress");
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let progress = look(&app, &filters).await?.ok_or(AppError::NotFound)?;
    let rows =
        store::overdue(&app.reader, &which(&filters, progress.cycle, ALL), app.today()).await?;
    let subject = Subject::new("cycle", progress.cycle);
    let header = ["職員番号", "氏名", "所属", "状態", "いまの担当者", "担当者の職員番号", "期限"];
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|r| {
            let state = label(&r.state).to_owned();
            let holder = r.holder.unwrap_or_else(|| HR.to_owned());
            let number = r.holder_number.unwrap_or_default();
            vec![r.number, r.name, r.place, state, holder, number, slashed(r.due_on)]
        })
        .collect();
    let list = List::new("期限を過ぎているシート", &header, rows);
    order.give(&app, &actor, subject, &list).await
}
