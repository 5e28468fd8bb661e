//! The first page after signing in.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    rules::{Task, days_since, greeting, label, nothing, tasks},
    store::{self, Own, Waiting},
};
use crate::{
    evaluation::{
        interview::{self, Next},
        sheet::{self, Content, SheetId, StepView},
        workflow::State,
    },
    identity::SignedIn,
    kit::{App, Notice, Page, Result, Shell, date::wareki_day},
};

#[derive(Template)]
#[template(path = "dashboard/home.html")]
struct HomePage {
    shell: Shell,
    greeting: String,
    lead: String,
    tasks: Vec<Task>,
    empty: String,
    people: Vec<PersonView>,
    next: Option<Next>,
    running: Option<Running>,
    results: Vec<ResultView>,
    /// Announcements and messages not read yet.
    unread: i64,
}

struct PersonView {
    href: String,
    name: String,
    position: String,
    work: String,
    days: i64,
    verb: &'static str,
}

/// One's own sheet that is under way.
struct Running {
    name: String,
    href: String,
    position: String,
    steps: Vec<StepView>,
    sentence: String,
}

struct ResultView {
    name: String,
    href: String,
    overall: i16,
    word: String,
}

/// GET /
pub async fn show(
    SignedIn(actor): SignedIn,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let today = app.today();
    let waiting = store::waiting(&app.reader, actor.id, actor.hats.hr, app.now(), today).await?;
    let upcoming = interview::upcoming(&app, &actor).await?;
    let tasks = tasks(&waiting, &upcoming.asked, today);
    let lead = match tasks.len() {
        0 => format!("{}。", wareki_day(today)),
        n => format!("{}。いま行うことは{n}件です。", wareki_day(today)),
    };
    let running = match waiting.own.iter().find(|own| own.state != State::Disclosed) {
        Some(own) => running(&app, own).await?,
        None => None,
    };
    let page = HomePage {
        shell: {
            let mut shell = actor.shell(&app, "ホーム").at("/");
            shell.crumbs.clear();
            shell.saying(Notice::from_headers(&headers))
        },
        greeting: format!("{}さん、{}", actor.name, greeting(app.now())),
        lead,
        empty: nothing(&waiting),
        people: people(&waiting, today),
        results: results(&waiting),
        unread: waiting.unread,
        tasks,
        next: upcoming.next,
        running,
    };
    Ok(Page(page).into_response())
}

async fn running(app: &App, own: &Own) -> Result<Option<Running>> {
    let Some(head) = sheet::find(&app.reader, SheetId(own.id), app.today()).await? else {
        return Ok(None);
    };
    let content = Content {
        submissions: own.submissions.clone(),
        passages: own.passages.clone(),
        ..Content::default()
    };
    let sentence = match head.state {
        State::SelfAssessment => {
            "いまは、あなたが記入する番です。提出するまで上司には見えません。".to_owned()
        }
        State::GoalSetting => {
            "いまは、あなたが目標を書く番です。提出するまで上司には見えません。".to_owned()
        }
        State::MidtermReport => {
            "いまは、あなたが中間申告を書く番です。提出するまで上司には見えません。".to_owned()
        }
        State::Working | State::WorkingOn => {
            "目標は承認されています。事情が変わったときは、理由を書いて変えられます。".to_owned()
        }
        _ => format!("いまは{}の番です。あなたの作業はありません。", head.holder()),
    };
    Ok(Some(Running {
        name: own.name.clone(),
        href: format!("/sheets/{}", own.id),
        position: head.position_name.clone(),
        steps: sheet::steps(&head, &content),
        sentence,
    }))
}

fn people(waiting: &Waiting, today: time::Date) -> Vec<PersonView> {
    let view = |person: &store::WaitingPerson| {
        let label = label(&person.step);
        let page = match person.step.as_str() {
            "goal_review" => "goal-review",
            "midterm_review" => "midterm-review",
            _ => "review",
        };
        let work = match (person.returned, person.written) {
            (true, _) => format!("{label}（差し戻し）"),
            (false, 0) => label.to_owned(),
            (false, n) => format!("{label}（{}項目中{n}項目を入力）", person.abilities),
        };
        PersonView {
            href: format!("/sheets/{}/{page}", person.id),
            name: person.name.clone(),
            position: person.position.clone(),
            work,
            days: days_since(person.since, today),
            verb: match (page, person.written) {
                ("goal-review", _) => "確認する",
                ("midterm-review", _) => "答える",
                (_, 0) => "評価する",
                _ => "続ける",
            },
        }
    };
    waiting.people.iter().map(view).collect()
}

fn results(waiting: &Waiting) -> Vec<ResultView> {
    let view = |own: &Own| {
        Some(ResultView {
            name: own.name.clone(),
            href: format!("/sheets/{}", own.id),
            overall: own.overall?,
            word: own.word.clone()?,
        })
    };
    waiting.own.iter().filter_map(view).collect()
}
