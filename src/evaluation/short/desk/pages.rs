//! /hr/short-sheets: everybody of a year, how far they are, what the evaluators think of a further
//! appointment.

use super::{
    forms::week,
    store::{self, Appointed, Year},
};
use crate::{
    audit::{self, Event, Subject},
    evaluation::{
        office::exclusion_label,
        short::rules::{BRIEF, term},
        workflow::State,
    },
    export::Export,
    identity::HrOfficer,
    kit::{
        App, Filters, Notice, Page, Result, Shell,
        date::{fiscal_label, fiscal_year, month_day, slashed},
        list::{List, Listing},
    },
};
use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

#[derive(Template)]
#[template(path = "evaluation/short/desk.html")]
struct DeskPage {
    shell: Shell,
    fiscal: i16,
    year: String,
    years: Vec<(i16, String, bool)>,
    list: Listing,
    /// What stands above the list: how many, in which state.
    counts: Vec<(&'static str, usize)>,
    lines: Vec<Line>,
    /// Without a sheet so far.
    unopened: usize,
    confirmation: usize,
    confirmed: usize,
    cycle: i64,
    /// Whether the reader keeps the bands.
    bands: bool,
    pay: bool,
    no_forms: bool,
    unregistered: Vec<Missing>,
}

/// Somebody whose appointment is missing.
struct Missing {
    number: String,
    name: String,
    place: String,
    hired: String,
}

struct Line {
    name: String,
    number: String,
    place: String,
    work: String,
    from: time::Date,
    until: time::Date,
    term: String,
    hours: String,
    href: Option<String>,
    state: String,
    tag: &'static str,
    holder: String,
    overall: String,
    renewal: String,
    reason: String,
}

/// Where somebody is, in a word.
fn state(who: &Appointed, late: bool) -> (String, &'static str) {
    match (who.state, &who.exclusion) {
        (None, _) => ("開始前".to_owned(), "do"),
        (Some(_), Some(code)) => (format!("対象外（{}）", exclusion_label(code)), ""),
        (Some(_), None) if who.returned == Some(true) => ("差し戻し".to_owned(), "ng"),
        (Some(state), None) if late => (format!("{}・期限超過", state.label()), "ng"),
        (Some(state @ (State::Confirmed | State::Disclosed)), None) => {
            (state.label().to_owned(), "ok")
        }
        (Some(state), None) => (state.label().to_owned(), ""),
    }
}

fn line(year: &Year, who: &Appointed, today: time::Date) -> Line {
    let late = who.holder.is_some() && who.due_on.is_some_and(|due| due < today);
    let (state, tag) = state(who, late);
    let brief = who.form.as_deref() == Some(BRIEF);
    let work = year.work(&who.work).to_owned();
    let due = who.due_on.map(|due| format!("（{}まで）", month_day(due))).unwrap_or_default();
    Line {
        name: who.name.clone(),
        number: who.number.clone(),
        place: who.place.clone(),
        work: if brief { format!("{work}（総合の項目だけ）") } else { work },
        from: who.from,
        until: who.until,
        term: term((who.from, who.until)),
        hours: week(who.minutes, who.days),
        href: who.sheet.map(|id| format!("/sheets/{id}")),
        state,
        tag,
        holder: match (&who.holder, &who.evaluator) {
            (Some(holder), _) => format!("{holder}{due}"),
            (None, Some(evaluator)) => evaluator.clone(),
            (None, None) => String::new(),
        },
        overall: who.overall.map(|p| format!("{p} {}", year.word(p))).unwrap_or_default(),
        renewal: who.renewal.map(|r| r.label().to_owned()).unwrap_or_default(),
        reason: who.reason.clone().unwrap_or_default(),
    }
}

fn counts(year: &Year) -> Vec<(&'static str, usize)> {
    let count = |fits: &dyn Fn(&Appointed) -> bool| year.people.iter().filter(|w| fits(w)).count();
    let in_state = |states: &'static [State]| {
        count(&move |who: &Appointed| who.state.is_some_and(|state| states.contains(&state)))
    };
    vec![
        ("開始前", count(&|who| who.state.is_none())),
        ("評価中", in_state(&[State::FirstReview, State::SecondReview])),
        ("確認中", in_state(&[State::Confirmation])),
        ("確定", in_state(&[State::Confirmed])),
        ("開示済み", in_state(&[State::Disclosed])),
        ("対象外", in_state(&[State::Excluded])),
    ]
}

const HERE: &str = "/hr/short-sheets";
const FILE: &str = "/hr/short-sheets/opinions.csv";
/// What the list is narrowed and sorted by.
const COLUMNS: &[&str] = &["状態", "職員番号", "所属", "職種", "任期の終わり", "再度の任用"];

/// A year, and its people as the address asks for them, all pages.
async fn read(
    app: &App,
    filters: &Filters,
    today: time::Date,
) -> Result<(Listing, Year, Vec<Line>)> {
    let fiscal = store::fiscal(filters.get("year"), today);
    let list = Listing::read(filters, (HERE, FILE), "名", COLUMNS).narrowed_by(0).searched();
    let mut list = list.keeping("year", fiscal.to_string());
    let year = store::year(&app.reader, fiscal, today, &list.words).await?;
    let lines = year.people.iter().map(|who| line(&year, who, today)).collect();
    let lines = list.pick(lines, str::to_owned, |line: &Line| {
        let until = slashed(line.until);
        let [state, number, place] = [&line.state, &line.number, &line.place].map(Clone::clone);
        vec![state, number, place, line.work.clone(), until, line.renewal.clone()]
    });
    Ok((list, year, lines))
}

/// GET /hr/short-sheets?year=&words= Every look is written up: it shows grades and opinions.
pub async fn list(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let today = app.today();
    let fiscal = store::fiscal(filters.get("year"), today);
    let (mut list, year, lines) = read(&app, &filters, today).await?;
    audit::viewed(&app, &actor, Event::ShortSheetsListed, Subject::HOUSE, None).await?;
    let now = fiscal_year(today);
    let count = |state: State| year.people.iter().filter(|w| w.state == Some(state)).count();
    Ok(Page(DeskPage {
        shell: actor
            .shell(&app, "会計年度任用職員の評価")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .saying(Notice::from_headers(&headers)),
        fiscal,
        year: fiscal_label(fiscal),
        years: (now - 3..=now + 1)
            .rev()
            .map(|own| (own, fiscal_label(own), own == fiscal))
            .collect(),
        counts: counts(&year),
        unopened: year.people.iter().filter(|who| who.sheet.is_none()).count(),
        confirmation: count(State::Confirmation),
        confirmed: count(State::Confirmed),
        cycle: year.cycle.unwrap_or_default(),
        bands: actor.hats.band,
        pay: actor.hats.payroll,
        no_forms: year.framework.is_none(),
        // a year that lies behind is not entered afterwards
        unregistered: year
            .unregistered
            .iter()
            .filter(|_| fiscal >= now)
            .map(|one| Missing {
                number: one.number.clone(),
                name: one.name.clone(),
                place: one.place.clone(),
                hired: slashed(one.hired_on),
            })
            .collect(),
        lines: list.cut(lines),
        list,
    })
    .into_response())
}

/// GET /hr/short-sheets/opinions.csv?year=: for those who decide on further appointments.
pub async fn csv(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("再度の任用の意見", FILE, HERE);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let today = app.today();
    let (_, year, lines) = read(&app, &filters, today).await?;
    let rows: Vec<Vec<String>> = lines
        .into_iter()
        .map(|line| {
            vec![
                line.number,
                line.name,
                line.place,
                line.work,
                slashed(line.from),
                slashed(line.until),
                line.hours,
                line.state,
                line.overall,
                line.renewal,
                line.reason,
            ]
        })
        .collect();
    let subject = year.cycle.map_or(Subject::HOUSE, |id| Subject::new("cycle", id));
    let header = [
        "職員番号",
        "氏名",
        "所属",
        "職種",
        "任期の始まり",
        "任期の終わり",
        "勤務時間",
        "状態",
        "全体の評価",
        "再度の任用の意見",
        "理由",
    ];
    let list = List::new("再度の任用の意見", &header, rows);
    order.give(&app, &actor, subject, &list).await
}
