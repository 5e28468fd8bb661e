//! /hr/complaints: all cases an officer may work on; sorted, narrowed, counted, as a file.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    NO_REPRISAL,
    kinds::{Channel, Target},
    rules::left,
    store::{self, Line},
    workflow::State,
};
use crate::{
    audit::{Event, Subject},
    calendar::{self, Calendar},
    export::Export,
    identity::{Actor, HrOfficer},
    kit::{
        App, Filters, Notice, Page, Result, Shell,
        date::{Remaining, month_day, month_day_weekday, slashed},
        list::List,
    },
};

const HERE: &str = "/hr/complaints";

#[derive(Template)]
#[template(path = "complaint/list.html")]
struct ListPage {
    shell: Shell,
    no_reprisal: &'static str,
    rows: Vec<RowView>,
    state: String,
    states: Vec<(&'static str, &'static str)>,
    sort: String,
    query: String,
    filtered: bool,
    late: usize,
}

struct RowView {
    href: String,
    number: String,
    name: String,
    place: String,
    target: &'static str,
    state: &'static str,
    tag: &'static str,
    handler: String,
    received: String,
    due: Option<(String, Remaining)>,
}

/// Which cases, and in which order.
struct Wanted {
    state: Option<State>,
    running: bool,
    sort: String,
}

fn wanted(filters: &Filters) -> Wanted {
    let asked = filters.get("state");
    let sort = ["due", "-due", "received", "handler", "state"]
        .into_iter()
        .find(|own| *own == filters.get("sort"));
    Wanted {
        state: State::ALL.into_iter().find(|state| state.code() == asked),
        running: asked != "all",
        sort: sort.unwrap_or_default().to_owned(),
    }
}

/// The cases asked for; each one is written up as seen.
async fn seen(app: &App, actor: &Actor, wanted: &Wanted) -> Result<Vec<Line>> {
    let running = wanted.running && wanted.state.is_none();
    let mut lines = store::lines(&app.reader, actor.id, wanted.state, running).await?;
    let far = time::Date::MAX;
    match wanted.sort.as_str() {
        "due" => lines.sort_by_key(|line| line.waits_until.unwrap_or(far)),
        "-due" => lines.sort_by_key(|line| std::cmp::Reverse(line.waits_until)),
        "received" => lines.sort_by_key(|line| line.received_on),
        "handler" => lines.sort_by_key(|line| (line.handler.is_some(), line.handler.clone())),
        "state" => lines.sort_by_key(|line| line.state),
        _ => {}
    }
    let ids: Vec<i64> = lines.iter().map(|line| line.id).collect();
    store::viewed(app, actor, Event::ComplaintListed, &ids).await?;
    Ok(lines)
}

fn target(line: &Line) -> &'static str {
    let label = Target::from_code(&line.target).map_or("", Target::label);
    label.split('（').next().unwrap_or(label)
}

fn row(app: &App, calendar: &Calendar, line: &Line) -> RowView {
    RowView {
        href: format!("{HERE}/{}", line.id),
        number: line.number.clone(),
        name: line.name.clone(),
        place: line.place.clone().unwrap_or_default(),
        target: target(line),
        state: line.state.label(),
        tag: line.state.tag(),
        handler: line.handler.clone().unwrap_or_else(|| "まだいません".to_owned()),
        received: month_day(line.received_on),
        due: line.waits_until.map(|due| (month_day_weekday(due), left(calendar, due, app.today()))),
    }
}

/// GET /hr/complaints
pub async fn list(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let wanted = wanted(&filters);
    let lines = seen(&app, &actor, &wanted).await?;
    let calendar = calendar::from_day(&app.reader, back(app.today())).await?;
    let rows: Vec<RowView> = lines.iter().map(|line| row(&app, &calendar, line)).collect();
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("state", filters.get("state"));
    let page = ListPage {
        shell: actor.shell(&app, "苦情相談").at(HERE).saying(Notice::from_headers(&headers)),
        no_reprisal: NO_REPRISAL,
        late: rows.iter().filter(|row| matches!(&row.due, Some((_, l)) if l.tag == "ng")).count(),
        rows,
        state: filters.get("state").to_owned(),
        states: State::ALL.into_iter().map(|state| (state.code(), state.label())).collect(),
        sort: wanted.sort,
        query: query.finish(),
        filtered: wanted.state.is_some() || !wanted.running,
    };
    Ok(Page(page).into_response())
}

/// Far enough back for what is past due.
fn back(today: time::Date) -> time::Date {
    today.checked_sub(time::Duration::days(400)).unwrap_or(today)
}

/// GET /hr/complaints.csv
pub async fn list_csv(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("苦情相談", "/hr/complaints.csv", HERE);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let lines = seen(&app, &actor, &wanted(&filters)).await?;
    let header = [
        "案件",
        "職員番号",
        "氏名",
        "所属",
        "評価",
        "対象",
        "方法",
        "状態",
        "担当者",
        "受け付けた日",
        "申し出の期限",
        "期限後の受付",
        "いまの期限",
    ];
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            vec![
                line.number.clone(),
                line.staff_number.clone(),
                line.name.clone(),
                line.place.clone().unwrap_or_default(),
                line.cycle_name.clone(),
                target(line).to_owned(),
                Channel::from_code(&line.channel).map_or("", Channel::label).to_owned(),
                line.state.label().to_owned(),
                line.handler.clone().unwrap_or_default(),
                slashed(line.received_on),
                slashed(line.due_on),
                if line.late { "はい" } else { "いいえ" }.to_owned(),
                line.waits_until.map(slashed).unwrap_or_default(),
            ]
        })
        .collect();
    order.give(&app, &actor, Subject::HOUSE, &List::new("苦情相談", &header, rows)).await
}
