//! The table: reading, saving and the automatic save.

use std::collections::BTreeSet;

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    show::PersonView,
    store::{self, Table},
};
use crate::{
    audit::{Event, Subject},
    evaluation::{
        deputy::Seated,
        review::{
            grid::{self, Again},
            store::viewed,
        },
        sheet::{Grade, saved_answer, too_long_answer},
        workflow::Step,
    },
    identity::Actor,
    kit::{Answers, App, AppError, Filters, Mistakes, Notice, Page, Result, Shell, redirect},
};

#[derive(Template)]
#[template(path = "evaluation/review/table.html")]
struct TablePage {
    shell: Shell,
    intro: String,
    query: String,
    /// The evaluator in the address, for a deputy.
    seat: String,
    back: String,
    step: &'static str,
    step_label: &'static str,
    position: String,
    second: bool,
    hint: String,
    scale: Vec<Grade>,
    people: Vec<PersonView>,
    /// Other steps and positions: address, words, whether it is this one.
    cohorts: Vec<(String, String, bool)>,
    conflict: bool,
}

fn query(step: &str, position: &str) -> String {
    format!("step={step}&position={position}")
}

fn page(app: &App, actor: &Actor, table: &Table, again: &Again<'_>) -> Page<TablePage> {
    let label =
        |step: &str| if step == "first" { Step::First.label() } else { Step::Second.label() };
    let seat = actor.seat_words();
    let cohorts = table.cohorts.iter().map(|(step, position, name, count)| {
        let current = step == table.step.code() && *position == table.position_code;
        let href = format!("/reviews/table?{}{}", query(step, position), seat.more);
        (href, format!("{}・{name}（{count}名）", label(step)), current)
    });
    Page(TablePage {
        shell: actor
            .shell(app, "まとめて評価")
            .at("/reviews")
            .under(actor.list("/reviews"), "部下の評価")
            .with_mistakes(again.mistakes),
        intro: format!(
            "{}・{}。{}で評価を待っている{}名の、{}の能力を1つの画面で評価します。",
            table.cycle_name,
            table.step.label(),
            table.position_name,
            table.people.len(),
            table.items.len()
        ),
        query: query(table.step.code(), &table.position_code) + &seat.more,
        back: actor.list(&format!("/reviews?step={}", table.step.code())).to_owned(),
        step: table.step.code(),
        step_label: table.step.label(),
        position: table.position_code.clone(),
        second: table.step == Step::Second,
        hint: table.hint(),
        scale: table.scale.iter().rev().cloned().collect(),
        people: table.views(again),
        cohorts: cohorts.collect(),
        seat: seat.only.clone(),
        conflict: !again.clashes.is_empty(),
    })
}

async fn find(app: &App, actor: &Actor, answers: &Answers) -> Result<Table> {
    let step = match answers.get("step") {
        step @ ("first" | "second") => step,
        _ => "",
    };
    let (whose, chosen) = ((actor.seat(), actor.id), (step, answers.get("position")));
    store::table(&app.reader, whose, app.today(), chosen).await?.ok_or(AppError::NotFound)
}

/// GET /reviews/table?step=&position=
pub async fn show(
    Seated(actor): Seated,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let table = find(&app, &actor, &filters).await?;
    viewed(&app, &actor, Event::GridViewed, &table.sheets()).await?;
    let mistakes = Mistakes::default();
    let again = Again { typed: None, mistakes: &mistakes, clashes: &[] };
    let mut page = page(&app, &actor, &table, &again);
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// The fields that may be written.
fn names(table: &Table) -> BTreeSet<String> {
    let sheets = table.sheets();
    table.items.iter().flat_map(|(ability, _)| grid::names(&sheets, *ability)).collect()
}

/// POST /reviews/table: keeps everything that was typed; nothing is submitted from here.
pub async fn save(Seated(actor): Seated, Shared(app): Shared<App>, answers: Answers) -> Result {
    let table = find(&app, &actor, &answers).await?;
    let entered = match grid::page(&names(&table), &answers) {
        Ok(entered) => entered,
        Err(mistakes) => {
            let again = Again { typed: Some(&answers), mistakes: &mistakes, clashes: &[] };
            return Ok(page(&app, &actor, &table, &again).unprocessable());
        }
    };
    let saved = grid::keep(&app, &actor, (table.step, Subject::staff(actor.id)), &entered).await?;
    let clashes = grid::clashes(saved);
    if !clashes.is_empty() {
        let after = find(&app, &actor, &answers).await?;
        let mistakes = Mistakes::default();
        let again = Again { typed: Some(&answers), mistakes: &mistakes, clashes: &clashes };
        return Ok(page(&app, &actor, &after, &again).conflicting());
    }
    let query = query(table.step.code(), &table.position_code);
    let here = format!("/reviews/table?{query}{}", actor.seat_words().more);
    Ok(redirect(&here, Notice::DraftSaved))
}

/// POST /reviews/table/draft: the automatic save.
pub async fn autosave(
    Seated(actor): Seated,
    Shared(app): Shared<App>,
    filters: Filters,
    answers: Answers,
) -> Result {
    let table = find(&app, &actor, &filters).await?;
    let entered = match grid::automatic(&names(&table), &answers) {
        Ok(entered) => entered,
        Err(mistakes) => return Ok(too_long_answer(&mistakes)),
    };
    let about = (table.step, Subject::staff(actor.id));
    let kept = grid::keep(&app, &actor, about, &entered).await?;
    Ok(saved_answer(&app, &grid::gathered(kept)))
}
