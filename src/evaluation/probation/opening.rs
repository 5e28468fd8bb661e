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
pub(super) fn kind_of(who: &Hired) -> Appointment {
    if who.employment == "fiscal_year" { Appointment::FiscalYear } else { Appointment::Regular }
}

/// Where somebody works in the city, and who evaluates.
pub(super) struct Seats {
    unit: i64,
    section: Option<i64>,
    department: i64,
    route: Route,
}

/// Finds the evaluators, or the sentence that says what is missing. 会計年度任用職員 have no position:
/// the head of their section, whoever else they have. `reviewed`: a sheet is opened as well.
pub(super) fn seats(map: &Map, who: &Hired, reviewed: bool) -> Result<Seats, &'static str> {
    let unit = who.unit.ok_or(NO_POST)?;
    if reviewed && who.position.is_none() {
        return Err(NO_POSITION);
    }
    let enclosing = |level| map.tree.enclosing(unit, level).map(|unit| unit.id);
    let department = enclosing(Level::Department).ok_or(NO_DEPARTMENT)?;
    let person =
        Person { staff: who.staff.0, unit, position: who.position.clone().unwrap_or_default() };
    let route = if who.position.is_none() {
        let mut map = map.clone();
        map.rules = vec![RouteRule {
            id: 0,
            priority: 0,
            unit: None,
            position: None,
            employment: None,
            levels: Levels { first: Some(Level::Section), ..Levels::default() },
        }];
        map.route(&person)
    } else {
        map.route(&person)
    };
    match route.problem() {
        Some(what) => Err(what),
        None => Ok(Seats { unit, section: enclosing(Level::Section), department, route }),
    }
}

/// Begins a probation. Its id, or the sentence that says what is missing.
pub async fn begin(
    change: &mut Change,
    beginning: &Beginning<'_>,
) -> Result<Result<i64, &'static str>> {
    let rule = store::rule(change.conn(), kind_of(beginning.who), beginning.starts_on).await?;
    let map = route::map(change.conn(), beginning.today).await?;
    begin_by(change, beginning, &rule, &map).await
}

/// The same, where the city's rule and map are known.
pub(super) async fn begin_by(
    change: &mut Change,
    beginning: &Beginning<'_>,
    rule: &Rule,
    map: &Map,
) -> Result<Result<i64, &'static str>> {
    let Beginning { who, starts_on, .. } = *beginning;
    let review = rule.tasks(starts_on).into_iter().find(|(what, ..)| *what == What::Review);
    let Seats { unit, section, department, route } = match seats(map, who, review.is_some()) {
        Ok(seats) => seats,
        Err(what) => return Ok(Err(what)),
    };
    let evaluators = (route.first.staff(), route.second.staff());
    let kind = kind_of(who);
    let made = writing_store::insert(change, who, kind, starts_on, rule, evaluators).await?;
    let Some(probation) = made else { return Ok(Err(TWICE)) };
    if let Some((_, _, due)) = review {
        let new = NewSheet {
            probation,
            who,
            unit,
            section,
            department,
            evaluators,
            notes: (route.first.note(), route.second.note()),
            starts_on,
            ends_on: rule.planned(starts_on),
            fiscal_year: fiscal_year(starts_on),
            scope: rule.scope,
            windows: window_rows(starts_on, due, rule, evaluators.1.is_some()),
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
