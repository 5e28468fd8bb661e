//! 異動したときの決まり of one year: who evaluates, who hands over, until when.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    desk_store::{self, Standing},
    forms::{self, Setting},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{Actor, HrOfficer},
    kit::{Answers, App, Mistakes, Notice, Page, Result, Shell, redirect, see_other},
};

#[derive(Template)]
#[template(path = "evaluation/handover/setting.html")]
struct SettingPage {
    shell: Shell,
    base: String,
    answers: Answers,
    errors: Mistakes,
    version: i32,
    stale: bool,
    form: String,
}

/// The rules as they stand, as if they had been typed.
fn stored(setting: &Setting) -> Answers {
    let mut answers = Answers::default();
    answers.put("policy", setting.policy.code());
    answers.put("handover_days", setting.handover_days.to_string());
    answers.put("by_second", if setting.by_second { "yes" } else { "" });
    answers.put("renewal_months", setting.renewal_months.to_string());
    answers.put_day("outside_due_on", setting.outside_due_on);
    answers
}

fn page(
    app: &App,
    actor: &Actor,
    id: i64,
    year: &Standing,
    (answers, errors, stale): (Answers, Mistakes, bool),
) -> Page<SettingPage> {
    let base = format!("/hr/cycles/{id}");
    Page(SettingPage {
        shell: actor
            .shell(app, "異動したときの決まり")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(base.clone(), year.name.clone())
            .with_mistakes(&errors),
        base,
        answers,
        errors,
        version: year.version,
        stale,
        form: uuid::Uuid::now_v7().to_string(),
    })
}

/// GET /hr/cycles/{id}/transfers
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let year = desk_store::setting(&app.reader, id).await?;
    let answers = stored(&year.setting);
    Ok(page(&app, &actor, id, &year, (answers, Mistakes::default(), false)).into_response())
}

/// POST /hr/cycles/{id}/transfers
pub async fn save(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let base = format!("/hr/cycles/{id}");
    let mut change = Change::begin(&app, &actor).await?;
    let path = format!("{base}/transfers");
    if let Some(first) = change.repeated(answers.form_id(), &path, &base).await? {
        return Ok(see_other(&first));
    }
    let year = desk_store::setting(change.conn(), id).await?;
    let setting = match forms::setting(&answers) {
        Ok(setting) => setting,
        Err(mistakes) => {
            drop(change);
            return Ok(page(&app, &actor, id, &year, (answers, mistakes, false)).unprocessable());
        }
    };
    let version = answers.get("version").parse().unwrap_or(0);
    if !desk_store::set(&mut change, id, version, &setting).await? {
        drop(change);
        let again = (answers, Mistakes::default(), true);
        return Ok(page(&app, &actor, id, &year, again).conflicting());
    }
    let told = |setting: &Setting| {
        json!({ "policy": setting.policy.code(), "handover_days": setting.handover_days,
                "by_second": setting.by_second, "renewal_months": setting.renewal_months,
                "outside_due_on": setting.outside_due_on.map(|day| day.to_string()) })
    };
    let entry = Entry::new(Event::TransferRuleChanged, Subject::new("cycle", id))
        .detail(json!({ "from": told(&year.setting), "to": told(&setting) }));
    change.commit(entry).await?;
    Ok(redirect(&base, Notice::TransferRuleSaved))
}
