//! Answering goals: the whole team's difficulties above, each goal with its answer below.

use askama::Template;
use axum::{
    Json,
    extract::State as Shared,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use serde_json::json;

use super::forms::{Answer, VERDICTS, answer, name, names};
use crate::{
    audit::Event,
    evaluation::{
        goal::{
            access::AnsweredGoals,
            desk::Desk,
            rules::{Difficulty, Goal, GoalRound, decision, may_answer},
            show::{ChangeView, GoalView, TeamRow, changes, goal_view, team_rows},
            store::{self, Decided},
            written::{Framed, Written},
        },
        review::viewed,
        sheet::{
            Conflict, Field, Shown, TextField, keep_draft, page_fields, saved_answer, text_field,
            too_long_answer, triples,
        },
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
#[template(path = "evaluation/goal/review/answer.html")]
pub struct AnswerPage {
    shell: Shell,
    action: String,
    intro: String,
    due: Option<(String, Remaining)>,
    /// Position and place of the person.
    facts: Vec<(&'static str, String)>,
    team: Vec<TeamRow>,
    agreed: usize,
    /// Set where a change of agreed goals is answered.
    changes: Vec<ChangeView>,
    reason: Option<String>,
    scale: Vec<(&'static str, &'static str, String)>,
    cards: Vec<AnswerCard>,
    /// Agreed to before, and the same since.
    kept: Vec<GoalView>,
    saved: String,
    conflict: bool,
}

struct AnswerCard {
    goal: GoalView,
    difficulty: TextField,
    difficulties: Vec<ChoiceView>,
    note: TextField,
    verdict: TextField,
    verdicts: Vec<ChoiceView>,
    comment: TextField,
    differs: bool,
}

struct ChoiceView {
    code: &'static str,
    mark: &'static str,
    label: &'static str,
    id: String,
    chosen: bool,
}

/// Everything about the goals, with the team beside it.
pub async fn desk(app: &App, goals: &AnsweredGoals) -> Result<Desk> {
    // a deputy's own people are no team of this evaluator
    let own = goals.actor().standing_in.is_none().then_some(goals.actor().id);
    let desk = store::desk(&app.reader, goals.head(), own).await?;
    // whoever answers, answers as the first evaluator does
    Ok(desk.cut(goals.head(), Reader::First))
}

/// The round to answer, while the sheet waits for this reader.
pub fn waiting<'a>(goals: &AnsweredGoals, desk: &'a Desk) -> Result<&'a GoalRound, AppError> {
    let open = may_answer(goals.head().state);
    desk.pending().filter(|_| open).ok_or_else(|| Refusal::WrongState.into())
}

/// The answers this round keeps.
pub fn kept(desk: &Desk, round: &GoalRound) -> Vec<Decided> {
    let answers = round.goals.iter().filter_map(|goal| desk.kept(round.round, goal));
    answers.map(|answer| Decided::kept(&answer)).collect()
}

/// The goals that keep their answer, to read.
fn kept_views(desk: &Desk, round: &GoalRound) -> Vec<GoalView> {
    let view = |(goal, n): (&Goal, usize)| {
        let answer = desk.kept(round.round, goal)?;
        Some(goal_view(desk, goal, n, Some(&answer)).kept())
    };
    round.goals.iter().zip(1..).filter_map(view).collect()
}

/// What is on the page, read.
pub fn read(desk: &Desk, round: &GoalRound) -> Result<Answer, Mistakes> {
    answer(&desk.content.stored(Step::GoalReview), round, &kept(desk, round))
}

pub fn shell(app: &App, goals: &AnsweredGoals, title: String) -> Shell {
    goals
        .actor()
        .shell(app, title)
        .at("/goals/team")
        .under(goals.actor().list("/goals/team"), "部下の目標")
}

/// The page of answering, as it stands or with what is wrong.
pub struct Answering<'a> {
    pub app: &'a App,
    pub goals: &'a AnsweredGoals,
    pub desk: &'a Desk,
    pub round: &'a GoalRound,
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
        let (head, desk, round) = (self.goals.head(), self.desk, self.round);
        let content = &desk.content;
        let shown =
            Shown { content, step: Step::GoalReview, typed: self.typed, mistakes, conflicts };
        let agreed = desk.agreed();
        let what = if agreed.is_some() { "目標の変更の確認" } else { "目標の確認" };
        let saved = content.saved_words(Step::GoalReview);
        AnswerPage {
            shell: shell(self.app, self.goals, format!("{}さんの{what}", head.subject_name))
                .with_mistakes(mistakes)
                .beside(content.unfinished.as_ref())
                .saying(notice),
            action: format!("/sheets/{}/goal-review", head.id.0),
            intro: format!(
                "{}。困難度を職場の中でそろえてから、目標ごとに答えます。提出するまで、ほかの人には見えません。",
                head.cycle_name
            ),
            due: head.due().map(|due| (month_day_weekday(due), remaining(due, self.app.today()))),
            facts: vec![
                ("職位", head.position_name.clone()),
                ("所属", head.place.clone()),
                ("目標", format!("{}件", round.goals.len())),
            ],
            team: team_rows(&desk.team, Some(head.id.0)),
            agreed: desk.team.iter().filter(|member| member.state > State::GoalReview).count(),
            changes: agreed.map(|old| changes(desk, &old.goals, &round.goals)).unwrap_or_default(),
            reason: round.reason.clone(),
            scale: Difficulty::ALL
                .iter()
                .map(|d| (d.mark(), d.label(), d.definition(&head.position_name)))
                .collect(),
            cards: round
                .goals
                .iter()
                .zip(1..)
                .filter(|(goal, _)| desk.kept(round.round, goal).is_none())
                .map(|(goal, n)| self.card(&shown, goal, n))
                .collect(),
            kept: kept_views(desk, round),
            saved,
            conflict: !conflicts.is_empty(),
        }
    }
}

impl Answering<'_> {
    fn card(&self, shown: &Shown<'_>, goal: &Goal, n: usize) -> AnswerCard {
        let desk = self.desk;
        let field = |part: &str, label: &str, hint: &str, required: bool| {
            text_field(shown, &name(self.round.round, goal.slot, part), label, hint, required)
        };
        let before = decision(&desk.decisions, goal.slot);
        let mut difficulty = field("difficulty", "困難度の決定", "", true);
        // to begin with, what was decided before, else what the person says
        if difficulty.version == 0 && difficulty.value.is_empty() {
            let given = before.map_or(goal.difficulty, |decision| decision.difficulty);
            given.code().clone_into(&mut difficulty.value);
        }
        let verdict = field("verdict", "承認", "", true);
        let choice = |of: &TextField, at: usize, code, mark, label| ChoiceView {
            code,
            mark,
            label,
            id: if at == 0 { of.name.clone() } else { format!("{}-{code}", of.name) },
            chosen: of.value == code,
        };
        AnswerCard {
            goal: goal_view(desk, goal, n, None),
            differs: difficulty.value != goal.difficulty.code(),
            difficulties: Difficulty::ALL
                .iter()
                .enumerate()
                .map(|(at, d)| choice(&difficulty, at, d.code(), d.mark(), d.label()))
                .collect(),
            verdicts: VERDICTS
                .into_iter()
                .enumerate()
                .map(|(at, (code, label))| choice(&verdict, at, code, "", label))
                .collect(),
            note: field(
                "note",
                "困難度の理由",
                "本人の申告と違うときは必要です。本人と共有します（200文字以内）。",
                false,
            ),
            comment: field(
                "comment",
                "本人に伝えること",
                "直してもらうときは必要です。何を、どう直してほしいかを書きます。本人と共有します（200文字以内）。",
                false,
            ),
            difficulty,
            verdict,
        }
    }
}

/// The page of answering over a sheet that stands in no database. None: nothing waits there.
pub fn rehearsed(
    app: &App,
    shell: Shell,
    goals: &AnsweredGoals,
    desk: &Desk,
) -> Option<impl Template + use<>> {
    let round = desk.pending()?;
    Some(Answering { app, goals, desk, round, typed: None }.rehearsed(shell))
}

/// GET /sheets/{id}/goal-review. The look is recorded: from then on the goals are not taken back.
pub async fn edit(goals: AnsweredGoals, Shared(app): Shared<App>, headers: HeaderMap) -> Result {
    let head = goals.head();
    viewed(&app, goals.actor(), Event::SheetViewed, &[head.id.0]).await?;
    let desk = desk(&app, &goals).await?;
    let Ok(round) = waiting(&goals, &desk) else {
        return Ok(see_other(&format!("/sheets/{}/goals", head.id.0)));
    };
    let answering = Answering { app: &app, goals: &goals, desk: &desk, round, typed: None };
    let page = answering.page(&Mistakes::default(), &[], Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// POST /sheets/{id}/goal-review: keeps everything, and does what the button says.
pub async fn save(goals: AnsweredGoals, Shared(app): Shared<App>, answers: Answers) -> Result {
    let before = desk(&app, &goals).await?;
    let round = waiting(&goals, &before)?;
    let answering =
        Answering { app: &app, goals: &goals, desk: &before, round, typed: Some(&answers) };
    let mut fields = match page_fields(&names(round, &kept(&before, round)), &answers) {
        Ok(fields) => fields,
        Err(mistakes) => return Ok(answering.page(&mistakes, &[], None).unprocessable()),
    };
    if answers.get("do") == "agree-all" {
        agree_to_the_rest(round, &before, &mut fields);
    }
    let saved = keep_draft(&app, (goals.actor(), goals.head()), Step::GoalReview, &fields).await?;
    let after = desk(&app, &goals).await?;
    let answering = Answering { desk: &after, ..answering };
    if !saved.conflicts.is_empty() {
        let page = answering.page(&Mistakes::default(), &saved.conflicts, None);
        return Ok(page.conflicting());
    }
    let here = format!("/sheets/{}/goal-review", goals.head().id.0);
    match answers.get("do") {
        "check" => match read(&after, round) {
            Ok(_) => Ok(see_other(&format!("{here}/check"))),
            Err(mistakes) => Ok(answering.page(&mistakes, &[], None).unprocessable()),
        },
        _ => Ok(redirect(&here, Notice::DraftSaved)),
    }
}

/// Every goal without an answer is agreed to.
fn agree_to_the_rest(round: &GoalRound, desk: &Desk, fields: &mut Vec<Field>) {
    for goal in round.goals.iter().filter(|goal| desk.kept(round.round, goal).is_none()) {
        let name = name(round.round, goal.slot, "verdict");
        if fields.iter().any(|field| field.name == name && !field.value.is_empty()) {
            continue;
        }
        let version = desk.content.draft(Step::GoalReview, &name).map_or(0, |d| d.version);
        fields.retain(|field| field.name != name);
        fields.push(Field { name, value: "agree".to_owned(), version });
    }
}

/// POST /sheets/{id}/goal-review/draft: the automatic save.
pub async fn autosave(goals: AnsweredGoals, Shared(app): Shared<App>, answers: Answers) -> Result {
    let desk = desk(&app, &goals).await?;
    let round = match waiting(&goals, &desk) {
        Ok(round) => round,
        Err(refused) => {
            let body = Json(json!({ "message": refused.to_string() }));
            return Ok((StatusCode::CONFLICT, body).into_response());
        }
    };
    match triples(&names(round, &kept(&desk, round)), &answers) {
        Ok(fields) => Ok(saved_answer(
            &app,
            &keep_draft(&app, (goals.actor(), goals.head()), Step::GoalReview, &fields).await?,
        )),
        Err(mistakes) => Ok(too_long_answer(&mistakes)),
    }
}
