//! /probations/{id}: the clock, the days worked, what is to be done, and what was said, as far as
//! the reader may see it.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use time::Date;

use super::{
    access::{ReadableProbation, Role},
    days::Weekly,
    kinds::What,
    store::{Absent, Case, Opinion, Task},
};
use crate::{
    audit::{self, Event, Subject},
    evaluation::workflow::State,
    identity::Actor,
    kit::{
        App, Notice, Page, Result, Shell,
        date::{Remaining, moment, month_day_weekday, remaining, wareki, wareki_day},
    },
};

#[expect(clippy::struct_excessive_bools, reason = "each part is there or it is not")]
#[derive(Template)]
#[template(path = "evaluation/probation/case.html")]
struct CasePage {
    shell: Shell,
    name: String,
    facts: Vec<(&'static str, String)>,
    state: String,
    tag: &'static str,
    sentence: String,
    warn: bool,
    /// Days worked, and how many are needed.
    worked: i64,
    /// The same for the bar, which is full with what is needed.
    bar: i64,
    least: i16,
    expected: i64,
    short: bool,
    tasks: Vec<TaskView>,
    absences: Vec<AbsenceView>,
    /// 休業 of the register: kind and days.
    leaves: Vec<(String, String)>,
    /// How the days are counted.
    counted: String,
    extensions: Vec<(String, String)>,
    opinions: Vec<(String, String, String)>,
    decision: Option<(String, String, String)>,
    hr: bool,
    open: bool,
    own: bool,
    base: String,
    opinion: Option<String>,
}

struct TaskView {
    name: String,
    what: &'static str,
    due: String,
    /// The day the rule said, where the end of the period has moved.
    before: Option<String>,
    left: Option<Remaining>,
    done: Option<String>,
    /// What is there of it so far, while it is not done.
    so_far: String,
    body: Option<String>,
    /// What the reader may do: words and address.
    action: Option<(&'static str, String)>,
}

struct AbsenceView {
    id: i64,
    kind: &'static str,
    days: String,
    struck: bool,
}

/// The frame: everybody comes from their own list.
pub fn shell(app: &App, actor: &Actor, case: &Case, title: &str) -> Shell {
    let shell = actor.shell(app, title);
    let hr = actor.hats.hr && case.staff != actor.id;
    if hr {
        shell
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under("/hr/probations", "条件付採用")
    } else {
        let menu = if case.staff == actor.id { "/evaluations" } else { "/reviews" };
        shell.at(menu).under("/probations", "条件付採用")
    }
}

fn sheet_action(case: &Case, role: Role) -> Option<(&'static str, String)> {
    let (id, state) = case.sheet?;
    Some(match (role, state) {
        (Role::Subject, State::SelfAssessment) => {
            ("自己評価を書く", format!("/sheets/{id}/self-assessment"))
        }
        (Role::First, State::FirstReview) | (Role::Second, State::SecondReview) => {
            ("評価する", format!("/sheets/{id}/review"))
        }
        _ => ("シートを見る", format!("/sheets/{id}")),
    })
}

/// Whether a task is done, in words.
fn done(case: &Case, task: &Task) -> Option<String> {
    if !task.done {
        return None;
    }
    match task.what {
        What::Interview | What::HrInterview => {
            let (day, by) = (task.held_on?, task.by.clone().unwrap_or_default());
            Some(format!("{}に{by}さんが面談", wareki(day)))
        }
        What::Review => case.sheet.map(|(_, state)| state.label().to_owned()),
        What::Opinion => Some(case.opinions_said().sentence()),
    }
}

fn task_view(
    case: &Case,
    task: &Task,
    (role, hr): (Role, bool),
    open: bool,
    today: Date,
) -> TaskView {
    let done = done(case, task);
    let leads = match role {
        Role::First => true,
        Role::Second => case.first.is_none(),
        Role::Subject | Role::Hr => false,
    };
    let base = format!("/probations/{}", case.id);
    let action = match task.what {
        What::Interview if leads && done.is_none() && open => {
            Some(("面談を記録する", format!("{base}/interviews/{}", task.place)))
        }
        What::HrInterview if hr && done.is_none() && open => {
            Some(("面談を記録する", format!("/hr{base}/interviews/{}", task.place)))
        }
        What::Review => sheet_action(case, role),
        What::Opinion if role.step().is_some() && open => {
            Some(("意見を書く", format!("{base}/opinion")))
        }
        _ => None,
    };
    TaskView {
        name: task.name.clone(),
        what: task.what.label(),
        due: month_day_weekday(task.due_on),
        before: (task.first_due_on != task.due_on).then(|| wareki(task.first_due_on)),
        left: (done.is_none() && open).then(|| remaining(task.due_on, today)),
        body: task.body.clone(),
        so_far: match task.what {
            What::Opinion if !task.done => case.opinions_said().sentence(),
            _ => "まだ".to_owned(),
        },
        done,
        action,
    }
}

fn opinions(case: &Case, role: Role) -> Vec<(String, String, String)> {
    let view = |opinion: &Opinion| {
        let step = if opinion.step == "first" { "一次評価者" } else { "二次評価者" };
        let who = format!("{step} {}（{}）", opinion.by, moment(opinion.at));
        (who, opinion.verdict.label().to_owned(), opinion.reason.clone())
    };
    case.opinions.iter().filter(|opinion| role.reads(&opinion.step)).map(view).collect()
}

fn span(first: Date, last: Date) -> String {
    format!("{}から{}まで", wareki(first), wareki(last))
}

/// How the days worked are counted, in a sentence.
fn counted(case: &Case) -> String {
    let open = "土日、祝日、閉庁日は数えていません。";
    let week = |own: &Weekly| {
        let whole = own.first_on == case.starts_on && own.last_on >= case.ends_on;
        let term = if whole {
            String::new()
        } else {
            format!("{}は、", span(own.first_on, own.last_on))
        };
        format!("{term}週{0}日の任用なので、1週間に{0}日まで数えています。", own.days)
    };
    let weeks: String = case.weekly.iter().map(week).collect();
    let leaves = (!case.leaves.is_empty())
        .then_some("休業の期間は、職員の記録から引いています。記録が変わると、次の朝に終わりの日を数え直します。");
    format!("{open}{weeks}{}", leaves.unwrap_or_default())
}

fn absences(case: &Case) -> Vec<AbsenceView> {
    let view = |absent: &Absent| AbsenceView {
        id: absent.id,
        kind: absent.kind.label(),
        days: span(absent.first_on, absent.last_on),
        struck: absent.struck,
    };
    case.absences.iter().map(view).collect()
}

fn facts(case: &Case) -> Vec<(&'static str, String)> {
    let evaluators: Vec<&str> =
        [&case.first, &case.second].into_iter().flatten().map(|(_, name)| name.as_str()).collect();
    vec![
        ("職員番号", case.number.clone()),
        ("所属", case.place.clone()),
        ("任用", case.kind.label().to_owned()),
        ("採用の日", wareki_day(case.starts_on)),
        ("はじめの終わりの日", wareki_day(case.planned_on)),
        ("いまの終わりの日", wareki_day(case.ends_on)),
        ("最長", format!("{}まで", wareki(case.limit_on))),
        ("評価者", evaluators.join("、")),
    ]
}

/// GET /probations/{id}. Every look at somebody else's is written up.
pub async fn show(
    probation: ReadableProbation,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let ReadableProbation { actor, case, role } = &probation;
    let today = app.today();
    if *role != Role::Subject {
        let subject = Subject::new("probation", case.id);
        audit::viewed(&app, actor, Event::ProbationViewed, subject, Some(case.staff)).await?;
    }
    let standing = case.standing(today);
    let (state, tag) = standing.label();
    let (own, hr) = (*role == Role::Subject, actor.hats.hr && *role != Role::Subject);
    let title = if own {
        "条件付採用の期間".to_owned()
    } else {
        format!("{}さんの条件付採用", case.name)
    };
    let expected = case.worked(case.ends_on);
    let open = standing.open();
    let page = CasePage {
        shell: shell(&app, actor, case, &title).saying(Notice::from_headers(&headers)),
        name: case.name.clone(),
        facts: facts(case),
        sentence: standing.sentence(case.ends_on),
        warn: !own && matches!(standing, super::rules::Standing::Ending(_)),
        state,
        tag,
        worked: case.worked(today),
        bar: case.worked(today).min(i64::from(case.least_days)),
        least: case.least_days,
        expected,
        short: case.ends_on > case.planned_on && case.extensions.is_empty(),
        tasks: case
            .tasks
            .iter()
            .map(|task| task_view(case, task, (*role, hr), open, today))
            .collect(),
        absences: absences(case),
        leaves: case.leaves.iter().map(|l| (l.kind.clone(), span(l.first_on, l.last_on))).collect(),
        counted: counted(case),
        extensions: case
            .extensions
            .iter()
            .map(|e| {
                (format!("{}まで延長（{}）", wareki(e.until_on), moment(e.at)), e.reason.clone())
            })
            .collect(),
        opinions: opinions(case, *role),
        decision: case
            .decision
            .as_ref()
            .map(|d| (d.verdict.label().to_owned(), wareki_day(d.on), d.reason.clone())),
        opinion: role.step().filter(|_| open).map(|_| format!("/probations/{}/opinion", case.id)),
        hr,
        open,
        own,
        base: format!("/hr/probations/{}", case.id),
    };
    Ok(Page(page).into_response())
}
