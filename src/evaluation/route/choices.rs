//! 個別の指定: for one person, one seat, a time and a reason, somebody else than the rules say.

use axum::extract::{Path, State as Shared};
use serde_json::json;
use time::Date;

use super::{
    forms,
    pages::{About, HERE, page},
    rules::SeatKind,
    store::{self, Choice, NewChoice},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    export::Export,
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Filters, Mistakes, Notice, Result, StaffId,
        date::{slashed, wareki},
        list::{List, Listing},
        redirect,
    },
    staff::fold,
};

const FILE: &str = "/hr/routes/choices.csv";
/// What choices are searched, narrowed and sorted by.
const COLUMNS: &[&str] = &["役割", "評価される人", "だれが", "始まりの日"];

/// One line of the list.
pub struct ChoiceView {
    pub id: i64,
    pub who: String,
    pub step: &'static str,
    pub evaluator: String,
    pub reason: String,
    pub time: String,
}

fn seat(choice: &Choice) -> &'static str {
    let seat = SeatKind::ALL.iter().find(|(_, code, _)| *code == choice.step);
    seat.map_or("", |(_, _, label)| label)
}

fn evaluator(choice: &Choice) -> String {
    choice.evaluator.clone().unwrap_or_else(|| "置かない".to_owned())
}

fn last_day(choice: &Choice) -> Option<Date> {
    choice.until.and_then(Date::previous_day)
}

/// A choice as the page shows it.
pub fn view(choice: Choice) -> ChoiceView {
    let from = choice.from.map(wareki).unwrap_or_default();
    let until = last_day(&choice).map(wareki).unwrap_or_default();
    ChoiceView {
        id: choice.id,
        who: format!("{}（{}）", choice.name, choice.number),
        step: seat(&choice),
        evaluator: evaluator(&choice),
        time: format!("{from}〜{until}"),
        reason: choice.reason,
    }
}

/// The choices that hold today or later as the address asks for them, all pages.
pub async fn picked(app: &App, filters: &Filters) -> Result<(Listing, Vec<Choice>)> {
    let choices = store::choices(&app.reader, app.today()).await?;
    let mut list = Listing::read(filters, (HERE, FILE), "件", COLUMNS).narrowed_by(0);
    let choices = list.pick(choices, fold, |choice| {
        let from = choice.from.map(|day| day.to_string()).unwrap_or_default();
        let (name, number) = (choice.name.clone(), choice.number.clone());
        let reason = choice.reason.clone();
        vec![seat(choice).to_owned(), name, evaluator(choice), from, number, reason]
    });
    Ok((list, choices))
}

/// GET /hr/routes/choices.csv
pub async fn csv(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("個別の指定", FILE, HERE);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let (_, choices) = picked(&app, &filters).await?;
    let day = |day: Option<Date>| day.map(slashed).unwrap_or_default();
    let rows = choices.into_iter().map(|choice| {
        let (seat, evaluator) = (seat(&choice).to_owned(), evaluator(&choice));
        let (from, until) = (day(choice.from), day(last_day(&choice)));
        vec![choice.number, choice.name, seat, evaluator, from, until, choice.reason]
    });
    let header = ["職員番号", "氏名", "役割", "だれが", "始まりの日", "終わりの日", "理由"];
    let list = List::new("評価者の個別の指定", &header, rows.collect());
    order.give(&app, &actor, Subject::HOUSE, &list).await
}

async fn refused(app: &App, actor: &Actor, answers: Answers, mistakes: Mistakes) -> Result {
    let filters = Filters::default();
    let page = page(app, actor, &filters, answers, mistakes, About::Choice).await?;
    Ok(page.unprocessable())
}

/// POST /hr/routes/choices
pub async fn choose(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let typed = match forms::choice(&answers) {
        Ok(typed) => typed,
        Err(mistakes) => {
            return refused(&app, &actor, answers, mistakes).await;
        }
    };
    let numbers: Vec<String> =
        std::iter::once(&typed.number).chain(&typed.evaluator).cloned().collect();
    let known = store::by_numbers(&app.reader, &numbers).await?;
    let id = |number: &str| known.iter().find(|(own, _)| own == number).map(|(_, id)| *id);
    let mut mistakes = Mistakes::default();
    let unknown = "この職員番号の人はいません。番号を確かめてください";
    let staff = mistakes.note("number", id(&typed.number).ok_or(unknown));
    let evaluator = match &typed.evaluator {
        Some(number) => mistakes.note("evaluator", id(number).ok_or(unknown)).map(Some),
        None => Some(None),
    };
    let (Some(staff), Some(evaluator)) = (staff, evaluator) else {
        return refused(&app, &actor, answers, mistakes).await;
    };
    let new = NewChoice {
        staff,
        seat: typed.seat,
        evaluator,
        reason: typed.reason,
        from: typed.from,
        until: typed.until,
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(crate::kit::see_other(&there));
    }
    if !store::insert_choice(&mut change, &new).await? {
        mistakes.add(
            "from",
            "同じ人の同じ段階に、期間の重なる指定があります。先にそれを終えてください",
        );
        drop(change);
        return refused(&app, &actor, answers, mistakes).await;
    }
    let entry = Entry::new(Event::RouteOverridden, Subject::new("staff", staff))
        .about(StaffId(staff))
        .detail(json!({ "step": new.seat, "evaluator": evaluator, "reason": new.reason }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::RouteSaved))
}

/// POST /hr/routes/choices/{id}/end
pub async fn end_choice(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let mut change = Change::begin(&app, &actor).await?;
    let Some(staff) = store::end_choice(&mut change, id, app.today()).await? else {
        return Err(AppError::NotFound);
    };
    let entry = Entry::new(Event::RouteOverridden, Subject::new("staff", staff))
        .about(StaffId(staff))
        .detail(json!({ "ended": id }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::RouteSaved))
}
