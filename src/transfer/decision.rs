//! Checking, deciding and taking back an order, and letting those take effect whose day has come.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    difference::difference,
    effect, forms,
    kinds::State,
    pages::{self, Again, HERE, framed},
    picture::{self, Looker},
    show, store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::handover,
    identity::{HrOfficer, Personnel},
    kit::{
        Answers, App, AppError, Notice, Page, Result, Shell, date::wareki_day, redirect, see_other,
    },
};

const MISSING: &str = "足りないものがあるため、先へ進めません。差分の画面で確かめてください。";
const MOVED: &str =
    "差分を開いた後に、発令の内容が変わりました。差分の画面を開き直して、確かめてください。";
const LATE: &str = "発令日が来たため、取り消せません。別の発令で直してください。";
const NOT_DECIDED: &str = "確定していない発令です。取り消す代わりに、下書きを捨ててください。";
const UNCHECKED: &str = "差分を確認してから確定してください。";

/// POST /hr/orders/{id}/check: somebody has read the difference as it stands.
pub async fn check(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let there = format!("{HERE}/{id}/difference");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) =
        change.repeated(answers.form_id(), &format!("{HERE}/{id}/check"), &there).await?
    {
        return Ok(see_other(&first));
    }
    let store::Held { state, version, .. } = store::hold(&mut change, id, &actor.scope).await?;
    if !state.prepared() {
        return Err(AppError::Refused(pages::DECIDED.to_owned()));
    }
    let seen = answers.get("version") == version.to_string();
    let picture = picture::within(&mut change, id).await?;
    if difference(&picture).blocking() > 0 {
        return Err(AppError::Refused(MISSING.to_owned()));
    }
    if !seen || !store::pass(&mut change, id, version, (State::Checked, "check"), None).await? {
        return Err(AppError::Refused(MOVED.to_owned()));
    }
    change.commit(Entry::new(Event::OrderChecked, Subject::new("order", id))).await?;
    Ok(redirect(&there, Notice::OrderChecked))
}

#[derive(Template)]
#[template(path = "transfer/decision.html")]
struct DecisionPage {
    shell: Shell,
    base: String,
    name: String,
    effective: String,
    announce: String,
    /// Its day has come: it is not taken back afterwards.
    late: bool,
    /// 職員課 of the whole city, which lets orders take effect.
    city: bool,
    people: usize,
    evaluators: usize,
    view: show::DifferenceView,
    version: i32,
    form: String,
}

/// GET /hr/orders/{id}/decision
pub async fn ask(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let picture = picture::looked_at(&Looker { app: &app, actor: &actor }, id).await?;
    let found = difference(&picture);
    let order = &picture.order;
    if !order.sight.writes {
        return Err(AppError::NotFound);
    }
    match order.state {
        State::Checked if found.blocking() == 0 => {}
        State::Checked => return Err(AppError::Refused(MISSING.to_owned())),
        State::Draft => return Err(AppError::Refused(UNCHECKED.to_owned())),
        _ => return Err(AppError::Refused(pages::DECIDED.to_owned())),
    }
    let page = DecisionPage {
        shell: framed(&app, &actor, "発令の確定の確認", order),
        base: format!("{HERE}/{id}"),
        name: order.name.clone(),
        effective: wareki_day(order.effective_on),
        announce: wareki_day(order.announce_on),
        late: order.effective_on <= app.today(),
        city: actor.scope.city,
        people: found.moves.len(),
        evaluators: found.evaluators.len(),
        view: show::difference(&picture, &found),
        version: order.version,
        form: uuid::Uuid::now_v7().to_string(),
    };
    Ok(Page(page).into_response())
}

/// POST /hr/orders/{id}/decision
pub async fn decide(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let there = format!("{HERE}/{id}");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) =
        change.repeated(answers.form_id(), &format!("{there}/decision"), &there).await?
    {
        return Ok(see_other(&first));
    }
    let store::Held { state, version, .. } = store::hold(&mut change, id, &actor.scope).await?;
    match state {
        State::Checked => {}
        State::Draft => return Err(AppError::Refused(UNCHECKED.to_owned())),
        _ => return Err(AppError::Refused(pages::DECIDED.to_owned())),
    }
    let picture = picture::within(&mut change, id).await?;
    let (blocking, people, sheets) = {
        let found = difference(&picture);
        (found.blocking(), found.moves.len(), found.sheets.len())
    };
    if blocking > 0 {
        return Err(AppError::Refused(MISSING.to_owned()));
    }
    let seen = answers.get("version") == version.to_string();
    if !seen || !store::pass(&mut change, id, version, (State::Decided, "decide"), None).await? {
        return Err(AppError::Refused(MOVED.to_owned()));
    }
    if picture.order.announce_on <= app.today() {
        effect::ask(&mut change, id).await?;
    }
    let entry = Entry::new(Event::OrderDecided, Subject::new("order", id))
        .detail(json!({ "people": people, "sheets": sheets }));
    change.commit(entry).await?;
    let late = picture.order.effective_on <= app.today();
    Ok(redirect(&there, if late { Notice::OrderDecidedLate } else { Notice::OrderDecided }))
}

/// POST /hr/orders/{id}/taking-back: as long as its day has not come.
pub async fn take_back(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let there = format!("{HERE}/{id}");
    let reason = match forms::reason(&answers) {
        Ok(reason) => reason,
        Err(mistakes) => {
            let again = Again { answers, mistakes, dating: false };
            return Ok(pages::page(&app, &actor, id, again).await?.unprocessable());
        }
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) =
        change.repeated(answers.form_id(), &format!("{there}/taking-back"), &there).await?
    {
        return Ok(see_other(&first));
    }
    let held = store::hold(&mut change, id, &actor.scope).await?;
    if held.state != State::Decided {
        return Err(AppError::Refused(NOT_DECIDED.to_owned()));
    }
    // one whose day has come goes back only if it cannot take effect as it stands
    if held.effective_on <= app.today() {
        let picture = picture::within(&mut change, id).await?;
        if difference(&picture).blocking() == 0 {
            return Err(AppError::Refused(LATE.to_owned()));
        }
    }
    let to = (State::TakenBack, "take_back");
    store::pass(&mut change, id, held.version, to, Some(&reason)).await?;
    handover::take_back(&mut change, id).await?;
    let entry = Entry::new(Event::OrderTakenBack, Subject::new("order", id))
        .detail(json!({ "reason": reason }));
    change.commit(entry).await?;
    Ok(redirect(&there, Notice::OrderTakenBack))
}

/// POST /hr/orders/effect: what the clock does every day, done now.
pub async fn take_effect(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let mut change = Change::begin(&app, &actor).await?;
    let path = format!("{HERE}/effect");
    if let Some(first) = change.repeated(answers.form_id(), &path, HERE).await? {
        return Ok(see_other(&first));
    }
    let taken = effect::take_effect(&mut change, app.today()).await?;
    let notice = match (taken.held.is_empty(), taken.is_empty()) {
        (false, _) => Notice::OrderHeld,
        (true, true) => Notice::NoOrderDue,
        (true, false) => Notice::OrdersTookEffect,
    };
    if taken.is_empty() {
        return Ok(redirect(HERE, notice));
    }
    let entry = Entry::new(Event::OrdersTookEffect, Subject::HOUSE).detail(taken.detail());
    change.commit(entry).await?;
    Ok(redirect(HERE, notice))
}
