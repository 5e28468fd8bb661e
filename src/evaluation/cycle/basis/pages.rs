//! 基本の設定: changing what a year stands on, before it opens.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::{Value, json};

use super::{
    forms::{self, Basis},
    store::{self, Planned, Saved},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::scoring::{Scale, scales},
    identity::{Actor, HrOfficer},
    kit::{Answers, App, AppError, Mistakes, Notice, Page, Result, Shell, redirect, see_other},
};

#[derive(Template)]
#[template(path = "evaluation/cycle/basis.html")]
struct BasisPage {
    shell: Shell,
    base: String,
    answers: Answers,
    errors: Mistakes,
    /// Key, name with its steps, and whether it is chosen.
    scales: Vec<(String, String, bool)>,
    scoring: String,
    scored: bool,
    stale: bool,
    version: i32,
    form: String,
}

pub const OPEN: &str =
    "この年度はすでに開始しているため、基本の設定を変えたり、年度を消したりできません。";
const NO_FRAMEWORK: &str = "この日に使われている能力の枠組みがありません。別の日にしてください";

/// A page about the basis of a year.
pub fn shell(app: &App, actor: &Actor, title: &'static str, (id, year): (i64, &Planned)) -> Shell {
    actor
        .shell(app, title)
        .at("/hr/cycles")
        .under("/hr/cycles", "年度と日程")
        .under(format!("/hr/cycles/{id}"), year.basis.name.clone())
}

fn page(
    app: &App,
    actor: &Actor,
    (id, year): (i64, &Planned),
    scales: &[Scale],
    (answers, errors, stale): (Answers, Mistakes, bool),
) -> Page<BasisPage> {
    let chosen = |id: &str| answers.get("scale") == id;
    let framework = (String::new(), "能力の枠組みの段階".to_owned(), chosen(""));
    let others = scales.iter().map(|scale| {
        let id = scale.id.to_string();
        let on = chosen(&id);
        (id, format!("{}（{}）", scale.name, scale.words.join("・")), on)
    });
    Page(BasisPage {
        shell: shell(app, actor, "基本の設定", (id, year)).with_mistakes(&errors),
        base: format!("/hr/cycles/{id}"),
        scales: std::iter::once(framework).chain(others).collect(),
        scoring: year.scoring.clone(),
        scored: year.scored,
        stale,
        version: year.version,
        form: uuid::Uuid::now_v7().to_string(),
        answers,
        errors,
    })
}

/// GET /hr/cycles/{id}/basis
pub async fn edit(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let year = store::year(&app.reader, id).await?;
    if year.open {
        return Err(AppError::Refused(OPEN.to_owned()));
    }
    let scales = scales(&app.reader).await?;
    let form = (forms::filled(&year.basis), Mistakes::default(), false);
    Ok(page(&app, &actor, (id, &year), &scales, form).into_response())
}

fn told(basis: &Basis) -> Value {
    json!({
        "name": basis.name, "base_date": basis.base_date.to_string(),
        "first": basis.first.to_string(), "last": basis.last.to_string(), "scale": basis.scale
    })
}

/// POST /hr/cycles/{id}/basis
pub async fn save(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let (base, path) = (format!("/hr/cycles/{id}"), format!("/hr/cycles/{id}/basis"));
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &path, &base).await? {
        return Ok(see_other(&there));
    }
    let year = store::year(change.conn(), id).await?;
    if year.open {
        return Err(AppError::Refused(OPEN.to_owned()));
    }
    let scales = scales(change.conn()).await?;
    let known: Vec<_> = scales.iter().map(|scale| (scale.id, scale.valid_from)).collect();
    let wrong = match forms::basis(&answers, year.fiscal_year, &known) {
        Ok(what) => {
            let version = answers.get("version").parse().unwrap_or(0);
            match store::save(&mut change, id, version, &what).await? {
                Saved::Done { rules_kept } => {
                    let entry = Entry::new(Event::CycleBasisChanged, Subject::new("cycle", id))
                        .detail(json!({ "from": told(&year.basis), "to": told(&what),
                                        "rules_kept": rules_kept }));
                    change.commit(entry).await?;
                    let notice =
                        if rules_kept { Notice::CycleSaved } else { Notice::CycleWithoutRules };
                    return Ok(redirect(&base, notice));
                }
                Saved::Stale => {
                    drop(change);
                    let year = store::year(&app.reader, id).await?;
                    let form = (answers, Mistakes::default(), true);
                    return Ok(page(&app, &actor, (id, &year), &scales, form).conflicting());
                }
                Saved::NoFramework => {
                    let mut wrong = Mistakes::default();
                    wrong.add("base_date", NO_FRAMEWORK);
                    wrong
                }
            }
        }
        Err(wrong) => wrong,
    };
    drop(change);
    let form = (answers, wrong, false);
    Ok(page(&app, &actor, (id, &year), &scales, form).unprocessable())
}
