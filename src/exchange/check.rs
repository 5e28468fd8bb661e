//! The third page: what the rows come to. Nothing has changed yet; values can be put right here, and
//! the faulty rows taken away as a file.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    columns::check_later,
    forms,
    jobs::AT_ONCE,
    parts::{Step, file_words, shell, steps},
    rules::{Difference, Outcome, State},
    store::{self, Import, Line},
    waiting, work, work_store,
};
use crate::{
    audit::{Change, Entry, Event, viewed},
    identity::HrOfficer,
    kit::{
        Answers, App, AppError, Filters, Notice, Page, Result, Shell, list::FileForm, list::List,
        redirect, see_other,
    },
};

/// Rows with problems on the page, and other rows.
const PROBLEMS: i64 = 20;
const SIZE: i64 = 30;

/// A cell that must be put right.
struct Fault {
    field: String,
    column: String,
    value: String,
    advices: Vec<String>,
    /// It can be typed here; the row as a whole cannot.
    open: bool,
}

struct FaultyRow {
    row: i32,
    whom: String,
    faults: Vec<Fault>,
}

struct RightRow {
    row: i32,
    whom: String,
    changes: Vec<Difference>,
}

/// A card at the top.
struct Card {
    label: &'static str,
    count: i32,
    what: &'static str,
    href: Option<String>,
    tag: bool,
}

/// Where a long list goes on.
struct Pager {
    page: i64,
    pages: i64,
    href: String,
}

#[derive(Template)]
#[template(path = "exchange/check.html")]
struct CheckPage {
    shell: Shell,
    steps: Vec<Step>,
    file: String,
    here: String,
    cards: Vec<Card>,
    faulty: Vec<FaultyRow>,
    wrong: i32,
    faulty_pager: Pager,
    /// the heading of the rows below, and what stands there
    heading: String,
    rows: Vec<RightRow>,
    absent: Vec<String>,
    shows_changes: bool,
    pager: Pager,
    files: Vec<(&'static str, &'static str)>,
    right: i32,
    writing: i32,
    form: String,
}

/// What the lower list shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Rows(Outcome),
    Missing,
}

fn shown(filters: &Filters, import: &Import) -> Shown {
    match filters.get("show") {
        "missing" => Shown::Missing,
        code => {
            let asked = Outcome::from_code(code).filter(|asked| *asked != Outcome::Wrong);
            let first = [Outcome::Changed, Outcome::New, Outcome::Same]
                .into_iter()
                .find(|outcome| import.count(*outcome) > 0);
            Shown::Rows(asked.or(first).unwrap_or(Outcome::Changed))
        }
    }
}

fn page_of(filters: &Filters, field: &str) -> i64 {
    filters.get(field).parse().unwrap_or(1).clamp(1, 100_000)
}

fn pages(count: i32, size: i64) -> i64 {
    (i64::from(count) + size - 1) / size
}

/// GET /hr/imports/{id}/check
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    filters: Filters,
) -> Result {
    let import = store::import(&app.reader, id).await?;
    match import.state {
        State::Checked => {}
        State::Checking => return waiting::show(&app, &actor, &import).await,
        other => return Ok(see_other(&format!("/hr/imports/{id}/{}", other.page()))),
    }
    let (faulty_page, list_page) = (page_of(&filters, "faults"), page_of(&filters, "page"));
    let lines = store::lines(&app.reader, id, Outcome::Wrong, faulty_page - 1, PROBLEMS).await?;
    let faulty = lines.into_iter().map(|line| faulty(line, &import)).collect();
    let shown = shown(&filters, &import);
    let (rows, absent) = match shown {
        Shown::Rows(outcome) => {
            let lines = store::lines(&app.reader, id, outcome, list_page - 1, SIZE).await?;
            let right =
                |line: Line| RightRow { row: line.row, whom: line.whom, changes: line.changes };
            (lines.into_iter().map(right).collect(), Vec::new())
        }
        Shown::Missing => {
            let day = app.today();
            let page = (list_page - 1, SIZE);
            let read = work_store::missing(&app.reader, import.kind, id, day, page).await?;
            (Vec::new(), read.1)
        }
    };
    let (heading, count, code) = match shown {
        Shown::Rows(outcome) => (outcome.label(), import.count(outcome), outcome.code()),
        Shown::Missing => (import.kind.missing(), import.missing, "missing"),
    };
    let page = CheckPage {
        shell: shell(&app, &actor, &import, "3／4 確認"),
        steps: steps(import.state, import.rows),
        file: file_words(&import),
        here: format!("/hr/imports/{id}"),
        cards: cards(&import),
        faulty,
        wrong: import.wrong,
        faulty_pager: Pager {
            page: faulty_page,
            pages: pages(import.wrong, PROBLEMS),
            href: format!("?show={code}&faults="),
        },
        heading: format!("{heading}（{count}件）"),
        shows_changes: rows.iter().any(|row: &RightRow| !row.changes.is_empty()),
        rows,
        absent,
        pager: Pager {
            page: list_page,
            pages: pages(count, SIZE),
            href: format!("?show={code}&page="),
        },
        files: FileForm::ALL.into_iter().map(|form| (form.code(), form.label())).collect(),
        right: import.rows - import.wrong,
        writing: import.new + import.changed,
        form: uuid::Uuid::now_v7().to_string(),
    };
    Ok(Page(page).into_response())
}

fn cards(import: &Import) -> Vec<Card> {
    let what = |outcome| match outcome {
        Outcome::Wrong => "直すまで取り込みません",
        Outcome::Changed => "いまの登録が変わります",
        Outcome::New => "登録にないものが加わります",
        Outcome::Same => "登録と同じです。何もしません",
    };
    let mut cards: Vec<Card> = Outcome::ALL
        .into_iter()
        .map(|outcome| {
            let count = import.count(outcome);
            let href = match outcome {
                Outcome::Wrong => "#ng-h".to_owned(),
                other => format!("?show={}#li-h", other.code()),
            };
            Card {
                label: outcome.label(),
                count,
                what: what(outcome),
                href: (count > 0).then_some(href),
                tag: outcome == Outcome::Wrong && count > 0,
            }
        })
        .collect();
    cards.push(Card {
        label: "ファイルにない登録",
        count: import.missing,
        what: "取り込んでも、そのまま残ります",
        href: (import.missing > 0).then(|| "?show=missing#li-h".to_owned()),
        tag: false,
    });
    cards
}

/// A faulty row; the advices of one cell stand together.
fn faulty(line: Line, import: &Import) -> FaultyRow {
    let mut faults: Vec<Fault> = Vec::new();
    for finding in line.problems {
        let place = import.place(&finding.column);
        let own = place.and_then(|at| import.header.get(at)).filter(|own| **own != finding.column);
        let column = match own {
            Some(own) => format!("{}（{own}）", finding.column),
            None => finding.column,
        };
        if let Some(fault) = faults.iter_mut().find(|fault| fault.column == column) {
            fault.advices.push(finding.advice);
            continue;
        }
        let at = place.unwrap_or_default();
        faults.push(Fault {
            field: format!("cell-{}-{at}", line.row),
            column,
            value: line.cells.get(at).cloned().unwrap_or_default(),
            advices: vec![finding.advice],
            open: place.is_some(),
        });
    }
    FaultyRow { row: line.row, whom: line.whom, faults }
}

/// POST /hr/imports/{id}/mending: takes over values that were put right, and checks again.
pub async fn mend(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let mut change = Change::begin(&app, &actor).await?;
    let import = store::lock_at_once(&mut change, id).await?;
    if import.state != State::Checked {
        return Err(AppError::Refused("この取り込みは、もう先へ進んでいます。".to_owned()));
    }
    let cells = forms::mended(&answers);
    let mended = store::mend(&mut change, id, &cells).await?;
    if import.rows > AT_ONCE {
        return check_later(&actor, change, &import).await;
    }
    work::check(&app, &mut change, &import, None).await?;
    let import = store::import(change.conn(), id).await?;
    let detail = work::figures(&import, &[("mended", json!(mended))]);
    change.commit(Entry::new(Event::ImportMended, work::subject(id)).detail(detail)).await?;
    let notice = if import.wrong == 0 { Notice::ImportRight } else { Notice::ImportMended };
    Ok(redirect(&format!("/hr/imports/{id}/check"), notice))
}

/// GET /hr/imports/{id}/faults: the faulty rows as a file, as they came, with what to do.
pub async fn faults(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    filters: Filters,
) -> Result {
    let import = store::import(&app.reader, id).await?;
    let most = i64::from(i32::MAX);
    let lines = store::lines(&app.reader, id, Outcome::Wrong, 0, most).await?;
    viewed(&app, &actor, Event::ListExported, work::subject(id), None).await?;
    let mut header: Vec<&str> = import.header.iter().map(String::as_str).collect();
    header.extend(["元の行", "直すこと"]);
    let row = |line: Line| {
        let advice = |finding: &super::rules::Finding| match finding.column.as_str() {
            "" => finding.advice.clone(),
            column => format!("「{column}」{}", finding.advice),
        };
        let mut cells = line.cells;
        cells.resize(import.header.len(), String::new());
        cells.push(line.row.to_string());
        cells.push(line.problems.iter().map(advice).collect::<Vec<_>>().join(" "));
        cells
    };
    let rows = lines.into_iter().map(row).collect();
    let name = import.file_name.rsplit_once('.').map_or(import.file_name.as_str(), |(n, _)| n);
    List::new(format!("{name}_直す行"), &header, rows).answer(FileForm::asked(&filters))
}

/// POST /hr/imports/{id}/discarding: throws the file away; nothing has changed.
pub async fn discard(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let mut change = Change::begin(&app, &actor).await?;
    let import = store::lock_at_once(&mut change, id).await?;
    if !matches!(import.state, State::Columns | State::Checking | State::Checked) {
        return Err(AppError::Refused("この取り込みは、もう先へ進んでいます。".to_owned()));
    }
    store::put_state(&mut change, id, State::Discarded).await?;
    store::clear(&mut change, id).await?;
    let detail = work::figures(&import, &[]);
    change.commit(Entry::new(Event::ImportDiscarded, work::subject(id)).detail(detail)).await?;
    let again = format!("/hr/imports/new?kind={}", import.kind.code());
    Ok(redirect(&again, Notice::ImportDiscarded))
}
