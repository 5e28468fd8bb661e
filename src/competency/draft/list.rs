//! 枠組みの版: those that hold or held, those that are being written, and beginning a new one.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{forms, store};
use crate::{
    audit::{Change, Entry, Event, Subject},
    competency::{policy::Policy, store as frameworks},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell,
        date::{moment, wareki},
        field::{Field, filled},
        redirect, see_other,
    },
};

pub const HERE: &str = "/hr/framework";

#[derive(Template)]
#[template(path = "competency/draft/list.html")]
struct ListPage {
    shell: Shell,
    drafts: Vec<DraftView>,
    versions: Vec<VersionView>,
    fields: Vec<Field>,
    form: uuid::Uuid,
}

struct DraftView {
    href: String,
    name: String,
    from: String,
    changed: String,
}

struct VersionView {
    href: String,
    name: String,
    time: String,
    holds: bool,
    abilities: i64,
    sheets: i64,
}

async fn page(
    app: &App,
    actor: &Actor,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Result<ListPage> {
    let drafts = store::drafts(&app.reader).await?;
    let versions = store::versions(&app.reader).await?;
    let today = app.today();
    let hint = "例：令和9年4月1日。いまの枠組みを写して、下書きを作ります。";
    let shell = actor.shell(app, "枠組みの編集").under("/hr", "職員課の仕事").at("/hr");
    Ok(ListPage {
        shell: shell.with_mistakes(mistakes),
        drafts: drafts
            .into_iter()
            .map(|draft| DraftView {
                href: format!("{HERE}/drafts/{}", draft.id),
                name: draft.name,
                from: wareki(draft.from),
                changed: format!("{} {}", moment(draft.changed_at), draft.by.unwrap_or_default()),
            })
            .collect(),
        versions: versions
            .into_iter()
            .map(|version| {
                let last = version.until.and_then(time::Date::previous_day).map(wareki);
                VersionView {
                    href: format!("/framework?on={}", version.from),
                    name: version.name,
                    time: format!("{}〜{}", wareki(version.from), last.unwrap_or_default()),
                    holds: version.from <= today && version.until.is_none_or(|end| today < end),
                    abilities: version.abilities,
                    sheets: version.sheets,
                }
            })
            .collect(),
        fields: filled(vec![Field::line("from", "施行日", hint)], answers, mistakes),
        form: uuid::Uuid::now_v7(),
    })
}

/// GET /hr/framework
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let mut page = page(&app, &actor, &Answers::default(), &Mistakes::default()).await?;
    page.shell = page.shell.saying(Notice::from_headers(&headers));
    Ok(Page(page).into_response())
}

/// POST /hr/framework: a draft, copied from what will hold on the day before.
pub async fn begin(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let from = match forms::first_day(&answers, app.today()) {
        Ok(from) => from,
        Err(mistakes) => {
            return Ok(Page(page(&app, &actor, &answers, &mistakes).await?).unprocessable());
        }
    };
    let Some(now) = frameworks::find(&app.reader, from, actor.id).await? else {
        return Err(AppError::Refused(
            "写すもとになる枠組みがありません。サーバーで最初の枠組みを登録してください。"
                .to_owned(),
        ));
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(see_other(&there));
    }
    let policy = Policy::from(now);
    let id = store::insert(&mut change, from, &policy).await?;
    let entry = Entry::new(Event::FrameworkDrafted, Subject::new("framework_draft", id));
    change.commit(entry.detail(json!({ "from": from.to_string() }))).await?;
    Ok(redirect(&format!("{HERE}/drafts/{id}"), Notice::FrameworkDrafted))
}
