//! 職員課 writes down what somebody says at the counter or sends on paper, in time or, with a
//! reason, late.

use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;
use time::Date;

use super::{
    field::{ActPage, Field, filled},
    filing::{plea_fields, received_event},
    forms, store,
    writing_store::{self, Received},
};
use crate::{
    audit::{Change, Entry, Subject},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, Mistakes, Notice, Page, Result, StaffId, date::wareki, redirect, see_other,
        text::half_width,
    },
};

const HERE: &str = "/hr/complaints/new";

fn form_page(app: &App, actor: &Actor, answers: &Answers, mistakes: &Mistakes) -> Page<ActPage> {
    let mut fields =
        vec![Field::line("number", "本人の職員番号", "例：010234。全角でも入力できます。")];
    fields.extend(plea_fields(None, true));
    Page(ActPage {
        shell: actor
            .shell(app, "相談・申出の受付")
            .at("/hr/complaints")
            .under("/hr/complaints", "苦情相談")
            .with_mistakes(mistakes),
        lead: "窓口や電話で聞いた相談、紙で届いた相談や申出書を、本人に代わって入力します。いちばん新しく開示された結果についての案件になります。".to_owned(),
        seen_by: "本人と、職員課の相談員、苦情処理委員会の委員だけが読みます。評価者と所属長には見えません。",
        facts: Vec::new(),
        fields: filled(fields, answers, mistakes),
        action: HERE.to_owned(),
        button: "受け付ける",
        back: "/hr/complaints".to_owned(),
        form: uuid::Uuid::now_v7().to_string(),
        version: 0,
        stale: false,
    })
}

/// GET /hr/complaints/new
pub async fn form(HrOfficer(actor): HrOfficer, Shared(app): Shared<App>) -> Result {
    let mut answers = Answers::default();
    answers.put("received_on", wareki(app.today()));
    Ok(form_page(&app, &actor, &answers, &Mistakes::default()).into_response())
}

/// Whose complaint it is and about what, or the sentence. An officer who evaluated the person, or
/// who is the person, cannot take it down.
async fn ground_of(
    app: &App,
    actor: &Actor,
    typed: &str,
    received: Option<Date>,
) -> Result<Result<(StaffId, store::Ground), String>> {
    let number = half_width(typed).to_uppercase();
    if number.is_empty() {
        return Ok(Err("本人の職員番号を入力してください".to_owned()));
    }
    let Some(person) = store::person(&app.reader, &number, actor.id).await? else {
        return Ok(Err("この職員番号の職員はいません。番号を確かめてください".to_owned()));
    };
    if person.id == actor.id {
        return Ok(Err(
            "自分の相談は、「自分の評価」の「苦情の相談と申出」から書いてください".to_owned()
        ));
    }
    if person.evaluated {
        return Ok(Err(format!(
            "あなたは{}さんの評価に関わったことがあるため、受け付けられません。ほかの相談員に頼んでください",
            person.name
        )));
    }
    let grounds = store::grounds(&app.reader, person.id, None).await?;
    let Some(ground) = grounds.into_iter().next() else {
        return Ok(Err(format!("{}さんには、開示された評価の結果がまだありません", person.name)));
    };
    if ground.open_case.is_some() {
        return Ok(Err(format!(
            "{}さんの{}についての案件は、すでにあります",
            person.name, ground.cycle_name
        )));
    }
    if received.is_some_and(|day| day < ground.disclosed_on) {
        return Ok(Err(format!(
            "{}さんの結果は、{}に開示されました。受け付けた日を確かめてください",
            person.name,
            wareki(ground.disclosed_on)
        )));
    }
    Ok(Ok((person.id, ground)))
}

/// POST /hr/complaints/new
pub async fn receive(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let mut change = Change::begin(&app, &actor).await?;
    let list = "/hr/complaints";
    if let Some(there) = change.repeated(answers.form_id(), HERE, list).await? {
        return Ok(see_other(&there));
    }
    let mut mistakes = Mistakes::default();
    let mut receipt_mistakes = Mistakes::default();
    let receipt = forms::receipt(&answers, app.today(), &mut receipt_mistakes);
    let day = receipt.as_ref().map(|receipt| receipt.received_on);
    let ground = ground_of(&app, &actor, answers.get("number"), day).await?;
    let ground = mistakes.note("number", ground);
    let plea = forms::plea(&answers, None, true);
    for (field, sentence) in plea.as_ref().err().into_iter().flat_map(Mistakes::iter) {
        mistakes.add(field, sentence);
    }
    for (field, sentence) in receipt_mistakes.iter() {
        mistakes.add(field, sentence);
    }
    let late = match (&receipt, &ground) {
        (Some(receipt), Some((_, ground))) => {
            mistakes.note("late_reason", forms::late_reason(receipt, ground.due))
        }
        _ => None,
    };
    let (Some((subject, ground)), Ok(plea), Some(receipt), Some(late_reason), true) =
        (ground, plea, receipt, late, mistakes.is_empty())
    else {
        drop(change);
        return Ok(form_page(&app, &actor, &answers, &mistakes).unprocessable());
    };
    let received = Received { plea: &plea, on: receipt.received_on, due: ground.due, late_reason };
    let open = writing_store::open(&mut change, &ground, subject, &received, Some(actor.id));
    let Some(id) = open.await? else { return Ok(see_other(list)) };
    let entry = Entry::new(received_event(plea.stage), Subject::new("complaint", id))
        .about(subject)
        .detail(json!({
            "due": ground.due.to_string(), "late": received.late_reason.is_some()
        }));
    change.commit(entry).await?;
    Ok(redirect(&format!("/hr/complaints/{id}"), Notice::ComplaintReceived))
}
