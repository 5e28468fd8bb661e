//! 評価者の一括変更: an evaluator leaves or cannot go on for long, and 職員課 gives their open sheets to
//! another in one act. What each sheet forbids one at a time it forbids here; each keeps the act in its
//! history, and both evaluators are told.

use std::collections::BTreeSet;

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{
    evaluators_forms::{self as forms, Typed, bar, seat},
    evaluators_store::{self as store, Asked, Known, Row},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::workflow::Refusal,
    identity::{Actor, HrOfficer},
    kit::{Answers, App, Filters, Mistakes, Notice, Page, Result, Shell, redirect, see_other},
    message::{Kind, Letter, post},
};

const HERE: &str = "/hr/evaluators";

#[derive(Template)]
#[template(path = "evaluation/office/evaluators.html")]
struct ListPage {
    shell: Shell,
    answers: Answers,
    errors: Mistakes,
    /// Whose sheets they are; None until somebody is named.
    evaluator: Option<Known>,
    lines: Vec<Line>,
}

struct Line {
    row: Row,
    seat: &'static str,
    state: &'static str,
    ticked: bool,
    involved: Option<&'static str>,
}

fn shell(app: &App, actor: &Actor, title: &str) -> Shell {
    actor.shell(app, title).at("/hr").under("/hr", "職員課の仕事")
}

fn list_page(
    app: &App,
    actor: &Actor,
    found: Option<(Known, Vec<Row>)>,
    answers: Answers,
    errors: Mistakes,
) -> Page<ListPage> {
    let chosen: Option<BTreeSet<i64>> = answers.has("reason").then(|| forms::ticked(&answers));
    let line = |row: Row| Line {
        seat: seat(&row).map_or("", |seat| seat.label()),
        state: row.state.label(),
        // all to begin with, then as they were left
        ticked: chosen.as_ref().is_none_or(|chosen| chosen.contains(&row.id)),
        involved: row.involved.then_some(forms::INVOLVED),
        row,
    };
    let (evaluator, rows) = found.map_or((None, Vec::new()), |(who, rows)| (Some(who), rows));
    Page(ListPage {
        shell: shell(app, actor, "評価者の一括変更").with_mistakes(&errors),
        lines: rows.into_iter().map(line).collect(),
        evaluator,
        answers,
        errors,
    })
}

/// Who is meant by the number of the evaluator, or what is wrong with it.
fn meant(known: &mut Vec<Known>, number: &str) -> Result<Known, &'static str> {
    let at = known.iter().position(|one| one.number == number);
    at.map(|at| known.swap_remove(at)).ok_or("この職員番号の人はいません。番号を確かめてください")
}

/// GET /hr/evaluators: whose sheets, then the sheets.
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Filters,
    headers: HeaderMap,
) -> Result {
    let number = forms::number(&answers, "number");
    let (mut mistakes, mut found) = (Mistakes::default(), None);
    if !number.is_empty() {
        let today = app.today();
        let mut known = store::known(&app.reader, std::slice::from_ref(&number), today).await?;
        if let Some(who) = mistakes.note("number", meant(&mut known, &number)) {
            let rows = store::sheets(&app.reader, who.id, actor.id, None, today).await?;
            found = Some((who, rows));
        }
    }
    let wrong = !mistakes.is_empty();
    let mut page = list_page(&app, &actor, found, answers.0.clone(), mistakes);
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(if wrong { page.unprocessable() } else { page.into_response() })
}

/// What is about to happen.
struct Plan {
    from: Known,
    to: Known,
    typed: Typed,
    going: Vec<Row>,
    /// Ticked, and does not go: the sheet, and why.
    staying: Vec<(Row, String)>,
}

/// What was asked for, or the page with every mistake.
async fn plan(
    app: &App,
    actor: &Actor,
    answers: &Answers,
) -> Result<Result<Plan, Box<Page<ListPage>>>> {
    let today = app.today();
    let mut mistakes = Mistakes::default();
    let typed = forms::handing_over(answers).map_err(|wrong| mistakes = wrong).ok();
    let numbers = [forms::number(answers, "number"), forms::number(answers, "to")];
    let [whose, to] = &numbers;
    let mut known = store::known(&app.reader, &numbers, today).await?;
    let Some(from) = mistakes.note("number", meant(&mut known, whose)) else {
        let page = list_page(app, actor, None, answers.clone(), mistakes);
        return Ok(Err(Box::new(page)));
    };
    let to = match (mistakes.on("to"), meant(&mut known, to)) {
        (Some(_), _) => None,
        (None, Ok(to)) if !to.works => {
            mistakes.add("to", "退職している人です。ほかの人の職員番号を入力してください");
            None
        }
        (None, to) => mistakes.note("to", to),
    };
    let rows =
        store::sheets(&app.reader, from.id, actor.id, to.as_ref().map(|to| to.id), today).await?;
    let (Some(to), Some(typed), true) = (to, typed, mistakes.is_empty()) else {
        let page = list_page(app, actor, Some((from, rows)), answers.clone(), mistakes);
        return Ok(Err(Box::new(page)));
    };
    let (mut going, mut staying, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        match bar(&row, to.id) {
            _ if !typed.ticked.contains(&row.id) => rest.push(row),
            None => going.push(row),
            Some(why) => staying.push((row, why)),
        }
    }
    if going.is_empty() {
        mistakes.add(
            "to",
            "選んだシートは、どれもこの人に変えられません。ほかの人の職員番号を入力してください",
        );
        rest.extend(staying.into_iter().map(|(row, _)| row));
        let page = list_page(app, actor, Some((from, rest)), answers.clone(), mistakes);
        return Ok(Err(Box::new(page)));
    }
    Ok(Ok(Plan { from, to, typed, going, staying }))
}

#[derive(Template)]
#[template(path = "evaluation/office/evaluators_check.html")]
struct CheckPage {
    shell: Shell,
    plan: Plan,
    /// Fields the former evaluator has begun, which go with them.
    drafts: i64,
    back: String,
    form: String,
    /// A sheet has moved since the reader was asked.
    stale: bool,
}

fn check_page(app: &App, actor: &Actor, plan: Plan, stale: bool) -> Page<CheckPage> {
    Page(CheckPage {
        shell: shell(app, actor, "評価者の一括変更の確認").under(HERE, "評価者の一括変更"),
        drafts: plan.going.iter().map(|row| row.drafts).sum(),
        back: format!("{HERE}?number={}", plan.from.number),
        plan,
        form: uuid::Uuid::now_v7().to_string(),
        stale,
    })
}

/// POST /hr/evaluators/check: which sheets go to whom, and which do not.
pub async fn check(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    Ok(match plan(&app, &actor, &answers).await? {
        Ok(plan) => check_page(&app, &actor, plan, false).into_response(),
        Err(page) => page.unprocessable(),
    })
}

/// What both are told: no reason, which may be somebody's health.
fn letters(plan: &Plan) -> Vec<Letter> {
    let (from, to, count) = (&plan.from, &plan.to, plan.going.len());
    let mut letters = vec![Letter {
        to: to.id,
        kind: Kind::Notice,
        subject: format!("評価者になりました（{count}件）"),
        body: format!(
            "{}さんに代わって、{count}件の評価シートの評価者になりました。「部下の評価」で確かめてください。",
            from.name
        ),
        link: "/reviews".to_owned(),
    }];
    if from.works {
        letters.push(Letter {
            to: from.id,
            kind: Kind::Notice,
            subject: format!("評価者が変わりました（{count}件）"),
            body: format!(
                "あなたが評価者だった{count}件の評価シートの評価者が、{}さんに変わりました。提出した評価は残っています。",
                to.name
            ),
            link: "/".to_owned(),
        });
    }
    letters
}

/// POST /hr/evaluators
pub async fn hand_over(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let done = format!("{HERE}?number={}", forms::number(&answers, "number"));
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) = change.repeated(answers.form_id(), HERE, &done).await? {
        return Ok(see_other(&first));
    }
    let plan = match plan(&app, &actor, &answers).await? {
        Ok(plan) => plan,
        Err(page) => return Ok(page.unprocessable()),
    };
    let seen = |row: &Row| answers.get(&format!("version-{}", row.id)) == row.version.to_string();
    if !plan.going.iter().all(seen) {
        return Ok(check_page(&app, &actor, plan, true).conflicting());
    }
    let asked: Vec<Asked> = plan
        .going
        .iter()
        .filter_map(|row| Some(Asked { sheet: row.id, version: row.version, seat: seat(row)? }))
        .collect();
    let (moved, gone) =
        store::hand_over(&mut change, &asked, Some(plan.to.id.0), &plan.typed.reason).await?;
    if usize::try_from(moved) != Ok(plan.going.len()) {
        return Err(Refusal::WrongState.into());
    }
    for row in &plan.going {
        let entry = Entry::new(Event::SheetHandedOver, Subject::sheet(row.id))
            .about(row.subject)
            .detail(json!({ "step": row.seat, "from": plan.from.id.0, "to": plan.to.id.0,
                            "drafts_gone": row.drafts, "reason": plan.typed.reason }));
        change.enter(&entry).await?;
    }
    post(&mut change, &app, &letters(&plan)).await?;
    let sheets: Vec<i64> = plan.going.iter().map(|row| row.id).collect();
    let entry = Entry::new(Event::SheetsHandedOver, Subject::new("staff", plan.from.id.0))
        .about(plan.from.id)
        .detail(json!({ "count": moved, "sheets": sheets, "to": plan.to.id.0,
                        "drafts_gone": gone, "reason": plan.typed.reason }));
    change.commit(entry).await?;
    Ok(redirect(&done, Notice::SheetsHandedOver))
}
