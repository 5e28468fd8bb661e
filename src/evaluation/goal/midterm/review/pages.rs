//! Answering the midterm report: the goals with how they stand, and beside them what is said to it.

use askama::Template;
use axum::{
    Json,
    extract::State as Shared,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use serde_json::json;

use crate::{
    audit::Event,
    evaluation::{
        goal::{
            access::AnsweredGoals,
            desk::Desk,
            midterm::{
                forms::{advice, advice_names},
                pages::goals as told,
                show::{ProseView, advice_field, word_field},
            },
            rules::decision,
            show::{GoalView, goal_view},
            store,
            written::{Framed, Written},
        },
        review::viewed,
        sheet::{Conflict, Shown, keep_draft, page_fields, saved_answer, too_long_answer, triples},
        view::Reader,
        workflow::{Refusal, State, Step},
    },
    kit::{
        Answers, App, AppError, Mistakes, Notice, Result, Shell,
        date::{Remaining, month_day_weekday, remaining},
        redirect, see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/goal/midterm/answer.html")]
pub struct AnswerPage {
    shell: Shell,
    action: String,
    intro: String,
    due: Option<(String, Remaining)>,
    facts: Vec<(&'static str, String)>,
    /// The person has told something; else 職員課 passed the sheet on without.
    reported: bool,
    behind: usize,
    cards: Vec<AnswerCard>,
    advice: ProseView,
    sheet: String,
    saved: String,
    conflict: bool,
}

struct AnswerCard {
    goal: GoalView,
    word: ProseView,
}

/// Everything about the goals. A year without a midterm has no such page.
pub async fn desk(app: &App, goals: &AnsweredGoals) -> Result<Desk> {
    if !goals.head().plan().midterm {
        return Err(AppError::NotFound);
    }
    let desk = store::desk(&app.reader, goals.head(), None).await?;
    // whoever answers, answers as the first evaluator does
    Ok(desk.cut(goals.head(), Reader::First))
}

/// Whether the sheet waits for this reader.
pub fn waits(goals: &AnsweredGoals) -> Result<(), AppError> {
    if goals.head().state == State::MidtermReview {
        Ok(())
    } else {
        Err(Refusal::WrongState.into())
    }
}

pub fn shell(app: &App, goals: &AnsweredGoals, title: String) -> Shell {
    goals
        .actor()
        .shell(app, title)
        .at("/goals/team")
        .under(goals.actor().list("/goals/team"), "部下の目標")
}

/// The name of the page.
pub fn title(goals: &AnsweredGoals) -> String {
    format!("{}さんの中間面談", goals.head().subject_name)
}

/// The page of answering, as it stands or with what is wrong.
pub struct Answering<'a> {
    pub app: &'a App,
    pub goals: &'a AnsweredGoals,
    pub desk: &'a Desk,
    pub typed: Option<&'a Answers>,
}

impl Framed for AnswerPage {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

impl Written for Answering<'_> {
    type Page = AnswerPage;

    fn built(
        &self,
        mistakes: &Mistakes,
        conflicts: &[Conflict],
        notice: Option<Notice>,
    ) -> AnswerPage {
        let (head, desk) = (self.goals.head(), self.desk);
        let content = &desk.content;
        let shown =
            Shown { content, step: Step::MidtermReview, typed: self.typed, mistakes, conflicts };
        let cards: Vec<_> = told(desk)
            .iter()
            .zip(1..)
            .map(|(goal, n)| AnswerCard {
                goal: goal_view(desk, goal, n, decision(&desk.decisions, goal.slot)),
                word: word_field(&shown, goal),
            })
            .collect();
        let behind = |card: &&AnswerCard| card.goal.midterm.as_ref().is_some_and(|m| m.tag == "do");
        AnswerPage {
            shell: shell(self.app, self.goals, title(self.goals))
                .with_mistakes(mistakes)
                .beside(content.unfinished.as_ref())
                .saying(notice),
            action: format!("/sheets/{}/midterm-review", head.id.0),
            intro: format!(
                "{}。進み具合を読み、本人と話してから、指導助言を書きます。提出するまで、ほかの人には見えません。",
                head.cycle_name
            ),
            due: head.due().map(|due| (month_day_weekday(due), remaining(due, self.app.today()))),
            facts: vec![
                ("職位", head.position_name.clone()),
                ("所属", head.place.clone()),
                ("目標", format!("{}件", cards.len())),
            ],
            reported: !desk.midterm.reports.is_empty(),
            behind: cards.iter().filter(behind).count(),
            cards,
            advice: advice_field(&shown),
            sheet: format!("/sheets/{}", head.id.0),
            saved: desk.content.saved_words(Step::MidtermReview),
            conflict: !conflicts.is_empty(),
        }
    }
}

/// The page of answering over a sheet that stands in no database.
pub fn rehearsed(
    app: &App,
    shell: Shell,
    goals: &AnsweredGoals,
    desk: &Desk,
) -> impl Template + use<> {
    Answering { app, goals, desk, typed: None }.rehearsed(shell)
}

/// GET /sheets/{id}/midterm-review. The look is recorded: from then on the report is not taken back.
pub async fn edit(goals: AnsweredGoals, Shared(app): Shared<App>, headers: HeaderMap) -> Result {
    let head = goals.head();
    let desk = desk(&app, &goals).await?;
    viewed(&app, goals.actor(), Event::SheetViewed, &[head.id.0]).await?;
    if waits(&goals).is_err() {
        return Ok(see_other(&format!("/sheets/{}/goals", head.id.0)));
    }
    let answering = Answering { app: &app, goals: &goals, desk: &desk, typed: None };
    let page = answering.page(&Mistakes::default(), &[], Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// POST /sheets/{id}/midterm-review: keeps everything, and does what the button says.
pub async fn save(goals: AnsweredGoals, Shared(app): Shared<App>, answers: Answers) -> Result {
    let before = desk(&app, &goals).await?;
    waits(&goals)?;
    let answering = Answering { app: &app, goals: &goals, desk: &before, typed: Some(&answers) };
    let fields = match page_fields(&advice_names(told(&before)), &answers) {
        Ok(fields) => fields,
        Err(mistakes) => return Ok(answering.page(&mistakes, &[], None).unprocessable()),
    };
    let saved =
        keep_draft(&app, (goals.actor(), goals.head()), Step::MidtermReview, &fields).await?;
    let after = desk(&app, &goals).await?;
    let answering = Answering { desk: &after, ..answering };
    if !saved.conflicts.is_empty() {
        let page = answering.page(&Mistakes::default(), &saved.conflicts, None);
        return Ok(page.conflicting());
    }
    let sheet = format!("/sheets/{}", goals.head().id.0);
    match answers.get("do") {
        "check" => match advice(&after.content.stored(Step::MidtermReview), told(&after)) {
            Ok(_) => Ok(see_other(&format!("{sheet}/midterm-review/check"))),
            Err(mistakes) => Ok(answering.page(&mistakes, &[], None).unprocessable()),
        },
        "return" => Ok(see_other(&format!("{sheet}/return"))),
        _ => Ok(redirect(&format!("{sheet}/midterm-review"), Notice::DraftSaved)),
    }
}

/// POST /sheets/{id}/midterm-review/draft: the automatic save.
pub async fn autosave(goals: AnsweredGoals, Shared(app): Shared<App>, answers: Answers) -> Result {
    let desk = desk(&app, &goals).await?;
    if let Err(refused) = waits(&goals) {
        let body = Json(json!({ "message": refused.to_string() }));
        return Ok((StatusCode::CONFLICT, body).into_response());
    }
    match triples(&advice_names(told(&desk)), &answers) {
        Ok(fields) => Ok(saved_answer(
            &app,
            &keep_draft(&app, (goals.actor(), goals.head()), Step::MidtermReview, &fields).await?,
        )),
        Err(mistakes) => Ok(too_long_answer(&mistakes)),
    }
}
