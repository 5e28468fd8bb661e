//! /hr/reforms: the list, one reform, making it true and taking it back.

use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    forms::{self, KINDS},
    rules::{self, Held},
    show::{self, ListPage, ListRow, ReformPage},
    store::{self, Reform},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    export::Export,
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Filters, Mistakes, Notice, Page, Result, Shell,
        date::{slashed, wareki},
        field::{Field, filled},
        list::{List, Listing},
        redirect, see_other,
    },
    staff::fold,
};

const HERE: &str = "/hr/reforms";
/// What is made true is undone before it is changed.
pub const APPLIED: &str =
    "この改革は、すでに組織に反映されています。変えるときは、先に取り消してください。";
const FILE: &str = "/hr/reforms/list.csv";
/// What reforms are searched, narrowed and sorted by.
const COLUMNS: &[&str] = &["状態", "変わる日", "名前"];

/// Reforms as the address asks for them, all pages.
async fn picked(app: &App, filters: &Filters) -> Result<(Listing, Vec<store::Line>)> {
    let lines = store::list(&app.reader).await?;
    let mut list = Listing::read(filters, (HERE, FILE), "件", COLUMNS).narrowed_by(0);
    let lines = list.pick(lines, fold, |line| {
        let state = show::state(line.applied_at.is_some()).to_owned();
        // the day also as it is written on the page
        vec![state, line.on_day.to_string(), line.name.clone(), wareki(line.on_day)]
    });
    Ok((list, lines))
}

/// GET /hr/reforms/list.csv
pub async fn csv(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("機構改革", FILE, HERE);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let (_, lines) = picked(&app, &filters).await?;
    let row = |line: store::Line| {
        let state = show::state(line.applied_at.is_some()).to_owned();
        vec![line.name, slashed(line.on_day), line.changes.to_string(), state]
    };
    let header = ["名前", "変わる日", "変更", "状態"];
    let list = List::new("機構改革", &header, lines.into_iter().map(row).collect());
    order.give(&app, &actor, Subject::HOUSE, &list).await
}

fn shell(app: &App, actor: &Actor, title: impl Into<String>) -> Shell {
    actor.shell(app, title).at("/hr").under("/hr", "職員課の仕事")
}

/// Name and day of a reform.
fn fields() -> Vec<Field> {
    vec![
        Field::line("name", "名前", "例：令和9年度の機構改革、人財課への名称変更"),
        Field::line("on_day", "変わる日", "新しい組織の最初の日。例：令和9年4月1日"),
    ]
}

async fn list_page(
    app: &App,
    actor: &Actor,
    filters: &Filters,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Result<Page<ListPage>> {
    let (mut list, lines) = picked(app, filters).await?;
    let rows = list.cut(lines).into_iter().map(|line| ListRow {
        id: line.id,
        name: line.name,
        day: wareki(line.on_day),
        changes: line.changes,
        state: show::state(line.applied_at.is_some()),
    });
    Ok(Page(ListPage {
        shell: shell(app, actor, "機構改革").under("/hr/units", "組織").with_mistakes(mistakes),
        rows: rows.collect(),
        list,
        fields: filled(fields(), answers, mistakes),
        form: uuid::Uuid::now_v7().to_string(),
    }))
}

/// GET /hr/reforms
pub async fn list(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let none = (Answers::default(), Mistakes::default());
    let mut page = list_page(&app, &actor, &filters, &none.0, &none.1).await?;
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// POST /hr/reforms
pub async fn create(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let (name, day) = match forms::reform(&answers, app.today()) {
        Ok(read) => read,
        Err(mistakes) => {
            let all = Filters::default();
            return Ok(list_page(&app, &actor, &all, &answers, &mistakes).await?.unprocessable());
        }
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(see_other(&there));
    }
    let id = store::create(&mut change, &name, day).await?;
    let entry = Entry::new(Event::ReformPrepared, Subject::new("reform", id))
        .detail(json!({ "old": "", "new": name, "from": day.to_string() }));
    change.commit(entry).await?;
    Ok(redirect(&format!("{HERE}/{id}"), Notice::ReformSaved))
}

/// What was sent and could not be done.
#[derive(Default)]
struct Again {
    refused: Option<String>,
    /// Name and day as they were typed, with what is wrong.
    typed: Option<(Answers, Mistakes)>,
}

async fn page(app: &App, actor: &Actor, reform: Reform, again: Again) -> Result<ReformPage> {
    let day = reform.on_day;
    let eve = day.previous_day().unwrap_or(day);
    let held = store::versions(&app.reader, eve).await?;
    let applied = reform.applied_at.is_some();
    let before: Vec<Held> = held.iter().filter(|held| held.span.holds_on(eve)).cloned().collect();
    let (outcome, touched) = if applied {
        (rules::Outcome::default(), Vec::new())
    } else {
        let codes: Vec<String> = reform.steps.iter().map(|step| step.code.clone()).collect();
        let touched = store::touched(&app.reader, &codes, day).await?;
        (rules::carry_out(&held, &reform.steps, day), touched)
    };
    let name = reform.name.clone();
    let editing = again.typed.is_some();
    let (answers, mistakes) = again.typed.unwrap_or_else(|| {
        let mut stored = Answers::default();
        stored.put("name", name.clone());
        stored.put_day("on_day", day);
        (stored, Mistakes::default())
    });
    Ok(ReformPage {
        shell: shell(app, actor, name)
            .under("/hr/units", "組織")
            .under(HERE, "機構改革")
            .with_mistakes(&mistakes),
        fields: if applied { Vec::new() } else { filled(fields(), &answers, &mistakes) },
        editing,
        form: uuid::Uuid::now_v7().to_string(),
        id: reform.id,
        day: show::day(&reform),
        applied,
        undoable: applied && day > app.today(),
        who: show::who(&reform),
        kinds: KINDS,
        steps: show::steps(&reform, &before, &outcome.problems),
        problems: outcome.problems.len(),
        after: show::after(&outcome, &before),
        touched: show::touched(&reform, &before, touched),
        refused: again.refused,
    })
}

async fn reform(app: &App, id: i64) -> Result<Reform> {
    store::reform(&app.reader, id).await?.ok_or(AppError::NotFound)
}

/// GET /hr/reforms/{id}
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result {
    let reform = reform(&app, id).await?;
    let mut page = page(&app, &actor, reform, Again::default()).await?;
    page.shell = page.shell.saying(Notice::from_headers(&headers));
    Ok(Page(page).into_response())
}

/// The page again, with why it cannot be.
async fn refused(app: &App, actor: &Actor, id: i64, sentence: String) -> Result<Response> {
    let again = Again { refused: Some(sentence), typed: None };
    let page = page(app, actor, reform(app, id).await?, again).await?;
    Ok(Page(page).unprocessable())
}

/// POST /hr/reforms/{id}: another name, another day, as long as it is prepared.
pub async fn save(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let (name, day) = match forms::reform(&answers, app.today()) {
        Ok(read) => read,
        Err(mistakes) => {
            let again = Again { refused: None, typed: Some((answers, mistakes)) };
            let reform = reform(&app, id).await?;
            return Ok(Page(page(&app, &actor, reform, again).await?).unprocessable());
        }
    };
    let here = format!("{HERE}/{id}");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &here, &here).await? {
        return Ok(see_other(&there));
    }
    let held = store::hold(&mut change, id, false).await?;
    let old = store::reform(change.conn(), id).await?.ok_or(AppError::NotFound)?;
    if !held {
        return Err(AppError::Refused(APPLIED.to_owned()));
    }
    store::rename(&mut change, id, &name, day).await?;
    let detail = json!({
        "old": format!("{}（{}）", old.name, wareki(old.on_day)),
        "new": format!("{name}（{}）", wareki(day)),
    });
    let entry = Entry::new(Event::ReformPrepared, Subject::new("reform", id)).detail(detail);
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::ReformSaved))
}

/// POST /hr/reforms/{id}/application
pub async fn apply(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let here = format!("{HERE}/{id}");
    let mut change = Change::begin(&app, &actor).await?;
    // made true already: the button was pressed twice, or in two windows
    if !store::hold(&mut change, id, false).await? {
        return Ok(see_other(&here));
    }
    let reform = store::reform(change.conn(), id).await?.ok_or(AppError::NotFound)?;
    let held = store::versions(change.conn(), reform.on_day).await?;
    let outcome = rules::carry_out(&held, &reform.steps, reform.on_day);
    if reform.steps.is_empty() || !outcome.problems.is_empty() {
        drop(change);
        let sentence = if reform.steps.is_empty() {
            "変更が1つもありません。変更を加えてから反映してください。"
        } else {
            "直すところが残っています。下の変更を直してから、反映してください。"
        };
        return refused(&app, &actor, id, sentence.to_owned()).await;
    }
    store::apply(&mut change, id, reform.on_day, &outcome).await?;
    let detail = json!({
        "name": reform.name, "from": reform.on_day.to_string(), "rows": reform.steps.len(),
        "new": outcome.begun.iter().map(|h| format!("{} {}", h.code, h.name)).collect::<Vec<_>>(),
        "successors": outcome.successors,
    });
    let entry = Entry::new(Event::ReformApplied, Subject::new("reform", id)).detail(detail);
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::ReformApplied))
}

/// POST /hr/reforms/{id}/undoing
pub async fn undo(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let here = format!("{HERE}/{id}");
    let mut change = Change::begin(&app, &actor).await?;
    if !store::hold(&mut change, id, true).await? {
        return Ok(see_other(&here));
    }
    let reform = store::reform(change.conn(), id).await?.ok_or(AppError::NotFound)?;
    let built = store::built(&mut change, id).await?;
    let against = match () {
        () if reform.on_day <= app.today() => Some(
            "変わる日が来ているので、取り消せません。新しい機構改革で変えてください。".to_owned(),
        ),
        () if built.posts > 0 => Some(format!(
            "新しい組織への発令が{}件あります。発令を先に取り消してください。",
            built.posts
        )),
        () if built.reforms > 0 => Some(
            "この改革の後の改革が、同じ組織を変えています。そちらを先に取り消してください。"
                .to_owned(),
        ),
        () => None,
    };
    if let Some(sentence) = against {
        drop(change);
        return refused(&app, &actor, id, sentence).await;
    }
    store::undo(&mut change, id).await?;
    let entry = Entry::new(Event::ReformUndone, Subject::new("reform", id))
        .detail(json!({ "name": reform.name, "from": reform.on_day.to_string() }));
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::ReformUndone))
}

/// POST /hr/reforms/{id}/removal
pub async fn remove(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let mut change = Change::begin(&app, &actor).await?;
    if !store::hold(&mut change, id, false).await? {
        return Ok(see_other(HERE));
    }
    let reform = store::reform(change.conn(), id).await?.ok_or(AppError::NotFound)?;
    store::remove(&mut change, id).await?;
    let entry = Entry::new(Event::ReformPrepared, Subject::new("reform", id))
        .detail(json!({ "old": reform.name, "new": "" }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::ReformSaved))
}
