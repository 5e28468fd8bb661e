//! 申出書: a consultation becomes a written complaint, by the person, or on paper through 職員課.

use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;
use time::Date;

use super::{
    access::PartyCase,
    explaining::waits,
    field::{ActPage, ConfirmPage, carried, filled},
    filing::{plea_facts, plea_fields},
    forms::{self, Plea, Receipt},
    kinds::Stage,
    rules::left,
    store,
    workflow::{Action, Hat, next},
    writing_store::{self, Received},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    calendar::{self, Calendar},
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell, date::month_day_weekday,
        redirect, see_other,
    },
};

const SEEN: &str =
    "本人と、職員課の相談員、苦情処理委員会の委員だけが読みます。評価者と所属長には見えません。";

fn shell(app: &App, case: &PartyCase, title: &str) -> Shell {
    let (list, name, menu) = match case.hat() {
        Hat::Person => ("/complaints", "苦情の相談と申出", "/evaluations"),
        _ => ("/hr/complaints", "苦情相談", "/hr/complaints"),
    };
    let (base, number) = (case.head().base(case.hat()), case.head().number.clone());
    case.actor().shell(app, title).at(menu).under(list, name).under(base, number)
}

fn path(case: &PartyCase) -> String {
    format!("/complaints/{}/petition", case.head().id)
}

/// The deadline of the written complaint: none yet while the consultation goes on.
fn due(case: &PartyCase, today: Date) -> Date {
    case.head().petition_due_on.unwrap_or(today)
}

fn form_page(
    app: &App,
    case: &PartyCase,
    calendar: &Calendar,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<ActPage> {
    let head = case.head();
    let officer = case.hat() == Hat::Officer;
    let words = head.petition_due_on.map_or_else(
        || "相談の回答を待っている間は、いつでも出せます".to_owned(),
        |due| {
            let left = left(calendar, due, app.today());
            format!("{}まで・{}", month_day_weekday(due), left.words)
        },
    );
    Page(ActPage {
        shell: shell(app, case, "申出書を書く").with_mistakes(mistakes),
        lead: if officer {
            format!("{}が紙で出した申出書を、書かれているとおりに入力します。", head.whose())
        } else {
            "苦情処理委員会の審査を求める申出書です。次の画面で確かめてから送ります。".to_owned()
        },
        seen_by: SEEN,
        facts: vec![("評価".to_owned(), head.cycle_name.clone()), ("申出の期限".to_owned(), words)],
        fields: filled(plea_fields(Some(Stage::Petition), officer), answers, mistakes),
        action: format!("{}/check", path(case)),
        button: "確認画面へ進む",
        back: head.base(case.hat()),
        form: String::new(),
        version: head.version,
        stale: false,
    })
}

/// A written complaint comes after the explanation, where the city asks for that. A paper that has
/// come is entered as it is.
async fn explained(app: &App, case: &PartyCase) -> Result<()> {
    if case.hat() != Hat::Person {
        return Ok(());
    }
    let head = case.head();
    let grounds = store::grounds(&app.reader, case.actor().id, Some(head.sheet_id)).await?;
    let Some(ground) = grounds.first() else { return Ok(()) };
    let (rule, due) = (ground.rule.reexplanation, head.petition_due_on);
    waits(rule, ground.asked, due, app.today()).map_or(Ok(()), |why| Err(AppError::Refused(why)))
}

/// GET /complaints/{id}/petition
pub async fn form(case: PartyCase, Shared(app): Shared<App>) -> Result {
    next(case.head().moment(app.today()), Action::File, case.hat())?;
    explained(&app, &case).await?;
    if case.hat() == Hat::Officer {
        store::viewed(&app, case.actor(), Event::ComplaintViewed, &[case.head().id]).await?;
    }
    let mut answers = Answers::default();
    if case.hat() == Hat::Officer {
        answers.put_day("received_on", app.today());
    }
    let calendar = calendar::from_day(&app.reader, case.head().received_on).await?;
    Ok(form_page(&app, &case, &calendar, &answers, &Mistakes::default()).into_response())
}

/// A written complaint with its day and, if it is late, why it is accepted.
struct Read {
    plea: Plea,
    on: Date,
    due: Date,
    late_reason: Option<String>,
}

fn read(app: &App, case: &PartyCase, answers: &Answers) -> Result<Read, Mistakes> {
    let today = app.today();
    let officer = case.hat() == Hat::Officer;
    let plea = forms::plea(answers, Some(Stage::Petition), officer);
    let mut mistakes = plea.as_ref().err().cloned().unwrap_or_default();
    let receipt = if officer {
        forms::receipt(answers, today, &mut mistakes)
    } else {
        Some(Receipt { received_on: today, late_reason: String::new() })
    };
    let early = receipt.as_ref().filter(|r| r.received_on < case.head().received_on);
    if early.is_some() {
        mistakes.add("received_on", "相談を受け付けた日と同じか、後の日を入力してください");
    }
    // while the consultation goes on nothing runs out
    let due = due(case, receipt.as_ref().map_or(today, |r| r.received_on));
    let late = receipt.as_ref().map(|receipt| forms::late_reason(receipt, due));
    let late = late.and_then(|late| mistakes.note("late_reason", late));
    match (plea, receipt, late) {
        (Ok(plea), Some(receipt), Some(late_reason)) => {
            mistakes.or(Read { plea, on: receipt.received_on, due, late_reason })
        }
        _ => Err(mistakes),
    }
}

/// POST /complaints/{id}/petition/check
pub async fn check(case: PartyCase, Shared(app): Shared<App>, answers: Answers) -> Result {
    next(case.head().moment(app.today()), Action::File, case.hat())?;
    let read = match read(&app, &case, &answers) {
        Ok(read) => read,
        Err(mistakes) => return again(&app, &case, &answers, &mistakes).await,
    };
    Ok(confirm(&app, &case, &answers, &read, false).into_response())
}

fn confirm(
    app: &App,
    case: &PartyCase,
    answers: &Answers,
    read: &Read,
    stale: bool,
) -> Page<ConfirmPage> {
    let mut facts = plea_facts(&read.plea);
    facts.push(("受け付ける日".to_owned(), month_day_weekday(read.on)));
    if let Some(reason) = &read.late_reason {
        facts.push(("期限を過ぎて受け付ける理由".to_owned(), reason.clone()));
    }
    let mut hidden = carried(answers);
    hidden.retain(|(name, _)| name != "form" && name != "version");
    hidden.push(("form".to_owned(), uuid::Uuid::now_v7().to_string()));
    hidden.push(("version".to_owned(), case.head().version.to_string()));
    Page(ConfirmPage {
        shell: shell(app, case, "申出書の確認"),
        lead: "まだ出していません。内容を確かめて、いちばん下のボタンを押してください。".to_owned(),
        facts,
        effects: vec![
            "職員課の相談員が話を聞き、苦情処理委員会が審査します。決定は、通知書で知らせます。"
                .to_owned(),
            SEEN.to_owned(),
            "出した内容は書き換えられません。委員会が決定するまでは、本人が取り下げられます。"
                .to_owned(),
        ],
        missing: Vec::new(),
        fields: Vec::new(),
        hidden,
        action: path(case),
        button: "申出書を出す",
        back: String::new(),
        stale,
    })
}

async fn again(app: &App, case: &PartyCase, answers: &Answers, mistakes: &Mistakes) -> Result {
    let calendar = calendar::from_day(&app.reader, case.head().received_on).await?;
    let page = form_page(app, case, &calendar, answers, mistakes);
    Ok(if mistakes.is_empty() { page.into_response() } else { page.unprocessable() })
}

/// POST /complaints/{id}/petition
pub async fn file(case: PartyCase, Shared(app): Shared<App>, answers: Answers) -> Result {
    let (head, base) = (case.head(), case.head().base(case.hat()));
    if answers.get("do") == "edit" {
        return again(&app, &case, &answers, &Mistakes::default()).await;
    }
    let mut change = Change::begin(&app, case.actor()).await?;
    if let Some(there) = change.repeated(answers.form_id(), &path(&case), &base).await? {
        return Ok(see_other(&there));
    }
    let to = next(head.moment(app.today()), Action::File, case.hat())?;
    explained(&app, &case).await?;
    let read = match read(&app, &case, &answers) {
        Ok(read) => read,
        Err(mistakes) => {
            drop(change);
            return again(&app, &case, &answers, &mistakes).await;
        }
    };
    if answers.get("version") != head.version.to_string() {
        drop(change);
        return Ok(confirm(&app, &case, &answers, &read, true).conflicting());
    }
    writing_store::move_on(&mut change, head, to, Action::File, None, None).await?;
    let received =
        Received { plea: &read.plea, on: read.on, due: read.due, late_reason: read.late_reason };
    writing_store::insert_plea(&mut change, head.id, &received).await?;
    let entry = Entry::new(Event::ComplaintFiled, Subject::new("complaint", head.id))
        .about(head.subject)
        .detail(json!({ "due": read.due.to_string() }));
    change.commit(entry).await?;
    Ok(redirect(&base, Notice::ComplaintReceived))
}
