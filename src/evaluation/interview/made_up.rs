//! An interview for a rehearsal: made up from the dates of the year and the made-up grades. Pure but for
//! the day of the page.

use time::{Date, Duration, OffsetDateTime};

use super::{
    access::Meeting,
    agenda::{Grades, Point},
    pages,
    rules::{Kind, Way},
    store::{Interview, Note, Sending},
};
use crate::{
    evaluation::{
        sheet::{Content, Head, SheetId},
        workflow::{State, Step},
    },
    identity::Actor,
    kit::{App, Result, Shell, date::local},
};

/// The interview that belongs to where the sheet is, as somebody who takes part sees it; `content` is not
/// cut. None: this reader has nothing to do with interviews.
pub fn rehearsed(
    app: &App,
    shell: Shell,
    acting: Actor,
    head: Head,
    content: &Content,
) -> Option<Result<String>> {
    let interview = interview(&head, content);
    let meeting = Meeting::of_nowhere(acting, head, interview)?;
    Some(pages::rehearsed(app, shell, &meeting))
}

/// Which interview it is, and whether its record has been sent.
fn kind(state: State) -> (Kind, bool) {
    match state {
        State::GoalSetting | State::GoalReview => (Kind::Opening, false),
        State::Working | State::MidtermReport | State::MidtermReview | State::WorkingOn => {
            (Kind::Midterm, false)
        }
        State::SelfAssessment | State::FirstReview => (Kind::Closing, false),
        State::Disclosed => (Kind::Feedback, true),
        _ => (Kind::Closing, true),
    }
}

/// The day it is arranged for: the first of the step it belongs to.
fn day(head: &Head, kind: Kind) -> Date {
    let step = match kind {
        Kind::Opening => "goal_review",
        Kind::Midterm => "midterm_review",
        Kind::Closing => "first",
        Kind::Feedback => "disclosure",
    };
    head.window(step).map_or(local(head.state_since).date(), |window| window.opens_on)
}

fn said(by: &str, at: OffsetDateTime, body: &str) -> Point {
    Point { by: by.to_owned(), at, body: format!("見本：{body}") }
}

fn interview(head: &Head, content: &Content) -> Interview {
    let (kind, sent) = kind(head.state);
    let (held_on, at) = (day(head, kind), head.state_since);
    let leader = head.first.as_ref().or(head.second.as_ref());
    let leader = leader.map(|one| one.name.clone()).unwrap_or_default();
    let shared = "窓口の手順書を係で使い始めたことを確かめました。次は後輩に教えることにします。";
    let shared = if sent { format!("見本：{shared}") } else { String::new() };
    Interview {
        id: 0,
        sheet_id: SheetId::NOWHERE,
        kind,
        held_on,
        starts_at: None,
        ends_at: None,
        place: "見本：会議室".to_owned(),
        way: Way::InPerson,
        written: sent,
        checked: Vec::new(),
        version: 1,
        points: vec![said(&head.subject_name, at, "研修に行く日を相談したいです。")],
        note: Note::default(),
        sendings: sent
            .then(|| Sending {
                round: 1,
                body: shared.clone(),
                by: leader,
                at,
                confirm_by: held_on + Duration::days(14),
                closes_on: held_on + Duration::days(28),
                confirmed_at: (kind != Kind::Feedback).then_some(at),
                comment: String::new(),
            })
            .into_iter()
            .collect(),
        shared,
        addenda: Vec::new(),
        promises: Vec::new(),
        grades: grades(content),
        goals: Vec::new(),
    }
}

/// The grades of the sheet side by side; who sees which is decided where they are compared.
fn grades(content: &Content) -> Vec<Grades> {
    let result = |id: i64| {
        let items = content.outcome().map(|outcome| outcome.items.as_slice()).unwrap_or_default();
        items.iter().find(|item| item.ability_id == id).map(|item| item.points)
    };
    content
        .abilities
        .iter()
        .map(|ability| {
            let given = |step| content.opinion(step, ability.id).map(|opinion| opinion.points);
            Grades {
                name: ability.name.clone(),
                own: given(Step::Own),
                first: given(Step::First),
                second: given(Step::Second),
                first_draft: None,
                second_draft: None,
                result: result(ability.id),
            }
        })
        .collect()
}
