//! 祝日の取り込み: the Cabinet Office's file on a screen. It is read and nothing is changed; the page
//! says which days and which deadlines change; taken up, it is in the book.

use askama::Template;
use axum::{
    extract::{Multipart, State as Shared, multipart::MultipartRejection},
    response::{IntoResponse, Response},
};
use serde_json::json;
use time::Date;

use super::{
    difference::{Difference, Moved, closed_dates, moved},
    forms, import, pages,
    store::{self, Affected},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, Filters, Mistakes, Notice, Page, Result, Shell, redirect, see_other,
        upload::Sent,
    },
};

const HERE: &str = "/hr/calendar";
const TAKE_UP: &str = "/hr/calendar/holidays";

#[derive(Template)]
#[template(path = "calendar/holidays.html")]
struct CheckPage {
    shell: Shell,
    years: String,
    /// What becomes of a day, the day, and its name.
    lines: Vec<(&'static str, String, String)>,
    moved: Vec<Moved>,
    /// Dates of years that become holidays.
    closed: Vec<(String, String)>,
    /// The rows of the file again, to be taken up.
    rows: String,
    stamp: String,
    form: String,
    /// The calendar has changed since the reader was asked.
    stale: bool,
}

/// The rows that count: what is past is not changed.
fn coming(rows: Vec<(Date, String)>, today: Date) -> Vec<(Date, String)> {
    rows.into_iter().filter(|(day, _)| day.year() >= today.year()).collect()
}

fn check_page(
    app: &App,
    actor: &Actor,
    rows: &[(Date, String)],
    difference: &Difference,
    affected: &Affected,
    stale: bool,
) -> Page<CheckPage> {
    let after = affected.calendar.with_holidays(rows);
    let years = difference.years.iter().map(|year| format!("{year}年")).collect::<Vec<_>>();
    Page(CheckPage {
        shell: actor
            .shell(app, "祝日の取り込みの確認")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(HERE, "閉庁日の暦"),
        years: years.join("、"),
        lines: difference.lines(),
        moved: moved(&affected.calendar, &after, &affected.open, app.today()),
        closed: closed_dates(difference, &affected.dates),
        rows: forms::file_of(rows),
        stamp: difference.stamp(),
        form: uuid::Uuid::now_v7().to_string(),
        stale,
    })
}

/// The page of the calendar with what is wrong with the file.
async fn refused(app: &App, actor: &Actor, advice: String) -> Result<Response> {
    let mut mistakes = Mistakes::default();
    mistakes.add("file", advice);
    Ok(pages::page(app, actor, &Filters::default(), Answers::default(), mistakes)
        .await?
        .unprocessable())
}

/// POST /hr/calendar/holidays/file: reads the file and says what it changes.
pub async fn receive(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result {
    let sent = Sent::read(multipart).await?;
    if let Some(fault) = sent.fault() {
        return refused(&app, &actor, fault.to_owned()).await;
    }
    let rows = match forms::holidays(&sent.bytes) {
        Ok(rows) => coming(rows, app.today()),
        Err(problems) => return refused(&app, &actor, forms::advice(&problems)).await,
    };
    if rows.is_empty() {
        let advice = "今年からあとの祝日がありません。内閣府の新しいファイルを選んでください";
        return refused(&app, &actor, advice.to_owned()).await;
    }
    let affected = store::affected(&app.reader, app.today()).await?;
    let difference = Difference::of(&affected.holidays, &rows);
    if difference.is_empty() {
        return Ok(redirect(HERE, Notice::HolidaysKnown));
    }
    Ok(check_page(&app, &actor, &rows, &difference, &affected, false).into_response())
}

/// POST /hr/calendar/holidays: takes the file up.
pub async fn take_up(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), TAKE_UP, HERE).await? {
        return Ok(see_other(&there));
    }
    let rows = match forms::holidays(answers.get("rows").as_bytes()) {
        Ok(rows) => coming(rows, app.today()),
        Err(problems) => {
            drop(change);
            return refused(&app, &actor, forms::advice(&problems)).await;
        }
    };
    let affected = store::affected(change.conn(), app.today()).await?;
    let difference = Difference::of(&affected.holidays, &rows);
    if difference.is_empty() {
        return Ok(redirect(HERE, Notice::HolidaysKnown));
    }
    if answers.get("stamp") != difference.stamp() {
        drop(change);
        return Ok(check_page(&app, &actor, &rows, &difference, &affected, true).conflicting());
    }
    store::replace_holidays(&mut change, &rows, import::SOURCE).await?;
    let detail = json!({ "rows": rows.len(), "added": difference.added.len(),
                         "changed": difference.gone.len() + difference.renamed.len(),
                         "years": difference.years });
    change.commit(Entry::new(Event::HolidaysImported, Subject::HOUSE).detail(detail)).await?;
    Ok(redirect(HERE, Notice::HolidaysTakenUp))
}
