//! 給与への受け渡し: the codes that count, the years there are, and the list of one of them.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::IntoResponse,
};
use serde_json::json;

use super::{
    access::PayClerk,
    codes::{EditionView, editions},
    forms,
    rules::Season,
    store::{self, Count, LeftOut, Line, Paid, Year},
};
use crate::{
    audit::{self, Change, Entry, Event, Subject},
    identity::Actor,
    kit::{Answers, App, Mistakes, Notice, Page, Result, Shell, csv::csv_response, date::wareki},
};

#[derive(Template)]
#[template(path = "evaluation/payroll/desk.html")]
struct DeskPage {
    shell: Shell,
    banded: bool,
    current: Option<EditionView>,
    others: Vec<EditionView>,
    years: Vec<Year>,
}

/// GET /payroll
pub async fn show(
    PayClerk(actor): PayClerk,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let desk = store::desk(&app.reader, app.today()).await?;
    let (current, others): (Vec<_>, Vec<_>) =
        editions(&desk).into_iter().partition(|own| own.current);
    let page = DeskPage {
        shell: actor
            .shell(&app, "給与への受け渡し")
            .at("/payroll")
            .saying(Notice::from_headers(&headers)),
        banded: !desk.bands.is_empty(),
        current: current.into_iter().next(),
        others,
        years: desk.years,
    };
    Ok(Page(page).into_response())
}

#[derive(Template)]
#[template(path = "evaluation/payroll/year.html")]
struct YearPage {
    shell: Shell,
    here: String,
    days: Vec<(&'static str, &'static str, String, bool)>,
    counts: Vec<Count>,
    people: i64,
    undecided: Vec<(String, i64)>,
    left_out: Vec<LeftOut>,
    answers: Answers,
    errors: Mistakes,
}

fn year_page(
    app: &App,
    actor: &Actor,
    id: i64,
    paid: Paid,
    answers: Answers,
    errors: Mistakes,
) -> Page<YearPage> {
    let day = |season: Season| {
        let on = answers.get("season") == season.code();
        (season.code(), season.label(), wareki(season.day(paid.fiscal_year)), on)
    };
    Page(YearPage {
        shell: actor
            .shell(app, paid.name.clone())
            .at("/payroll")
            .under("/payroll", "給与への受け渡し")
            .with_mistakes(&errors),
        here: format!("/payroll/cycles/{id}"),
        days: Season::ALL.into_iter().map(day).collect(),
        people: paid.counts.iter().map(|count| count.people).sum(),
        counts: paid.counts,
        undecided: paid.undecided,
        left_out: paid.left_out,
        answers,
        errors,
    })
}

/// GET /payroll/cycles/{id}: how many of each band, and what it is worth, without names; and who gets
/// no line, by name, so that nobody is left out silently. That look is written up.
pub async fn year(
    PayClerk(actor): PayClerk,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let paid = store::year(&app.reader, id).await?;
    let page = shown(&app, &actor, id, paid, Answers::default(), Mistakes::default()).await?;
    Ok(page.into_response())
}

/// The page; a look at who gets no line is written up.
async fn shown(
    app: &App,
    actor: &Actor,
    id: i64,
    paid: Paid,
    answers: Answers,
    errors: Mistakes,
) -> Result<Page<YearPage>> {
    if !paid.left_out.is_empty() {
        let subject = Subject::new("cycle", id);
        audit::viewed(app, actor, Event::PayLeftOutViewed, subject, None).await?;
    }
    Ok(year_page(app, actor, id, paid, answers, errors))
}

const HEADER: [&str; 8] = [
    "職員番号",
    "氏名",
    "所属",
    "職位",
    "成績区分",
    "勤勉手当の成績率（100分の）",
    "昇給区分",
    "昇給の号給数",
];

/// The lines of the file, or the bands nobody has given a code.
fn rows(lines: Vec<Line>) -> Result<Vec<Vec<String>>, Vec<String>> {
    let mut unknown: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for line in lines {
        match (line.rate, line.class, line.steps) {
            (Some(rate), Some(class), Some(steps)) => rows.push(vec![
                line.number,
                line.name,
                line.unit,
                line.position,
                line.label,
                rate,
                class,
                steps.to_string(),
            ]),
            _ if unknown.contains(&line.label) => {}
            _ => unknown.push(line.label),
        }
    }
    if unknown.is_empty() { Ok(rows) } else { Err(unknown) }
}

/// POST /payroll/cycles/{id}/file: the list, written up with its purpose.
pub async fn file(
    PayClerk(actor): PayClerk,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let paid = store::year(&app.reader, id).await?;
    let what = match forms::wanted(&answers, paid.undecided.len(), paid.left_out.len()) {
        Ok(what) => what,
        Err(errors) => {
            return Ok(shown(&app, &actor, id, paid, answers, errors).await?.unprocessable());
        }
    };
    let day = what.season.day(paid.fiscal_year);
    let mut change = Change::begin(&app, &actor).await?;
    let rows = match rows(store::lines(change.conn(), id, what.season, day).await?) {
        Ok(rows) if !rows.is_empty() => rows,
        read => {
            drop(change);
            let sentence = match read {
                Err(unknown) => format!(
                    "{}のコードが、{}の決まりにありません。先に給与のコードを決めてください",
                    unknown.join("、"),
                    wareki(day)
                ),
                Ok(_) => "決定したグループがまだありません".to_owned(),
            };
            let mut errors = Mistakes::default();
            errors.add("season", sentence);
            return Ok(shown(&app, &actor, id, paid, answers, errors).await?.unprocessable());
        }
    };
    let entry = Entry::new(Event::PayExported, Subject::new("cycle", id)).detail(json!({
        "purpose": what.purpose, "season": what.season.label(), "day": day.to_string(),
        "staff": rows.len(), "undecided": paid.undecided.len(), "left_out": paid.left_out.len()
    }));
    change.commit(entry).await?;
    let name = format!("{}_{}.csv", paid.name, what.season.label());
    csv_response(&name, &HEADER, &rows)
}
