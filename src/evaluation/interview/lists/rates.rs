//! 面談の実施状況: how far each department is, for 職員課. Counts, days and states only; and who was
//! reviewed without the interview the city asks for, with the reason that was given.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};

use super::{
    rules::percent,
    store::{self, DepartmentCount, Without, YearOfInterviews},
};
use crate::{
    audit::{Event, Subject, viewed},
    export::Export,
    identity::HrOfficer,
    kit::{App, AppError, Filters, Page, Result, Shell, date::moment, list::List},
};

#[derive(Template)]
#[template(path = "evaluation/interview/rates.html")]
struct RatesPage {
    shell: Shell,
    cycles: Vec<(i64, String)>,
    cycle: i64,
    name: String,
    required: bool,
    rows: Vec<RateRow>,
    without: Vec<WithoutRow>,
}

struct RateRow {
    name: String,
    sheets: i64,
    /// count and share of each kind
    kinds: Vec<(&'static str, i64, String)>,
    reminded: i64,
    unconfirmed: i64,
    disclosed: i64,
    closed: i64,
    late: i64,
}

struct WithoutRow {
    href: String,
    name: String,
    section: String,
    by: String,
    at: String,
    reason: String,
}

fn row(count: &DepartmentCount) -> RateRow {
    let kind = |label, done| (label, done, percent(done, count.sheets));
    RateRow {
        name: count.name.clone(),
        sheets: count.sheets,
        kinds: vec![
            kind("期首", count.opening),
            kind("中間", count.midterm),
            kind("期末", count.closing),
            ("フィードバック", count.feedback, percent(count.feedback, count.disclosed)),
        ],
        reminded: count.reminded,
        unconfirmed: count.unconfirmed,
        disclosed: count.disclosed,
        closed: count.closed,
        late: count.late,
    }
}

/// The departments and the whole city after them.
fn with_total(counts: &[DepartmentCount]) -> Vec<DepartmentCount> {
    let sum = |of: fn(&DepartmentCount) -> i64| counts.iter().map(of).sum();
    let mut all = counts.to_vec();
    all.push(DepartmentCount {
        name: "全庁".to_owned(),
        sheets: sum(|c| c.sheets),
        opening: sum(|c| c.opening),
        midterm: sum(|c| c.midterm),
        closing: sum(|c| c.closing),
        feedback: sum(|c| c.feedback),
        reminded: sum(|c| c.reminded),
        unconfirmed: sum(|c| c.unconfirmed),
        disclosed: sum(|c| c.disclosed),
        closed: sum(|c| c.closed),
        late: sum(|c| c.late),
        without: sum(|c| c.without),
    });
    all
}

fn without(one: Without) -> WithoutRow {
    WithoutRow {
        href: format!("/sheets/{}/history", one.sheet),
        name: one.name,
        section: one.section,
        by: one.by,
        at: moment(one.at),
        reason: one.reason,
    }
}

async fn asked(app: &App, filters: &Filters) -> Result<Option<YearOfInterviews>> {
    store::year(&app.reader, filters.get("cycle").parse().ok()).await
}

/// GET /hr/interviews
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let year = asked(&app, &filters).await?.ok_or_else(|| {
        AppError::Refused(
            "評価の年度がまだ開始されていません。開始すると、ここで面談の状況を見られます。"
                .to_owned(),
        )
    })?;
    let counts = store::departments(&app.reader, year.cycle, app.today()).await?;
    let cycle = Subject::new("cycle", year.cycle);
    viewed(&app, &actor, Event::InterviewsListed, cycle, None).await?;
    Ok(Page(RatesPage {
        shell: actor.shell(&app, "面談の実施状況").at("/interviews").under("/interviews", "面談"),
        rows: with_total(&counts).iter().map(row).collect(),
        cycles: year.cycles,
        cycle: year.cycle,
        name: year.name,
        required: year.required,
        without: year.without.into_iter().map(without).collect(),
    })
    .into_response())
}

/// GET /hr/interviews/departments.csv
pub async fn departments_csv(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("面談の実施状況", "/hr/interviews/departments.csv", "/hr/interviews");
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let year = asked(&app, &filters).await?.ok_or(AppError::NotFound)?;
    let counts = store::departments(&app.reader, year.cycle, app.today()).await?;
    let rows: Vec<Vec<String>> = with_total(&counts)
        .iter()
        .map(|count| {
            let numbers = [
                count.sheets,
                count.opening,
                count.midterm,
                count.closing,
                count.feedback,
                count.reminded,
                count.unconfirmed,
                count.disclosed,
                count.closed,
                count.late,
                count.without,
            ];
            std::iter::once(count.name.clone()).chain(numbers.map(|n| n.to_string())).collect()
        })
        .collect();
    let header = [
        "部署",
        "対象",
        "期首面談",
        "中間面談",
        "期末面談",
        "フィードバック面談",
        "確認待ち（7開庁日を過ぎた）",
        "未確認で終了",
        "開示",
        "完了",
        "フィードバックの期限超過",
        "面談なしで一次評価を提出",
    ];
    let list = List::new(format!("面談の実施状況_{}", year.name), &header, rows);
    order.give(&app, &actor, Subject::new("cycle", year.cycle), &list).await
}
