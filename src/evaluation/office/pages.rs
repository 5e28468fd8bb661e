//! One sheet, moved by 職員課.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{
    access::OfficeSheet,
    forms::{self, EXCLUSIONS, STEPS, exclusion_label},
    store::{self, Standing},
};
use crate::{
    audit::{self, Change, Entry, Event, Subject},
    evaluation::{
        scoring,
        sheet::{Evaluator, Head},
        workflow::{Action, Hat, State, Step, next},
    },
    kit::{
        Answers, App, Mistakes, Notice, Page, Result, Shell, date::month_day_weekday, redirect,
        see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/office/sheet.html")]
struct OfficePage {
    shell: Shell,
    base: String,
    facts: Vec<(&'static str, String)>,
    answers: Answers,
    errors: Mistakes,
    /// Step, its name, its date as it stands.
    steps: Vec<(&'static str, &'static str, String)>,
    /// Seat, its name, who sits there, how much of theirs would go.
    seats: Vec<(&'static str, &'static str, String, i64)>,
    /// Act, title, what it does.
    moves: Vec<(&'static str, &'static str, &'static str)>,
    /// The step 職員課 may enter for its writer, and who that is.
    behalf: Option<(&'static str, String)>,
    exclusions: [(&'static str, &'static str); 13],
    version: i32,
    forms: [String; 3],
    stale: bool,
}

fn facts(head: &Head, standing: &Standing) -> Vec<(&'static str, String)> {
    let mut state = head.state.label().to_owned();
    if let Some(code) = &standing.exclusion {
        state = format!("{state}（{}）", exclusion_label(code));
    }
    vec![
        ("職員番号", head.subject_number.clone()),
        ("所属と職位", format!("{} {}", head.place, head.position_name)),
        ("状態", state),
        (
            "いまの担当",
            Some(head.holder()).filter(|h| !h.is_empty()).unwrap_or("ありません".to_owned()),
        ),
        ("いまの期限", head.due().map_or_else(|| "ありません".to_owned(), month_day_weekday)),
    ]
}

fn seats(head: &Head, standing: &Standing) -> Vec<(&'static str, &'static str, String, i64)> {
    let seat = |code, label, evaluator: &Option<Evaluator>, drafts| {
        evaluator.as_ref().map(|e| (code, label, e.titled(), drafts))
    };
    [
        seat("first", "一次評価者", &head.first, standing.first_drafts),
        seat("second", "二次評価者", &head.second, standing.second_drafts),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn page(
    app: &App,
    sheet: &OfficeSheet,
    answers: Answers,
    errors: Mistakes,
    stale: bool,
) -> Result<Page<OfficePage>> {
    let head = sheet.head();
    let standing = store::standing(&app.reader, head).await?;
    let base = format!("/sheets/{}", head.id.0);
    let title = format!("{}さんのシートを動かす", head.subject_name);
    let steps = STEPS.iter().filter_map(|(code, label)| {
        head.window(code).map(|window| (*code, *label, month_day_weekday(window.due_on)))
    });
    let moves = forms::allowed(head.plan(), head.moment()).into_iter().map(|action| {
        let (title, what) = forms::words(action);
        (action.code(), title, what)
    });
    Ok(Page(OfficePage {
        shell: sheet
            .actor()
            .shell(app, title)
            .at("/hr/progress")
            .under("/hr/progress", "評価の進捗")
            .under(base.clone(), format!("{}さんの{}", head.subject_name, head.cycle_name))
            .with_mistakes(&errors),
        facts: facts(head, &standing),
        steps: steps.collect(),
        seats: seats(head, &standing),
        moves: moves.collect(),
        behalf: next(head.plan(), head.moment(), Action::OnBehalf, Hat::Hr)
            .ok()
            .and_then(|_| Some((head.state.step()?.label(), head.holder()))),
        exclusions: EXCLUSIONS,
        version: head.version,
        forms: [(); 3].map(|()| uuid::Uuid::now_v7().to_string()),
        base,
        answers,
        errors,
        stale,
    }))
}

/// GET /sheets/{id}/office. Looking is written up: it tells where somebody's evaluation stands.
pub async fn show(sheet: OfficeSheet, Shared(app): Shared<App>) -> Result {
    let (id, subject) = (sheet.head().id.0, sheet.head().subject);
    audit::viewed(&app, sheet.actor(), Event::SheetViewed, Subject::sheet(id), Some(subject))
        .await?;
    let page = page(&app, &sheet, Answers::default(), Mistakes::default(), false).await?;
    Ok(page.into_response())
}

/// The form is of an older sheet.
fn stale(sheet: &OfficeSheet, answers: &Answers) -> bool {
    answers.get("version") != sheet.head().version.to_string()
}

/// POST /sheets/{id}/office/extension
pub async fn extend(sheet: OfficeSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = sheet.head();
    let path = format!("/sheets/{}/office", head.id.0);
    let due = |step: &str| head.window(step).map(|window| window.due_on);
    let what = match forms::extending(&answers, due) {
        Ok(what) => what,
        Err(mistakes) => {
            return Ok(page(&app, &sheet, answers, mistakes, false).await?.unprocessable());
        }
    };
    let done = format!("/sheets/{}/history", head.id.0);
    let mut change = Change::begin(&app, sheet.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &done).await? {
        return Ok(see_other(&first));
    }
    store::extend(&mut change, head, &what).await?;
    let before = due(&what.step).map(|day| day.to_string());
    let entry = Entry::new(Event::SheetExtended, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({ "step": what.step, "from": before, "to": what.due_on.to_string(),
                        "reason": what.reason }));
    change.commit(entry).await?;
    Ok(redirect(&done, Notice::SheetExtended))
}

/// Why this person cannot take the seat.
fn unfit(head: &Head, step: Step, evaluator: crate::kit::StaffId) -> Option<&'static str> {
    let sits = |e: &Option<Evaluator>| e.as_ref().is_some_and(|e| e.id == evaluator);
    let there = match step {
        Step::First => (&head.first, &head.second),
        _ => (&head.second, &head.first),
    };
    if head.subject == evaluator {
        Some("本人を評価者にはできません。ほかの人の職員番号を入力してください")
    } else if sits(there.0) {
        Some("いまの評価者と同じ人です。ほかの人の職員番号を入力してください")
    } else if sits(there.1) {
        Some("同じ人を一次と二次の両方の評価者にはできません")
    } else if sits(&head.seats.calibrator) {
        Some("調整者を評価者にはできません。ほかの人の職員番号を入力してください")
    } else if sits(&head.seats.assistant) {
        Some("評価補助者を評価者にはできません。ほかの人の職員番号を入力してください")
    } else {
        None
    }
}

/// POST /sheets/{id}/office/evaluator
pub async fn hand_over(sheet: OfficeSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = sheet.head();
    let path = format!("/sheets/{}/office", head.id.0);
    let done = format!("/sheets/{}/history", head.id.0);
    let mut change = Change::begin(&app, sheet.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &done).await? {
        return Ok(see_other(&first));
    }
    let mut mistakes = Mistakes::default();
    let read = forms::handing_over(&answers).map_err(|wrong| mistakes = wrong).ok();
    let known = match &read {
        Some(what) => store::by_number(change.conn(), &what.number, app.today()).await?,
        None => None,
    };
    let chosen = read.and_then(|what| {
        let unknown = "この職員番号の人はいないか、退職しています。番号を確かめてください";
        let evaluator = mistakes.note("number", known.ok_or(unknown))?;
        match unfit(head, what.step, evaluator) {
            Some(why) => mistakes.note("number", Err(why)),
            None => Some((what, evaluator)),
        }
    });
    let Some((what, evaluator)) = chosen else {
        drop(change);
        return Ok(page(&app, &sheet, answers, mistakes, false).await?.unprocessable());
    };
    if stale(&sheet, &answers) {
        drop(change);
        return Ok(page(&app, &sheet, answers, mistakes, true).await?.conflicting());
    }
    let gone = store::hand_over(&mut change, head, &what, evaluator).await?;
    let before = if what.step == Step::First { &head.first } else { &head.second };
    let entry = Entry::new(Event::SheetHandedOver, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({ "step": what.step.code(), "from": before.as_ref().map(|e| e.id.0),
                        "to": evaluator.0, "drafts_gone": gone, "reason": what.reason }));
    change.commit(entry).await?;
    Ok(redirect(&done, Notice::SheetHandedOver))
}

/// POST /sheets/{id}/office/move
pub async fn carry_out(sheet: OfficeSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = sheet.head();
    let path = format!("/sheets/{}/office", head.id.0);
    let done = format!("/sheets/{}/history", head.id.0);
    let mut change = Change::begin(&app, sheet.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &done).await? {
        return Ok(see_other(&first));
    }
    let what = match forms::moving(&answers, &forms::allowed(head.plan(), head.moment())) {
        Ok(what) => what,
        Err(mistakes) => {
            drop(change);
            return Ok(page(&app, &sheet, answers, mistakes, false).await?.unprocessable());
        }
    };
    if stale(&sheet, &answers) {
        drop(change);
        return Ok(page(&app, &sheet, answers, Mistakes::default(), true).await?.conflicting());
    }
    let to = next(head.plan(), head.moment(), what.action, Hat::Hr)?;
    store::carry_out(&mut change, head, to, &what).await?;
    if to == State::Excluded {
        // what else the person has this year may now be all there is
        scoring::keep_year(&mut change, head.cycle_id, &[head.id.0]).await?;
    }
    // why somebody is left out may be their health: the book keeps the class, the history the words
    let told = (what.action != Action::Exclude).then_some(&what.reason);
    let entry = Entry::new(Event::SheetMoved, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({ "action": what.action.code(), "from": head.state.code(),
                        "to": to.code(), "reason": told }));
    change.commit(entry).await?;
    Ok(redirect(&done, Notice::SheetMoved))
}
