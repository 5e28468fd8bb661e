//! The page of the queue.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    show::{self, Progress, Section},
    store::{self, Waiting},
};
use crate::{
    audit::{self, Event, Subject},
    evaluation::{
        access::Reviewer,
        deputy::{self, Around},
        review::{
            bars::{Bar, bar},
            rules::Group,
        },
        workflow::Step,
    },
    kit::{
        App, Filters, Notice, Page, Result, Shell,
        date::{Remaining, month_day_weekday, remaining},
    },
};

#[derive(Template)]
#[template(path = "evaluation/review/queue.html")]
struct QueuePage {
    shell: Shell,
    /// 代理, in both directions.
    around: Around,
    intro: String,
    tabs: Vec<Tab>,
    label: &'static str,
    due: Option<(String, Remaining)>,
    progress: Vec<Progress>,
    /// The first person to be scored now.
    next: Option<String>,
    grid: Option<String>,
    /// Everybody and every ability on one page.
    table: Option<String>,
    bar: Vec<Bar>,
    words: String,
    positions: Vec<Choice>,
    position: String,
    step: &'static str,
    sections: Vec<Section>,
    count: usize,
    nobody: String,
}

struct Tab {
    href: String,
    label: String,
    current: bool,
}

struct Choice {
    code: String,
    name: String,
    chosen: bool,
}

/// The step that is shown: the one asked for, else the one where something waits, else any.
fn chosen(all: &[Waiting], asked: &str) -> Step {
    let has = |step: Step, now: bool| {
        all.iter().any(|w| w.step == step && (!now || w.group() == Group::Now))
    };
    match asked {
        "first" => Step::First,
        "second" => Step::Second,
        _ if has(Step::First, true) => Step::First,
        _ if has(Step::Second, true) || !has(Step::First, false) => Step::Second,
        _ => Step::First,
    }
}

fn tabs(all: &[Waiting], step: Step) -> Vec<Tab> {
    [Step::First, Step::Second]
        .into_iter()
        .filter_map(|tab| {
            let count = all.iter().filter(|w| w.step == tab).count();
            (count > 0).then(|| Tab {
                href: format!("/reviews?step={}", tab.code()),
                label: format!("{}（{count}名）", tab.label()),
                current: tab == step,
            })
        })
        .collect()
}

/// The positions among these people, each once, in the order they come.
fn positions(all: &[&Waiting], chosen: &str) -> Vec<Choice> {
    let mut found: Vec<Choice> = Vec::new();
    for waiting in all {
        if !found.iter().any(|choice| choice.code == waiting.position_code) {
            found.push(Choice {
                code: waiting.position_code.clone(),
                name: waiting.position_name.clone(),
                chosen: waiting.position_code == chosen,
            });
        }
    }
    found
}

/// What to say where nobody waits: who comes next, and until when.
fn nobody(all: &[&Waiting]) -> String {
    if all.iter().any(|w| w.group() == Group::Now) {
        return String::new();
    }
    let next =
        all.iter().filter(|w| w.group() == Group::Before).min_by_key(|w| (w.due_now, w.sheet)).map(
            |w| {
                let due = w.due_now.map(|d| format!("・期限{}", month_day_weekday(d)));
                format!("次は{}さんです（記入中{}）。", w.subject_name, due.unwrap_or_default())
            },
        );
    format!("いま評価を待っている人はいません。{}", next.unwrap_or_default())
}

fn intro(all: &[&Waiting], step: Step) -> String {
    let done = all.iter().filter(|w| w.group() == Group::Done).count();
    let cycle = all.first().map(|w| w.cycle_name.clone()).unwrap_or_default();
    let rest = all.len() - done;
    match rest {
        0 => format!("{cycle}・{}。{}名すべて済みです。", step.label(), all.len()),
        _ => format!(
            "{cycle}・{}。{}名のうち{done}名が済み、{rest}名が残っています。",
            step.label(),
            all.len()
        ),
    }
}

/// GET /reviews?step=&position=
pub async fn queue(
    Reviewer(actor): Reviewer,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let all = store::queue(&app.reader, actor.id, app.today()).await?;
    audit::viewed(&app, &actor, Event::QueueViewed, Subject::staff(actor.id), None).await?;
    let around = deputy::around(&app.reader, actor.id, app.today()).await?;
    let step = chosen(&all, filters.get("step"));
    let here: Vec<&Waiting> = all.iter().filter(|w| w.step == step).collect();
    let asked = filters.get("position");
    let positions = positions(&here, asked);
    let position = positions.iter().find(|p| p.chosen).map(|p| p.code.clone()).unwrap_or_default();
    let shown: Vec<&Waiting> = here
        .iter()
        .copied()
        .filter(|w| position.is_empty() || w.position_code == position)
        .collect();
    let sections = show::sections(&shown, step, &position, app.today());
    let now = shown.iter().find(|w| w.group() == Group::Now);
    let together = |page: &str, w: &Waiting| {
        let position = if position.is_empty() { &w.position_code } else { &position };
        format!("/reviews/{page}?step={}&position={position}", step.code())
    };
    let next = sections.first().filter(|_| now.is_some()).and_then(|s| s.entries.first());
    let scale = here.first().map(|w| w.scale.clone()).unwrap_or_default();
    let own = show::distribution(&here);
    let due = here.iter().filter_map(|w| w.due).min();
    Ok(Page(QueuePage {
        shell: actor
            .shell(&app, "部下の評価")
            .at("/reviews")
            .saying(Notice::from_headers(&headers)),
        around,
        intro: intro(&here, step),
        tabs: tabs(&all, step),
        label: step.label(),
        due: due.map(|due| (month_day_weekday(due), remaining(due, app.today()))),
        progress: show::progress(&here),
        next: next.map(|entry| entry.href.clone()),
        grid: now.map(|w| together("grid", w)),
        table: now.map(|w| together("table", w)),
        bar: bar(&own, &scale),
        words: own.sentence(&scale, "項目"),
        count: shown.len(),
        positions,
        position,
        step: step.code(),
        sections,
        nobody: nobody(&shown),
    })
    .into_response())
}
