//! A coming version at a glance: its name and day, the matrix with a way into every column, and what
//! still stands in the way of publishing it.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{
    access::OpenDraft,
    forms, list,
    rules::problems,
    store::{self, Draft},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    competency::{
        file,
        matrix::{ElementRows, matrix},
        print::{self, Printed},
    },
    identity::Actor,
    kit::{
        Answers, App, Filters, Mistakes, Notice, Page, Result, Shell,
        csv::list_response,
        date::{moment, wareki},
        field::{Field, filled},
        redirect,
    },
};

/// Said when two windows save the same draft.
pub const STALE: &str = "ほかの画面か、ほかの人が、この下書きを先に保存しました。入力した内容は下に残っています。いまの下書きを別の画面で確かめてから、もう一度保存してください。";

#[derive(Template)]
#[template(path = "competency/draft/draft.html")]
struct DraftPage {
    shell: Shell,
    here: String,
    from: String,
    changed: String,
    version: i32,
    fields: Vec<Field>,
    columns: Vec<(String, String, usize)>,
    elements: Vec<ElementRows>,
    problems: Vec<String>,
    stale: bool,
}

pub fn here(draft: &Draft) -> String {
    format!("{}/drafts/{}", list::HERE, draft.id)
}

/// The frame of a page below the draft's own.
pub fn shell(app: &App, actor: &Actor, draft: &Draft, title: String) -> Shell {
    let shell = actor.shell(app, title).under("/hr", "職員課の仕事").at("/hr");
    shell.under(list::HERE, "枠組みの編集").under(here(draft), draft.policy.name.clone())
}

fn fields() -> Vec<Field> {
    vec![
        Field::line("from", "施行日", "例：令和9年4月1日。この日から新しい版になります。"),
        Field::line("name", "枠組みの名前", "例：人財育成基本方針（令和9年改定）"),
        Field::line("source", "出典", "方針や規程の名前です。表の上に表示します。"),
        Field::area("note", "表の注", "表の下に表示します。400文字以内。", 400).optional(),
    ]
}

fn stored(draft: &Draft) -> Answers {
    let mut answers = Answers::default();
    answers.put_day("from", draft.from);
    answers.put("name", draft.policy.name.clone());
    answers.put("source", draft.policy.source.clone());
    answers.put("note", draft.policy.matrix_note.clone());
    answers
}

fn page(
    app: &App,
    open: &OpenDraft,
    answers: &Answers,
    mistakes: &Mistakes,
    stale: bool,
) -> DraftPage {
    let draft = &open.draft;
    let (positions, abilities) = draft.policy.rows();
    let here = here(draft);
    let mut elements = matrix(&positions, &abilities, "");
    // in a draft a cell leads to where it is written
    for cell in elements.iter_mut().flat_map(|e| &mut e.rows).flatten() {
        if let Some(ability) = &mut cell.ability {
            ability.href = ability.href.replacen("/framework", &here, 1);
        }
    }
    let shell = open.actor.shell(app, format!("{}（下書き）", draft.policy.name));
    DraftPage {
        shell: shell
            .under("/hr", "職員課の仕事")
            .under(list::HERE, "枠組みの編集")
            .at("/hr")
            .with_mistakes(mistakes),
        from: wareki(draft.from),
        changed: moment(draft.changed_at),
        version: draft.version,
        fields: filled(fields(), answers, mistakes),
        columns: positions
            .iter()
            .map(|p| {
                let count = abilities.iter().filter(|a| a.position_code == p.code).count();
                (p.name.clone(), format!("{here}/positions/{}", p.code), count)
            })
            .collect(),
        elements,
        problems: problems(&draft.policy),
        stale,
        here,
    }
}

/// GET /hr/framework/drafts/{id}
pub async fn show(open: OpenDraft, Shared(app): Shared<App>, headers: HeaderMap) -> Result {
    let answers = stored(&open.draft);
    let mut page = page(&app, &open, &answers, &Mistakes::default(), false);
    page.shell = page.shell.saying(Notice::from_headers(&headers));
    Ok(Page(page).into_response())
}

/// POST /hr/framework/drafts/{id}: day, name, source, note.
pub async fn save(open: OpenDraft, Shared(app): Shared<App>, answers: Answers) -> Result {
    let mut mistakes = Mistakes::default();
    if is_stale(&open.draft, &answers) {
        return Ok(Page(page(&app, &open, &answers, &mistakes, true)).conflicting());
    }
    let mut draft = open.draft.clone();
    match forms::first_day(&answers, app.today()) {
        Ok(from) => draft.from = from,
        Err(wrong) => mistakes = wrong,
    }
    for (field, sentence) in forms::head(&answers, &mut draft.policy).iter() {
        mistakes.add(field, sentence);
    }
    if !mistakes.is_empty() {
        return Ok(Page(page(&app, &open, &answers, &mistakes, false)).unprocessable());
    }
    if keep(&app, &open.actor, &draft, "head").await? {
        return Ok(redirect(&here(&draft), Notice::FrameworkDraftSaved));
    }
    Ok(Page(page(&app, &open, &answers, &mistakes, true)).conflicting())
}

/// Whether the form was made from a draft that somebody has saved since.
pub fn is_stale(draft: &Draft, answers: &Answers) -> bool {
    answers.get("version").parse() != Ok(draft.version)
}

/// What was typed, and for fields the form did not have what is stored.
pub fn completed(typed: &Answers, stored: &Answers) -> Answers {
    let mut all = typed.clone();
    // a box that is not ticked is not sent
    let absent = |field: &str| !typed.has(field) && !field.starts_with("norm-sure-");
    for (field, value) in stored.iter().filter(|(field, _)| absent(field)) {
        all.put(field, value);
    }
    all
}

/// Saves a draft that was seen in the version the form names; false if that is no longer the newest.
pub async fn keep(app: &App, actor: &Actor, draft: &Draft, part: &str) -> Result<bool> {
    let mut change = Change::begin(app, actor).await?;
    if !store::save(&mut change, draft).await? {
        return Ok(false);
    }
    let entry = Entry::new(Event::FrameworkDrafted, Subject::new("framework_draft", draft.id));
    change.commit(entry.detail(json!({ "part": part }))).await?;
    Ok(true)
}

/// GET /hr/framework/drafts/{id}/table.csv: everything, in the form it is read in again.
pub async fn csv(open: OpenDraft) -> Result {
    let list = file::list(format!("枠組みの下書き_{}", open.draft.from), &open.draft.policy);
    list_response(list)
}

/// GET /hr/framework/drafts/{id}/print
pub async fn print(open: OpenDraft, Shared(app): Shared<App>, filters: Filters) -> Result {
    let draft = &open.draft;
    let (positions, abilities) = draft.policy.rows();
    let back = here(draft);
    let table = Printed {
        name: draft.policy.name.clone(),
        source: draft.policy.source.clone(),
        note: draft.policy.matrix_note.clone(),
        state: format!("{}からの版の下書き", wareki(draft.from)),
        back: back.clone(),
        here: format!("{back}/print?"),
    };
    let shell = shell(&app, &open.actor, draft, "印刷用の表".to_owned());
    Ok(print::page(shell, table, &positions, &abilities, &filters))
}
