//! A probation begins: its tasks get their days, its evaluators are found, its sheet is opened, and
//! the annual sheet of the same person is left out.

use serde_json::{Value, json};
use time::Date;

use super::{
    kinds::{Appointment, What},
    rules::{Rule, windows},
    store::{self, Hired},
    writing_store::{self, NewSheet},
};
use crate::{
    audit::Change,
    evaluation::route::{self, Levels, Map, Person, Route, Rule as RouteRule},
    kit::{Result, date::fiscal_year},
    organisation::Level,
};

const NO_POST: &str = "採用の日の所属が登録されていません。先に職員の情報に加えてください";
const NO_POSITION: &str = "職位が登録されていません。先に職員の情報に加えてください";
const NO_DEPARTMENT: &str = "所属が、どの部にも入っていません。組織の情報を直してください";
const TWICE: &str = "この日からの条件付採用は、もう登録されています";

/// Whose probation begins, and when.
pub struct Beginning<'a> {
    pub who: &'a Hired,
    pub starts_on: Date,
    pub today: Date,
}

/// The kind of appointment: each has its own rule.
fn kind_of(who: &Hired) -> Appointment {
    if who.employment == "fiscal_year" { Appointment::FiscalYear } else { Appointment::Regular }
}

/// The evaluators. 会計年度任用職員 have no position: the head of their section, whoever else they have.
fn route(mut map: Map, who: &Hired, unit: i64) -> Route {
    let person =
        Person { staff: who.staff.0, unit, position: who.position.clone().unwrap_or_default() };
    if who.position.is_none() {
        map.rules = vec![RouteRule {
            id: 0,
            priority: 0,
            unit: None,
            position: None,
            employment: None,
            levels: Levels { first: Some(Level::Section), ..Levels::default() },
        }];
    }
    map.route(&person)
}

/// Begins a probation. Its id, or the sentence that says what is missing.
pub async fn begin(
    change: &mut Change,
    beginning: &Beginning<'_>,
) -> Result<Result<i64, &'static str>> {
    let Beginning { who, starts_on, today } = *beginning;
    let kind = kind_of(who);
    let Some(unit) = who.unit else { return Ok(Err(NO_POST)) };
    let rule = store::rule(change.conn(), kind, starts_on).await?;
    let review = rule.tasks(starts_on).into_iter().find(|(what, ..)| *what == What::Review);
    if review.is_some() && who.position.is_none() {
        return Ok(Err(NO_POSITION));
    }
    let map = route::map(change.conn(), today).await?;
    let Some(department) = map.tree.enclosing(unit, Level::Department).map(|unit| unit.id) else {
        return Ok(Err(NO_DEPARTMENT));
    };
    let section = map.tree.enclosing(unit, Level::Section).map(|unit| unit.id);
    let route = route(map, who, unit);
    if let Some(what) = route.problem() {
        return Ok(Err(what));
    }
    let evaluators = (route.first.staff(), route.second.staff());
    let made = writing_store::insert(change, who, kind, starts_on, &rule, evaluators).await?;
    let Some(probation) = made else { return Ok(Err(TWICE)) };
    if let Some((_, _, due)) = review {
        let ends_on = rule.planned(starts_on);
        let new = NewSheet {
            probation,
            who,
            unit,
            section,
            department,
            evaluators,
            notes: (route.first.note(), route.second.note()),
            starts_on,
            ends_on,
            fiscal_year: fiscal_year(starts_on),
            windows: window_rows(starts_on, due, &rule, evaluators.1.is_some()),
        };
        writing_store::open_sheet(change, &new).await?;
    }
    writing_store::leave_out(change, who.staff.0).await?;
    Ok(Ok(probation))
}

fn window_rows(starts_on: Date, due: Date, rule: &Rule, second: bool) -> Vec<Value> {
    windows(starts_on, due, rule.planned(starts_on), second)
        .into_iter()
        .map(|(step, opens, due)| json!({ "step": step, "opens_on": opens, "due_on": due }))
        .collect()
}
