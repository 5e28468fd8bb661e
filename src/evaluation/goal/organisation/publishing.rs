//! Writing a unit's goals, looking at what publishing would change, and publishing.

use askama::Template;
use axum::{
    extract::State as Shared,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    access::PublishableGoals,
    forms::{self, Row},
    pages::address,
    rules::{self, Edition, Goal, Holder, MOST, Turn, Written},
    show::{LevelView, level, newest},
    store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell, date::fiscal_label,
        redirect, see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/goal/organisation/edit.html")]
struct EditPage {
    shell: Shell,
    name: String,
    year: String,
    action: String,
    back: String,
    seen: i16,
    rows: Vec<RowView>,
    most: usize,
    /// Set where somebody else published since the page was opened.
    stale: bool,
    /// Set where 職員課 writes for a unit it does not lead.
    for_others: bool,
    above: Vec<LevelView>,
}

struct RowView {
    n: usize,
    row: Row,
    what_error: Option<String>,
    level_error: Option<String>,
    order_error: Option<String>,
}

/// What the unit and its line have published, and what stands of the unit's own.
struct Desk {
    editions: Vec<Edition>,
    seen: i16,
    standing: Vec<Goal>,
}

async fn desk(app: &App, goals: &PublishableGoals) -> Result<Desk> {
    let line = rules::line(goals.tree(), goals.holder());
    let units: Vec<i64> = line.iter().filter_map(|holder| holder.unit()).collect();
    let editions = store::editions(&app.reader, goals.year(), &units).await?;
    let own = newest(&editions, goals.holder());
    let seen = own.map_or(0, |edition| edition.number);
    let standing = own.map(|edition| edition.goals.clone()).unwrap_or_default();
    Ok(Desk { editions, seen, standing })
}

fn shell(app: &App, goals: &PublishableGoals, title: String) -> Shell {
    goals
        .actor()
        .shell(app, title)
        .at("/goals/organisation")
        .under(address(goals.holder(), goals.year()), "組織の目標")
}

fn path(goals: &PublishableGoals, act: &str) -> String {
    format!("/goals/organisation/{}/{act}?year={}", goals.holder().code(), goals.year())
}

fn title(app: &App, goals: &PublishableGoals) -> String {
    let name = match goals.holder() {
        Holder::City => app.city.name.clone(),
        Holder::Unit(id) => goals.tree().get(id).map(|unit| unit.name.clone()).unwrap_or_default(),
    };
    format!("{name}の目標")
}

/// The rows of what stands, then empty ones: three rows at least, one to add always.
fn stored_rows(standing: &[Goal]) -> Vec<Row> {
    let mut rows: Vec<Row> = standing
        .iter()
        .zip(1..)
        .map(|(goal, n)| Row {
            id: Some(goal.id),
            what: goal.what.clone(),
            level: goal.level.clone(),
            order: i32::to_string(&n),
            withdrawn: false,
        })
        .collect();
    rows.resize((rows.len() + 1).clamp(3, MOST), Row::default());
    rows
}

fn edit_page(
    app: &App,
    goals: &PublishableGoals,
    desk: &Desk,
    (rows, seen): (Vec<Row>, i16),
    mistakes: &Mistakes,
) -> Page<EditPage> {
    // somebody else published in the meantime: the writer goes on from what stands now
    let stale = seen != desk.seen;
    let rows = if stale { forms::merged(rows, &desk.standing) } else { rows };
    let error = |field: String| mistakes.on(&field).map(str::to_owned);
    let line = rules::line(goals.tree(), goals.holder());
    let above = line.iter().filter(|holder| **holder != goals.holder());
    Page(EditPage {
        shell: shell(app, goals, title(app, goals)).with_mistakes(mistakes),
        name: goals.name(app),
        year: fiscal_label(goals.year()),
        action: path(goals, "check"),
        back: address(goals.holder(), goals.year()),
        seen: desk.seen,
        rows: rows
            .into_iter()
            .zip(1..)
            .map(|(row, n)| RowView {
                n,
                row,
                what_error: error(format!("what-{n}")),
                level_error: error(format!("level-{n}")),
                order_error: error(format!("order-{n}")),
            })
            .collect(),
        most: MOST,
        stale,
        for_others: !goals.as_head(),
        above: above
            .map(|of| level(goals.tree(), &app.city.name, &desk.editions, *of, (None, None)))
            .collect(),
    })
}

/// GET /goals/organisation/{unit}/edit
pub async fn edit(goals: PublishableGoals, Shared(app): Shared<App>) -> Result {
    let desk = desk(&app, &goals).await?;
    let rows = (stored_rows(&desk.standing), desk.seen);
    Ok(edit_page(&app, &goals, &desk, rows, &Mistakes::default()).into_response())
}

#[derive(Template)]
#[template(path = "evaluation/goal/organisation/check.html")]
struct CheckPage {
    shell: Shell,
    name: String,
    year: String,
    turns: Vec<TurnView>,
    publication: String,
    back: String,
    /// Everything that was typed, sent on unchanged.
    typed: Vec<(String, String)>,
    seen: i16,
    count: usize,
    form: String,
}

struct TurnView {
    tag: &'static str,
    word: &'static str,
    /// What it said, if it said something else.
    old: Option<(String, String)>,
    what: String,
    level: String,
}

fn turn_view(turn: Turn) -> TurnView {
    match turn {
        Turn::Added(new) => {
            TurnView { tag: "now", word: "加える", old: None, what: new.what, level: new.level }
        }
        Turn::Changed { old, new } => TurnView {
            tag: "do",
            word: "改める",
            old: Some((old.what, old.level)),
            what: new.what,
            level: new.level,
        },
        Turn::Kept(new) => {
            TurnView { tag: "", word: "そのまま", old: None, what: new.what, level: new.level }
        }
        Turn::Withdrawn(old) => {
            TurnView {
                tag: "ng", word: "取り下げる", old: None, what: old.what, level: old.level
            }
        }
    }
}

/// What stands against publishing what was typed, as an answer to the writer; else the goals.
fn judged(
    app: &App,
    goals: &PublishableGoals,
    desk: &Desk,
    answers: &Answers,
) -> Result<(Vec<Written>, Vec<Turn>), Box<Response>> {
    let seen: i16 = answers.get("seen").parse().unwrap_or_default();
    let again =
        |mistakes: &Mistakes| edit_page(app, goals, desk, (forms::rows(answers), seen), mistakes);
    let written = forms::goals(answers, !desk.standing.is_empty())
        .map_err(|mistakes| Box::new(again(&mistakes).unprocessable()))?;
    let turns = rules::turns(&desk.standing, &written).filter(|_| seen == desk.seen);
    let Some(turns) = turns else {
        return Err(Box::new(again(&Mistakes::default()).conflicting()));
    };
    if !rules::says_something(&desk.standing, &written) {
        let mut mistakes = Mistakes::default();
        mistakes.add("what-1", "公開している目標と同じです。変えるところを直してください");
        return Err(Box::new(again(&mistakes).unprocessable()));
    }
    Ok((written, turns))
}

/// POST /goals/organisation/{unit}/check: what would change, or the form again.
pub async fn check(goals: PublishableGoals, Shared(app): Shared<App>, answers: Answers) -> Result {
    let desk = desk(&app, &goals).await?;
    let seen = answers.get("seen").parse().unwrap_or_default();
    match answers.get("do") {
        "row" => {
            let mut rows = forms::rows(&answers);
            rows.resize((rows.len() + 1).min(MOST), Row::default());
            let page = edit_page(&app, &goals, &desk, (rows, seen), &Mistakes::default());
            return Ok(page.into_response());
        }
        "edit" => {
            let rows = (forms::rows(&answers), seen);
            let page = edit_page(&app, &goals, &desk, rows, &Mistakes::default());
            return Ok(page.into_response());
        }
        _ => {}
    }
    let (written, turns) = match judged(&app, &goals, &desk, &answers) {
        Ok(judged) => judged,
        Err(page) => return Ok(*page),
    };
    let typed = answers
        .iter()
        .filter(|(name, _)| !matches!(*name, "do" | "seen" | "form"))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let page = CheckPage {
        shell: shell(&app, &goals, "目標の公開の確認".to_owned()),
        name: goals.name(&app),
        year: fiscal_label(goals.year()),
        turns: turns.into_iter().map(turn_view).collect(),
        publication: path(&goals, "publication"),
        back: path(&goals, "check"),
        typed,
        seen: desk.seen,
        count: written.len(),
        form: uuid::Uuid::now_v7().to_string(),
    };
    Ok(Page(page).into_response())
}

/// Old and new wordings for the book.
fn detail(goals: &PublishableGoals, turns: &[Turn]) -> Value {
    let changed: Vec<Value> = turns
        .iter()
        .filter_map(|turn| match turn {
            Turn::Kept(_) => None,
            Turn::Added(new) => Some(json!({ "new": [new.what, new.level] })),
            Turn::Withdrawn(old) => Some(json!({ "old": [old.what, old.level] })),
            Turn::Changed { old, new } => {
                Some(json!({ "old": [old.what, old.level], "new": [new.what, new.level] }))
            }
        })
        .collect();
    json!({ "fiscal_year": goals.year(), "changed": changed })
}

/// POST /goals/organisation/{unit}/publication
pub async fn publish(
    goals: PublishableGoals,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let there = address(goals.holder(), goals.year());
    let mut change = Change::begin(&app, goals.actor()).await?;
    let path = path(&goals, "publication");
    if let Some(first) = change.repeated(answers.form_id(), &path, &there).await? {
        return Ok(see_other(&first));
    }
    let desk = desk(&app, &goals).await?;
    let (written, turns) = match judged(&app, &goals, &desk, &answers) {
        Ok(judged) => judged,
        Err(page) => return Ok(*page),
    };
    let of = (goals.holder(), goals.year());
    if !store::publish(&mut change, of, desk.seen, &written).await? {
        return Err(AppError::Refused(
            "ほかの人が先に公開しました。いまの目標を確かめてから、もう一度行ってください。"
                .to_owned(),
        ));
    }
    let subject = goals.holder().unit().map_or(Subject::HOUSE, |id| Subject::new("unit", id));
    let entry = Entry::new(Event::UnitGoalsPublished, subject).detail(detail(&goals, &turns));
    change.commit(entry).await?;
    Ok(redirect(&there, Notice::UnitGoalsPublished))
}
