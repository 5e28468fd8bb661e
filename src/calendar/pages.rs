//! /hr/calendar: the days the city hall is closed.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{forms, store};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell,
        date::{month_day, month_day_weekday, wareki, wareki_day},
        redirect, see_other,
    },
};

const HERE: &str = "/hr/calendar";

#[derive(Template)]
#[template(path = "calendar/calendar.html")]
pub struct CalendarPage {
    shell: Shell,
    closed: Vec<ClosedView>,
    years: Vec<YearView>,
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

struct YearView {
    year: i32,
    source: String,
    holidays: Vec<(String, String)>,
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

pub async fn page(
    app: &App,
    actor: &Actor,
    answers: Answers,
    errors: Mistakes,
) -> Result<Page<CalendarPage>> {
    let closed = store::closed_days(&app.reader).await?;
    let this_year = app.today().year();
    let first = app.today().replace_ordinal(1).unwrap_or(app.today());
    let mut years: Vec<YearView> = Vec::new();
    for holiday in store::holidays(&app.reader, first).await? {
        let year = holiday.day.year();
        let line = (month_day_weekday(holiday.day), holiday.name);
        match years.last_mut() {
            Some(last) if last.year == year => last.holidays.push(line),
            _ => years.push(YearView { year, source: holiday.source, holidays: vec![line] }),
        }
    }
    let missing =
        [this_year, this_year + 1].into_iter().find(|y| years.iter().all(|known| known.year != *y));
    let shell = actor.shell(app, "閉庁日の暦").at("/hr/cycles").under("/hr/cycles", "年度と日程");
    Ok(Page(CalendarPage {
        shell: shell.with_mistakes(&errors),
        closed: closed.into_iter().map(closed_view).collect(),
        years,
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
) -> Result {
    let mut page = page(&app, &actor, Answers::default(), Mistakes::default()).await?;
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
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
            return Ok(page(&app, &actor, answers, mistakes).await?.unprocessable());
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
        return Ok(page(&app, &actor, answers, mistakes).await?.unprocessable());
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
