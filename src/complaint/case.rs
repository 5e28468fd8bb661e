//! The case for those who work on it: everything on one page, and what is to be done next.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    NO_REPRISAL,
    access::ReadableCase,
    guide::DeadlineView,
    head::{Head, PleaRow, Record},
    kinds::Stage,
    rules::{Gathered, StepView, left, missing, steps},
    store,
    view::{Part, Reader, may_see},
    workflow::{Action, Hat, State, next},
};
use crate::{
    audit::Event,
    calendar::weeks,
    kit::{
        App, Notice, Page, Result, Shell,
        date::{Remaining, clock_time, local, moment, month_day, month_day_weekday, wareki_day},
    },
};

/// What the person said, on the page.
pub(super) struct PleaView {
    pub stage: &'static str,
    pub target: &'static str,
    pub channel: String,
    pub body: String,
    pub wish: String,
    pub companion: String,
    pub received: String,
    pub in_time: String,
    pub late: bool,
    pub late_reason: Option<String>,
    pub paper: Option<String>,
}

/// Somebody who looked.
pub(super) struct LookView {
    pub at: String,
    pub name: String,
    pub what: &'static str,
}

/// One thing that was said or asked, with who may read it.
struct SaidView {
    when: String,
    who: String,
    body: String,
    companion: Option<String>,
    by: String,
    question: Option<String>,
    waiting: Option<(String, Remaining)>,
}

#[derive(Template)]
#[template(path = "complaint/case.html")]
struct CasePage {
    shell: Shell,
    no_reprisal: &'static str,
    base: String,
    whose: String,
    cycle: String,
    state: &'static str,
    tag: &'static str,
    readers: String,
    due: Option<(String, String, Remaining)>,
    steps: Vec<StepView>,
    handler: Option<String>,
    officer: bool,
    /// The reader could take the case over.
    takeable: bool,
    pleas: Vec<PleaView>,
    answer: Option<(String, String, String)>,
    said: Vec<SaidView>,
    members: Vec<(String, String, bool)>,
    sessions: Vec<(String, String, String, String)>,
    decision: Vec<(&'static str, String)>,
    notices: Vec<(String, String)>,
    todo: Vec<(bool, &'static str)>,
    missing: Vec<String>,
    /// The next acts: words and address; the first is the way on.
    actions: Vec<(&'static str, String)>,
    calendar: DeadlineView,
    looks: Vec<LookView>,
    history: Vec<(String, &'static str, String)>,
}

fn plea_view(head: &Head, plea: &PleaRow) -> PleaView {
    let late = plea.received_on > plea.due_on;
    let by = plea.entered_by.as_ref().map_or_else(
        || "本人がこの画面で書きました".to_owned(),
        |by| format!("{by}が書き取りました"),
    );
    let running = plea.stage == Stage::Petition
        && plea.due_on == plea.received_on
        && head.petition_due_on.is_none();
    PleaView {
        stage: plea.stage.label(),
        target: plea.target.label(),
        channel: format!("{}（{by}）", plea.channel.label()),
        body: plea.body.clone(),
        wish: plea.wish.clone(),
        companion: plea.companion.clone().unwrap_or_else(|| "なし".to_owned()),
        received: wareki_day(plea.received_on),
        in_time: if late {
            format!("期限（{}）の後に受け付け", month_day(plea.due_on))
        } else if running {
            "✓ 相談の間に申出".to_owned()
        } else {
            format!("✓ 期限内（期限 {}）", month_day(plea.due_on))
        },
        late,
        late_reason: plea.late_reason.clone(),
        paper: (plea.stage == Stage::Petition).then(|| format!("/complaints/{}/paper", head.id)),
    }
}

pub(super) fn plea_views(head: &Head, record: &Record) -> Vec<PleaView> {
    record.pleas.iter().map(|plea| plea_view(head, plea)).collect()
}

/// When, by whom and what 職員課 answered.
pub(super) fn answer_view(record: &Record) -> Option<(String, String, String)> {
    let answer = record.answer()?;
    Some((moment(answer.at), answer.by.clone(), answer.words.clone().unwrap_or_default()))
}

pub(super) fn look_views(record: &Record) -> Vec<LookView> {
    record
        .looks
        .iter()
        .map(|look| LookView {
            at: format!("{} {}", month_day(local(look.at).date()), clock_time(look.at)),
            name: look.name.clone(),
            what: Event::from_code(&look.event).map_or("閲覧", Event::label),
        })
        .collect()
}

/// The line of steps with the days each was reached.
pub(super) fn step_line(head: &Head, record: &Record) -> Vec<StepView> {
    let known: Vec<(State, String)> = record
        .passages
        .iter()
        .map(|passage| (passage.to_state, month_day(local(passage.at).date())))
        .collect();
    let due = head
        .petition_due_on
        .filter(|_| head.state == State::Answered)
        .map(|due| format!("申出は{}まで", month_day(due)));
    steps(head.state, &known, &due.unwrap_or_default())
}

fn said(app: &App, record: &Record) -> Vec<SaidView> {
    let hearings = record.hearings.iter().map(|h| {
        let who = if h.heard == h.kind.label() {
            h.heard.clone()
        } else {
            format!("{}（{}）", h.heard, h.kind.label())
        };
        (
            h.held_on,
            SaidView {
                when: month_day_weekday(h.held_on),
                who,
                body: h.body.clone(),
                companion: h.companion.clone(),
                by: h.by.clone(),
                question: None,
                waiting: None,
            },
        )
    });
    let questions = record.questions.iter().map(|q| {
        let asked = local(q.at).date();
        let day = q.answered_at.map_or(asked, |at| local(at).date());
        let waiting = q
            .answer
            .is_none()
            .then(|| (month_day_weekday(q.due_on), left(&record.calendar, q.due_on, app.today())));
        (
            day,
            SaidView {
                when: month_day_weekday(day),
                who: format!("{}（評価者の説明）", q.to),
                body: q.answer.clone().unwrap_or_default(),
                companion: None,
                by: String::new(),
                question: Some(q.question.clone()),
                waiting,
            },
        )
    });
    let mut said: Vec<_> = hearings.chain(questions).collect();
    said.sort_by_key(|(day, view)| (view.waiting.is_some(), *day));
    said.into_iter().map(|(_, view)| view).collect()
}

/// What a case still needs before it goes to the committee, in sentences.
pub(super) fn still_missing(record: &Record, today: time::Date) -> Vec<String> {
    let mut missing = missing(gathered(record, today));
    missing.extend(record.barred());
    missing
}

/// What is gathered for the committee.
fn gathered(record: &Record, today: time::Date) -> Gathered {
    Gathered {
        heard_person: record.hearings.iter().any(|h| h.kind == super::kinds::Heard::Person),
        waiting: record
            .questions
            .iter()
            .filter(|q| q.answer.is_none() && q.due_on >= today)
            .count(),
        members: record.members.len(),
        chair: record.members.iter().any(|member| member.chair),
        needed: usize::from(record.rule.committee_size),
    }
}

/// What has been done of what a case needs.
fn todo(head: &Head, record: &Record) -> Vec<(bool, &'static str)> {
    let reached = |state| record.passages.iter().any(|p| p.to_state == state);
    let spoken = record.hearings.iter().any(|h| h.kind == super::kinds::Heard::Person);
    let stated = record.questions.iter().all(|q| q.answer.is_some());
    let mut todo = vec![(head.handler.is_some(), "担当者を決めた")];
    if reached(State::Consultation) {
        todo.push((reached(State::Answered) || reached(State::Hearing), "相談に回答した"));
    }
    if reached(State::Hearing) {
        todo.push((spoken, "本人の話を聞いた"));
        if !record.questions.is_empty() {
            todo.push((stated, "評価者の説明がそろった"));
        }
        todo.push((reached(State::Committee), "委員を決めて、委員会に付した"));
        todo.push((!record.sessions.is_empty(), "委員会を開いた"));
        todo.push((record.decision.is_some(), "決定を記録した"));
        todo.push((head.state == State::Notified, "本人と評価者に通知した"));
    }
    todo
}

/// What the officer can do now, the way on first.
fn actions(head: &Head, today: time::Date, record: &Record) -> Vec<(&'static str, String)> {
    let base = head.base(Hat::Officer);
    let complete = still_missing(record, today).is_empty();
    let sat = !record.sessions.is_empty();
    let all = [
        (Action::Answer, true, "相談に回答する", "answer"),
        (Action::Notify, true, "決定を通知する", "notice"),
        (Action::Decide, sat, "決定を記録する", "decision"),
        (Action::Convene, complete, "委員会に付す", "review"),
        (Action::Sit, true, "委員会の記録を足す", "session"),
        (Action::Inquire, true, "聞き取りを記録する", "hearing"),
        (Action::Inquire, true, "評価者に質問を送る", "question"),
        (Action::Name, true, "委員を決める", "committee"),
    ];
    let may = |action| next(head.moment(today), action, Hat::Officer).is_ok();
    let mut actions: Vec<_> = all
        .into_iter()
        .filter(|(action, fits, _, _)| *fits && may(*action))
        .map(|(_, _, words, path)| (words, format!("{base}/{path}")))
        .collect();
    if may(Action::File) {
        actions.push(("紙の申出書を入力する", format!("/complaints/{}/petition", head.id)));
    }
    if may(Action::Settle) {
        actions.push(("相談で終える", format!("/complaints/{}/settlement", head.id)));
    }
    actions
}

fn decision(record: &Record) -> Vec<(&'static str, String)> {
    let Some(decision) = &record.decision else { return Vec::new() };
    let mut lines = vec![
        ("決定", decision.kind.label().to_owned()),
        ("決定の日", wareki_day(decision.decided_on)),
        ("理由", decision.reason.clone()),
    ];
    if let Some((redo, what)) = decision.redo.zip(decision.redo_what.clone()) {
        lines.push(("やり直す評価", redo.label().to_owned()));
        lines.push(("やり直す内容", what));
    }
    lines.push(("賛否", format!("賛成{}名、反対{}名", decision.votes_for, decision.votes_against)));
    lines
}

fn history(record: &Record) -> Vec<(String, &'static str, String)> {
    record.passages.iter().map(|p| (moment(p.at), p.to_state.label(), p.by.clone())).collect()
}

fn due(app: &App, head: &Head, record: &Record) -> Option<(String, String, Remaining)> {
    let (what, day) = if head.state == State::Answered {
        ("申出書の期限", head.petition_due_on?)
    } else {
        let open = record.questions.iter().filter(|q| q.answer.is_none());
        ("評価者の説明の期限", open.map(|q| q.due_on).min().filter(|_| !head.state.ended())?)
    };
    Some((what.to_owned(), month_day_weekday(day), left(&record.calendar, day, app.today())))
}

/// When, where, who was there, what was said.
fn sessions(record: &Record) -> Vec<(String, String, String, String)> {
    let line = |s: &super::head::SessionRow| {
        (wareki_day(s.held_on), s.place.clone(), s.present.join("、"), s.minutes.clone())
    };
    record.sessions.iter().map(line).collect()
}

/// How the first deadline was counted.
fn calendar(head: &Head, record: &Record) -> DeadlineView {
    let term = record.rule.first();
    DeadlineView {
        caption: term.counted(head.counted, head.due_on),
        weeks: weeks(&record.calendar, head.counted, head.counted_from, head.due_on, term.unit),
        rule: term.rule(),
    }
}

/// The frame: an officer comes from the list, a member from their home.
fn shell(app: &App, case: &ReadableCase, headers: &HeaderMap) -> Shell {
    let shell = case.actor().shell(app, format!("苦情の案件 {}", case.head().number));
    let shell = if case.hat() == Hat::Officer {
        shell.at("/hr/complaints").under("/hr/complaints", "苦情相談")
    } else {
        shell
    };
    shell.saying(Notice::from_headers(headers))
}

/// GET /hr/complaints/{id}
pub async fn show(case: ReadableCase, Shared(app): Shared<App>, headers: HeaderMap) -> Result {
    let (head, reader) = (case.head(), case.reader());
    store::viewed(&app, case.actor(), Event::ComplaintViewed, &[head.id]).await?;
    let record = store::record(&app.reader, head.id, case.actor().id, app.today()).await?;
    let record = record.cut(head, reader);
    let officer = reader == Reader::Officer;
    let petition = record.plea(Stage::Petition).is_some();
    let page = CasePage {
        shell: shell(&app, &case, &headers),
        no_reprisal: NO_REPRISAL,
        base: head.base(case.hat()),
        whose: head.whose(),
        cycle: head.cycle_name.clone(),
        state: head.state.label(),
        tag: head.state.tag(),
        readers: format!("職員課の相談員と、委員{}名", record.members.len()),
        due: due(&app, head, &record),
        steps: step_line(head, &record),
        handler: head.handler.clone(),
        officer,
        takeable: officer && head.handler.as_deref() != Some(case.actor().name.as_str()),
        pleas: plea_views(head, &record),
        answer: answer_view(&record),
        said: said(&app, &record),
        members: record.members.iter().map(|m| (m.name.clone(), m.post.clone(), m.chair)).collect(),
        sessions: sessions(&record),
        decision: decision(&record),
        notices: record
            .notices
            .iter()
            .map(|n| (n.to.clone(), format!("/notices/{}", n.id)))
            .collect(),
        todo: todo(head, &record),
        missing: if head.state == State::Hearing && petition {
            still_missing(&record, app.today())
        } else if head.state == State::Committee && officer {
            record.barred()
        } else {
            Vec::new()
        },
        actions: if officer { actions(head, app.today(), &record) } else { Vec::new() },
        calendar: calendar(head, &record),
        looks: if may_see(reader, Part::Looks, head.state) {
            look_views(&record)
        } else {
            Vec::new()
        },
        history: history(&record),
    };
    Ok(Page(page).into_response())
}
