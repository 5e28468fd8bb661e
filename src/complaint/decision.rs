//! 決定 and 通知: what the committee decided, asked once more before it stands; then told to the
//! person and the evaluators at once.

use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{
    access::OfficerCase,
    committee_store,
    field::{ActPage, ConfirmPage, Field, carried, filled, options},
    forms::{self, Decision, MAX_BODY, MAX_SHORT},
    head::{Head, Record, SessionRow},
    inquiry::{act_page, entry, looked, shell},
    kinds::{Redo, Verdict},
    rules::quorum,
    store,
    workflow::{Action, Hat, next},
    writing_store::{self, Ordered},
};
use crate::{
    audit::{Change, Event},
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, date::wareki_day, redirect,
        see_other, text,
    },
};

const NO_SESSION: &str = "委員会の記録がまだありません。委員会を開いて、記録を足してください。";

/// Which steps can be done again: those the sheet has.
fn redoable(head: &Head) -> Vec<Redo> {
    let has = |role| head.evaluators.iter().any(|e| e.role == role);
    match (has("一次評価者"), has("二次評価者")) {
        (true, true) => Redo::ALL.to_vec(),
        (true, false) => vec![Redo::First],
        (false, true) => vec![Redo::Second],
        (false, false) => Vec::new(),
    }
}

/// The session that decides: the newest; it needs more than half of the members, and nobody who
/// may no longer judge.
fn deciding(record: &Record) -> Result<&SessionRow> {
    let session = record.sessions.last().ok_or_else(|| AppError::Refused(NO_SESSION.to_owned()))?;
    if let Some(sentence) = record.barred().into_iter().next() {
        return Err(AppError::Refused(sentence));
    }
    if quorum(session.present.len(), record.members.len()) {
        Ok(session)
    } else {
        Err(AppError::Refused(format!(
            "{}の委員会は、出席が{}名で、委員{}名の半数を超えていません。もう一度開いて、記録を足してください。",
            wareki_day(session.held_on),
            session.present.len(),
            record.members.len()
        )))
    }
}

fn form_page(
    app: &App,
    case: &OfficerCase,
    session: &SessionRow,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<ActPage> {
    let redo = options(&redoable(case.head()), Redo::code, Redo::label);
    let reason = format!("通知書に、そのまま載ります。10文字以上{MAX_BODY}文字以内。");
    let fields = vec![
        Field::choice(
            "kind",
            "決定",
            "再評価は、評価者がもう一度評価します。点数を委員会が決めることはありません。",
            options(Verdict::ALL, Verdict::code, Verdict::label),
        ),
        Field::area("reason", "決定の理由", &reason, MAX_BODY),
        Field::choice("redo", "やり直す評価", "再評価のときだけ選びます。", redo).optional(),
        Field::area(
            "redo_what",
            "やり直す内容",
            &format!("再評価のときだけ、何を見直すかを10文字以上{MAX_SHORT}文字以内で書きます。評価者にも届きます。"),
            MAX_SHORT,
        )
        .optional(),
        Field::line("votes_for", "賛成の人数", "数字で入力します。"),
        Field::line("votes_against", "反対の人数", "いないときは0を入力します。"),
    ];
    let path = "decision/check";
    let mut page = act_page(app, case, "決定の記録", path, fields, (answers, mistakes));
    page.seen_by = "理由とやり直す内容は、通知書で本人と評価者に届きます。賛否の人数は、職員課の相談員と委員だけが読みます。";
    page.facts = vec![
        ("決定した委員会".to_owned(), wareki_day(session.held_on)),
        ("出席した委員".to_owned(), session.present.join("、")),
    ];
    page.button = "確認画面へ進む";
    Page(page)
}

/// GET /hr/complaints/{id}/decision
pub async fn form(case: OfficerCase, Shared(app): Shared<App>) -> Result {
    next(case.head().moment(app.today()), Action::Decide, case.hat())?;
    let record = looked(&app, &case).await?;
    let session = deciding(&record)?;
    Ok(form_page(&app, &case, session, &Answers::default(), &Mistakes::default()).into_response())
}

fn confirm(
    app: &App,
    case: &OfficerCase,
    record: &Record,
    decision: &Decision,
    answers: &Answers,
    stale: bool,
) -> Result<Page<ConfirmPage>> {
    let head = case.head();
    let session = deciding(record)?;
    let base = head.base(Hat::Officer);
    let mut facts = vec![
        ("決定".to_owned(), decision.kind.label().to_owned()),
        ("理由".to_owned(), decision.reason.clone()),
    ];
    if let Some((redo, what)) = &decision.redo {
        facts.push(("やり直す評価".to_owned(), redo.label().to_owned()));
        facts.push(("やり直す内容".to_owned(), what.clone()));
    }
    facts.push(("決定した委員会".to_owned(), wareki_day(session.held_on)));
    facts.push((
        "賛否".to_owned(),
        format!("賛成{}名、反対{}名", decision.votes_for, decision.votes_against),
    ));
    let mut hidden = carried(answers);
    hidden.retain(|(name, _)| name != "form" && name != "version");
    hidden.push(("form".to_owned(), uuid::Uuid::now_v7().to_string()));
    hidden.push(("version".to_owned(), head.version.to_string()));
    Ok(Page(ConfirmPage {
        shell: shell(app, case, "決定の確認"),
        lead: format!("{}の案件です。まだ決定を記録していません。", head.whose()),
        facts,
        effects: vec![
            "決定は、書き換えも取り消しもできません。".to_owned(),
            "本人は、この案件を取り下げられなくなります。".to_owned(),
            "本人と評価者には、まだ知らせません。続けて通知します。".to_owned(),
        ],
        missing: Vec::new(),
        fields: Vec::new(),
        hidden,
        action: format!("{base}/decision"),
        button: "決定を記録する",
        back: String::new(),
        stale,
    }))
}

/// POST /hr/complaints/{id}/decision/check
pub async fn check(case: OfficerCase, Shared(app): Shared<App>, answers: Answers) -> Result {
    next(case.head().moment(app.today()), Action::Decide, case.hat())?;
    let record = looked(&app, &case).await?;
    let session = deciding(&record)?;
    match forms::decision(&answers, session.present.len(), &redoable(case.head())) {
        Ok(decision) => {
            Ok(confirm(&app, &case, &record, &decision, &answers, false)?.into_response())
        }
        Err(mistakes) => Ok(form_page(&app, &case, session, &answers, &mistakes).unprocessable()),
    }
}

/// POST /hr/complaints/{id}/decision
pub async fn decide(case: OfficerCase, Shared(app): Shared<App>, answers: Answers) -> Result {
    let (head, base) = (case.head(), case.head().base(Hat::Officer));
    let mut change = Change::begin(&app, case.actor()).await?;
    let path = format!("{base}/decision");
    if let Some(there) = change.repeated(answers.form_id(), &path, &base).await? {
        return Ok(see_other(&there));
    }
    let to = next(head.moment(app.today()), Action::Decide, case.hat())?;
    let record = store::record(change.conn(), head.id, case.actor().id, app.today()).await?;
    let session = deciding(&record)?;
    let read = forms::decision(&answers, session.present.len(), &redoable(head));
    if answers.get("do") == "edit" || read.is_err() {
        drop(change);
        let mistakes = read.err().filter(|_| answers.get("do") != "edit").unwrap_or_default();
        let page = form_page(&app, &case, session, &answers, &mistakes);
        return Ok(if mistakes.is_empty() { page.into_response() } else { page.unprocessable() });
    }
    let Ok(decision) = read else { return Err(AppError::NotFound) };
    if answers.get("version") != head.version.to_string() {
        drop(change);
        return Ok(confirm(&app, &case, &record, &decision, &answers, true)?.conflicting());
    }
    writing_store::move_on(&mut change, head, to, Action::Decide, None, None).await?;
    let day = session.held_on;
    committee_store::insert_decision(&mut change, head, session.id, &decision, day).await?;
    let entry = entry(Event::ComplaintDecided, &case).detail(json!({ "session": session.id }));
    change.commit(entry).await?;
    Ok(redirect(&base, Notice::ComplaintDecided))
}

fn notice_page(
    app: &App,
    case: &OfficerCase,
    record: &Record,
    typed: (&Answers, &Mistakes),
    stale: bool,
) -> Page<ConfirmPage> {
    let head = case.head();
    let base = head.base(Hat::Officer);
    let mut facts = Vec::new();
    let mut effects = Vec::new();
    if let Some(decision) = &record.decision {
        facts.push(("決定".to_owned(), decision.kind.label().to_owned()));
        facts.push(("理由".to_owned(), decision.reason.clone()));
        if let Some((redo, what)) = decision.redo.zip(decision.redo_what.clone()) {
            facts.push(("やり直す評価".to_owned(), redo.label().to_owned()));
            facts.push(("やり直す内容".to_owned(), what));
            effects.push(format!("{}のやり直しが、命じられます。", redo.label()));
        }
    }
    let evaluators: Vec<&str> = head.evaluators.iter().map(|e| e.titled.as_str()).collect();
    facts.push(("届く人".to_owned(), format!("{}、{}", head.whose(), evaluators.join("、"))));
    effects.extend([
        "本人と評価者のホームに、通知書が表示されます。評価者の通知書には、苦情の内容は載りません。"
            .to_owned(),
        "委員は、この案件を見られなくなります。".to_owned(),
        "通知は、取り消せません。".to_owned(),
    ]);
    let words = Field::area(
        "words",
        "本人への添え書き",
        &format!("本人の通知書だけに載ります。{MAX_SHORT}文字以内。"),
        MAX_SHORT,
    );
    Page(ConfirmPage {
        shell: shell(app, case, "決定の通知").with_mistakes(typed.1),
        lead: "まだ通知していません。内容を確かめて、いちばん下のボタンを押してください。"
            .to_owned(),
        facts,
        effects,
        missing: Vec::new(),
        fields: filled(vec![words.optional()], typed.0, typed.1),
        hidden: vec![
            ("form".to_owned(), uuid::Uuid::now_v7().to_string()),
            ("version".to_owned(), head.version.to_string()),
        ],
        action: format!("{base}/notice"),
        button: "本人と評価者に通知する",
        back: base,
        stale,
    })
}

/// GET /hr/complaints/{id}/notice
pub async fn notice_form(case: OfficerCase, Shared(app): Shared<App>) -> Result {
    next(case.head().moment(app.today()), Action::Notify, case.hat())?;
    let record = looked(&app, &case).await?;
    let typed = (&Answers::default(), &Mistakes::default());
    Ok(notice_page(&app, &case, &record, typed, false).into_response())
}

/// POST /hr/complaints/{id}/notice
pub async fn notify(case: OfficerCase, Shared(app): Shared<App>, answers: Answers) -> Result {
    let (head, base) = (case.head(), case.head().base(Hat::Officer));
    let mut change = Change::begin(&app, case.actor()).await?;
    let path = format!("{base}/notice");
    if let Some(there) = change.repeated(answers.form_id(), &path, &base).await? {
        return Ok(see_other(&there));
    }
    let to = next(head.moment(app.today()), Action::Notify, case.hat())?;
    let record = store::record(change.conn(), head.id, case.actor().id, app.today()).await?;
    let mut mistakes = Mistakes::default();
    let words = text::prose(answers.get("words"), "添え書き", 0..=MAX_SHORT);
    let words = mistakes.note("words", words);
    let stale = answers.get("version") != head.version.to_string();
    let Some(words) = words.filter(|_| !stale) else {
        drop(change);
        let page = notice_page(&app, &case, &record, (&answers, &mistakes), stale);
        return Ok(if stale { page.conflicting() } else { page.unprocessable() });
    };
    writing_store::move_on(&mut change, head, to, Action::Notify, None, None).await?;
    writing_store::insert_notices(&mut change, head, &words).await?;
    committee_store::end_committee(&mut change, head).await?;
    let ordered = record.decision.as_ref().and_then(|d| d.redo.zip(d.redo_what.as_deref()));
    if let Some((redo, what)) = ordered {
        let order = Ordered { complaint: head.id, sheet: head.sheet_id, redo, what };
        writing_store::reevaluation_ordered(&mut change, &order).await?;
    }
    let entry = entry(Event::ComplaintNotified, &case)
        .detail(json!({ "staff": head.evaluators.len() + 1, "reevaluation": ordered.is_some() }));
    change.commit(entry).await?;
    Ok(redirect(&base, Notice::ComplaintNotified))
}
