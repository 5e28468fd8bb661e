//! The committee of a case: who may sit on it, giving it the case, its sessions.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{
    NO_REPRISAL,
    access::OfficerCase,
    case::still_missing,
    committee_store,
    field::{ActPage, ConfirmPage, Field, filled},
    forms::{self, MAX_BODY, Session},
    head::{MemberRow, barred},
    inquiry::{act_page, entry, looked, shell},
    rules::Bar,
    store::{self, Candidate},
    workflow::{Action, Hat, next},
    writing_store,
};
use crate::{
    audit::{Change, Event},
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell, redirect, see_other,
        text::half_width,
    },
};

#[derive(Template)]
#[template(path = "complaint/committee.html")]
struct CommitteePage {
    shell: Shell,
    no_reprisal: &'static str,
    whose: String,
    base: String,
    rows: Vec<CandidateView>,
    number: Field,
    form: String,
}

struct CandidateView {
    name: String,
    post: String,
    number: String,
    /// Why they may not judge.
    bar: Option<&'static str>,
    member: Option<i64>,
    chair: bool,
}

fn view(candidate: Candidate) -> CandidateView {
    CandidateView {
        bar: candidate.bar.as_deref().and_then(Bar::from_code).map(Bar::words),
        name: candidate.name,
        post: candidate.post,
        number: candidate.number,
        member: candidate.member,
        chair: candidate.chair,
    }
}

async fn page(
    app: &App,
    case: &OfficerCase,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Result<Page<CommitteePage>> {
    let head = case.head();
    let rows = store::candidates(&app.reader, head.id, None, app.today()).await?;
    let number = Field::line(
        "number",
        "ほかの人の職員番号",
        "例：010031。職員団体の代表などを加えるときに入力します。",
    );
    let number = filled(vec![number], answers, mistakes).into_iter().next();
    Ok(Page(CommitteePage {
        shell: shell(app, case, "苦情処理委員会の委員").with_mistakes(mistakes),
        no_reprisal: NO_REPRISAL,
        whose: head.whose(),
        base: head.base(Hat::Officer),
        rows: rows.into_iter().map(view).collect(),
        number: number.ok_or(AppError::NotFound)?,
        form: uuid::Uuid::now_v7().to_string(),
    }))
}

/// GET /hr/complaints/{id}/committee
pub async fn show(case: OfficerCase, Shared(app): Shared<App>, headers: HeaderMap) -> Result {
    next(case.head().moment(app.today()), Action::Name, case.hat())?;
    store::viewed(&app, case.actor(), Event::ComplaintViewed, &[case.head().id]).await?;
    let mut page = page(&app, &case, &Answers::default(), &Mistakes::default()).await?;
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// Who is meant, if they may judge; else the sentence.
async fn chosen(app: &App, case: &OfficerCase, typed: &str) -> Result<Result<Candidate, String>> {
    let number = half_width(typed).to_uppercase();
    if number.is_empty() {
        return Ok(Err("職員番号を入力してください".to_owned()));
    }
    let found = store::candidates(&app.reader, case.head().id, Some(&number), app.today()).await?;
    Ok(match found.into_iter().find(|candidate| candidate.number == number) {
        None => Err("この職員番号の職員は、いまいません。番号を確かめてください".to_owned()),
        Some(one) => match one.bar.as_deref().and_then(Bar::from_code) {
            Some(bar) => Err(format!("{}さんは、{}、委員になれません", one.name, bar.words())),
            None => Ok(one),
        },
    })
}

/// POST /hr/complaints/{id}/committee: names one member.
pub async fn name(case: OfficerCase, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = case.head();
    next(head.moment(app.today()), Action::Name, case.hat())?;
    let here = format!("{}/committee", head.base(Hat::Officer));
    let chair = answers.get("role") == "chair";
    let mut mistakes = Mistakes::default();
    let who = chosen(&app, &case, answers.get("number")).await?;
    let Some(who) = mistakes.note("number", who) else {
        return Ok(page(&app, &case, &answers, &mistakes).await?.unprocessable());
    };
    let mut change = Change::begin(&app, case.actor()).await?;
    if let Some(there) = change.repeated(answers.form_id(), &here, &here).await? {
        return Ok(see_other(&there));
    }
    writing_store::hold(&mut change, head).await?;
    if !committee_store::insert_member(&mut change, head, who.id, chair).await? {
        let members = committee_store::members_now(&mut change, head).await?;
        drop(change);
        mistakes.add("number", already(&members, &who));
        return Ok(page(&app, &case, &answers, &mistakes).await?.unprocessable());
    }
    let entry = entry(Event::CommitteeChanged, &case)
        .detail(json!({ "member": who.id, "chair": chair, "old": "", "new": who.name }));
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::CommitteeChanged))
}

fn already(members: &[MemberRow], who: &Candidate) -> String {
    if members.iter().any(|member| member.staff == who.id) {
        return format!("{}さんは、すでに委員です", who.name);
    }
    let chair = members.iter().find(|member| member.chair).map_or("", |m| m.name.as_str());
    format!("委員長は{chair}さんです。代えるときは、先に{chair}さんを外してください")
}

/// POST /hr/complaints/{id}/committee/removal
pub async fn remove(case: OfficerCase, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = case.head();
    next(head.moment(app.today()), Action::Name, case.hat())?;
    let here = format!("{}/committee", head.base(Hat::Officer));
    let member = answers.get("member").parse().map_err(|_| AppError::NotFound)?;
    let mut change = Change::begin(&app, case.actor()).await?;
    // gone already: the button was pressed twice, or in two windows
    let Some(staff) = committee_store::end_member(&mut change, head, member).await? else {
        return Ok(see_other(&here));
    };
    let entry = entry(Event::CommitteeChanged, &case).detail(json!({ "ended": staff }));
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::CommitteeChanged))
}

async fn review_page(app: &App, case: &OfficerCase, stale: bool) -> Result<Page<ConfirmPage>> {
    let head = case.head();
    let record = looked(app, case).await?;
    let base = head.base(Hat::Officer);
    let members: Vec<&str> = record.members.iter().map(|m| m.name.as_str()).collect();
    Ok(Page(ConfirmPage {
        shell: shell(app, case, "委員会に付す確認"),
        lead: format!("{}の案件です。まだ委員会に付していません。", head.whose()),
        facts: vec![
            ("委員".to_owned(), members.join("、")),
            ("聞き取り".to_owned(), format!("{}件", record.hearings.len())),
            (
                "評価者の説明".to_owned(),
                format!(
                    "{}件のうち{}件が届いています",
                    record.questions.len(),
                    record.questions.iter().filter(|q| q.answer.is_some()).count()
                ),
            ),
        ],
        effects: vec![
            "委員のホームに案件が表示され、委員が審査を始めます。".to_owned(),
            "本人の画面に、委員会で審査していることと、委員の名前が表示されます。".to_owned(),
        ],
        missing: still_missing(&record, app.today()),
        fields: Vec::new(),
        hidden: vec![
            ("form".to_owned(), uuid::Uuid::now_v7().to_string()),
            ("version".to_owned(), head.version.to_string()),
        ],
        action: format!("{base}/review"),
        button: "委員会に付す",
        back: base,
        stale,
    }))
}

/// GET /hr/complaints/{id}/review
pub async fn ask_review(case: OfficerCase, Shared(app): Shared<App>) -> Result {
    next(case.head().moment(app.today()), Action::Convene, case.hat())?;
    Ok(review_page(&app, &case, false).await?.into_response())
}

/// POST /hr/complaints/{id}/review
pub async fn review(case: OfficerCase, Shared(app): Shared<App>, answers: Answers) -> Result {
    let (head, base) = (case.head(), case.head().base(Hat::Officer));
    let mut change = Change::begin(&app, case.actor()).await?;
    let path = format!("{base}/review");
    if let Some(there) = change.repeated(answers.form_id(), &path, &base).await? {
        return Ok(see_other(&there));
    }
    let to = next(head.moment(app.today()), Action::Convene, case.hat())?;
    writing_store::hold(&mut change, head).await?;
    let record = store::record(change.conn(), head.id, case.actor().id, app.today()).await?;
    let complete = still_missing(&record, app.today()).is_empty();
    if !complete || answers.get("version") != head.version.to_string() {
        drop(change);
        return Ok(review_page(&app, &case, complete).await?.conflicting());
    }
    writing_store::move_on(&mut change, head, to, Action::Convene, None, None).await?;
    let entry =
        entry(Event::ComplaintReviewed, &case).detail(json!({ "members": record.members.len() }));
    change.commit(entry).await?;
    Ok(redirect(&base, Notice::ComplaintReviewed))
}

fn session_page(
    app: &App,
    case: &OfficerCase,
    members: &[MemberRow],
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<ActPage> {
    let names = members
        .iter()
        .map(|m| {
            let role = if m.chair { "（委員長）" } else { "" };
            (m.id.to_string(), format!("{}{role}", m.name))
        })
        .collect();
    let minutes = format!("確かめたことと、話し合ったことを書きます。{MAX_BODY}文字以内。");
    let fields = vec![
        Field::line("held_on", "開いた日", "例：令和9年5月20日"),
        Field::line("place", "場所", "例：第一委員会室、オンライン"),
        Field::ticks(
            "present",
            "出席した委員",
            "決定には、委員の半数を超える出席が必要です。",
            names,
        ),
        Field::area("minutes", "議事", &minutes, MAX_BODY),
    ];
    let mut page = act_page(app, case, "委員会の記録", "session", fields, (answers, mistakes));
    page.button = "記録を足す";
    Page(page)
}

/// The session, if everybody who was there may still judge.
fn impartial(session: Session, members: &[MemberRow]) -> Result<Session, Mistakes> {
    let mut mistakes = Mistakes::default();
    let present: Vec<MemberRow> =
        members.iter().filter(|member| session.present.contains(&member.id)).cloned().collect();
    for sentence in barred(&present) {
        mistakes.add("present", sentence);
    }
    mistakes.or(session)
}

/// GET /hr/complaints/{id}/session
pub async fn session_form(case: OfficerCase, Shared(app): Shared<App>) -> Result {
    next(case.head().moment(app.today()), Action::Sit, case.hat())?;
    let record = looked(&app, &case).await?;
    let mut answers = Answers::default();
    answers.put_day("held_on", app.today());
    Ok(session_page(&app, &case, &record.members, &answers, &Mistakes::default()).into_response())
}

/// POST /hr/complaints/{id}/session
pub async fn sit(case: OfficerCase, Shared(app): Shared<App>, answers: Answers) -> Result {
    let (head, base) = (case.head(), case.head().base(Hat::Officer));
    next(head.moment(app.today()), Action::Sit, case.hat())?;
    let mut change = Change::begin(&app, case.actor()).await?;
    let path = format!("{base}/session");
    if let Some(there) = change.repeated(answers.form_id(), &path, &base).await? {
        return Ok(see_other(&there));
    }
    writing_store::hold(&mut change, head).await?;
    let members = committee_store::members_now(&mut change, head).await?;
    let ids: Vec<i64> = members.iter().map(|member| member.id).collect();
    let session = forms::session(&answers, &ids, head.received_on, app.today());
    let session = match session.and_then(|session| impartial(session, &members)) {
        Ok(session) => session,
        Err(mistakes) => {
            drop(change);
            let page = session_page(&app, &case, &members, &answers, &mistakes);
            return Ok(page.unprocessable());
        }
    };
    let id = committee_store::insert_session(&mut change, head, &session).await?;
    let entry = entry(Event::SessionRecorded, &case)
        .detail(json!({ "session": id, "members": session.present.len() }));
    change.commit(entry).await?;
    Ok(redirect(&base, Notice::SessionRecorded))
}
