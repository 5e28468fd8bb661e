//! 積み上げの決め方: one rule, saved as a dated edition.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{
    forms,
    rules::{Basis, Counts, OnReach, Rule, words},
    store::{self, Desk},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, Mistakes, Notice, Page, Result, Shell,
        date::{fiscal_label, moment},
        redirect, see_other,
    },
};

/// A field as it stands in a line.
struct Field {
    name: String,
    label: String,
    value: String,
    error: Option<String>,
}

type Choice = (&'static str, &'static str, bool);

#[derive(Template)]
#[template(path = "evaluation/accrual/rule.html")]
struct RulePage {
    shell: Shell,
    counts: Vec<Choice>,
    bases: Vec<Choice>,
    reaches: Vec<Choice>,
    grades: Vec<Field>,
    bands: Vec<Field>,
    thresholds: Vec<Field>,
    /// First year, when and by whom, why.
    editions: Vec<(String, String, String)>,
    answers: Answers,
    errors: Mistakes,
    form: String,
}

fn page(
    app: &App,
    actor: &Actor,
    desk: &Desk,
    answers: Answers,
    errors: Mistakes,
) -> Page<RulePage> {
    let field = |name: String, label: String| Field {
        value: answers.get(&name).to_owned(),
        error: errors.on(&name).map(str::to_owned),
        name,
        label,
    };
    let numbered = |prefix: &str, keys: &[(String, String)]| -> Vec<Field> {
        let line = |((_, label), n): (&(String, String), usize)| {
            field(format!("{prefix}-{n}"), label.clone())
        };
        keys.iter().zip(1..).map(line).collect()
    };
    let ground = &desk.ground;
    let positions = ground.positions.iter();
    Page(RulePage {
        shell: actor
            .shell(app, "積み上げの決め方")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under("/hr/accrual", "点の積み上げ")
            .with_mistakes(&errors),
        counts: Counts::ALL
            .map(|(_, code, label)| (code, label, answers.get("counts") == code))
            .into(),
        bases: Basis::ALL
            .map(|(_, code, label)| (code, label, answers.get("basis") == code))
            .into(),
        reaches: OnReach::ALL
            .map(|(_, code, label)| (code, label, answers.get("on_reach") == code))
            .into(),
        grades: numbered("grade", &ground.grades),
        bands: numbered("band", &ground.bands),
        thresholds: positions
            .map(|(code, name)| field(format!("threshold-{code}"), name.clone()))
            .collect(),
        editions: desk
            .editions
            .iter()
            .map(|own| {
                let by = own.by.as_deref().unwrap_or("移行したデータ");
                let since = format!("{}から", fiscal_label(own.rule.first_year));
                (since, format!("{}　{by}", moment(own.at)), own.reason.clone())
            })
            .collect(),
        answers,
        errors,
        form: uuid::Uuid::now_v7().to_string(),
    })
}

/// GET /hr/accrual/rule: as the newest edition has it.
pub async fn ask(HrOfficer(actor): HrOfficer, Shared(app): Shared<App>) -> Result {
    let desk = store::desk(&app.reader).await?;
    let newest = desk.editions.first();
    let begun = newest.map_or_else(Answers::default, |own| forms::filled(&own.rule, &desk.ground));
    Ok(page(&app, &actor, &desk, begun, Mistakes::default()).into_response())
}

/// In words, for the book.
fn written(rule: &Rule) -> serde_json::Value {
    let list = |map: &std::collections::BTreeMap<String, i64>| -> Vec<_> {
        map.iter().map(|(key, own)| json!([key, words(*own)])).collect()
    };
    json!({ "first_year": rule.first_year, "counts": rule.counts.code(), "basis": rule.basis.code(),
            "on_reach": rule.on_reach.code(), "steps": rule.steps,
            "points": list(&rule.points), "thresholds": list(&rule.thresholds) })
}

/// POST /hr/accrual/rule: another edition; the older ones stay.
pub async fn save(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let desk = store::desk(&app.reader).await?;
    let (rule, reason) = match forms::rule(&answers, &desk.ground) {
        Ok(read) => read,
        Err(errors) => return Ok(page(&app, &actor, &desk, answers, errors).unprocessable()),
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) =
        change.repeated(answers.form_id(), "/hr/accrual/rule", "/hr/accrual").await?
    {
        return Ok(see_other(&first));
    }
    let id = store::insert(&mut change, &rule, &reason).await?;
    let entry = Entry::new(Event::AccrualRuleSaved, Subject::new("accrual_rule", id)).detail(
        json!({ "reason": reason, "from": desk.editions.first().map(|own| written(&own.rule)),
                "to": written(&rule) }),
    );
    change.commit(entry).await?;
    Ok(redirect("/hr/accrual", Notice::AccrualRuleSaved))
}
