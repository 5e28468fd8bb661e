//! /complaints: why one may complain, how it is handled, until when; and one's own cases.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    NO_REPRISAL,
    explaining::{Asked, Reexplanation},
    kinds::Target,
    rules::left,
    store::{self, Ground, OwnLine},
};
use crate::{
    calendar::{Cell, weeks},
    identity::SignedIn,
    kit::{
        App, Notice, Page, Result, Shell,
        date::{Remaining, month_day_weekday, wareki_day},
    },
};

/// The little calendar of a deadline.
pub(super) struct DeadlineView {
    pub caption: String,
    pub weeks: Vec<Vec<Cell>>,
    pub rule: &'static str,
}

#[derive(Template)]
#[template(path = "complaint/guide.html")]
struct GuidePage {
    shell: Shell,
    no_reprisal: &'static str,
    grounds: Vec<GroundView>,
    cases: Vec<CaseLine>,
    targets: Vec<&'static str>,
    not_arguable: String,
    first: String,
    petition: String,
}

struct GroundView {
    cycle: String,
    disclosed: String,
    due: String,
    left: Remaining,
    late: bool,
    href: String,
    case: Option<String>,
    calendar: DeadlineView,
    explain: ExplainView,
    /// Sent with the request, so that it is asked once.
    form: String,
}

/// What the page says of the explanation that can be asked for once more.
enum ExplainView {
    Nothing,
    /// It can be asked for: where, and what it is for.
    Ask(String, String),
    Said(String),
}

fn explain_view(ground: &Ground, today: time::Date) -> ExplainView {
    let rule = ground.rule.reexplanation;
    match ground.asked {
        Some(Asked { held_on: Some(day), .. }) => {
            ExplainView::Said(format!("評価者が、{}に再説明を行いました。", wareki_day(day)))
        }
        Some(Asked { due_on, .. }) if today <= due_on => ExplainView::Said(format!(
            "評価者に再説明を求めています。期限は{}です。",
            month_day_weekday(due_on)
        )),
        Some(_) => ExplainView::Said(
            "再説明は、期限までに行われていません。再説明なしで申出書を出せます。".to_owned(),
        ),
        None if rule == Reexplanation::None || today > ground.due && ground.open_case.is_none() => {
            ExplainView::Nothing
        }
        None => {
            let when = ground.rule.explanation().words();
            let words = if rule == Reexplanation::Required {
                format!(
                    "申出書の前に、評価者の再説明を受けることになっています。{when}のうちに行われないときと、申し出の期限の最後の日には、再説明なしで出せます。"
                )
            } else {
                format!(
                    "評価者に、結果をもう一度説明するよう求められます。評価者は、{when}のうちに行います。"
                )
            };
            ExplainView::Ask(format!("/sheets/{}/reexplanation", ground.sheet_id), words)
        }
    }
}

struct CaseLine {
    href: String,
    number: String,
    cycle: String,
    state: &'static str,
    tag: &'static str,
    received: String,
    due: Option<String>,
}

pub(super) fn calendar_view(ground: &Ground) -> DeadlineView {
    let term = ground.rule.first();
    DeadlineView {
        caption: term.counted(ground.start, ground.due),
        weeks: weeks(&ground.calendar, ground.start, ground.from, ground.due, term.unit),
        rule: term.rule(),
    }
}

fn ground_view(app: &App, ground: &Ground) -> GroundView {
    GroundView {
        cycle: ground.cycle_name.clone(),
        disclosed: wareki_day(ground.disclosed_on),
        due: month_day_weekday(ground.due),
        left: left(&ground.calendar, ground.due, app.today()),
        late: app.today() > ground.due,
        href: format!("/sheets/{}/complaint", ground.sheet_id),
        case: ground.open_case.map(|id| format!("/complaints/{id}")),
        calendar: calendar_view(ground),
        explain: explain_view(ground, app.today()),
        form: uuid::Uuid::now_v7().to_string(),
    }
}

fn case_line(line: OwnLine) -> CaseLine {
    let waiting = !line.state.ended();
    CaseLine {
        href: format!("/complaints/{}", line.id),
        number: line.number,
        cycle: line.cycle_name,
        state: line.state.told(),
        tag: line.state.tag(),
        received: wareki_day(line.received_on),
        due: line.petition_due_on.filter(|_| waiting).map(month_day_weekday),
    }
}

/// GET /complaints
pub async fn show(
    SignedIn(actor): SignedIn,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let grounds = store::grounds(&app.reader, actor.id, None).await?;
    let cases = store::own(&app.reader, actor.id).await?;
    let (rule, _) = store::setting(&app.reader, app.today()).await?;
    let shell = actor.shell(&app, "苦情の相談と申出").at("/evaluations");
    let page = GuidePage {
        shell: shell.under("/evaluations", "自分の評価").saying(Notice::from_headers(&headers)),
        no_reprisal: NO_REPRISAL,
        // what is long past helps nobody: the newest, and whatever is still in time
        grounds: grounds
            .iter()
            .enumerate()
            .filter(|(place, ground)| *place == 0 || app.today() <= ground.due)
            .map(|(_, ground)| ground_view(&app, ground))
            .collect(),
        cases: cases.into_iter().map(case_line).collect(),
        targets: Target::ALL.iter().map(|target| target.label()).collect(),
        first: rule.first().words(),
        petition: rule.petition().words(),
        not_arguable: rule.not_arguable,
    };
    Ok(Page(page).into_response())
}
