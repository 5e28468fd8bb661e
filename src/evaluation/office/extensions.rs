//! 期限の一括延長: one step, one unit or the whole city, asked once more with how many sheets it is.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::IntoResponse,
};
use serde_json::json;

use super::{
    doubts::doubts,
    forms::{self, Extending, STEPS},
    store::{self, Year},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    calendar,
    evaluation::workflow::{State, Step},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, Mistakes, Notice, Page, Result, Shell,
        date::{moment, month_day_weekday},
        redirect, see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/office/extensions.html")]
struct ExtensionsPage {
    shell: Shell,
    here: String,
    steps: Vec<(&'static str, &'static str, String)>,
    units: Vec<(i64, String)>,
    unit: Option<i64>,
    answers: Answers,
    errors: Mistakes,
    given: Vec<Line>,
}

struct Line {
    step: &'static str,
    due: String,
    sheets: i64,
    reason: String,
    by: String,
    at: String,
}

fn label(step: &str) -> &'static str {
    STEPS.iter().find(|(own, _)| *own == step).map_or("", |(_, label)| label)
}

/// The states a sheet may be in that has not passed the step.
fn states(step: &str) -> Vec<String> {
    let last = match step {
        "calibration" => State::Calibration,
        "confirmation" => State::Confirmation,
        "disclosure" => State::Confirmed,
        _ => Step::ALL
            .into_iter()
            .find(|own| own.code() == step)
            .map_or(State::Excluded, Step::state),
    };
    State::ALL
        .into_iter()
        .filter(|state| *state > State::Excluded && *state <= last)
        .map(|state| state.code().to_owned())
        .collect()
}

fn shell(app: &App, actor: &Actor, id: i64, year: &Year, title: &str) -> Shell {
    actor
        .shell(app, title)
        .at("/hr/cycles")
        .under("/hr/cycles", "年度と日程")
        .under(format!("/hr/cycles/{id}"), year.name.clone())
}

fn page(
    app: &App,
    actor: &Actor,
    id: i64,
    year: Year,
    answers: Answers,
    errors: Mistakes,
) -> Page<ExtensionsPage> {
    let steps = STEPS.iter().filter_map(|(code, label)| {
        let due = year.steps.iter().find(|(own, _)| own == code)?.1;
        Some((*code, *label, month_day_weekday(due)))
    });
    let given = year.given.iter().map(|g| Line {
        step: label(&g.step),
        due: month_day_weekday(g.due_on),
        sheets: g.sheets,
        reason: g.reason.clone(),
        by: g.by.clone(),
        at: moment(g.at),
    });
    Page(ExtensionsPage {
        shell: shell(app, actor, id, &year, "期限の延長").with_mistakes(&errors),
        here: format!("/hr/cycles/{id}/extensions"),
        steps: steps.collect(),
        given: given.collect(),
        unit: answers.get("unit").parse().ok(),
        units: year.units,
        answers,
        errors,
    })
}

/// GET /hr/cycles/{id}/extensions
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result {
    let year = store::year(&app.reader, id).await?;
    let mut page = page(&app, &actor, id, year, Answers::default(), Mistakes::default());
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// Which unit and which date, or every mistake.
fn read(year: &Year, answers: &Answers) -> Result<(Option<i64>, Extending), Mistakes> {
    let mut mistakes = Mistakes::default();
    let unit = match answers.get("unit") {
        "" => Some(None),
        typed => {
            let known = year.units.iter().map(|(id, _)| *id).find(|id| id.to_string() == typed);
            mistakes.note("unit", known.ok_or("部署は、示された中から選んでください")).map(Some)
        }
    };
    let due = |step: &str| year.steps.iter().find(|(own, _)| own == step).map(|(_, due)| *due);
    let what = match forms::extending(answers, due) {
        Ok(what) => Some(what),
        Err(wrong) => {
            wrong.iter().for_each(|(field, sentence)| mistakes.add(field, sentence));
            None
        }
    };
    match (unit, what) {
        (Some(unit), Some(what)) => mistakes.or((unit, what)),
        _ => Err(mistakes),
    }
}

#[derive(Template)]
#[template(path = "evaluation/office/extend.html")]
struct ExtendPage {
    shell: Shell,
    here: String,
    place: String,
    step: &'static str,
    due: String,
    reason: String,
    count: i64,
    /// What is odd about the new date.
    doubts: Vec<String>,
    answers: Answers,
    form: String,
}

const NOBODY: &str = "この部署に、まだこの段階を終えていない人はいません";

/// POST /hr/cycles/{id}/extensions/check: what would happen.
pub async fn check(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let year = store::year(&app.reader, id).await?;
    let (unit, what) = match read(&year, &answers) {
        Ok(read) => read,
        Err(mistakes) => {
            return Ok(page(&app, &actor, id, year, answers, mistakes).unprocessable());
        }
    };
    let count = store::before(&app.reader, id, unit, &what, &states(&what.step)).await?;
    if count == 0 {
        let mut mistakes = Mistakes::default();
        mistakes.add("unit", NOBODY);
        return Ok(page(&app, &actor, id, year, answers, mistakes).unprocessable());
    }
    let calendar = calendar::from_day(&app.reader, app.today()).await?;
    let here = format!("/hr/cycles/{id}/extensions");
    let named = unit.and_then(|unit| year.units.iter().find(|(id, _)| *id == unit));
    Ok(Page(ExtendPage {
        shell: shell(&app, &actor, id, &year, "期限の延長の確認").under(here.clone(), "期限の延長"),
        place: named.map_or("全庁".to_owned(), |(_, name)| name.clone()),
        step: label(&what.step),
        due: month_day_weekday(what.due_on),
        doubts: doubts(&what, &year.steps, &calendar),
        reason: what.reason,
        count,
        answers,
        here,
        form: uuid::Uuid::now_v7().to_string(),
    })
    .into_response())
}

/// POST /hr/cycles/{id}/extensions
pub async fn extend(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let here = format!("/hr/cycles/{id}/extensions");
    let year = store::year(&app.reader, id).await?;
    let (unit, what) = match read(&year, &answers) {
        Ok(read) => read,
        Err(mistakes) => {
            return Ok(page(&app, &actor, id, year, answers, mistakes).unprocessable());
        }
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) = change.repeated(answers.form_id(), &here, &here).await? {
        return Ok(see_other(&first));
    }
    let sheets = store::extend_unit(&mut change, id, unit, &what, &states(&what.step)).await?;
    let entry = Entry::new(Event::SheetsExtended, Subject::new("cycle", id)).detail(json!({
        "unit": unit, "step": what.step, "to": what.due_on.to_string(), "sheets": sheets,
        "reason": what.reason
    }));
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::SheetExtended))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sheets_that_have_not_passed_the_step_get_more_time() {
        assert!(states("first").contains(&"self_assessment".to_owned()));
        assert!(states("first").contains(&"first_review".to_owned()));
        assert!(!states("first").contains(&"second_review".to_owned()));
        assert!(!states("disclosure").contains(&"excluded".to_owned()));
        assert!(states("disclosure").contains(&"confirmed".to_owned()));
        assert!(states("nothing").is_empty());
    }
}
