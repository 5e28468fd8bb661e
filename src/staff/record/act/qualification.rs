//! 資格: entered with the day it was acquired and the day it runs out, renewed, ended, or taken away
//! where it was a mistake. Files bring the same (`exchange`).

use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::{Value, json};

use super::{
    Asking, KeptPerson,
    forms::{self, Qualification, Validity},
    page,
    record::Qualification as Kept,
    store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    kit::{
        Answers, App, AppError, FormPage, Mistakes, Notice, Page, Result,
        date::wareki,
        field::{Field, filled},
        redirect, see_other,
    },
};

const THERE: &str = "同じ日に取得した同じ資格が、もう登録されています";
const EXPIRY: &str = "使える最後の日。期限のない資格では、空のままにします。";

fn show(app: &App, kept: &KeptPerson, answers: &Answers, mistakes: &Mistakes) -> Page<FormPage> {
    let fields = vec![
        Field::line("name", "資格の名前", "例：社会福祉士、第一種衛生管理者。100文字以内"),
        Field::line("acquired_on", "取得日", "例：令和5年3月15日、2023/3/15"),
        Field::line("expires_on", "有効期限", EXPIRY).optional(),
        Field::line("proof", "何で確かめたか", "例：登録証の写し、登録番号。200文字以内")
            .optional(),
    ];
    let asking = Asking {
        title: "資格を加える",
        lead: "職員の一覧を資格で絞り込み、期限が近い人を探せるようになります。".to_owned(),
        path: "qualification".to_owned(),
        button: "資格を加える",
        facts: Vec::new(),
        fields: filled(fields, answers, mistakes),
        effects: vec!["上司の画面にも、資格の名前と期限が表示されます。".to_owned()],
    };
    Page(page(app, kept, asking, mistakes))
}

/// GET /hr/staff/{id}/qualification
pub async fn form(kept: KeptPerson, Shared(app): Shared<App>) -> Result {
    Ok(show(&app, &kept, &Answers::default(), &Mistakes::default()).into_response())
}

fn told(name: &str, acquired_on: time::Date, old: &Value, new: &Value) -> Value {
    json!({ "name": name, "acquired_on": acquired_on.to_string(), "old": old, "new": new })
}

/// POST /hr/staff/{id}/qualification
pub async fn add(kept: KeptPerson, Shared(app): Shared<App>, answers: Answers) -> Result {
    let again = |wrong: &Mistakes| show(&app, &kept, &answers, wrong).unprocessable();
    let new: Qualification = match forms::qualification(&answers, app.today()) {
        Ok(new) => new,
        Err(mistakes) => return Ok(again(&mistakes)),
    };
    let (home, id) = (kept.home(), kept.id());
    let mut change = Change::begin(&app, &kept.actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &home, &home).await? {
        return Ok(see_other(&there));
    }
    if !store::add_qualification(&mut change, id, &new).await? {
        drop(change);
        let mut mistakes = Mistakes::default();
        mistakes.add("name", THERE);
        return Ok(again(&mistakes));
    }
    let detail = told(&new.name, new.acquired_on, &Value::Null, &expiry(new.validity.until));
    let entry = Entry::new(Event::QualificationChanged, Subject::staff(id)).about(id);
    change.commit(entry.detail(detail)).await?;
    Ok(redirect(&home, Notice::StaffSaved))
}

fn expiry(until: Option<time::Date>) -> Value {
    json!(until.map_or_else(|| "期限なし".to_owned(), |day| format!("{}まで", wareki(day))))
}

/// The qualification of the path, if it is this person's.
fn of(kept: &KeptPerson, id: i64) -> Result<&Kept> {
    let known = kept.person.qualifications.iter().find(|own| own.id == id);
    known.ok_or(AppError::NotFound)
}

fn show_one(
    app: &App,
    kept: &KeptPerson,
    own: &Kept,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    let what = [("keep", "期限を決める・延ばす・終わらせる"), ("remove", "誤って登録したので消す")];
    let what = what.map(|(code, words)| (code.to_owned(), words.to_owned())).to_vec();
    let fields = vec![
        Field::choice("what", "どうしますか", "", what),
        Field::line("expires_on", "有効期限", EXPIRY).optional(),
        Field::line("proof", "何で確かめたか", "200文字以内").optional(),
    ];
    let asking = Asking {
        title: "資格を更新する・終える",
        lead: "返納や取り消しで使えなくなったときは、使えた最後の日を有効期限にします。".to_owned(),
        path: format!("qualification/{}", own.id),
        button: "保存する",
        facts: vec![
            ("資格".to_owned(), own.name.clone()),
            ("取得日".to_owned(), wareki(own.acquired_on)),
        ],
        fields: filled(fields, answers, mistakes),
        effects: vec!["消した登録は、操作の記録にだけ残ります。".to_owned()],
    };
    Page(page(app, kept, asking, mistakes))
}

/// GET /hr/staff/{id}/qualification/{qualification}
pub async fn one(
    kept: KeptPerson,
    Shared(app): Shared<App>,
    Path((_, qualification)): Path<(i64, i64)>,
) -> Result {
    let own = of(&kept, qualification)?;
    let mut answers = Answers::default();
    answers.put("what", "keep");
    answers.put_day("expires_on", own.expires_on);
    answers.put("proof", own.proof.clone());
    Ok(show_one(&app, &kept, own, &answers, &Mistakes::default()).into_response())
}

/// POST /hr/staff/{id}/qualification/{qualification}
pub async fn save(
    kept: KeptPerson,
    Shared(app): Shared<App>,
    Path((_, qualification)): Path<(i64, i64)>,
    answers: Answers,
) -> Result {
    let own = of(&kept, qualification)?;
    let validity: Option<Validity> = match forms::validity(&answers, own.acquired_on) {
        Ok(validity) => validity,
        Err(mistakes) => {
            return Ok(show_one(&app, &kept, own, &answers, &mistakes).unprocessable());
        }
    };
    let (home, id) = (kept.home(), kept.id());
    let mut change = Change::begin(&app, &kept.actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &home, &home).await? {
        return Ok(see_other(&there));
    }
    let new = if let Some(validity) = &validity {
        store::save_validity(&mut change, own.id, validity).await?;
        expiry(validity.until)
    } else {
        store::remove_qualification(&mut change, own.id).await?;
        json!("消した")
    };
    let detail = told(&own.name, own.acquired_on, &expiry(own.expires_on), &new);
    let entry = Entry::new(Event::QualificationChanged, Subject::staff(id)).about(id);
    change.commit(entry.detail(detail)).await?;
    Ok(redirect(&home, Notice::StaffSaved))
}
