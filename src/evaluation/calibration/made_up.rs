//! A board for a rehearsal: people who do not exist, beside the one whose sheet is rehearsed. Pure.

use askama::Template;

use super::{pages, rules::Card, store::Board, waiting::Progress};
use crate::{
    evaluation::{sheet::Head, workflow::State},
    identity::Actor,
    kit::{App, Shell},
};

/// How many people stand beside the one.
const OTHERS: i16 = 9;

/// The board as whoever keeps it would see it. `scale` are points and words, the lowest first.
pub fn rehearsed(
    app: &App,
    shell: Shell,
    acting: Actor,
    head: &Head,
    scale: &[(i16, String)],
) -> impl Template {
    let board = board(head, scale);
    pages::rehearsed(app, shell, acting, (head.cycle_id, board))
}

fn board(head: &Head, scale: &[(i16, String)]) -> Board {
    let cards = cards(head, scale);
    let people = i64::try_from(cards.len()).unwrap_or_default();
    let counts = |part: usize| cards.iter().skip(part).map(|card| (card.given, 1)).collect();
    Board {
        name: head.cycle_name.clone(),
        held: true,
        departments: Vec::new(),
        positions: Vec::new(),
        grades: scale.iter().rev().cloned().collect(),
        moves: Vec::new(),
        progress: Progress { people, first_done: people, unfinished: 0 },
        waiting: Vec::new(),
        sets: Vec::new(),
        city: counts(0),
        last_year: counts(1),
        standings: Vec::new(),
        sessions: Vec::new(),
        cards,
    }
}

/// No row has these numbers, so whatever is asked about them finds nothing.
fn cards(head: &Head, scale: &[(i16, String)]) -> Vec<Card> {
    let middle = scale.len() / 2;
    let points = |place: usize| scale.get(place.min(scale.len().saturating_sub(1)));
    let at = |place: usize| points(place).map_or(1, |(points, _)| *points);
    let who = |evaluator: &Option<crate::evaluation::sheet::Evaluator>| {
        evaluator.as_ref().map(|one| one.name.clone())
    };
    let card = |nth: i16| {
        let place = match nth % 4 {
            0 | 2 => middle,
            1 => middle + 1,
            _ => middle.saturating_sub(1),
        };
        let name = match nth {
            0 => head.subject_name.clone(),
            nth => format!("見本の職員{nth}"),
        };
        // one was moved, so that the board shows how that looks
        let overall = if nth == 3 { at(middle) } else { at(place) };
        Card {
            sheet: -i64::from(nth),
            name,
            department: head.place.split(' ').next().unwrap_or_default().to_owned(),
            section: head.place.clone(),
            position: head.position_name.clone(),
            position_code: head.position_code.clone(),
            first: who(&head.first),
            second: who(&head.second),
            state: State::Calibration,
            given: at(place),
            overall,
            moved: None,
            first_overall: Some(at(place)),
            own_mean: Some(i64::from(at(middle)) * 100 + 20),
            mean: Some(i64::from(at(place)) * 100),
            last: Some(at(middle)),
            interviewed: head.window("first").map(|window| window.opens_on),
            standing_in: None,
            set: None,
            items: Vec::new(),
            goals: Vec::new(),
        }
    };
    (0..=OTHERS).map(card).collect()
}
