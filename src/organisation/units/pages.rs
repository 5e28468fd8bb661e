//! /hr/units

use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use time::Date;

use super::{
    show::{self, UnitsPage},
    store,
};
use crate::{
    audit::Subject,
    export::Export,
    identity::{Actor, HrOfficer},
    kit::{
        App, AppError, Filters, Mistakes, Page, Result, Shell,
        date::{self, wareki},
        field::{Field, filled},
        list::List,
    },
};

const HERE: &str = "/hr/units";
/// The list itself, in the audit book.
const LIST: Subject = Subject { kind: "unit_list", id: None };

fn shell(app: &App, actor: &Actor, title: impl Into<String>) -> Shell {
    actor.shell(app, title).at("/hr").under("/hr", "職員課の仕事")
}

/// The day that is asked for; today without one.
fn day(filters: &Filters, today: Date) -> (Date, Mistakes) {
    let mut mistakes = Mistakes::default();
    let day = match filters.get("day") {
        "" => Some(today),
        typed => mistakes.note("day", date::parse(typed)),
    };
    (day.unwrap_or(today), mistakes)
}

/// GET /hr/units
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let (day, mistakes) = day(&filters, app.today());
    let units = store::units(&app.reader, day).await?;
    let under: Option<i64> = filters.get("under").parse().ok();
    let asked = if day == app.today() { String::new() } else { format!("&day={day}") };
    let named = under.and_then(|id| units.iter().find(|unit| unit.id == id));
    let wrong = !mistakes.is_empty();
    let page = UnitsPage {
        shell: shell(&app, &actor, "組織").with_mistakes(&mistakes),
        typed: filters.0,
        day: wareki(day),
        rows: show::rows(&units, named.map(|unit| unit.id), &asked),
        total: units.len(),
        people: units.iter().map(|unit| unit.people).sum(),
        under: named.map(|unit| unit.name.clone()),
        file: format!("{HERE}/list.csv?{}", asked.trim_start_matches('&')),
        errors: mistakes,
    };
    if wrong { Ok(Page(page).unprocessable()) } else { Ok(Page(page).into_response()) }
}

/// GET /hr/units/list.csv
pub async fn csv(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("組織", "/hr/units/list.csv", HERE);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let (day, _) = day(&filters, app.today());
    let units = store::units(&app.reader, day).await?;
    let header = [
        "組織コード",
        "名称",
        "階層",
        "上位組織コード",
        "任命権者",
        "所属長",
        "本務の人数",
        "時点",
    ];
    let code = |id: Option<i64>| {
        let parent = units.iter().find(|unit| Some(unit.id) == id);
        parent.map_or_else(String::new, |unit| unit.code.clone())
    };
    let rows: Vec<Vec<String>> = units
        .iter()
        .map(|unit| {
            vec![
                unit.code.clone(),
                unit.name.clone(),
                show::level(&unit.level),
                code(unit.parent),
                unit.authority.clone().unwrap_or_default(),
                unit.head.clone().unwrap_or_default(),
                unit.people.to_string(),
                day.to_string(),
            ]
        })
        .collect();
    let list = List::new(format!("組織の一覧（{day}時点）"), &header, rows);
    order.give(&app, &actor, LIST, &list).await
}

/// GET /hr/units/{id}
pub async fn one(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let today = app.today();
    let history = store::history(&app.reader, id, today).await?.ok_or(AppError::NotFound)?;
    let name = show::name(&history, today);
    let mut answers = crate::kit::Answers::default();
    answers.put("name", format!("{name}の変更"));
    let fields = vec![
        Field::line("name", "変更の名前", "60文字まで"),
        Field::line("on_day", "変わる日", "例：令和9年4月1日"),
    ];
    let fields = filled(fields, &answers, &Mistakes::default());
    let shell = shell(&app, &actor, name).under(HERE, "組織");
    Ok(Page(show::unit(shell, id, &history, today, fields)).into_response())
}
