//! The difference page: every change before anything is decided, on screen, on paper and as a file.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::IntoResponse,
};

use super::{
    difference::{Difference, difference},
    kinds::State,
    pages::{HERE, framed},
    picture::{self, Looker, Picture},
    show::{self, DifferenceView},
};
use crate::{
    identity::{Actor, Personnel},
    kit::{
        App, Notice, Page, Result, Shell,
        csv::csv_response,
        date::{Remaining, ahead, month_day, month_day_weekday, wareki},
        see_other,
    },
};

#[derive(Template)]
#[template(path = "transfer/difference.html")]
struct DifferencePage {
    shell: Shell,
    base: String,
    state: State,
    effective: String,
    left: Option<Remaining>,
    announce: String,
    version: i32,
    blocking: usize,
    /// The order is the reader's to check and to decide.
    writes: bool,
    /// The rules of every year that is touched: name, policy, what it means.
    years: Vec<(String, &'static str, &'static str)>,
    earlier: usize,
    view: DifferenceView,
    form: String,
}

fn page(app: &App, actor: &Actor, picture: &Picture, found: &Difference<'_>) -> DifferencePage {
    let order = &picture.order;
    let title = format!("{}付の発令の確認", month_day(order.effective_on));
    let used = |year: &&crate::evaluation::handover::Year| {
        found.sheets.iter().any(|touched| touched.year.id == year.id)
    };
    let years = picture
        .years
        .iter()
        .filter(used)
        .map(|year| (year.name.clone(), year.policy.label(), year.policy.meaning()));
    DifferencePage {
        shell: framed(app, actor, title, order),
        base: format!("{HERE}/{}", order.id),
        state: order.state,
        effective: month_day_weekday(order.effective_on),
        left: ahead(order.effective_on, app.today()),
        announce: month_day_weekday(order.announce_on),
        version: order.version,
        blocking: found.blocking(),
        writes: order.sight.writes,
        years: years.collect(),
        earlier: order.earlier.len(),
        view: show::difference(picture, found),
        form: uuid::Uuid::now_v7().to_string(),
    }
}

/// GET /hr/orders/{id}/difference
pub async fn show(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result {
    let picture = picture::looked_at(&Looker { app: &app, actor: &actor }, id).await?;
    if picture.order.state.over() {
        return Ok(see_other(&format!("{HERE}/{id}")));
    }
    let found = difference(&picture);
    let mut page = page(&app, &actor, &picture, &found);
    page.shell = page.shell.saying(Notice::from_headers(&headers));
    Ok(Page(page).into_response())
}

const HEADER: [&str; 9] =
    ["区分", "職員番号", "氏名", "内容", "変更前", "変更後", "一次評価者", "二次評価者", "備考"];

/// GET /hr/orders/{id}/difference.csv
pub async fn csv(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let picture = picture::looked_at(&Looker { app: &app, actor: &actor }, id).await?;
    let view = show::difference(&picture, &difference(&picture));
    let rows = rows(&view);
    let name = format!("発令の差分_{}.csv", wareki(picture.order.effective_on));
    csv_response(&name, &HEADER, &rows)
}

/// Every line of the difference, what is missing first.
fn rows(view: &DifferenceView) -> Vec<Vec<String>> {
    let turned = |t: &show::Turned| {
        if t.changed() { format!("{} → {}", t.old, t.new) } else { t.new.clone() }
    };
    let blank = String::new;
    let moves = view.moves.iter().map(|m| {
        vec![
            "異動".to_owned(),
            m.number.clone(),
            m.name.clone(),
            m.kinds.clone(),
            m.from.clone(),
            m.to.clone(),
            blank(),
            blank(),
            blank(),
        ]
    });
    let evaluators = view.evaluators.iter().map(|e| {
        vec![
            "評価者".to_owned(),
            e.number.clone(),
            e.name.clone(),
            e.place.clone(),
            blank(),
            blank(),
            turned(&e.first),
            turned(&e.second),
            blank(),
        ]
    });
    let sheets = view.sheets.iter().map(|s| {
        let note = s.others.iter().chain(&s.brings).cloned().collect::<Vec<_>>().join("／");
        vec![
            "シート".to_owned(),
            blank(),
            s.name.clone(),
            format!("{}（{}）", s.cycle, s.state),
            blank(),
            blank(),
            turned(&s.first),
            turned(&s.second),
            note,
        ]
    });
    let findings = view.findings.iter().map(|f| {
        let kind = if f.blocks { "足りないもの" } else { "確かめること" };
        vec![
            kind.to_owned(),
            blank(),
            f.who.clone(),
            f.what.clone(),
            blank(),
            blank(),
            blank(),
            blank(),
            blank(),
        ]
    });
    findings.chain(moves).chain(evaluators).chain(sheets).collect()
}
