//! 任用の登録: who is appointed for which work, from when until when, for how many hours a week.

use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{
    forms,
    store::{self, Employed},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::{form_page::FormPage, short::rules::BRIEF},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, Filters, Mistakes, Notice, Page, Result, StaffId,
        date::fiscal_year,
        field::{Field, filled},
        redirect, see_other,
    },
};

const HERE: &str = "/hr/short-sheets/employment";

/// Code and name of each kind of work.
pub type Works = Vec<(String, String)>;

/// The kinds of work somebody can be appointed for.
pub async fn works(app: &App) -> Result<Works> {
    let year = store::year(&app.reader, fiscal_year(app.today()), app.today(), "").await?;
    // the brief form is for short terms, not a kind of work
    Ok(year.works.into_iter().filter(|(code, _)| code != BRIEF).collect())
}

fn page(
    app: &App,
    actor: &Actor,
    works: &Works,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    let fields = vec![
        Field::line("number", "職員番号", "例：020101。全角でも入力できます。"),
        Field::choice("work", "職種", "職種ごとに、評価の項目が決まっています。", works.clone()),
        Field::line("from", "任期の始まりの日", "例：令和8年4月1日"),
        Field::line("until", "任期の終わりの日", "最後に働く日。年度の3月31日までです。"),
        Field::line("hours", "週の勤務時間", "例：30時間、15時間30分"),
        Field::line("days", "週の勤務日数", "毎日は働かないときだけ入力します。例：3日").optional(),
    ];
    Page(FormPage {
        shell: actor
            .shell(app, "任用の登録")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under("/hr/short-sheets", "会計年度任用職員の評価")
            .with_mistakes(mistakes),
        lead: "会計年度任用職員の任用を1件登録します。任期が、評価する期間になります。".to_owned(),
        seen_by: "職員課と、評価者になる人、本人が見ます。",
        facts: Vec::new(),
        fields: filled(fields, answers, mistakes),
        effects: Vec::new(),
        hidden: vec![("form", uuid::Uuid::now_v7().to_string())],
        action: HERE.to_owned(),
        button: "任用を登録する",
        back: "/hr/short-sheets".to_owned(),
    })
}

/// GET /hr/short-sheets/employment?number=
pub async fn form(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let works = works(&app).await?;
    let mut answers = Answers::default();
    answers.put("number", filters.get("number").chars().take(20).collect::<String>());
    let mut page = page(&app, &actor, &works, &answers, &Mistakes::default());
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// POST /hr/short-sheets/employment
pub async fn enter(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let works = works(&app).await?;
    let again =
        |mistakes: &Mistakes| page(&app, &actor, &works, &answers, mistakes).unprocessable();
    let one = match forms::appointment(&answers, &works) {
        Ok(one) => one,
        Err(mistakes) => return Ok(again(&mistakes)),
    };
    let mut wrong = Mistakes::default();
    let (staff, name) = match store::person(&app.reader, &one.number).await? {
        Some((id, name, employment)) if employment == "fiscal_year" => (id, name),
        Some((_, name, _)) => {
            wrong.add("number", format!("{name}さんは、会計年度任用職員として登録されていません"));
            return Ok(again(&wrong));
        }
        None => {
            wrong.add("number", "この職員番号の職員はいません。番号を確かめてください");
            return Ok(again(&wrong));
        }
    };
    let mut change = Change::begin(&app, &actor).await?;
    let back = format!("/hr/short-sheets?year={}", fiscal_year(one.from));
    if let Some(there) = change.repeated(answers.form_id(), HERE, &back).await? {
        return Ok(see_other(&there));
    }
    let (from, until, minutes) = (one.from, one.until, one.minutes);
    let new = Employed { staff, work: one.work, from, until, minutes, days: one.days };
    if !store::insert_employment(&mut change, std::slice::from_ref(&new)).await? {
        drop(change);
        wrong.add("from", format!("{name}さんには、この期間と重なる任用がすでにあります"));
        return Ok(again(&wrong));
    }
    let entry = Entry::new(Event::EmploymentEntered, Subject::staff(StaffId(staff)))
        .about(StaffId(staff))
        .detail(json!({ "work": new.work, "from": from.to_string(), "until": until.to_string(),
                        "weekly_minutes": minutes, "weekly_days": new.days }));
    change.commit(entry).await?;
    Ok(redirect(&back, Notice::EmploymentEntered))
}
