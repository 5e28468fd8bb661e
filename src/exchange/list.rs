//! 取り込み: what has been imported, by whom, and what waits for somebody to go on.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};

use super::{
    rules::{self, State},
    store::{self, Import},
};
use crate::{
    audit::Subject,
    export::Export,
    identity::HrOfficer,
    kit::{
        App, Filters, Page, Result, Shell,
        date::{local, moment, slashed},
        list::{List, Listing},
    },
    staff::fold,
};

const HERE: &str = "/hr/imports";
const FILE: &str = "/hr/imports/list.csv";
/// More imports than a city makes in years; the newest are read.
const MOST: i64 = 3000;
/// What imports are searched, narrowed and sorted by.
const COLUMNS: &[&str] = &["内容", "状態", "日時", "ファイル", "人"];

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
    /// The same moment, as it is sorted.
    day: String,
    undo: Option<String>,
}

#[derive(Template)]
#[template(path = "exchange/list.html")]
struct ListPage {
    shell: Shell,
    lines: Vec<Line>,
    list: Listing,
}

/// Imports as the address asks for them, all pages.
async fn picked(app: &App, filters: &Filters) -> Result<(Listing, Vec<Line>)> {
    let imports = store::imports(&app.reader, None, 0, MOST).await?;
    let now = app.now();
    let lines = imports.into_iter().map(|import| line(import, now)).collect();
    let mut list = Listing::read(filters, (HERE, FILE), "件", COLUMNS).narrowed_by(0);
    let lines = list.pick(lines, fold, |line: &Line| {
        let (kind, state) = (line.kind.to_owned(), line.state.to_owned());
        vec![kind, state, line.day.clone(), line.file_name.clone(), line.who.clone()]
    });
    Ok((list, lines))
}

/// GET /hr/imports
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let (mut list, lines) = picked(&app, &filters).await?;
    let page = ListPage {
        shell: actor.shell(&app, "取り込み").at("/hr").under("/hr", "職員課の仕事"),
        lines: list.cut(lines),
        list,
    };
    Ok(Page(page).into_response())
}

/// GET /hr/imports/list.csv
pub async fn csv(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("取り込み", FILE, HERE);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let (_, lines) = picked(&app, &filters).await?;
    let row = |line: Line| {
        let (new, changed) = line.counts.unwrap_or_default();
        let numbers = [line.rows, new, changed].map(|number| number.to_string());
        let words = [line.file_name, line.kind.to_owned(), line.state.to_owned()];
        words.into_iter().chain(numbers).chain([line.day, line.who]).collect()
    };
    let header = ["ファイル", "内容", "状態", "行", "新しい", "変わった", "日時", "人"];
    let list = List::new("取り込み", &header, lines.into_iter().map(row).collect());
    order.give(&app, &actor, Subject::HOUSE, &list).await
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
        day: {
            let at = local(at);
            format!("{} {:02}:{:02}", slashed(at.date()), at.hour(), at.minute())
        },
        undo: rules::undo_until(import.state, import.stored_at, now).map(moment),
    }
}
