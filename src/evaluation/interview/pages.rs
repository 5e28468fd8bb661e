//! One interview: the page of the one who leads it, the page of those who take part, and the sheet
//! of paper to take along.

use askama::Template;
use axum::{
    extract::State as Shared,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    access::{LedInterview, Meeting, SeenInterview},
    forms::{self, MAX_RECORD, Record},
    rules::may_write,
    show::{View, filled, shell, view, ways},
    store::{self, Interview},
    taking_part::take_part_page,
    view::Role,
};
use crate::{
    audit::{Change, Entry, Event, Subject, viewed},
    evaluation::sheet::{TextField, Theirs},
    kit::{Answers, App, AppError, Mistakes, Notice, Page, Result, Shell, redirect, see_other},
};

#[derive(Template)]
#[template(path = "evaluation/interview/lead.html")]
struct LeadPage {
    shell: Shell,
    v: View,
    answers: Answers,
    errors: Mistakes,
    ways: [(&'static str, &'static str); 3],
    shared: TextField,
    note: TextField,
    /// word, label, ticked
    checklist: Vec<(&'static str, &'static str, bool)>,
    ticked: usize,
    point: String,
    version: i32,
    form: String,
    /// Somebody saved in another window: what stands there now.
    stale: Option<String>,
    /// What was sent differs from what stands here.
    differs: bool,
}

/// Records that somebody looks at another person's interview.
pub async fn looked(app: &App, meeting: &Meeting) -> Result<()> {
    if meeting.role() == Role::Subject {
        return Ok(());
    }
    let head = meeting.head();
    let sheet = Subject::sheet(head.id.0);
    viewed(app, meeting.actor(), Event::InterviewViewed, sheet, Some(head.subject)).await
}

/// Whether the leader may still write the shared text.
pub fn open(interview: &Interview, app: &App) -> bool {
    may_write(interview.standing(app.today()), interview.sent(), app.today())
}

/// A text of this page: what was typed, else what is stored; and what somebody else stored.
fn text(
    name: &str,
    label: &str,
    hint: &str,
    stored: &str,
    version: i32,
    again: Option<&Again<'_>>,
) -> TextField {
    let typed = again.filter(|a| a.typed.has(name)).map(|a| a.typed.get(name).to_owned());
    let theirs = match (&typed, again) {
        (Some(typed), Some(again)) if again.stale && typed != stored && !stored.is_empty() => {
            Some(Theirs { value: stored.to_owned(), by: "あなた".to_owned() })
        }
        _ => None,
    };
    TextField {
        name: name.to_owned(),
        label: label.to_owned(),
        hint: hint.to_owned(),
        value: typed.unwrap_or_else(|| stored.to_owned()),
        version,
        required: name == "shared",
        error: again.and_then(|a| a.mistakes.on(name).map(str::to_owned)),
        theirs,
    }
}

/// A page shown again: what was typed, what was wrong, and whether somebody was faster.
pub struct Again<'a> {
    pub typed: &'a Answers,
    pub mistakes: &'a Mistakes,
    pub stale: bool,
}

fn lead_page(
    app: &App,
    meeting: &Meeting,
    interview: &Interview,
    again: Option<&Again<'_>>,
    shell: Shell,
) -> Page<LeadPage> {
    let typed = again.map(|again| again.typed);
    let errors = again.map(|again| again.mistakes.clone()).unwrap_or_default();
    let v = view(meeting, interview, typed, app.today());
    let ticked = |code: &str| match typed {
        Some(typed) => typed.all("checked").any(|ticked| ticked == code),
        None => interview.checked.iter().any(|ticked| ticked == code),
    };
    let checklist: Vec<_> = interview
        .kind
        .checklist()
        .iter()
        .map(|(code, label)| (*code, *label, ticked(code)))
        .collect();
    let limit = format!("{MAX_RECORD}文字以内です。");
    Page(LeadPage {
        shell: shell.with_mistakes(&errors),
        answers: typed.cloned().unwrap_or_else(|| filled(interview)),
        errors,
        ways: ways(),
        shared: text(
            "shared",
            "話したこと",
            &format!(
                "送るまで、本人には見えません。本人の確認から7日たつと、追記だけができます。{limit}"
            ),
            &interview.shared,
            interview.version,
            again,
        ),
        note: text(
            "note",
            "メモ",
            &format!("本人、ほかの評価者、職員課には見えません。{limit}"),
            &interview.note.body,
            interview.note.version,
            again,
        ),
        ticked: checklist.iter().filter(|(_, _, ticked)| *ticked).count(),
        checklist,
        point: typed.map(|typed| typed.get("point").to_owned()).unwrap_or_default(),
        version: interview.version,
        form: uuid::Uuid::now_v7().to_string(),
        stale: again.filter(|again| again.stale).map(|_| format!("{} {}", v.when, v.place)),
        differs: v.sent.as_ref().is_some_and(|sent| sent.body != interview.shared),
        v,
    })
}

/// The page over an interview that stands in no database, in the frame of whoever rehearses it.
pub fn rehearsed(app: &App, mut frame: Shell, meeting: &Meeting) -> Result<String> {
    frame.title = shell(app, meeting, "").title;
    let interview = meeting.interview();
    let html = if meeting.role() == Role::Leader && open(interview, app) {
        lead_page(app, meeting, interview, None, frame).0.render()
    } else {
        take_part_page(app, meeting, None, frame).0.render()
    };
    html.map_err(AppError::Render)
}

/// GET /interviews/{id}. Every look at another person's is recorded.
pub async fn show(seen: SeenInterview, Shared(app): Shared<App>, headers: HeaderMap) -> Result {
    looked(&app, &seen).await?;
    let shell = shell(&app, &seen, "").saying(Notice::from_headers(&headers));
    let interview = seen.interview();
    Ok(if seen.role() == Role::Leader && open(interview, &app) {
        lead_page(&app, &seen, interview, None, shell).into_response()
    } else {
        take_part_page(&app, &seen, None, shell).into_response()
    })
}

/// POST /interviews/{id}: keeps everything on the leader's page at once.
pub async fn save(led: LedInterview, Shared(app): Shared<App>, answers: Answers) -> Result {
    let interview = led.interview();
    let path = format!("/interviews/{}", interview.id);
    let check = answers.get("do") == "check";
    let done = if check { format!("{path}/check") } else { path.clone() };
    if !open(interview, &app) {
        return Err(locked());
    }
    let record = match forms::record(&answers, interview.kind, led.head().fiscal_year) {
        Ok(record) => record,
        Err(mistakes) => return Ok(wrong(&app, &led, &answers, &mistakes)),
    };
    let mistakes = unready(&record, check, &app);
    if !mistakes.is_empty() {
        return Ok(wrong(&app, &led, &answers, &mistakes));
    }
    let mut change = Change::begin(&app, led.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &done).await? {
        return Ok(see_other(&first));
    }
    if !keep(&mut change, &led, &answers, &record).await? {
        drop(change);
        let now = store::find(&app.reader, interview.id, led.actor().id).await?;
        let now = now.ok_or(crate::kit::AppError::NotFound)?;
        let nothing = Mistakes::default();
        let again = Again { typed: &answers, mistakes: &nothing, stale: true };
        let shell = shell(&app, &led, "");
        return Ok(lead_page(&app, &led, &now, Some(&again), shell).conflicting());
    }
    let entry = Entry::new(Event::InterviewRecorded, Subject::sheet(led.head().id.0))
        .about(led.head().subject)
        .detail(json!({
            "interview": interview.kind.code(), "held_on": record.appointment.held_on.to_string(),
            "before": interview.held_on.to_string(), "checked": record.checked,
        }));
    change.commit(entry).await?;
    if check { Ok(see_other(&done)) } else { Ok(redirect(&done, Notice::InterviewSaved)) }
}

/// The refusal of a text nobody may change any more.
pub fn locked() -> crate::kit::AppError {
    crate::kit::AppError::Refused(
        "この面談の記録は、もう書き換えられません。追記だけができます。".to_owned(),
    )
}

/// What is missing on the way to sending.
fn unready(record: &Record, check: bool, app: &App) -> Mistakes {
    let mut mistakes = Mistakes::default();
    if check && record.shared.is_empty() {
        mistakes.add("shared", "話したことを入力してください");
    }
    if check && record.appointment.held_on > app.today() {
        mistakes.add("held_on", "面談の日がまだ来ていません。面談を終えてから送ってください");
    }
    mistakes
}

fn wrong(app: &App, led: &LedInterview, typed: &Answers, mistakes: &Mistakes) -> Response {
    let again = Again { typed, mistakes, stale: false };
    let shell = shell(app, led, "");
    lead_page(app, led, led.interview(), Some(&again), shell).unprocessable()
}

/// Stores the parts of the page. False: somebody was faster with one of them.
async fn keep(
    change: &mut Change,
    led: &LedInterview,
    answers: &Answers,
    record: &Record,
) -> Result<bool> {
    let interview = led.interview();
    let version = |field: &str| answers.get(field).parse().unwrap_or(0);
    let kept = store::save(change, interview.id, version("version"), record).await?
        && (record.note == interview.note.body
            || store::save_note(change, interview.id, version("version-note"), &record.note)
                .await?);
    if !kept {
        return Ok(false);
    }
    if !record.point.is_empty() && !store::add_point(change, interview.id, &record.point).await? {
        return Err(crate::kit::AppError::Refused(super::taking_part::FULL.to_owned()));
    }
    let Some(promise) = interview.promises.first().filter(|_| !record.said.is_empty()) else {
        return Ok(true);
    };
    store::say_outcomes(change, promise.sheet_id, &record.said).await
}

#[derive(Template)]
#[template(path = "evaluation/interview/paper.html")]
struct PaperPage {
    shell: Shell,
    v: View,
    position: String,
    place: String,
    checklist: Vec<&'static str>,
    evaluator: bool,
}

/// GET /interviews/{id}/paper: one page to print and take along.
pub async fn paper(seen: SeenInterview, Shared(app): Shared<App>) -> Result {
    looked(&app, &seen).await?;
    let evaluator = seen.role() != Role::Subject;
    let checklist = seen.interview().kind.checklist().iter().map(|(_, label)| *label);
    Ok(Page(PaperPage {
        shell: shell(&app, &seen, "の用紙"),
        v: view(&seen, seen.interview(), None, app.today()),
        position: seen.head().position_name.clone(),
        place: seen.head().place.clone(),
        checklist: checklist.filter(|_| evaluator).collect(),
        evaluator,
    })
    .into_response())
}
