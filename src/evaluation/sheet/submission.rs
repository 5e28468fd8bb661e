//! 自己評価: checking, submitting once, and taking back until the next person has opened it.

use askama::Template;
use axum::{
    extract::State as Shared,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    Content, OwnSheet, Shown, StepView, about_to_be,
    extra::ExtraTold,
    forms::{OWN_REMARKS, Submitting},
    move_on,
    pages::{edit_page, may_write, own_content, receiver, shell, title, whole},
    steps, store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::workflow::{Action, Hat, State, Step, next},
    kit::{
        Answers, App, Mistakes, Notice, Page, Result, Shell,
        date::{Remaining, fiscal_short, moment, month_day_weekday, remaining},
        redirect, see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/sheet/check.html")]
struct CheckPage {
    shell: Shell,
    edit: String,
    items: Vec<CheckItem>,
    remarks: Vec<(&'static str, String, &'static str)>,
    /// What was done beside the goals.
    extra: Option<ExtraTold>,
    receiver: String,
    due: Option<(String, Remaining)>,
    form: String,
    version: i32,
    stamp: i64,
    changed: bool,
    empty_words: &'static str,
    item_word: &'static str,
}

struct CheckItem {
    name: String,
    points: i16,
    word: String,
    comment: String,
    anchor: String,
}

fn check_page(
    app: &App,
    own: &OwnSheet,
    content: &Content,
    whole: &Submitting,
    changed: bool,
) -> Page<CheckPage> {
    let head = own.head();
    let items = whole
        .opinions
        .iter()
        .filter_map(|written| {
            let ability = content.abilities.iter().find(|a| a.id == written.ability)?;
            Some(CheckItem {
                name: ability.name.clone(),
                points: written.points,
                word: content.word(written.points).to_owned(),
                comment: written.comment.clone(),
                anchor: format!("grade-{}", ability.id),
            })
        })
        .collect();
    let remarks = OWN_REMARKS
        .iter()
        .map(|remark| {
            let body = whole.remarks.iter().find(|(kind, _)| *kind == remark.kind);
            (remark.label, body.map(|(_, body)| body.clone()).unwrap_or_default(), remark.field)
        })
        .collect();
    let edit = format!("/sheets/{}/self-assessment", head.id.0);
    Page(CheckPage {
        shell: shell(app, own, "自己評価の確認").under(edit.clone(), title(own.head())),
        edit,
        items,
        remarks,
        extra: about_to_be(content, whole),
        receiver: receiver(head),
        due: head.due().map(|due| (month_day_weekday(due), remaining(due, app.today()))),
        form: uuid::Uuid::now_v7().to_string(),
        version: head.version,
        stamp: content.stamp(Step::Own),
        changed,
        empty_words: "なし（任意の項目です）",
        item_word: head.items(),
    })
}

/// GET /sheets/{id}/self-assessment/check
pub async fn check(own: OwnSheet, Shared(app): Shared<App>) -> Result {
    may_write(&app, own.head())?;
    let content = own_content(&app, &own).await?;
    match whole(own.head(), &content, &content.stored(Step::Own)) {
        Ok(whole) => Ok(check_page(&app, &own, &content, &whole, false).into_response()),
        Err(mistakes) => Ok(incomplete(&app, &own, &content, &mistakes)),
    }
}

/// The page of writing, with what is missing.
fn incomplete(app: &App, own: &OwnSheet, content: &Content, mistakes: &Mistakes) -> Response {
    let shown = Shown { content, step: Step::Own, typed: None, mistakes, conflicts: &[] };
    let shell = shell(app, own, title(own.head()));
    Page(edit_page(app, own.head(), &shown, shell)).unprocessable()
}

/// POST /sheets/{id}/self-assessment/submission: submits what was checked, once.
pub async fn submit(own: OwnSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = own.head();
    let path = format!("/sheets/{}/self-assessment/submission", head.id.0);
    let done = format!("/sheets/{}/self-assessment/submitted", head.id.0);
    let mut change = Change::begin(&app, own.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &done).await? {
        return Ok(see_other(&first));
    }
    may_write(&app, head)?;
    let to = next(head.plan(), head.moment(), Action::Submit, Hat::Subject)?;
    let content = own_content(&app, &own).await?;
    let whole = match whole(head, &content, &content.stored(Step::Own)) {
        Ok(whole) => whole,
        Err(mistakes) => return Ok(incomplete(&app, &own, &content, &mistakes)),
    };
    let checked = answers.get("version") == head.version.to_string()
        && answers.get("stamp") == content.stamp(Step::Own).to_string();
    if !checked {
        return Ok(check_page(&app, &own, &content, &whole, true).conflicting());
    }
    let round = store::submit(&mut change, head.id, Step::Own, &whole).await?;
    move_on(&mut change, head, to, Action::Submit, None).await?;
    let entry = Entry::new(Event::SelfAssessmentSubmitted, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({ "from": head.state.code(), "to": to.code(), "round": round }));
    change.commit(entry).await?;
    Ok(see_other(&done))
}

#[derive(Template)]
#[template(path = "evaluation/sheet/submitted.html")]
struct SubmittedPage {
    shell: Shell,
    sheet: String,
    cycle: String,
    at: String,
    round: i16,
    count: usize,
    receipt: String,
    receiver: String,
    holder: String,
    steps: Vec<StepView>,
    /// Where to take it back, while that is possible.
    withdrawal: Option<String>,
    due: Option<String>,
    form: String,
}

/// GET /sheets/{id}/self-assessment/submitted
pub async fn submitted(own: OwnSheet, Shared(app): Shared<App>) -> Result {
    let head = own.head();
    let sheet = format!("/sheets/{}", head.id.0);
    let content = own_content(&app, &own).await?;
    let Some(submission) =
        content.submission(Step::Own).filter(|_| head.state > State::SelfAssessment)
    else {
        return Ok(see_other(&sheet));
    };
    let back = next(head.plan(), head.moment(), Action::Withdraw, Hat::Subject);
    let round = submission.round;
    let page = SubmittedPage {
        shell: shell(&app, &own, "自己評価の提出"),
        cycle: head.cycle_name.clone(),
        at: moment(submission.at),
        round,
        count: content.abilities.len(),
        receipt: format!("{}-{}-{round}", fiscal_short(head.fiscal_year), head.subject_number),
        receiver: receiver(head),
        holder: head.holder(),
        steps: steps(head, &content),
        withdrawal: back.is_ok().then(|| format!("{sheet}/self-assessment/withdrawal")),
        due: head
            .window("self")
            .filter(|window| window.due_on >= app.today())
            .map(|window| month_day_weekday(window.due_on)),
        form: uuid::Uuid::now_v7().to_string(),
        sheet,
    };
    Ok(Page(page).into_response())
}

/// POST /sheets/{id}/self-assessment/withdrawal
pub async fn withdraw(own: OwnSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = own.head();
    let here = format!("/sheets/{}/self-assessment", head.id.0);
    let mut change = Change::begin(&app, own.actor()).await?;
    let path = format!("{here}/withdrawal");
    if let Some(first) = change.repeated(answers.form_id(), &path, &here).await? {
        return Ok(see_other(&first));
    }
    let to = next(head.plan(), head.moment(), Action::Withdraw, Hat::Subject)?;
    move_on(&mut change, head, to, Action::Withdraw, None).await?;
    let entry = Entry::new(Event::SelfAssessmentWithdrawn, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({ "from": head.state.code(), "to": to.code() }));
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::SelfAssessmentWithdrawn))
}
