//! 決め方を終える: asked once more, with whom it leaves without an evaluator.

use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    findings::findings,
    pages::HERE,
    show::{names, whom},
    store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::HrOfficer,
    kit::{Answers, App, AppError, FormPage, Notice, Page, Result, redirect, see_other},
};

/// GET /hr/routes/rules/{id}/end
pub async fn ask(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let mut map = store::map(&app.reader, app.today()).await?;
    if !map.rules.iter().any(|rule| rule.id == id) {
        return Err(AppError::NotFound);
    }
    let people = store::candidates(&app.reader, app.today(), None).await?;
    let before = findings(&map, &people);
    let hit = before.hits.get(&id).cloned().unwrap_or_default();
    let rule = whom(&map, id);
    map.rules.retain(|rule| rule.id != id);
    let after = findings(&map, &people);
    let left: Vec<usize> =
        after.holes.iter().filter(|hole| !before.holes.contains(hole)).map(|(at, _)| *at).collect();
    let mut effects =
        vec!["今日から、この決め方は使われません。開始した評価のシートは変わりません。".to_owned()];
    effects.push(if left.is_empty() {
        "当てはまる人には、次の順位の決め方が使われます。評価者が決まらなくなる人はいません。"
            .to_owned()
    } else {
        format!(
            "{}名の評価者が決まらなくなります（{}）。先に、代わりの決め方を加えてください。",
            left.len(),
            names(&people, &left)
        )
    });
    effects.push("終えた決め方は元に戻せません。同じ内容で加え直すことはできます。".to_owned());
    let page = FormPage {
        shell: actor
            .shell(&app, "決め方を終える")
            .at("/hr")
            .under("/hr", "職員課の仕事")
            .under(HERE, "評価者の決め方"),
        lead: "まだ終えていません。".to_owned(),
        seen_by: "職員課です。操作の記録に残ります。",
        facts: vec![
            ("決め方".to_owned(), rule),
            ("いま当てはまる人".to_owned(), format!("{}名", hit.len())),
        ],
        fields: Vec::new(),
        effects,
        hidden: vec![("form", uuid::Uuid::now_v7().to_string())],
        action: format!("{HERE}/rules/{id}/end"),
        button: "この決め方を終える",
        back: HERE.to_owned(),
    };
    Ok(Page(page).into_response())
}

/// POST /hr/routes/rules/{id}/end: from today on the rule counts for nobody.
pub async fn end(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(see_other(&there));
    }
    if !store::end_rule(&mut change, id, app.today()).await? {
        return Err(AppError::NotFound);
    }
    let entry = Entry::new(Event::RouteRuleChanged, Subject::new("route_rule", id))
        .detail(json!({ "ended": id }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::RouteSaved))
}
