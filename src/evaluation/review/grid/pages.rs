//! The grid: reading, saving and the automatic save.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    forms,
    keeping::{clashes, gathered, keep},
    show::{Again, Line},
    store::{self, Asked, Grid},
};
use crate::{
    audit::{Event, Subject},
    evaluation::{
        deputy::Seated,
        review::{
            bars::{Bar, bar},
            store::viewed,
        },
        sheet::{Grade, saved_answer, too_long_answer},
        workflow::Step,
    },
    identity::{Actor, SeatWords},
    kit::{
        Answers, App, AppError, Filters, Mistakes, Notice, Page, Result, Shell, redirect, see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/review/grid.html")]
struct GridPage {
    shell: Shell,
    heading: String,
    intro: String,
    step: &'static str,
    step_label: &'static str,
    second: bool,
    ability: i64,
    number: usize,
    name: String,
    definition: String,
    viewpoints: Vec<String>,
    position: String,
    previous: Option<(String, String)>,
    next: Option<(String, String)>,
    scale: Vec<Grade>,
    lines: Vec<Line>,
    open: usize,
    own_bar: Vec<Bar>,
    own_words: String,
    last_words: String,
    items: Vec<Tab>,
    cohorts: Vec<Tab>,
    back: String,
    seat: SeatWords,
    conflict: bool,
}

struct Tab {
    href: String,
    label: String,
    words: String,
    complete: bool,
    current: bool,
}

fn asked(answers: &Answers) -> Asked<'_> {
    Asked {
        step: match answers.get("step") {
            step @ ("first" | "second") => step,
            _ => "",
        },
        position: answers.get("position"),
        ability: answers.get("ability").parse().unwrap_or(0),
    }
}

async fn find(app: &App, actor: &Actor, answers: &Answers) -> Result<Grid> {
    store::grid(&app.reader, (actor.seat(), actor.id), app.today(), &asked(answers))
        .await?
        .ok_or(AppError::NotFound)
}

fn items(grid: &Grid, open: usize, more: &str) -> Vec<Tab> {
    let numbered = grid.items.iter().enumerate();
    numbered
        .map(|(place, item)| Tab {
            href: grid.href(item.id) + more,
            label: format!("{}. {}", place + 1, item.name),
            words: format!("{}／{open}名", item.filled),
            complete: usize::try_from(item.filled).is_ok_and(|filled| filled >= open) && open > 0,
            current: item.id == grid.ability,
        })
        .collect()
}

fn cohorts(grid: &Grid, more: &str) -> Vec<Tab> {
    let label =
        |step: &str| if step == "first" { Step::First.label() } else { Step::Second.label() };
    grid.cohorts
        .iter()
        .map(|cohort| Tab {
            href: format!("/reviews/grid?step={}&position={}{more}", cohort.step, cohort.position),
            label: format!("{}・{}（{}名）", label(&cohort.step), cohort.name, cohort.count),
            words: String::new(),
            complete: false,
            current: cohort.step == grid.step.code() && cohort.position == grid.position_code,
        })
        .collect()
}

/// The list this page was opened from.
fn back(actor: &Actor, grid: &Grid) -> String {
    actor.list(&format!("/reviews?step={}", grid.step.code())).to_owned()
}

fn page(app: &App, actor: &Actor, grid: &Grid, again: &Again<'_>) -> Page<GridPage> {
    let (at, before, after) = grid.neighbours();
    let item = grid.items.get(at);
    let name = item.map(|item| item.name.clone()).unwrap_or_default();
    let seat = actor.seat_words();
    let link = |item: &store::Item| (grid.href(item.id) + &seat.more, item.name.clone());
    let (own, last) = grid.distributions();
    let scale = grid.scale();
    let open = grid.open().len();
    let heading = format!("項目ごとの評価：{name}");
    Page(GridPage {
        shell: actor
            .shell(app, heading.clone())
            .at("/reviews")
            .under(actor.list("/reviews"), "部下の評価")
            .with_mistakes(again.mistakes),
        intro: format!(
            "{}・{}。{}{}名を、1つの能力について同じ物差しで評価します。",
            grid.cycle_name,
            grid.step.label(),
            grid.position_name,
            grid.people.len()
        ),
        heading,
        step: grid.step.code(),
        step_label: grid.step.label(),
        second: grid.step == Step::Second,
        ability: grid.ability,
        number: at + 1,
        name,
        definition: item.map(|item| item.definition.clone()).unwrap_or_default(),
        viewpoints: item.map(|item| item.viewpoints.clone()).unwrap_or_default(),
        position: grid.position_name.clone(),
        previous: before.map(link),
        next: after.map(link),
        scale: grid.scale.iter().rev().cloned().collect(),
        lines: grid.lines(again),
        open,
        own_bar: bar(&own, &scale),
        own_words: own.sentence(&scale, "名"),
        last_words: if last.total() == 0 {
            "前年度の結果がある人はいません。".to_owned()
        } else {
            format!("前年度の結果は、{}でした。", last.list(&scale, "名"))
        },
        items: items(grid, open, &seat.more),
        cohorts: cohorts(grid, &seat.more),
        back: back(actor, grid),
        seat,
        conflict: !again.clashes.is_empty(),
    })
}

/// GET /reviews/grid?ability=&step=&position=
pub async fn show(
    Seated(actor): Seated,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let answers: &Answers = &filters;
    let whose = (actor.seat(), actor.id);
    let Some(grid) = store::grid(&app.reader, whose, app.today(), &asked(answers)).await? else {
        // nobody of this position: the list says why
        return match answers.iter().find(|(name, _)| *name != "for") {
            Some(_) => Err(AppError::NotFound),
            None => Ok(see_other(actor.list("/reviews"))),
        };
    };
    viewed(&app, &actor, Event::GridViewed, &grid.shown()).await?;
    let mistakes = Mistakes::default();
    let mut page =
        page(&app, &actor, &grid, &Again { typed: None, mistakes: &mistakes, clashes: &[] });
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// What the book says the page was about.
fn subject(grid: &Grid) -> Subject {
    Subject::new("ability", grid.ability)
}

/// POST /reviews/grid: keeps everything that was typed; nothing is submitted from here.
pub async fn save(Seated(actor): Seated, Shared(app): Shared<App>, answers: Answers) -> Result {
    let grid = find(&app, &actor, &answers).await?;
    let names = forms::names(&grid.open(), grid.ability);
    let entered = match forms::page(&names, &answers) {
        Ok(entered) => entered,
        Err(mistakes) => {
            let again = Again { typed: Some(&answers), mistakes: &mistakes, clashes: &[] };
            return Ok(page(&app, &actor, &grid, &again).unprocessable());
        }
    };
    let saved = keep(&app, &actor, (grid.step, subject(&grid)), &entered).await?;
    let clashes = clashes(saved);
    if !clashes.is_empty() {
        let after = find(&app, &actor, &answers).await?;
        let mistakes = Mistakes::default();
        let again = Again { typed: Some(&answers), mistakes: &mistakes, clashes: &clashes };
        return Ok(page(&app, &actor, &after, &again).conflicting());
    }
    let (_, _, after) = grid.neighbours();
    let to = match (answers.get("do"), after) {
        ("next", Some(next)) => grid.href(next.id) + &actor.seat_words().more,
        ("next", None) => back(&actor, &grid),
        _ => grid.href(grid.ability) + &actor.seat_words().more,
    };
    Ok(redirect(&to, Notice::DraftSaved))
}

/// POST /reviews/grid/draft: the automatic save.
pub async fn autosave(
    Seated(actor): Seated,
    Shared(app): Shared<App>,
    filters: Filters,
    answers: Answers,
) -> Result {
    let grid = find(&app, &actor, &filters).await?;
    let names = forms::names(&grid.open(), grid.ability);
    let entered = match forms::automatic(&names, &answers) {
        Ok(entered) => entered,
        Err(mistakes) => return Ok(too_long_answer(&mistakes)),
    };
    let kept = keep(&app, &actor, (grid.step, subject(&grid)), &entered).await?;
    Ok(saved_answer(&app, &gathered(kept)))
}
