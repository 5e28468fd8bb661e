//! 経過: reading it.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use time::OffsetDateTime;

use super::rules::{self, Changed};
use crate::{
    audit::{self, Event, Subject},
    evaluation::{
        sheet::{Content, Evaluator, Head, ReadableSheet, content, within},
        view::{Reader, Scope},
        workflow::{State, Step},
    },
    kit::{App, Notice, Page, Result, Shell, date::moment},
};

#[derive(Template)]
#[template(path = "evaluation/history/history.html")]
struct HistoryPage {
    shell: Shell,
    heading: String,
    sheet: String,
    facts: Vec<(&'static str, String)>,
    events: Vec<Told>,
    columns: Vec<&'static str>,
    rows: Vec<Row>,
    /// Every version of the result that this reader may read, newest first.
    versions: Vec<Version>,
    note: &'static str,
}

/// 「第2版」: a correction and a re-evaluation never overwrite the one before (evaluation.md 1.2).
struct Version {
    heading: String,
    grade: String,
    confirmed: String,
    disclosed: bool,
}

struct Told {
    heading: String,
    mark: &'static str,
    back: bool,
    tag: String,
    at: String,
    by: String,
    reason: String,
    caption: String,
    changes: Vec<Changed>,
}

struct Row {
    name: String,
    /// The grades at each step, oldest first.
    cells: Vec<Vec<i16>>,
}

/// GET /sheets/{id}/history
pub async fn show(sheet: ReadableSheet, Shared(app): Shared<App>, headers: HeaderMap) -> Result {
    let (head, reader) = (sheet.head(), sheet.reader());
    let content = content(&app.reader, head.id).await?.cut(head, reader);
    if reader != Reader::Subject {
        let subject = Subject::sheet(head.id.0);
        audit::viewed(&app, sheet.actor(), Event::HistoryViewed, subject, Some(head.subject))
            .await?;
    }
    let heading = match reader {
        Reader::Subject => format!("{}の経過", head.cycle_name),
        _ => format!("{}さんのシートの経過", head.subject_name),
    };
    let shell = sheet.actor().shell(&app, heading.clone()).saying(Notice::from_headers(&headers));
    let shell = within(shell, reader);
    let (columns, rows) = table(&content);
    Ok(Page(HistoryPage {
        shell: shell
            .under(format!("/sheets/{}", head.id.0), format!("{}さんのシート", head.subject_name)),
        heading,
        sheet: format!("/sheets/{}", head.id.0),
        facts: facts(head, &content),
        events: told(head, &content),
        columns,
        rows,
        versions: versions(&content, reader),
        note: note(reader, head.scope),
    })
    .into_response())
}

fn note(reader: Reader, scope: Scope) -> &'static str {
    match reader {
        Reader::Subject if scope == Scope::Stages => {
            "評価者と調整のそれぞれの評価と、確定した結果は、開示の後に表示されます。"
        }
        Reader::Subject => {
            "評価者それぞれの評価は、本人には表示されません。確定した結果は、開示の後に表示されます。"
        }
        _ => "見られる段階の評価だけを表示しています。下書きは書いた人だけが見られます。",
    }
}

fn facts(head: &Head, content: &Content) -> Vec<(&'static str, String)> {
    let count = |actions: &[&str]| {
        content.passages.iter().filter(|p| actions.contains(&p.action.as_str())).count()
    };
    vec![
        ("シート", format!("{}（{}）", head.cycle_name, head.position_name)),
        (
            "いまの状態",
            if head.returned { "差し戻し".to_owned() } else { head.state.label().to_owned() },
        ),
        (
            "いまの担当",
            Some(head.holder()).filter(|h| !h.is_empty()).unwrap_or("ありません".to_owned()),
        ),
        ("提出", format!("{}回", count(&["submit"]))),
        ("差し戻し・取り下げ", format!("{}回", count(&["send_back", "withdraw"]))),
    ]
}

/// To whom a sheet goes in a state, by name.
fn receiver(head: &Head, state: &str) -> String {
    let titled = |label: &str, e: &Option<Evaluator>| {
        e.as_ref().map_or_else(|| label.to_owned(), |e| format!("{label}（{}）", e.titled()))
    };
    match State::ALL.iter().find(|s| s.code() == state) {
        Some(State::GoalSetting | State::MidtermReport | State::SelfAssessment) => {
            format!("本人（{}）", head.subject_name)
        }
        Some(State::FirstReview) => titled("一次評価者", &head.first),
        Some(State::SecondReview) => titled("二次評価者", &head.second),
        _ => "職員課".to_owned(),
    }
}

/// What happened, newest first: the passes, and what the calibration did between them.
fn told(head: &Head, content: &Content) -> Vec<Told> {
    let mut told = passes(head, content);
    told.extend(calibration(content));
    told.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    told.into_iter().map(|(_, event)| event).collect()
}

/// Every move of the board and every move taken back, with the grades and the reason.
fn calibration(content: &Content) -> Vec<(OffsetDateTime, Told)> {
    let event = |at: OffsetDateTime, by: &str, heading: &str, mark, (from, to): (i16, i16)| {
        let told = Told {
            heading: heading.to_owned(),
            mark,
            back: false,
            tag: "調整".to_owned(),
            at: moment(at),
            by: by.to_owned(),
            reason: String::new(),
            caption: "調整で変わった評価".to_owned(),
            changes: vec![Changed {
                what: "全体の評価".to_owned(),
                before: from.to_string(),
                after: to.to_string(),
            }],
        };
        (at, told)
    };
    let mut events = Vec::new();
    for own in &content.calibrated {
        let mut moved = event(own.at, &own.by, "評価の調整", "●", (own.from, own.to));
        moved.1.reason.clone_from(&own.reason);
        events.push(moved);
        if let (Some(by), Some(at)) = (&own.undone_by, own.undone_at) {
            events.push(event(at, by, "調整の取り消し", "◀", (own.to, own.from)));
        }
    }
    events
}

fn passes(head: &Head, content: &Content) -> Vec<(OffsetDateTime, Told)> {
    let names = |state: &str| receiver(head, state);
    let told = |event: rules::Event<'_>| {
        (
            event.pass.at,
            Told {
                mark: event.mark,
                back: event.back,
                tag: match event.submission {
                    Some((step, round)) => format!("{}・{round}回目", step.label()),
                    None if event.pass.action == "send_back" => "差し戻し".to_owned(),
                    None => String::new(),
                },
                at: moment(event.pass.at),
                by: event.pass.by.clone().unwrap_or_else(|| "システム（自動）".to_owned()),
                reason: event.pass.reason.clone().unwrap_or_default(),
                caption: match event.submission {
                    Some((Step::Second, 1)) => "一次評価から変えた項目".to_owned(),
                    Some(_) => "前の回から変わった項目".to_owned(),
                    None => String::new(),
                },
                changes: event.changes,
                heading: event.heading,
            },
        )
    };
    rules::events(content, &names).into_iter().map(told).collect()
}

/// A version is confirmed by a pass of its own: the first by the first.
fn versions(content: &Content, reader: Reader) -> Vec<Version> {
    let mut confirmed: Vec<_> = content.passages.iter().filter(|p| p.action == "confirm").collect();
    confirmed.sort_by_key(|pass| pass.place);
    let pass = |version: i16| confirmed.get(usize::try_from(version).ok()?.checked_sub(1)?);
    let read = content.outcomes.iter().filter(|o| o.disclosed || reader != Reader::Subject);
    read.map(|outcome| Version {
        heading: format!("第{}版", outcome.version),
        grade: format!("{} {}", outcome.overall, content.word(outcome.overall)),
        confirmed: pass(outcome.version).map(|pass| moment(pass.at)).unwrap_or_default(),
        disclosed: outcome.disclosed,
    })
    .collect()
}

/// How the grades developed: the steps this reader has values for, each ability's rounds, and the
/// confirmed result.
fn table(content: &Content) -> (Vec<&'static str>, Vec<Row>) {
    let shown: Vec<Step> = [Step::Own, Step::First, Step::Second]
        .into_iter()
        .filter(|step| content.round(*step) > 0)
        .collect();
    let result = content.outcome().filter(|outcome| !outcome.items.is_empty());
    let mut columns: Vec<&'static str> = shown
        .iter()
        .map(|step| match step {
            Step::First => "一次",
            Step::Second => "二次",
            _ => "自己",
        })
        .collect();
    if result.is_some() {
        columns.push("結果");
    }
    let rows = content.abilities.iter().map(|ability| {
        let mut cells: Vec<Vec<i16>> =
            shown.iter().map(|step| rules::development(content, *step, ability.id)).collect();
        if let Some(outcome) = result {
            let item = outcome.items.iter().find(|item| item.ability_id == ability.id);
            cells.push(item.map(|item| item.points).into_iter().collect());
        }
        Row { name: ability.name.clone(), cells }
    });
    let rows: Vec<Row> = if columns.is_empty() { Vec::new() } else { rows.collect() };
    (columns, rows)
}
