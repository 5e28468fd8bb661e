//! 年度の型: every shape with the dates it would have, and taking one up.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{
    super::forms::{KINDS, SCOPES, closed, dated, fiscal_year},
    store::{self, Part, Preset},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    calendar::{Calendar, from_day},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, Filters, Notice, Page, Result, Shell,
        date::{self, fiscal_label, wareki},
        redirect, see_other,
    },
};

const HERE: &str = "/hr/cycles/presets";

#[derive(Template)]
#[template(path = "evaluation/cycle/presets.html")]
struct PresetsPage {
    shell: Shell,
    /// As typed.
    year: String,
    label: String,
    error: Option<String>,
    presets: Vec<PresetView>,
}

struct PresetView {
    code: String,
    name: String,
    description: String,
    parts: Vec<PartView>,
    /// What 「この型で作る」 would make.
    missing: usize,
    /// Why it cannot be taken up.
    refused: Option<&'static str>,
    form: String,
}

struct PartView {
    name: &'static str,
    there: bool,
    base_date: String,
    scale: String,
    scope: &'static str,
    interview: &'static str,
    /// Step, dates in words, and days the offices are closed on.
    steps: Vec<(&'static str, String, Option<String>)>,
}

const NO_FRAMEWORK: &str =
    "基準日に使われている評価の枠組みがない評価があるため、この型では作れません。";

fn view(preset: Preset, calendar: &Calendar) -> PresetView {
    let parts: Vec<PartView> = preset.parts.iter().map(|own| part(own, calendar)).collect();
    PresetView {
        refused: refused(&preset),
        missing: parts.iter().filter(|part| !part.there).count(),
        code: preset.code,
        name: preset.name,
        description: preset.description,
        parts,
        form: uuid::Uuid::now_v7().to_string(),
    }
}

/// Why a shape cannot be taken up.
fn refused(preset: &Preset) -> Option<&'static str> {
    let missing = preset.parts.iter().filter(|part| !part.there).count();
    let blocked = preset.parts.iter().any(|part| !part.there && !part.framework);
    match (missing, blocked) {
        (0, _) => Some("この年度の評価は、すべて作られています。"),
        (_, true) => Some(NO_FRAMEWORK),
        _ => None,
    }
}

fn part(part: &Part, calendar: &Calendar) -> PartView {
    let name = KINDS.iter().find(|kind| kind.1 == part.kind && kind.2 == part.term);
    let steps = part.steps.iter().filter_map(|row| {
        let (label, dates) = dated(row)?;
        let flag = closed(calendar, row.due_on).map(|why| format!("期限は{why}"));
        Some((label, dates, flag))
    });
    PartView {
        name: name.map_or("", |kind| kind.3),
        there: part.there,
        base_date: wareki(part.base_date),
        scale: part.scale.clone().unwrap_or_else(|| "枠組みの段階".to_owned()),
        scope: SCOPES.iter().find(|(code, _)| *code == part.scope).map_or("", |scope| scope.1),
        interview: if part.interview_required {
            "一次評価の前に期末面談を行う"
        } else {
            "開示の後に面談を行う"
        },
        steps: steps.collect(),
    }
}

async fn page(
    app: &App,
    actor: &Actor,
    typed: &str,
    error: Option<String>,
) -> Result<Page<PresetsPage>> {
    let coming = date::fiscal_year(app.today()) + 1;
    let read = if typed.is_empty() { Ok(coming) } else { fiscal_year(typed) };
    let shown = read.unwrap_or(coming);
    let presets = store::presets(&app.reader, shown).await?;
    let calendar = from_day(&app.reader, app.today()).await?;
    Ok(Page(PresetsPage {
        shell: actor
            .shell(app, "年度の型から作る")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程"),
        year: if typed.is_empty() { coming.to_string() } else { typed.to_owned() },
        label: fiscal_label(shown),
        error: error.or(read.err().map(str::to_owned)),
        presets: presets.into_iter().map(|preset| view(preset, &calendar)).collect(),
    }))
}

/// GET /hr/cycles/presets?year=2027
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let page = page(&app, &actor, filters.get("year"), None).await?;
    let wrong = page.0.error.is_some();
    Ok(if wrong { page.unprocessable() } else { page.into_response() })
}

/// POST /hr/cycles/presets: makes what the year does not have yet.
pub async fn take_up(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let typed = answers.get("year");
    let Ok(fiscal_year) = fiscal_year(typed) else {
        return Ok(page(&app, &actor, typed, None).await?.unprocessable());
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, "/hr/cycles").await? {
        return Ok(see_other(&there));
    }
    let code = answers.get("preset").to_owned();
    let all = store::presets(change.conn(), fiscal_year).await?;
    let chosen = all.into_iter().find(|preset| preset.code == code);
    let refused = match &chosen {
        None => Some("型は、示された中から選んでください"),
        Some(chosen) => refused(chosen),
    };
    if let Some(sentence) = refused {
        drop(change);
        return Ok(page(&app, &actor, typed, Some(sentence.to_owned())).await?.unprocessable());
    }
    let made = store::take_up(&mut change, &code, fiscal_year, &fiscal_label(fiscal_year)).await?;
    let entry = Entry::new(Event::CycleSaved, Subject::HOUSE)
        .detail(json!({ "preset": code, "fiscal_year": fiscal_year, "cycles": made }));
    change.commit(entry).await?;
    Ok(redirect("/hr/cycles", Notice::CyclesMade))
}
