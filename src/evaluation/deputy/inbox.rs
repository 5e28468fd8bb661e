//! 代理で評価する人: what somebody does for other evaluators, each evaluator apart and never among
//! their own people (screens.md 4.4).

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use time::Date;

use super::{
    rules::period,
    store::{self, Beside, Seat, Sheet},
};
use crate::{
    audit::{self, Event, Subject},
    evaluation::{access::Reviewer, workflow::State},
    kit::{
        App, Notice, Page, Result, Shell,
        date::{Remaining, month_day_weekday, remaining},
    },
};

#[derive(Template)]
#[template(path = "evaluation/deputy/inbox.html")]
struct InboxPage {
    shell: Shell,
    seats: Vec<SeatView>,
}

struct SeatView {
    /// 「高橋 恵子 課長（10月1日〜10月20日）」
    chip: String,
    reason: String,
    waiting: usize,
    sheets: Vec<SheetView>,
    beside: Vec<BesideView>,
    /// Pages of many sheets of this evaluator: words and address.
    together: Vec<(&'static str, String)>,
}

/// What is done elsewhere.
struct BesideView {
    words: String,
    href: String,
    due: Option<(String, Remaining)>,
}

struct SheetView {
    name: String,
    position: String,
    cycle: String,
    step: &'static str,
    state: &'static str,
    href: String,
    verb: &'static str,
    now: bool,
    due: Option<(String, Remaining)>,
}

fn sheet_view(sheet: Sheet, today: Date) -> SheetView {
    let assists = sheet.seat == "assistant";
    let now = sheet.link.is_some();
    SheetView {
        position: format!("{}・{}", sheet.position, sheet.unit),
        cycle: sheet.cycle,
        step: match sheet.seat.as_str() {
            "first" => "一次評価",
            "second" => "二次評価",
            _ => "情報提供",
        },
        state: if sheet.returned { "差し戻し" } else { sheet.state.label() },
        href: sheet.link.unwrap_or_else(|| {
            let page = if assists { "/assistance" } else { "" };
            format!("/sheets/{}{page}", sheet.id)
        }),
        verb: match sheet.state {
            _ if !now => "開く",
            _ if assists => "書く",
            State::FirstReview | State::SecondReview => "評価する",
            // changed goals, a mid-term report, the talk after the disclosure
            _ => "確かめる",
        },
        due: sheet
            .due_on
            .filter(|_| now)
            .map(|due| (month_day_weekday(due), remaining(due, today))),
        name: sheet.name,
        now,
    }
}

fn beside_view(one: Beside, today: Date) -> BesideView {
    let words = match &one.person {
        Some(person) => format!("{person}さん（条件付採用）：{}", one.name),
        None if one.link.ends_with("/calibration") => {
            format!("{}：調整を待っている評価が{}件", one.name, one.waiting)
        }
        None => format!("{}：確認を待っている評価が{}件", one.name, one.waiting),
    };
    let due = one.due_on.map(|due| (month_day_weekday(due), remaining(due, today)));
    BesideView { words, href: one.link, due }
}

/// The pages of many sheets that have something of this evaluator's to do.
fn together(seat: &Seat) -> Vec<(&'static str, String)> {
    let grades = |kind: &str, sheet: &Sheet| sheet.graded == kind && sheet.seat != "assistant";
    let mut pages = Vec::new();
    if seat.sheets.0.iter().any(|sheet| sheet.link.is_some() && grades("ability", sheet)) {
        pages.push(("項目ごとに評価", format!("/reviews/grid?for={}", seat.id)));
        pages.push(("1つの画面でまとめて評価", format!("/reviews/table?for={}", seat.id)));
    }
    // short sheets may be written before their time comes
    if seat.sheets.0.iter().any(|sheet| grades("short", sheet)) {
        pages.push(("会計年度任用職員をまとめて評価", format!("/reviews/short?for={}", seat.id)));
    }
    pages
}

fn seat_view(seat: Seat, today: Date) -> SeatView {
    let together = together(&seat);
    let sheets: Vec<SheetView> =
        seat.sheets.0.into_iter().map(|sheet| sheet_view(sheet, today)).collect();
    SeatView {
        chip: format!("{}（{}）", seat.evaluator, period(seat.from, seat.until)),
        reason: seat.reason,
        waiting: sheets.iter().filter(|sheet| sheet.now).count(),
        sheets,
        beside: seat.beside.0.into_iter().map(|one| beside_view(one, today)).collect(),
        together,
    }
}

/// GET /reviews/deputy. The look is recorded.
pub async fn show(
    Reviewer(actor): Reviewer,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let today = app.today();
    let seats = store::seats(&app.reader, actor.id, today).await?;
    audit::viewed(&app, &actor, Event::DeputySheetsListed, Subject::staff(actor.id), None).await?;
    Ok(Page(InboxPage {
        shell: actor
            .shell(&app, "代理で評価する人")
            .at("/reviews")
            .under("/reviews", "部下の評価")
            .saying(Notice::from_headers(&headers)),
        seats: seats.into_iter().map(|seat| seat_view(seat, today)).collect(),
    })
    .into_response())
}
