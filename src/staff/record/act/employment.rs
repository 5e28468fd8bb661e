//! 任用を加える: 再任用, 役職定年 and its exception, a term; each from a day on.

use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{Asking, KeptPerson, forms, page, store};
use crate::{
    audit::{Change, Entry, Event, Subject},
    kit::{
        Answers, App, FormPage, Mistakes, Notice, Page, Result,
        field::{Field, filled},
        redirect, see_other,
    },
    staff::kinds,
};

fn show(app: &App, kept: &KeptPerson, answers: &Answers, mistakes: &Mistakes) -> Page<FormPage> {
    let basis =
        kinds::BASIS.iter().map(|(code, words, _)| ((*code).to_owned(), (*words).to_owned()));
    let fields = vec![
        Field::choice("basis", "任用の種類", "", basis.collect()),
        Field::line("from", "始まりの日", "例：令和9年4月1日"),
        Field::line("until", "任期の終わりの日", "任期がないときは、空のままにします。").optional(),
        Field::line("hours", "週の勤務時間", "短時間勤務では入力します。例：31時間、23時間15分")
            .optional(),
        Field::line("days", "週の勤務日数", "毎日は働かないときだけ入力します。例：3日").optional(),
    ];
    let asking = Asking {
        title: "任用を加える",
        lead: "会計年度任用職員の任用は「会計年度任用職員の評価」の画面で登録します。".to_owned(),
        path: "employment".to_owned(),
        button: "任用を加える",
        facts: vec![("いまの任用".to_owned(), kinds::employment(&kept.person.employment))],
        fields: filled(fields, answers, mistakes),
        effects: vec![
            "前の任用は、始まりの日の前の日で終わり、履歴に残ります。".to_owned(),
            "職（所属・職名）は変わりません。発令で変えます。".to_owned(),
        ],
    };
    Page(page(app, kept, asking, mistakes))
}

/// GET /hr/staff/{id}/employment
pub async fn form(kept: KeptPerson, Shared(app): Shared<App>) -> Result {
    Ok(show(&app, &kept, &Answers::default(), &Mistakes::default()).into_response())
}

/// POST /hr/staff/{id}/employment
pub async fn add(kept: KeptPerson, Shared(app): Shared<App>, answers: Answers) -> Result {
    let again = |wrong: &Mistakes| show(&app, &kept, &answers, wrong).unprocessable();
    let new = match forms::employment(&answers, kept.person.hired_on) {
        Ok(new) => new,
        Err(mistakes) => return Ok(again(&mistakes)),
    };
    let (home, id) = (kept.home(), kept.id());
    let mut change = Change::begin(&app, &kept.actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &home, &home).await? {
        return Ok(see_other(&there));
    }
    if store::add_employment(&mut change, id, &new).await?.is_err() {
        drop(change);
        let mut mistakes = Mistakes::default();
        mistakes.add("from", "この期間と重なる任用が、すでにあります。日を確かめてください");
        return Ok(again(&mistakes));
    }
    store::renew_employment(&mut change, id, app.today()).await?;
    let detail = json!({
        "old": kept.person.employment, "new": new.kind, "basis": new.basis,
        "from": new.from.to_string(), "until": new.until.map(|day| day.to_string()),
        "weekly_minutes": new.minutes, "weekly_days": new.days,
    });
    let entry = Entry::new(Event::EmploymentChanged, Subject::staff(id)).about(id).detail(detail);
    change.commit(entry).await?;
    Ok(redirect(&home, Notice::StaffSaved))
}
