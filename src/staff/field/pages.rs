//! /hr/staff/fields: which extra fields there are.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::IntoResponse,
};
use serde_json::json;

use super::{
    MOST,
    forms::{self, KINDS},
    store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell,
        field::{Field, filled},
        redirect, see_other,
    },
    staff::kinds,
};

const HERE: &str = "/hr/staff/fields";

#[derive(Template)]
#[template(path = "staff/fields.html")]
struct FieldsPage {
    shell: Shell,
    rows: Vec<Row>,
    in_use: usize,
    most: usize,
    fields: Vec<Field>,
    form: String,
}

struct Row {
    id: i64,
    name: String,
    kind: String,
    people: i64,
    ended: bool,
}

fn row(kept: store::Kept) -> Row {
    let kind = kinds::label(&KINDS, &kept.kind);
    let choices = kept.choices.join("、");
    Row {
        id: kept.id,
        name: kept.name,
        kind: if choices.is_empty() { kind } else { format!("{kind}：{choices}") },
        people: kept.people,
        ended: kept.ended_on.is_some(),
    }
}

async fn page(
    app: &App,
    actor: &Actor,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Result<Page<FieldsPage>> {
    let rows: Vec<Row> = store::all(&app.reader).await?.into_iter().map(row).collect();
    let fields = vec![
        Field::line("name", "項目の名前", "例：通勤の方法、防災士。30文字まで"),
        Field::choice("kind", "書くものの種類", "", kinds::options(&KINDS)),
        Field::area(
            "choices",
            "選択肢",
            "「選択肢から選ぶ」のときだけ、1行に1つずつ書きます。",
            1300,
        )
        .optional(),
    ];
    let shell = actor
        .shell(app, "追加の項目")
        .at("/hr")
        .under("/hr", "職員課の仕事")
        .under("/hr/staff", "職員の一覧")
        .with_mistakes(mistakes);
    Ok(Page(FieldsPage {
        shell,
        in_use: rows.iter().filter(|row| !row.ended).count(),
        most: MOST,
        rows,
        fields: filled(fields, answers, mistakes),
        form: uuid::Uuid::now_v7().to_string(),
    }))
}

/// GET /hr/staff/fields
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let mut page = page(&app, &actor, &Answers::default(), &Mistakes::default()).await?;
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// POST /hr/staff/fields
pub async fn add(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let mut wrong = Mistakes::default();
    let new = match forms::new_field(&answers) {
        Ok(new) => new,
        Err(mistakes) => return Ok(page(&app, &actor, &answers, &mistakes).await?.unprocessable()),
    };
    let in_use = store::all(&app.reader).await?.iter().filter(|f| f.ended_on.is_none()).count();
    if in_use >= MOST {
        wrong
            .add("name", format!("追加の項目は{MOST}までです。使わない項目を終わりにしてください"));
        return Ok(page(&app, &actor, &answers, &wrong).await?.unprocessable());
    }
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(see_other(&there));
    }
    let Some(id) = store::add(&mut change, &new).await? else {
        drop(change);
        wrong.add("name", "この名前の項目は、すでにあります");
        return Ok(page(&app, &actor, &answers, &wrong).await?.unprocessable());
    };
    let entry = Entry::new(Event::StaffFieldChanged, Subject::new("staff_field", id))
        .detail(json!({ "old": "", "new": new.name, "kind": new.kind }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::StaffFieldSaved))
}

/// Ends a field or takes it up again.
async fn turn(app: &App, actor: &Actor, id: i64, ending: bool) -> Result {
    let in_use = store::all(&app.reader).await?.iter().filter(|f| f.ended_on.is_none()).count();
    if !ending && in_use >= MOST {
        return Err(AppError::Refused(format!(
            "追加の項目は{MOST}までです。使わない項目を終わりにしてから、もう一度押してください。"
        )));
    }
    let mut change = Change::begin(app, actor).await?;
    let on = ending.then(|| app.today());
    // done already, in another window
    let Some(name) = store::end(&mut change, id, on).await? else { return Ok(see_other(HERE)) };
    let words = if ending { "使わない" } else { "使う" };
    let entry = Entry::new(Event::StaffFieldChanged, Subject::new("staff_field", id))
        .detail(json!({ "name": name, "new": words }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::StaffFieldSaved))
}

/// POST /hr/staff/fields/{id}/end
pub async fn end(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    turn(&app, &actor, id, true).await
}

/// POST /hr/staff/fields/{id}/again
pub async fn again(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    turn(&app, &actor, id, false).await
}
