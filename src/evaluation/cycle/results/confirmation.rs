//! 評価の確定: the sheets that wait for it, asked once more, carried out for those that were seen.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{
    access::Confirming,
    doubts::{differs, doubts},
    doubts_store::confirmable,
    forms::{Chosen, filters, named, query, stamp},
    lawful,
    listing::{Narrowed, SIZE, page_of},
    store::{self, Desk, Waiting},
};
use crate::{
    audit::{self, Change, Entry, Event, Subject},
    evaluation::{
        scoring,
        workflow::{Action, State},
    },
    export::Export,
    kit::{
        Answers, App, AppError, Filters, Notice, Page, Result, Shell,
        date::{local, month_day, slashed},
        list::List,
        redirect, see_other,
    },
};

/// So many are named before it is confirmed; the others are counted.
const NAMED: i64 = 20;

#[derive(Template)]
#[template(path = "evaluation/cycle/confirmation.html")]
struct ConfirmationPage {
    shell: Shell,
    base: String,
    list: Narrowed,
    lines: Vec<Line>,
    asked: String,
    none_chosen: bool,
    /// How many wait for a 確認者 and not here.
    elsewhere: i64,
}

struct Line {
    row: Waiting,
    since: String,
    /// First and second evaluator, and the calibration: label, points, word.
    grades: Vec<(&'static str, Option<(i16, String)>)>,
    /// How far the second is from the first, if at all.
    differs: Option<String>,
}

fn line(desk: &Desk, row: Waiting) -> Line {
    // one's own stand in the list to be confirmed by somebody else, and without the grades
    let own = row.own;
    let graded =
        |points: Option<i16>| points.filter(|_| !own).map(|points| (points, desk.grade(points)));
    let differs = differs(row.first, row.second).filter(|_| !own);
    Line {
        since: month_day(local(row.since).date()),
        grades: [("一次", graded(row.first)), ("二次", graded(row.second))]
            .into_iter()
            .chain(row.calibrated.map(|points| ("調整後", graded(Some(points)))))
            .collect(),
        differs,
        row,
    }
}

/// The list, or None if there is no such page of it. Every look is written up: it shows grades.
async fn list_page(
    app: &App,
    keeper: &Confirming,
    desk: Desk,
    answers: &Answers,
    none_chosen: bool,
) -> Result<Option<Page<ConfirmationPage>>> {
    let chosen = filters(answers);
    let page = page_of(answers.get("page"));
    let rows = store::waiting(&app.reader, desk.id, keeper.officer(), &chosen, page, SIZE).await?;
    if rows.is_empty() && page > 1 {
        return Ok(None);
    }
    audit::viewed(
        app,
        keeper.actor(),
        Event::ConfirmationViewed,
        Subject::new("cycle", desk.id),
        None,
    )
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let base = format!("/hr/cycles/{}", desk.id);
    Ok(Some(Page(ConfirmationPage {
        shell: keeper.shell(app, "評価の確定", &desk.name),
        elsewhere: if keeper.officer().hr { desk.elsewhere } else { 0 },
        lines: rows.into_iter().map(|row| line(&desk, row)).collect(),
        list: Narrowed::of(&desk, format!("{base}/confirmation"), chosen, total, page).sorted(),
        base,
        asked: stamp(app.now()),
        none_chosen,
    })))
}

/// GET /hr/cycles/{id}/confirmation
pub async fn list(
    keeper: Confirming,
    Shared(app): Shared<App>,
    answers: Filters,
    headers: HeaderMap,
) -> Result {
    let id = keeper.cycle();
    let desk = store::desk(&app.reader, id).await?;
    let Some(mut page) = list_page(&app, &keeper, desk, &answers, false).await? else {
        let first = format!("/hr/cycles/{id}/confirmation?{}", query(&filters(&answers)));
        return Ok(see_other(&first));
    };
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// GET /hr/cycles/{id}/confirmation/list.csv: all of the list under its filters, with the grades the
/// page shows.
pub async fn csv(keeper: Confirming, Shared(app): Shared<App>, answers: Filters) -> Result {
    let id = keeper.cycle();
    let back = format!("/hr/cycles/{id}/confirmation");
    let export = Export::new("確認を待っているシート", format!("{back}/list.csv"), back);
    let Some(order) = export.order(&answers) else {
        return Ok(export.ask(&app, keeper.actor(), &answers));
    };
    let desk = store::desk(&app.reader, id).await?;
    let chosen = filters(&answers);
    let rows = store::waiting(&app.reader, id, keeper.officer(), &chosen, 1, i64::MAX).await?;
    let rows = rows.into_iter().map(|row| {
        let grade = |points: Option<i16>| {
            let points = points.filter(|_| !row.own);
            points.map(|points| format!("{points} {}", desk.grade(points))).unwrap_or_default()
        };
        let (first, second, after) = (grade(row.first), grade(row.second), grade(row.calibrated));
        let since = slashed(local(row.since).date());
        vec![row.number, row.name, row.department, row.position, first, second, after, since]
    });
    let header = ["職員番号", "氏名", "部署", "職位", "一次評価", "二次評価", "調整後", "待ち始め"];
    let list = List::new("確認を待っているシート", &header, rows.collect());
    order.give(&app, keeper.actor(), Subject::new("cycle", id), &list).await
}

#[derive(Template)]
#[template(path = "evaluation/cycle/confirm.html")]
struct ConfirmPage {
    shell: Shell,
    base: String,
    name: String,
    count: i64,
    /// The first of them, the odd ones before the others.
    people: Vec<Confirmed>,
    /// How many more there are.
    rest: i64,
    /// Sent on unchanged: which sheets, and when they were looked at.
    chosen: Chosen,
    asked: String,
    back: String,
    form: String,
}

/// Somebody whose evaluation is about to be confirmed.
struct Confirmed {
    number: String,
    name: String,
    department: String,
    doubts: Vec<String>,
}

/// POST /hr/cycles/{id}/confirmation/check: what would happen, and to whom.
pub async fn check(keeper: Confirming, Shared(app): Shared<App>, answers: Answers) -> Result {
    let id = keeper.cycle();
    let desk = store::desk(&app.reader, id).await?;
    let base = format!("/hr/cycles/{id}/confirmation");
    let mut chosen = named(&answers);
    let asked = *chosen.asked.get_or_insert(app.now());
    let rows = confirmable(&app.reader, id, keeper.officer(), &chosen, NAMED).await?;
    let Some(count) = rows.first().map(|row| row.total) else {
        let page = list_page(&app, &keeper, desk, &answers, true).await?;
        return Ok(page.map_or_else(|| see_other(&base), Page::unprocessable));
    };
    let subject = Subject::new("cycle", id);
    audit::viewed(&app, keeper.actor(), Event::ConfirmationViewed, subject, None).await?;
    let people: Vec<Confirmed> = rows
        .into_iter()
        .map(|row| Confirmed {
            doubts: doubts(&row, |points| desk.grade(points)),
            number: row.number,
            name: row.name,
            department: row.department,
        })
        .collect();
    let page = ConfirmPage {
        shell: keeper.shell(&app, "評価の確定の確認", &desk.name).under(base.clone(), "評価の確定"),
        back: format!("{base}?{}", query(&filters(&answers))),
        base,
        name: desk.name,
        rest: count - i64::try_from(people.len()).unwrap_or_default(),
        people,
        count,
        chosen,
        asked: stamp(asked),
        form: uuid::Uuid::now_v7().to_string(),
    };
    Ok(Page(page).into_response())
}

/// POST /hr/cycles/{id}/confirmation
pub async fn confirm(keeper: Confirming, Shared(app): Shared<App>, answers: Answers) -> Result {
    let id = keeper.cycle();
    lawful(State::Confirmation, Action::Confirm)?;
    let base = format!("/hr/cycles/{id}/confirmation");
    let back = format!("{base}?{}", query(&filters(&answers)));
    let mut change = Change::begin(&app, keeper.actor()).await?;
    if let Some(there) = change.repeated(answers.form_id(), &base, &back).await? {
        return Ok(see_other(&there));
    }
    let chosen = named(&answers);
    let sheets = store::confirm(&mut change, id, keeper.officer(), &chosen).await?;
    if sheets.is_empty() {
        return Err(AppError::Refused(
            "確定できるシートがありません。すでに確定したか、差し戻されています。".to_owned(),
        ));
    }
    let scores = scoring::keep(&mut change, id, &sheets).await?;
    let entry = Entry::new(Event::ResultsConfirmed, Subject::new("cycle", id)).detail(json!({
        "count": sheets.len(), "scores": scores, "sheets": sheets, "department": chosen.department,
        "position": chosen.position, "words": chosen.words
    }));
    change.commit(entry).await?;
    Ok(redirect(&back, Notice::ResultsConfirmed))
}
