//! 成績区分 of a year: its bands, and every group with how far it is.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::IntoResponse,
};

use super::{
    access::BandOfficer,
    pages::address,
    scheme,
    store::{self, Line},
};
use crate::kit::{App, Notice, Page, Result, Shell, date::moment};

#[derive(Template)]
#[template(path = "evaluation/band/overview.html")]
struct OverviewPage {
    shell: Shell,
    base: String,
    set: bool,
    bands: Vec<scheme::BandWords>,
    groups: Vec<GroupLine>,
    /// Positions no group takes in.
    outside: Vec<String>,
    decided: usize,
    /// The reader also gives the decided bands on.
    pay: bool,
}

struct GroupLine {
    href: String,
    name: String,
    people: i64,
    excluded: i64,
    waiting: i64,
    own: bool,
    state: (&'static str, String),
}

fn line(line: &Line) -> GroupLine {
    let waiting = line.people - line.excluded - line.confirmed;
    let state = match (line.version, line.decided_at) {
        (Some(version), Some(at)) => ("ok", format!("✓ 決定（第{version}版・{}）", moment(at))),
        _ if waiting > 0 => ("", "確定を待っています".to_owned()),
        _ => ("do", "未決定".to_owned()),
    };
    GroupLine {
        href: address(line.id, line.department_id),
        name: match &line.department {
            Some(department) => format!("{department} {}", line.name),
            None => format!("全庁 {}", line.name),
        },
        people: line.people,
        excluded: line.excluded,
        waiting,
        own: line.own,
        state,
    }
}

/// GET /hr/cycles/{id}/bands
pub async fn show(
    BandOfficer(actor): BandOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result {
    let year = scheme::words(&app, id).await?;
    let lines = store::groups(&app.reader, id, actor.id).await?;
    let page = OverviewPage {
        shell: actor
            .shell(&app, "成績区分")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(format!("/hr/cycles/{id}"), year.name)
            .saying(Notice::from_headers(&headers)),
        base: format!("/hr/cycles/{id}/bands"),
        set: year.set,
        bands: year.bands,
        outside: year.outside,
        decided: lines.iter().filter(|line| line.version.is_some()).count(),
        groups: lines.iter().map(line).collect(),
        pay: actor.hats.payroll,
    };
    Ok(Page(page).into_response())
}
