//! /hr/calendar: the days the city hall is closed.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{forms, store};
use crate::{
    audit::{Change, Entry, Event, Subject},
    export::Export,
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Filters, Mistakes, Notice, Page, Result, Shell,
        date::{month_day, month_day_weekday, slashed, wareki, wareki_day},
        list::{List, Listing},
        redirect, see_other,
    },
    staff::fold,
};

const HERE: &str = "/hr/calendar";
const FILE: &str = "/hr/calendar/list.csv";
/// What holidays are searched, narrowed and sorted by.
const COLUMNS: &[&str] = &["年", "日", "名前"];

#[derive(Template)]
#[template(path = "calendar/calendar.html")]
pub struct CalendarPage {
    shell: Shell,
    closed: Vec<ClosedView>,
    list: Listing,
    holidays: Vec<HolidayView>,
    /// The next year, if its holidays are not known yet.
    missing: Option<i32>,
    answers: Answers,
    errors: Mistakes,
    form: String,
}

struct ClosedView {
    id: i64,
    name: String,
    days: String,
    every: &'static str,
}

struct HolidayView {
    day: String,
    name: String,
    source: String,
}

fn closed_view(kept: store::Kept) -> ClosedView {
    let days = match (kept.yearly, kept.first_on == kept.last_on) {
        (true, true) => month_day(kept.first_on),
        (true, false) => format!("{}〜{}", month_day(kept.first_on), month_day(kept.last_on)),
        (false, true) => wareki_day(kept.first_on),
        (false, false) => format!("{}〜{}", wareki(kept.first_on), month_day(kept.last_on)),
    };
    let every = if kept.yearly { "毎年" } else { "この年だけ" };
    ClosedView { id: kept.id, name: kept.name, days, every }
}

/// Holidays as the address asks for them, all pages.
fn picked(filters: &Filters, holidays: Vec<store::Holiday>) -> (Listing, Vec<store::Holiday>) {
    let mut list = Listing::read(filters, (HERE, FILE), "日", COLUMNS).narrowed_by(0);
    let picked = list.pick(holidays, fold, |one| {
        let year = format!("{}年", one.day.year());
        // the day also as it is written on the page
        vec![year, one.day.to_string(), one.name.clone(), wareki_day(one.day)]
    });
    (list, picked)
}

/// The page, with what was typed and what is wrong with it.
pub async fn page(
    app: &App,
    actor: &Actor,
    filters: &Filters,
    answers: Answers,
    errors: Mistakes,
) -> Result<Page<CalendarPage>> {
    let closed = store::closed_days(&app.reader).await?;
    let today = app.today();
    let holidays = store::holidays(&app.reader, today).await?;
    let known = |year: &i32| holidays.iter().any(|one| one.day.year() == *year);
    let missing = [today.year(), today.year() + 1].into_iter().find(|year| !known(year));
    let (mut list, holidays) = picked(filters, holidays);
    let holidays = list.cut(holidays).into_iter().map(|one| HolidayView {
        day: format!("{}年{}", one.day.year(), month_day_weekday(one.day)),
        name: one.name,
        source: one.source,
    });
    let shell = actor.shell(app, "閉庁日の暦").at("/hr/cycles").under("/hr/cycles", "年度と日程");
    Ok(Page(CalendarPage {
        shell: shell.with_mistakes(&errors),
        closed: closed.into_iter().map(closed_view).collect(),
        holidays: holidays.collect(),
        list,
        missing,
        answers,
        errors,
        form: uuid::Uuid::now_v7().to_string(),
    }))
}

/// GET /hr/calendar
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    headers: HeaderMap,
    filters: Filters,
) -> Result {
    let mut page = page(&app, &actor, &filters, Answers::default(), Mistakes::default()).await?;
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// GET /hr/calendar/list.csv: the holidays.
pub async fn csv(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("国民の祝日", FILE, HERE);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let (_, holidays) = picked(&filters, store::holidays(&app.reader, app.today()).await?);
    let rows = holidays.into_iter().map(|one| vec![slashed(one.day), one.name, one.source]);
    let list = List::new("国民の祝日", &["日", "名前", "出典"], rows.collect());
    order.give(&app, &actor, Subject::HOUSE, &list).await
}

/// POST /hr/calendar
pub async fn add(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let closed = match forms::closed_days(&answers) {
        Ok(closed) => closed,
        Err(mistakes) => {
            return Ok(page(&app, &actor, &Filters::default(), answers, mistakes)
                .await?
                .unprocessable());
        }
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(see_other(&there));
    }
    let Some(id) = store::add(&mut change, &closed).await? else {
        drop(change);
        let mut mistakes = Mistakes::default();
        mistakes.add("name", "同じ名前と最初の日の閉庁日が、すでにあります");
        return Ok(page(&app, &actor, &Filters::default(), answers, mistakes)
            .await?
            .unprocessable());
    };
    let entry =
        Entry::new(Event::ClosedDaysChanged, Subject::new("closed_day", id)).detail(json!({
            "old": "", "new": told(&closed.name, closed.first_on, closed.last_on, closed.yearly)
        }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::CalendarSaved))
}

/// One span in words, for the book.
fn told(name: &str, first: time::Date, last: time::Date, yearly: bool) -> String {
    let every = if yearly { "・毎年" } else { "" };
    format!("{name}（{}〜{}{every}）", wareki(first), wareki(last))
}

/// POST /hr/calendar/removal
pub async fn remove(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let id = answers.get("id").parse().map_err(|_| AppError::NotFound)?;
    let mut change = Change::begin(&app, &actor).await?;
    // gone already: the button was pressed twice, or in two windows
    let Some(old) = store::remove(&mut change, id).await? else { return Ok(see_other(HERE)) };
    let entry =
        Entry::new(Event::ClosedDaysChanged, Subject::new("closed_day", id)).detail(json!({
            "old": told(&old.name, old.first_on, old.last_on, old.yearly), "new": ""
        }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::CalendarSaved))
}
