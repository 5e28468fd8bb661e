//! 面談: one's own, and those of the people one evaluates.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use time::Duration;

use super::store::{self, SheetLine, Tie};
use crate::{
    audit::{Event, Subject, viewed},
    evaluation::{
        interview::{
            overview_store::Line,
            rules::{Kind, Standing},
            show::line_when,
        },
        plan::progress,
    },
    identity::SignedIn,
    kit::{App, Notice, Page, Result, Shell, date::month_day_weekday},
};

#[derive(Template)]
#[template(path = "evaluation/interview/list.html")]
struct ListPage {
    shell: Shell,
    hr: bool,
    own: Vec<OwnRow>,
    evaluates: bool,
    groups: Vec<Group>,
    kinds: [&'static str; 4],
}

struct OwnRow {
    href: String,
    what: String,
    cycle: String,
    when: String,
    place: String,
    state: &'static str,
    tag: &'static str,
}

/// People of one year, of those one leads or of the others.
struct Group {
    heading: String,
    people: Vec<PersonRow>,
}

struct PersonRow {
    href: String,
    name: String,
    place: String,
    cells: Vec<Cell>,
    plan: &'static str,
    plan_tag: &'static str,
    action: &'static str,
}

struct Cell {
    label: &'static str,
    when: String,
    /// While it is still to come.
    hours: String,
    href: Option<String>,
    state: &'static str,
    tag: &'static str,
}

/// How long a finished sheet stays on the list.
const KEPT: Duration = Duration::days(60);

fn own_rows(lines: &[SheetLine], app: &App) -> Vec<OwnRow> {
    let mut all: Vec<(&SheetLine, &Line)> = lines
        .iter()
        .filter(|line| line.tie == Tie::Own)
        .flat_map(|line| line.interviews.iter().map(move |interview| (line, interview)))
        .collect();
    all.sort_by_key(|(_, interview)| std::cmp::Reverse(interview.held_on));
    all.into_iter()
        .map(|(line, interview)| {
            let (state, tag) = interview.standing(app.today()).tag();
            OwnRow {
                href: format!("/interviews/{}", interview.id),
                what: interview.kind.label().to_owned(),
                cycle: line.cycle.clone(),
                when: line_when(interview),
                place: match interview.place.as_str() {
                    "" => interview.way.label().to_owned(),
                    place => format!("{place}（{}）", interview.way.label()),
                },
                state,
                tag,
            }
        })
        .collect()
}

fn cell(kind: Kind, line: &SheetLine, app: &App) -> Cell {
    match line.interviews.iter().find(|interview| interview.kind == kind) {
        Some(interview) => {
            let standing = interview.standing(app.today());
            let (state, tag) = standing.tag();
            let hours = interview.hours.clone().filter(|_| standing == Standing::Planned);
            Cell {
                label: kind.label(),
                when: month_day_weekday(interview.held_on),
                hours: hours.unwrap_or_default(),
                href: Some(format!("/interviews/{}", interview.id)),
                state,
                tag,
            }
        }
        None => Cell {
            label: kind.label(),
            when: "未定".to_owned(),
            hours: String::new(),
            href: None,
            state: "",
            tag: "",
        },
    }
}

fn person(line: &SheetLine, app: &App) -> PersonRow {
    let fed_back = line
        .interviews
        .iter()
        .any(|interview| interview.kind == Kind::Feedback && interview.confirm_by.is_some());
    let (plan, plan_tag) = progress(line.state, line.closed, fed_back, line.planned).tag();
    let missing = Kind::ALL.iter().any(|k| !line.interviews.iter().any(|i| i.kind == *k));
    PersonRow {
        href: format!("/sheets/{}/interviews", line.sheet),
        name: line.name.clone(),
        place: [line.position.as_str(), line.unit.as_str()].join("・"),
        cells: Kind::ALL.iter().map(|kind| cell(*kind, line, app)).collect(),
        plan,
        plan_tag,
        action: if line.tie == Tie::Leads && missing { "日時を決める" } else { "開く" },
    }
}

/// Those one leads first, year by year; then those somebody else leads; then those of each evaluator one
/// stands in for.
fn groups(lines: &[SheetLine], app: &App) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let apart = |line: &&SheetLine| (line.standing_in.clone(), line.tie == Tie::Evaluates);
    let mut others: Vec<&SheetLine> = lines.iter().filter(|line| line.tie != Tie::Own).collect();
    // the order of years and names stays within each
    others.sort_by_key(apart);
    for line in others {
        let who = if line.tie == Tie::Leads { "あなた" } else { "一次評価者" };
        let heading = match &line.standing_in {
            Some(evaluator) => format!("代理：{evaluator}　{}：{who}が面談する人", line.cycle),
            None => format!("{}：{who}が面談する人", line.cycle),
        };
        let row = person(line, app);
        match groups.last_mut().filter(|group| group.heading == heading) {
            Some(group) => group.people.push(row),
            None => groups.push(Group { heading, people: vec![row] }),
        }
    }
    groups
}

/// GET /interviews
pub async fn show(
    SignedIn(actor): SignedIn,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let lines = store::people(&app.reader, actor.id, app.now() - KEPT, app.today()).await?;
    if lines.iter().any(|line| line.tie != Tie::Own) {
        viewed(&app, &actor, Event::InterviewsListed, Subject::staff(actor.id), None).await?;
    }
    Ok(Page(ListPage {
        shell: actor.shell(&app, "面談").at("/interviews").saying(Notice::from_headers(&headers)),
        hr: actor.hats.hr,
        own: own_rows(&lines, &app),
        evaluates: actor.evaluates,
        groups: groups(&lines, &app),
        kinds: Kind::ALL.map(Kind::label),
    })
    .into_response())
}
