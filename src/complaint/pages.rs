//! The person's own case: where it is, what was said, who looked; ending it.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{
    NO_REPRISAL,
    access::{OwnCase, PartyCase},
    case::{LookView, PleaView, answer_view, look_views, plea_views, step_line},
    committee_store,
    field::ConfirmPage,
    head::Head,
    kinds::Heard,
    rules::{StepView, left},
    store,
    view::Reader,
    workflow::{Action, Hat, State, next},
    writing_store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    kit::{
        Answers, App, Notice, Page, Result, Shell,
        date::{Remaining, month_day_weekday, wareki_day},
        redirect, see_other,
    },
};

#[derive(Template)]
#[template(path = "complaint/own.html")]
struct OwnPage {
    shell: Shell,
    no_reprisal: &'static str,
    number: String,
    cycle: String,
    state: &'static str,
    tag: &'static str,
    sentence: String,
    due: Option<(String, Remaining)>,
    steps: Vec<StepView>,
    answer: Option<(String, String, String)>,
    pleas: Vec<PleaView>,
    /// Day, companion, words: what the person said, as it was written down.
    hearings: Vec<(String, String, String)>,
    members: Vec<(String, String)>,
    notice: Option<String>,
    looks: Vec<LookView>,
    /// What the person may do now: words, address, the way on or a way out.
    actions: Vec<(&'static str, String)>,
    handler: Option<String>,
}

fn sentence(head: &Head) -> String {
    match head.state {
        State::Consultation => "職員課の相談員が、話を聞いて回答します。".to_owned(),
        State::Answered => {
            "職員課が回答しました。納得できないときは、期限までに申出書を出せます。".to_owned()
        }
        State::Hearing => "職員課の相談員が、あなたや評価者の話を聞いています。".to_owned(),
        State::Committee | State::Decided => {
            "苦情処理委員会が審査しています。決定は、通知書で知らせます。".to_owned()
        }
        State::Notified => "委員会が決定しました。通知書を読んでください。".to_owned(),
        State::Settled => "相談を終えました。".to_owned(),
        State::Withdrawn => "取り下げました。".to_owned(),
    }
}

fn actions(app: &App, case: &OwnCase) -> Vec<(&'static str, String)> {
    let head = case.head();
    let base = head.base(Hat::Person);
    let may = |action| next(head.moment(app.today()), action, Hat::Person).is_ok();
    [
        (Action::File, "申出書を書く", "petition"),
        (Action::Settle, "回答に納得して、相談を終える", "settlement"),
        (Action::Withdraw, "取り下げる", "withdrawal"),
    ]
    .into_iter()
    .filter(|(action, _, _)| may(*action))
    .map(|(_, words, path)| (words, format!("{base}/{path}")))
    .collect()
}

/// GET /complaints/{id}
pub async fn own(case: OwnCase, Shared(app): Shared<App>, headers: HeaderMap) -> Result {
    let head = case.head();
    let record = store::record(&app.reader, head.id, case.actor().id, app.today()).await?;
    let record = record.cut(head, case.reader());
    let shell = case
        .actor()
        .shell(&app, format!("苦情の案件 {}", head.number))
        .at("/evaluations")
        .under("/complaints", "苦情の相談と申出")
        .saying(Notice::from_headers(&headers));
    let due = head.petition_due_on.filter(|_| head.state == State::Answered);
    let page = OwnPage {
        shell,
        no_reprisal: NO_REPRISAL,
        number: head.number.clone(),
        cycle: head.cycle_name.clone(),
        state: head.state.told(),
        tag: head.state.tag(),
        sentence: sentence(head),
        due: due.map(|due| (month_day_weekday(due), left(&record.calendar, due, app.today()))),
        steps: step_line(head, &record),
        answer: answer_view(&record),
        pleas: plea_views(head, &record),
        hearings: record
            .hearings
            .iter()
            .filter(|hearing| hearing.kind == Heard::Person)
            .map(|h| {
                let beside = h.companion.clone().unwrap_or_else(|| "なし".to_owned());
                (wareki_day(h.held_on), beside, h.body.clone())
            })
            .collect(),
        members: record
            .members
            .iter()
            .map(|m| (m.name.clone(), if m.chair { "委員長" } else { "委員" }.to_owned()))
            .collect(),
        notice: record.notices.first().map(|notice| format!("/notices/{}", notice.id)),
        looks: look_views(&record),
        actions: actions(&app, &case),
        handler: head.handler.clone(),
    };
    Ok(Page(page).into_response())
}

fn confirm(app: &App, shell: Shell, head: &Head, hat: Hat, path: &str) -> ConfirmPage {
    let base = head.base(hat);
    ConfirmPage {
        shell,
        lead: String::new(),
        facts: vec![
            ("案件".to_owned(), head.number.clone()),
            ("評価".to_owned(), head.cycle_name.clone()),
            ("受け付けた日".to_owned(), wareki_day(head.received_on)),
            ("いまの状態".to_owned(), head.moment(app.today()).state.told().to_owned()),
        ],
        effects: Vec::new(),
        missing: Vec::new(),
        fields: Vec::new(),
        hidden: vec![
            ("form".to_owned(), uuid::Uuid::now_v7().to_string()),
            ("version".to_owned(), head.version.to_string()),
        ],
        action: format!("/complaints/{}/{path}", head.id),
        button: "",
        back: base,
        stale: false,
    }
}

fn withdrawal_page(app: &App, case: &OwnCase, stale: bool) -> Page<ConfirmPage> {
    let head = case.head();
    let shell = case
        .actor()
        .shell(app, "取り下げの確認")
        .at("/evaluations")
        .under("/complaints", "苦情の相談と申出")
        .under(head.base(Hat::Person), head.number.clone());
    Page(ConfirmPage {
        lead: "まだ取り下げていません。".to_owned(),
        effects: vec![
            "この案件は、ここで終わります。審査は行われません。".to_owned(),
            "記録は残り、あなたはこの画面で読めます。".to_owned(),
            "期限の中なら、同じ結果について、もう一度申し出られます。".to_owned(),
        ],
        button: "取り下げる",
        stale,
        ..confirm(app, shell, head, Hat::Person, "withdrawal")
    })
}

/// GET /complaints/{id}/withdrawal
pub async fn ask_withdrawal(case: OwnCase, Shared(app): Shared<App>) -> Result {
    next(case.head().moment(app.today()), Action::Withdraw, case.hat())?;
    Ok(withdrawal_page(&app, &case, false).into_response())
}

/// POST /complaints/{id}/withdrawal
pub async fn withdraw(case: OwnCase, Shared(app): Shared<App>, answers: Answers) -> Result {
    let (head, base) = (case.head(), case.head().base(Hat::Person));
    let mut change = Change::begin(&app, case.actor()).await?;
    let path = format!("{base}/withdrawal");
    if let Some(there) = change.repeated(answers.form_id(), &path, &base).await? {
        return Ok(see_other(&there));
    }
    let to = next(head.moment(app.today()), Action::Withdraw, case.hat())?;
    if answers.get("version") != head.version.to_string() {
        drop(change);
        return Ok(withdrawal_page(&app, &case, true).conflicting());
    }
    writing_store::move_on(&mut change, head, to, Action::Withdraw, None, None).await?;
    committee_store::end_committee(&mut change, head).await?;
    let entry = Entry::new(Event::ComplaintWithdrawn, Subject::new("complaint", head.id))
        .about(head.subject);
    change.commit(entry).await?;
    Ok(redirect(&base, Notice::ComplaintWithdrawn))
}

fn settlement_page(app: &App, case: &PartyCase, stale: bool) -> Page<ConfirmPage> {
    let (head, person) = (case.head(), case.reader() == Reader::Person);
    let (list, name, menu) = if person {
        ("/complaints", "苦情の相談と申出", "/evaluations")
    } else {
        ("/hr/complaints", "苦情相談", "/hr/complaints")
    };
    let shell = case
        .actor()
        .shell(app, "相談を終える確認")
        .at(menu)
        .under(list, name)
        .under(head.base(case.hat()), head.number.clone());
    Page(ConfirmPage {
        lead: "まだ終えていません。".to_owned(),
        effects: vec![
            "この案件は、相談だけで終わります。".to_owned(),
            "終えた後は、同じ結果について申し出られません。".to_owned(),
        ],
        button: "相談を終える",
        stale,
        ..confirm(app, shell, head, case.hat(), "settlement")
    })
}

/// GET /complaints/{id}/settlement
pub async fn ask_settlement(case: PartyCase, Shared(app): Shared<App>) -> Result {
    next(case.head().moment(app.today()), Action::Settle, case.hat())?;
    if case.reader() == Reader::Officer {
        store::viewed(&app, case.actor(), Event::ComplaintViewed, &[case.head().id]).await?;
    }
    Ok(settlement_page(&app, &case, false).into_response())
}

/// POST /complaints/{id}/settlement
pub async fn settle(case: PartyCase, Shared(app): Shared<App>, answers: Answers) -> Result {
    let (head, base) = (case.head(), case.head().base(case.hat()));
    let path = format!("/complaints/{}/settlement", head.id);
    let mut change = Change::begin(&app, case.actor()).await?;
    if let Some(there) = change.repeated(answers.form_id(), &path, &base).await? {
        return Ok(see_other(&there));
    }
    let to = next(head.moment(app.today()), Action::Settle, case.hat())?;
    if answers.get("version") != head.version.to_string() {
        drop(change);
        return Ok(settlement_page(&app, &case, true).conflicting());
    }
    writing_store::move_on(&mut change, head, to, Action::Settle, None, None).await?;
    let by = if case.reader() == Reader::Person { "person" } else { "officer" };
    let entry = Entry::new(Event::ComplaintSettled, Subject::new("complaint", head.id))
        .about(head.subject)
        .detail(json!({ "by": by }));
    change.commit(entry).await?;
    Ok(redirect(&base, Notice::ComplaintSettled))
}
