//! What those do who take part: the person adds to the agenda, says what became of last year's plan
//! and confirms what was sent; the other evaluator keeps a note; the leader of a locked record adds.

use askama::Template;
use axum::extract::State as Shared;
use serde_json::json;

use super::{
    access::{Meeting, NotedInterview, OwnInterview, SeenInterview},
    forms::{self, MAX_COMMENT, MAX_POINT, MAX_RECORD},
    pages::{Again, open},
    show::{View, shell, view},
    store,
    view::{Part, Role, may_see},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::sheet::{TextField, Theirs},
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell, redirect, see_other, text,
    },
};

/// Said when the agenda takes no more points.
pub const FULL: &str = "話すことは20件までです。これより多いときは、面談の中で話してください。";

#[derive(Template)]
#[template(path = "evaluation/interview/take_part.html")]
pub struct TakePartPage {
    shell: Shell,
    v: View,
    own: bool,
    /// The person may still say what became of the last plan.
    asks: bool,
    /// The round that can be confirmed now.
    confirms: Option<i16>,
    comment: TextField,
    /// The evaluator's own note.
    note: Option<TextField>,
    /// The leader of a locked record may add to it.
    addendum: Option<TextField>,
    point: TextField,
    /// word, label, ticked: the leader's list, once it is locked
    checklist: Vec<(&'static str, &'static str, bool)>,
    form: String,
    stale: bool,
}

fn field(
    name: &str,
    label: &str,
    hint: String,
    stored: (&str, i32),
    again: Option<&Again<'_>>,
) -> TextField {
    let typed = again.filter(|a| a.typed.has(name)).map(|a| a.typed.get(name).to_owned());
    let faster = again.is_some_and(|a| a.stale && a.typed.has(name));
    TextField {
        name: name.to_owned(),
        label: label.to_owned(),
        hint,
        value: typed.unwrap_or_else(|| stored.0.to_owned()),
        version: stored.1,
        required: false,
        error: again.and_then(|a| a.mistakes.on(name).map(str::to_owned)),
        theirs: (faster && !stored.0.is_empty())
            .then(|| Theirs { value: stored.0.to_owned(), by: "あなた".to_owned() }),
    }
}

/// The page of somebody who takes part, and of everybody once the record is locked.
pub fn take_part_page(
    app: &App,
    meeting: &Meeting,
    again: Option<&Again<'_>>,
    shell: Shell,
) -> Page<TakePartPage> {
    let (interview, role, today) = (meeting.interview(), meeting.role(), app.today());
    let own = role == Role::Subject;
    let v = view(meeting, interview, again.map(|again| again.typed), today);
    let confirms = v.sent.as_ref().map(|sent| sent.round);
    let limit = |most: usize| format!("{most}文字以内です。");
    let note_hint = format!("あなたのほかには、だれにも見えません。{}", limit(MAX_RECORD));
    let note = (&*interview.note.body, interview.note.version);
    let locked = role == Role::Leader && !open(interview, app);
    let mistakes = again.map(|again| again.mistakes.clone()).unwrap_or_default();
    let ticked = |code: &str| interview.checked.iter().any(|ticked| ticked == code);
    let list = interview.kind.checklist().iter().map(|(code, label)| (*code, *label, ticked(code)));
    Page(TakePartPage {
        shell: shell.with_mistakes(&mistakes),
        confirms: confirms.filter(|_| own && interview.standing(today).may_confirm()),
        comment: field("comment", "コメント", limit(MAX_COMMENT), ("", 0), again),
        note: may_see(role, Part::Note { own: true })
            .then(|| field("note", "メモ", note_hint, note, again)),
        addendum: locked.then(|| {
            let hint = format!(
                "本人も読みます。書くと、消すことも直すこともできません。{}",
                limit(MAX_COMMENT)
            );
            field("addendum", "追記", hint, ("", 0), again)
        }),
        point: field("point", "話すことを足す", limit(MAX_POINT), ("", 0), again),
        checklist: list.filter(|_| may_see(role, Part::Checklist)).collect(),
        form: uuid::Uuid::now_v7().to_string(),
        stale: again.is_some_and(|again| again.stale),
        asks: own && meeting.head().closed_at.is_none(),
        own,
        v,
    })
}

/// The page again, because of a mistake.
pub fn refused(
    app: &App,
    meeting: &Meeting,
    typed: &Answers,
    mistakes: &Mistakes,
) -> axum::response::Response {
    let again = Again { typed, mistakes, stale: false };
    take_part_page(app, meeting, Some(&again), shell(app, meeting, "")).unprocessable()
}

fn entry(meeting: &Meeting, event: Event) -> Entry {
    Entry::new(event, Subject::sheet(meeting.head().id.0))
        .about(meeting.head().subject)
        .detail(json!({ "interview": meeting.interview().kind.code() }))
}

/// POST /interviews/{id}/points
pub async fn add_point(seen: SeenInterview, Shared(app): Shared<App>, answers: Answers) -> Result {
    let here = format!("/interviews/{}", seen.interview().id);
    let point = match text::prose(answers.get("point"), "話すこと", 1..=MAX_POINT) {
        Ok(point) => point,
        Err(sentence) => {
            let mut mistakes = Mistakes::default();
            mistakes.add("point", sentence);
            return Ok(refused(&app, &seen, &answers, &mistakes));
        }
    };
    if !seen.interview().sendings.is_empty() {
        let why = "面談の記録が送られた後は、議題を足せません。";
        return Err(AppError::Refused(why.to_owned()));
    }
    let mut change = Change::begin(&app, seen.actor()).await?;
    if let Some(first) =
        change.repeated(answers.form_id(), &format!("{here}/points"), &here).await?
    {
        return Ok(see_other(&first));
    }
    if !store::add_point(&mut change, seen.interview().id, &point).await? {
        return Err(AppError::Refused(FULL.to_owned()));
    }
    change.commit(entry(&seen, Event::InterviewPointAdded)).await?;
    Ok(redirect(&here, Notice::InterviewPointAdded))
}

/// POST /interviews/{id}/outcomes: what became of the last plan.
pub async fn say_outcomes(own: OwnInterview, Shared(app): Shared<App>, answers: Answers) -> Result {
    let here = format!("/interviews/{}", own.interview().id);
    let said = forms::outcomes(&answers);
    let Some(promise) = own.interview().promises.first().filter(|_| !said.is_empty()) else {
        return Ok(see_other(&here));
    };
    if own.head().closed_at.is_some() {
        let why = "この評価は完了しているため、育成計画の結果はもう変えられません。";
        return Err(AppError::Refused(why.to_owned()));
    }
    let mut change = Change::begin(&app, own.actor()).await?;
    if let Some(first) =
        change.repeated(answers.form_id(), &format!("{here}/outcomes"), &here).await?
    {
        return Ok(see_other(&first));
    }
    if !store::say_outcomes(&mut change, promise.sheet_id, &said).await? {
        drop(change);
        let nothing = Mistakes::default();
        let again = Again { typed: &answers, mistakes: &nothing, stale: true };
        return Ok(take_part_page(&app, &own, Some(&again), shell(&app, &own, "")).conflicting());
    }
    let words: Vec<_> = said.iter().map(|s| json!([s.place, s.outcome.code()])).collect();
    let entry = Entry::new(Event::PlanLookedAt, Subject::sheet(promise.sheet_id))
        .about(own.head().subject)
        .detail(json!({ "outcomes": words }));
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::OutcomesSaved))
}

/// POST /interviews/{id}/note: an evaluator's own note.
pub async fn save_note(
    noted: NotedInterview,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let id = noted.interview().id;
    let here = format!("/interviews/{id}");
    let note = match text::prose(answers.get("note"), "メモ", 0..=MAX_RECORD) {
        Ok(note) => note,
        Err(sentence) => {
            let mut mistakes = Mistakes::default();
            mistakes.add("note", sentence);
            return Ok(refused(&app, &noted, &answers, &mistakes));
        }
    };
    let version = answers.get("version-note").parse().unwrap_or(0);
    let mut change = Change::begin(&app, noted.actor()).await?;
    if !store::save_note(&mut change, id, version, &note).await? {
        drop(change);
        let nothing = Mistakes::default();
        let again = Again { typed: &answers, mistakes: &nothing, stale: true };
        return Ok(
            take_part_page(&app, &noted, Some(&again), shell(&app, &noted, "")).conflicting()
        );
    }
    change.commit(entry(&noted, Event::InterviewRecorded)).await?;
    Ok(redirect(&here, Notice::InterviewNoteSaved))
}

/// POST /interviews/{id}/confirmation: 「内容を確認しました（同意を意味しません）」
pub async fn confirm(own: OwnInterview, Shared(app): Shared<App>, answers: Answers) -> Result {
    let interview = own.interview();
    let here = format!("/interviews/{}", interview.id);
    let comment = match text::prose(answers.get("comment"), "コメント", 0..=MAX_COMMENT) {
        Ok(comment) => comment,
        Err(sentence) => {
            let mut mistakes = Mistakes::default();
            mistakes.add("comment", sentence);
            return Ok(refused(&app, &own, &answers, &mistakes));
        }
    };
    let mut change = Change::begin(&app, own.actor()).await?;
    let path = format!("{here}/confirmation");
    if let Some(first) = change.repeated(answers.form_id(), &path, &here).await? {
        return Ok(see_other(&first));
    }
    if !interview.standing(app.today()).may_confirm() {
        let why = "この記録は、いま確認できません。確認が済んだか、期間が過ぎています。";
        return Err(AppError::Refused(why.to_owned()));
    }
    let round = answers.get("round").parse().unwrap_or(0);
    if !store::confirm(&mut change, interview.id, round, &comment).await? {
        drop(change);
        // a newer text came while this one was read
        let nothing = Mistakes::default();
        let again = Again { typed: &answers, mistakes: &nothing, stale: true };
        return Ok(take_part_page(&app, &own, Some(&again), shell(&app, &own, "")).conflicting());
    }
    change.commit(entry(&own, Event::InterviewConfirmed)).await?;
    Ok(redirect(&here, Notice::InterviewConfirmed))
}
