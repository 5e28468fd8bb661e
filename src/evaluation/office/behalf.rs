//! 代わりに入力する: somebody who cannot use the portal has written on paper, and 職員課 enters it as
//! their step. The same rules hold as for the writer; who entered it and why stands in the history.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{
    access::OfficeSheet,
    behalf_goals,
    behalf_show::{Extra, Item, Text, extra, items, stale_words, texts, then},
    store,
};
use crate::{
    audit::{self, Change, Entry, Event, Subject},
    evaluation::{
        goal::Paper,
        review::{self, Proposal},
        scoring::{Deviating, keep_deviation},
        sheet::{
            self, Content, EXTRA_FIELDS, Grade, Head, OWN_REMARKS, Submitting, content,
            field_names, move_on, reason, self_assessment, with_judged, with_own,
        },
        view::Reader,
        workflow::{Action, Hat, Refusal, State, Step, next},
    },
    kit::{Answers, App, Mistakes, Notice, Page, Result, Shell, redirect, see_other},
};

#[derive(Template)]
#[template(path = "evaluation/office/behalf.html")]
struct BehalfPage {
    shell: Shell,
    here: String,
    back: String,
    /// Whose step is entered, and which.
    writer: String,
    step: &'static str,
    then: String,
    items: Vec<Item>,
    scale: Vec<Grade>,
    overall: Option<Item>,
    extra: Option<Extra>,
    remarks: Vec<Text>,
    points: Option<Proposal>,
    why: Text,
    version: i32,
    stale: Option<&'static str>,
    form: String,
}

/// A step, and where the sheet goes after it.
pub type Turn = (Step, State);

/// The step that can be entered now, and where the sheet goes then.
fn turn(head: &Head) -> Result<Turn, Refusal> {
    let to = next(head.plan(), head.moment(), Action::OnBehalf, Hat::Hr)?;
    Ok((head.state.step().ok_or(Refusal::WrongState)?, to))
}

/// What was typed, or every mistake at once.
fn read(
    head: &Head,
    content: &Content,
    step: Step,
    answers: &Answers,
) -> Result<Submitting, Mistakes> {
    let scale = content.points();
    if step == Step::Own {
        let read = self_assessment(&sheet::asked(content), &scale, answers);
        return with_own(read, head, &scale, answers);
    }
    let read = review::review(step, &review::judged(step, content), &scale, answers);
    with_judged(read, (head, content), &scale, answers)
}

/// What was typed in the fields of the step.
fn fields(content: &Content, step: Step, answers: &Answers) -> Vec<(String, String)> {
    let more: Vec<&str> = match step {
        Step::Own => OWN_REMARKS.iter().map(|r| r.field).chain(EXTRA_FIELDS).collect(),
        _ => review::FIELDS.to_vec(),
    };
    let with_value = |name: String| {
        let value = answers.get(&name).to_owned();
        (name, value)
    };
    field_names(&sheet::asked(content), &more).into_iter().map(with_value).collect()
}

struct Typed<'a> {
    answers: &'a Answers,
    mistakes: &'a Mistakes,
    points: Option<Proposal>,
    stale: bool,
}

fn page(
    app: &App,
    office: &OfficeSheet,
    content: &Content,
    (step, to): Turn,
    typed: Typed<'_>,
) -> Page<BehalfPage> {
    let head = office.head();
    let (answers, mistakes) = (typed.answers, typed.mistakes);
    let base = format!("/sheets/{}", head.id.0);
    Page(BehalfPage {
        shell: shell(app, office, step.label()).with_mistakes(mistakes),
        here: format!("{base}/office/behalf"),
        back: format!("{base}/office"),
        writer: head.holder(),
        step: step.label(),
        then: then(head, to),
        items: items(content, step, answers, mistakes),
        overall: (step != Step::Own).then(|| Item::overall(content, answers, mistakes)),
        extra: extra(head, content, step, (answers, mistakes)),
        scale: content.scale.iter().rev().cloned().collect(),
        remarks: texts(step, answers, mistakes),
        points: typed.points,
        why: Text::why(answers, mistakes),
        version: head.version,
        stale: typed.stale.then(stale_words),
        form: uuid::Uuid::now_v7().to_string(),
    })
}

/// The top of a page where something is entered.
pub fn shell(app: &App, office: &OfficeSheet, what: &str) -> Shell {
    let head = office.head();
    let base = format!("/sheets/{}", head.id.0);
    office
        .actor()
        .shell(app, format!("{}さんの{what}を代わりに入力する", head.subject_name))
        .at("/hr/progress")
        .under("/hr/progress", "評価の進捗")
        .under(base.clone(), format!("{}さんのシート", head.subject_name))
        .under(format!("{base}/office"), "シートを動かす")
}

async fn cut(app: &App, head: &Head) -> Result<Content> {
    Ok(content(&app.reader, head.id).await?.cut(head, Reader::Hr))
}

/// GET /sheets/{id}/office/behalf
pub async fn edit(office: OfficeSheet, Shared(app): Shared<App>) -> Result {
    let head = office.head();
    let turn = turn(head)?;
    let (id, subject) = (head.id.0, head.subject);
    audit::viewed(&app, office.actor(), Event::SheetViewed, Subject::sheet(id), Some(subject))
        .await?;
    if Paper::covers(turn.0) {
        return behalf_goals::edit(&app, &office, turn).await;
    }
    let content = cut(&app, head).await?;
    let (answers, mistakes) = (Answers::default(), Mistakes::default());
    let typed = Typed { answers: &answers, mistakes: &mistakes, points: None, stale: false };
    Ok(page(&app, &office, &content, turn, typed).into_response())
}

/// Why the points were not followed, where a reason is asked for.
fn deviating(
    points: &mut Option<Proposal>,
    answers: &Answers,
    mistakes: &mut Mistakes,
) -> Option<Deviating> {
    points.as_mut().and_then(|points| points.reasoned(answers.get("deviation"), mistakes))
}

/// POST /sheets/{id}/office/behalf: enters the step and sends the sheet on.
pub async fn enter(office: OfficeSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let head = office.head();
    let path = format!("/sheets/{}/office/behalf", head.id.0);
    let done = format!("/sheets/{}/history", head.id.0);
    let mut change = Change::begin(&app, office.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &done).await? {
        return Ok(see_other(&first));
    }
    let (step, to) = turn(head)?;
    if Paper::covers(step) {
        return behalf_goals::enter(&app, &office, (step, to), change, &answers).await;
    }
    let content = cut(&app, head).await?;
    let mut mistakes = Mistakes::default();
    let whole = read(head, &content, step, &answers).map_err(|wrong| mistakes = wrong).ok();
    let why = mistakes.note("reason", reason(answers.get("reason")));
    let said = whole.as_ref().filter(|_| step != Step::Own);
    let mut points = said.and_then(|w| review::proposal(&content, &head.position_code, w));
    let deviating = deviating(&mut points, &answers, &mut mistakes);
    let stale = answers.get("version") != head.version.to_string();
    let (Some(whole), Some(why), true, false) = (whole, why, mistakes.is_empty(), stale) else {
        drop(change);
        let typed = Typed { answers: &answers, mistakes: &mistakes, points, stale };
        let page = page(&app, &office, &content, (step, to), typed);
        return Ok(if stale { page.conflicting() } else { page.unprocessable() });
    };
    let round = sheet::submit(&mut change, head.id, step, &whole).await?;
    if let Some(deviating) = &deviating {
        keep_deviation(&mut change, head.id, step, round, deviating).await?;
    }
    let fields = fields(&content, step, &answers);
    sent(change, head, (step, to), round, &fields, &why).await
}

/// Sends the sheet on with what was entered, and keeps the reason in its history.
pub async fn sent(
    mut change: Change,
    head: &Head,
    (step, to): Turn,
    round: i16,
    fields: &[(String, String)],
    why: &str,
) -> Result {
    store::lay(&mut change, head, step, fields).await?;
    move_on(&mut change, head, to, Action::OnBehalf, Some(why)).await?;
    let entry = Entry::new(Event::SheetMoved, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({ "action": Action::OnBehalf.code(), "step": step.code(), "round": round,
                        "from": head.state.code(), "to": to.code(), "reason": why }));
    change.commit(entry).await?;
    Ok(redirect(&format!("/sheets/{}/history", head.id.0), Notice::EnteredOnBehalf))
}
