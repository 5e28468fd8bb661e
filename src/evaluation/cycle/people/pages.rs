//! The people of a year on the screen.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::IntoResponse,
};
use serde_json::json;

use super::{
    super::{
        readiness::{Planned, readiness},
        store as cycles,
    },
    forms,
    store::{self, Year},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::{
        office::{EXCLUSIONS, exclusion_label},
        route,
    },
    export::Export,
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Filters, Mistakes, Notice, Page, Result, Shell,
        list::{List, Listing},
        redirect, see_other,
    },
    staff::fold,
};

#[derive(Template)]
#[template(path = "evaluation/cycle/people.html")]
struct PeoplePage {
    shell: Shell,
    base: String,
    open: bool,
    codes: [(&'static str, &'static str); 13],
    excluded: Vec<Line>,
    /// Who works here today and has no sheet.
    missing: Vec<Line>,
    /// Search, order and pages of those without a sheet.
    list: Listing,
    answers: Answers,
    errors: Mistakes,
    form: String,
}

/// One person of a list.
struct Line {
    staff: i64,
    number: String,
    name: String,
    place: String,
    /// Why somebody is left out, or what is missing before they can get a sheet.
    words: String,
    /// A sheet can be made today.
    ready: bool,
}

/// What the list of people without a sheet is sorted and narrowed by.
const COLUMNS: &[&str] = &["氏名", "職員番号", "所属", "足りないもの"];

fn state(line: &Line) -> String {
    if line.ready { "追加できる".to_owned() } else { line.words.clone() }
}

/// The people as the address asks for them; without an order as they come, by ふりがな.
fn picked(filters: &Filters, cycle: i64, lines: Vec<Line>) -> (Listing, Vec<Line>) {
    let here = format!("/hr/cycles/{cycle}/people");
    let file = format!("{here}/list.csv");
    let mut list = Listing::read(filters, (here, file), "名", COLUMNS).narrowed_by(3);
    let lines = list.pick(lines, fold, |line| {
        vec![line.name.clone(), line.number.clone(), line.place.clone(), state(line)]
    });
    (list, lines)
}

/// Those who work here today and have no sheet: as they would be planned today, and what is missing.
async fn missing(app: &App, cycle: i64) -> Result<(Vec<Planned>, Vec<Line>)> {
    let today = app.today();
    let map = route::map(&app.reader, today).await?;
    let mut people = route::candidates(&app.reader, today, Some(cycle)).await?;
    people.retain(|person| !person.executive);
    let ready = readiness(&map, &people);
    let line = |person: &route::Candidate| {
        let problem = ready.problems.iter().find(|problem| problem.number == person.number);
        Line {
            staff: person.staff,
            number: person.number.clone(),
            name: person.name.clone(),
            place: person.unit.map(|unit| map.tree.path(unit)).unwrap_or_default(),
            words: problem.map(|problem| problem.what.to_owned()).unwrap_or_default(),
            ready: problem.is_none(),
        }
    };
    let lines = people.iter().map(line).collect();
    Ok((ready.planned, lines))
}

fn excluded(one: store::Excluded) -> Line {
    Line {
        words: format!("{}：{}", exclusion_label(&one.code), one.reason),
        staff: one.staff,
        number: one.number,
        name: one.name,
        place: String::new(),
        ready: true,
    }
}

async fn page(
    app: &App,
    actor: &Actor,
    year: &Year,
    filters: &Filters,
    (answers, errors): (Answers, Mistakes),
) -> Result<Page<PeoplePage>> {
    let base = format!("/hr/cycles/{}", year.id);
    let without = if year.open { missing(app, year.id).await?.1 } else { Vec::new() };
    let (mut list, without) = picked(filters, year.id, without);
    let out = if year.open { Vec::new() } else { store::excluded(&app.reader, year.id).await? };
    Ok(Page(PeoplePage {
        shell: actor
            .shell(app, "対象者")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(base.clone(), year.name.clone())
            .with_mistakes(&errors),
        base,
        open: year.open,
        codes: EXCLUSIONS,
        excluded: out.into_iter().map(excluded).collect(),
        missing: list.cut(without),
        list,
        answers,
        errors,
        form: uuid::Uuid::now_v7().to_string(),
    }))
}

/// GET /hr/cycles/{id}/people
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let year = store::year(&app.reader, id).await?;
    let mut page = page(&app, &actor, &year, &filters, Default::default()).await?;
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// GET /hr/cycles/{id}/people/list.csv: those without a sheet.
pub async fn csv(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    filters: Filters,
) -> Result {
    let back = format!("/hr/cycles/{id}/people");
    let export = Export::new("シートがない人", format!("{back}/list.csv"), back);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let lines = missing(&app, id).await?.1;
    let rows = picked(&filters, id, lines).1.into_iter().map(|line| {
        let state = state(&line);
        vec![line.number, line.name, line.place, state]
    });
    let header = ["職員番号", "氏名", "所属", "足りないもの"];
    let list = List::new("シートがない人", &header, rows.collect());
    order.give(&app, &actor, Subject::new("cycle", id), &list).await
}

const OPEN: &str =
    "この評価は開始されています。対象外にするときは、その人のシートで行ってください。";

/// POST /hr/cycles/{id}/people/exclusions
pub async fn exclude(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let year = store::year(&app.reader, id).await?;
    if year.open {
        return Err(AppError::Refused(OPEN.to_owned()));
    }
    let path = format!("/hr/cycles/{id}/people");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &path, &path).await? {
        return Ok(see_other(&there));
    }
    let mut mistakes = Mistakes::default();
    let what = forms::excluding(&answers).map_err(|wrong| mistakes = wrong).ok();
    let numbers = what.as_ref().map(|what| what.numbers.as_slice()).unwrap_or_default();
    let known = store::known(change.conn(), numbers, app.today()).await?;
    let unknown: Vec<&str> = numbers
        .iter()
        .filter(|number| known.iter().all(|(_, own)| own != *number))
        .map(String::as_str)
        .collect();
    if !unknown.is_empty() {
        let sentence =
            format!("{}の人はいないか、退職しています。番号を確かめてください", unknown.join("、"));
        mistakes.add("numbers", sentence);
    }
    let Some(what) = what.filter(|_| mistakes.is_empty()) else {
        drop(change);
        return Ok(page(&app, &actor, &year, &Filters::default(), (answers, mistakes))
            .await?
            .unprocessable());
    };
    let people: Vec<i64> = known.into_iter().map(|(id, _)| id).collect();
    store::exclude(&mut change, id, &people, &what).await?;
    // why somebody is left out may be their health: the book names the people and the kind alone
    let entry = Entry::new(Event::CycleSaved, Subject::new("cycle", id))
        .detail(json!({ "excluded": people, "code": what.code }));
    change.commit(entry).await?;
    Ok(redirect(&path, Notice::CycleSaved))
}

/// POST /hr/cycles/{id}/people/exclusions/remove
pub async fn include(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let year = store::year(&app.reader, id).await?;
    if year.open {
        return Err(AppError::Refused(OPEN.to_owned()));
    }
    let people = forms::ticked(&answers);
    let mut change = Change::begin(&app, &actor).await?;
    if store::include(&mut change, id, &people).await? == 0 {
        return Err(AppError::Refused("対象外の人が選ばれていません。".to_owned()));
    }
    let entry = Entry::new(Event::CycleSaved, Subject::new("cycle", id))
        .detail(json!({ "included": people }));
    change.commit(entry).await?;
    Ok(redirect(&format!("/hr/cycles/{id}/people"), Notice::CycleSaved))
}

/// POST /hr/cycles/{id}/people/sheets: sheets for those who are ticked and still have none.
pub async fn add(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let year = store::year(&app.reader, id).await?;
    if !year.open {
        return Err(AppError::Refused("この評価は、まだ開始されていません。".to_owned()));
    }
    let path = format!("/hr/cycles/{id}/people");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &path, &path).await? {
        return Ok(see_other(&there));
    }
    let chosen = forms::ticked(&answers);
    let (mut planned, _) = missing(&app, id).await?;
    planned.retain(|one| chosen.contains(&one.person.staff));
    if planned.is_empty() {
        return Err(AppError::Refused("シートを追加する人が選ばれていません。".to_owned()));
    }
    let cycle = cycles::find(change.conn(), id).await?;
    let sheets = cycles::add_sheets(&mut change, &cycle, &planned).await?;
    let people: Vec<i64> = planned.iter().map(|one| one.person.staff).collect();
    let entry = Entry::new(Event::SheetsAdded, Subject::new("cycle", id))
        .detail(json!({ "people": people, "sheets": sheets }));
    change.commit(entry).await?;
    Ok(redirect(&path, Notice::SheetsAdded))
}
