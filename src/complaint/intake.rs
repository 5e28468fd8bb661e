//! 職員課 writes down what somebody says at the counter or sends on paper, in time or, with a
//! reason, late.

use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;
use time::Date;

use super::{
    field::{ActPage, Field, filled},
    filing::{plea_fields, received_event},
    forms,
    store::{self, Ground},
    writing_store::{self, Received},
};
use crate::{
    audit::{Change, Entry, Subject},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, StaffId, date::wareki, redirect,
        see_other, text::half_width,
    },
};

const HERE: &str = "/hr/complaints/new";

/// A result among which the officer chooses.
fn choice(ground: &Ground) -> (String, String) {
    let case = if ground.open_case.is_some() { "・案件があります" } else { "" };
    let words = format!(
        "{}（{}に開示、申し出の期限は{}{case}）",
        ground.cycle_name,
        wareki(ground.disclosed_on),
        wareki(ground.due)
    );
    (ground.sheet_id.to_string(), words)
}

fn form_page(
    app: &App,
    actor: &Actor,
    whose: Option<&Complainant>,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<ActPage> {
    let mut fields =
        vec![Field::line("number", "本人の職員番号", "例：010234。全角でも入力できます。")];
    if let Some(whose) = whose.filter(|whose| whose.grounds.len() > 1) {
        fields.push(Field::choice(
            "sheet",
            "どの評価の結果についてですか",
            "この人の、開示された結果です。1つ選びます。",
            whose.grounds.iter().map(choice).collect(),
        ));
    }
    fields.extend(plea_fields(None, true));
    Page(ActPage {
        shell: actor
            .shell(app, "相談・申出の受付")
            .at("/hr/complaints")
            .under("/hr/complaints", "苦情相談")
            .with_mistakes(mistakes),
        lead: "窓口や電話で聞いた相談、紙で届いた相談や申出書を、本人に代わって入力します。開示された結果がいくつもある人のときは、［受け付ける］を押すと、どの結果についてかを選ぶ欄が出ます。".to_owned(),
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
    answers.put_day("received_on", app.today());
    Ok(form_page(&app, &actor, None, &answers, &Mistakes::default()).into_response())
}

/// Whose complaint it is and the results it can be about, or the sentence. An officer who had a
/// part in evaluating the person, or who is the person, cannot take it down.
async fn person_of(app: &App, actor: &Actor, typed: &str) -> Result<Result<Complainant, String>> {
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
    if grounds.is_empty() {
        return Ok(Err(format!("{}さんには、開示された評価の結果がまだありません", person.name)));
    }
    Ok(Ok(Complainant { id: person.id, name: person.name, grounds }))
}

/// Somebody with disclosed results, the newest first.
struct Complainant {
    id: StaffId,
    name: String,
    grounds: Vec<Ground>,
}

/// The result it is about: the only one there is, or the chosen one; else which field is wrong
/// and the sentence.
fn about<'a>(
    whose: &'a Complainant,
    chosen: &str,
    received: Option<Date>,
) -> Result<&'a Ground, (&'static str, String)> {
    let (field, ground) = match whose.grounds.as_slice() {
        [only] => ("number", Some(only)),
        several => ("sheet", several.iter().find(|own| own.sheet_id.to_string() == chosen)),
    };
    let told = |sentence| Err((field, sentence));
    let Some(ground) = ground else {
        return told(format!("{}さんの、どの評価の結果についてかを選んでください", whose.name));
    };
    if ground.open_case.is_some() {
        return told(format!(
            "{}さんの{}についての案件は、すでにあります",
            whose.name, ground.cycle_name
        ));
    }
    if received.is_some_and(|day| day < ground.disclosed_on) {
        return told(format!(
            "{}さんの結果は、{}に開示されました。受け付けた日を確かめてください",
            whose.name,
            wareki(ground.disclosed_on)
        ));
    }
    Ok(ground)
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
    let whose = person_of(&app, &actor, answers.get("number")).await?;
    let whose = mistakes.note("number", whose);
    let ground = whose.as_ref().map(|whose| about(whose, answers.get("sheet"), day));
    if let Some(Err((field, sentence))) = &ground {
        mistakes.add(*field, sentence.clone());
    }
    let ground = ground.and_then(Result::ok);
    let plea = forms::plea(&answers, None, true);
    for (field, sentence) in plea.as_ref().err().into_iter().flat_map(Mistakes::iter) {
        mistakes.add(field, sentence);
    }
    for (field, sentence) in receipt_mistakes.iter() {
        mistakes.add(field, sentence);
    }
    let late = match (&receipt, &ground) {
        (Some(receipt), Some(ground)) => {
            mistakes.note("late_reason", forms::late_reason(receipt, ground.due))
        }
        _ => None,
    };
    let (Some(ground), Ok(plea), Some(receipt), Some(late_reason), true) =
        (ground, plea, receipt, late, mistakes.is_empty())
    else {
        drop(change);
        return Ok(form_page(&app, &actor, whose.as_ref(), &answers, &mistakes).unprocessable());
    };
    let subject = whose.as_ref().map(|whose| whose.id).ok_or(AppError::NotFound)?;
    let received = Received { plea: &plea, on: receipt.received_on, due: ground.due, late_reason };
    let open = writing_store::open(&mut change, ground, subject, &received, Some(actor.id));
    let Some(id) = open.await? else { return Ok(see_other(list)) };
    let entry = Entry::new(received_event(plea.stage), Subject::new("complaint", id))
        .about(subject)
        .detail(json!({
            "due": ground.due.to_string(), "late": received.late_reason.is_some()
        }));
    change.commit(entry).await?;
    Ok(redirect(&format!("/hr/complaints/{id}"), Notice::ComplaintReceived))
}
