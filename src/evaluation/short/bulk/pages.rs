//! The page with a row each: reading, saving, the automatic save.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    forms::names,
    show::{self, Again, Table},
    store::{self, Rows},
};
use crate::{
    audit::{Event, Subject},
    evaluation::{
        deputy::Seated,
        review::{Kept, automatic, fields_of, gathered, keep, viewed},
        sheet::{saved_answer, too_long_answer},
        workflow::Step,
    },
    identity::{Actor, SeatWords},
    kit::{
        Answers, App, AppError, Filters, Mistakes, Notice, Page, Result, Shell, redirect, see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/short/bulk.html")]
struct BulkPage {
    shell: Shell,
    intro: String,
    step: &'static str,
    label: &'static str,
    seat: SeatWords,
    tabs: Vec<(String, String, bool)>,
    tables: Vec<Table>,
    /// Rows that wait for the reader, and those of them that are complete.
    waiting: usize,
    complete: usize,
    /// What somebody else wrote meanwhile.
    clashes: Vec<String>,
}

/// How long after the disclosure a row stays on the page.
const KEPT: time::Duration = time::Duration::days(60);

pub(super) async fn read(app: &App, actor: &Actor) -> Result<Rows> {
    let whose = (actor.seat(), actor.id);
    store::rows(&app.reader, whose, app.now() - KEPT, app.today()).await
}

/// The step that is shown: the one asked for, else the one where somebody waits.
pub(super) fn step_of(rows: &Rows, asked: &str) -> Step {
    let waits = |step| !rows.waiting(step).is_empty();
    let has = |step| rows.of(step).next().is_some();
    match asked {
        "first" => Step::First,
        "second" => Step::Second,
        _ if waits("first") => Step::First,
        _ if waits("second") || !has("first") => Step::Second,
        _ => Step::First,
    }
}

/// The page of a step, for oneself or for whom one stands in.
pub(super) fn here(actor: &Actor, step: Step) -> String {
    format!("/reviews/short?step={}{}", step.code(), actor.seat_words().more)
}

fn tabs(rows: &Rows, step: Step, more: &str) -> Vec<(String, String, bool)> {
    [Step::First, Step::Second]
        .into_iter()
        .filter_map(|tab| {
            let count = rows.of(tab.code()).count();
            (count > 0).then(|| {
                let href = format!("/reviews/short?step={}{more}", tab.code());
                (href, format!("{}（{count}名）", tab.label()), tab == step)
            })
        })
        .collect()
}

fn page(
    app: &App,
    actor: &Actor,
    rows: &Rows,
    step: Step,
    again: &Again<'_>,
    clashes: Vec<String>,
) -> Page<BulkPage> {
    let waiting = rows.waiting(step.code());
    let complete = waiting.iter().filter(|(row, form)| row.complete(form).is_ok()).count();
    let all = rows.of(step.code()).count();
    Page(BulkPage {
        shell: actor
            .shell(app, "会計年度任用職員の評価")
            .at("/reviews")
            .under(actor.list("/reviews"), "部下の評価")
            .with_mistakes(again.mistakes),
        intro: format!(
            "{}。{all}名のうち{}名が入力を待っています。1人1行で入力し、入力が済んだ人をまとめて提出します。",
            step.label(),
            waiting.len()
        ),
        step: step.code(),
        label: step.label(),
        tabs: tabs(rows, step, &actor.seat_words().more),
        seat: actor.seat_words(),
        tables: show::tables(rows, step.code(), again, app.today()),
        waiting: waiting.len(),
        complete,
        clashes,
    })
}

/// GET /reviews/short?step=
pub async fn show(
    Seated(actor): Seated,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let rows = read(&app, &actor).await?;
    viewed(&app, &actor, Event::ShortReviewsViewed, &rows.sheets()).await?;
    let step = step_of(&rows, filters.get("step"));
    let mistakes = Mistakes::default();
    let again = Again { typed: None, mistakes: &mistakes };
    let mut page = page(&app, &actor, &rows, step, &again, Vec::new());
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

fn step_asked(answers: &Answers) -> Result<Step> {
    match answers.get("step") {
        "first" => Ok(Step::First),
        "second" => Ok(Step::Second),
        _ => Err(AppError::NotFound),
    }
}

/// Whose field somebody else has changed, in words.
fn clashes(rows: &Rows, saved: &Kept) -> Vec<String> {
    let name = |sheet: i64| {
        rows.rows.iter().find(|row| row.sheet == sheet).map_or("", |row| row.name.as_str())
    };
    saved
        .iter()
        .flat_map(|(sheet, saved)| {
            saved.conflicts.iter().map(move |conflict| {
                let (value, by) = (&conflict.value, &conflict.by);
                format!("{}さんの行：{by}さんが別の画面で「{value}」に変えました。", name(*sheet))
            })
        })
        .collect()
}

/// POST /reviews/short: keeps everything that was typed, and goes on to the check if asked.
pub async fn save(Seated(actor): Seated, Shared(app): Shared<App>, answers: Answers) -> Result {
    let step = step_asked(&answers)?;
    let rows = read(&app, &actor).await?;
    let entered = match fields_of(&names(&rows.waiting(step.code())), &answers) {
        Ok(entered) => entered,
        Err(mistakes) => {
            let again = Again { typed: Some(&answers), mistakes: &mistakes };
            return Ok(page(&app, &actor, &rows, step, &again, Vec::new()).unprocessable());
        }
    };
    let saved = keep(&app, &actor, (step, Subject::staff(actor.id)), &entered).await?;
    let clashes = clashes(&rows, &saved);
    let none = Mistakes::default();
    if !clashes.is_empty() {
        let after = read(&app, &actor).await?;
        let again = Again { typed: Some(&answers), mistakes: &none };
        return Ok(page(&app, &actor, &after, step, &again, clashes).conflicting());
    }
    if answers.get("do") != "check" {
        return Ok(redirect(&here(&actor, step), Notice::DraftSaved));
    }
    let after = read(&app, &actor).await?;
    let waiting = after.waiting(step.code());
    if waiting.iter().any(|(row, form)| row.complete(form).is_ok()) {
        let more = actor.seat_words().more;
        return Ok(see_other(&format!("/reviews/short/check?step={}{more}", step.code())));
    }
    let mut missing = show::missing(&waiting);
    if missing.is_empty() {
        missing.add("bulk", "入力が済んだ人がいません。1人以上の行を、最後まで入力してください");
    }
    let again = Again { typed: Some(&answers), mistakes: &missing };
    Ok(page(&app, &actor, &after, step, &again, Vec::new()).unprocessable())
}

/// POST /reviews/short/draft?step=: the automatic save.
pub async fn autosave(
    Seated(actor): Seated,
    Shared(app): Shared<App>,
    filters: Filters,
    answers: Answers,
) -> Result {
    let step = step_asked(&filters)?;
    let rows = read(&app, &actor).await?;
    let names = names(&rows.waiting(step.code()));
    let entered = match automatic(&names, &answers) {
        Ok(entered) => entered,
        Err(mistakes) => return Ok(too_long_answer(&mistakes)),
    };
    let kept = keep(&app, &actor, (step, Subject::staff(actor.id)), &entered).await?;
    Ok(saved_answer(&app, &gathered(kept)))
}
