//! 取り込み: what has been imported, by whom, and what waits for somebody to go on.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};

use super::{
    rules::{self, State},
    store::{self, Import},
};
use crate::{
    identity::HrOfficer,
    kit::{App, Filters, Page, Result, Shell, date::moment},
};

/// Imports on a page.
const SIZE: i64 = 30;

struct Line {
    href: String,
    kind: &'static str,
    file_name: String,
    state: &'static str,
    tag: &'static str,
    rows: i32,
    /// 新しく入った行, 変わった行: of those that are stored
    counts: Option<(i32, i32)>,
    who: String,
    at: String,
    undo: Option<String>,
}

#[derive(Template)]
#[template(path = "exchange/list.html")]
struct ListPage {
    shell: Shell,
    lines: Vec<Line>,
    page: i64,
    more: bool,
}

/// GET /hr/imports
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let page = filters.get("page").parse().unwrap_or(1).clamp(1, 100_000);
    let mut imports = store::imports(&app.reader, None, (page - 1) * SIZE, SIZE + 1).await?;
    let more = imports.len() > usize::try_from(SIZE).unwrap_or(usize::MAX);
    if more {
        imports.pop();
    }
    let now = app.now();
    let page = ListPage {
        shell: actor.shell(&app, "取り込み").at("/hr").under("/hr", "職員課の仕事"),
        lines: imports.into_iter().map(|import| line(import, now)).collect(),
        page,
        more,
    };
    Ok(Page(page).into_response())
}

fn line(import: Import, now: time::OffsetDateTime) -> Line {
    let (state, tag) = import.state.label();
    let stored = matches!(import.state, State::Stored | State::Undone);
    let (who, at) = match import.stored_at {
        Some(at) => (import.stored_by.clone().unwrap_or_default(), at),
        None => (import.uploaded_by.clone(), import.uploaded_at),
    };
    Line {
        href: format!("/hr/imports/{}/{}", import.id, import.state.page()),
        kind: import.kind.label(),
        file_name: import.file_name,
        state,
        tag,
        rows: import.rows,
        counts: stored.then_some((import.new, import.changed)),
        who,
        at: moment(at),
        undo: rules::undo_until(import.state, import.stored_at, now).map(moment),
    }
}
