//! Reading the goals of a sheet: what is agreed, what waits, and everything that was before.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    desk::Desk,
    rules::{Goal, GoalRound, decision, may_answer, may_change},
    show::{ChangeView, GoalView, changes, goal_view},
    store,
};
use crate::{
    audit::Event,
    evaluation::{
        review::viewed,
        sheet::{Head, ReadableSheet, StepView, steps, who_sees},
        view::Reader,
        workflow::{Action, Hat, State, next},
    },
    kit::{
        App, AppError, Notice, Page, Result, Shell,
        date::{local, moment, wareki_day},
    },
};

#[derive(Template)]
#[template(path = "evaluation/goal/goals.html")]
struct GoalsPage {
    shell: Shell,
    own: bool,
    sentence: String,
    steps: Vec<StepView>,
    /// What stands in the middle: agreed, else what waits.
    heading: String,
    goals: Vec<GoalView>,
    empty: String,
    pending: Option<PendingView>,
    earlier: Vec<EarlierView>,
    /// What the evaluator said in the middle of the period.
    advice: Option<String>,
    /// What the reader may do here: words and address; the first is the main one.
    actions: Vec<(&'static str, String)>,
    /// What can be taken back, and where.
    withdrawal: Option<(&'static str, String)>,
    form: String,
    who_sees: String,
}

/// A change that waits for an answer.
struct PendingView {
    at: String,
    reason: String,
    changes: Vec<ChangeView>,
}

/// A round that was replaced, or not agreed to.
struct EarlierView {
    heading: String,
    reason: String,
    refused: Option<String>,
    changes: Vec<ChangeView>,
}

fn day(round: &GoalRound) -> String {
    wareki_day(local(round.at).date())
}

fn earlier(desk: &Desk) -> Vec<EarlierView> {
    let pending = desk.pending().map(|round| round.round);
    let mut found = Vec::new();
    let mut before: Option<&GoalRound> = None;
    for round in &desk.rounds {
        if Some(round.round) == pending {
            continue;
        }
        if let Some(old) = before {
            let heading = match (&round.refused, &round.reason) {
                (Some(_), _) => format!("{}に出された変更（承認されていません）", day(round)),
                (None, Some(_)) => format!("{}に出された変更", day(round)),
                (None, None) => format!("{}の再提出で変わったところ", day(round)),
            };
            found.push(EarlierView {
                heading,
                reason: round.reason.clone().unwrap_or_default(),
                refused: round.refused.as_ref().map(|refused| {
                    let by = match &refused.by {
                        Some(by) if refused.on_behalf => {
                            format!("職員課の{by}さんが、評価者の紙から入力")
                        }
                        Some(by) => format!("{by}さん"),
                        None => "自動で終了".to_owned(),
                    };
                    format!("{by}（{}）：{}", moment(refused.at), refused.reason)
                }),
                changes: changes(desk, &old.goals, &round.goals),
            });
        }
        if round.refused.is_none() {
            before = Some(round);
        }
    }
    found.reverse();
    found
}

fn sentence(head: &Head, own: bool, desk: &Desk) -> String {
    let holder = head.holder();
    match head.state {
        State::GoalSetting if own => "いまはあなたが目標を書く番です。".to_owned(),
        State::GoalSetting => {
            "いまは本人が目標を書いています。提出されると、ここに表示されます。".to_owned()
        }
        State::GoalReview => format!("目標は提出済みです。いまは{holder}が確認しています。"),
        State::Working | State::WorkingOn if desk.pending().is_some() => {
            "目標の変更が、承認を待っています。承認されるまでは、前の目標が続きます。".to_owned()
        }
        State::Working | State::WorkingOn => {
            "目標は承認されています。事情が変わったときは、理由を書いて変えられます。".to_owned()
        }
        State::MidtermReport if own => "いまはあなたが中間申告を書く番です。".to_owned(),
        State::MidtermReport => "いまは本人が中間申告を書いています。".to_owned(),
        State::MidtermReview => format!("中間申告は提出済みです。いまは{holder}が読んでいます。"),
        _ => {
            let last = desk.rounds.last().and_then(|round| round.refused.as_ref());
            let closed = last.filter(|refused| refused.by.is_none());
            let closed = closed.map(|refused| refused.reason.as_str()).unwrap_or_default();
            format!("{closed}この目標について評価します。")
        }
    }
}

fn actions(sheet: &ReadableSheet, desk: &Desk) -> Vec<(&'static str, String)> {
    let head = sheet.head();
    let base = format!("/sheets/{}", head.id.0);
    let hat = head.hat(sheet.actor());
    let writes = may_change(head.state) && hat == Some(Hat::Subject);
    let answers = hat.is_some() && hat == head.plan().hat(State::GoalReview);
    let mut actions = Vec::new();
    match head.state {
        State::GoalSetting if hat == Some(Hat::Subject) => {
            actions.push(("目標を書く", format!("{base}/goals/edit")));
        }
        State::GoalReview if answers => {
            actions.push(("目標を確認する", format!("{base}/goal-review")));
        }
        State::MidtermReport if hat == Some(Hat::Subject) => {
            actions.push(("中間申告を書く", format!("{base}/midterm")));
        }
        State::MidtermReview if answers => {
            actions.push(("中間申告に答える", format!("{base}/midterm-review")));
        }
        _ => {}
    }
    if writes && desk.pending().is_none() {
        actions.push(("目標を変える", format!("{base}/goals/edit")));
    }
    if answers && may_answer(head.state) && desk.agreed().is_some() && desk.pending().is_some() {
        actions.push(("変更を確認する", format!("{base}/goal-review")));
    }
    actions.push(("シートを見る", base));
    actions
}

/// Under which of the reader's lists the goals stand.
fn within(shell: Shell, reader: Reader) -> Shell {
    match reader {
        Reader::Subject => shell.at("/evaluations").under("/evaluations", "自分の評価"),
        Reader::Hr => shell.at("/hr/progress").under("/hr/progress", "評価の進捗"),
        Reader::Calibrator => shell.at("/"),
        _ if shell.standing_in.is_some() => {
            shell.at("/reviews").under("/reviews/deputy", "代理で評価する人")
        }
        _ => shell.at("/goals/team").under("/goals/team", "部下の目標"),
    }
}

/// What the person can take back as long as the evaluator has not opened it.
fn withdrawal(head: &Head, own: bool) -> Option<(&'static str, String)> {
    let (what, page) = match head.state {
        State::GoalReview => ("目標", "goals"),
        State::MidtermReview => ("中間申告", "midterm"),
        _ => return None,
    };
    let may = own && next(head.plan(), head.moment(), Action::Withdraw, Hat::Subject).is_ok();
    may.then(|| (what, format!("/sheets/{}/{page}/withdrawal", head.id.0)))
}

/// The goals of a round with their answers; until all are agreed to, with those that are kept.
fn views(desk: &Desk, round: &GoalRound) -> Vec<GoalView> {
    let agreed = desk.agreed().is_some();
    let view = |(goal, n): (&Goal, usize)| {
        if agreed {
            return goal_view(desk, goal, n, decision(&desk.decisions, goal.slot));
        }
        match desk.kept(round.round, goal) {
            Some(answer) => goal_view(desk, goal, n, Some(&answer)).kept(),
            None => goal_view(desk, goal, n, None),
        }
    };
    round.goals.iter().zip(1..).map(view).collect()
}

/// GET /sheets/{id}/goals: as far as this reader may see. Every look at somebody else's is
/// recorded.
pub async fn show(sheet: ReadableSheet, Shared(app): Shared<App>, headers: HeaderMap) -> Result {
    let (head, reader) = (sheet.head(), sheet.reader());
    if !head.plan().goals {
        return Err(AppError::NotFound);
    }
    let own = reader == Reader::Subject;
    if !own {
        viewed(&app, sheet.actor(), Event::SheetViewed, &[head.id.0]).await?;
    }
    let desk = store::desk(&app.reader, head, None).await?.cut(head, reader);
    let shell = sheet.actor().shell(&app, "").saying(Notice::from_headers(&headers));
    let shell =
        within(shell, reader).under(format!("/sheets/{}", head.id.0), head.cycle_name.clone());
    Ok(Page(goals_page(&sheet, &desk, shell)).into_response())
}

/// The page over a sheet that stands in no database, in the frame of whoever rehearses it.
pub fn rehearsed(sheet: &ReadableSheet, desk: &Desk, shell: Shell) -> impl Template + use<> {
    goals_page(sheet, desk, shell)
}

/// What is left of the goals for this reader.
fn goals_page(sheet: &ReadableSheet, desk: &Desk, mut shell: Shell) -> GoalsPage {
    let (head, own) = (sheet.head(), sheet.reader() == Reader::Subject);
    let agreed = desk.agreed();
    let change = desk.pending().filter(|_| agreed.is_some());
    let shown = agreed.or(desk.pending());
    let title =
        if own { "目標".to_owned() } else { format!("{}さんの目標", head.subject_name) };
    shell.title = title;
    GoalsPage {
        shell,
        own,
        sentence: sentence(head, own, desk),
        steps: steps(head, &desk.content),
        heading: match (agreed, shown) {
            (Some(round), _) => format!("承認された目標（{}件）", round.goals.len()),
            (None, Some(round)) => format!("提出した目標（{}件）", round.goals.len()),
            (None, None) => "目標".to_owned(),
        },
        goals: shown.map(|round| views(desk, round)).unwrap_or_default(),
        empty: if own {
            "まだ提出していません。書いている途中の目標は、［目標を書く］から続けられます。"
                .to_owned()
        } else {
            "まだ提出されていません。本人が書いている間は、内容は表示されません。".to_owned()
        },
        pending: change.zip(agreed).map(|(new, old)| PendingView {
            at: moment(new.at),
            reason: new.reason.clone().unwrap_or_default(),
            changes: changes(desk, &old.goals, &new.goals),
        }),
        earlier: earlier(desk),
        actions: actions(sheet, desk),
        advice: desk.midterm.advice(None).map(str::to_owned),
        withdrawal: withdrawal(head, own),
        form: uuid::Uuid::now_v7().to_string(),
        who_sees: who_sees(head),
    }
}
