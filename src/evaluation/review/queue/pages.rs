//! The page of the queue.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    list::{listed, of_position},
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
        list::Listing,
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
    kind: &'static str,
    /// Goals differ from person to person: there is nothing to compare them by item.
    goals: bool,
    /// Search, order and pages of the people.
    list: Listing,
    sections: Vec<Section>,
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

/// The word of a kind of evaluation in the address.
pub(super) fn kind(goals: bool) -> &'static str {
    if goals { "performance" } else { "ability" }
}

/// Every list there may be: abilities before goals, the first step before the second.
const LISTS: [(bool, Step); 4] =
    [(false, Step::First), (false, Step::Second), (true, Step::First), (true, Step::Second)];

/// What is shown: goals or abilities, and the step. What is asked for, as far as it is; else where
/// something waits, else any.
pub(super) fn chosen(all: &[Waiting], asked_kind: &str, asked_step: &str) -> (bool, Step) {
    let asked = |(goals, step): &&(bool, Step)| {
        (!["ability", "performance"].contains(&asked_kind) || asked_kind == kind(*goals))
            && (!["first", "second"].contains(&asked_step) || asked_step == step.code())
    };
    let has = |(goals, step): &(bool, Step), now: bool| {
        let here = |w: &&Waiting| w.goals == *goals && w.step == *step;
        all.iter().filter(here).any(|w| !now || w.group() == Group::Now)
    };
    let lists: Vec<&(bool, Step)> = LISTS.iter().filter(asked).collect();
    let found = lists.iter().find(|list| has(list, true));
    let found = found.or_else(|| lists.iter().find(|list| has(list, false)));
    found.or(lists.last()).map_or((false, Step::Second), |list| **list)
}

/// A tab for each list that has people; the kind is named where there are both.
fn tabs(all: &[Waiting], shown: (bool, Step)) -> Vec<Tab> {
    let both = [true, false].iter().all(|goals| all.iter().any(|w| w.goals == *goals));
    LISTS
        .into_iter()
        .filter_map(|(goals, step)| {
            let count = all.iter().filter(|w| w.goals == goals && w.step == step).count();
            let what = match (both, goals) {
                (false, _) => "",
                (true, true) => "業績・",
                (true, false) => "能力・",
            };
            (count > 0).then(|| Tab {
                href: format!("/reviews?kind={}&step={}", kind(goals), step.code()),
                label: format!("{what}{}（{count}名）", step.label()),
                current: (goals, step) == shown,
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
    // usually one; somebody late keeps the year before open
    let mut cycles: Vec<&str> = all.iter().map(|w| w.cycle_name.as_str()).collect();
    cycles.sort_unstable();
    cycles.dedup();
    let cycle = cycles.join("と");
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
    let (goals, step) = chosen(&all, filters.get("kind"), filters.get("step"));
    let here: Vec<&Waiting> = all.iter().filter(|w| w.goals == goals && w.step == step).collect();
    let around = deputy::around(&app.reader, actor.id, app.today()).await?;
    let asked = filters.get("position");
    let positions = positions(&here, asked);
    let position = positions.iter().find(|p| p.chosen).map(|p| p.code.clone()).unwrap_or_default();
    let shown = of_position(&here, &position);
    let (list, sections) = listed(&filters, ((goals, step), &position), &shown, app.today());
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
        tabs: tabs(&all, (goals, step)),
        label: step.label(),
        due: due.map(|due| (month_day_weekday(due), remaining(due, app.today()))),
        progress: show::progress(&here),
        next: next.map(|entry| entry.href.clone()),
        grid: now.filter(|_| !goals).map(|w| together("grid", w)),
        table: now.filter(|_| !goals).map(|w| together("table", w)),
        bar: bar(&own, &scale),
        words: own.sentence(&scale, "項目"),
        list,
        positions,
        position,
        step: step.code(),
        kind: kind(goals),
        goals,
        sections,
        nobody: nobody(&shown),
    })
    .into_response())
}
