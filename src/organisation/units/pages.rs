//! /hr/units

use std::collections::HashMap;

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
        list::{List, Listing},
    },
    staff::fold,
};

const HERE: &str = "/hr/units";
const FILE: &str = "/hr/units/list.csv";
/// What units are searched, narrowed and sorted by.
const COLUMNS: &[&str] = &["組織", "コード", "階層", "所属長", "任命権者", "本務の人数"];
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
        typed => mistakes.note("day", date::named("いつの組織か", typed)),
    };
    (day.unwrap_or(today), mistakes)
}

/// Units as the address asks for them.
struct Asked {
    list: Listing,
    /// one line a unit, all pages
    rows: Vec<show::Row>,
    units: Vec<store::Unit>,
    /// the branch that is shown
    under: Option<i64>,
}

async fn picked(app: &App, filters: &Filters, day: Date) -> Result<Asked> {
    let units = store::units(&app.reader, day).await?;
    let mut list = Listing::read(filters, (HERE, FILE), "組織", COLUMNS).narrowed_by(2);
    if day != app.today() {
        list = list.keeping("day", day.to_string());
    }
    let under: Option<i64> = filters.get("under").parse().ok();
    let under = under.filter(|id| units.iter().any(|unit| unit.id == *id));
    if let Some(id) = under {
        list = list.keeping("under", id.to_string());
    }
    let keys = |row: &show::Row| {
        let people = format!("{:08}", row.people);
        let (level, head) = (row.level.clone(), row.head.clone());
        vec![row.name.clone(), row.code.clone(), level, head, row.authority.clone(), people]
    };
    let rows = list.pick(show::lines(&units, under), fold, keys);
    Ok(Asked { list, rows, units, under })
}

/// GET /hr/units
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let (day, mistakes) = day(&filters, app.today());
    let Asked { mut list, rows, units, under } = picked(&app, &filters, day).await?;
    let asked = if day == app.today() {
        String::new()
    } else {
        let typed: String =
            form_urlencoded::byte_serialize(filters.get("day").as_bytes()).collect();
        format!("&day={typed}")
    };
    let tree = show::tree(&units, under, &asked);
    let people = match under {
        Some(_) => tree.first().map_or(0, |row| row.people),
        None => units.iter().map(|unit| unit.people).sum(),
    };
    // what is searched or sorted is no tree any more
    let rows = match list.is_narrowed() || list.is_sorted() {
        true => list.cut(rows),
        false if tree.len() > show::WHOLE => list.cut(tree),
        false => tree,
    };
    let wrong = !mistakes.is_empty();
    let named = units.into_iter().find(|unit| Some(unit.id) == under);
    let page = UnitsPage {
        shell: shell(&app, &actor, "組織").with_mistakes(&mistakes),
        typed: filters.0,
        day: wareki(day),
        rows,
        people,
        under: named.map(|unit| unit.name),
        list,
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
    let export = Export::new("組織", FILE, HERE);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let (day, _) = day(&filters, app.today());
    let Asked { rows, units, .. } = picked(&app, &filters, day).await?;
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
    let units: HashMap<i64, &store::Unit> = units.iter().map(|unit| (unit.id, unit)).collect();
    let above = |id: i64| {
        let parent = units.get(&id).and_then(|unit| units.get(&unit.parent?));
        parent.map_or_else(String::new, |unit| unit.code.clone())
    };
    let rows = rows.into_iter().map(|row| {
        let (above, own) = (above(row.id), row.own.to_string());
        vec![row.code, row.name, row.level, above, row.authority, row.head, own, day.to_string()]
    });
    let list = List::new(format!("組織の一覧（{day}時点）"), &header, rows.collect());
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
