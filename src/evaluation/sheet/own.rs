//! One's own evaluations over the years.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    reading::{state_tag, state_words},
    store,
};
use crate::{
    evaluation::workflow::State,
    identity::SignedIn,
    kit::{
        App, Notice, Page, Result, Shell,
        date::{Remaining, fiscal_label, month_day_weekday, remaining},
    },
};

#[derive(Template)]
#[template(path = "evaluation/sheet/own.html")]
struct OwnSheetsPage {
    shell: Shell,
    lines: Vec<OwnLineView>,
    /// before the portal: year, letter, points, note
    past: Vec<(String, String, String, String)>,
}

struct OwnLineView {
    href: String,
    name: String,
    position: String,
    state: &'static str,
    tag: &'static str,
    due: Option<(String, Remaining)>,
    result: Option<(i16, String)>,
}

/// GET /evaluations
pub async fn own_sheets(
    SignedIn(actor): SignedIn,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let lines = store::own(&app.reader, actor.id).await?;
    let past = store::past(&app.reader, actor.id).await?;
    let none = || "―".to_owned();
    let past = past.into_iter().map(|line| {
        let points = line.points.map_or_else(none, |points| format!("{points}点"));
        (fiscal_label(line.fiscal_year), line.letter, points, line.note)
    });
    let past = past.collect();
    let lines = lines
        .into_iter()
        .map(|line| {
            let page = match line.state {
                State::SelfAssessment => "/self-assessment",
                State::GoalSetting => "/goals/edit",
                State::MidtermReport => "/midterm",
                _ => "",
            };
            let writing = !page.is_empty();
            let due = line.due_on.filter(|_| writing);
            OwnLineView {
                href: format!("/sheets/{}{page}", line.id),
                name: line.cycle_name,
                position: line.position_name,
                state: state_words(line.state, line.returned, line.closed),
                tag: state_tag(line.state, line.returned),
                due: due.map(|due| (month_day_weekday(due), remaining(due, app.today()))),
                result: line.overall.zip(line.word),
            }
        })
        .collect();
    let shell =
        actor.shell(&app, "自分の評価").at("/evaluations").saying(Notice::from_headers(&headers));
    Ok(Page(OwnSheetsPage { shell, lines, past }).into_response())
}
