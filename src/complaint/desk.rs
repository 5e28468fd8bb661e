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
        list::{List, Listing},
    },
    staff::fold,
};

const HERE: &str = "/hr/complaints";
const FILE: &str = "/hr/complaints.csv";

#[derive(Template)]
#[template(path = "complaint/list.html")]
struct ListPage {
    shell: Shell,
    no_reprisal: &'static str,
    rows: Vec<RowView>,
    state: String,
    states: Vec<(&'static str, &'static str)>,
    list: Listing,
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

/// What the list is sorted by.
const COLUMNS: &[&str] = &["案件", "本人", "状態", "いまの期限", "相談員", "受け付け"];

/// The cases asked for, in the order asked for; the words are looked for by the page's own keys.
async fn asked(app: &App, actor: &Actor, filters: &Filters) -> Result<(Listing, Vec<Line>)> {
    let state = filters.get("state");
    let one = State::ALL.into_iter().find(|own| own.code() == state);
    let running = state != "all" && one.is_none();
    let lines = store::lines(&app.reader, actor.id, one, running).await?;
    let mut list =
        Listing::read(filters, (HERE, FILE), "件", COLUMNS).keeping("state", state.to_owned());
    let lines = list.pick(lines, fold, |line| {
        vec![
            line.number.clone(),
            [&line.name, &line.staff_number, line.place.as_ref().unwrap_or(&String::new())]
                .map(String::as_str)
                .join(" "),
            line.state.label().to_owned(),
            // what waits for nothing comes last
            line.waits_until.map_or("9".to_owned(), |day| day.to_string()),
            line.handler.clone().unwrap_or_default(),
            line.received_on.to_string(),
        ]
    });
    Ok((list, lines))
}

/// Each case that is shown or taken out is written up as seen.
async fn seen(app: &App, actor: &Actor, lines: &[Line]) -> Result<()> {
    let ids: Vec<i64> = lines.iter().map(|line| line.id).collect();
    store::viewed(app, actor, Event::ComplaintListed, &ids).await
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
    let (mut list, lines) = asked(&app, &actor, &filters).await?;
    let late = lines.iter().filter(|line| line.waits_until.is_some_and(|due| due < app.today()));
    let late = late.count();
    let lines = list.cut(lines);
    seen(&app, &actor, &lines).await?;
    let calendar = calendar::from_day(&app.reader, back(app.today())).await?;
    let rows: Vec<RowView> = lines.iter().map(|line| row(&app, &calendar, line)).collect();
    let page = ListPage {
        shell: actor.shell(&app, "苦情相談").at(HERE).saying(Notice::from_headers(&headers)),
        no_reprisal: NO_REPRISAL,
        late,
        rows,
        state: filters.get("state").to_owned(),
        states: State::ALL.into_iter().map(|state| (state.code(), state.label())).collect(),
        filtered: !filters.get("state").is_empty() || list.is_narrowed(),
        list,
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
    let export = Export::new("苦情相談", FILE, HERE);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let (_, lines) = asked(&app, &actor, &filters).await?;
    seen(&app, &actor, &lines).await?;
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
