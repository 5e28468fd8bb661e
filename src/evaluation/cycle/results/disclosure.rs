//! 結果の開示: separate from confirming, over a list in which everybody is ticked to begin with, asked
//! once more with who is told and what they will see. Who is left out waits for another act.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;
use time::Date;

use super::{
    super::{forms::SCOPES, store as years},
    forms::{Chosen, filters, named, query, stamp},
    lawful,
    listing::{Narrowed, SIZE, page_of},
    shell,
    store::{self, Undisclosed},
    told::{Group, groups},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::workflow::{Action, State},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Filters, Mistakes, Notice, Page, Result, Shell,
        date::{local, month_day, wareki_day},
        redirect, see_other,
    },
};

const UNSURE: &str = "予定の日より前に開示することを確かめて、チェックを入れてください";

#[derive(Template)]
#[template(path = "evaluation/cycle/disclosure.html")]
struct ListPage {
    shell: Shell,
    base: String,
    name: String,
    lines: Vec<Line>,
    list: Narrowed,
    asked: String,
    none_chosen: bool,
    /// Not yet confirmed, and disclosed already.
    open: i64,
    disclosed: i64,
}

struct Line {
    row: Undisclosed,
    since: String,
    ticked: bool,
}

/// The list, or None if there is no such page of it.
async fn list_page(
    app: &App,
    actor: &Actor,
    cycle: years::Cycle,
    answers: &Answers,
    none_chosen: bool,
) -> Result<Option<Page<ListPage>>> {
    let (chosen, page) = (filters(answers), page_of(answers.get("page")));
    let desk = store::desk(&app.reader, cycle.id).await?;
    let rows = store::undisclosed(&app.reader, cycle.id, actor.id.0, &chosen, page, SIZE).await?;
    if rows.is_empty() && page > 1 {
        return Ok(None);
    }
    let line = |row: Undisclosed| Line {
        since: month_day(local(row.since).date()),
        // whoever has taken every tick away is not given them back
        ticked: !none_chosen,
        row,
    };
    let total = rows.first().map_or(0, |row| row.total);
    let base = format!("/hr/cycles/{}", cycle.id);
    let (confirmed, disclosed) = (cycle.count("confirmed"), cycle.count("disclosed"));
    Ok(Some(Page(ListPage {
        shell: shell(app, actor, (cycle.id, &cycle.name), "結果の開示"),
        list: Narrowed::of(&desk, format!("{base}/disclosure"), chosen, total, page),
        base,
        lines: rows.into_iter().map(line).collect(),
        open: cycle.total() - confirmed - disclosed,
        disclosed,
        name: cycle.name,
        asked: stamp(app.now()),
        none_chosen,
    })))
}

/// GET /hr/cycles/{id}/disclosure
pub async fn list(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Filters,
) -> Result {
    let cycle = years::find(&app.reader, id).await?;
    Ok(match list_page(&app, &actor, cycle, &answers, false).await? {
        Some(page) => page.into_response(),
        None => see_other(&format!("/hr/cycles/{id}/disclosure?{}", query(&filters(&answers)))),
    })
}

#[derive(Template)]
#[template(path = "evaluation/cycle/disclose.html")]
struct AskPage {
    shell: Shell,
    base: String,
    name: String,
    count: usize,
    /// How many first evaluators read results from then on.
    evaluators: usize,
    groups: Vec<Group>,
    /// How many confirmed ones are left for another act.
    rest: i64,
    scope: &'static str,
    version: i32,
    chosen: Chosen,
    asked: String,
    back: String,
    form: String,
    /// The scope or the dates have changed since the reader was asked.
    stale: bool,
    /// The planned first day, where it has not come yet.
    early: Option<String>,
}

/// The first day the year plans for the disclosure, while it is still to come.
fn planned(cycle: &years::Cycle, today: Date) -> Option<Date> {
    let step = cycle.steps.iter().find(|step| step.step == "disclosure");
    step.map(|step| step.opens_on).filter(|day| *day > today)
}

/// Why the reader is asked once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    No,
    /// The scope or the dates have changed.
    Stale,
    /// Nobody has said that it is to be before the planned day.
    Unsure,
}

/// What would happen, or None if it would be disclosed to nobody.
async fn ask(
    app: &App,
    actor: &Actor,
    cycle: &years::Cycle,
    answers: &Answers,
    again: Again,
) -> Result<Option<Page<AskPage>>> {
    let mut chosen = named(answers);
    let asked = *chosen.asked.get_or_insert(app.now());
    let told = store::told(&app.reader, cycle.id, &chosen).await?;
    if told.is_empty() {
        return Ok(None);
    }
    let mut mistakes = Mistakes::default();
    if again == Again::Unsure {
        mistakes.add("early", UNSURE);
    }
    let base = format!("/hr/cycles/{}/disclosure", cycle.id);
    let evaluators: BTreeSet<i64> = told.iter().filter_map(|one| one.first).collect();
    Ok(Some(Page(AskPage {
        shell: shell(app, actor, (cycle.id, &cycle.name), "結果の開示の確認")
            .under(base.clone(), "結果の開示")
            .with_mistakes(&mistakes),
        back: format!("{base}?{}", query(&filters(answers))),
        base,
        name: cycle.name.clone(),
        count: told.len(),
        evaluators: evaluators.len(),
        groups: groups(&told),
        rest: cycle.count("confirmed") - i64::try_from(told.len()).unwrap_or(i64::MAX),
        scope: SCOPES.iter().find(|(code, _)| *code == cycle.scope).map_or("", |(_, w)| w),
        version: cycle.version,
        chosen,
        asked: stamp(asked),
        form: uuid::Uuid::now_v7().to_string(),
        stale: again == Again::Stale,
        early: planned(cycle, app.today()).map(wareki_day),
    })))
}

/// POST /hr/cycles/{id}/disclosure/check: who would be told what.
pub async fn check(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let cycle = years::find(&app.reader, id).await?;
    if let Some(page) = ask(&app, &actor, &cycle, &answers, Again::No).await? {
        return Ok(page.into_response());
    }
    let page = list_page(&app, &actor, cycle, &answers, true).await?;
    let here = format!("/hr/cycles/{id}/disclosure");
    Ok(page.map_or_else(|| see_other(&here), Page::unprocessable))
}

/// POST /hr/cycles/{id}/disclosure
pub async fn disclose(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    lawful(State::Confirmed, Action::Disclose)?;
    let base = format!("/hr/cycles/{id}");
    let path = format!("{base}/disclosure");
    let nobody = || {
        AppError::Refused(
            "開示できるシートがありません。すでに開示したか、訂正のために戻されています。"
                .to_owned(),
        )
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &path, &base).await? {
        return Ok(see_other(&there));
    }
    let cycle = years::hold(&mut change, id).await?;
    if answers.get("version") != cycle.version.to_string() {
        drop(change);
        let page = ask(&app, &actor, &cycle, &answers, Again::Stale).await?;
        return page.map(Page::conflicting).ok_or_else(nobody);
    }
    let early = planned(&cycle, app.today());
    if early.is_some() && answers.get("early") != "yes" {
        drop(change);
        let page = ask(&app, &actor, &cycle, &answers, Again::Unsure).await?;
        return page.map(Page::unprocessable).ok_or_else(nobody);
    }
    let chosen = named(&answers);
    let sheets = store::disclose(&mut change, id, &chosen).await?;
    if sheets.is_empty() {
        return Err(nobody());
    }
    let entry = Entry::new(Event::ResultsDisclosed, Subject::new("cycle", id)).detail(json!({
        "count": sheets.len(), "scope": cycle.scope, "sheets": sheets,
        "department": chosen.department, "position": chosen.position, "words": chosen.words,
        "planned": early.map(|day| day.to_string())
    }));
    change.commit(entry).await?;
    Ok(redirect(&base, Notice::ResultsDisclosed))
}
