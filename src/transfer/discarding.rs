//! A draft of an order nobody wants any more is discarded. It stays among the past ones with its
//! history.

use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    kinds::State,
    pages::{DECIDED, HERE, framed},
    picture, store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::Personnel,
    kit::{
        Answers, App, AppError, FormPage, Notice, Page, Result, date::wareki_day, redirect,
        see_other,
    },
};

const MOVED: &str =
    "確認の画面を開いた後に、発令の内容が変わりました。開き直して、確かめてください。";

/// GET /hr/orders/{id}/discarding
pub async fn ask(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let order = picture::order(&app.reader, id, &actor.scope).await?;
    if !order.sight.writes {
        return Err(AppError::NotFound);
    }
    if !order.state.prepared() {
        return Err(AppError::Refused(DECIDED.to_owned()));
    }
    let back = format!("{HERE}/{id}");
    let facts = [
        ("発令の名前", order.name.clone()),
        ("発令日", wareki_day(order.effective_on)),
        ("発令の行", format!("{}件", order.lines.len())),
    ];
    let page = FormPage {
        shell: framed(&app, &actor, "下書きを捨てる", &order),
        lead: "まだ確定していないので、任命も評価者も変わっていません。".to_owned(),
        seen_by: "職員課だけが見ます",
        facts: facts.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        fields: Vec::new(),
        effects: vec![
            "この発令は、もう確かめることも確定することもできません。元に戻せません。".to_owned(),
            "発令の行と経過は、「発令」の画面の下の表に残ります。".to_owned(),
        ],
        hidden: vec![
            ("form", uuid::Uuid::now_v7().to_string()),
            ("version", order.version.to_string()),
        ],
        action: format!("{back}/discarding"),
        button: "下書きを捨てる",
        back,
    };
    Ok(Page(page).into_response())
}

/// POST /hr/orders/{id}/discarding
pub async fn discard(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let path = format!("{HERE}/{id}/discarding");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, HERE).await? {
        return Ok(see_other(&first));
    }
    let held = store::hold(&mut change, id, &actor.scope).await?;
    if !held.state.prepared() {
        return Err(AppError::Refused(DECIDED.to_owned()));
    }
    let seen = answers.get("version") == held.version.to_string();
    let to = (State::Discarded, "discard");
    if !seen || !store::pass(&mut change, id, held.version, to, None).await? {
        return Err(AppError::Refused(MOVED.to_owned()));
    }
    let entry = Entry::new(Event::OrderDiscarded, Subject::new("order", id))
        .detail(json!({ "effective_on": held.effective_on.to_string() }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::OrderDiscarded))
}
