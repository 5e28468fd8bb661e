//! 自己評価: writing and saving.

use askama::Template;
use axum::{
    Json,
    extract::State as Shared,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    AbilityCard, Asked, Content, Graded, Head, OwnSheet, Shown, StepView, TextField, card, content,
    field_names,
    forms::{self, OWN_REMARKS},
    keep_draft, page_fields, steps, store, text_field, triples,
};
use crate::{
    evaluation::{
        fact::FactLine,
        view::Reader,
        workflow::{Refusal, State, Step},
    },
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell,
        date::{self, Remaining, moment, month_day_weekday, remaining},
        redirect, see_other,
    },
};

/// The hint beside a comment, with the grades of this scale that need one.
fn hint(scale: &[i16]) -> String {
    format!(
        "いつ、何をして、どうなったかを400文字以内で書きます。{}をつけるときは必ず書きます。",
        super::ends(scale, "・")
    )
}

#[derive(Template)]
#[template(path = "evaluation/sheet/self_assessment.html")]
pub(super) struct SelfAssessmentPage {
    shell: Shell,
    action: String,
    cycle_id: i64,
    intro: String,
    due: Option<(String, Remaining)>,
    steps: Vec<StepView>,
    /// Why it came back: who, when, the reason.
    returned: Option<(String, String, String)>,
    cards: Vec<AbilityCard>,
    /// Notes of the year that stand beside no ability.
    facts: Vec<FactLine>,
    facts_heading: &'static str,
    /// What the evaluator said in the middle of the period.
    advice: Option<String>,
    scale: Vec<super::Grade>,
    remarks: Vec<TextField>,
    /// What was done beside the goals.
    extra: Option<super::extra::ExtraFields>,
    complete: usize,
    saved: String,
    evaluator: String,
    conflict: bool,
    /// 「能力」 or 「目標」
    items: &'static str,
}

/// What is graded, as the readers of forms ask for it.
pub fn asked(content: &Content) -> Vec<Asked<'_>> {
    content.abilities.iter().map(|a| Asked { id: a.id, name: &a.name }).collect()
}

pub(super) async fn own_content(app: &App, own: &OwnSheet) -> Result<Content> {
    Ok(content(&app.reader, own.head().id).await?.cut(own.head(), Reader::Subject))
}

/// The name of the page.
pub(super) fn title(head: &Head) -> &'static str {
    match head.graded {
        Graded::Abilities => "自己評価（能力評価）",
        Graded::Goals => "自己評価（業績評価）",
        Graded::Items => "自己評価",
    }
}

/// The next one who gets the sheet, by name and title.
pub(super) fn receiver(head: &Head) -> String {
    head.first
        .as_ref()
        .or(head.second.as_ref())
        .map_or_else(|| "職員課".to_owned(), super::Evaluator::titled)
}

pub(super) fn edit_page(
    app: &App,
    head: &Head,
    shown: &Shown<'_>,
    shell: Shell,
) -> SelfAssessmentPage {
    let content = shown.content;
    let hint = hint(&content.points());
    let cards: Vec<_> = content
        .abilities
        .iter()
        .enumerate()
        .map(|(place, ability)| card(shown, ability, place + 1, &hint))
        .collect();
    let remarks = OWN_REMARKS
        .iter()
        .map(|r| {
            let hint = format!("{}400文字以内です。", r.hint);
            text_field(shown, r.field, r.label, &hint, r.required)
        })
        .collect();
    SelfAssessmentPage {
        shell: shell.with_mistakes(shown.mistakes),
        action: format!("/sheets/{}/self-assessment", head.id.0),
        cycle_id: head.cycle_id,
        intro: format!(
            "{}・{}。{}件の{}を{}段階で評価します。途中で保存でき、提出するまで上司には見えません。",
            date::fiscal_label(head.fiscal_year),
            head.position_name,
            cards.len(),
            head.items(),
            content.scale.len()
        ),
        due: head.due().map(|due| (month_day_weekday(due), remaining(due, app.today()))),
        steps: steps(head, content),
        returned: content.reason(head).map(|pass| {
            (
                pass.by.clone().unwrap_or_default(),
                moment(pass.at),
                pass.reason.clone().unwrap_or_default(),
            )
        }),
        complete: cards.iter().filter(|card| card.complete).count(),
        cards,
        facts: shown.facts_elsewhere(),
        facts_heading: shown.elsewhere_heading(),
        advice: content.midterm.advice(None).map(str::to_owned),
        scale: content.scale.iter().rev().cloned().collect(),
        remarks,
        extra: super::extra::own_fields(head, shown),
        saved: content.saved_words(Step::Own),
        evaluator: receiver(head),
        conflict: !shown.conflicts.is_empty(),
        items: head.items(),
    }
}

pub(super) fn shell(app: &App, own: &OwnSheet, title: &str) -> Shell {
    own.actor().shell(app, title).at("/evaluations").under("/evaluations", "自分の評価")
}

/// Writing is possible while the sheet is with the person and the step has opened.
pub(super) fn may_write(app: &App, head: &Head) -> Result<()> {
    if head.state != State::SelfAssessment {
        return Err(Refusal::WrongState.into());
    }
    match head.window("self") {
        Some(window) if app.today() < window.opens_on => Err(AppError::Refused(format!(
            "自己評価は{}から記入できます。",
            month_day_weekday(window.opens_on)
        ))),
        _ => Ok(()),
    }
}

/// The page as somebody would write on it, made of what stands in no database.
pub fn rehearsed(app: &App, mut shell: Shell, head: &Head, content: &Content) -> impl Template {
    title(head).clone_into(&mut shell.title);
    let mistakes = Mistakes::default();
    let shown =
        Shown { content, step: Step::Own, typed: None, mistakes: &mistakes, conflicts: &[] };
    edit_page(app, head, &shown, shell)
}

/// GET /sheets/{id}/self-assessment
pub async fn edit(own: OwnSheet, Shared(app): Shared<App>, headers: HeaderMap) -> Result {
    if own.head().state != State::SelfAssessment {
        return Ok(see_other(&format!("/sheets/{}", own.head().id.0)));
    }
    may_write(&app, own.head())?;
    let content = own_content(&app, &own).await?;
    let shown = Shown {
        content: &content,
        step: Step::Own,
        typed: None,
        mistakes: &Mistakes::default(),
        conflicts: &[],
    };
    let shell = shell(&app, &own, title(own.head())).saying(Notice::from_headers(&headers));
    Ok(Page(edit_page(&app, own.head(), &shown, shell)).into_response())
}

/// POST /sheets/{id}/self-assessment: keeps everything; on the way to the check page it is also
/// held against the rules.
pub async fn save(own: OwnSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    may_write(&app, own.head())?;
    let before = own_content(&app, &own).await?;
    let names = names(&before);
    let again = |mistakes: &Mistakes, conflicts: &[store::Conflict], content: &Content| {
        let shown = Shown { content, step: Step::Own, typed: Some(&answers), mistakes, conflicts };
        let shell = shell(&app, &own, title(own.head()));
        Page(edit_page(&app, own.head(), &shown, shell))
    };
    let fields = match page_fields(&names, &answers) {
        Ok(fields) => fields,
        Err(mistakes) => return Ok(again(&mistakes, &[], &before).unprocessable()),
    };
    let saved = keep_draft(&app, (own.actor(), own.head()), Step::Own, &fields).await?;
    if !saved.conflicts.is_empty() {
        let after = own_content(&app, &own).await?;
        return Ok(again(&Mistakes::default(), &saved.conflicts, &after).conflicting());
    }
    let here = format!("/sheets/{}/self-assessment", own.head().id.0);
    if answers.get("do") != "check" {
        return Ok(redirect(&here, Notice::DraftSaved));
    }
    match whole(own.head(), &before, &answers) {
        Ok(_) => Ok(see_other(&format!("{here}/check"))),
        Err(mistakes) => {
            let after = own_content(&app, &own).await?;
            Ok(again(&mistakes, &[], &after).unprocessable())
        }
    }
}

/// A whole self-assessment, or every mistake at once.
pub(super) fn whole(
    head: &Head,
    content: &Content,
    answers: &Answers,
) -> Result<super::Submitting, Mistakes> {
    let scale = content.points();
    let read = forms::self_assessment(&asked(content), &scale, answers);
    super::extra::with_own(read, head, &scale, answers)
}

fn names(content: &Content) -> std::collections::BTreeSet<String> {
    let remarks = OWN_REMARKS.iter().map(|remark| remark.field);
    let extra: Vec<&str> = remarks.chain(super::extra::OWN_FIELDS).collect();
    field_names(&asked(content), &extra)
}

/// POST /sheets/{id}/self-assessment/draft: the automatic save.
pub async fn autosave(own: OwnSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    if let Err(refused) = may_write(&app, own.head()) {
        let body = Json(json!({ "message": refused.to_string() }));
        return Ok((StatusCode::CONFLICT, body).into_response());
    }
    let content = own_content(&app, &own).await?;
    match triples(&names(&content), &answers) {
        Ok(fields) => Ok(super::saved_answer(
            &app,
            &keep_draft(&app, (own.actor(), own.head()), Step::Own, &fields).await?,
        )),
        Err(mistakes) => Ok(super::too_long_answer(&mistakes)),
    }
}
