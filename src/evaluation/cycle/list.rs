//! 年度と日程: all years.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::store::{self, Cycle};
use crate::{
    identity::HrOfficer,
    kit::{
        App, Notice, Page, Result, Shell,
        date::{self, wareki},
    },
};

const HERE: &str = "/hr/cycles";

#[derive(Template)]
#[template(path = "evaluation/cycle/list.html")]
struct ListPage {
    shell: Shell,
    cycles: Vec<CycleLine>,
}

struct CycleLine {
    href: String,
    name: String,
    state: &'static str,
    tag: &'static str,
    sheets: i64,
    disclosed: i64,
    opened: String,
}

/// Where a year is, in a word.
pub fn state(cycle: &Cycle) -> (&'static str, &'static str) {
    let total = cycle.total();
    if cycle.opened_at.is_none() {
        ("開始前", "")
    } else if total > 0 && cycle.count("disclosed") == total {
        ("開示済み", "ok")
    } else if total > 0 && cycle.count("confirmed") + cycle.count("disclosed") == total {
        ("確定", "ok")
    } else {
        ("実施中", "now")
    }
}

/// GET /hr/cycles
pub async fn list(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let cycles = store::cycles(&app.reader, None).await?;
    let cycles = cycles
        .iter()
        .map(|cycle| CycleLine {
            href: format!("{HERE}/{}", cycle.id),
            name: cycle.name.clone(),
            state: state(cycle).0,
            tag: state(cycle).1,
            sheets: cycle.total(),
            disclosed: cycle.count("disclosed"),
            opened: cycle
                .opened_at
                .map_or_else(|| "―".to_owned(), |at| wareki(date::local(at).date())),
        })
        .collect();
    let shell = actor.shell(&app, "年度と日程").at(HERE).saying(Notice::from_headers(&headers));
    Ok(Page(ListPage { shell, cycles }).into_response())
}
