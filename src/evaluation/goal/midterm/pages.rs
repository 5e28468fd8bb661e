//! 中間申告: writing how each agreed goal stands, and saving.

use askama::Template;
use axum::{
    Json,
    extract::State as Shared,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    forms::{names, report},
    show::{ReportFields, report_fields},
};
use crate::{
    evaluation::{
        goal::{
            desk::Desk,
            rules::{Goal, decision},
            show::{GoalView, goal_view},
            store,
            written::{Framed, Written},
        },
        sheet::{
            Conflict, Evaluator, Head, OwnSheet, Shown, StepView, keep_draft, page_fields,
            saved_answer, steps, too_long_answer, triples,
        },
        view::Reader,
        workflow::{Hat, Refusal, State, Step},
    },
    kit::{
        Answers, App, AppError, Mistakes, Notice, Result, Shell,
        date::{Remaining, moment, month_day_weekday, remaining},
        redirect, see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/goal/midterm/report.html")]
pub struct ReportPage {
    shell: Shell,
    action: String,
    intro: String,
    due: Option<(String, Remaining)>,
    steps: Vec<StepView>,
    /// Why it came back: who, when, the reason.
    returned: Option<(String, String, String)>,
    cards: Vec<ReportCard>,
    complete: usize,
    /// Where the goals can be changed.
    goals: String,
    saved: String,
    receiver: String,
    conflict: bool,
}

struct ReportCard {
    goal: GoalView,
    fields: ReportFields,
}

/// Who answers, by name and title.
pub fn receiver(head: &Head) -> String {
    let evaluator = match head.plan().hat(State::MidtermReview) {
        Some(Hat::SecondEvaluator) => &head.second,
        _ => &head.first,
    };
    evaluator.as_ref().map(Evaluator::titled).unwrap_or_default()
}

pub fn shell(app: &App, own: &OwnSheet, title: &str) -> Shell {
    own.actor().shell(app, title).at("/evaluations").under("/evaluations", "自分の評価")
}

/// Everything about the sheet's goals the person may see. A year without a midterm has no such
/// page.
pub async fn own_desk(app: &App, own: &OwnSheet) -> Result<Desk> {
    let plan = own.head().plan();
    if !(plan.goals && plan.midterm) {
        return Err(AppError::NotFound);
    }
    Ok(store::desk(&app.reader, own.head(), None).await?.cut(own.head(), Reader::Subject))
}

/// Writing is possible while the sheet waits for the person and the step has opened.
pub fn may_write(app: &App, head: &Head) -> Result<()> {
    if head.state != State::MidtermReport {
        return Err(Refusal::WrongState.into());
    }
    match head.window(Step::Midterm.code()) {
        Some(window) if app.today() < window.opens_on => Err(AppError::Refused(format!(
            "中間申告は{}から記入できます。",
            month_day_weekday(window.opens_on)
        ))),
        _ => Ok(()),
    }
}

/// The goals that are told about.
pub fn goals(desk: &Desk) -> &[Goal] {
    desk.agreed().map_or(&[], |round| &round.goals)
}

/// The page of writing, as it stands or with what is wrong.
pub struct Writing<'a> {
    pub app: &'a App,
    pub own: &'a OwnSheet,
    pub desk: &'a Desk,
    pub typed: Option<&'a Answers>,
}

impl Framed for ReportPage {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

impl Written for Writing<'_> {
    type Page = ReportPage;

    fn built(
        &self,
        mistakes: &Mistakes,
        conflicts: &[Conflict],
        notice: Option<Notice>,
    ) -> ReportPage {
        let (head, desk) = (self.own.head(), self.desk);
        let content = &desk.content;
        let shown = Shown { content, step: Step::Midterm, typed: self.typed, mistakes, conflicts };
        let cards: Vec<_> = goals(desk)
            .iter()
            .zip(1..)
            .map(|(goal, n)| ReportCard {
                goal: goal_view(desk, goal, n, decision(&desk.decisions, goal.slot)),
                fields: report_fields(&shown, goal),
            })
            .collect();
        ReportPage {
            shell: shell(self.app, self.own, "中間申告").with_mistakes(mistakes).saying(notice),
            action: format!("/sheets/{}/midterm", head.id.0),
            intro: format!(
                "{}。{}件の目標について、これまでの進み具合を書きます。評価ではありません。提出するまで上司には見えません。",
                head.cycle_name,
                cards.len()
            ),
            due: head.due().map(|due| (month_day_weekday(due), remaining(due, self.app.today()))),
            steps: steps(head, content),
            returned: content.reason(head).map(|pass| {
                let by = pass.by.clone().unwrap_or_default();
                (by, moment(pass.at), pass.reason.clone().unwrap_or_default())
            }),
            complete: cards.iter().filter(|card| card.fields.complete).count(),
            cards,
            goals: format!("/sheets/{}/goals", head.id.0),
            saved: content.saved_words(Step::Midterm),
            receiver: receiver(head),
            conflict: !conflicts.is_empty(),
        }
    }
}

/// The page of writing over a sheet that stands in no database.
pub fn rehearsed(app: &App, shell: Shell, own: &OwnSheet, desk: &Desk) -> impl Template + use<> {
    Writing { app, own, desk, typed: None }.rehearsed(shell)
}

/// GET /sheets/{id}/midterm
pub async fn edit(own: OwnSheet, Shared(app): Shared<App>, headers: HeaderMap) -> Result {
    let desk = own_desk(&app, &own).await?;
    if own.head().state != State::MidtermReport {
        return Ok(see_other(&format!("/sheets/{}/goals", own.head().id.0)));
    }
    may_write(&app, own.head())?;
    let writing = Writing { app: &app, own: &own, desk: &desk, typed: None };
    let page = writing.page(&Mistakes::default(), &[], Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// POST /sheets/{id}/midterm: keeps everything; on the way to the check page it is also held
/// against the rules.
pub async fn save(own: OwnSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let before = own_desk(&app, &own).await?;
    may_write(&app, own.head())?;
    let writing = Writing { app: &app, own: &own, desk: &before, typed: Some(&answers) };
    let fields = match page_fields(&names(goals(&before)), &answers) {
        Ok(fields) => fields,
        Err(mistakes) => return Ok(writing.page(&mistakes, &[], None).unprocessable()),
    };
    let saved = keep_draft(&app, (own.actor(), own.head()), Step::Midterm, &fields).await?;
    let after = own_desk(&app, &own).await?;
    let writing = Writing { desk: &after, ..writing };
    if !saved.conflicts.is_empty() {
        return Ok(writing.page(&Mistakes::default(), &saved.conflicts, None).conflicting());
    }
    let here = format!("/sheets/{}/midterm", own.head().id.0);
    if answers.get("do") != "check" {
        return Ok(redirect(&here, Notice::DraftSaved));
    }
    match report(&after.content.stored(Step::Midterm), goals(&after)) {
        Ok(_) => Ok(see_other(&format!("{here}/check"))),
        Err(mistakes) => Ok(writing.page(&mistakes, &[], None).unprocessable()),
    }
}

/// POST /sheets/{id}/midterm/draft: the automatic save.
pub async fn autosave(own: OwnSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let desk = own_desk(&app, &own).await?;
    if let Err(refused) = may_write(&app, own.head()) {
        let body = Json(json!({ "message": refused.to_string() }));
        return Ok((StatusCode::CONFLICT, body).into_response());
    }
    match triples(&names(goals(&desk)), &answers) {
        Ok(fields) => Ok(saved_answer(
            &app,
            &keep_draft(&app, (own.actor(), own.head()), Step::Midterm, &fields).await?,
        )),
        Err(mistakes) => Ok(too_long_answer(&mistakes)),
    }
}
