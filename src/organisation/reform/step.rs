//! One change of a prepared reform: its form, adding it, taking it out.

use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    forms::{self, KINDS},
    pages::APPLIED,
    rules::{Act, Held},
    store::{self, Reform},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Filters, FormPage, Mistakes, Notice, Page, Result,
        date::wareki,
        field::{self, Field, filled},
        redirect, see_other,
    },
    organisation::Level,
};

/// What the form is about.
struct Asked {
    kind: &'static str,
    label: &'static str,
    what: &'static str,
    reform: Reform,
    held: Vec<Held>,
    authorities: Vec<(String, String)>,
}

async fn asked(app: &App, id: i64, kind: &str) -> Result<Asked> {
    let (kind, label, what) =
        KINDS.into_iter().find(|(code, ..)| *code == kind).ok_or(AppError::NotFound)?;
    let reform = store::reform(&app.reader, id).await?.ok_or(AppError::NotFound)?;
    if reform.applied_at.is_some() {
        return Err(AppError::Refused(APPLIED.to_owned()));
    }
    let held = store::versions(&app.reader, reform.on_day).await?;
    let authorities = authorities(app, kind).await?;
    Ok(Asked { kind, label, what, reform, held, authorities })
}

async fn authorities(app: &App, kind: &str) -> Result<Vec<(String, String)>> {
    if matches!(kind, "new" | "authority") {
        store::authorities(&app.reader).await
    } else {
        Ok(Vec::new())
    }
}

fn fields(asked: &Asked) -> Vec<Field> {
    let unit = Field::line("unit", "組織", "いまの名称かコード。例：職員課");
    let authorities = || asked.authorities.clone();
    match asked.kind {
        "new" => vec![
            Field::line("unit", "組織コード", "半角の英数字と「-」で20文字まで。ほかの組織が使っていないもの"),
            Field::line("name", "名称", "60文字まで"),
            Field::choice("level", "階層", "", field::options(&Level::ALL, Level::code, Level::label)),
            Field::line("parent", "上位の組織", "名称かコード。部局のときは空のままにします。").optional(),
            Field::choice("authority", "任命権者", "上位の組織と同じときは、選びません。", authorities()).optional(),
        ],
        "rename" => vec![unit, Field::line("name", "新しい名称", "60文字まで")],
        "move" => vec![unit, Field::line("parent", "新しい上位の組織", "名称かコード")],
        "authority" => vec![unit, Field::choice("authority", "新しい任命権者", "", authorities())],
        _ => vec![
            unit,
            Field::area(
                "successors",
                "引き継ぐ組織",
                "名称かコードを、1行に1つずつ。1つなら統合、いくつかなら分割です。引き継ぐ組織がないときは空のままにします。",
                1000,
            )
            .optional(),
        ],
    }
}

fn page(
    app: &App,
    actor: &Actor,
    asked: &Asked,
    answers: &Answers,
    wrong: &Mistakes,
) -> Page<FormPage> {
    let reform = &asked.reform;
    let home = format!("/hr/reforms/{}", reform.id);
    Page(FormPage {
        shell: actor
            .shell(app, format!("{}を加える", asked.label))
            .at("/hr")
            .under("/hr", "職員課の仕事")
            .under("/hr/reforms", "機構改革")
            .under(home.clone(), reform.name.clone())
            .with_mistakes(wrong),
        lead: format!("{}{}から変わります。", asked.what, wareki(reform.on_day)),
        seen_by: "反映するまでは、職員課だけが見ます。",
        facts: Vec::new(),
        fields: filled(fields(asked), answers, wrong),
        effects: Vec::new(),
        hidden: vec![("form", uuid::Uuid::now_v7().to_string())],
        action: format!("{home}/changes/{}", asked.kind),
        button: "この変更を加える",
        back: home,
    })
}

/// GET /hr/reforms/{id}/changes/{kind}
pub async fn form(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path((id, kind)): Path<(i64, String)>,
    filters: Filters,
) -> Result {
    let asked = asked(&app, id, &kind).await?;
    let mut answers = Answers::default();
    answers.put("unit", filters.get("unit"));
    Ok(page(&app, &actor, &asked, &answers, &Mistakes::default()).into_response())
}

/// POST /hr/reforms/{id}/changes/{kind}
pub async fn add(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path((id, kind)): Path<(i64, String)>,
    answers: Answers,
) -> Result {
    let asked = asked(&app, id, &kind).await?;
    let again = |wrong: &Mistakes| page(&app, &actor, &asked, &answers, wrong).unprocessable();
    let day = asked.reform.on_day;
    let there: Vec<Held> =
        asked.held.iter().filter(|held| held.span.holds_on(day)).cloned().collect();
    let read = forms::act(asked.kind, &answers, &there, &asked.reform.steps, &asked.authorities);
    let (code, act) = match read {
        Ok(read) => read,
        Err(mistakes) => return Ok(again(&mistakes)),
    };
    let home = format!("/hr/reforms/{id}");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &home, &home).await? {
        return Ok(see_other(&there));
    }
    if !store::hold(&mut change, id, false).await? {
        return Ok(see_other(&home));
    }
    if !store::add_step(&mut change, id, &code, &act).await? {
        drop(change);
        let mut wrong = Mistakes::default();
        wrong.add("unit", "この組織についての同じ種類の変更が、すでに入っています");
        return Ok(again(&wrong));
    }
    let entry = Entry::new(Event::ReformPrepared, Subject::new("reform", id))
        .detail(json!({ "old": "", "new": format!("{} {code}：{}", asked.label, told(&act)) }));
    change.commit(entry).await?;
    Ok(redirect(&home, Notice::ReformSaved))
}

/// A change in words, for the book and the page.
pub fn told(act: &Act) -> String {
    match act {
        Act::New { name, level, parent, .. } => {
            let parent = parent.as_deref().map_or_else(String::new, |p| format!("（上位：{p}）"));
            format!("{}「{name}」{parent}", level.label())
        }
        Act::Rename { name } => format!("「{name}」に"),
        Act::Move { parent } => format!("「{parent}」の下に"),
        Act::Authority { authority } => authority.clone(),
        Act::Abolish { successors } if successors.is_empty() => "引き継ぐ組織なし".to_owned(),
        Act::Abolish { successors } => format!("引き継ぐ組織：{}", successors.join("、")),
    }
}

/// POST /hr/reforms/{id}/changes/{kind}/removal
pub async fn remove(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path((id, _)): Path<(i64, String)>,
    answers: Answers,
) -> Result {
    let home = format!("/hr/reforms/{id}");
    let step = answers.get("change").parse().map_err(|_| AppError::NotFound)?;
    let mut change = Change::begin(&app, &actor).await?;
    // gone already: the button was pressed twice, or in two windows
    if !store::hold(&mut change, id, false).await?
        || !store::remove_step(&mut change, id, step).await?
    {
        return Ok(see_other(&home));
    }
    let entry = Entry::new(Event::ReformPrepared, Subject::new("reform", id))
        .detail(json!({ "old": format!("変更 {step}"), "new": "" }));
    change.commit(entry).await?;
    Ok(redirect(&home, Notice::ReformSaved))
}
