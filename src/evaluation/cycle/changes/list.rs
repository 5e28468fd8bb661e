//! 開始した後に変えられるもの.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::IntoResponse,
};

use super::{
    super::store::{self as cycles, Cycle},
    rules::{Counts, Matter, Year, standing},
    store,
};
use crate::{
    identity::HrOfficer,
    kit::{App, Notice, Page, Result, Shell, date::moment, see_other},
};

#[derive(Template)]
#[template(path = "evaluation/cycle/changes/list.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    scoring: String,
    versions: Vec<VersionView>,
}

struct Row {
    name: &'static str,
    way: &'static str,
    tag: &'static str,
    words: String,
    /// What leads there, and the address.
    link: Option<(&'static str, String)>,
}

struct VersionView {
    title: String,
    told: String,
    reason: String,
}

/// What the rules ask of a year.
fn year(cycle: &Cycle, scored: bool) -> Year {
    let done = cycle.count("confirmed") + cycle.count("disclosed");
    let counts = Counts {
        total: cycle.total(),
        open: cycle.total() - done,
        disclosed: cycle.count("disclosed"),
        reviewed: cycle.reviewed(),
    };
    Year { counts, scored, goals: cycle.kind == "performance" }
}

/// Where a matter is changed.
fn link(matter: Matter, id: i64) -> Option<(&'static str, String)> {
    let base = format!("/hr/cycles/{id}");
    match matter {
        Matter::Dates => Some(("日程を変える", base)),
        Matter::Scope => Some(("開示の範囲を変える", base)),
        Matter::Interview => Some(("面談の決まりを変える", base)),
        Matter::Extension => Some(("期限を延ばす", format!("{base}/extensions"))),
        Matter::Notices => Some(("文面を変える", "/hr/reminders".to_owned())),
        Matter::Purpose => Some(("文を直す", format!("{base}/purpose"))),
        Matter::ExtraWork => Some(("扱いを変える", format!("{base}/extra-work"))),
        Matter::Transfers => Some(("決まりを変える", format!("{base}/transfers"))),
        Matter::Scoring => Some(("新しい版にする", format!("{base}/changes/scoring"))),
        Matter::Evaluators => Some(("発令を開く", "/hr/orders".to_owned())),
        Matter::People => Some(("シートを探す", format!("/hr/progress?cycle={id}"))),
        Matter::Framework => Some(("枠組みの編集", "/hr/framework".to_owned())),
        Matter::Scale | Matter::Steps | Matter::BaseDate => None,
    }
}

fn row(matter: Matter, id: i64, year: &Year) -> Option<Row> {
    let (way, words) = standing(matter, year)?;
    let (label, tag) = way.label();
    // what may not change leads nowhere, but for the next version of the framework
    let open = way != super::rules::Way::Never || matter == Matter::Framework;
    let link = link(matter, id).filter(|_| open);
    Some(Row { name: matter.label(), way: label, tag, words, link })
}

/// GET /hr/cycles/{id}/changes. Before the opening everything may change, on the page of the year.
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result {
    let cycle = cycles::find(&app.reader, id).await?;
    cycle.dated_here()?;
    let base = format!("/hr/cycles/{id}");
    if cycle.opened_at.is_none() {
        return Ok(see_other(&base));
    }
    let versions = store::versions(&app.reader, id).await?;
    let year = year(&cycle, cycle.scored);
    let page = ListPage {
        shell: actor
            .shell(&app, "開始した後に変えられるもの")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(base, cycle.name.clone())
            .saying(Notice::from_headers(&headers)),
        rows: Matter::ALL.into_iter().filter_map(|matter| row(matter, id, &year)).collect(),
        scoring: cycle.scoring.1,
        versions: versions
            .into_iter()
            .map(|v| VersionView {
                title: format!("第{}版　{}", v.place + 1, v.after),
                told: format!(
                    "{}　{}　「{}」から変更。新しい版で進むシート{}件、前の版のままのシート{}件",
                    moment(v.at),
                    v.by,
                    v.before,
                    v.moved,
                    v.kept
                ),
                reason: v.reason,
            })
            .collect(),
    };
    Ok(Page(page).into_response())
}
