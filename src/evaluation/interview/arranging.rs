//! All interviews of a sheet: which there are, which are missing, the plan they lead to; and setting
//! the day of one.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{
    access::LedSheet,
    forms,
    overview_store::{Overview, PlannedAction, overview},
    rules::Kind,
    show::{line_when, ways},
    store,
    view::{Part, Role, may_see, role},
};
use crate::{
    audit::{Change, Entry, Event, Subject, viewed},
    evaluation::{
        plan::{Outcome, progress, ways_words},
        sheet::{Evaluator, Head, ReadableSheet},
        view::Reader,
    },
    identity::Actor,
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell,
        date::{fiscal_label, local, month_day_weekday, wareki},
        redirect, see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/interview/sheet.html")]
struct SheetInterviewsPage {
    shell: Shell,
    base: String,
    own: bool,
    hr: bool,
    subject: String,
    leader: String,
    cycle: String,
    sheet: String,
    rows: Vec<Row>,
    /// The other sheets the same talk and plan count for: the year and the address.
    beside: Vec<(String, String)>,
    /// Kinds that can still be arranged, the next one first chosen.
    missing: Vec<(&'static str, &'static str)>,
    answers: Answers,
    errors: Mistakes,
    ways: [(&'static str, &'static str); 3],
    plan: Vec<ActionView>,
    written: String,
    last: Vec<ActionView>,
    last_year: String,
    words: &'static str,
    finished: Option<String>,
    write: Option<&'static str>,
    form: String,
}

struct Row {
    kind: &'static str,
    purpose: &'static str,
    when: String,
    place: String,
    way: &'static str,
    state: &'static str,
    tag: &'static str,
    href: Option<String>,
}

/// One action of a plan as it is read.
pub struct ActionView {
    pub ability: String,
    pub ways: String,
    pub body: String,
    pub look: String,
    pub outcome: Option<&'static str>,
}

/// An action as it is read.
pub fn action_view(action: &PlannedAction) -> ActionView {
    ActionView {
        ability: action.ability.clone(),
        ways: ways_words(&action.ways),
        body: action.body.clone(),
        look: wareki(action.look_on),
        outcome: action.outcome.map(Outcome::label),
    }
}

/// A kind of talk without an appointment on this sheet.
fn not_here(kind: Kind, overview: &Overview, role: Role) -> Row {
    let there = overview.elsewhere(kind).filter(|_| may_see(role, Part::Appointment));
    let (when, state, href) = match there {
        Some((sheet, day)) => (
            format!("{}に、「{}」と一緒に行います", month_day_weekday(day), sheet.cycle),
            "共通",
            Some(format!("/sheets/{}/interviews", sheet.sheet)),
        ),
        None => ("まだ決まっていません".to_owned(), "未定", None),
    };
    Row {
        kind: kind.label(),
        purpose: kind.purpose(),
        when,
        place: String::new(),
        way: "",
        state,
        tag: "",
        href,
    }
}

fn row(kind: Kind, overview: &Overview, role: Role, app: &App) -> Row {
    let Some(line) = overview.of(kind).filter(|_| may_see(role, Part::Appointment)) else {
        return not_here(kind, overview, role);
    };
    let (state, tag) = line.standing(app.today()).tag();
    let whereabouts = may_see(role, Part::Whereabouts);
    Row {
        kind: kind.label(),
        purpose: kind.purpose(),
        when: if whereabouts { line_when(line) } else { month_day_weekday(line.held_on) },
        place: if whereabouts { line.place.clone() } else { String::new() },
        way: line.way.label(),
        state,
        tag,
        href: may_see(role, Part::Agenda).then(|| format!("/interviews/{}", line.id)),
    }
}

fn frame(app: &App, actor: &Actor, head: &Head, role: Role) -> Shell {
    let whose = match role {
        Role::Subject => head.cycle_name.clone(),
        _ => format!("{}さんの{}", head.subject_name, head.cycle_name),
    };
    let shell = actor.shell(app, "面談と育成計画").at("/interviews");
    shell.under("/interviews", "面談").under(format!("/sheets/{}", head.id.0), whose)
}

fn page(
    shell: Shell,
    head: &Head,
    reader: Reader,
    overview: &Overview,
    (typed, errors): (Option<Answers>, Mistakes),
    app: &App,
) -> Page<SheetInterviewsPage> {
    let role = role(head, reader);
    let (plan, last): (Vec<&PlannedAction>, Vec<&PlannedAction>) = overview
        .actions
        .iter()
        .filter(|_| may_see(role, Part::Plan))
        .partition(|action| action.sheet_id == head.id.0);
    let progress =
        progress(head.state, head.closed_at.is_some(), overview.fed_back(), overview.planned());
    let missing = Kind::ALL
        .into_iter()
        .filter(|kind| overview.of(*kind).is_none() && overview.elsewhere(*kind).is_none());
    let leads = role == Role::Leader;
    let write =
        if overview.plan.is_some() { "育成計画を直す" } else { "育成計画を決める" };
    let answers = typed.unwrap_or_else(|| {
        // the place of the one before is usually the place of the next
        let place = overview.interviews.iter().max_by_key(|line| line.held_on);
        Answers::from([("place", place.map_or("", |line| &line.place)), ("way", "in_person")])
    });
    Page(SheetInterviewsPage {
        shell: shell.with_mistakes(&errors),
        base: format!("/sheets/{}", head.id.0),
        own: role == Role::Subject,
        hr: role == Role::Hr,
        subject: head.subject_name.clone(),
        leader: super::show::leader(head).map(Evaluator::titled).unwrap_or_default(),
        cycle: head.cycle_name.clone(),
        sheet: format!("/sheets/{}", head.id.0),
        rows: Kind::ALL.iter().map(|kind| row(*kind, overview, role, app)).collect(),
        beside: overview
            .beside
            .iter()
            .map(|other| (other.cycle.clone(), format!("/sheets/{}/interviews", other.sheet)))
            .collect(),
        missing: missing.filter(|_| leads).map(|kind| (kind.code(), kind.label())).collect(),
        answers,
        errors,
        ways: ways(),
        written: overview
            .plan
            .as_ref()
            .map(|plan| format!("{}が{}に書きました", plan.by, wareki(local(plan.at).date())))
            .unwrap_or_default(),
        last_year: last.first().map(|a| fiscal_label(a.fiscal_year)).unwrap_or_default(),
        plan: plan.into_iter().map(action_view).collect(),
        last: last.into_iter().map(action_view).collect(),
        words: progress.words(),
        finished: head.closed_at.map(|at| wareki(local(at).date())),
        write: (leads && progress.may_plan()).then_some(write),
        form: uuid::Uuid::now_v7().to_string(),
    })
}

/// GET /sheets/{id}/interviews. Every look at another person's is recorded.
pub async fn show(sheet: ReadableSheet, Shared(app): Shared<App>, headers: HeaderMap) -> Result {
    let (actor, head) = (sheet.actor(), sheet.head());
    let role = role(head, sheet.reader());
    // who calibrates or confirms reads the sheet, and not what two people talked about
    if role == Role::Stranger {
        return Err(AppError::NotFound);
    }
    if sheet.reader() != Reader::Subject {
        let event = Event::InterviewViewed;
        viewed(&app, actor, event, Subject::sheet(head.id.0), Some(head.subject)).await?;
    }
    let overview = overview(&app.reader, head.id).await?;
    let shell = frame(&app, actor, head, role).saying(Notice::from_headers(&headers));
    let nothing = Mistakes::default();
    Ok(page(shell, head, sheet.reader(), &overview, (None, nothing), &app).into_response())
}

/// POST /sheets/{id}/interviews: sets the day of one.
pub async fn arrange(led: LedSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let (actor, head) = (led.actor(), led.head());
    let here = format!("/sheets/{}/interviews", head.id.0);
    let kind = Kind::from_code(answers.get("kind"));
    let (kind, when) = match (kind, forms::appointment(&answers, head.fiscal_year)) {
        (Some(kind), Ok(when)) => (kind, when),
        (kind, when) => {
            let mut mistakes = Mistakes::default();
            if kind.is_none() {
                mistakes.add("kind", "どの面談かを選んでください");
            }
            if let Err(wrong) = when {
                wrong.iter().for_each(|(field, sentence)| mistakes.add(field, sentence));
            }
            return again(&app, &led, answers, mistakes).await;
        }
    };
    if let Some((sheet, _)) = overview(&app.reader, head.id).await?.elsewhere(kind) {
        let mut mistakes = Mistakes::default();
        let sentence = format!(
            "{}は、「{}」と一緒に行う日が決まっています。上の表から開いて直してください",
            kind.label(),
            sheet.cycle
        );
        mistakes.add("kind", sentence);
        return again(&app, &led, answers, mistakes).await;
    }
    let mut change = Change::begin(&app, actor).await?;
    if let Some(first) = change.repeated(answers.form_id(), &here, &here).await? {
        return Ok(see_other(&first));
    }
    let Some(id) = store::arrange(&mut change, head.id, kind, &when).await? else {
        drop(change);
        let mut mistakes = Mistakes::default();
        let sentence =
            format!("{}の日は、もう決まっています。上の表から開いて直してください", kind.label());
        mistakes.add("kind", sentence);
        return again(&app, &led, answers, mistakes).await;
    };
    let entry = Entry::new(Event::InterviewArranged, Subject::sheet(head.id.0))
        .about(head.subject)
        .detail(json!({
            "interview": kind.code(), "held_on": when.held_on.to_string(), "way": when.way.code(),
        }));
    change.commit(entry).await?;
    Ok(redirect(&format!("/interviews/{id}"), Notice::InterviewArranged))
}

async fn again(app: &App, led: &LedSheet, typed: Answers, mistakes: Mistakes) -> Result {
    let (actor, head) = (led.actor(), led.head());
    let overview = overview(&app.reader, head.id).await?;
    let shell = frame(app, actor, head, Role::Leader);
    let reader = head.reader(actor);
    Ok(page(shell, head, reader, &overview, (Some(typed), mistakes), app).unprocessable())
}
