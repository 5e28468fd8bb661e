//! One sheet, moved by 職員課.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{
    access::OfficeSheet,
    behalf_change::answerer,
    forms::{self, EXCLUSIONS, STEPS, exclusion_label},
    seat::{Seat, Unfit},
    store::{self, Standing},
};
use crate::{
    audit::{self, Change, Entry, Event, Subject},
    evaluation::{
        goal::{may_answer, may_change},
        scoring,
        sheet::{Evaluator, Head},
        workflow::{Action, Hat, State, next},
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
    /// The change of agreed goals 職員課 may enter, or its answer, and who writes it.
    change: Option<(&'static str, String)>,
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

/// The seats that may be given to somebody else: word, name, who sits there, fields they have begun.
fn seats(head: &Head, standing: &Standing) -> Vec<(&'static str, &'static str, String, i64)> {
    let open = Seat::ALL.into_iter().filter(|seat| seat.is_open(head));
    open.map(|seat| {
        let empty = || seat.empty().unwrap_or_default().to_owned();
        let who = seat.holder(head).map_or_else(empty, Evaluator::titled);
        let drafts = match seat {
            Seat::First => standing.first_drafts,
            Seat::Second => standing.second_drafts,
            _ => 0,
        };
        (seat.code(), seat.label(), who, drafts)
    })
    .collect()
}

/// What 職員課 may enter of a change of agreed goals, and for whom.
fn change_of_goals(head: &Head, standing: &Standing) -> Option<(&'static str, String)> {
    let waits = standing.change_waits && head.state != State::GoalReview;
    if waits && may_answer(head.state) {
        Some(("目標の変更の確認", answerer(head)))
    } else {
        may_change(head.state).then(|| ("目標の変更", head.subject_name.clone()))
    }
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
        change: change_of_goals(head, &standing),
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
    let known = match read.as_ref().and_then(|what| what.number.as_deref()) {
        Some(number) => store::by_number(change.conn(), number, app.today()).await?,
        None => None,
    };
    let chosen = read.and_then(|what| {
        if !what.seat.is_open(head) {
            let closed = "いまの段階では変えられません。ほかを選んでください";
            return mistakes.note("seat", Err(closed));
        }
        if what.number.is_none() {
            return Some((what, None));
        }
        let unknown = "この職員番号の人はいないか、退職しています。番号を確かめてください";
        let evaluator = mistakes.note("number", known.ok_or(unknown))?;
        match what.seat.unfit(head, evaluator) {
            Some(why) => mistakes.note("number", Err(why.sentence(what.seat))),
            None => Some((what, Some(evaluator))),
        }
    });
    if let Some((what, Some(who))) = &chosen
        && store::evaluated_for_another(&mut change, head, what.seat.step(), *who).await?
    {
        mistakes.add("number", Unfit::Evaluated.sentence(what.seat));
    }
    let Some((what, evaluator)) = chosen.filter(|_| mistakes.is_empty()) else {
        drop(change);
        return Ok(page(&app, &sheet, answers, mistakes, false).await?.unprocessable());
    };
    if stale(&sheet, &answers) {
        drop(change);
        return Ok(page(&app, &sheet, answers, mistakes, true).await?.conflicting());
    }
    let gone = store::hand_over(&mut change, head, &what, evaluator).await?;
    let before = what.seat.holder(head);
    let entry = Entry::new(Event::SheetHandedOver, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({ "step": what.seat.code(), "from": before.map(|e| e.id.0),
                        "to": evaluator.map(|id| id.0), "drafts_gone": gone, "reason": what.reason }));
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
