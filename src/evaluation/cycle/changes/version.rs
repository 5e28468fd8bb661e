//! 点数の決め方の新しい版: chosen with a reason, shown with everybody it concerns, then taken up.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    super::store::{self as cycles, Cycle},
    rules::Progress,
    store::{self, Affected, Fitting},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::sheet::reason,
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell,
        field::{Field, filled},
        redirect, see_other,
    },
};

/// People listed by name; the numbers count everybody.
const LISTED: usize = 200;

const SHUT: &str =
    "この年度の点数の決め方は変えられません。「開始した後に変えられるもの」に理由があります。";

#[derive(Template)]
#[template(path = "evaluation/cycle/changes/version.html")]
struct AskPage {
    shell: Shell,
    base: String,
    now: String,
    fields: Vec<Field>,
    /// No other set fits.
    none: bool,
}

#[derive(Template)]
#[template(path = "evaluation/cycle/changes/check.html")]
struct CheckPage {
    shell: Shell,
    base: String,
    before: String,
    after: String,
    set: i64,
    reason: String,
    moved: usize,
    kept: usize,
    /// How far, how many, and what becomes of them.
    counts: Vec<(&'static str, usize, &'static str)>,
    people: Vec<PersonView>,
    unlisted: usize,
    stale: bool,
    /// What the numbers were when the page was made.
    asked: String,
    form: String,
}

struct PersonView {
    name: String,
    number: String,
    department: String,
    state: &'static str,
    moves: bool,
}

fn shell(app: &App, actor: &Actor, cycle: &Cycle, title: &str) -> Shell {
    let base = format!("/hr/cycles/{}", cycle.id);
    actor
        .shell(app, title)
        .at("/hr/cycles")
        .under("/hr/cycles", "年度と日程")
        .under(base.clone(), cycle.name.clone())
        .under(format!("{base}/changes"), "開始した後に変えられるもの")
}

/// Only a running year that computes points.
fn changeable(cycle: &Cycle) -> Result<()> {
    cycle.dated_here()?;
    if cycle.opened_at.is_some() && cycle.scored {
        Ok(())
    } else {
        Err(AppError::Refused(SHUT.to_owned()))
    }
}

fn ask_page(
    app: &App,
    actor: &Actor,
    (cycle, fitting): (&Cycle, &[Fitting]),
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<AskPage> {
    let sets = fitting.iter().map(|set| (set.id.to_string(), set.name.clone())).collect();
    let fields = vec![
        Field::choice(
            "set",
            "新しい決め方",
            "公布済みで、この年度の基準日に使えるものです。",
            sets,
        ),
        Field::area("reason", "変える理由", "10文字以上400文字以内。操作の記録に残ります。", 400),
    ];
    Page(AskPage {
        shell: shell(app, actor, cycle, "点数の決め方を新しい版にする").with_mistakes(mistakes),
        base: format!("/hr/cycles/{}/changes", cycle.id),
        now: cycle.scoring.1.clone(),
        fields: filled(fields, answers, mistakes),
        none: fitting.is_empty(),
    })
}

/// GET /hr/cycles/{id}/changes/scoring
pub async fn ask(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let cycle = cycles::find(&app.reader, id).await?;
    changeable(&cycle)?;
    let fitting = store::fitting(&app.reader, id).await?;
    let (answers, mistakes) = (Answers::default(), Mistakes::default());
    Ok(ask_page(&app, &actor, (&cycle, &fitting), &answers, &mistakes).into_response())
}

/// How many go on with the new rules, and how many keep the old.
fn split(affected: &[Affected]) -> (usize, usize) {
    let moved = affected.iter().filter(|one| one.progress.moves()).count();
    (moved, affected.len() - moved)
}

fn check_page(
    app: &App,
    actor: &Actor,
    (cycle, set): (&Cycle, &Fitting),
    (reason, affected): (&str, &[Affected]),
    stale: bool,
) -> Page<CheckPage> {
    let (moved, kept) = split(affected);
    let count = |progress| affected.iter().filter(|one| one.progress == progress).count();
    let people = affected.iter().take(LISTED).map(|one| PersonView {
        name: one.name.clone(),
        number: one.number.clone(),
        department: one.department.clone(),
        state: one.state.label(),
        moves: one.progress.moves(),
    });
    Page(CheckPage {
        shell: shell(app, actor, cycle, "点数の決め方の変更の確認"),
        base: format!("/hr/cycles/{}/changes", cycle.id),
        before: cycle.scoring.1.clone(),
        after: set.name.clone(),
        set: set.id,
        reason: reason.to_owned(),
        moved,
        kept,
        counts: Progress::ALL
            .map(|progress| {
                let becomes = if progress.moves() {
                    "新しい版で進みます"
                } else {
                    "変わりません"
                };
                (progress.label(), count(progress), becomes)
            })
            .to_vec(),
        people: people.collect(),
        unlisted: affected.len().saturating_sub(LISTED),
        stale,
        asked: format!("{moved}-{kept}"),
        form: uuid::Uuid::now_v7().to_string(),
    })
}

/// POST /hr/cycles/{id}/changes/scoring: first shows whom it concerns, then takes it up, if that is
/// still so.
pub async fn change(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let (there, path) =
        (format!("/hr/cycles/{id}/changes"), format!("/hr/cycles/{id}/changes/scoring"));
    let mut change = Change::begin(&app, &actor).await?;
    let applying = answers.get("do") == "apply";
    if applying && let Some(first) = change.repeated(answers.form_id(), &path, &there).await? {
        return Ok(see_other(&first));
    }
    let cycle = cycles::hold(&mut change, id).await?;
    changeable(&cycle)?;
    let fitting = store::fitting(change.conn(), id).await?;
    let (set, reason) = match read(&answers, &fitting) {
        Ok(read) => read,
        Err(mistakes) => {
            drop(change);
            let page = ask_page(&app, &actor, (&cycle, &fitting), &answers, &mistakes);
            return Ok(page.unprocessable());
        }
    };
    if applying {
        store::hold_sheets(&mut change, id).await?;
    }
    let affected = store::affected(change.conn(), id).await?;
    let (moved, kept) = split(&affected);
    let agreed = answers.get("asked") == format!("{moved}-{kept}");
    if !applying || !agreed {
        drop(change);
        let page = check_page(&app, &actor, (&cycle, set), (&reason, &affected), applying);
        return Ok(if applying { page.conflicting() } else { page.into_response() });
    }
    apply(change, &cycle, (set.id, &reason), (moved, kept)).await
}

async fn apply(
    mut change: Change,
    cycle: &Cycle,
    (set, reason): (i64, &str),
    (moved, kept): (usize, usize),
) -> Result<Response> {
    let count = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    store::take_over(&mut change, cycle.id, (set, reason), (count(moved), count(kept))).await?;
    let entry =
        Entry::new(Event::ScoringVersioned, Subject::new("cycle", cycle.id)).detail(json!({
            "from": cycle.scoring.0, "to": set, "reason": reason, "moved": moved, "kept": kept
        }));
    change.commit(entry).await?;
    Ok(redirect(&format!("/hr/cycles/{}/changes", cycle.id), Notice::ScoringVersioned))
}

/// The set and the reason, or every mistake.
fn read<'a>(
    answers: &Answers,
    fitting: &'a [Fitting],
) -> std::result::Result<(&'a Fitting, String), Mistakes> {
    let mut mistakes = Mistakes::default();
    let set = fitting.iter().find(|set| set.id.to_string() == answers.get("set"));
    let set = mistakes.note("set", set.ok_or("新しい決め方を、示された中から選んでください"));
    let why = mistakes.note("reason", reason(answers.get("reason")));
    match set.zip(why) {
        Some(read) => mistakes.or(read),
        None => Err(mistakes),
    }
}
