//! Checking, submitting and taking back an evaluation.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::score::{Proposal, proposal};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::{
        access::ReviewedSheet,
        interview::{self, Role},
        review::{
            bars::{Bar, bar},
            rules::{Distribution, warnings},
            scores::{incomplete_page, whole},
            store::{Counts, viewed},
        },
        scoring::{distribution, keep_deviation},
        sheet::{
            Beside, Content, ExtraTold, Submitting, TextField, about_to_be, content,
            content_beside, move_on, reason, submit as write,
        },
        workflow::{Action, Refusal, Step, next},
    },
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell,
        date::{Remaining, month_day_weekday, remaining},
        redirect, see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/review/check.html")]
struct CheckPage {
    shell: Shell,
    heading: String,
    edit: String,
    items: Vec<Item>,
    overall: (i16, String),
    /// 「能力」 or 「目標」
    graded: &'static str,
    /// How often each grade was given here, in words.
    spread: String,
    points: Option<Proposal>,
    remark: String,
    /// What was done beside the goals.
    extra: Option<ExtraTold>,
    receiver: String,
    seen_by: String,
    due: Option<(String, Remaining)>,
    warnings: Vec<String>,
    own_words: String,
    own_bar: Vec<Bar>,
    overall_words: String,
    overall_bar: Vec<Bar>,
    city_words: String,
    city_bar: Vec<Bar>,
    form: String,
    version: i32,
    stamp: i64,
    changed: bool,
    /// The city asks for the closing interview first: why it is submitted without one.
    without: Option<TextField>,
    interviews: String,
}

struct Item {
    name: String,
    anchor: String,
    own: Option<i16>,
    first: Option<i16>,
    points: i16,
    word: String,
    comment: String,
    differs: bool,
}

fn items(sheet: &ReviewedSheet, content: &Content, whole: &Submitting) -> Vec<Item> {
    let given = |step, id| content.opinion(step, id).map(|opinion| opinion.points);
    whole
        .opinions
        .iter()
        .filter_map(|written| {
            let ability = content.abilities.iter().find(|a| a.id == written.ability)?;
            let first = given(Step::First, ability.id).filter(|_| sheet.step() == Step::Second);
            Some(Item {
                name: ability.name.clone(),
                anchor: format!("grade-{}", ability.id),
                own: given(Step::Own, ability.id),
                first,
                points: written.points,
                word: content.word(written.points).to_owned(),
                comment: written.comment.clone(),
                differs: first.is_some_and(|first| first != written.points),
            })
        })
        .collect()
}

/// Who gets the sheet next.
fn receiver(sheet: &ReviewedSheet) -> String {
    match (sheet.step(), &sheet.head().second) {
        (Step::First, Some(second)) => second.titled(),
        _ => "職員課".to_owned(),
    }
}

/// Who may read what is submitted, from then on (evaluation.md 1.4).
fn seen_by(sheet: &ReviewedSheet) -> String {
    let second = match (sheet.step(), &sheet.head().second) {
        (Step::First, Some(second)) => format!("{}と", second.titled()),
        _ => String::new(),
    };
    format!(
        "{second}職員課の担当者が見られます。本人に見えるのは確定した結果だけで、開示の後です。"
    )
}

fn check_page(
    app: &App,
    sheet: &ReviewedSheet,
    content: &Content,
    whole: &Submitting,
    counts: Counts,
) -> Page<CheckPage> {
    let head = sheet.head();
    let scale = content.points();
    let items = items(sheet, content, whole);
    let points: Vec<i16> = items.iter().map(|item| item.points).collect();
    let apart: Vec<_> =
        items.iter().filter_map(|item| Some((item.name.clone(), item.own?, item.points))).collect();
    let own: Distribution = counts.items.into_iter().collect();
    let overall: Distribution = counts.overall.into_iter().collect();
    let city: Distribution = counts.city.into_iter().collect();
    let given = whole.overall.unwrap_or_default();
    let edit = format!("/sheets/{}/review", head.id.0);
    let before = format!("{}さんの{}", head.subject_name, sheet.step().label());
    let heading = format!("{before}の確認");
    Page(CheckPage {
        shell: sheet
            .actor()
            .shell(app, heading.clone())
            .at("/reviews")
            .under(sheet.actor().list("/reviews"), "部下の評価")
            .under(edit.clone(), before),
        heading,
        edit,
        overall: (given, content.word(given).to_owned()),
        remark: whole.remarks.first().map(|(_, body)| body.clone()).unwrap_or_default(),
        extra: about_to_be(content, whole),
        receiver: receiver(sheet),
        seen_by: seen_by(sheet),
        due: head.due().map(|due| (month_day_weekday(due), remaining(due, app.today()))),
        warnings: warnings(&points, &apart, whole.overall),
        graded: head.items(),
        spread: distribution(&points),
        points: proposal(content, &head.position_code, whole),
        own_words: own.sentence(&scale, "項目"),
        own_bar: bar(&own, &scale),
        overall_words: overall.sentence(&scale, "名"),
        overall_bar: bar(&overall, &scale),
        city_words: overall.against(&city, &scale),
        city_bar: bar(&city, &scale),
        form: uuid::Uuid::now_v7().to_string(),
        version: head.version,
        stamp: content.stamp(sheet.step()),
        changed: false,
        without: lacks_interview(app, sheet)
            .then(|| why_field(&Answers::default(), &Mistakes::default())),
        interviews: format!("/sheets/{}/interviews", head.id.0),
        items,
    })
}

/// Whether the city asks for a closing interview that is not there.
fn lacks_interview(app: &App, sheet: &ReviewedSheet) -> bool {
    let head = sheet.head();
    let leads = interview::role(head, sheet.reader()) == Role::Leader;
    let held_on = head.interviewed_on;
    interview::interview_missing(head.interview_required, leads, sheet.step(), held_on, app.today())
}

fn why_field(typed: &Answers, mistakes: &Mistakes) -> TextField {
    TextField {
        name: "reason".to_owned(),
        label: "面談なしで提出する理由".to_owned(),
        hint: "10文字以上400文字以内で書きます。シートの経過に残り、職員課の一覧に表示されます。本人も経過で読みます。".to_owned(),
        value: typed.get("reason").to_owned(),
        version: 0,
        required: true,
        error: mistakes.on("reason").map(str::to_owned),
        theirs: None,
    }
}

async fn with_counts(app: &App, sheet: &ReviewedSheet) -> Result<(Content, Counts)> {
    if sheet.actor().standing_in.is_some() {
        // what a deputy gave elsewhere says nothing here
        let content = content(&app.reader, sheet.head().id).await?;
        return Ok((content.cut(sheet.head(), sheet.reader()), Counts::default()));
    }
    let beside = Some(Beside::Distribution(sheet.actor().id));
    let (content, counts) = content_beside(&app.reader, sheet.head().id, beside).await?;
    let counts =
        serde_json::from_value(counts).map_err(|error| AppError::Internal(error.to_string()))?;
    Ok((content.cut(sheet.head(), sheet.reader()), counts))
}

fn complete(sheet: &ReviewedSheet, content: &Content) -> Result<Submitting, Mistakes> {
    whole(sheet, content, &content.stored(sheet.step()))
}

/// GET /sheets/{id}/review/check
pub async fn check(sheet: ReviewedSheet, Shared(app): Shared<App>) -> Result {
    if !sheet.holds() {
        return Ok(see_other(&format!("/sheets/{}/review", sheet.head().id.0)));
    }
    let (content, counts) = with_counts(&app, &sheet).await?;
    viewed(&app, sheet.actor(), Event::SheetViewed, &[sheet.head().id.0]).await?;
    Ok(match complete(&sheet, &content) {
        Ok(whole) => check_page(&app, &sheet, &content, &whole, counts).into_response(),
        Err(mistakes) => incomplete_page(&app, &sheet, &content, &mistakes),
    })
}

/// POST /sheets/{id}/review/submission: submits what was checked, once.
pub async fn submit(sheet: ReviewedSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let (head, step) = (sheet.head(), sheet.step());
    let path = format!("/sheets/{}/review/submission", head.id.0);
    let done = format!("/sheets/{}/review", head.id.0);
    let mut change = Change::begin(&app, sheet.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &done).await? {
        return Ok(see_other(&first));
    }
    let to = next(head.plan(), head.moment(), Action::Submit, sheet.hat())?;
    let content = content(&app.reader, head.id).await?.cut(head, sheet.reader());
    let whole = match complete(&sheet, &content) {
        Ok(whole) => whole,
        Err(mistakes) => return Ok(incomplete_page(&app, &sheet, &content, &mistakes)),
    };
    let checked = answers.get("version") == head.version.to_string()
        && answers.get("stamp") == content.stamp(step).to_string();
    let mut mistakes = Mistakes::default();
    let why = if lacks_interview(&app, &sheet) {
        mistakes.note("reason", reason(answers.get("reason")))
    } else {
        None
    };
    let mut said = proposal(&content, &head.position_code, &whole);
    let typed = answers.get("deviation");
    let deviating = said.as_mut().and_then(|said| said.reasoned(typed, &mut mistakes));
    if !checked || !mistakes.is_empty() {
        drop(change);
        let (content, counts) = with_counts(&app, &sheet).await?;
        let mut again = check_page(&app, &sheet, &content, &whole, counts);
        again.0.changed = !checked;
        again.0.points = said;
        again.0.shell = again.0.shell.with_mistakes(&mistakes);
        again.0.without = again.0.without.map(|_| why_field(&answers, &mistakes));
        return Ok(if checked { again.unprocessable() } else { again.conflicting() });
    }
    let round = write(&mut change, head.id, step, &whole).await?;
    if let Some(deviating) = &deviating {
        keep_deviation(&mut change, head.id, step, round, deviating).await?;
    }
    move_on(&mut change, head, to, Action::Submit, why.as_deref()).await?;
    let entry = Entry::new(Event::ReviewSubmitted, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({
            "step": step.code(), "from": head.state.code(), "to": to.code(), "round": round,
            "overall": whole.overall, "without_interview": why,
            "proposed": deviating.map(|one| one.proposed),
        }));
    change.commit(entry).await?;
    Ok(redirect(&done, Notice::ReviewSubmitted))
}

/// Whether what the reader submitted can still be taken back.
pub fn may_withdraw(sheet: &ReviewedSheet) -> bool {
    let head = sheet.head();
    next(head.plan(), head.moment(), Action::Withdraw, sheet.hat()).is_ok()
}

/// POST /sheets/{id}/review/withdrawal
pub async fn withdraw(sheet: ReviewedSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = sheet.head();
    let here = format!("/sheets/{}/review", head.id.0);
    let mut change = Change::begin(&app, sheet.actor()).await?;
    let path = format!("{here}/withdrawal");
    if let Some(first) = change.repeated(answers.form_id(), &path, &here).await? {
        return Ok(see_other(&first));
    }
    let to = next(head.plan(), head.moment(), Action::Withdraw, sheet.hat())?;
    if answers.has("version") && answers.get("version") != head.version.to_string() {
        return Err(Refusal::WrongState.into());
    }
    move_on(&mut change, head, to, Action::Withdraw, None).await?;
    let entry = Entry::new(Event::ReviewWithdrawn, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({ "from": head.state.code(), "to": to.code() }));
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::ReviewWithdrawn))
}
